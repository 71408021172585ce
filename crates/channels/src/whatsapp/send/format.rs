//! Markdown in WhatsApp's own signs: `*bold*`, `_slanted_`, `~struck~`; a link is its words and its address.

/// Markdown as WhatsApp shows it. Lines that only wrap are put together; code is left as it is.
pub fn formatted(markdown: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    let (mut code, mut open) = (false, false);
    for line in markdown.lines() {
        if line.trim_start().starts_with("```") {
            code = !code;
            open = false;
            lines.push("```".to_owned());
            continue;
        }
        if code {
            lines.push(line.to_owned());
            continue;
        }
        let text = line.trim();
        let breaks = line.ends_with("  ") || text.ends_with('\\');
        let text = text.trim_end_matches('\\').trim_end();
        if text.is_empty() {
            // One empty line is as good as many.
            if lines.last().is_some_and(|last| !last.is_empty()) {
                lines.push(String::new());
            }
            open = false;
        } else if let Some(title) = heading(text) {
            lines.push(format!("*{}*", inline(title).replace('*', "")));
            open = false;
        } else if let Some(item) = item(text) {
            lines.push(item);
            open = !breaks;
        } else if is_rule(text) {
            open = false;
        } else {
            match lines.last_mut().filter(|_| open) {
                Some(last) => {
                    last.push(' ');
                    last.push_str(&inline(text));
                }
                None => lines.push(inline(text)),
            }
            open = !breaks;
        }
    }
    lines.join("\n").trim().to_owned()
}

fn heading(text: &str) -> Option<&str> {
    let title = text.trim_start_matches('#');
    let depth = text.len() - title.len();
    ((1..=6).contains(&depth) && title.starts_with(' '))
        .then(|| title.trim().trim_end_matches('#').trim_end())
}

/// A point of a list or a quotation, which WhatsApp writes as Markdown does.
fn item(text: &str) -> Option<String> {
    for mark in ["- ", "* ", "+ "] {
        if let Some(rest) = text.strip_prefix(mark) {
            return Some(format!("- {}", inline(rest.trim())));
        }
    }
    if let Some(rest) = text.strip_prefix('>') {
        return Some(format!("> {}", inline(rest.trim())));
    }
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let rest = text[digits..].strip_prefix(". ").or_else(|| text[digits..].strip_prefix(") "))?;
    (1..=9).contains(&digits).then(|| format!("{}. {}", &text[..digits], inline(rest.trim())))
}

fn is_rule(text: &str) -> bool {
    let marks: String = text.split_whitespace().collect();
    marks.len() >= 3 && ["-", "*", "_"].iter().any(|mark| marks.chars().all(|c| mark.starts_with(c)))
}

/// Signs within a line.
fn inline(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let (said, left) = piece(rest).unwrap_or_else(|| (c.to_string(), &rest[c.len_utf8()..]));
        out.push_str(&said);
        rest = left;
    }
    out
}

/// A piece with signs of its own at the beginning of a text, and what follows it.
fn piece(text: &str) -> Option<(String, &str)> {
    if let Some(rest) = text.strip_prefix('\\') {
        let c = rest.chars().next().filter(char::is_ascii_punctuation)?;
        return Some((c.to_string(), &rest[1..]));
    }
    if let Some(rest) = text.strip_prefix('`') {
        let (code, rest) = rest.split_once('`')?;
        return Some((format!("`{code}`"), rest));
    }
    for (mark, sign) in [("**", '*'), ("__", '*'), ("~~", '~')] {
        if let Some((inside, rest)) = text.strip_prefix(mark).and_then(|rest| rest.split_once(mark))
            && is_whole(inside)
        {
            return Some((format!("{sign}{}{sign}", inline(inside)), rest));
        }
    }
    if let Some((inside, rest)) = text.strip_prefix('*').and_then(|rest| rest.split_once('*'))
        && is_whole(inside)
    {
        return Some((format!("_{}_", inline(inside)), rest));
    }
    if let Some(address) = text.strip_prefix('<').and_then(|rest| rest.split_once('>'))
        && ["https://", "http://", "mailto:"].iter().any(|scheme| address.0.starts_with(scheme))
    {
        return Some((address.0.trim_start_matches("mailto:").to_owned(), address.1));
    }
    let linked = text.strip_prefix("![").or_else(|| text.strip_prefix('['))?;
    let (words, rest) = linked.split_once("](")?;
    let (address, rest) = rest.split_once(')')?;
    let (words, address) = (inline(words), address.split_whitespace().next().unwrap_or_default());
    let bare = address.trim_start_matches("mailto:");
    let said = if words.is_empty() || words == bare { bare.to_owned() } else { format!("{words} ({bare})") };
    Some((said, rest))
}

/// Whether what stands between two signs is one piece of text.
fn is_whole(inside: &str) -> bool {
    !inside.is_empty() && !inside.starts_with(char::is_whitespace) && !inside.ends_with(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::formatted;

    #[test]
    fn markdown_becomes_what_whatsapp_shows() {
        for (markdown, expected) in [
            ("Your **parcel** is *late*.", "Your *parcel* is _late_."),
            ("# Late\n\nIt comes\ntomorrow.", "*Late*\n\nIt comes tomorrow."),
            ("See [the page](https://a.example/x).", "See the page (https://a.example/x)."),
            ("[https://a.example](https://a.example)", "https://a.example"),
            ("<https://a.example>", "https://a.example"),
            ("- one\n- **two**\n\n1. a\n2) b", "- one\n- *two*\n\n1. a\n2. b"),
            ("> said\n\n---\n\nend", "> said\n\nend"),
            ("~~old~~ `a*b*` 2 * 3 * 4", "~old~ `a*b*` 2 * 3 * 4"),
            ("one  \ntwo\\\nthree", "one\ntwo\nthree"),
            ("a\\*b\\* snake_case_name", "a*b* snake_case_name"),
            ("```\n**x**\n```", "```\n**x**\n```"),
            ("**open", "**open"),
            ("", ""),
        ] {
            assert_eq!(formatted(markdown), expected, "{markdown}");
        }
    }
}
