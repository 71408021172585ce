//! What differs from channel to channel: how long a thing that was resolved is the same thing when it comes up again,
//! for how long a message can be taken back, and what the channel lets through.

use crate::time::{Duration, Timestamp};

/// What holds on a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Manners {
    /// Within this after a case was resolved, what the customer says is about the same case.
    pub settling: Duration,
    /// For so long what an agent says waits, so that it can be taken back.
    pub undo: Duration,
    /// For so long after the customer last wrote, the channel takes free text; none for ever.
    pub window: Option<Duration>,
    /// The most characters that it takes in one message; none for as many as there are.
    pub limit: Option<u32>,
}

/// Channels by their names in a strategy.
const CHANNELS: [(&str, Manners); 5] = [
    (
        "mail",
        Manners {
            settling: Duration::from_hours(72),
            undo: Duration::from_secs(10),
            window: None,
            limit: None,
        },
    ),
    (
        "chat",
        Manners { settling: Duration::from_mins(15), undo: Duration::ZERO, window: None, limit: Some(4_000) },
    ),
    (
        "whatsapp",
        Manners {
            settling: Duration::from_hours(24),
            undo: Duration::from_secs(5),
            window: Some(Duration::from_hours(24)),
            limit: Some(4_096),
        },
    ),
    ("phone", CALL),
    ("call", CALL),
];

/// A call is over when it is over.
const CALL: Manners = Manners { settling: Duration::ZERO, undo: Duration::ZERO, window: None, limit: None };

/// What is not in the table.
const OTHER: Manners =
    Manners { settling: Duration::from_hours(24), undo: Duration::from_secs(5), window: None, limit: None };

impl Manners {
    /// Those of a channel: `mail`.
    pub fn of(channel: &str) -> Self {
        CHANNELS.iter().find(|(name, _)| *name == channel).map_or(OTHER, |(_, manners)| *manners)
    }

    /// Until when the channel takes free text to somebody who last wrote then; none for ever. Who never wrote is
    /// written to by a template only.
    pub fn window_until(&self, wrote: Option<Timestamp>) -> Option<Timestamp> {
        self.window.map(|window| wrote.map_or(Timestamp::MIN, |wrote| wrote.plus(window)))
    }
}

/// The channel of an account: `whatsapp` of `whatsapp:shop`.
pub fn channel_of(account: &str) -> &str {
    account.split_once(':').map_or(account, |(channel, _)| channel)
}
