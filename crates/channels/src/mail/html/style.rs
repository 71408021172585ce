//! Which declarations of an inline style stay: those that say how letters and boxes look, and lead nowhere.

/// What may be said something of. What places things over others is not among them.
const PROPERTIES: [&str; 44] = [
    "background",
    "background-color",
    "border",
    "border-bottom",
    "border-collapse",
    "border-color",
    "border-left",
    "border-radius",
    "border-right",
    "border-spacing",
    "border-style",
    "border-top",
    "border-width",
    "color",
    "direction",
    "display",
    "font",
    "font-family",
    "font-size",
    "font-style",
    "font-variant",
    "font-weight",
    "height",
    "letter-spacing",
    "line-height",
    "list-style-type",
    "max-width",
    "min-width",
    "padding",
    "padding-bottom",
    "padding-left",
    "padding-right",
    "padding-top",
    "table-layout",
    "text-align",
    "text-decoration",
    "text-indent",
    "text-transform",
    "vertical-align",
    "white-space",
    "width",
    "word-break",
    "word-spacing",
    "word-wrap",
];

/// Functions that are numbers and no addresses.
const FUNCTIONS: [&str; 4] = ["rgb(", "rgba(", "hsl(", "hsla("];

/// The declarations that stay, and whether one asked for something from elsewhere.
pub(super) fn permitted(style: &str) -> (String, bool) {
    let lower = style.to_ascii_lowercase();
    let asks = ["url(", "image(", "image-set(", "@import"].iter().any(|call| lower.contains(call));
    let declarations = style.split(';').filter_map(declaration);
    (declarations.take(60).collect::<Vec<_>>().join("; "), asks)
}

fn declaration(text: &str) -> Option<String> {
    let (property, value) = text.split_once(':')?;
    let (property, value) = (property.trim().to_ascii_lowercase(), value.trim());
    let known = PROPERTIES.contains(&property.as_str()) && !value.is_empty() && value.len() <= 200;
    (known && is_plain(value)).then(|| format!("{property}: {value}"))
}

/// Whether a value holds words, numbers and colours alone.
fn is_plain(value: &str) -> bool {
    let plain = |c: char| c.is_alphanumeric() || " #.,%()'\"-+!_/".contains(c);
    let quotes = |quote: char| value.matches(quote).count().is_multiple_of(2);
    let lower = value.to_ascii_lowercase();
    let calls = lower.matches('(').count();
    let known: usize = FUNCTIONS.iter().map(|call| lower.matches(call).count()).sum();
    value.chars().all(plain)
        && !value.contains("//")
        && !value.contains("/*")
        && quotes('\'')
        && quotes('"')
        && calls == known
        && calls == lower.matches(')').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks_stay_and_ways_out_go() {
        let check = |style: &str, stays: &str, asks: bool| {
            assert_eq!(permitted(style), (stays.to_owned(), asks), "{style}");
        };
        check(
            "COLOR: #fff ; font: bold 12px 'Open Sans', sans-serif",
            "color: #fff; font: bold 12px 'Open Sans', sans-serif",
            false,
        );
        check("color:rgb(1, 2, 3);position:fixed;top:0", "color: rgb(1, 2, 3)", false);
        check("background: url(https://x.example/a.png)", "", true);
        check("background: URL('//x.example/a')", "", true);
        check("width: expression(alert(1)); width: 10px", "width: 10px", false);
        check("font-family: 'a;b'; color: red", "color: red", false);
        check("color: re\\64; color: var(--x); color: red/**/", "", false);
        check("background: rgb(1,2,3)url(x)", "", true);
        check("width: calc(100% - 3px)", "", false);
    }
}
