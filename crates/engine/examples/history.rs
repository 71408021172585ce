//! Reads files as one history and says how many events of which type they hold:
//! `history [--map MAP] FILE…`. Run it under `time` for the speed of reading alone.

use std::collections::BTreeMap;
use std::fs::{File, read_to_string};
use std::sync::Arc;

use voorzet_channels::tabular::Map;
use voorzet_engine::history::{History, Options, Source};

fn main() {
    let mut paths: Vec<String> = std::env::args().skip(1).collect();
    let map = (paths.first().map(String::as_str) == Some("--map")).then(|| {
        let path = paths.drain(..2).nth(1).expect("the path of a map");
        match Map::parse(&path, &read_to_string(&path).expect("a map")) {
            Ok(map) => Arc::new(map),
            Err(problems) => {
                for problem in problems {
                    eprintln!("{problem}");
                }
                std::process::exit(1);
            }
        }
    });
    let open = |path: String| {
        let source = Source::new(path.clone(), File::open(path).expect("a file"));
        Source { map: map.clone(), ..source }
    };
    let sources = paths.into_iter().map(open).collect();
    let mut history = History::open(sources, Options::default(), |event| event);
    let mut types: BTreeMap<String, u64> = BTreeMap::new();
    for batch in &mut history {
        for (_, event) in batch.expect("a history").items {
            match types.get_mut(event.kind.as_str()) {
                Some(count) => *count += 1,
                None => drop(types.insert(event.kind.to_string(), 1)),
            }
        }
    }
    println!("{types:?}");
    let (total, first) = history.unreadable();
    println!("{total} unreadable");
    for unreadable in first {
        println!("{unreadable}");
    }
}
