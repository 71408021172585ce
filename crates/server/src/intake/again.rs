//! What is in quarantine, read once more: the reader may have become better, or what was wrong is mended.

use std::sync::Arc;

use voorzet_channels::door::{self, Arrived, Door};
use voorzet_channels::line;
use voorzet_store::entry::{Incoming, Mode};
use voorzet_store::quarantine::Quarantined;

use crate::serve::app::App;

/// What is to be kept after something was read again: the event and that it leaves quarantine, or why it stays.
pub(crate) fn read(item: &Quarantined) -> (Vec<Incoming>, Option<String>) {
    let read = match Door::from_name(&item.door) {
        Some(door) => door::read(door, &item.source, &item.body, None, item.at),
        None => line::read(&item.body)
            .map(|event| Arrived { event: door::of_file(event, &item.source), blobs: Vec::new() }),
    };
    let mode = if Door::from_name(&item.door).is_some() { Mode::Live } else { Mode::History };
    let read = read.map(|Arrived { event, blobs }| {
        let blobs = blobs.into_iter().map(|(hash, bytes)| Incoming::Blob { hash, bytes });
        blobs.chain([Incoming::Event { event, mode }]).collect()
    });
    kept(item.number, read.map_err(|problem| problem.to_string()))
}

/// The same of what came by an account of a channel, which knows how that is read.
pub(crate) async fn read_by(app: &Arc<App>, item: &Quarantined) -> (Vec<Incoming>, Option<String>) {
    let account = Door::from_name(&item.door).is_none().then(|| app.delivery.accounts().get(&item.source));
    match account.flatten() {
        Some(account) => {
            let read = account.read_again(Arc::clone(app), item.clone()).await;
            kept(item.number, read)
        }
        None => read(item),
    }
}

/// What is to be kept of what was read, or could not be.
fn kept(number: i64, read: Result<Vec<Incoming>, String>) -> (Vec<Incoming>, Option<String>) {
    match read {
        Ok(mut incoming) => {
            incoming.push(Incoming::Retried { number, problem: None });
            (incoming, None)
        }
        Err(problem) => (vec![Incoming::Retried { number, problem: Some(problem.clone()) }], Some(problem)),
    }
}

/// The same of what a person made of it: what still cannot be read is kept in place of what was there.
pub(crate) async fn read_corrected(
    app: &Arc<App>,
    item: &Quarantined,
    body: String,
) -> (Vec<Incoming>, Option<String>) {
    let corrected = Quarantined { body, ..item.clone() };
    let (incoming, problem) = read_by(app, &corrected).await;
    match problem {
        None => (incoming, None),
        Some(problem) => {
            let (number, body) = (corrected.number, corrected.body);
            (vec![Incoming::Corrected { number, body, problem: problem.clone() }], Some(problem))
        }
    }
}

/// What is to be kept when something is put away for good.
pub(crate) fn put_away(number: i64) -> Vec<Incoming> {
    vec![Incoming::Retried { number, problem: None }]
}
