//! A history that is imported is decided on as a replay decides on it.

use std::sync::Arc;

use serde_json::Value;
use voorzet_domain::event::Event;
use voorzet_domain::strategy::model::Strategy;
use voorzet_engine::live::Settings;
use voorzet_engine::replay::{Period, Replay, prepare};
use voorzet_store::entry::{Entry, Mode};

use super::{Place, at, events, examples, files, incoming, strategy};

/// The decisions of a replay.
fn replayed(strategy: &Arc<Strategy>, events: &[Event]) -> Vec<Value> {
    let mut decisions = Vec::new();
    let mut replay = Replay::new(Arc::clone(strategy), Period::default(), Some(&mut decisions));
    for event in events {
        let (time, event) = (event.time, prepare(event.clone(), strategy));
        replay.take(time, &event).expect("memory takes all");
    }
    replay.finish(0).expect("memory takes all");
    let text = String::from_utf8(decisions).expect("UTF-8");
    text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

/// The decisions in a log, as a replay writes them.
pub(super) fn decided(log: &[Entry]) -> Vec<Value> {
    let made = log.iter().filter(|entry| entry.own.is_some() && entry.event.kind == "decision.made");
    let decision = |entry: &Entry| {
        let mut decision: Value = serde_json::from_str(entry.event.data.get()).expect("JSON");
        // What only the log says.
        for name in ["opened", "segment"] {
            decision.as_object_mut().expect("an object").remove(name);
        }
        decision
    };
    made.map(decision).collect()
}

#[test]
fn an_imported_history_is_decided_on_as_in_a_replay() {
    for (name, folder) in examples() {
        let files = files(&folder);
        let (strategy, events) = (strategy(&files), events(&folder));
        let expected = replayed(&strategy, &events);
        assert!(!expected.is_empty(), "{name}");
        for portion in [1, 7, 1_000] {
            let settings = Settings { history: true, portion, ..Settings::default() };
            let mut place = Place::new(settings, at("2027-01-01T00:00:00Z"));
            place.publish(&files);
            for batch in events.chunks(portion) {
                place.turn(incoming(batch.to_vec(), Mode::History));
            }
            place.core().end_history();
            place.settle();
            let decided = decided(&place.log());
            for (index, (decided, expected)) in decided.iter().zip(&expected).enumerate() {
                assert_eq!(decided, expected, "{name}, {portion} at a time, decision {index}");
            }
            assert_eq!(decided.len(), expected.len(), "{name}, {portion} at a time");
        }
    }
}
