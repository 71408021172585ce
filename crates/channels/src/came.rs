//! What came of handing something to a provider.

use compact_str::CompactString;
use voorzet_domain::time::Duration;

/// What came of handing something to a provider, told apart by what is to be done next. A problem is one plain
/// sentence for a person; it never holds a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Came {
    /// The provider has it.
    Sent {
        /// The provider's own number for it.
        reference: Option<CompactString>,
    },
    /// The receiver has it.
    Delivered {
        /// The receiver's or provider's own number for it.
        reference: Option<CompactString>,
    },
    /// Not now: it may be tried again, under the same key.
    Retry {
        /// How long the provider asks to be left alone.
        after: Option<Duration>,
        /// What went wrong.
        problem: String,
    },
    /// This one not yet, since its receiver was sent to too often: others may go, and it may be tried again, under
    /// the same key.
    Later {
        /// How long the receiver is left alone.
        after: Duration,
        /// What was said.
        problem: String,
    },
    /// Never: the provider will not take this one.
    Rejected {
        /// Why.
        problem: String,
    },
    /// The receiver is no more and asks for nothing further.
    Gone {
        /// What it said.
        problem: String,
    },
    /// The provider does not accept who we say we are. It is the configuration that is wrong, not what is sent.
    Auth {
        /// What it said.
        problem: String,
    },
    /// Nobody knows whether the provider has it.
    Unsure {
        /// What happened.
        problem: String,
    },
    /// It was not begun and is given back: there was no time left, or we are stopping.
    NotBegun,
}
