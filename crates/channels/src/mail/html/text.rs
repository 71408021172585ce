//! Harmless HTML as plain text, for who reads without it and for those that look for words.

/// Tags that begin a line of their own, and those that have an empty line around them.
const LINES: [&str; 17] = [
    "address", "caption", "center", "dd", "div", "dl", "dt", "hr", "li", "ol", "table", "tbody", "tr", "ul",
    "thead", "tfoot", "br",
];
const PARAGRAPHS: [&str; 9] = ["blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "p", "pre"];

/// The text of HTML that [`harmless`](super::harmless) made: its tags are closed and its signs escaped.
pub(in super::super) fn text(html: &str) -> String {
    let mut text = Text::default();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        text.words(&rest[..start]);
        let Some(end) = tag_end(&rest[start..]) else { break };
        text.tag(&rest[start + 1..start + end]);
        rest = &rest[start + end + 1..];
    }
    text.words(rest);
    text.out.trim().to_owned()
}

/// Where the tag ends that begins here. Values are in double quotes, and may hold anything else.
fn tag_end(rest: &str) -> Option<usize> {
    let mut quoted = false;
    rest.bytes().position(|byte| {
        quoted ^= byte == b'"';
        byte == b'>' && !quoted
    })
}

#[derive(Default)]
struct Text {
    out: String,
    /// How many quotations this stands in.
    quoted: usize,
    preformatted: usize,
    /// How many line ends are wanted before the next word.
    breaks: usize,
    space: bool,
}

impl Text {
    fn tag(&mut self, tag: &str) {
        let (is_end, tag) = tag.strip_prefix('/').map_or((false, tag), |tag| (true, tag));
        let name = tag.split([' ', '/']).next().unwrap_or_default();
        match name {
            "br" => {
                self.breaks = if self.breaks == 0 { 1 } else { (self.breaks + 1).min(3) };
                self.space = false;
            }
            "td" | "th" => self.space = true,
            _ if PARAGRAPHS.contains(&name) => self.wants(2),
            _ if LINES.contains(&name) => self.wants(1),
            _ => {}
        }
        match (name, is_end) {
            ("blockquote", false) => self.quoted += 1,
            ("blockquote", true) => self.quoted = self.quoted.saturating_sub(1),
            ("pre", false) => self.preformatted += 1,
            ("pre", true) => self.preformatted = self.preformatted.saturating_sub(1),
            ("li", false) => self.words("- "),
            _ => {}
        }
    }

    fn wants(&mut self, breaks: usize) {
        self.breaks = self.breaks.max(breaks);
        self.space = false;
    }

    fn words(&mut self, text: &str) {
        let text =
            text.replace("&nbsp;", " ").replace('\u{a0}', " ").replace("&lt;", "<").replace("&gt;", ">");
        let text = text.replace("&quot;", "\"").replace("&amp;", "&");
        if self.preformatted > 0 {
            for (index, line) in text.split('\n').enumerate() {
                self.breaks = self.breaks.max(usize::from(index > 0));
                self.word(line);
            }
            return;
        }
        self.space |= text.starts_with(|c: char| c.is_whitespace());
        for word in text.split_whitespace() {
            self.word(word);
            self.space = true;
        }
        self.space &= text.is_empty() || text.ends_with(|c: char| c.is_whitespace());
    }

    fn word(&mut self, word: &str) {
        if word.is_empty() {
            return;
        }
        if self.breaks > 0 {
            if !self.out.is_empty() {
                for _ in 0..self.breaks {
                    self.out.push('\n');
                }
            }
            for _ in 0..self.quoted.min(8) {
                self.out.push_str("> ");
            }
            self.breaks = 0;
        } else if self.space && !self.out.is_empty() {
            self.out.push(' ');
        }
        self.space = false;
        self.out.push_str(word);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_reads_as_text() {
        let check = |html: &str, expected: &str| {
            assert_eq!(text(&super::super::harmless(html).expect("tame").html), expected, "{html}");
        };
        check(
            "<p>Dag &amp; hallo,</p><p>Waar is <b>mijn</b>\n pakket?<br>Groet</p>",
            "Dag & hallo,\n\nWaar is mijn pakket?\nGroet",
        );
        check("<ul><li>een<li>twee</ul>na", "- een\n- twee\nna");
        check("<div>a</div><div>b</div><blockquote>c<br>d</blockquote>e", "a\nb\n\n> c\n> d\n\ne");
        check("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc");
        check("<style>x{}</style><script>alert(1)</script>1 &lt; 2", "1 < 2");
        check("<pre>a\n  b</pre>", "a\n  b");
        check("<a href=\"https://x.example/?a>b\">hier</a>.", "hier.");
    }
}
