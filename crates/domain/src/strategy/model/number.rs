//! The numbers by which the tables of a strategy are pointed into.

use serde::{Deserialize, Serialize};

macro_rules! numbers {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub struct $name(pub u16);

        impl $name {
            /// The place in its table.
            pub const fn index(self) -> usize {
                self.0 as usize
            }
        }
    )*};
}

numbers! {
    /// An event type's place in [`Strategy::types`].
    TypeId,
    /// A reason's place in [`Strategy::reasons`].
    ReasonId,
    /// A signal's place in [`Strategy::signals`].
    SignalId,
    /// A channel's place in [`Strategy::channels`].
    ChannelId,
    /// A purpose's place in [`Strategy::purposes`].
    PurposeId,
    /// A message's place in [`Strategy::messages`].
    MessageId,
    /// A queue's place in [`Strategy::queues`].
    QueueId,
    /// A webhook's place in [`Strategy::webhooks`].
    WebhookId,
    /// An answer's place in [`Strategy::answers`].
    AnswerId,
    /// A trait's place in [`Strategy::traits`].
    TraitId,
}
