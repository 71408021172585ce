//! What is in a column.

use std::collections::{BTreeMap, HashSet};

use serde::{Deserialize, Serialize};
use voorzet_channels::tabular::written;
use voorzet_domain::event::Event;
use xxhash_rust::xxh3::xxh3_64;

use super::role::Guess;

/// How many values of a column are told apart.
const DISTINCT: usize = 200_000;
/// How many different values are kept, with how often they come.
const KEPT: usize = 1_000;
/// How many of them a person is shown.
const SAMPLES: usize = 5;
/// The longest sample.
const LONGEST: usize = 80;
/// What exports write where they have no value.
const MISSING: [&str; 8] = ["?", "-", "NULL", "null", "N/A", "n/a", "None", "(leeg)"];

/// What is in a column.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Column {
    /// What it is called.
    pub name: String,
    /// Some of its values.
    pub samples: Vec<String>,
    /// How many rows have a value.
    pub filled: u64,
    /// How many different values it has, as far as they were told apart.
    pub distinct: u64,
    /// What it probably is, and why.
    #[serde(flatten)]
    pub guess: Guess,
    /// How its times are written, when they are times.
    pub(super) format: Option<String>,
    /// Whether the month could as well be the day.
    pub(super) either: bool,
    /// The share of values with the form of a mail address.
    pub(super) mails: f64,
    /// The share that are numbers, the least and the most of them.
    pub(super) numbers: f64,
    pub(super) least: f64,
    pub(super) most: f64,
    /// How many characters a value has.
    pub(super) length: f64,
    /// What stands for no value.
    pub(super) missing: Vec<String>,
    /// Its values with how often they come; empty when there are too many.
    pub(super) values: BTreeMap<String, u64>,
}

/// A column while it is read.
pub(super) struct Look {
    name: String,
    filled: u64,
    distinct: HashSet<u64>,
    values: BTreeMap<String, u64>,
    missing: Vec<String>,
    mails: u64,
    numbers: u64,
    least: f64,
    most: f64,
    characters: u64,
}

/// The cells of a row by the number of their column; those without a value are left out.
pub(super) fn cells(event: &Event) -> Vec<(usize, String)> {
    let cells: BTreeMap<String, String> = serde_json::from_str(event.data.get()).unwrap_or_default();
    let number = |key: &str| key.strip_prefix('c').and_then(|number| number.parse().ok());
    cells.into_iter().filter_map(|(key, cell)| Some((number(&key)?, cell))).collect()
}

impl Look {
    pub(super) fn new(name: String) -> Self {
        Self {
            name,
            filled: 0,
            distinct: HashSet::new(),
            values: BTreeMap::new(),
            missing: Vec::new(),
            mails: 0,
            numbers: 0,
            least: f64::INFINITY,
            most: f64::NEG_INFINITY,
            characters: 0,
        }
    }

    /// Takes a cell in.
    pub(super) fn see(&mut self, cell: &str) {
        let cell = cell.trim();
        if MISSING.contains(&cell) {
            if !self.missing.iter().any(|sign| sign == cell) {
                self.missing.push(cell.to_owned());
            }
            return;
        }
        self.filled += 1;
        self.characters += cell.chars().count() as u64;
        if self.distinct.len() < DISTINCT {
            self.distinct.insert(xxh3_64(cell.as_bytes()));
        }
        if let Some(count) = self.values.get_mut(cell) {
            *count += 1;
        } else if self.values.len() <= KEPT {
            self.values.insert(cell.to_owned(), 1);
        }
        self.mails += u64::from(is_mail(cell));
        if let Some(number) = number(cell) {
            self.numbers += 1;
            self.least = self.least.min(number);
            self.most = self.most.max(number);
        }
    }

    /// What it comes to.
    pub(super) fn column(self) -> Column {
        let share = |part: u64| if self.filled == 0 { 0.0 } else { part as f64 / self.filled as f64 };
        let texts: Vec<&str> = self.values.keys().map(String::as_str).collect();
        let times = written(&texts);
        let clip = |text: &String| text.chars().take(LONGEST).collect();
        let mut often: Vec<_> = self.values.iter().collect();
        often.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
        Column {
            samples: often.iter().take(SAMPLES).map(|(text, _)| clip(text)).collect(),
            filled: self.filled,
            distinct: self.distinct.len() as u64,
            guess: Guess::default(),
            format: times.map(|times| times.format.to_owned()),
            either: times.is_some_and(|times| times.either),
            mails: share(self.mails),
            numbers: share(self.numbers),
            least: self.least.min(self.most),
            most: self.most.max(self.least),
            length: share(self.characters),
            missing: self.missing,
            values: if self.values.len() > KEPT { BTreeMap::new() } else { self.values },
            name: self.name,
        }
    }
}

/// A number, with a point or a comma.
pub(super) fn number(text: &str) -> Option<f64> {
    let digits = text.starts_with(|c: char| c.is_ascii_digit() || c == '-');
    let number = digits.then(|| text.replace(',', ".").parse::<f64>().ok()).flatten();
    number.filter(|number| number.is_finite())
}

fn is_mail(text: &str) -> bool {
    let parts = text.split_once('@');
    parts.is_some_and(|(name, host)| !name.is_empty() && host.contains('.') && !text.contains(' '))
}
