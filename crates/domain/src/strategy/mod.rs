//! The strategy of an organisation: a folder of TOML and Markdown files, checked and compiled.
//!
//! [`load`] takes the files as (path, text) pairs and tells everything that is wrong with them at once.
//! It goes in three steps: *read* (text to tables whose values have their [shape](shape::Shape)),
//! *compile* (names to numbers, expressions to programs), and *advise* (what is allowed but looks wrong).

pub mod model;
pub mod renumber;
pub mod shape;
pub mod shapes;

mod compile;
mod known;
mod read;
mod reference;
mod report;
mod schema;
mod summary;
mod tables;

pub use known::{Known, KnownField, KnownType};
pub use reference::reference;
pub use schema::schema;
pub use summary::{ReasonSummary, Summary, summary};
pub use tables::{TableKey, TableKeys, tables};

use xxhash_rust::xxh3::Xxh3;

use crate::problem::Problem;
use model::Strategy;

/// One file of a strategy folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its path inside the folder, with `/` between the parts: `reasons/late-delivery.toml`.
    pub path: String,
    /// Its text.
    pub text: String,
}

impl File {
    /// A file.
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self { path: path.into(), text: text.into() }
    }
}

/// What came of the files.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The strategy, when there are no errors.
    pub strategy: Option<Strategy>,
    /// What must be mended, by file and place.
    pub errors: Vec<Problem>,
    /// What is allowed and probably not meant, by file and place.
    pub warnings: Vec<Problem>,
    /// Where each signal is written, by its number.
    pub signals: Vec<Origin>,
    /// What the files declare, errors or not; none when `strategy.toml` or `events.toml` cannot be read at all.
    pub known: Option<Known>,
}

/// A place in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The file's path inside the folder.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
}

/// Reads, checks and compiles the files of a strategy folder, in whatever order they come.
pub fn load(files: &[File]) -> Loaded {
    compile::load(files)
}

/// The version of the files: the same for the same files, whatever their order.
pub fn version(files: &[File]) -> String {
    let mut sorted: Vec<&File> = files.iter().collect();
    sorted.sort_by(|a, b| a.path.cmp(&b.path));
    let mut hash = Xxh3::new();
    for File { path, text } in sorted {
        for part in [path, text] {
            hash.update(&(part.len() as u64).to_le_bytes());
            hash.update(part.as_bytes());
        }
    }
    format!("{:016x}", (hash.digest128() >> 64) as u64)
}
