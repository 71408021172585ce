//! Every example explains itself and runs as it is.

use super::{Finding, Tree};

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for name in tree.folders("examples") {
        let folder = format!("examples/{name}");
        let within = |start: &str| {
            let start = format!("{folder}/{start}");
            tree.files.iter().any(|file| file.path.starts_with(&start))
        };
        if tree.text(&format!("{folder}/README.md")).is_none() {
            findings.push(Finding::new(&folder, 0, "lacks a README.md that says what it shows"));
        }
        if !within("strategy.toml") {
            findings.push(Finding::new(&folder, 0, "lacks a strategy.toml"));
        }
        if !within("history") {
            findings.push(Finding::new(
                &folder,
                0,
                "lacks a history (history.ndjson, history.csv) to replay",
            ));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_example_without_explanation_or_history_is_found() {
        let tree = Tree::of(&[
            ("examples/a/README.md", ""),
            ("examples/a/strategy.toml", ""),
            ("examples/a/history.ndjson", ""),
            ("examples/b/strategy.toml", ""),
        ]);
        let found: Vec<_> = check(&tree).into_iter().map(|finding| finding.path).collect();
        assert_eq!(found, ["examples/b", "examples/b"]);
    }
}
