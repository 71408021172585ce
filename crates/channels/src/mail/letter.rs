//! What a message says, in the two forms that mail has: plain text, and HTML that reads well aloud and on a small
//! screen. A strategy's message is Markdown, an agent's is as it was typed.

use std::sync::LazyLock;

use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd, html};
use regex::Regex;
use voorzet_domain::conversation::Outgoing;

/// A message in both forms.
#[derive(Debug)]
pub(super) struct Letter {
    pub text: String,
    pub html: String,
}

/// Addresses of pages in what was typed.
static LINK: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"https?://[^\s<>"']*[^\s<>"'.,;:!?)\]]"#).ok());

impl Letter {
    /// Both forms of what goes out.
    pub(super) fn of(outgoing: &Outgoing) -> Self {
        let text = outgoing.text.replace("\r\n", "\n").replace('\r', "\n").replace('\0', "");
        let (text, body) = if is_typed(outgoing) {
            let body = typed(&text);
            (text, body)
        } else {
            (plain(&text), marked(&text))
        };
        let language = outgoing.language.as_deref().filter(|language| is_language(language)).unwrap_or("und");
        let subject = escaped(outgoing.subject.as_deref().unwrap_or_default());
        let html = format!(
            "<!DOCTYPE html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width\">\n<title>{subject}</title>\n</head>\n\
             <body style=\"margin:1em;max-width:40em;font:16px/1.5 sans-serif\">\n{body}</body>\n</html>\n"
        );
        Self { text: ended(&text), html }
    }
}

/// Whether a person typed it: what belongs to no conversation is a strategy's.
pub(super) fn is_typed(outgoing: &Outgoing) -> bool {
    outgoing.conversation.is_some() || outgoing.message.is_some()
}

fn typed(text: &str) -> String {
    let mut out = String::new();
    for paragraph in text.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty()) {
        out.push_str("<p>");
        for (index, line) in paragraph.lines().enumerate() {
            if index > 0 {
                out.push_str("<br>\n");
            }
            linked(line, &mut out);
        }
        out.push_str("</p>\n");
    }
    out
}

/// A line, with the addresses of pages as links.
fn linked(line: &str, out: &mut String) {
    let mut at = 0;
    for found in LINK.iter().flat_map(|link| link.find_iter(line)) {
        out.push_str(&escaped(&line[at..found.start()]));
        let address = escaped(found.as_str());
        out.push_str(&format!("<a href=\"{address}\">{address}</a>"));
        at = found.end();
    }
    out.push_str(&escaped(&line[at..]));
}

/// What Markdown says. HTML within it is text, and links lead to pages, mail and telephones alone.
fn events(text: &str) -> impl Iterator<Item = Event<'_>> {
    Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH).map(|event| match event {
        Event::Html(html) | Event::InlineHtml(html) => Event::Text(html),
        Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
            Event::Start(Tag::Link { link_type, dest_url: safe(dest_url), title, id })
        }
        Event::Start(Tag::Image { link_type, dest_url, title, id }) => {
            Event::Start(Tag::Image { link_type, dest_url: safe(dest_url), title, id })
        }
        event => event,
    })
}

/// Markdown as HTML.
fn marked(text: &str) -> String {
    let mut out = String::new();
    html::push_html(&mut out, events(text));
    out
}

