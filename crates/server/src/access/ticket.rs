//! Random texts that open something, and what is kept of them: the hash. What has 256 random bits cannot be
//! found again from that.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use crate::api::problem::Problem;

/// A random text of 256 bits.
pub(crate) fn random() -> Result<String, Problem> {
    Ok(URL_SAFE_NO_PAD.encode(bytes::<32>()?))
}

/// So many random bytes.
pub(crate) fn bytes<const N: usize>() -> Result<[u8; N], Problem> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| Problem::internal(&error))?;
    Ok(bytes)
}

/// What is kept of a ticket.
pub(crate) fn hash(ticket: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(ticket.as_bytes()))
}

/// What a page shows beside its cookie, to prove that it is ours. It follows from the cookie, and the cookie
/// does not follow from it.
pub(crate) fn csrf(ticket: &str) -> String {
    hash(&format!("csrf {ticket}"))
}
