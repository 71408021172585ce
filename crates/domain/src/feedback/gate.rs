//! Whether somebody may be asked now: what they allow, what is known of them, when they were last asked, and the one
//! contact budget. A question is a touch like any other, of the kind *survey*.

use crate::decide::permits;
use crate::decide::{budget_until, touch as note_touch};
use crate::state::{Person, Touch};
use crate::strategy::model::{ChannelId, Feedback, Kind, Strategy};
use crate::time::{Duration, Timestamp};
use crate::value::Value;

/// Nobody is asked twice within this, over all channels.
pub const ONCE_IN: Duration = Duration::from_days(30);

/// What stands in the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Barrier {
    /// They were asked lately.
    Recently,
    /// What is known of them forbids it.
    Spared,
    /// They do not allow it, or cannot be reached so.
    Refused,
    /// The budget has no room before then.
    Budget(Timestamp),
}

/// By what somebody is to be asked.
#[derive(Clone, Copy, Debug)]
pub struct Ask<'a> {
    /// What the strategy says of asking.
    pub feedback: &'a Feedback,
    /// The strategy's channel; none of one that it does not know, such as the chat in which they wrote.
    pub channel: Option<ChannelId>,
    /// Whether it is an answer within what they began: no opt-in to the channel is needed for that.
    pub within: bool,
    /// Whether it is the outcome of a call-back that is asked.
    pub again: bool,
    /// Tells it from all other touches.
    pub thread: u32,
}

/// What stands in the way of asking somebody.
///
/// # Errors
/// The first that does.
pub fn may_ask(
    person: &Person<'_>,
    strategy: &Strategy,
    ask: Ask<'_>,
    now: Timestamp,
) -> Result<(), Barrier> {
    let told = |id| matches!(person.trait_value(id), Some(Value::Bool(true)));
    if ask.feedback.unless.iter().copied().any(told) {
        return Err(Barrier::Spared);
    }
    let floor = now.minus(ONCE_IN);
    let mut touches = person.originals().flat_map(|original| &original.touches);
    if !ask.again && touches.any(|touch| touch.kind == Kind::Survey && touch.at > floor) {
        return Err(Barrier::Recently);
    }
    let allowed = match ask.channel {
        Some(channel) if !ask.within => permits(person, strategy, ask.feedback.purpose, channel).is_ok(),
        _ => true,
    };
    if !allowed || objects(person, ask.feedback) {
        return Err(Barrier::Refused);
    }
    match budget_until(person, strategy, Kind::Survey, ask.thread, now) {
        Some(until) => Err(Barrier::Budget(until)),
        None => Ok(()),
    }
}

/// Whether they said of the purpose, on all channels, that they do not want it.
fn objects(person: &Person<'_>, feedback: &Feedback) -> bool {
    let Some(purpose) = feedback.purpose else { return false };
    let stated = person.originals().filter_map(|original| original.rare.as_ref());
    let consents = stated.flat_map(|rare| &rare.permissions.consents);
    let general = consents.filter(|consent| consent.purpose == purpose && consent.channel.is_none());
    general.max_by_key(|consent| (consent.at, !consent.given)).is_some_and(|consent| !consent.given)
}

/// Remembers that somebody is asked.
pub fn touch(person: &mut Person<'_>, strategy: &Strategy, thread: u32, now: Timestamp) {
    note_touch(person, strategy, Touch { at: now, kind: Kind::Survey, thread });
}

/// They were not asked after all: it was called off before it went.
pub fn untouch(person: &mut Person<'_>, thread: u32) {
    for original in person.originals_mut() {
        original.touches.retain(|touch| touch.kind != Kind::Survey || touch.thread != thread);
    }
}
