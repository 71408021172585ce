//! From a draft to a publication: written, checked, replayed, published.

mod check;
mod drafts;
mod first;
mod replays;

use std::collections::BTreeMap;
use std::path::Path;

use crate::voorzet::root;

/// The files of an example's strategy, by path.
fn files(example: &str) -> BTreeMap<String, String> {
    let folder = root().join("examples").join(example);
    let mut files = BTreeMap::new();
    for path in ["strategy.toml", "events.toml"] {
        files.insert(path.to_owned(), read(&folder.join(path)));
    }
    for part in ["reasons", "messages", "answers"] {
        for path in crate::server::files(&folder.join(part)) {
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            files.insert(format!("{part}/{name}"), read(&path));
        }
    }
    files
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
