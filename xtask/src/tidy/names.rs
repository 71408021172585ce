//! Files and folders are named by the noun they are about.

use super::{Finding, Tree};

/// Names under which anything can be put, so that everything is.
const BANNED: [&str; 8] = ["util", "utils", "helper", "helpers", "common", "misc", "manager", "shared"];

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in
        tree.files.iter().filter(|file| matches!(file.extension(), "rs" | "ts" | "svelte" | "js" | "py"))
    {
        for part in file.path.split('/') {
            let stem = part.split('.').next().unwrap_or_default();
            let words = stem.split(['_', '-']);
            if let Some(word) = words.map(str::to_lowercase).find(|word| BANNED.contains(&word.as_str())) {
                findings.push(Finding::new(
                    &file.path,
                    0,
                    format!("`{word}` names no thing; name it by what it is about"),
                ));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_say_nothing_are_refused_as_words_only() {
        let tree = Tree::of(&[
            ("crates/domain/src/utils.rs", ""),
            ("ui/src/common/Button.svelte", ""),
            ("crates/server/src/queue_manager.rs", ""),
            ("crates/domain/src/commonality.rs", ""),
            ("docs/common.md", ""),
        ]);
        assert_eq!(check(&tree).len(), 3);
    }
}
