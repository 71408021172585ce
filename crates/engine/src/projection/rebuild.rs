//! Read models made again from the log.

use jiff::tz::TimeZone;
use voorzet_store::entry::Position;
use voorzet_store::figure::Figures;
use voorzet_store::reader::Filter;
use voorzet_store::{Reader, StoreError, Writer};

use super::Fold;
use crate::desk::Desk;
use crate::effects::Ledger;
use crate::own::kind;

/// How many entries are folded between two commits.
const PORTION: usize = 10_000;

/// Under this name the store remembers that a rebuild is under way.
const UNDER_WAY: &str = "figures.rebuild";

/// What a rebuild went over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rebuilt {
    /// Entries of the log.
    pub entries: u64,
    /// The last of them.
    pub last: Position,
}

/// Empties the read models and folds the log again, on the calendar of a time zone: that of the strategy in
/// force. With the zone that they were made with, the rows are the same as before, byte for byte.
///
/// Nothing is decided. Entries from outside that were not decided on yet are left to the live loop, which folds
/// them when they are. Whose an `identify` was, `customer.identified` says. `progress` is told how far it is and
/// how far it goes, as positions of the log.
///
/// # Errors
/// When the store fails. The read models are then incomplete, and [`was_cut_short`] says so.
pub fn rebuild(
    writer: &mut Writer,
    zone: &TimeZone,
    progress: &mut dyn FnMut(Position, Position),
) -> Result<Rebuilt, StoreError> {
    writer.set_meta(UNDER_WAY, "1")?;
    writer.clear_read_models()?;
    let through = writer.read().progress()?.through;
    let (end, _) = writer.read().last()?;
    let mut fold = Fold::new(zone);
    let mut desk = Desk::default();
    let mut ledger = Ledger::default();
    ledger.set_zone(zone);
    let mut done = Rebuilt::default();
    loop {
        let entries = writer.read().entries(done.last, PORTION, Filter::default())?;
        let Some(last) = entries.last().map(|entry| entry.position) else { break };
        for entry in &entries {
            if entry.own.is_none() && entry.position > through {
                continue;
            }
            fold.entry(entry);
            desk.refold(entry, writer.read())?;
            ledger.entry(entry, writer.read())?;
            if entry.event.kind == kind::CUSTOMER_IDENTIFIED
                && let Some(own) = entry.own
                && let (Some(cause), Some(customer)) = (own.cause, own.customer)
                && let Some(stated) = writer.read().entry(cause)?
            {
                fold.identified(&stated.event, cause, customer);
            }
        }
        fold.serve(desk.take_served());
        fold.listen(desk.feedback.take_counted(), desk.take_silences());
        let figures = Figures { effects: ledger.take(), ..fold.take() };
        writer.add_read_models(&figures, &desk.take_changes())?;
        done = Rebuilt { entries: done.entries + entries.len() as u64, last };
        progress(last, end);
    }
    writer.set_meta(UNDER_WAY, "")?;
    Ok(done)
}

/// Whether a rebuild did not come to its end, so that the read models are not all there.
///
/// # Errors
/// When the store fails.
pub fn was_cut_short(reader: &Reader) -> Result<bool, StoreError> {
    Ok(reader.meta(UNDER_WAY)?.is_some_and(|said| !said.is_empty()))
}
