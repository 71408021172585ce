//! HTML brought into bounds: as many tags as mail has, one within the other, each closed where what it stands in
//! is. Who reads that builds a tree of about its size, which cannot be said of HTML as it comes: 500 kB of tags that
//! are not closed become a tree of gigabytes.

use std::collections::BTreeSet;

use super::tag::{ASIDE, ATTRIBUTES, CARRIED, EMPTY, EVERYWHERE, RAW, SHOWN, Tag};

/// How many tags there may be; a mail with more is shown as text.
const MOST: usize = 30_000;

/// How deep they may stand in one another, and how many of those that are carried on. Deeper ones are left out.
const DEPTH: usize = 128;
const CARRIED_DEPTH: usize = 10;

/// The longest value of an attribute that is no picture.
const VALUE: usize = 4_096;

/// HTML brought into bounds; nothing when there is too much of it.
pub(super) fn tame(html: &str) -> Option<String> {
    let mut tame = Tame {
        html,
        out: String::with_capacity(html.len()),
        open: Vec::new(),
        tags: 0,
        endless: BTreeSet::new(),
    };
    let mut at = 0;
    while at < html.len() {
        let next = memchr::memchr(b'<', &html.as_bytes()[at..]).map_or(html.len(), |found| at + found);
        tame.text(&html[at..next]);
        if next == html.len() {
            break;
        }
        at = tame.markup(next)?;
    }
    tame.close(0);
    Some(tame.out)
}

struct Tame<'a> {
    html: &'a str,
    out: String,
    open: Vec<&'static str>,
    tags: usize,
    /// Names that are not closed any more from here on.
    endless: BTreeSet<String>,
}

impl Tame<'_> {
    fn text(&mut self, text: &str) {
        self.out.extend(text.chars().filter(|c| *c != '\0'));
    }

    /// What begins here with `<`; gives where what follows begins.
    fn markup(&mut self, start: usize) -> Option<usize> {
        let rest = &self.html[start..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            return Some(comment.find("-->").map_or(self.html.len(), |end| start + 4 + end + 3));
        }
        if rest.starts_with("<!") || rest.starts_with("<?") || rest.starts_with("</") && !is_end(rest) {
            return Some(rest.find('>').map_or(self.html.len(), |end| start + end + 1));
        }
        let Some(tag) = Tag::read(self.html, start) else {
            self.out.push_str("&lt;");
            return Some(start + 1);
        };
        self.tags += 1;
        if self.tags > MOST {
            return None;
        }
        let end = tag.end;
        if tag.is_end {
            self.end(&tag.name);
            return Some(end);
        }
        if let Some(end) = self.skipped(&tag) {
            return Some(end);
        }
        self.begin(&tag);
        Some(end)
    }

    /// Where what follows begins, when this is left out as a whole.
    fn skipped(&mut self, tag: &Tag<'_>) -> Option<usize> {
        let is_raw = RAW.contains(&tag.name.as_str());
        if !is_raw && !ASIDE.contains(&tag.name.as_str()) || self.endless.contains(&tag.name) {
            return None;
        }
        let rest = &self.html.as_bytes()[tag.end..];
        let close = format!("</{}", tag.name);
        let is_close = |at: &usize| {
            rest.get(*at..at + close.len()).is_some_and(|found| found.eq_ignore_ascii_case(close.as_bytes()))
        };
        let found = memchr::memchr_iter(b'<', rest).find(is_close).map(|at| tag.end + at);
        if found.is_none() {
            self.endless.insert(tag.name.clone());
        }
        match found {
            Some(at) => Some(Tag::read(self.html, at).map_or(self.html.len(), |tag| tag.end)),
            None => is_raw.then_some(self.html.len()),
        }
    }

    fn begin(&mut self, tag: &Tag<'_>) {
        let Some(name) = SHOWN.into_iter().find(|known| *known == tag.name) else { return };
        let is_empty = EMPTY.contains(&name);
        if !is_empty {
            let carried = || self.open.iter().filter(|open| CARRIED.contains(open)).count();
            if self.open.len() >= DEPTH || CARRIED.contains(&name) && carried() >= CARRIED_DEPTH {
                return;
            }
            // A link in a link, a paragraph in a paragraph: the first is over.
            if matches!(name, "a" | "p") && self.open.contains(&name) {
                self.end(name);
            }
            self.open.push(name);
        }
        self.out.push('<');
        self.out.push_str(name);
        let of_tag = ATTRIBUTES.iter().find(|(tag, _)| *tag == name).map_or(&[][..], |(_, names)| *names);
        for (attribute, value) in &tag.attributes {
            let known = of_tag.contains(&attribute.as_str()) || EVERYWHERE.contains(&attribute.as_str());
            if known && (value.len() <= VALUE || attribute == "src") {
                self.out.push(' ');
                self.out.push_str(attribute);
                self.out.push_str("=\"");
                for c in value.chars() {
                    match c {
                        '"' => self.out.push_str("&quot;"),
                        '<' => self.out.push_str("&lt;"),
                        '>' => self.out.push_str("&gt;"),
                        '\0' => {}
                        c => self.out.push(c),
                    }
                }
                self.out.push('"');
            }
        }
        self.out.push('>');
    }

    /// Closes what is open of this name, and what stands in it. Out of a cell only tables lead.
    fn end(&mut self, name: &str) {
        let of_tables = ["table", "tbody", "thead", "tfoot", "tr", "td", "th"];
        for (index, open) in self.open.iter().enumerate().rev() {
            if *open == name {
                self.close(index);
                return;
            }
            if of_tables.contains(open) && !of_tables.contains(&name) {
                return;
            }
        }
    }

    fn close(&mut self, from: usize) {
        for name in self.open.drain(from..).rev() {
            self.out.push_str("</");
            self.out.push_str(name);
            self.out.push('>');
        }
    }
}

/// Whether it ends a tag.
fn is_end(rest: &str) -> bool {
    rest.as_bytes().get(2).is_some_and(u8::is_ascii_alphabetic)
}
