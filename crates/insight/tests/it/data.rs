//! Real texts: no part of the project, but in the folder that `VOORZET_BENCH_DATA` names, else beside the project.
#![expect(clippy::disallowed_methods, reason = "real texts lie in files")]

use std::path::{Path, PathBuf};

/// A text and what it is.
pub(crate) type Labelled = (String, String);

/// The texts of a file and what stands in another of its columns. None, and said so, when it is not there.
pub(crate) fn texts(path: &str, label: &str) -> Option<Vec<Labelled>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let named = std::env::var_os("VOORZET_BENCH_DATA").map(PathBuf::from);
    let file = named.unwrap_or_else(|| root.join("../shared")).join("data").join(path);
    let Ok(mut reader) = csv::Reader::from_path(&file) else {
        println!("skipped: {} is not there", file.display());
        return None;
    };
    let headers = reader.headers().expect("headers").clone();
    let column = |name: &str| headers.iter().position(|header| header == name).expect("a column");
    let (text, label) = (column("text"), column(label));
    let rows = reader.records().map(|row| row.expect("a row"));
    Some(rows.map(|row| (row[text].to_owned(), row[label].to_owned())).collect())
}
