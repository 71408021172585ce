//! What public pages are made of.

use axum::http::{HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// Nothing on a page comes from elsewhere, and nobody shows it within theirs.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

const STYLE: &str = include_str!("page.css");

/// A page.
pub(super) struct Page<'a> {
    pub(super) status: StatusCode,
    pub(super) language: &'a str,
    /// What the organisation is called.
    pub(super) organisation: &'a str,
    pub(super) title: &'a str,
    /// What stands in `<main>`, as HTML.
    pub(super) content: String,
    /// What stands below it, as HTML.
    pub(super) foot: String,
    /// Whether search engines may show it.
    pub(super) is_public: bool,
}

impl Page<'_> {
    pub(super) fn respond(self) -> Response {
        let (title, organisation) = (text(self.title), text(self.organisation));
        let robots = if self.is_public { "" } else { "<meta name=\"robots\" content=\"noindex\">" };
        let html = format!(
            "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n{robots}\n\
             <title>{title} – {organisation}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
             <header><p>{organisation}</p></header>\n<main>\n<h1>{title}</h1>\n{}</main>\n<footer>{}</footer>\n\
             </body>\n</html>\n",
            self.language, self.content, self.foot
        );
        let headers: [(HeaderName, &str); 5] = [
            (header::CONTENT_TYPE, "text/html; charset=utf-8"),
            (header::CONTENT_SECURITY_POLICY, POLICY),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            (header::REFERRER_POLICY, "same-origin"),
            (header::CACHE_CONTROL, "no-store"),
        ];
        (self.status, headers, html).into_response()
    }
}

/// Text as HTML, between tags and in attributes.
pub(super) fn text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            sign => out.push(sign),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn text_is_no_tag() {
        assert_eq!(super::text("<a href=\"x\">'&"), "&lt;a href=&quot;x&quot;&gt;&#39;&amp;");
    }
}
