//! From rows to events, and the keys by which both are ordered.

use compact_str::{CompactString, format_compact};
use serde_json::value::RawValue;
use voorzet_domain::event::Event;
use voorzet_domain::time::Timestamp;
use xxhash_rust::xxh3::Xxh3;

use super::column::Slot;
use super::condition;
use super::field;
use super::rule::{Rule, When};
use super::{Map, Row};
use crate::Unreadable;

/// An event that a row made.
#[derive(Debug)]
pub struct Made {
    /// The event.
    pub event: Event,
    /// Whether its rule puts it before others of the same time (`first = true`).
    pub first: bool,
}

impl Made {
    /// Its place among the events of its file, as bytes that compare: by time, then `first`, then the order
    /// of the rows (`row` is the row's own part of its [`Map::sort_key`]). Events of one row and time keep
    /// the order of the rules when the sort is stable.
    pub fn key(&self, row: &[u8], key: &mut Vec<u8>) {
        key.extend_from_slice(&ordered(self.event.time.as_micros()));
        key.push(u8::from(!self.first));
        key.extend_from_slice(row);
    }
}

impl Map {
    /// Whether rows of one case must be brought together, in their order, before events are made of them.
    pub fn has_cases(&self) -> bool {
        self.rows.case.is_some()
    }

    /// Whether its events are to be sorted by their own time, because the map says how rows are ordered.
    pub fn sorts(&self) -> bool {
        self.has_cases() || self.rows.time.is_some() || !self.rows.order.is_empty()
    }

    /// Whether a row counts at all.
    pub fn keeps(&self, row: &Row) -> bool {
        condition::passes(&self.rows.only, &self.rows.skip, row)
    }

    /// Appends a row's place in the order of rows, as bytes that compare: its case, then its own part (time,
    /// order columns, position in the file), which begins at the index given back.
    ///
    /// Order columns compare as numbers where they are numbers; a missing one comes first, a text last.
    ///
    /// # Errors
    ///
    /// When the row has no case, or its time cannot be read.
    pub fn sort_key(&self, row: &Row, key: &mut Vec<u8>) -> Result<usize, Unreadable> {
        if let Some(slot) = self.rows.case {
            let case = row.cell(slot);
            if case.is_empty() {
                return Err(self.about(slot, "has no value, so the row belongs to no case"));
            }
            push_text(case, key);
        }
        let own = key.len();
        if let Some(when) = &self.rows.time {
            let time = self.instant(when, row)?.ok_or_else(|| self.no_time(when))?;
            key.extend_from_slice(&ordered(time.as_micros()));
        }
        for &slot in &self.rows.order {
            push_cell(row.cell(slot), key);
        }
        key.extend_from_slice(&row.position.to_be_bytes());
        Ok(own)
    }

    /// Makes the events of a row, in the order of the rules. `previous` is the row before it of the same
    /// case; none when it is the case's first.
    ///
    /// A rule that applies and cannot make its event gives the reason instead; other rules go on.
    pub fn events(&self, previous: Option<&Row>, row: &Row, mut give: impl FnMut(Result<Made, Unreadable>)) {
        for (number, rule) in self.rules.iter().enumerate() {
            if rule.applies(previous, row)
                && let Some(made) = self.event(number, rule, row).transpose()
            {
                give(made);
            }
        }
    }

    /// The event; none when the rule's type has no value for this row.
    fn event(&self, number: usize, rule: &Rule, row: &Row) -> Result<Option<Made>, Unreadable> {
        let Some(kind) = rule.kind.of(row) else { return Ok(None) };
        let time = self.instant(&rule.time, row)?.ok_or_else(|| self.no_time(&rule.time))?;
        let customer = super::about::claims(&rule.customer, row);
        let asset = match &rule.asset {
            Some(asset) => asset.of(row).map_err(|detail| Unreadable::field("asset", detail))?,
            None => None,
        };
        if customer.is_empty() && asset.is_none() {
            return Err(Unreadable::field(&kind, "the row names neither a customer nor an asset"));
        }
        let mut json = String::with_capacity(64);
        field::write(&rule.fields, row, &mut json).map_err(|(slot, detail)| match slot {
            Some(slot) => self.about(slot, detail),
            None => Unreadable::field(&kind, detail),
        })?;
        let data = RawValue::from_string(json).map_err(|error| Unreadable::shape("JSON", &error))?;
        let id = match &rule.id {
            None => identify(number, row),
            Some(id) => {
                let missing = || Unreadable::field(&kind, "a column of the event's `id` has no value");
                id.of(row).ok_or_else(missing)?.as_ref().into()
            }
        };
        let event = Event {
            id,
            source: self.source.clone(),
            kind: kind.as_ref().into(),
            time,
            customer,
            asset,
            data,
        };
        Ok(Some(Made { event, first: rule.first }))
    }

    fn instant(&self, when: &When, row: &Row) -> Result<Option<Timestamp>, Unreadable> {
        let Some(text) = when.text.of(row) else { return Ok(None) };
        when.clock.instant(&text).map(Some).map_err(|detail| match when.text.slots().next() {
            Some(slot) => self.about(slot, detail),
            None => Unreadable::field("time", detail),
        })
    }

    fn no_time(&self, when: &When) -> Unreadable {
        match when.text.slots().next() {
            Some(slot) => self.about(slot, "has no value, so the time is not known"),
            None => Unreadable::Missing("time"),
        }
    }

    fn about(&self, slot: Slot, detail: impl Into<String>) -> Unreadable {
        Unreadable::field(&self.column_name(slot.index()), detail)
    }
}

/// The id of an event whose map states none: a hash of the row, of where it stands and of the rule. The
/// same file read again gives the same ids; a file with a row put in between does not.
fn identify(rule: usize, row: &Row) -> CompactString {
    let mut hash = Xxh3::new();
    hash.update(&row.position.to_le_bytes());
    hash.update(&(rule as u64).to_le_bytes());
    for end in &row.ends {
        hash.update(&end.to_le_bytes());
    }
    hash.update(row.text.as_bytes());
    format_compact!("{:032x}", hash.digest128())
}

/// A signed number as bytes that compare like it.
fn ordered(number: i64) -> [u8; 8] {
    (number ^ i64::MIN).to_be_bytes()
}

/// A text as bytes that compare like it, with an end that sorts before every continuation.
fn push_text(text: &str, key: &mut Vec<u8>) {
    for byte in text.bytes() {
        key.push(byte);
        if byte == 0 {
            key.push(0xff);
        }
    }
    key.extend_from_slice(&[0, 0]);
}

/// A cell as bytes that compare: nothing, then numbers by size, then texts.
fn push_cell(cell: &str, key: &mut Vec<u8>) {
    let cell = cell.trim();
    match cell.parse::<f64>() {
        _ if cell.is_empty() => key.push(0),
        Ok(number) if number.is_finite() => {
            let bits = (number + 0.0).to_bits() as i64;
            // Negative numbers compare the other way round.
            let ordered = if bits < 0 { !bits } else { bits ^ i64::MIN };
            key.push(1);
            key.extend_from_slice(&ordered.to_be_bytes());
        }
        _ => {
            key.push(2);
            push_text(cell, key);
        }
    }
}
