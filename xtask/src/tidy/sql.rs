//! SQL lives in one crate.

use super::{Finding, Tree};

/// How a statement starts.
const STARTS: [&str; 8] = [
    "SELECT",
    "INSERT INTO",
    "UPDATE",
    "DELETE FROM",
    "CREATE TABLE",
    "CREATE INDEX",
    "ALTER TABLE",
    "DROP TABLE",
];

/// The only folder whose strings may be statements.
const HOME: &str = "crates/store/";

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree.files.iter().filter(|file| !file.path.starts_with(HOME)) {
        let Some(rust) = &file.rust else { continue };
        for (text, line) in &rust.strings {
            if let Some(start) = STARTS.iter().find(|start| starts_statement(text, start)) {
                let message = format!("a string that starts with {start}: queries belong in crates/store");
                findings.push(Finding::new(&file.path, *line, message));
            }
        }
    }
    findings
}

/// Whether the text is this keyword and something after it; escapes are as written in the source.
fn starts_statement(text: &str, start: &str) -> bool {
    let text = text.trim_start_matches([' ', '\n', '\t']).trim_start_matches("\\n");
    text.strip_prefix(start).is_some_and(|rest| rest.starts_with([' ', '\n', '\\']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_outside_the_store_are_found() {
        let text = "const A: &str = \"SELECT id FROM x\";\nconst B: &str = r#\"\n  UPDATE x\"#;\nconst C: &str = \"SELECTED\";\n// \"DELETE FROM x\"\n";
        let tree = Tree::of(&[("crates/engine/src/a.rs", text), ("crates/store/src/a.rs", text)]);
        let found: Vec<_> = check(&tree).into_iter().map(|finding| (finding.path, finding.line)).collect();
        assert_eq!(
            found,
            [("crates/engine/src/a.rs".to_owned(), 1), ("crates/engine/src/a.rs".to_owned(), 2)]
        );
    }
}
