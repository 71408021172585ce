//! Lints are expected with a reason, never allowed; unfinished code is not kept.

use super::{Finding, Tree};

/// Macros that stand for code still to be written.
const UNFINISHED: [&str; 3] = ["todo", "unimplemented", "dbg"];

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree.files.iter().filter(|file| !file.is_test_input()) {
        let Some(rust) = &file.rust else { continue };
        for (_, line) in rust.attributes.iter().filter(|(name, _)| name == "allow") {
            let message = "`allow` outlives its cause; write `#[expect(lint, reason = \"…\")]`";
            findings.push(Finding::new(&file.path, *line, message));
        }
        for (name, line) in rust.macros.iter().filter(|(name, _)| UNFINISHED.contains(&name.as_str())) {
            findings.push(Finding::new(&file.path, *line, format!("`{name}!` is unfinished work")));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn allow_and_unfinished_code_are_found() {
        let text = "#![allow(unused)]\n// todo!()\nfn f() -> u8 {\n    todo!()\n}\n#[expect(lint)]\nconst S: &str = \"dbg!(x)\";\n";
        let found: Vec<_> =
            check(&Tree::of(&[("a.rs", text)])).into_iter().map(|finding| finding.line).collect();
        assert_eq!(found, [1, 4]);
    }
}
