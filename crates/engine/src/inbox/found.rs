//! Cases by what was said in them.

use std::collections::BTreeSet;

use serde::Serialize;
use utoipa::ToSchema;
use voorzet_domain::conversation::case::State;
use voorzet_domain::conversation::{AgentId, Case, MessageNumber};
use voorzet_domain::time::Timestamp;
use voorzet_store::StoreError;

use super::message::ShownMessage;
use super::naming::Naming;
use super::row::CaseRow;
use crate::desk::{sought, words};

/// How many messages are looked at for one answer, when filters leave most of them out.
const LOOKED_AT: usize = 2_000;

/// How many characters stand around what was found.
const AROUND: usize = 70;

/// What begins and ends a word that was found.
const MARKS: (char, char) = ('\u{2}', '\u{3}');

/// Messages that were found, the newest first.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub struct Hits {
    /// Each with its case.
    pub hits: Vec<Hit>,
    /// What to give as `cursor` for those that follow; null when these are the last.
    pub next: Option<u32>,
}

/// A message that was found.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Hit {
    /// The case that it is about.
    pub case: CaseRow,
    /// Its number.
    pub message: u32,
    /// When it was said.
    pub at: String,
    /// What stands there, with `\u{2}` before and `\u{3}` after each word that was found.
    pub snippet: String,
}

/// Words that are looked for, in any form of theirs, Dutch and English.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// As the store is asked.
    asked: String,
    /// Forms of which a word of a text has one.
    forms: BTreeSet<String>,
}

impl Query {
    /// The words that somebody typed, or is typing: the last one may be unfinished.
    pub fn of(typed: &str) -> Self {
        let asked = sought(typed, true);
        let forms = asked.split([' ', '|']).filter(|form| !form.is_empty()).map(ToOwned::to_owned).collect();
        Self { asked, forms }
    }

    /// Whether a word of a text is one of them.
    fn has(&self, word: &str) -> bool {
        let begun = |form: &str| {
            self.forms
                .iter()
                .any(|known| known.strip_suffix('*').is_some_and(|begun| form.starts_with(begun)))
        };
        words(word).split(' ').any(|form| !form.is_empty() && (self.forms.contains(form) || begun(form)))
    }
}

/// What is looked for.
pub struct Sought<'a> {
    /// Which words.
    pub query: &'a Query,
    /// Only cases in this state.
    pub state: Option<State>,
    /// Only what was said by this channel.
    pub channel: Option<&'a str>,
    /// Before which message.
    pub before: MessageNumber,
    /// How many.
    pub most: usize,
}

impl Hits {
    /// Finds messages.
    ///
    /// # Errors
    /// When the store fails.
    pub fn find(
        sought: &Sought<'_>,
        naming: &Naming<'_>,
        me: Option<AgentId>,
        now: Timestamp,
    ) -> Result<Self, StoreError> {
        let reader = naming.reader;
        let mut found = Self::default();
        let (mut before, mut looked_at) = (sought.before, 0);
        while looked_at < LOOKED_AT {
            let numbers = reader.search(&sought.query.asked, before, sought.most)?;
            for number in &numbers {
                (before, looked_at) = (*number, looked_at + 1);
                let Some(shown) = reader.message(*number)? else { continue };
                let Some(conversation) = reader.conversation(shown.row.conversation)? else { continue };
                if sought.channel.is_some_and(|channel| channel != conversation.channel) {
                    continue;
                }
                let cases = reader.cases_of_conversation(conversation.id, 32)?;
                let about = |case: &&Case| shown.row.cases.contains(&case.id);
                let case = cases.iter().find(about).or(cases.first());
                let Some(case) = case.filter(|case| sought.state.is_none_or(|state| case.state == state))
                else {
                    continue;
                };
                let message = ShownMessage::of(&shown, naming, &conversation.channel, now)?;
                let text = format!("{} {}", message.subject.as_deref().unwrap_or_default(), message.text);
                found.hits.push(Hit {
                    case: CaseRow::of(case.clone(), naming, me)?,
                    message: number.0,
                    at: message.at,
                    snippet: snippet(&text, &|word| sought.query.has(word)),
                });
                if found.hits.len() == sought.most {
                    found.next = Some(number.0);
                    return Ok(found);
                }
            }
            if numbers.len() < sought.most {
                return Ok(found);
            }
        }
        found.next = Some(before.0);
        Ok(found)
    }
}

/// The stretch of a text around the first word that was found, with every such word marked.
fn snippet(text: &str, is_one: &dyn Fn(&str) -> bool) -> String {
    // What stands for a mark may not stand in the text.
    let text: String = text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    let mut pieces = Vec::new();
    let mut rest = text.as_str();
    while let Some(start) = rest.find(char::is_alphanumeric) {
        let end = rest[start..]
            .find(|letter: char| !letter.is_alphanumeric())
            .map_or(rest.len(), |end| start + end);
        pieces.push((&rest[..start], &rest[start..end]));
        rest = &rest[end..];
    }
    let first = pieces.iter().position(|(_, word)| is_one(word)).unwrap_or(0);
    let (mut from, mut length) = (first, 0);
    while from > 0 && length < AROUND {
        from -= 1;
        length += pieces[from].0.chars().count() + pieces[from].1.chars().count();
    }
    let mut out = if from > 0 { "…".to_owned() } else { String::new() };
    let mut length = 0;
    let mut left = pieces.len();
    for (index, (gap, word)) in pieces.iter().enumerate().skip(from) {
        if index > from || from == 0 {
            out.push_str(gap);
        }
        if is_one(word) {
            out.push(MARKS.0);
            out.push_str(word);
            out.push(MARKS.1);
        } else {
            out.push_str(word);
        }
        left = pieces.len() - index - 1;
        length += gap.chars().count() + word.chars().count();
        if index > first && length > 3 * AROUND {
            break;
        }
    }
    if left > 0 {
        out.push('…');
    } else {
        out.push_str(rest);
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_found_is_marked_and_what_stands_around_it_is_shown() {
        let is_one = |word: &str| word.to_lowercase().starts_with("pakket");
        assert_eq!(snippet("Waar is mijn\nPakketje?", &is_one), "Waar is mijn \u{2}Pakketje\u{3}?");
        let long = format!("{} pakket {}", "voor ".repeat(200), "na ".repeat(200));
        let shown = snippet(&long, &is_one);
        assert!(shown.starts_with("…voor") && shown.ends_with('…') && shown.chars().count() < 400, "{shown}");
        assert!(shown.contains("voor \u{2}pakket\u{3} na"));
        assert_eq!(snippet("\u{2}niets\u{3}", &is_one), "niets", "marks of others are no marks");
        assert_eq!(snippet("", &is_one), "");
    }
}
