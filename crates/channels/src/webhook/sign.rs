//! Signatures, made and checked: HMAC-SHA256 over `id.timestamp.body`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::hmac::{self, HMAC_SHA256, Key};
use voorzet_domain::time::{Duration, Timestamp};

use super::secret::Secret;

/// The header with the webhook's number, the same in every try.
pub const ID: &str = "webhook-id";
/// The header with the instant of the try, in seconds since 1970.
pub const TIMESTAMP: &str = "webhook-timestamp";
/// The header with the signatures, one per secret, apart by spaces.
pub const SIGNATURE: &str = "webhook-signature";

/// What a signature of this kind begins with.
const VERSION: &str = "v1,";

/// How far apart the sender's clock and ours may be.
const TOLERANCE: Duration = Duration::from_secs(300);

/// The most signatures that are looked at, so that a long header costs nothing.
const MOST: usize = 8;

/// A webhook as it arrived.
#[derive(Clone, Copy, Debug)]
pub struct Signed<'a> {
    /// The header [`ID`].
    pub id: &'a str,
    /// The header [`TIMESTAMP`].
    pub timestamp: &'a str,
    /// The header [`SIGNATURE`].
    pub signature: &'a str,
    /// The body, byte for byte.
    pub body: &'a [u8],
}

/// Why a webhook is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Forged {
    /// A header is empty or cannot be read.
    #[error("the headers of a webhook are missing or cannot be read")]
    Headers,
    /// It was signed more than five minutes ago, or will be.
    #[error("it was not signed within five minutes of now")]
    Time,
    /// No signature is by a secret that we know.
    #[error("no signature is by a secret that is known here")]
    Signature,
}

/// The header [`SIGNATURE`]: one signature by each secret, so that a receiver that knows any of them believes it.
pub fn sign(id: &str, timestamp: &str, body: &[u8], secrets: &[Secret]) -> String {
    let sign = |secret: &Secret| {
        let tag = hmac::sign(&key(secret), &content(id, timestamp, body));
        format!("{VERSION}{}", STANDARD.encode(tag))
    };
    secrets.iter().map(sign).collect::<Vec<_>>().join(" ")
}

/// Whether a webhook is by somebody who knows one of our secrets, and was signed within five minutes of now.
/// How long that takes does not depend on how much of a signature is right.
pub fn verify(signed: Signed<'_>, secrets: &[Secret], now: Timestamp) -> Result<(), Forged> {
    let Signed { id, timestamp, signature, body } = signed;
    let plain = (1..=12).contains(&timestamp.len()) && timestamp.bytes().all(|byte| byte.is_ascii_digit());
    let seconds: i64 = timestamp.parse().ok().filter(|_| plain && !id.is_empty()).ok_or(Forged::Headers)?;
    let at = Timestamp::from_micros(seconds * 1_000_000).ok_or(Forged::Headers)?;
    // The longer of the two ways round: `since` is zero when it would be negative.
    if at.since(now).max(now.since(at)) > TOLERANCE {
        return Err(Forged::Time);
    }
    let content = content(id, timestamp, body);
    let tags = signature.split(' ').filter_map(|one| STANDARD.decode(one.strip_prefix(VERSION)?).ok());
    let known =
        |tag: &Vec<u8>| secrets.iter().any(|secret| hmac::verify(&key(secret), &content, tag).is_ok());
    if tags.take(MOST).any(|tag| known(&tag)) { Ok(()) } else { Err(Forged::Signature) }
}

fn content(id: &str, timestamp: &str, body: &[u8]) -> Vec<u8> {
    [id.as_bytes(), b".", timestamp.as_bytes(), b".", body].concat()
}

fn key(secret: &Secret) -> Key {
    Key::new(HMAC_SHA256, secret.bytes())
}
