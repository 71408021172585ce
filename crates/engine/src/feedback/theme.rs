//! What customers say in their own words, by reason and theme: which words those use who are satisfied, and which those
//! who are not. A theme is a word in all its forms; what fewer than three customers say is none.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use utoipa::ToSchema;
use voorzet_domain::feedback::{Invitation, InvitationId};
use voorzet_insight::words::stem::{Language, stem};
use voorzet_insight::words::words;

/// As many customers say a theme at least.
pub const LEAST: usize = 3;

/// As many themes of a reason are told.
const MOST: usize = 12;

/// As many answers of a theme are named.
const EXAMPLES: usize = 5;

/// Words shorter than this say little.
const SHORTEST: usize = 4;

/// Words that stand in any text.
const COMMON: &[&str] = &[
    "alle", "also", "been", "bent", "came", "could", "deze", "does", "done", "door", "even", "from", "geen",
    "gehad", "haar", "have", "heb", "hebben", "hebt", "heeft", "heel", "hier", "into", "jullie", "just",
    "kunnen", "maar", "meer", "mijn", "moest", "more", "much", "naar", "niet", "nooit", "omdat", "only",
    "onze", "over", "some", "tegen", "that", "them", "then", "there", "they", "this", "toch", "very", "voor",
    "waar", "want", "waren", "weer", "well", "werd", "were", "when", "with", "wordt", "would", "your",
    "zeer", "zijn",
];

/// The themes of a reason.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct ReasonThemes {
    /// The reason, by name.
    pub reason: String,
    /// How many customers used words of their own.
    pub said: usize,
    /// How many of them gave a bad score.
    pub bad: usize,
    /// What they say, that of most customers first.
    pub themes: Vec<FeedbackTheme>,
}

/// What several customers say.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct FeedbackTheme {
    /// A word, as most of them write it.
    pub word: String,
    /// How many say it.
    pub customers: usize,
    /// How many of them gave a bad score.
    pub bad: usize,
    /// By how much more often those who say it gave a bad score than all who said something about the reason.
    pub worse: f64,
    /// Answers in which it stands, by number, the newest first.
    #[schema(value_type = Vec<u32>)]
    pub answers: Vec<InvitationId>,
}

/// What is gathered of a theme.
#[derive(Default)]
struct Gathered<'a> {
    customers: BTreeSet<u32>,
    bad: BTreeSet<u32>,
    forms: BTreeMap<String, usize>,
    answers: Vec<&'a Invitation>,
}

/// The themes of answers, the newest first, by reason.
pub fn themes(answers: &[Invitation]) -> Vec<ReasonThemes> {
    let mut by_reason: BTreeMap<&str, Vec<&Invitation>> = BTreeMap::new();
    for known in answers.iter().filter(|known| !known.text.is_empty()) {
        by_reason.entry(known.reason.as_str()).or_default().push(known);
    }
    let mut found: Vec<ReasonThemes> =
        by_reason.into_iter().map(|(reason, said)| of_reason(reason, &said)).collect();
    found.sort_by_key(|themes| std::cmp::Reverse(themes.said));
    found
}

fn of_reason(reason: &str, said: &[&Invitation]) -> ReasonThemes {
    let mut gathered: BTreeMap<String, Gathered<'_>> = BTreeMap::new();
    let (mut all, mut all_bad) = (BTreeSet::new(), BTreeSet::new());
    for known in said {
        let who = known.customer.map_or(u32::MAX - known.id.0, |customer| customer.0);
        let is_bad = known.given.iter().any(|given| given.bad);
        all.insert(who);
        all_bad.extend(is_bad.then_some(who));
        let language = if known.language.starts_with("nl") { Language::Dutch } else { Language::English };
        let mut once = BTreeSet::new();
        for word in words(&known.text).filter(|word| is_telling(word)) {
            let root = stem(&word, language).into_owned();
            let theme = gathered.entry(root.clone()).or_default();
            *theme.forms.entry(word).or_default() += 1;
            if once.insert(root) {
                theme.customers.insert(who);
                theme.bad.extend(is_bad.then_some(who));
                theme.answers.push(known);
            }
        }
    }
    let share = |bad: usize, of: usize| bad as f64 / of.max(1) as f64;
    let usual = share(all_bad.len(), all.len());
    let mut themes: Vec<FeedbackTheme> = gathered
        .into_values()
        .filter(|theme| theme.customers.len() >= LEAST)
        .map(|theme| FeedbackTheme {
            customers: theme.customers.len(),
            bad: theme.bad.len(),
            worse: share(theme.bad.len(), theme.customers.len()) - usual,
            answers: theme.answers.iter().take(EXAMPLES).map(|known| known.id).collect(),
            word: theme
                .forms
                .into_iter()
                .max_by_key(|(_, amount)| *amount)
                .map(|(word, _)| word)
                .unwrap_or_default(),
        })
        .collect();
    themes.sort_by(|one, other| other.customers.cmp(&one.customers).then_with(|| one.word.cmp(&other.word)));
    themes.truncate(MOST);
    ReasonThemes { reason: reason.to_owned(), said: all.len(), bad: all_bad.len(), themes }
}

fn is_telling(word: &str) -> bool {
    word.chars().count() >= SHORTEST
        && !word.bytes().all(|byte| byte.is_ascii_digit())
        && COMMON.binary_search(&word).is_err()
}

#[cfg(test)]
mod tests {
    use voorzet_domain::conversation::CaseId;
    use voorzet_domain::customer::CustomerId;
    use voorzet_domain::feedback::Question;
    use voorzet_domain::feedback::happening::Planned;
    use voorzet_domain::feedback::invitation::{By, Given};
    use voorzet_domain::time::Timestamp;

    use super::*;

    fn said(number: u32, text: &str, score: u8) -> Invitation {
        let planned = Planned {
            invitation: InvitationId(number),
            case: CaseId(number),
            conversation: None,
            reason: "late".into(),
            channel: "mail".into(),
            queue: "general".into(),
            agent: None,
            handed_over: 0,
            segment: None,
            due: Timestamp::MIN,
            give_up: Timestamp::LAST,
            again: None,
        };
        let mut known = Invitation::plan(&planned, Timestamp::MIN, Some(CustomerId(number)));
        known.text = text.to_owned();
        known.language = "nl".into();
        let (question, at, by) = (Question::Csat, Timestamp::MIN, By::Page);
        known.given.push(Given { question, score, at, by, bad: score <= 2 });
        known
    }

    #[test]
    fn a_word_in_all_its_forms_is_one_theme_and_tells_who_is_unhappy() {
        assert!(COMMON.is_sorted());
        let answers = [
            said(1, "De bezorger kwam te laat", 1),
            said(2, "Bezorgers komen altijd te laat", 1),
            said(3, "Vriendelijke bezorger!", 2),
            said(4, "Vriendelijk geholpen", 5),
            said(5, "Heel vriendelijk", 5),
            said(6, "Zeer goed, een zeldzaam woord", 5),
        ];
        let found = themes(&answers);
        assert_eq!((found.len(), found[0].said, found[0].bad), (1, 6, 3));
        let words: Vec<_> =
            found[0].themes.iter().map(|theme| (theme.word.as_str(), theme.customers, theme.bad)).collect();
        assert_eq!(words, [("bezorger", 3, 3), ("vriendelijk", 3, 1)]);
        assert!((found[0].themes[0].worse - 0.5).abs() < 1e-12);
    }
}
