//! The gate: what may reach this customer now. Consent and purpose, an address, quiet hours, and the one
//! contact budget.

use jiff::civil::Time;
use jiff::tz::TimeZone;

use super::outcome::Barrier;
use crate::state::consent::{Permission, permission_for};
use crate::state::{Person, Touch};
use crate::strategy::model::{Basis, ChannelId, Kind, PurposeId, Quiet, Strategy};
use crate::time::{Duration, Timestamp};

/// Touches this long back count for annoyance.
const ANNOYANCE: Duration = Duration::from_days(30);

/// Within this a thread is one touch.
const THREAD: Duration = Duration::from_hours(24);

/// Whether a message for a purpose may go by a channel at all. What waits to be sent is asked again when the
/// customer has said something about consent.
///
/// # Errors
/// The rule that forbids it.
pub fn permits(
    person: &Person<'_>,
    strategy: &Strategy,
    purpose: Option<PurposeId>,
    channel: ChannelId,
) -> Result<(), Barrier> {
    let spec = &strategy.channels[channel.index()];
    if spec.needs.is_some_and(|kind| !person.has_identity(kind)) {
        return Err(Barrier::Unreachable);
    }
    let Some(purpose) = purpose else { return Ok(()) };
    let statements = person.originals().filter_map(|o| o.rare.as_ref()).map(|rare| &rare.permissions);
    match permission_for(&statements, purpose, &strategy.purposes, channel, spec.consent) {
        Permission::Allowed => Ok(()),
        Permission::Refused => Err(Barrier::ConsentRefused),
        Permission::Missing => Err(Barrier::ConsentMissing),
    }
}

/// Whether an agent may call for a purpose. A strategy that has the channel `phone` lets customers say so of
/// it; without it, what they said of all channels counts, and what they said of one is no word on calls.
///
/// # Errors
/// The rule that forbids it.
pub fn permits_call(
    person: &Person<'_>,
    strategy: &Strategy,
    purpose: Option<PurposeId>,
) -> Result<(), Barrier> {
    if let Some(phone) = strategy.channel_named("phone") {
        return permits(person, strategy, purpose, phone);
    }
    let Some(purpose) = purpose else { return Ok(()) };
    let stated = person.originals().filter_map(|o| o.rare.as_ref()).flat_map(|r| &r.permissions.consents);
    let general = stated.filter(|consent| consent.purpose == purpose && consent.channel.is_none());
    let word = general.max_by_key(|consent| (consent.at, !consent.given)).map(|consent| consent.given);
    match (word, strategy.purposes[purpose.index()].basis) {
        (Some(false), Basis::Legal) => Ok(()),
        (Some(false), _) => Err(Barrier::ConsentRefused),
        (None, Basis::Consent) => Err(Barrier::ConsentMissing),
        _ => Ok(()),
    }
}

/// When the customer's quiet hours end, if it is quiet now.
pub fn quiet_until(quiet: Option<Quiet>, zone: &TimeZone, now: Timestamp) -> Option<Timestamp> {
    let quiet = quiet?;
    let local = zone.to_datetime(now.to_jiff());
    let minute = local.hour() as u16 * 60 + local.minute() as u16;
    let inside = if quiet.from <= quiet.to {
        (quiet.from..quiet.to).contains(&minute)
    } else {
        minute >= quiet.from || minute < quiet.to
    };
    if !inside {
        return None;
    }
    let day = if minute < quiet.to { local.date() } else { local.date().tomorrow().ok()? };
    let time = Time::new((quiet.to / 60) as i8, (quiet.to % 60) as i8, 0, 0).ok()?;
    // An end that daylight saving skips comes as much later as was skipped.
    let end = zone.to_ambiguous_timestamp(day.to_datetime(time)).later().ok()?;
    Some(Timestamp::from_jiff(end))
}

/// When the budget allows one more touch of this kind: none when it does now, `MAX` when it never will.
pub(crate) fn budget_until(
    person: &Person<'_>,
    strategy: &Strategy,
    kind: Kind,
    thread: u32,
    now: Timestamp,
) -> Option<Timestamp> {
    let budget = &strategy.budget;
    if budget.exempt.contains(&kind) || in_thread(person, thread, now) {
        return None;
    }
    let rank = |kind: Kind| budget.rank.iter().position(|other| *other == kind).unwrap_or(usize::MAX);
    let reserved: u32 =
        budget.reserve.iter().filter(|(keeper, _)| rank(kind) > rank(*keeper)).map(|(_, n)| *n).sum();
    let mut touches: Vec<Timestamp> = Vec::new();
    let mut wait = None;
    for limit in &budget.limits {
        touches.clear();
        let floor = now.minus(limit.per);
        touches.extend(person.originals().flat_map(|o| &o.touches).map(|t| t.at).filter(|at| *at > floor));
        let allowed = limit.max.saturating_sub(reserved) as usize;
        if touches.len() < allowed {
            continue;
        }
        touches.sort_unstable();
        let free = match allowed {
            0 => Timestamp::LAST,
            // The oldest that must leave the window before there is room again.
            _ => touches[touches.len() - allowed].plus(limit.per),
        };
        wait = wait.max(Some(free));
    }
    wait
}

/// Touches in the last 30 days.
pub(super) fn recent_touches(person: &Person<'_>, now: Timestamp) -> usize {
    let floor = now.minus(ANNOYANCE);
    person.originals().flat_map(|original| &original.touches).filter(|touch| touch.at > floor).count()
}

/// Remembers an approach, unless its thread had one within a day.
pub(crate) fn touch(person: &mut Person<'_>, strategy: &Strategy, touch: Touch) {
    if in_thread(person, touch.thread, touch.at) {
        return;
    }
    let longest = strategy.touches;
    person.own.touch(touch, longest.max(ANNOYANCE));
}

fn in_thread(person: &Person<'_>, thread: u32, now: Timestamp) -> bool {
    let floor = now.minus(THREAD);
    let mut touches = person.originals().flat_map(|original| &original.touches);
    touches.any(|touch| touch.thread == thread && touch.at > floor)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amsterdam() -> TimeZone {
        jiff::tz::TimeZoneDatabase::bundled().get("Europe/Amsterdam").expect("a bundled zone")
    }

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).expect("a timestamp")
    }

    #[test]
    fn quiet_hours_follow_the_wall_clock() {
        let night = Some(Quiet { from: 21 * 60, to: 8 * 60 });
        let cases = [
            ("2026-06-01T12:00:00Z", None),
            ("2026-06-01T19:00:00Z", Some("2026-06-02T06:00:00Z")),
            ("2026-06-02T05:59:59Z", Some("2026-06-02T06:00:00Z")),
            ("2026-06-02T06:00:00Z", None),
            // Summer time begins in the night of 28 to 29 March.
            ("2026-03-28T20:30:00Z", Some("2026-03-29T06:00:00Z")),
            // It ends in the night of 24 to 25 October.
            ("2026-10-24T20:30:00Z", Some("2026-10-25T07:00:00Z")),
        ];
        for (now, expected) in cases {
            assert_eq!(quiet_until(night, &amsterdam(), at(now)), expected.map(at), "{now}");
        }
        // An end that does not exist that night.
        let odd = Some(Quiet { from: 0, to: 150 });
        assert_eq!(
            quiet_until(odd, &amsterdam(), at("2026-03-29T00:30:00Z")),
            Some(at("2026-03-29T01:30:00Z"))
        );
    }
}
