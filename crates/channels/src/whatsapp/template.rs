//! Texts that Meta approved, with places for what changes. Outside the 24 hours after a customer's last message only
//! these may be sent.

use compact_str::CompactString;
use serde::{Deserialize, Serialize};

/// A text that Meta approved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Approved {
    /// Its name.
    pub name: String,
    /// Its language, as Meta writes it: `nl`, `en_US`.
    pub language: String,
    /// What it is for.
    pub category: Category,
    /// What it says, with `{{1}}` and on for what changes.
    pub text: String,
    /// How many places there are for what changes.
    #[serde(default)]
    pub parameters: usize,
}

/// What a template is for. Mixed content counts as marketing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// Something that the customer asked for or has running: an order, an appointment.
    Utility,
    /// Everything else.
    Marketing,
    /// A code to sign in with.
    Authentication,
}

impl Category {
    /// The word for it: `utility`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Utility => "utility",
            Self::Marketing => "marketing",
            Self::Authentication => "authentication",
        }
    }
}

/// A page of Meta's list of templates.
#[derive(Deserialize)]
struct Page {
    data: Vec<Listed>,
    #[serde(default)]
    paging: Option<Paging>,
}

#[derive(Deserialize)]
struct Paging {
    #[serde(default)]
    cursors: Option<Cursors>,
    /// Only whether there is one: where it leads is not followed.
    #[serde(default)]
    next: Option<String>,
}

#[derive(Deserialize)]
struct Cursors {
    #[serde(default)]
    after: Option<String>,
}

#[derive(Deserialize)]
struct Listed {
    name: String,
    language: String,
    #[serde(default)]
    status: CompactString,
    #[serde(default)]
    category: CompactString,
    #[serde(default)]
    components: Vec<Component>,
}

#[derive(Deserialize)]
struct Component {
    #[serde(rename = "type")]
    kind: CompactString,
    #[serde(default)]
    text: Option<String>,
    #[serde(default)]
    format: Option<CompactString>,
    #[serde(default)]
    buttons: Vec<Button>,
}

#[derive(Deserialize)]
struct Button {
    #[serde(default)]
    url: Option<String>,
}

/// What a template's text is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Piece<'a> {
    Words(&'a str),
    Place(usize),
}

/// Reads a page of Meta's list: what of it is approved and can be filled in, and where the next page begins.
pub fn page(body: &[u8]) -> Result<(Vec<Approved>, Option<String>), String> {
    let page: Page =
        serde_json::from_slice(body).map_err(|error| format!("the list of templates: {error}"))?;
    let next = page.paging.filter(|paging| paging.next.is_some()).and_then(|paging| paging.cursors?.after);
    Ok((page.data.into_iter().filter_map(Listed::approved).collect(), next))
}

impl Listed {
    /// It, when it is approved and its body is all that changes: a header or a button that does would stay empty.
    fn approved(self) -> Option<Approved> {
        let category = match self.category.as_str() {
            "UTILITY" => Category::Utility,
            "MARKETING" => Category::Marketing,
            "AUTHENTICATION" => Category::Authentication,
            _ => return None,
        };
        let changes = |component: &Component| {
            let filled = component.text.as_deref().is_some_and(|text| text.contains("{{"));
            let pictured = component.format.as_ref().is_some_and(|format| format != "TEXT");
            let leads = |button: &Button| button.url.as_deref().is_some_and(|url| url.contains("{{"));
            component.kind != "BODY" && (filled || pictured || component.buttons.iter().any(leads))
        };
        if self.status != "APPROVED" || self.components.iter().any(changes) {
            return None;
        }
        let text = self.components.into_iter().find(|component| component.kind == "BODY")?.text?;
        let parameters = places(&text)?;
        Some(Approved { name: self.name, language: self.language, category, text, parameters })
    }
}

impl Approved {
    /// What is wrong with it as it was written down.
    pub fn problem(&self) -> Option<String> {
        let names = |name: &str| {
            !name.is_empty()
                && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
        };
        if !names(&self.name) {
            return Some(format!("{:?} is no name of a template: small letters, digits and `_`", self.name));
        }
        match places(&self.text) {
            None => Some(format!("the places in `{}` are not {{{{1}}}}, {{{{2}}}} and on", self.name)),
            Some(amount) if amount != self.parameters => {
                Some(format!("`{}` has {amount} places and says {}", self.name, self.parameters))
            }
            Some(_) => None,
        }
    }

    /// What it says with these parameters.
    pub fn filled(&self, parameters: &[String]) -> String {
        let piece = |piece: Piece<'_>| match piece {
            Piece::Words(words) => words.to_owned(),
            Piece::Place(number) => parameters.get(number - 1).cloned().unwrap_or_default(),
        };
        pieces(&self.text).into_iter().map(piece).collect()
    }

    /// Whether it is in a language, which Meta may have written with its country.
    pub fn speaks(&self, language: &str) -> bool {
        self.language == language || self.language.split('_').next() == Some(language)
    }

    /// The parameters with which it says just this, blanks aside; none when it cannot. Where several would do, each
    /// is as short as can be.
    pub fn fits(&self, said: &str) -> Option<Vec<String>> {
        let (text, said) = (even(&self.text), even(said));
        let mut found: Vec<Option<String>> = vec![None; self.parameters];
        let mut rest = said.as_str();
        let mut open: Option<usize> = None;
        for piece in pieces(&text) {
            match piece {
                // Two places beside each other cannot be told apart.
                Piece::Place(_) if open.is_some() => return None,
                Piece::Place(number) => open = Some(number),
                Piece::Words(words) => {
                    let at = if open.is_some() {
                        rest.find(words)?
                    } else {
                        rest.starts_with(words).then_some(0)?
                    };
                    if let Some(number) = open.take() {
                        settle(&mut found, number, &rest[..at])?;
                    }
                    rest = &rest[at + words.len()..];
                }
            }
        }
        match open {
            Some(number) => settle(&mut found, number, rest)?,
            None if !rest.is_empty() => return None,
            None => {}
        }
        found.into_iter().collect()
    }
}

