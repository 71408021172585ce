//! Files of logic stay short enough to be read.

use super::tree::File;
use super::{Finding, Tree};

const TOO_LONG: usize = 800;
const LONG: usize = 500;

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    tree.files.iter().filter(|file| is_logic(file)).filter_map(length).collect()
}

fn length(file: &File) -> Option<Finding> {
    let lines = file.lines().count();
    if lines > TOO_LONG {
        let message = format!(
            "{lines} lines; above {TOO_LONG} it must be split, or open with `//! Table:` if it is one"
        );
        return Some(Finding::new(&file.path, 0, message));
    }
    (lines > LONG).then(|| {
        Finding::warning(&file.path, 0, format!("{lines} lines; above {LONG} it holds more than one thing"))
    })
}

/// Code that somebody wrote: no generated file, and no table.
fn is_logic(file: &File) -> bool {
    let code = matches!(file.extension(), "rs" | "ts" | "svelte");
    code && !file.lines().take(5).any(|(_, line)| {
        line.contains("@generated") || line.contains("auto-generated") || line.starts_with("//! Table:")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_files_fail_longish_ones_warn_and_tables_pass() {
        let lines = |count: usize| "x\n".repeat(count);
        let table = format!("//! Table: names\n{}", lines(2_000));
        let tree = Tree::of(&[
            ("a.rs", &lines(801)),
            ("b.ts", &lines(501)),
            ("c.svelte", &lines(500)),
            ("d.rs", &table),
            ("e.toml", &lines(900)),
            ("f.ts", &format!("// @generated\n{}", lines(900))),
        ]);
        let found: Vec<_> = check(&tree).into_iter().map(|finding| (finding.path, finding.warning)).collect();
        assert_eq!(found, [("a.rs".to_owned(), false), ("b.ts".to_owned(), true)]);
    }
}
