//! Every mistake a strategy can have, with what is said about it.
//!
//! Each file of `mistakes/` is one wrong strategy: files after lines `=== path`, which stand beside or
//! in the place of those of a sound one (`=== -path` takes a file away), then after `=== expect` every
//! error and warning. With `UPDATE_MISTAKES` set the expectations are written anew, for review.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use voorzet_domain::problem::Problem;
use voorzet_domain::strategy::{File, load};

/// A sound strategy that mistakes are made in.
pub(super) fn sound() -> Vec<File> {
    [
        ("strategy.toml", include_str!("../mistakes/sound/strategy.toml")),
        ("events.toml", include_str!("../mistakes/sound/events.toml")),
        ("reasons/late.toml", include_str!("../mistakes/sound/late.toml")),
        ("messages/late.nl.md", "# Uw pakket komt later\n\nOngeveer {{ event.hours }} uur.\n"),
        ("answers/track.nl.md", "# Waar is mijn pakket?\n\nKijk in de app.\n"),
    ]
    .map(|(path, text)| File::new(path, text))
    .into()
}

struct Case {
    path: PathBuf,
    given: String,
    expected: String,
    files: Vec<File>,
}

fn cases() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/mistakes");
    let entries = fs::read_dir(&folder).expect("the corpus").map(|entry| entry.expect("an entry").path());
    let mut paths: Vec<PathBuf> =
        entries.filter(|path| path.extension().is_some_and(|end| end == "txt")).collect();
    paths.sort();
    paths.into_iter().map(read).collect()
}

fn read(path: PathBuf) -> Case {
    let text = fs::read_to_string(&path).expect("a case");
    let (given, expected) = text.split_once("=== expect\n").unwrap_or((&text, ""));
    let mut files = sound();
    for part in given.split("=== ").skip(1) {
        let (name, text) = part.split_once('\n').expect("a path on its line");
        let gone = name.strip_prefix('-');
        files.retain(|file| file.path != gone.unwrap_or(name));
        if gone.is_none() {
            files.push(File::new(name, text));
        }
    }
    Case { given: given.to_owned(), expected: expected.to_owned(), files, path }
}

fn told(files: &[File]) -> String {
    let loaded = load(files);
    assert_eq!(loaded.strategy.is_none(), !loaded.errors.is_empty(), "a strategy or errors");
    let mut told = String::new();
    let mut tell = |word: &str, problems: &[Problem]| {
        for problem in problems {
            writeln!(told, "{word} {problem}").expect("a string takes everything");
        }
    };
    tell("error", &loaded.errors);
    tell("warning", &loaded.warnings);
    told
}

#[test]
fn every_mistake_is_told_where_it_is_with_what_to_do() {
    let cases = cases();
    assert!(cases.len() >= 60, "{} cases", cases.len());
    let update = std::env::var_os("UPDATE_MISTAKES").is_some();
    let mut wrong = String::new();
    for case in &cases {
        let told = told(&case.files);
        if told == case.expected && !told.is_empty() {
            continue;
        }
        if update {
            fs::write(&case.path, format!("{}=== expect\n{told}", case.given)).expect("to write the case");
        }
        let name = case.path.file_name().unwrap_or_default().to_string_lossy();
        writeln!(wrong, "--- {name}\nexpected:\n{}told:\n{told}", case.expected).expect("a string");
    }
    assert!(wrong.is_empty() || update, "{wrong}");
}

#[test]
fn the_sound_strategy_has_nothing_wrong() {
    assert_eq!(told(&sound()), "");
}
