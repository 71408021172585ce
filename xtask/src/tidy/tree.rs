//! The files of the project as the rules see them: paths from the root, and the texts of those that are text.

use std::path::Path;
use std::process::Command;
use std::{fs, io};

use anyhow::{Context, Result};

use super::rust::Source;

/// Larger files are data; no rule reads them.
const LARGEST_TEXT: u64 = 4 << 20;

/// What is made, not written.
const MADE: [&str; 5] = ["target", "node_modules", ".git", "dist", "voorzet-data"];

/// All files under version control, and new ones that are not ignored.
pub(super) struct Tree {
    pub(super) files: Vec<File>,
}

/// One file.
pub(super) struct File {
    /// From the root, with forward slashes.
    pub(super) path: String,
    /// None when it is no UTF-8, or large.
    pub(super) text: Option<String>,
    /// The tokens of a Rust file.
    pub(super) rust: Option<Source>,
}

impl File {
    fn new(path: String, text: Option<String>) -> Self {
        let rust = text.as_deref().filter(|_| extension(&path) == "rs").map(Source::read);
        Self { path, text, rust }
    }

    /// What follows the last dot of the name.
    pub(super) fn extension(&self) -> &str {
        extension(&self.path)
    }

    /// The lines of a text with their numbers.
    pub(super) fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text.iter().flat_map(|text| text.lines().enumerate().map(|(index, line)| (index + 1, line)))
    }

    /// Input for tests, kept as it came, or as broken as a test wants it.
    pub(super) fn is_test_input(&self) -> bool {
        ["fixtures", "corpus", "snapshots"]
            .iter()
            .any(|folder| self.path.split('/').any(|part| part == *folder))
    }
}

impl Tree {
    /// Reads the files of the project at this folder.
    pub(super) fn read(root: &Path) -> Result<Self> {
        let mut files = Vec::new();
        for path in tracked(root)? {
            let place = root.join(&path);
            let Ok(about) = place.symlink_metadata() else { continue };
            if about.is_file() {
                let text =
                    if about.len() > LARGEST_TEXT { None } else { String::from_utf8(fs::read(&place)?).ok() };
                files.push(File::new(path, text));
            }
        }
        Ok(Self { files })
    }

    /// A tree that a test writes down.
    #[cfg(test)]
    pub(super) fn of(files: &[(&str, &str)]) -> Self {
        let file = |(path, text): &(&str, &str)| File::new((*path).to_owned(), Some((*text).to_owned()));
        Self { files: files.iter().map(file).collect() }
    }

    /// The text of the file at this path.
    pub(super) fn text(&self, path: &str) -> Option<&str> {
        self.files.iter().find(|file| file.path == path)?.text.as_deref()
    }

    /// The folders directly under `parent` that hold files, without repeats.
    pub(super) fn folders(&self, parent: &str) -> Vec<&str> {
        let under =
            |file: &'_ File| file.path.strip_prefix(parent)?.strip_prefix('/')?.split_once('/').map(|_| ());
        let mut folders: Vec<&str> = self
            .files
            .iter()
            .filter(|file| under(file).is_some())
            .filter_map(|file| file.path.get(parent.len() + 1..)?.split('/').next())
            .collect();
        folders.sort_unstable();
        folders.dedup();
        folders
    }
}

/// What follows the last dot of a path's name.
pub(crate) fn extension(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or_default();
    name.rsplit_once('.').map_or("", |(_, extension)| extension)
}

/// The paths of the project's files: what git tracks or would track, else all that is not made.
pub(crate) fn tracked(root: &Path) -> Result<Vec<String>> {
    let mut git = Command::new("git");
    git.current_dir(root).args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
    let mut paths: Vec<String> = match git.output() {
        Ok(output) if output.status.success() => {
            String::from_utf8_lossy(&output.stdout).split_terminator('\0').map(str::to_owned).collect()
        }
        // An unpacked archive of the source has no history.
        _ => {
            let mut paths = Vec::new();
            walk(root, "", &mut paths).with_context(|| format!("{} cannot be read", root.display()))?;
            paths
        }
    };
    paths.sort_unstable();
    paths.dedup();
    Ok(paths)
}

fn walk(folder: &Path, prefix: &str, paths: &mut Vec<String>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = format!("{prefix}{name}");
        if MADE.contains(&name.as_str()) {
            continue;
        }
        if entry.file_type()?.is_dir() {
            walk(&entry.path(), &format!("{path}/"), paths)?;
        } else {
            paths.push(path);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_those_directly_below() {
        let tree = Tree::of(&[
            ("examples/a/x.toml", ""),
            ("examples/a/b/y", ""),
            ("examples/README.md", ""),
            ("e", ""),
        ]);
        assert_eq!(tree.folders("examples"), ["a"]);
        assert_eq!(tree.files[0].extension(), "toml");
        assert_eq!(tree.files[1].extension(), "");
    }
}
