//! A snapshot has a test. This sees those whose file of tests is gone, and proposals that nobody accepted;
//! the step `tests` of `cargo xtask test` also sees those that no test compares with.

use super::{Finding, Tree};

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in &tree.files {
        if file.path.ends_with(".snap.new") || file.path.ends_with(".pending-snap") {
            findings.push(Finding::new(&file.path, 0, "is a proposal: accept it or remove it"));
        }
        if file.extension() != "snap" {
            continue;
        }
        let source = file.lines().take(10).find_map(|(_, line)| line.strip_prefix("source: "));
        match source.map(|source| source.trim().trim_matches('"')) {
            None => findings.push(Finding::new(&file.path, 0, "names no `source:` in its head")),
            Some(source) if tree.text(source).is_none() => {
                findings.push(Finding::new(&file.path, 0, format!("belongs to {source}, which is gone")));
            }
            Some(_) => {}
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn snapshots_without_their_test_file_are_found() {
        let tree = Tree::of(&[
            ("crates/a/tests/it/check.rs", ""),
            (
                "crates/a/tests/it/snapshots/it__check__one.snap",
                "---\nsource: crates/a/tests/it/check.rs\n---\n",
            ),
            (
                "crates/a/tests/it/snapshots/it__gone__one.snap",
                "---\nsource: crates/a/tests/it/gone.rs\n---\n",
            ),
            ("crates/a/tests/it/snapshots/it__new.snap.new", ""),
        ]);
        let found: Vec<_> = check(&tree).into_iter().map(|finding| finding.message).collect();
        assert_eq!(
            found,
            ["belongs to crates/a/tests/it/gone.rs, which is gone", "is a proposal: accept it or remove it"]
        );
    }
}
