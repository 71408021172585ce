//! The machine's clock.

use voorzet_domain::time::Timestamp;

/// The present, by this machine.
pub(crate) fn now() -> Timestamp {
    Timestamp::from_jiff(jiff::Timestamp::now())
}
