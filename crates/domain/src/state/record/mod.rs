//! A customer's state as bytes, and back.
//!
//! The first byte is the form. Then, in order: which lists there are, the key, the kinds of identity, the lists
//! that are not empty, and what is due when that does not follow from them. Reading takes any bytes and either
//! gives a state or says where they mean nothing; it has no strategy at hand, so that the numbers of a strategy
//! in it must be those of the strategy that it is used with.

mod bytes;

use jiff::tz::TimeZoneDatabase;

use super::consent::{Consent, Permissions, Preference, Shelved};
use super::expectation::{Arm, Climb, Expectation, RateWindow, Watch};
use super::history::History;
use super::{CustomerState, Rare, Told, Touch};
use crate::event::AssetId;
use crate::strategy::model::{ChannelId, Kind, PurposeId, ReasonId, SignalId, TraitId};
use crate::value::{FieldId, Fields, Value};
use bytes::{Reader, Writer};

/// The form that is written, and the newest that is read.
const FORM: u8 = 1;

/// Why bytes are no state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecordError {
    /// A newer build wrote them.
    #[error("the customer's state is written in form {0}, and this build reads up to {FORM}")]
    Newer(u8),
    /// They mean nothing.
    #[error("the customer's state is damaged at byte {0}")]
    Damaged(usize),
}

/// Which parts a record has.
mod part {
    pub(super) const MOMENTS: u8 = 1;
    pub(super) const AMOUNTS: u8 = 1 << 1;
    pub(super) const EXPECTATIONS: u8 = 1 << 2;
    pub(super) const WATCHES: u8 = 1 << 3;
    pub(super) const WINDOWS: u8 = 1 << 4;
    pub(super) const TOUCHES: u8 = 1 << 5;
    pub(super) const RARE: u8 = 1 << 6;
    /// What is due does not follow from the rest.
    pub(super) const DUE: u8 = 1 << 7;
}

/// Writes a state.
pub fn write(state: &CustomerState) -> Vec<u8> {
    let History { moments, amounts } = &state.history;
    let due = state.due != state.next_due();
    let mut parts = 0;
    for (part, there) in [
        (part::MOMENTS, !moments.is_empty()),
        (part::AMOUNTS, !amounts.is_empty()),
        (part::EXPECTATIONS, !state.expectations.is_empty()),
        (part::WATCHES, !state.watches.is_empty()),
        (part::WINDOWS, !state.windows.is_empty()),
        (part::TOUCHES, !state.touches.is_empty()),
        (part::RARE, state.rare.is_some()),
        (part::DUE, due),
    ] {
        parts |= if there { part } else { 0 };
    }
    let room = 32 + 8 * moments.len() + 96 * state.expectations.len() + 48 * state.windows.len();
    let mut to = Writer::new(FORM, room);
    to.byte(parts);
    to.raw(state.key.to_le_bytes());
    to.byte(state.identities);
    if parts & part::MOMENTS != 0 {
        let mut last = 0;
        to.list(moments, |to, moment| to.number(moment.wrapping_sub(std::mem::replace(&mut last, *moment))));
    }
    if parts & part::AMOUNTS != 0 {
        let mut last = 0;
        to.list(amounts, |to, (moment, amount)| {
            to.number(moment.wrapping_sub(std::mem::replace(&mut last, *moment)));
            to.real(*amount);
        });
    }
    if parts & part::EXPECTATIONS != 0 {
        to.list(&state.expectations, write_expectation);
    }
    if parts & part::WATCHES != 0 {
        to.list(&state.watches, write_watch);
    }
    if parts & part::WINDOWS != 0 {
        to.list(&state.windows, write_window);
    }
    if parts & part::TOUCHES != 0 {
        to.list(&state.touches, |to, touch| {
            to.time(touch.at);
            to.byte(touch.kind as u8);
            to.raw(touch.thread.to_le_bytes());
        });
    }
    if let Some(rare) = &state.rare {
        write_rare(&mut to, rare);
    }
    if due {
        write_some(&mut to, state.due, Writer::time);
    }
    to.finish()
}

