//! A strategy folder on disk: its files as (path, text) pairs for the domain.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use voorzet_domain::problem::Problem;
use voorzet_domain::strategy::File;

/// The largest file that is read: a strategy is written by people.
const LARGEST: u64 = 1_000_000;

/// The folders that a strategy has beside its own two files.
const FOLDERS: [&str; 3] = ["reasons", "messages", "answers"];

/// What a folder holds.
#[derive(Debug)]
pub(crate) struct Folder {
    /// The files that could be read, by path.
    pub files: Vec<File>,
    /// Those that could not: too large, or no UTF-8.
    pub errors: Vec<Problem>,
}

/// Reads a strategy folder. What lies beside a strategy's files (maps, histories, expected results, a
/// README) is left alone.
pub(crate) fn read(folder: &Path) -> anyhow::Result<Folder> {
    if !folder.is_dir() {
        anyhow::bail!("{} is no folder", folder.display());
    }
    let mut paths = Vec::new();
    for name in ["strategy.toml", "events.toml"] {
        if folder.join(name).is_file() {
            paths.push(name.to_owned());
        }
    }
    if !paths.iter().any(|path| path == "strategy.toml") {
        anyhow::bail!(
            "{} is no strategy folder: it has no strategy.toml (write one that says at least: organisation = \"…\")",
            folder.display()
        );
    }
    for name in FOLDERS {
        paths.extend(listed(&folder.join(name))?.into_iter().map(|file| format!("{name}/{file}")));
    }
    let mut read = Folder { files: Vec::new(), errors: Vec::new() };
    for path in paths {
        match text(&folder.join(&path))? {
            Ok(text) => read.files.push(File { path, text }),
            Err(problem) => read.errors.push(Problem { file: path, ..problem }),
        }
    }
    Ok(read)
}

/// The files of a folder by name, but hidden ones and READMEs; none when there is no such folder.
fn listed(folder: &Path) -> anyhow::Result<Vec<String>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(|error| unreadable(folder, &error))? {
        let entry = entry.map_err(|error| unreadable(folder, &error))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let aside = name.starts_with('.') || name.ends_with('~') || name == "README.md";
        if !aside && entry.path().is_file() {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

/// A file's text, or what is wrong with its content.
fn text(path: &PathBuf) -> anyhow::Result<Result<String, Problem>> {
    let file = fs::File::open(path).map_err(|error| unreadable(path, &error))?;
    let mut bytes = Vec::new();
    file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(|error| unreadable(path, &error))?;
    if bytes.len() as u64 > LARGEST {
        let message = format!("larger than {LARGEST} bytes: no file of a strategy is");
        return Ok(Err(Problem::at("", "", 0, message)));
    }
    Ok(String::from_utf8(bytes).map_err(|error| {
        let sound = error.utf8_error().valid_up_to();
        let before = String::from_utf8_lossy(&error.as_bytes()[..sound]).into_owned();
        Problem::at("", &before, sound, "not UTF-8 from here on").with_hint("save the file as UTF-8")
    }))
}

fn unreadable(path: &Path, error: &std::io::Error) -> anyhow::Error {
    anyhow::anyhow!("{}: {error}", path.display())
}
