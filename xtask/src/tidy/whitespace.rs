//! Texts end with a newline; lines of code end with what they say.

use super::tree::File;
use super::{Finding, Tree};

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree.files.iter().filter(|file| !file.is_test_input()) {
        let Some(text) = file.text.as_deref().filter(|_| is_written(file)) else { continue };
        if !text.is_empty() && !text.ends_with('\n') {
            findings.push(Finding::new(&file.path, 0, "does not end with a newline"));
        }
        if text.contains('\r') {
            findings.push(Finding::new(
                &file.path,
                0,
                "has carriage returns; .gitattributes asks for line feeds",
            ));
        }
        // Two spaces at the end of a line mean a break in Markdown.
        if file.extension() == "md" {
            continue;
        }
        for (number, _) in file.lines().filter(|(_, line)| line.ends_with([' ', '\t'])) {
            findings.push(Finding::new(&file.path, number, "ends with spaces"));
        }
    }
    findings
}

/// Texts that people write, as opposed to data that examples and tests read.
fn is_written(file: &File) -> bool {
    const KINDS: [&str; 14] = [
        "rs",
        "toml",
        "md",
        "ts",
        "svelte",
        "js",
        "css",
        "html",
        "sh",
        "yml",
        "yaml",
        "sql",
        "gitignore",
        "gitattributes",
    ];
    KINDS.contains(&file.extension()) || file.path == ".ci/run"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loose_ends_are_found_in_code_and_left_in_data() {
        let tree = Tree::of(&[
            ("a.rs", "fn a() {} \nfn b() {}"),
            ("b.md", "break  \nhere\n"),
            ("c.csv", "1; \n2"),
            ("corpus/d.toml", "x = "),
            ("e.toml", "x = 1\r\n"),
        ]);
        let found: Vec<_> = check(&tree).into_iter().map(|finding| (finding.path, finding.line)).collect();
        assert_eq!(found, [("a.rs".to_owned(), 0), ("a.rs".to_owned(), 1), ("e.toml".to_owned(), 0)]);
    }
}
