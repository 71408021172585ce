//! Webhooks: signatures, and what an answer means.

mod sent;
mod signed;

use voorzet_channels::webhook::Secret;
use voorzet_domain::time::Timestamp;

/// The secret of the published example.
const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

fn secret(text: &str) -> Secret {
    Secret::parse(text).expect("a secret")
}

/// So many seconds after the instant of the published example.
fn at(seconds: i64) -> Timestamp {
    Timestamp::from_micros((1_614_265_330 + seconds) * 1_000_000).expect("an instant")
}
