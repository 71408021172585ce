//! Events as bytes, for the time they spend in a [`super::sort::Sorter`].

use compact_str::CompactString;
use serde_json::value::RawValue;
use smallvec::SmallVec;
use voorzet_domain::event::{AssetId, Event};
use voorzet_domain::identity::{Claim, Identity, IdentityKind};
use voorzet_domain::time::Timestamp;

/// Appends an event's bytes.
pub(super) fn pack(event: &Event, bytes: &mut Vec<u8>) {
    bytes.extend_from_slice(&event.time.as_micros().to_le_bytes());
    text(&event.id, bytes);
    text(&event.source, bytes);
    text(&event.kind, bytes);
    text(event.asset.as_ref().map_or("", AssetId::as_str), bytes);
    text(event.data.get(), bytes);
    for claim in &event.customer {
        bytes.push(claim.identity.kind as u8 | (u8::from(claim.verified) << 7));
        text(&claim.identity.value, bytes);
    }
}

/// The event whose bytes these are; none when they are damaged.
pub(super) fn unpack(bytes: &[u8]) -> Option<Event> {
    let (time, rest) = bytes.split_first_chunk()?;
    let mut rest = rest;
    let time = Timestamp::from_micros(i64::from_le_bytes(*time))?;
    let id = CompactString::from(take(&mut rest)?);
    let source = CompactString::from(take(&mut rest)?);
    let kind = CompactString::from(take(&mut rest)?);
    let asset = Some(take(&mut rest)?).filter(|asset| !asset.is_empty());
    let asset = match asset {
        Some(asset) => Some(AssetId::parse(asset)?),
        None => None,
    };
    let data = RawValue::from_string(take(&mut rest)?.to_owned()).ok()?;
    let mut customer = SmallVec::new();
    while let Some((mark, after)) = rest.split_first() {
        rest = after;
        let kind = *IdentityKind::ALL.get(usize::from(mark & 0x7f))?;
        let value = take(&mut rest)?.into();
        customer.push(Claim { identity: Identity { kind, value }, verified: mark & 0x80 != 0 });
    }
    Some(Event { id, source, kind, time, customer, asset, data })
}

fn text(text: &str, bytes: &mut Vec<u8>) {
    bytes.extend_from_slice(&(text.len() as u32).to_le_bytes());
    bytes.extend_from_slice(text.as_bytes());
}

fn take<'a>(rest: &mut &'a [u8]) -> Option<&'a str> {
    let (size, after) = rest.split_first_chunk()?;
    let (text, after) = after.split_at_checked(u32::from_le_bytes(*size) as usize)?;
    *rest = after;
    std::str::from_utf8(text).ok()
}
