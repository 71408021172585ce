//! How tags are read, and which there are in mail.

/// The tags that are shown.
pub(super) const SHOWN: [&str; 56] = [
    "a",
    "abbr",
    "address",
    "b",
    "bdi",
    "bdo",
    "big",
    "blockquote",
    "br",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "font",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "samp",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "u",
    "ul",
];

/// The attributes that any of them may have.
pub(super) const EVERYWHERE: [&str; 5] = ["title", "lang", "dir", "align", "style"];

/// Those of some of them. `background` is never shown, but tells that something was asked for.
pub(super) const ATTRIBUTES: [(&str, &[&str]); 10] = [
    ("a", &["href"]),
    ("img", &["src", "alt", "width", "height"]),
    ("table", &["width", "border", "cellpadding", "cellspacing", "bgcolor", "background"]),
    ("tr", &["valign", "bgcolor", "background"]),
    ("td", &["width", "height", "valign", "bgcolor", "colspan", "rowspan", "background"]),
    ("th", &["width", "height", "valign", "bgcolor", "colspan", "rowspan", "scope", "background"]),
    ("col", &["width", "span"]),
    ("ol", &["start", "type"]),
    ("font", &["color", "face", "size"]),
    ("hr", &["width", "size"]),
];

/// Tags with nothing in them.
pub(super) const EMPTY: [&str; 4] = ["br", "hr", "img", "col"];

/// Tags whose effect a reader of HTML carries on into what follows when they are not closed.
pub(super) const CARRIED: [&str; 14] =
    ["a", "b", "big", "code", "em", "font", "i", "s", "small", "strike", "strong", "u", "tt", "nobr"];

/// What is between these is no text: it goes as a whole, and to the end when nothing closes it.
pub(super) const RAW: [&str; 8] =
    ["script", "style", "title", "textarea", "xmp", "iframe", "noembed", "noframes"];

/// What is between these goes too, when something closes it.
pub(super) const ASIDE: [&str; 7] = ["svg", "math", "template", "object", "select", "audio", "video"];

/// The longest name of a tag or an attribute, and how many attributes of one are looked at.
const NAME: usize = 32;
const MOST: usize = 24;

/// A tag as it is written.
#[derive(Debug, Default)]
pub(super) struct Tag<'a> {
    /// Its name, in lower case.
    pub name: String,
    /// Whether it ends something.
    pub is_end: bool,
    /// Its attributes, the names in lower case, the values as they are written.
    pub attributes: Vec<(String, &'a str)>,
    /// Where what follows begins.
    pub end: usize,
}

impl<'a> Tag<'a> {
    /// Reads the tag that begins here with `<`; nothing when none does.
    pub(super) fn read(html: &'a str, start: usize) -> Option<Self> {
        let bytes = html.as_bytes();
        let is_end = bytes.get(start + 1) == Some(&b'/');
        let mut at = start + 1 + usize::from(is_end);
        if !bytes.get(at)?.is_ascii_alphabetic() {
            return None;
        }
        let mut tag = Self { is_end, ..Self::default() };
        let name = until(bytes, at, |byte| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>'));
        tag.name = short(html, at, name);
        at = name;
        loop {
            at = until(bytes, at, |byte| !byte.is_ascii_whitespace() && byte != b'/');
            match bytes.get(at) {
                None => break,
                Some(b'>') => {
                    at += 1;
                    break;
                }
                Some(_) => at = tag.attribute(html, at),
            }
        }
        tag.end = at;
        Some(tag)
    }

    /// Reads the attribute that begins here.
    fn attribute(&mut self, html: &'a str, start: usize) -> usize {
        let bytes = html.as_bytes();
        // A name may begin with `=`, and then it is part of it.
        let end =
            until(bytes, start + 1, |byte| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>' | b'='));
        let name = short(html, start, end);
        let after = until(bytes, end, |byte| !byte.is_ascii_whitespace());
        let (value, next) = if bytes.get(after) == Some(&b'=') {
            value(html, until(bytes, after + 1, |byte| !byte.is_ascii_whitespace()))
        } else {
            ("", end)
        };
        if self.attributes.len() < MOST && !self.attributes.iter().any(|(known, _)| *known == name) {
            self.attributes.push((name, value));
        }
        next
    }
}

/// The value that begins here, and where what follows begins.
fn value(html: &str, start: usize) -> (&str, usize) {
    let bytes = html.as_bytes();
    let Some(quote) = bytes.get(start).copied().filter(|byte| matches!(byte, b'"' | b'\'')) else {
        let end = until(bytes, start, |byte| byte.is_ascii_whitespace() || byte == b'>');
        return (html.get(start..end).unwrap_or_default(), end);
    };
    let end = until(bytes, start + 1, |byte| byte == quote);
    (html.get(start + 1..end).unwrap_or_default(), (end + 1).min(bytes.len()))
}

/// Where the first byte of a kind is, or the end.
fn until(bytes: &[u8], from: usize, is_it: impl Fn(u8) -> bool) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    rest.iter().position(|byte| is_it(*byte)).map_or(bytes.len(), |at| from + at)
}

/// A name, in lower case; what is no name is a name that nothing has.
fn short(html: &str, from: usize, to: usize) -> String {
    html.get(from..to).filter(|name| name.len() <= NAME).map(str::to_ascii_lowercase).unwrap_or_default()
}
