//! What is in quarantine, read once more: the reader may have become better, or what was wrong is mended.

use voorzet_channels::door::{self, Arrived, Door};
use voorzet_channels::{Unreadable, line};
use voorzet_store::entry::{Incoming, Mode};
use voorzet_store::quarantine::Quarantined;

/// What is to be kept after something was read again: the event and that it leaves quarantine, or why it stays.
pub(crate) fn read(item: &Quarantined) -> (Vec<Incoming>, Option<Unreadable>) {
    let number = item.number;
    let read = match Door::from_name(&item.door) {
        Some(door) => door::read(door, &item.source, &item.body, None, item.at),
        None => line::read(&item.body).map(|mut event| {
            event.source = door::stated_by(&item.source, &event.source);
            Arrived { event, blobs: Vec::new() }
        }),
    };
    match read {
        Ok(Arrived { event, blobs }) => {
            let mode = if Door::from_name(&item.door).is_some() { Mode::Live } else { Mode::History };
            let blobs = blobs.into_iter().map(|(hash, bytes)| Incoming::Blob { hash, bytes });
            let kept = [Incoming::Event { event, mode }, Incoming::Retried { number, problem: None }];
            (blobs.chain(kept).collect(), None)
        }
        Err(problem) => {
            (vec![Incoming::Retried { number, problem: Some(problem.to_string()) }], Some(problem))
        }
    }
}

/// The same of what a person made of it: what still cannot be read is kept in place of what was there.
pub(crate) fn read_corrected(item: &Quarantined, body: String) -> (Vec<Incoming>, Option<Unreadable>) {
    let corrected = Quarantined { body, ..item.clone() };
    let (incoming, problem) = read(&corrected);
    match problem {
        None => (incoming, None),
        Some(problem) => {
            let (number, body) = (corrected.number, corrected.body);
            (vec![Incoming::Corrected { number, body, problem: problem.to_string() }], Some(problem))
        }
    }
}

/// What is to be kept when something is put away for good.
pub(crate) fn put_away(number: i64) -> Vec<Incoming> {
    vec![Incoming::Retried { number, problem: None }]
}
