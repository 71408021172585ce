//! One source as a stream of events.

use voorzet_channels::line;
use voorzet_domain::event::Event;

use super::bytes::Bytes;
use super::mapped::{Mapped, Rows};
use super::meter::Meter;
use super::origin::Origin;
use super::shape::Shape;
use super::sort::Sorted;
use super::texts::Texts;
use super::unreadable::Ledger;
use super::{HistoryError, Order, Source, packed, unpack};

/// The events of one source.
pub(super) struct Feed {
    origin: Origin,
    events: Events,
}

enum Events {
    /// Pieces that are an event each, as they stand.
    Plain(Texts),
    /// Rows of a map, as they stand.
    Mapped(Box<Mapped>),
    /// Sorted by time.
    Sorted(Sorted),
    None,
}

impl Feed {
    /// Opens a source; one that is to be sorted is read to its end.
    pub(super) fn open(
        source: Source,
        order: Order,
        origin: Origin,
        meter: Meter,
        ledger: &mut Ledger,
    ) -> Result<Self, HistoryError> {
        let Source { read, map, .. } = source;
        let shape = unpack::unpack(read, meter).and_then(|read| Shape::of(Bytes::new(read), map));
        let events = match shape {
            Ok(Shape::Events(texts)) => Events::Plain(texts),
            Ok(Shape::Objects(texts, map)) => mapped(Mapped::new(map, Rows::Objects { texts, position: 0 })),
            Ok(Shape::Table(table)) => mapped(Mapped::new(table.map.clone(), Rows::Table(table))),
            Ok(Shape::NeedsMap) => return Err(HistoryError::NeedsMap { origin: origin.name.to_string() }),
            Ok(Shape::Empty) => Events::None,
            Ok(Shape::Utf16) => {
                ledger.add(&origin.name, 1, "the file is UTF-16; save it as UTF-8");
                Events::None
            }
            Err(error) => {
                origin.stopped(error.into(), 1, ledger)?;
                Events::None
            }
        };
        let feed = Self { origin, events };
        match (&feed.events, order) {
            (Events::Mapped(mapped), _) if mapped.sorts() => feed.sorted(ledger),
            (Events::Plain(_) | Events::Mapped(_), Order::Sort) => feed.sorted(ledger),
            _ => Ok(feed),
        }
    }

    /// The source's name.
    pub(super) fn name(&self) -> &str {
        &self.origin.name
    }

    /// The line of the event that was given last, from 1, unless the source was sorted.
    pub(super) fn line(&self) -> u64 {
        match &self.events {
            Events::Plain(texts) => texts.line(),
            Events::Mapped(mapped) => mapped.line(),
            Events::Sorted(_) | Events::None => 0,
        }
    }

    /// The next event that can be read; what cannot goes into the ledger.
    pub(super) fn next(&mut self, ledger: &mut Ledger) -> Result<Option<Event>, HistoryError> {
        match &mut self.events {
            Events::Plain(texts) => plain(texts, &self.origin, ledger),
            Events::Mapped(mapped) => mapped.next(&self.origin, ledger),
            Events::Sorted(sorted) => match sorted.next() {
                Ok(None) => Ok(None),
                Ok(Some((_, bytes))) => packed::unpack(bytes).map(Some).ok_or_else(|| self.origin.damaged()),
                Err(error) => Err(self.origin.disk(error)),
            },
            Events::None => Ok(None),
        }
    }

    /// The same events by time. Those of equal time stay as they stand, or as their map says.
    fn sorted(mut self, ledger: &mut Ledger) -> Result<Self, HistoryError> {
        let sorted = match self.events {
            Events::Mapped(mapped) if mapped.sorts() => mapped.sorted(&self.origin, ledger)?,
            _ => {
                let mut sorter = self.origin.sorter(1);
                let mut bytes = Vec::new();
                while let Some(event) = self.next(ledger)? {
                    bytes.clear();
                    packed::pack(&event, &mut bytes);
                    // Flipping the sign makes the bytes compare as the numbers do.
                    let key = (event.time.as_micros() ^ i64::MIN).to_be_bytes();
                    sorter.push(&key, &bytes).map_err(|error| self.origin.disk(error))?;
                }
                sorter.finish().map_err(|error| self.origin.disk(error))?
            }
        };
        Ok(Self { origin: self.origin, events: Events::Sorted(sorted) })
    }
}

fn mapped(mapped: Mapped) -> Events {
    Events::Mapped(Box::new(mapped))
}

/// The next piece that is an event.
fn plain(texts: &mut Texts, origin: &Origin, ledger: &mut Ledger) -> Result<Option<Event>, HistoryError> {
    loop {
        let piece = match texts.next() {
            Ok(None) => return Ok(None),
            Ok(Some(piece)) => piece,
            Err(error) => return origin.stopped(error.into(), texts.line(), ledger).map(|()| None),
        };
        let read = match piece.text() {
            Ok(text) if text.trim_ascii().is_empty() => continue,
            Ok(text) => line::read(text).map_err(|reason| (reason.to_string(), text.to_owned())),
            Err(reason) => Err((reason.to_string(), String::new())),
        };
        match read {
            Ok(event) => return Ok(Some(event)),
            Err((reason, text)) => ledger.add_text(&origin.name, texts.line(), reason, &text),
        }
    }
}
