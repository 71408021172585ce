//! Reads files as one history and says how many events they hold: `history FILE…`. Run it under `time`
//! for the speed of reading alone.

use std::fs::File;

use voorzet_engine::history::{History, Options, Source};

fn main() {
    let open = |path: String| Source::new(path.clone(), File::open(path).expect("a file"));
    let sources = std::env::args().skip(1).map(open).collect();
    let mut history = History::open(sources, Options::default(), |event| event);
    let mut events = 0;
    for batch in &mut history {
        events += batch.expect("a history").items.len();
    }
    let (total, first) = history.unreadable();
    println!("{events} events, {total} unreadable");
    for unreadable in first {
        println!("{unreadable}");
    }
}
