//! What the reading thread does.

use std::sync::mpsc::SyncSender;

use voorzet_domain::event::Event;
use voorzet_domain::time::Timestamp;

use super::feed::Feed;
use super::merge::Merge;
use super::meter::Meter;
use super::origin::Origin;
use super::unreadable::Ledger;
use super::{BATCH, Batch, HistoryError, Options, Source};

/// Reads everything, or until nobody listens any more; gives back what could not be read.
pub(super) fn run<T>(
    sources: Vec<Source>,
    options: &Options,
    meter: &Meter,
    prepare: &impl Fn(Event) -> T,
    batches: &SyncSender<Result<Batch<T>, HistoryError>>,
) -> Ledger {
    let mut ledger = Ledger::keeping(options.keep_unreadable);
    if let Err(error) = read(sources, options, meter, &mut ledger, prepare, batches) {
        // Nobody listening is no failure: the caller dropped the history.
        let _ = batches.send(Err(error));
    }
    ledger
}

fn read<T>(
    sources: Vec<Source>,
    options: &Options,
    meter: &Meter,
    ledger: &mut Ledger,
    prepare: &impl Fn(Event) -> T,
    batches: &SyncSender<Result<Batch<T>, HistoryError>>,
) -> Result<(), HistoryError> {
    let budget = options.memory / sources.len().max(1);
    let mut feeds = Vec::with_capacity(sources.len());
    for source in sources {
        let origin =
            Origin { name: source.name.as_str().into(), budget, directory: options.directory.clone() };
        feeds.push(Feed::open(source, options.order, origin, meter.clone(), ledger)?);
    }
    let mut merge = Merge::new(feeds, ledger)?;
    let mut items = Vec::with_capacity(BATCH);
    loop {
        let next = merge.next(ledger);
        let goes_on = matches!(next, Ok(Some(_)));
        if let Ok(Some(event)) = next {
            items.push((event.time, prepare(event)));
        } else if let Err(error) = next {
            // What came before the error is still good: the caller gets it first.
            deliver(&mut items, meter, batches);
            return Err(error);
        }
        if (items.len() == BATCH || !goes_on) && !deliver(&mut items, meter, batches) {
            return Ok(());
        }
        if !goes_on {
            return Ok(());
        }
    }
}

/// Hands over what is gathered; false when nobody listens any more.
fn deliver<T>(
    items: &mut Vec<(Timestamp, T)>,
    meter: &Meter,
    batches: &SyncSender<Result<Batch<T>, HistoryError>>,
) -> bool {
    if items.is_empty() {
        return true;
    }
    let items = std::mem::replace(items, Vec::with_capacity(BATCH));
    batches.send(Ok(Batch { items, bytes_read: meter.bytes_read() })).is_ok()
}
