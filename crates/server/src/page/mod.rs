//! The page at `/`: the ladder's counts, the stream, and a decision with its why. A handful of files, compiled
//! in; what it shows it asks of the public API.
//!
//! | file | what |
//! |---|---|
//! | `page.html`, `frame.css`, `parts.css`, `tokens.css`, `font/` | how it looks |
//! | `settings.js` | language and theme, before anything is drawn |
//! | `main.js` | what belongs together: keys, the address, languages |
//! | `ladder.js` | the counts |
//! | `stream.js`, `live.js` | the log as it grows, and its rows |
//! | `entry.js` | one entry opened |
//! | `standing.js`, `send.js` | how the system is; how to send an event |
//! | `shown.js`, `words.js`, `element.js` | entries in words, every word in two languages, elements |

use axum::Router;
use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use xxhash_rust::xxh3::xxh3_64;

/// Nothing from elsewhere, nothing inline: the page can run and reach only what we serve.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; \
                      connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; \
                      frame-ancestors 'none'";

/// A file of the page.
struct Asset {
    path: &'static str,
    kind: &'static str,
    bytes: &'static [u8],
}

macro_rules! assets {
    ($kind:expr; $($path:literal),+) => {
        [$(Asset { path: $path, kind: $kind, bytes: include_bytes!($path) }),+]
    };
}

const PAGE: Asset =
    Asset { path: "page.html", kind: "text/html; charset=utf-8", bytes: include_bytes!("page.html") };

static SCRIPTS: [Asset; 11] = assets!(
    "text/javascript; charset=utf-8";
    "settings.js", "main.js", "ladder.js", "stream.js", "live.js", "entry.js", "standing.js", "send.js",
    "shown.js", "words.js", "element.js"
);

static STYLES: [Asset; 3] = assets!("text/css; charset=utf-8"; "tokens.css", "frame.css", "parts.css");

static FONTS: [Asset; 2] = assets!(
    "font/woff2";
    "font/atkinson-hyperlegible-next-latin-wght-normal.woff2",
    "font/atkinson-hyperlegible-mono-latin-wght-normal.woff2"
);

static OTHERS: [Asset; 2] = [
    Asset { path: "mark.svg", kind: "image/svg+xml", bytes: include_bytes!("mark.svg") },
    Asset { path: "font/OFL.txt", kind: "text/plain; charset=utf-8", bytes: include_bytes!("font/OFL.txt") },
];

/// The page and its files.
pub(crate) fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new()
        .route("/", get(async |headers: HeaderMap| PAGE.answer(&headers)))
        .route("/page/{*path}", get(file))
}

async fn file(Path(path): Path<String>, headers: HeaderMap) -> Response {
    let mut all = SCRIPTS.iter().chain(&STYLES).chain(&FONTS).chain(&OTHERS);
    match all.find(|asset| asset.path == path) {
        Some(asset) => asset.answer(&headers),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

impl Asset {
    /// The file, or that the caller has it already.
    fn answer(&self, asked: &HeaderMap) -> Response {
        let tag = format!("\"{:016x}\"", xxh3_64(self.bytes));
        let known = asked.get(header::IF_NONE_MATCH).is_some_and(|seen| seen.as_bytes() == tag.as_bytes());
        let headers = [
            (header::CONTENT_TYPE, self.kind),
            (header::CONTENT_SECURITY_POLICY, POLICY),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            (header::REFERRER_POLICY, "no-referrer"),
            (header::CACHE_CONTROL, "no-cache"),
            (header::ETAG, &tag),
        ];
        if known {
            (StatusCode::NOT_MODIFIED, headers).into_response()
        } else {
            (headers, self.bytes).into_response()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(asset: &Asset) -> &'static str {
        std::str::from_utf8(asset.bytes).expect("UTF-8")
    }

    fn is_served(path: &str) -> bool {
        let mut all = SCRIPTS.iter().chain(&STYLES).chain(&FONTS).chain(&OTHERS);
        all.any(|asset| asset.path == path)
    }

    /// What stands between two marks, everywhere in a text.
    fn between<'t>(text: &'t str, open: &str, close: char) -> Vec<&'t str> {
        let parts = text.split(open).skip(1);
        parts.filter_map(|part| part.split_once(close).map(|(inside, _)| inside)).collect()
    }

    #[test]
    fn what_the_page_asks_for_is_served() {
        let page = text(&PAGE);
        let mut asked = between(page, "src=\"page/", '"');
        asked.extend(between(page, "href=\"page/", '"'));
        for script in &SCRIPTS {
            asked.extend(between(text(script), "from './", '\''));
        }
        asked.extend(between(text(&STYLES[0]), "url(", ')'));
        assert!(asked.len() > 20, "{asked:?}");
        for path in asked {
            assert!(is_served(path), "{path}");
        }
    }

    #[test]
    fn nothing_comes_from_elsewhere_and_nothing_stands_inline() {
        for asset in SCRIPTS.iter().chain(&STYLES).chain([&PAGE]) {
            let text = text(asset).replace("http://www.w3.org/2000/svg", "");
            assert!(!text.contains("http://") && !text.contains("https://"), "{}", asset.path);
            for inline in [" style=\"", " onclick=", "<script>", "innerHTML", "eval("] {
                assert!(!text.contains(inline), "{}: {inline}", asset.path);
            }
        }
    }

    #[test]
    fn every_word_that_is_said_has_both_languages() {
        let words = SCRIPTS.iter().find(|asset| asset.path == "words.js").map(text).expect("words");
        let table = between(words, "const WORDS = {", '}').remove(0);
        assert!(!table.is_empty());
        let lines = words.lines().skip_while(|line| !line.starts_with("const WORDS")).skip(1);
        let mut known = Vec::new();
        for line in lines.take_while(|line| *line != "};").filter(|line| !line.is_empty()) {
            let (name, rest) = line.trim().split_once(": ['").unwrap_or_else(|| panic!("{line}"));
            let (dutch, english) = rest.split_once("', '").unwrap_or_else(|| panic!("{line}"));
            let english = english.strip_suffix("'],").unwrap_or_else(|| panic!("{line}"));
            let places =
                |text: &str| (0..4).filter(|n| text.contains(&format!("{{{n}}}"))).collect::<Vec<_>>();
            assert_eq!(places(dutch), places(english), "{name}");
            known.push(name);
        }
        let mut said = between(text(&PAGE), "data-t=\"", '"');
        said.extend(between(text(&PAGE), "data-label=\"", '"'));
        for script in &SCRIPTS {
            said.extend(between(text(script), "say('", '\''));
        }
        assert!(said.len() > 60);
        for word in said {
            assert!(known.contains(&word), "{word}");
        }
    }
}
