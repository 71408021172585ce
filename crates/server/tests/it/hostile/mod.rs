//! What nobody means to give and everybody will: damaged histories, absurd strategies, places that cannot be
//! read or written. There is an answer, soon, and it is not a panic.

mod histories;
mod places;
mod strategies;

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::voorzet::{Run, root, run};

/// The strategy with one rule, and its history of 18 events.
const STRATEGY: &str = "examples/window";
const HISTORY: &str = "examples/window/history.ndjson";

/// One event of that strategy.
fn event(id: &str, user: &str, time: &str) -> String {
    serde_json::json!({
        "messageId": id, "type": "track", "event": "checkout_failed", "userId": user, "timestamp": time,
        "properties": { "amount": 1.0 },
    })
    .to_string()
}

/// Replays files with that strategy.
fn replay<P: AsRef<Path>>(files: &[P], more: &[&str]) -> Run {
    let files = files.iter().map(|file| file.as_ref().display().to_string());
    let args = ["replay", "--strategy", STRATEGY].into_iter().map(str::to_owned).chain(files);
    run(args.chain(more.iter().map(|word| (*word).to_owned())))
}

/// A file in a folder.
fn put(folder: &Path, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
    let path = folder.join(name);
    fs::write(&path, bytes).expect("a file");
    path
}

/// How many events a report counts, and how many it could not read.
fn counts(report: &Value) -> (u64, u64) {
    let count = |key: &str| report[key].as_u64().expect("a count");
    (count("events"), count("unreadable"))
}

/// That strategy in a folder of its own, to be changed.
fn strategy() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("reasons")).expect("a folder");
    for file in ["strategy.toml", "events.toml", "reasons/checkout.toml"] {
        fs::copy(root().join(STRATEGY).join(file), folder.path().join(file)).expect("a copy");
    }
    folder
}
