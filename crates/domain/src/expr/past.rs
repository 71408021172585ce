//! What an expression may ask of a customer's past: over every original of the person.

use super::env::Env;
use super::tree::Summary;
use crate::state::CustomerState;
use crate::state::consent::{Permission, Permissions, permission_for};
use crate::state::history::TrackId;
use crate::strategy::model::{ChannelId, PurposeId, ReasonId};
use crate::time::{Duration, Timestamp};

/// How often something happened in `(now - within, now]`.
pub(super) fn count(env: &Env<'_>, track: TrackId, within: Duration) -> i64 {
    env.person.originals().map(|original| original.history.count(track, within, env.now) as i64).sum()
}

/// When something last happened, at or before now.
pub(super) fn last(env: &Env<'_>, track: TrackId) -> Option<Timestamp> {
    env.person.originals().filter_map(|original| original.history.last(track, env.now)).max()
}

/// The amounts in `(now - within, now]` as one. Of none the sum is 0 and the rest is absent.
pub(super) fn summary(env: &Env<'_>, how: Summary, track: TrackId, within: Duration) -> Option<f64> {
    let amounts = || env.person.originals().flat_map(|it| it.history.amounts(track, within, env.now));
    match how {
        Summary::Sum => Some(amounts().fold(0.0, |sum, amount| sum + amount)),
        Summary::Max => amounts().reduce(f64::max),
        Summary::Min => amounts().reduce(f64::min),
        Summary::Average => {
            let (sum, count) = amounts().fold((0.0, 0_u32), |(sum, count), amount| (sum + amount, count + 1));
            (count > 0).then(|| sum / f64::from(count))
        }
    }
}

/// The highest chance of an open expectation on a reason or one of its kinds; 0 when there is none.
pub(super) fn expected(env: &Env<'_>, reason: ReasonId) -> f64 {
    let open = env.person.originals().flat_map(|original| &original.expectations);
    let is_kind_of = |other: ReasonId| {
        let other = env.strategy.reasons.get(other.index());
        other.is_some_and(|other| other.line.contains(&reason))
    };
    open.filter(|open| is_kind_of(open.reason)).map(|open| open.chance).fold(0.0, f64::max)
}

/// Whether a purpose may be served by a channel.
pub(super) fn consent(env: &Env<'_>, purpose: PurposeId, channel: ChannelId) -> bool {
    let statements = env.person.originals().filter_map(permissions);
    let needs_consent = env.strategy.channels.get(channel.index()).is_some_and(|channel| channel.consent);
    let said = permission_for(&statements, purpose, &env.strategy.purposes, channel, needs_consent);
    said == Permission::Allowed
}

fn permissions(original: &CustomerState) -> Option<&Permissions> {
    original.rare.as_ref().map(|rare| &rare.permissions)
}

/// How often the person was approached in `(now - within, now]`. What goes on one thread within a day is
/// remembered as one touch.
pub(super) fn touches(env: &Env<'_>, within: Duration) -> i64 {
    let floor = env.now.minus(within);
    let touches = env.person.originals().flat_map(|original| &original.touches);
    touches.filter(|touch| touch.at > floor && touch.at <= env.now).count() as i64
}
