//! The workspace: the application for managers and agents, from `ui/`. It is compiled in, and asks everything of the
//! public API.

use axum::Router;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use xxhash_rust::xxh3::xxh3_64;

/// A file of the workspace.
struct File {
    name: &'static str,
    bytes: &'static [u8],
    /// The same in gzip, where that is smaller.
    packed: Option<&'static [u8]>,
}

include!(concat!(env!("OUT_DIR"), "/workspace.rs"));

/// Nothing from elsewhere, nothing inline: it can run and reach only what we serve. Pictures of charts are drawn in
/// memory.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; frame-src 'self'; \
                      connect-src 'self'; img-src 'self' data: blob:; manifest-src 'self'; base-uri 'none'; \
                      form-action 'self'; frame-ancestors 'none'";

/// The page that everything begins with, whatever the address: its script finds out what to show.
const PAGE: &str = "index.html";

/// Files whose name says what is in them.
const HASHED: &str = "assets/";

/// What is said where the workspace was not built in.
const MISSING: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Voorzet</title>\
    <h1>Voorzet runs</h1><p>The workspace was not built into this program. Build it with \
    <code>cargo xtask ui</code> and build the program again. The API is described at \
    <a href=\"/api/openapi.json\">/api/openapi.json</a>.</p></html>";

/// The addresses of pages are the workspace's own: what no other route has and a browser asks for as a page.
pub(crate) fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new()
        .route("/", get(page))
        .route("/assets/{*path}", get(asset))
        .route("/mark.svg", get(async |headers: HeaderMap| file("mark.svg", &headers)))
}

/// The page, for an address that only its script knows.
pub(crate) async fn page(headers: HeaderMap) -> Response {
    file(PAGE, &headers)
}

/// Whether a request asks for a page, as a browser does when somebody types an address.
pub(crate) fn wants_page(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok());
    accept.is_some_and(|accept| accept.contains("text/html"))
}

async fn asset(Path(path): Path<String>, headers: HeaderMap) -> Response {
    file(&format!("{HASHED}{path}"), &headers)
}

/// A file of what was built, by its name there.
pub(crate) fn file(name: &str, headers: &HeaderMap) -> Response {
    match FILES.iter().find(|file| file.name == name) {
        Some(file) => file.answer(headers),
        None if name == PAGE => (guards("text/html; charset=utf-8"), MISSING).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

impl File {
    /// The file, or that the caller has it already.
    fn answer(&self, asked: &HeaderMap) -> Response {
        let tag = format!("\"{:016x}\"", xxh3_64(self.bytes));
        let known = asked.get(header::IF_NONE_MATCH).is_some_and(|seen| seen.as_bytes() == tag.as_bytes());
        let keep =
            if self.name.starts_with(HASHED) { "public, max-age=31536000, immutable" } else { "no-cache" };
        let caching =
            [(header::CACHE_CONTROL, keep), (header::ETAG, tag.as_str()), (header::VARY, "accept-encoding")];
        if known {
            return (StatusCode::NOT_MODIFIED, guards(self.kind()), caching).into_response();
        }
        let packs = asked.get(header::ACCEPT_ENCODING).and_then(|packs| packs.to_str().ok());
        match self.packed.filter(|_| packs.is_some_and(|packs| packs.contains("gzip"))) {
            Some(packed) => {
                let mut answer = (guards(self.kind()), caching, packed).into_response();
                answer.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
                answer
            }
            None => (guards(self.kind()), caching, self.bytes).into_response(),
        }
    }

    fn kind(&self) -> &'static str {
        match self.name.rsplit_once('.').map_or("", |(_, end)| end) {
            "html" => "text/html; charset=utf-8",
            "js" => "text/javascript; charset=utf-8",
            "css" => "text/css; charset=utf-8",
            "svg" => "image/svg+xml",
            "woff2" => "font/woff2",
            "json" | "webmanifest" => "application/json",
            "png" => "image/png",
            _ => "text/plain; charset=utf-8",
        }
    }
}

fn guards(kind: &'static str) -> [(header::HeaderName, &'static str); 4] {
    [
        (header::CONTENT_TYPE, kind),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_page_asks_for_is_served_and_nothing_stands_inline() {
        let Some(page) = FILES.iter().find(|file| file.name == PAGE) else {
            println!("skipped: the workspace is not built in");
            return;
        };
        let page = std::str::from_utf8(page.bytes).expect("UTF-8");
        let asked = page.split(['"', '\'']).filter(|text| text.starts_with("/assets/"));
        let asked: Vec<&str> = asked.collect();
        assert!(!asked.is_empty(), "{page}");
        for name in asked {
            assert!(FILES.iter().any(|file| file.name == &name[1..]), "{name}");
        }
        for inline in ["<style", " style=\"", "<script>", "http://", "https://"] {
            assert!(!page.contains(inline), "{inline}");
        }
    }
}
