//! What an authenticator says of itself, in bytes (Web Authentication §6.1).

use ciborium::Value;

use super::Doubt;

/// Somebody touched it.
const PRESENT: u8 = 1;
/// It knows who.
const VERIFIED: u8 = 1 << 2;
/// It speaks of a new passkey.
const MADE: u8 = 1 << 6;

/// The longest name of a passkey.
const LONGEST_ID: usize = 1_023;

/// What an authenticator says.
pub(super) struct Authenticator {
    /// The hash of the site's name.
    pub(super) site: [u8; 32],
    pub(super) present: bool,
    pub(super) verified: bool,
    /// How often it signed; 0 when it does not count.
    pub(super) counter: u32,
    /// The id and the key, as COSE, of a new passkey.
    pub(super) made: Option<(Vec<u8>, Vec<u8>)>,
}

impl Authenticator {
    /// Reads it.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, Doubt> {
        let (site, rest) = bytes.split_first_chunk::<32>().ok_or(Doubt::Unreadable)?;
        let ([flags], rest) = rest.split_first_chunk::<1>().ok_or(Doubt::Unreadable)?;
        let (counter, rest) = rest.split_first_chunk::<4>().ok_or(Doubt::Unreadable)?;
        Ok(Self {
            site: *site,
            present: flags & PRESENT != 0,
            verified: flags & VERIFIED != 0,
            counter: u32::from_be_bytes(*counter),
            made: if flags & MADE == 0 { None } else { Some(made(rest)?) },
        })
    }
}

/// A new passkey: its make, the length of its id, its id, its key.
fn made(bytes: &[u8]) -> Result<(Vec<u8>, Vec<u8>), Doubt> {
    let (_make, rest) = bytes.split_first_chunk::<16>().ok_or(Doubt::Unreadable)?;
    let (length, rest) = rest.split_first_chunk::<2>().ok_or(Doubt::Unreadable)?;
    let length = usize::from(u16::from_be_bytes(*length));
    if length == 0 || length > LONGEST_ID || rest.len() < length {
        return Err(Doubt::Unreadable);
    }
    let (id, rest) = rest.split_at(length);
    let mut after = rest;
    // What follows the key are extensions, of which none was asked for.
    let _: Value = ciborium::from_reader(&mut after).map_err(|_| Doubt::Unreadable)?;
    Ok((id.to_vec(), rest[..rest.len() - after.len()].to_vec()))
}

/// What the authenticator says, out of an attestation.
pub(super) fn attested(attestation: &[u8]) -> Result<Authenticator, Doubt> {
    let value: Value = ciborium::from_reader(attestation).map_err(|_| Doubt::Unreadable)?;
    let pairs = value.into_map().map_err(|_| Doubt::Unreadable)?;
    let said = pairs.into_iter().find(|(name, _)| name.as_text() == Some("authData"));
    let bytes = said.and_then(|(_, value)| value.into_bytes().ok()).ok_or(Doubt::Unreadable)?;
    Authenticator::read(&bytes)
}
