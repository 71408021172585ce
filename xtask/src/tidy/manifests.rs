//! What every crate's `Cargo.toml` says.

use super::{Finding, Tree};

/// Every crate is under the workspace's lints, and has its licence, edition and version from it.
pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree.files.iter().filter(|file| is_crate(&file.path)) {
        let Some(table) = manifest(tree, &file.path) else {
            findings.push(Finding::new(&file.path, 0, "is no TOML"));
            continue;
        };
        if !inherits(table.get("lints")) {
            findings.push(Finding::new(&file.path, 0, "lacks `[lints] workspace = true`"));
        }
        for key in ["version", "edition", "rust-version", "license"] {
            if !inherits(table.get("package").and_then(|package| package.get(key))) {
                findings.push(Finding::new(&file.path, 0, format!("lacks `{key}.workspace = true`")));
            }
        }
    }
    findings
}

/// The manifest at this path.
pub(super) fn manifest(tree: &Tree, path: &str) -> Option<toml::Table> {
    tree.text(path)?.parse().ok()
}

fn inherits(value: Option<&toml::Value>) -> bool {
    value.and_then(|value| value.get("workspace")).and_then(toml::Value::as_bool) == Some(true)
}

/// Members of the workspace; the fuzz crates that `cargo fuzz` wants are workspaces of their own.
fn is_crate(path: &str) -> bool {
    let crates = path.strip_prefix("crates/").and_then(|rest| rest.split_once('/'));
    path == "xtask/Cargo.toml" || crates.is_some_and(|(_, file)| file == "Cargo.toml")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crate_outside_the_workspaces_rules_is_found() {
        let package = "[package]\nversion.workspace = true\nedition.workspace = true\n\
                       rust-version.workspace = true\nlicense.workspace = true\n";
        let tree = Tree::of(&[
            ("crates/a/Cargo.toml", &format!("{package}[lints]\nworkspace = true\n")),
            ("crates/b/Cargo.toml", package),
            ("crates/c/Cargo.toml", "[package\n"),
            ("crates/c/fuzz/Cargo.toml", "[package]\n"),
        ]);
        let found: Vec<_> = check(&tree).into_iter().map(|finding| (finding.path, finding.message)).collect();
        assert_eq!(
            found,
            [
                ("crates/b/Cargo.toml".to_owned(), "lacks `[lints] workspace = true`".to_owned()),
                ("crates/c/Cargo.toml".to_owned(), "is no TOML".to_owned()),
            ]
        );
    }
}