/// Reads a state.
///
/// # Errors
/// When the bytes are not what [`write`] of this or an older build makes.
pub fn read(bytes: &[u8]) -> Result<CustomerState, RecordError> {
    let mut from = Reader::new(bytes);
    match from.byte()? {
        FORM => {}
        0 => return Err(RecordError::Damaged(0)),
        newer => return Err(RecordError::Newer(newer)),
    }
    let parts = from.byte()?;
    let mut state = CustomerState::new(u64::from_le_bytes(from.raw()?));
    state.identities = from.byte()?;
    if parts & part::MOMENTS != 0 {
        let mut last = 0;
        state.history.moments = from.list(1, |from| read_moment(from, &mut last))?;
    }
    if parts & part::AMOUNTS != 0 {
        let mut last = 0;
        state.history.amounts = from.list(9, |from| Ok((read_moment(from, &mut last)?, from.real()?)))?;
    }
    if parts & part::EXPECTATIONS != 0 {
        state.expectations = from.list(17, read_expectation)?;
    }
    if parts & part::WATCHES != 0 {
        state.watches = from.list(6, read_watch)?;
    }
    if parts & part::WINDOWS != 0 {
        state.windows = from.list(5, read_window)?;
    }
    if parts & part::TOUCHES != 0 {
        state.touches = from.list(6, |from| {
            let (at, kind) = (from.time()?, from.byte()?);
            let kind = *Kind::ALL.get(usize::from(kind)).ok_or(from.damaged())?;
            Ok(Touch { at, kind, thread: u32::from_le_bytes(from.raw()?) })
        })?;
    }
    if parts & part::RARE != 0 {
        state.rare = Some(Box::new(read_rare(&mut from)?));
    }
    state.due = if parts & part::DUE == 0 { state.next_due() } else { read_some(&mut from, Reader::time)? };
    if from.is_at_end() { Ok(state) } else { Err(from.damaged()) }
}

/// Moments are sorted, and so are their distances never below zero.
fn read_moment(from: &mut Reader<'_>, last: &mut u64) -> Result<u64, RecordError> {
    let moment = last.checked_add(from.number()?).ok_or(from.damaged())?;
    *last = moment;
    Ok(moment)
}

fn write_some<T>(to: &mut Writer, value: Option<T>, write: impl FnOnce(&mut Writer, T)) {
    to.byte(value.is_some().into());
    if let Some(value) = value {
        write(to, value);
    }
}

fn read_some<'a, T>(
    from: &mut Reader<'a>,
    read: impl FnOnce(&mut Reader<'a>) -> Result<T, RecordError>,
) -> Result<Option<T>, RecordError> {
    match from.byte()? {
        0 => Ok(None),
        1 => read(from).map(Some),
        _ => Err(from.damaged()),
    }
}

/// The yes and no of an expectation, and which of its parts there are.
mod mark {
    pub(super) const ASSET: u8 = 1;
    pub(super) const TAKEN: u8 = 1 << 1;
    pub(super) const REPAIRED: u8 = 1 << 2;
    pub(super) const TOLD: u8 = 1 << 3;
    /// Whether it was asked for the control group, and is in it.
    pub(super) const DRAWN: u8 = 1 << 4;
    pub(super) const HELD_OUT: u8 = 1 << 5;
    /// The climb, in the upper two bits.
    pub(super) const CLIMB: u32 = 6;
}

fn write_expectation(to: &mut Writer, known: &Expectation) {
    let (climb, climbing) = match known.climb {
        Climb::Rests => (0, None),
        Climb::Deferred { step, until } => (1, Some((step, until))),
        Climb::Waits { step, until } => (2, Some((step, until))),
        Climb::Announced { step, until } => (3, Some((step, until))),
    };
    let mut marks = climb << mark::CLIMB;
    for (mark, there) in [
        (mark::ASSET, known.asset.is_some()),
        (mark::TAKEN, known.taken.is_some()),
        (mark::REPAIRED, known.repaired),
        (mark::TOLD, known.told.is_some()),
        (mark::DRAWN, known.held_out.is_some()),
        (mark::HELD_OUT, known.held_out == Some(true)),
    ] {
        marks |= if there { mark } else { 0 };
    }
    to.byte(marks);
    to.number(known.reason.0.into());
    to.text(&known.key);
    to.time(known.opened);
    to.time(known.ready);
    to.time(known.deadline);
    to.real(known.chance);
    to.number(known.signal.0.into());
    to.number(known.signals.into());
    write_fields(to, &known.fields);
    if let Some(asset) = &known.asset {
        to.text(asset.as_str());
    }
    if let Some((step, until)) = climbing {
        to.byte(step);
        to.time(until);
    }
    if let Some(taken) = known.taken {
        to.byte(taken);
    }
    if let Some(told) = known.told {
        to.number(told.0.into());
    }
}