/// A place stands for something, and for the same wherever it stands.
fn settle(found: &mut [Option<String>], number: usize, value: &str) -> Option<()> {
    let slot = found.get_mut(number - 1)?;
    let same = slot.as_deref().is_none_or(|known| known == value);
    (same && !value.is_empty()).then(|| *slot = Some(value.to_owned()))
}

/// How many places a text has; none when they are not numbered from 1 on.
fn places(text: &str) -> Option<usize> {
    let mut numbers: Vec<usize> = pieces(text)
        .into_iter()
        .filter_map(|piece| match piece {
            Piece::Place(number) => Some(number),
            Piece::Words(_) => None,
        })
        .collect();
    numbers.sort_unstable();
    numbers.dedup();
    let whole = numbers.iter().enumerate().all(|(index, number)| *number == index + 1);
    // What looks like a place and is none would go out as it stands.
    let named =
        pieces(text).into_iter().any(|piece| matches!(piece, Piece::Words(words) if words.contains("{{")));
    (whole && !named).then_some(numbers.len())
}

fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut words = 0;
    let mut at = 0;
    while let Some(found) = text[at..].find("{{") {
        let begins = at + found;
        let inside = text[begins + 2..].split_once("}}").map(|(inside, _)| inside);
        let number = inside.and_then(|inside| Some((inside.len(), inside.trim().parse().ok()?)));
        let Some((length, number)) = number.filter(|(_, number)| (1..=99).contains(number)) else {
            at = begins + 2;
            continue;
        };
        if begins > words {
            pieces.push(Piece::Words(&text[words..begins]));
        }
        pieces.push(Piece::Place(number));
        at = begins + 2 + length + 2;
        words = at;
    }
    if words < text.len() {
        pieces.push(Piece::Words(&text[words..]));
    }
    pieces
}

/// A text with one blank wherever it has some.
fn even(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn approved(text: &str, parameters: usize) -> Approved {
        let (name, language) = ("parcel_late".to_owned(), "nl".to_owned());
        Approved { name, language, category: Category::Utility, text: text.to_owned(), parameters }
    }

    #[test]
    fn a_text_that_a_template_says_gives_its_parameters() {
        let late = approved("Uw pakket {{1}} komt {{2}}.\n\nGroet, {{3}} en {{3}}", 3);
        assert_eq!(late.problem(), None);
        let found = late.fits("Uw pakket  3S1 komt morgen om 9.30 uur. Groet, An en An").expect("it fits");
        assert_eq!(found, ["3S1", "morgen om 9.30 uur", "An"]);
        assert_eq!(late.fits(&late.filled(&found)), Some(found));
        for other in [
            "",
            "Uw pakket 3S1 komt morgen.",
            "Uw pakket  komt morgen. Groet, An en An",
            "Uw pakket 3S1 komt morgen. Groet, An en Jo",
        ] {
            assert_eq!(late.fits(other), None, "{other}");
        }
        assert_eq!(approved("Dank u", 0).fits("Dank  u "), Some(Vec::new()));
        assert_eq!(approved("{{1}}{{2}}", 2).fits("ab"), None);
    }

    #[test]
    fn what_is_written_down_wrongly_is_said() {
        assert!(approved("{{1}} {{3}}", 2).problem().is_some());
        assert!(approved("{{1}}", 2).problem().is_some());
        assert!(approved("{{naam}}", 0).problem().is_some());
        assert!(Approved { name: "Parcel late".into(), ..approved("x", 0) }.problem().is_some());
    }

    #[test]
    fn a_page_gives_what_is_approved_and_can_be_filled_in() {
        let body = r#"{"data":[
            {"name":"a","language":"nl","status":"APPROVED","category":"UTILITY","components":[{"type":"BODY","text":"Hoi {{1}}"},{"type":"FOOTER","text":"Winkel"}]},
            {"name":"b","language":"nl","status":"REJECTED","category":"UTILITY","components":[{"type":"BODY","text":"x"}]},
            {"name":"c","language":"nl","status":"APPROVED","category":"MARKETING","components":[{"type":"HEADER","format":"IMAGE"},{"type":"BODY","text":"x"}]}],
            "paging":{"cursors":{"before":"x","after":"QVFI"},"next":"https://elsewhere.example/"}}"#;
        let (found, next) = page(body.as_bytes()).expect("a page");
        assert_eq!((found.len(), found[0].name.as_str(), found[0].parameters), (1, "a", 1));
        assert_eq!(next.as_deref(), Some("QVFI"));
        assert!(page(b"{}").is_err());
    }
}
