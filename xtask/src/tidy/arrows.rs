//! Which crate may depend on which.

use super::{Finding, Tree};
use crate::tidy::manifests::manifest;

/// A crate's folder under `crates/`, and the folders it may point at.
const ARROWS: [(&str, &[&str]); 6] = [
    ("domain", &[]),
    ("insight", &[]),
    ("store", &["domain"]),
    ("channels", &["domain"]),
    ("engine", &["domain", "store", "channels", "insight"]),
    ("server", &["domain", "insight", "store", "channels", "engine"]),
];

/// The prefix of our crates' names.
const OURS: &str = "voorzet-";

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for folder in tree.folders("crates") {
        let path = format!("crates/{folder}/Cargo.toml");
        let Some(allowed) = ARROWS.iter().find(|(from, _)| *from == folder).map(|(_, to)| *to) else {
            findings.push(Finding::new(
                &path,
                0,
                "is no crate of the house: give it its arrows in xtask/src/tidy/arrows.rs",
            ));
            continue;
        };
        findings.extend(wrong_arrows(tree, &path, folder, allowed));
    }
    // The project's own commands are compiled first by everybody, and check the rest from outside.
    findings.extend(wrong_arrows(tree, "xtask/Cargo.toml", "xtask", &[]));
    findings
}

fn wrong_arrows(tree: &Tree, path: &str, folder: &str, allowed: &[&str]) -> Vec<Finding> {
    let Some(manifest) = manifest(tree, path) else { return Vec::new() };
    let mut findings = Vec::new();
    for (section, dependencies) in sections(&manifest) {
        for (name, dependency) in dependencies {
            let package = dependency.get("package").and_then(toml::Value::as_str).unwrap_or(name);
            let Some(to) = package.strip_prefix(OURS) else { continue };
            if to != folder && !allowed.contains(&to) {
                let may = if allowed.is_empty() { "nothing of ours".to_owned() } else { allowed.join(", ") };
                let message = format!("[{section}] points at {to}; {folder} may point at {may}");
                findings.push(Finding::new(path, line_of(tree, path, name), message));
            }
        }
    }
    findings
}

/// Every table of dependencies: plain, for tests, for builds and per target.
fn sections(manifest: &toml::Table) -> Vec<(String, &toml::Table)> {
    const KINDS: [&str; 3] = ["dependencies", "dev-dependencies", "build-dependencies"];
    let mut found = Vec::new();
    for kind in KINDS {
        if let Some(table) = manifest.get(kind).and_then(toml::Value::as_table) {
            found.push((kind.to_owned(), table));
        }
    }
    for (target, tables) in manifest.get("target").and_then(toml::Value::as_table).into_iter().flatten() {
        for kind in KINDS {
            if let Some(table) = tables.get(kind).and_then(toml::Value::as_table) {
                found.push((format!("target.{target}.{kind}"), table));
            }
        }
    }
    found
}

fn line_of(tree: &Tree, path: &str, name: &str) -> usize {
    let lines = tree.text(path).unwrap_or_default().lines();
    lines.zip(1..).find(|(line, _)| line.trim_start().starts_with(name)).map_or(0, |(_, number)| number)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENGINE: &str = "[dependencies]\nvoorzet-domain.workspace = true\nserde = \"1\"\n";

    #[test]
    fn arrows_of_the_design_pass() {
        let tree = Tree::of(&[
            ("crates/engine/Cargo.toml", ENGINE),
            ("crates/domain/Cargo.toml", "[dependencies]\n"),
        ]);
        assert_eq!(check(&tree), []);
    }

    #[test]
    fn an_arrow_the_other_way_is_named_with_its_line() {
        let tree = Tree::of(&[
            (
                "crates/domain/Cargo.toml",
                "[package]\n\n[dev-dependencies]\nvoorzet-engine.workspace = true\n",
            ),
            (
                "crates/store/Cargo.toml",
                "[target.'cfg(unix)'.dependencies]\nx = { package = \"voorzet-channels\" }\n",
            ),
            ("crates/gadgets/Cargo.toml", ""),
            ("xtask/Cargo.toml", ENGINE),
        ]);
        let findings = check(&tree);
        let places: Vec<_> = findings.iter().map(|finding| (finding.path.as_str(), finding.line)).collect();
        assert_eq!(
            places,
            [
                ("crates/domain/Cargo.toml", 4),
                ("crates/gadgets/Cargo.toml", 0),
                ("crates/store/Cargo.toml", 2),
                ("xtask/Cargo.toml", 2)
            ]
        );
        assert_eq!(
            findings[0].message,
            "[dev-dependencies] points at engine; domain may point at nothing of ours"
        );
    }
}
