//! What the log says of what is sent.

use serde::Deserialize;
use serde_json::value::{RawValue, to_raw_value};
use std::borrow::Cow;
use voorzet_domain::time::Timestamp;
use voorzet_store::entry::{Mode, OwnEntry};
use voorzet_store::outbox::{Planned, SendState};
use voorzet_store::turn::Turn;

use super::routes::SUBSCRIBER;
use crate::own::{Delivery, kind};

/// Says in the log how far something is. What goes to subscribers is not said: it tells of the log, and would
/// tell of itself without end. Nor is it said that something is under way, which the next entry says anyhow.
pub(super) fn note(
    planned: &Planned,
    state: SendState,
    problem: Option<&str>,
    at: Timestamp,
    turn: &mut Turn,
) {
    let kind = match state {
        SendState::Planned => kind::DELIVERY_PLANNED,
        SendState::Sending => return,
        SendState::Sent => kind::DELIVERY_SENT,
        SendState::Delivered => kind::DELIVERY_DELIVERED,
        SendState::Read => kind::DELIVERY_READ,
        SendState::Failed => kind::DELIVERY_FAILED,
        SendState::Unsure => kind::DELIVERY_UNSURE,
        SendState::Cancelled => kind::DELIVERY_CANCELLED,
    };
    if planned.route.starts_with(SUBSCRIBER) {
        return;
    }
    let delivery = Delivery {
        key: planned.key.0.as_str().into(),
        route: planned.route.as_str().into(),
        reason: reason(&planned.body),
        problem: problem.map(Cow::from),
    };
    // Names and texts always are JSON.
    let data = to_raw_value(&delivery).unwrap_or_else(|_| RawValue::NULL.to_owned());
    let (cause, customer) = (planned.cause, planned.customer);
    turn.entries.push(OwnEntry { kind, time: at, mode: Mode::Live, cause, customer, data });
}

/// The reason that a message or webhook is about, as its body says.
/// About which reason it is.
pub(super) fn reason(body: &RawValue) -> Option<Cow<'_, str>> {
    #[derive(Deserialize)]
    struct Body<'a> {
        #[serde(borrow)]
        reason: Option<Cow<'a, str>>,
        #[serde(borrow)]
        data: Option<Inner<'a>>,
    }
    #[derive(Deserialize)]
    struct Inner<'a> {
        #[serde(borrow)]
        reason: Option<Cow<'a, str>>,
    }
    let body: Body<'_> = serde_json::from_str(body.get()).ok()?;
    body.reason.or_else(|| body.data.and_then(|data| data.reason))
}
