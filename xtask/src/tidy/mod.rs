//! `cargo xtask tidy`: the rules of the house as checks.
//!
//! A rule is a function from the [`Tree`] to its [`Finding`]s; it reads no files, so that its tests are
//! small bad trees written down in place. CONTRIBUTING.md gives each rule's why.

mod arrows;
mod attributes;
mod examples;
mod lengths;
mod manifests;
mod names;
mod places;
mod purity;
mod rust;
mod snapshots;
mod sql;
mod test_binaries;
mod tree;
mod whitespace;

use std::path::Path;

use anyhow::{Result, bail};

use crate::workspace::Workspace;
use tree::Tree;
pub(crate) use tree::{extension, tracked};

/// What a rule found.
#[derive(Debug, PartialEq, Eq)]
struct Finding {
    /// The file, from the root.
    path: String,
    /// The line, from 1; 0 when the whole file is meant.
    line: usize,
    /// What is wrong and what to do instead.
    message: String,
    /// Whether it only warns.
    warning: bool,
}

impl Finding {
    fn new(path: &str, line: usize, message: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line, message: message.into(), warning: false }
    }

    fn warning(path: &str, line: usize, message: impl Into<String>) -> Self {
        Self { warning: true, ..Self::new(path, line, message) }
    }
}

type Rule = (&'static str, fn(&Tree) -> Vec<Finding>);

const RULES: [Rule; 13] = [
    ("arrows", arrows::check),
    ("attributes", attributes::check),
    ("examples", examples::check),
    ("lengths", lengths::check),
    ("manifests", manifests::check),
    ("names", names::check),
    ("places", places::check),
    ("purity", purity::check),
    ("snapshots", snapshots::check),
    ("sql", sql::check),
    ("test binaries", test_binaries::check),
    ("unread", rust::check),
    ("whitespace", whitespace::check),
];

/// The command.
pub(crate) fn run(mut arguments: lexopt::Parser) -> Result<()> {
    if let Some(argument) = arguments.next()? {
        return Err(argument.unexpected().into());
    }
    check(&Workspace::find()?.root)
}

/// Prints what the rules find under this folder, and fails when that is more than warnings.
pub(crate) fn check(root: &Path) -> Result<()> {
    let tree = Tree::read(root)?;
    let mut wrong = 0;
    for (rule, check) in RULES {
        for Finding { path, line, message, warning } in check(&tree) {
            let level = if warning { "warning" } else { "error" };
            let place = if line == 0 { path } else { format!("{path}:{line}") };
            println!("{level}: {place}: {message} [{rule}]");
            wrong += usize::from(!warning);
        }
    }
    if wrong > 0 {
        bail!("{wrong} rules of the house are broken; CONTRIBUTING.md says why each is there");
    }
    println!("{} files keep the {} rules of the house", tree.files.len(), RULES.len());
    Ok(())
}
