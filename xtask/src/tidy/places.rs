//! Nothing in the project depends on the machine where it was written.

use super::tree::File;
use super::{Finding, Tree};

/// This file names them to forbid them.
const SELF: &str = "xtask/src/tidy/places.rs";

/// Folders at the root of somebody's machine.
const FOLDERS: [&str; 4] = ["/root/", "/home/", "/Users/", "/work/"];

/// What names a server that packages are fetched from: which one is the reader's setting, not the project's.
const REGISTRIES: [&str; 5] =
    ["sparse+http", "\"resolved\": \"http", "--registry http", "--index-url http", "replace-with ="];

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree.files.iter().filter(|file| file.path != SELF) {
        for (number, line) in file.lines() {
            if let Some(folder) = FOLDERS.iter().find(|folder| names_folder(file, line, folder)) {
                let message =
                    format!("names {folder}…, a folder of one machine; write it from the project's root");
                findings.push(Finding::new(&file.path, number, message));
            }
            if let Some(sign) = REGISTRIES.iter().find(|sign| line.contains(*sign)) {
                let message =
                    format!("`{sign}…` names a registry's server; that is up to the reader's settings");
                findings.push(Finding::new(&file.path, number, message));
            }
        }
    }
    findings
}

/// Whether the line holds the folder as the start of a path, and not within a longer one or an address.
/// `/work/` and `/home/` are also pages of a website, which is what the UI is made of.
fn names_folder(file: &File, line: &str, folder: &str) -> bool {
    if file.path.starts_with("ui/src/") && matches!(folder, "/work/" | "/home/") {
        return false;
    }
    line.match_indices(folder).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        !before.is_some_and(|before| {
            before.is_alphanumeric() || matches!(before, '.' | '-' | '_' | '~' | '}' | '*')
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_a_machine_and_registries_are_found() {
        let text = "cd /home/anna/voorzet\nsee https://example.nl/home/page\n\"/work/x\"\npip --index-url https://mirror\n";
        let found: Vec<_> =
            check(&Tree::of(&[("a.md", text)])).into_iter().map(|finding| finding.line).collect();
        assert_eq!(found, [1, 3, 4]);
        assert_eq!(check(&Tree::of(&[("ui/src/routes.ts", "go(\"/work/queue\")\n")])), []);
    }
}
