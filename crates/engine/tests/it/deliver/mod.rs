//! The outbox under a clock that is moved by hand, with a shelf in place of the store and providers that do as
//! they are told.

mod conversation;
mod crash;
mod failing;
mod mail;
mod order;
mod pace;
mod plan;
mod shelf;
mod whatsapp;
mod yard;

use compact_str::CompactString;
use serde_json::value::RawValue;
use voorzet_domain::customer::CustomerId;
use voorzet_domain::time::{Duration, Timestamp};
use voorzet_engine::deliver::{Came, Pace, Route, Routes};
use voorzet_store::outbox::{Planned, SendKey};

fn start() -> Timestamp {
    Timestamp::parse("2026-03-02T09:00:00Z").expect("an instant")
}

fn seconds(count: i64) -> Duration {
    Duration::from_secs(count)
}

fn millis(count: i64) -> Duration {
    Duration::from_micros(count * 1000)
}

/// A route for messages whose provider knows keys, or not.
fn route(knows_keys: bool) -> Route {
    Route { knows_keys, pace: Pace::webhooks(), ..Route::log() }
}

fn routes(all: impl IntoIterator<Item = (&'static str, Route)>) -> Routes {
    Routes(all.into_iter().map(|(name, route)| (CompactString::from(name), route)).collect())
}

/// Something to send on a route, about thread `number`, to customer `number`.
fn planned(route: &str, number: u32, at: Timestamp) -> Planned {
    let body = format!(r#"{{"reason":"late-delivery","message":"m","number":{number}}}"#);
    Planned {
        key: SendKey(format!("vz_{route}_{number}").into()),
        route: route.into(),
        customer: Some(CustomerId(number)),
        to: "an@example.com".into(),
        purpose: Some("service".into()),
        channel: Some(route.into()),
        thread: i64::from(number),
        body: RawValue::from_string(body).expect("JSON"),
        cause: None,
        at,
        not_before: at,
        not_after: None,
        quiet: None,
    }
}

fn delivered() -> Came {
    Came::Delivered { reference: None }
}

fn failed() -> Came {
    Came::Retry { after: None, problem: "answered 500".into() }
}
