//! Files and pictures beside a message. Their bytes are kept apart, once each, under their hash.

use compact_str::CompactString;
use serde::{Deserialize, Serialize};

/// The SHA-256 of some bytes, as 64 hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BlobHash(pub CompactString);

/// A file or picture beside a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// Under which its bytes are kept.
    pub hash: BlobHash,
    /// Its name, without any path; what the sender called it.
    pub name: String,
    /// Its media type as the sender states it: `image/jpeg`. Never trusted when it is shown.
    pub media: CompactString,
    /// How long it is.
    pub bytes: u64,
    /// The `Content-ID` by which the message's HTML refers to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cid: Option<String>,
}
