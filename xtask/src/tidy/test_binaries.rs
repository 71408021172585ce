//! One binary of integration tests per crate: each costs a link step.

use super::{Finding, Tree};

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in &tree.files {
        let Some((_, within)) = file.path.strip_prefix("crates/").and_then(|path| path.split_once("/tests/"))
        else {
            continue;
        };
        let binary = match within.split_once('/') {
            None => file.extension() == "rs",
            Some((folder, name)) => name == "main.rs" && folder != "it",
        };
        if binary {
            let message = "is a test binary of its own; make it a module of tests/it/main.rs";
            findings.push(Finding::new(&file.path, 0, message));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_test_binary_is_found() {
        let tree = Tree::of(&[
            ("crates/a/tests/it/main.rs", ""),
            ("crates/a/tests/it/check.rs", ""),
            ("crates/a/tests/check.rs", ""),
            ("crates/a/tests/more/main.rs", ""),
            ("crates/a/tests/fixtures/a.csv", ""),
        ]);
        let found: Vec<_> = check(&tree).into_iter().map(|finding| finding.path).collect();
        assert_eq!(found, ["crates/a/tests/check.rs", "crates/a/tests/more/main.rs"]);
    }
}