fn read_expectation(from: &mut Reader<'_>) -> Result<Expectation, RecordError> {
    let marks = from.byte()?;
    let has = |mark: u8| marks & mark != 0;
    let mut known = Expectation {
        reason: ReasonId(from.small()?),
        key: from.owned()?,
        opened: from.time()?,
        ready: from.time()?,
        deadline: from.time()?,
        chance: from.real()?,
        signal: SignalId(from.small()?),
        signals: from.small()?,
        fields: read_fields(from)?,
        asset: None,
        climb: Climb::Rests,
        held_out: has(mark::DRAWN).then_some(has(mark::HELD_OUT)),
        taken: None,
        repaired: has(mark::REPAIRED),
        told: None,
    };
    if has(mark::ASSET) {
        known.asset = Some(read_asset(from)?);
    }
    let climb = marks >> mark::CLIMB;
    if climb > 0 {
        let (step, until) = (from.byte()?, from.time()?);
        known.climb = match climb {
            1 => Climb::Deferred { step, until },
            2 => Climb::Waits { step, until },
            _ => Climb::Announced { step, until },
        };
    }
    if has(mark::TAKEN) {
        known.taken = Some(from.byte()?);
    }
    if has(mark::TOLD) {
        known.told = Some(ChannelId(from.small()?));
    }
    Ok(known)
}

fn write_watch(to: &mut Writer, watch: &Watch) {
    to.number(watch.signal.0.into());
    to.text(&watch.key);
    to.time(watch.due);
    write_some(to, watch.moment, Writer::time);
    write_fields(to, &watch.fields);
    write_some(to, watch.asset.as_ref(), |to, asset| to.text(asset.as_str()));
}

fn read_watch(from: &mut Reader<'_>) -> Result<Watch, RecordError> {
    Ok(Watch {
        signal: SignalId(from.small()?),
        key: from.owned()?,
        due: from.time()?,
        moment: read_some(from, Reader::time)?,
        fields: read_fields(from)?,
        asset: read_some(from, read_asset)?,
    })
}

fn write_window(to: &mut Writer, window: &RateWindow) {
    to.number(window.signal.0.into());
    to.text(&window.key);
    to.time(window.ready);
    to.time(window.ends);
    to.byte(u8::from(window.hit) | (window.arm as u8) << 1);
}

fn read_window(from: &mut Reader<'_>) -> Result<RateWindow, RecordError> {
    let (signal, key) = (SignalId(from.small()?), from.owned()?);
    let (ready, ends, marks) = (from.time()?, from.time()?, from.byte()?);
    let arm = *Arm::ALL.get(usize::from(marks >> 1)).ok_or(from.damaged())?;
    Ok(RateWindow { signal, key, ready, ends, hit: marks & 1 == 1, arm })
}

fn write_rare(to: &mut Writer, rare: &Rare) {
    to.list(&rare.traits, |to, (id, at, value)| {
        to.number(id.0.into());
        to.time(*at);
        write_value(to, value);
    });
    to.list(&rare.permissions.consents, |to, consent| {
        to.number(consent.purpose.0.into());
        write_some(to, consent.channel, |to, channel| to.number(channel.0.into()));
        to.byte(consent.given.into());
        to.time(consent.at);
    });
    to.list(&rare.permissions.preferences, |to, preference| {
        to.number(preference.channel.0.into());
        write_some(to, preference.asset.as_ref(), |to, asset| to.text(asset.as_str()));
        write_some(to, preference.until, Writer::time);
        to.time(preference.at);
    });
    to.list(&rare.permissions.shelved, |to, said| {
        to.text(&said.purpose);
        write_some(to, said.channel.as_ref(), |to, channel| to.text(channel));
        to.byte(said.given.into());
        to.time(said.at);
    });
    let zone = rare.zone.as_ref().and_then(|(at, zone)| Some((*at, zone.iana_name()?)));
    write_some(to, zone, |to, (at, name)| {
        to.time(at);
        to.text(name);
    });
    to.list(&rare.told, |to, told| {
        write_expectation(to, &told.about);
        write_some(to, told.due, Writer::time);
    });
}

