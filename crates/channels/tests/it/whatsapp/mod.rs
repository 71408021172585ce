//! WhatsApp: webhooks of recorded shapes with numbers that are made up, signatures, what goes out, and the stand-in.

mod received;
mod sent;
mod signed;
mod standin;

use voorzet_domain::time::Timestamp;

const MESSAGES: &str = include_str!("fixtures/messages.json");
const STATUSES: &str = include_str!("fixtures/statuses.json");

fn now() -> Timestamp {
    Timestamp::parse("2026-06-01T12:00:00Z").expect("an instant")
}