fn safe(url: CowStr<'_>) -> CowStr<'_> {
    let lower = url.trim().to_ascii_lowercase();
    let known = ["https://", "http://", "mailto:", "tel:"].iter().any(|start| lower.starts_with(start));
    if known { url } else { CowStr::Borrowed("") }
}

/// Markdown as plain text, with the addresses of links after what they are called.
fn plain(text: &str) -> String {
    let mut out = Plain::default();
    for event in events(text) {
        out.take(event);
    }
    out.text.trim().to_owned()
}

#[derive(Default)]
struct Plain {
    text: String,
    /// The next number of each list that this stands in; none where there are marks.
    lists: Vec<Option<u64>>,
    /// Where each link leads that this stands in, and where its words begin.
    links: Vec<(String, usize)>,
    quoted: usize,
}

impl Plain {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Text(text) | Event::Code(text) => {
                self.text.push_str(&text);
            }
            Event::SoftBreak | Event::HardBreak => self.line(),
            Event::Rule => self.text.push_str("\n---\n\n"),
            Event::Start(Tag::Paragraph | Tag::Heading { .. }) if self.lists.is_empty() => self.apart(),
            Event::Start(Tag::BlockQuote(_)) => {
                self.quoted += 1;
                self.apart();
            }
            Event::End(TagEnd::BlockQuote(_)) => {
                self.quoted = self.quoted.saturating_sub(1);
                self.apart();
            }
            Event::Start(Tag::CodeBlock(_)) => self.apart(),
            Event::Start(Tag::List(first)) => {
                if self.lists.is_empty() {
                    self.apart();
                }
                self.lists.push(first);
            }
            Event::End(TagEnd::List(_)) => {
                self.lists.pop();
            }
            Event::Start(Tag::Item) => self.item(),
            Event::Start(Tag::Link { dest_url, .. }) => {
                self.links.push((dest_url.into_string(), self.text.len()));
            }
            Event::End(TagEnd::Link) => {
                if let Some((url, start)) = self.links.pop()
                    && self.text[start..] != url
                    && !url.is_empty()
                {
                    self.text.push_str(&format!(
                        " ({})",
                        url.trim_start_matches("mailto:").trim_start_matches("tel:")
                    ));
                }
            }
            _ => {}
        }
    }

    fn item(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.line();
        }
        self.text.push_str(&"  ".repeat(self.lists.len().saturating_sub(1)));
        match self.lists.last_mut() {
            Some(Some(number)) => {
                self.text.push_str(&format!("{number}. "));
                *number += 1;
            }
            _ => self.text.push_str("- "),
        }
    }

    fn line(&mut self) {
        self.text.push('\n');
        self.text.push_str(&"> ".repeat(self.quoted));
    }

    fn apart(&mut self) {
        let end = self.text.trim_end_matches(['\n', ' ', '>']).len();
        self.text.truncate(end);
        if !self.text.is_empty() {
            self.text.push_str("\n\n");
        }
        self.text.push_str(&"> ".repeat(self.quoted));
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn is_language(text: &str) -> bool {
    (2..=12).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// With one line end at its end.
fn ended(text: &str) -> String {
    format!("{}\n", text.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letter(text: &str, typed: bool) -> Letter {
        let conversation = typed.then_some(1);
        Letter::of(&Outgoing { text: text.to_owned(), conversation, ..Outgoing::default() })
    }

    #[test]
    fn markdown_reads_in_both_forms() {
        let letter = letter(
            "Dag **An**,\n\nUw [pakket](https://shop.example/p?a=1&b=2) is laat.\n\n- een\n- twee\n\n> citaat\n\nZie <script>x</script> [z](javascript:x)\n",
            false,
        );
        let expected = "Dag An,\n\nUw pakket (https://shop.example/p?a=1&b=2) is laat.\n\n- een\n- twee\n\n> citaat\n\nZie <script>x</script> z";
        assert_eq!(letter.text.trim_end(), expected);
        assert!(
            letter.html.contains("<a href=\"https://shop.example/p?a=1&amp;b=2\">pakket</a>"),
            "{}",
            letter.html
        );
        assert!(letter.html.contains("<li>een</li>") && letter.html.contains("<strong>An</strong>"));
        assert!(!letter.html.contains("<script") && !letter.html.contains("javascript"), "{}", letter.html);
    }

    #[test]
    fn what_was_typed_stays_as_it_was_typed() {
        let letter = letter("Dag *An* <b>,\nzie https://shop.example/a?b=1&c.\n\nGroet", true);
        assert_eq!(letter.text, "Dag *An* <b>,\nzie https://shop.example/a?b=1&c.\n\nGroet\n");
        let html = "<p>Dag *An* &lt;b&gt;,<br>\nzie <a href=\"https://shop.example/a?b=1&amp;c\">https://shop.example/a?b=1&amp;c</a>.</p>\n<p>Groet</p>\n";
        assert!(letter.html.contains(html), "{}", letter.html);
    }
}
