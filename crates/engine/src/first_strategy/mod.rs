//! A first strategy, for an organisation that has none: proposed from its own help desk's export.
//!
//! [`Export::look`] reads the file once and says of every column what is in it and what it probably is;
//! [`Export::propose`] reads it again, by the map that it writes, and so counts the contacts that an import by that
//! map counts. What comes out is a folder's files and, per reason, the figures and the words behind each choice.
//! Whoever publishes it has read it first: nothing here is more than a beginning.
//!
//! | file | what |
//! |---|---|
//! | `column` | what is in a column |
//! | `role` | what a column is for |
//! | `map` | the map |
//! | `tally` | the contacts, counted |
//! | `axes` | where a reason stands between value and irritation |
//! | `reason` | a reason, proposed |
//! | `files` | the files |

mod axes;
mod column;
mod files;
mod map;
mod reason;
mod role;
mod tally;

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use voorzet_channels::tabular::{Map, NoSheet, Sheet};
use voorzet_domain::time::Timestamp;

pub use axes::Axes;
pub use column::Column;
pub use reason::ProposedReason;
pub use role::{Guess, Role};

use crate::history::{self, History, HistoryError, Options, Order, Source};
use column::Look;

/// How much of a file says what it is.
const HEAD: usize = 1 << 18;

/// The most rows that are looked at.
const MOST_ROWS: u64 = 5_000_000;

/// An export that was looked at.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Export {
    /// What the file was called.
    pub name: String,
    /// How many rows it has.
    pub rows: u64,
    /// How many lines are no rows.
    pub unreadable: u64,
    /// Its columns.
    pub columns: Vec<Column>,
    sheet: Sheet,
}

/// What a proposal begins with.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// Which column is what, by its name.
    pub columns: BTreeMap<Role, String>,
    /// The organisation's name.
    pub organisation: String,
    /// The language of names: `nl`.
    pub language: String,
    /// The time zone of the file's times.
    pub timezone: String,
}

/// A first strategy.
#[derive(Clone, Debug, Serialize)]
pub struct Proposal {
    /// The contacts that the map makes of the file.
    pub contacts: u64,
    /// The customers who made them, each once.
    pub customers: u64,
    /// The first contact.
    pub from: Option<Timestamp>,
    /// The last.
    pub to: Option<Timestamp>,
    /// How many rows make no contact though they should: they name nobody, or their time cannot be read.
    pub unreadable: u64,
    /// Per reason, the largest first; `other` last.
    pub reasons: Vec<ProposedReason>,
    /// The files of the strategy, by path.
    pub files: BTreeMap<String, String>,
}

/// Why there is no proposal.
#[derive(Debug, thiserror::Error)]
pub enum NoProposal {
    /// The file is no table.
    #[error(transparent)]
    Sheet(#[from] NoSheet),
    /// The file cannot be read.
    #[error(transparent)]
    History(#[from] HistoryError),
    /// The file cannot be opened.
    #[error("the file cannot be read: {0}")]
    Io(#[from] std::io::Error),
    /// What it was packed by cannot be undone.
    #[error("the file cannot be unpacked: {0}")]
    Packed(std::io::Error),
    /// A column that must be there is not named.
    #[error("which column is the {0} is not said")]
    Lacks(&'static str),
    /// A column is named that is not there.
    #[error("there is no column `{0}`")]
    NoColumn(String),
    /// The times of a column cannot be read.
    #[error("most of the column `{0}` are no times that can be read")]
    NoTimes(String),
    /// What was written cannot be read back.
    #[error("the map cannot be made: {0}")]
    Map(String),
    /// No row is a contact.
    #[error("no row of the file is a contact: {0}")]
    Empty(String),
}

impl Export {
    /// Reads a file and says what is in it.
    ///
    /// # Errors
    /// When it is no table.
    pub fn look(file: &Path, name: &str) -> Result<Self, NoProposal> {
        let mut head = Vec::new();
        let unpacked = history::unpacked(File::open(file)?);
        let first = unpacked.and_then(|bytes| bytes.take(HEAD as u64).read_to_end(&mut head));
        first.map_err(NoProposal::Packed)?;
        let sheet = Sheet::of(&head)?;
        let names: Vec<String> = sheet.names().collect();
        let map = compiled(&map::every_column(&sheet, names.len()))?;
        let mut rows = read(file, &map, |event| column::cells(&event));
        let mut looks: Vec<Look> = names.into_iter().map(Look::new).collect();
        let mut count = 0;
        for batch in &mut rows {
            for (_, cells) in batch?.items {
                count += 1;
                for (index, cell) in cells {
                    if let Some(look) = looks.get_mut(index) {
                        look.see(&cell);
                    }
                }
            }
            if count >= MOST_ROWS {
                break;
            }
        }
        if count == 0 {
            return Err(NoSheet::Other.into());
        }
        let unreadable = rows.unreadable().0;
        let mut columns: Vec<Column> = looks.into_iter().map(Look::column).collect();
        role::propose(&mut columns, count);
        Ok(Self { name: name.to_owned(), rows: count, unreadable, columns, sheet })
    }

    /// Proposes a strategy.
    ///
    /// # Errors
    /// When a column is missing, or no row is a contact.
    pub fn propose(&self, file: &Path, wanted: &Wanted) -> Result<Proposal, NoProposal> {
        let plan = map::Plan::new(self, wanted)?;
        let counting = compiled(&plan.to_count())?;
        let mut contacts = read(file, &counting, |event| tally::contact(&event));
        let mut tally = tally::Tally::default();
        for batch in &mut contacts {
            for (at, contact) in batch?.items {
                if let Some(contact) = contact {
                    tally.take(at, contact, &plan);
                }
            }
        }
        let (unreadable, first) = contacts.unreadable();
        if tally.contacts() == 0 {
            let why = first.first().map_or_else(|| "it has none".to_owned(), ToString::to_string);
            return Err(NoProposal::Empty(why));
        }
        let reasons = reason::reasons(tally.reasons(), &plan);
        let map = plan.to_import(&reasons);
        compiled(&map)?;
        let shown: Vec<ProposedReason> = reasons.into_iter().map(|(_, reason)| reason).collect();
        let (from, to) = tally.span();
        Ok(Proposal {
            contacts: tally.contacts(),
            customers: tally.customers(),
            from,
            to,
            unreadable,
            files: files::files(self, wanted, &plan, &shown, &map),
            reasons: shown,
        })
    }

    /// The number of a column by its name.
    fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }
}

fn compiled(map: &str) -> Result<Arc<Map>, NoProposal> {
    let map = Map::parse("helpdesk.toml", map);
    map.map(Arc::new)
        .map_err(|problems| NoProposal::Map(problems.first().map_or_else(String::new, ToString::to_string)))
}

/// The file's events by a map.
fn read<T: Send + 'static>(
    file: &Path,
    map: &Arc<Map>,
    prepare: impl Fn(voorzet_domain::event::Event) -> T + Send + Sync + 'static,
) -> History<T> {
    let directory = file.parent().map_or_else(PathBuf::new, Path::to_owned);
    let options = Options { order: Order::Sort, memory: 64 << 20, directory, ..Options::default() };
    // One that is gone meanwhile reads as empty.
    let source = match File::open(file) {
        Ok(open) => Source::new("the file", open),
        Err(_) => Source::new("the file", std::io::empty()),
    };
    History::open(vec![source.with_map(Arc::clone(map))], options, prepare)
}
