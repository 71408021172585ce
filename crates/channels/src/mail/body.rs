//! What a mail says, as plain text and as harmless HTML.

use mail_parser::decoders::html::html_to_text;
use mail_parser::{Message, PartType};

use super::html;

/// The longest text, in bytes; what is longer is an attachment as well.
const LONGEST: usize = 200_000;

/// What a mail says.
#[derive(Debug, Default)]
pub(super) struct Body {
    pub text: String,
    pub html: Option<String>,
    pub remote: bool,
    /// What is too long for a message, by name and media type.
    pub aside: Vec<(&'static str, &'static str, Vec<u8>)>,
}

impl Body {
    pub(super) fn of(message: &Message<'_>) -> Self {
        let mut body = Self::default();
        body.read_html(message);
        body.read_text(message);
        body
    }

    fn read_html(&mut self, message: &Message<'_>) {
        let parts: Vec<_> = message.html_bodies().collect();
        if !parts.iter().any(|part| matches!(part.body, PartType::Html(_))) {
            return;
        }
        let mut whole = String::new();
        for part in parts {
            match &part.body {
                PartType::Html(html) => whole.push_str(html),
                PartType::Text(text) => {
                    whole.push_str("<pre>");
                    whole.push_str(&escaped(text));
                    whole.push_str("</pre>");
                }
                _ => {}
            }
        }
        if let Some(harmless) = html::harmless(&whole) {
            self.remote = harmless.remote;
            self.html = Some(harmless.html);
        } else {
            self.aside.push(("message.html", "text/html", whole.into_bytes()));
        }
    }

    fn read_text(&mut self, message: &Message<'_>) {
        let mut text = String::new();
        for part in message.text_bodies() {
            let piece = match &part.body {
                PartType::Text(piece) => tidy(piece),
                PartType::Html(html) => from_html(html),
                _ => continue,
            };
            if !text.is_empty() && !piece.is_empty() {
                text.push_str("\n\n");
            }
            text.push_str(&piece);
        }
        // Some send a plain text with nothing in it beside their HTML.
        if text.trim().is_empty()
            && let Some(html) = &self.html
        {
            text = html::text(html);
        }
        if text.len() > LONGEST {
            let cut = text.floor_char_boundary(LONGEST);
            let whole = std::mem::take(&mut text);
            text.push_str(&whole[..cut]);
            self.aside.push(("message.txt", "text/plain", whole.into_bytes()));
        }
        self.text = text;
    }
}

fn from_html(html: &str) -> String {
    match html::harmless(html) {
        Some(harmless) => html::text(&harmless.html),
        None => tidy(&html_to_text(&html[..html.floor_char_boundary(html::LONGEST)])),
    }
}

/// With line ends of one kind, and without what no text holds.
fn tidy(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut out = String::with_capacity(text.len());
    for line in text.split('\n') {
        // The mark of a signature ends with a space.
        let line = if line == "-- " { line } else { line.trim_end() };
        out.extend(line.chars().filter(|c| !c.is_control() || *c == '\t'));
        out.push('\n');
    }
    out.trim_end().trim_start_matches('\n').to_owned()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
