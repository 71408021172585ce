//! A strategy against a history: the signals whose events never come.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use voorzet_channels::tabular::Map;
use voorzet_domain::problem::{Problem, nearest};
use voorzet_domain::strategy::model::Strategy;
use voorzet_domain::strategy::{Loaded, Origin};
use voorzet_engine::history::{History, Options, Order};

use crate::history_file;
use crate::say::say;

/// What a history holds: how many events of each type.
struct Emitted {
    events: u64,
    types: HashMap<String, u64>,
}

/// Warns of every signal that listens to nothing that the files hold, and says when lines were unreadable.
pub(super) fn warnings(
    loaded: &Loaded,
    strategy: &Strategy,
    files: &[PathBuf],
    map: Option<&Arc<Map>>,
) -> anyhow::Result<Vec<Problem>> {
    let emitted = count(files, map)?;
    let silent = strategy.signals.iter().zip(&loaded.signals).filter_map(|(signal, origin)| {
        let names: Vec<&str> = signal.on.iter().map(|id| strategy.types[id.index()].name.as_str()).collect();
        let heard = names.iter().any(|name| emitted.types.contains_key(*name));
        (!heard).then(|| problem(&signal.id, &names, origin, &emitted))
    });
    Ok(silent.collect())
}

fn problem(signal: &str, names: &[&str], origin: &Origin, emitted: &Emitted) -> Problem {
    let message = format!(
        "the signal `{signal}` never goes off: among {} events none is `{}`",
        emitted.events,
        names.join("` or `")
    );
    let near = names.iter().find_map(|name| nearest(name, emitted.types.keys().map(String::as_str)));
    let hint = near.map(|near| format!("there are {} of `{near}`", emitted.types[near]));
    let Origin { file, line, column } = origin.clone();
    Problem { file, line, column, message, hint }
}

fn count(files: &[PathBuf], map: Option<&Arc<Map>>) -> anyhow::Result<Emitted> {
    let sources =
        files.iter().map(|file| history_file::open(file, map)).collect::<anyhow::Result<Vec<_>>>()?;
    // The order of events does not matter here; sorting is what takes a file in any order.
    let options = Options { order: Order::Sort, ..Options::default() };
    let mut history = History::open(sources, options, |event| event.kind);
    let mut emitted = Emitted { events: 0, types: HashMap::new() };
    for batch in &mut history {
        for (_, kind) in batch?.items {
            emitted.events += 1;
            match emitted.types.get_mut(kind.as_str()) {
                Some(count) => *count += 1,
                None => drop(emitted.types.insert(kind.into(), 1)),
            }
        }
    }
    let (lost, _) = history.unreadable();
    if lost > 0 {
        say(format_args!("{lost} lines of the history could not be read"));
    }
    Ok(emitted)
}
