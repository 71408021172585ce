//! What customers write: an opening, the matter, sometimes a second matter, a close.
//!
//! Templates hold `{parcel}`, `{order}`, `{router}`, `{town}`, `{days}`, `{amount}` and `{product}`.

use super::{dutch, english, places, shop};
use crate::world::asset;
use crate::world::draw::Draws;
use crate::world::happening::Story;
use crate::world::line::number;
use crate::world::reason::Reason;

/// The texts of one language.
pub(super) struct Language {
    /// Before the matter; may be empty.
    pub(super) openings: &'static [&'static str],
    /// When the customer comes back about the same.
    pub(super) again: &'static [&'static str],
    /// The matter, per reason.
    pub(super) matter: fn(Reason) -> &'static [&'static str],
    /// Says little: the reason has to be asked.
    pub(super) vague: &'static [&'static str],
    /// Between a first and a second matter.
    pub(super) also: &'static [&'static str],
    /// After the matter; may be empty.
    pub(super) closes: &'static [&'static str],
}

/// Writes the text of one contact.
pub(in crate::world) fn write(
    out: &mut Vec<u8>,
    reason: Reason,
    english: bool,
    again: bool,
    customer: u32,
    story: Story,
    draws: &mut Draws,
) {
    let language = if english { &english::LANGUAGE } else { &dutch::LANGUAGE };
    let say = |out: &mut Vec<u8>, text: &str, draws: &mut Draws| {
        if text.is_empty() {
            return;
        }
        if out.last() != Some(&b'"') {
            out.push(b' ');
        }
        fill(out, text, customer, story, draws);
    };
    say(out, draws.pick(language.openings), draws);
    if again {
        say(out, draws.pick(language.again), draws);
    }
    if draws.chance(0.06) {
        say(out, draws.pick(language.vague), draws);
    } else {
        say(out, draws.pick((language.matter)(reason)), draws);
        if draws.chance(0.08) {
            let second = draws.pick(&Reason::ALL);
            say(out, draws.pick(language.also), draws);
            say(out, draws.pick((language.matter)(second)), draws);
        }
    }
    say(out, draws.pick(language.closes), draws);
}

fn fill(out: &mut Vec<u8>, text: &str, customer: u32, story: Story, draws: &mut Draws) {
    let mut rest = text;
    while let Some(from) = rest.find('{') {
        out.extend_from_slice(&rest.as_bytes()[..from]);
        let to = rest.find('}').unwrap_or(rest.len() - 1);
        match &rest[from + 1..to] {
            "parcel" => asset::parcel_name(out, customer, story),
            "order" => asset::order_name(out, customer, story),
            "router" => asset::router_name(out, customer),
            "town" => out.extend_from_slice(places::town(draws.below(80)).as_bytes()),
            "days" => number(out, u64::from(2 + draws.below(9))),
            "amount" => number(out, u64::from(40 + draws.below(90))),
            "product" => out.extend_from_slice(draws.pick(&shop::PRODUCTS).as_bytes()),
            unknown => out.extend_from_slice(unknown.as_bytes()),
        }
        rest = &rest[to + 1..];
    }
    out.extend_from_slice(rest.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIELDS: [&str; 7] = ["parcel", "order", "router", "town", "days", "amount", "product"];

    #[test]
    fn every_reason_has_texts_that_json_need_not_escape() {
        for language in [&dutch::LANGUAGE, &english::LANGUAGE] {
            let mut all: Vec<&str> = Vec::new();
            for reason in Reason::ALL {
                let texts = (language.matter)(reason);
                assert!(texts.len() >= 5, "{reason:?} has {} texts", texts.len());
                all.extend(texts);
            }
            for list in [language.openings, language.again, language.vague, language.also, language.closes] {
                all.extend(list);
            }
            for text in all {
                assert!(!text.chars().any(|c| c == '"' || c == '\\' || c.is_control()), "{text}");
                for part in text.split('{').skip(1) {
                    let field = part.split('}').next().unwrap_or_default();
                    assert!(FIELDS.contains(&field), "{field} in {text}");
                }
            }
        }
    }
}