fn read_rare(from: &mut Reader<'_>) -> Result<Rare, RecordError> {
    let traits = from.list(3, |from| Ok((TraitId(from.small()?), from.time()?, read_value(from)?)))?;
    let consents = from.list(4, |from| {
        Ok(Consent {
            purpose: PurposeId(from.small()?),
            channel: read_some(from, |from| from.small().map(ChannelId))?,
            given: read_truth(from)?,
            at: from.time()?,
        })
    })?;
    let preferences = from.list(4, |from| {
        Ok(Preference {
            channel: ChannelId(from.small()?),
            asset: read_some(from, read_asset)?,
            until: read_some(from, Reader::time)?,
            at: from.time()?,
        })
    })?;
    let shelved = from.list(4, |from| {
        Ok(Shelved {
            purpose: from.owned()?,
            channel: read_some(from, Reader::owned)?,
            given: read_truth(from)?,
            at: from.time()?,
        })
    })?;
    // A zone that the database of another build does not know is no reason to lose the customer.
    let zone = read_some(from, |from| Ok((from.time()?, from.text()?)))?;
    let zone = zone.and_then(|(at, name)| Some((at, TimeZoneDatabase::bundled().get(name).ok()?)));
    let told = from
        .list(18, |from| Ok(Told { about: read_expectation(from)?, due: read_some(from, Reader::time)? }))?;
    Ok(Rare { traits, permissions: Permissions { consents, preferences, shelved }, zone, told })
}

fn write_fields(to: &mut Writer, fields: &Fields) {
    to.list(fields.all(), |to, (field, value)| {
        to.number(field.0.into());
        write_value(to, value);
    });
}

fn read_fields(from: &mut Reader<'_>) -> Result<Fields, RecordError> {
    let values = from.list(2, |from| Ok((FieldId(from.small()?), read_value(from)?)))?;
    Fields::sorted(values).ok_or(from.damaged())
}

/// The types of values by their byte.
mod tag {
    pub(super) const FALSE: u8 = 0;
    pub(super) const TRUE: u8 = 1;
    pub(super) const INT: u8 = 2;
    pub(super) const DOUBLE: u8 = 3;
    pub(super) const TIME: u8 = 4;
    pub(super) const TEXT: u8 = 5;
}

fn write_value(to: &mut Writer, value: &Value) {
    match value {
        Value::Bool(false) => to.byte(tag::FALSE),
        Value::Bool(true) => to.byte(tag::TRUE),
        Value::Int(number) => {
            to.byte(tag::INT);
            to.signed(*number);
        }
        Value::Double(number) => {
            to.byte(tag::DOUBLE);
            to.real(*number);
        }
        Value::Time(at) => {
            to.byte(tag::TIME);
            to.time(*at);
        }
        Value::Text(text) => {
            to.byte(tag::TEXT);
            to.text(text);
        }
    }
}

fn read_value(from: &mut Reader<'_>) -> Result<Value, RecordError> {
    match from.byte()? {
        tag::FALSE => Ok(Value::Bool(false)),
        tag::TRUE => Ok(Value::Bool(true)),
        tag::INT => from.signed().map(Value::Int),
        tag::DOUBLE => from.real().map(Value::Double),
        tag::TIME => from.time().map(Value::Time),
        tag::TEXT => from.owned().map(Value::Text),
        _ => Err(from.damaged()),
    }
}

fn read_truth(from: &mut Reader<'_>) -> Result<bool, RecordError> {
    match from.byte()? {
        0 => Ok(false),
        1 => Ok(true),
        _ => Err(from.damaged()),
    }
}

fn read_asset(from: &mut Reader<'_>) -> Result<AssetId, RecordError> {
    AssetId::parse(from.text()?).ok_or(from.damaged())
}
