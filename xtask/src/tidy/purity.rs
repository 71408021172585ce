//! The bans on ambient time and randomness stay where decisions are made.
//!
//! Clippy enforces them, by a `clippy.toml` in the crate's folder; without that file it would say nothing.

use super::{Finding, Tree};

/// The folders of crates that decide, and what each must at least ban.
const PURE: [(&str, &[&str]); 3] = [
    ("domain", &["std::time::SystemTime::now", "std::env::var", "std::fs::read_to_string"]),
    ("insight", &["std::time::SystemTime::now", "std::env::var", "std::fs::read_to_string"]),
    ("engine", &["std::time::SystemTime::now", "std::env::var"]),
];

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (folder, bans) in PURE.iter().filter(|(folder, _)| tree.folders("crates").contains(folder)) {
        let path = format!("crates/{folder}/clippy.toml");
        let banned = banned(tree.text(&path).unwrap_or_default());
        for ban in bans.iter().filter(|ban| !banned.iter().any(|path| path == *ban)) {
            findings.push(Finding::new(&path, 0, format!("does not ban {ban}; {folder} must stay pure")));
        }
    }
    findings
}

/// The paths of `disallowed-methods`.
fn banned(text: &str) -> Vec<String> {
    let table: toml::Table = text.parse().unwrap_or_default();
    let methods = table.get("disallowed-methods").and_then(toml::Value::as_array);
    let path = |method: &toml::Value| Some(method.get("path")?.as_str()?.to_owned());
    methods.into_iter().flatten().filter_map(path).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crate_that_decides_keeps_its_bans() {
        let bans = "disallowed-methods = [\n{ path = \"std::time::SystemTime::now\" },\n{ path = \"std::env::var\" }]\n";
        let tree = Tree::of(&[
            ("crates/engine/src/lib.rs", ""),
            ("crates/engine/clippy.toml", bans),
            ("crates/insight/src/lib.rs", ""),
            ("crates/insight/clippy.toml", bans),
            ("crates/server/src/main.rs", ""),
        ]);
        let found: Vec<_> = check(&tree).into_iter().map(|finding| finding.path).collect();
        assert_eq!(found, ["crates/insight/clippy.toml"]);
    }
}
