//! The event: an immutable fact from outside or inside. Everything Voorzet knows, it knows from these.

use compact_str::CompactString;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use smallvec::SmallVec;

use crate::identity::Claim;
use crate::time::Timestamp;

/// The version of the event's form that this build writes, and the newest it reads.
pub const EVENT_VERSION: u16 = 1;

/// One fact. Unique by `(source, id)`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Event {
    /// The source's own number for the event.
    pub id: CompactString,
    /// Who states it.
    pub source: CompactString,
    /// What happened: a type of `events.toml`, or one of [`builtin`].
    #[serde(rename = "type")]
    pub kind: CompactString,
    /// When it happened.
    pub time: Timestamp,
    /// The customer it is about, by every identity the source stated; empty when it names none.
    #[serde(default, skip_serializing_if = "SmallVec::is_empty")]
    pub customer: SmallVec<[Claim; 1]>,
    /// The asset it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asset: Option<AssetId>,
    /// The fields: the text of one JSON object, read only where the strategy asks for a field.
    pub data: Box<RawValue>,
}

/// Something an event can be about and a customer can be tied to: `parcel:3SXY`, `router:88-1`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AssetId(CompactString);

impl AssetId {
    /// The asset `kind:name`, or none when either part is empty or the kind holds a colon.
    pub fn new(kind: &str, name: &str) -> Option<Self> {
        let whole = !kind.is_empty() && !name.is_empty() && !kind.contains(':');
        whole.then(|| Self(compact_str::format_compact!("{kind}:{name}")))
    }

    /// Reads `kind:name`.
    pub fn parse(text: &str) -> Option<Self> {
        let (kind, name) = text.split_once(':')?;
        (!kind.is_empty() && !name.is_empty()).then(|| Self(text.into()))
    }

    /// What kind of thing it is.
    pub fn kind(&self) -> &str {
        self.0.split_once(':').map_or("", |(kind, _)| kind)
    }

    /// Its name within its kind.
    pub fn name(&self) -> &str {
        self.0.split_once(':').map_or("", |(_, name)| name)
    }

    /// The whole, `kind:name`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The event types that mean something to Voorzet itself; they need no declaration in `events.toml`.
pub mod builtin {
    /// A customer approached the organisation: `{reason, channel, conversation?, key?, text?}`.
    pub const CONTACT: &str = "contact.received";
    /// A source states who a customer is; the data are their traits.
    pub const IDENTIFY: &str = "identify";
    /// A source states that two identities are one customer.
    pub const ALIAS: &str = "alias";
    /// A page was viewed: `{name, ...}`.
    pub const PAGE: &str = "page";
    /// A screen of an app was viewed: `{name, ...}`.
    pub const SCREEN: &str = "screen";
    /// A customer belongs to a group: `{group, ...traits}`.
    pub const GROUP: &str = "group";
    /// The customer allows a purpose, on one channel or all: `{purpose, channel?, proof?}`.
    pub const CONSENT_GIVEN: &str = "consent.given";
    /// The customer takes that back, or objects: `{purpose, channel?}`.
    pub const CONSENT_WITHDRAWN: &str = "consent.withdrawn";
    /// The channel the customer wants to hear by: `{channel, asset?, until?}`.
    pub const PREFERENCE: &str = "preference.set";
    /// One cause that touches many begins: `{incident, assets, text}`.
    pub const INCIDENT_OPENED: &str = "incident.opened";
    /// It changes: the same fields.
    pub const INCIDENT_UPDATED: &str = "incident.updated";
    /// It is over: `{incident}`.
    pub const INCIDENT_CLOSED: &str = "incident.closed";

    /// A customer wrote: [`Received`](crate::conversation::Received).
    pub const MESSAGE: &str = "message.received";
    /// What became of a message of ours: [`Status`](crate::conversation::Status).
    pub const MESSAGE_STATUS: &str = "message.status";
    /// An address takes no messages: [`Bounced`](crate::conversation::Bounced).
    pub const MESSAGE_BOUNCED: &str = "message.bounced";

    /// All of them.
    pub const ALL: [&str; 15] = [
        CONTACT,
        IDENTIFY,
        ALIAS,
        PAGE,
        SCREEN,
        GROUP,
        CONSENT_GIVEN,
        CONSENT_WITHDRAWN,
        PREFERENCE,
        INCIDENT_OPENED,
        INCIDENT_UPDATED,
        INCIDENT_CLOSED,
        MESSAGE,
        MESSAGE_STATUS,
        MESSAGE_BOUNCED,
    ];
}
