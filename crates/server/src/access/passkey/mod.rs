//! Passkeys (Web Authentication, level 3): what is asked of an authenticator, and what its answer proves.
//!
//! No attestation is asked for and none is looked at: which make an authenticator is decides nothing here. What
//! is checked is what the specification lists for that (§7.1, §7.2): the kind of answer, our challenge, our
//! origin and name, that somebody was there, who they are when that is needed, the signature, the counter.
//!
//! | file | what |
//! |---|---|
//! | `wire` | what a browser sends and gets, as `toJSON` and `parse…FromJSON` have it |
//! | `data` | what an authenticator says of itself, in bytes |
//! | `key` | public keys, and what they have signed |

mod data;
mod key;
mod wire;

use sha2::{Digest, Sha256};

pub(crate) use wire::{Challenge, Created, Shown, User, creation, request};

use data::Authenticator;
use key::Key;

/// What a challenge is for. It is kept until it is answered, once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// This person adds a passkey.
    Register(i64),
    /// Somebody signs in with nothing else: the authenticator must know who holds it.
    SignIn,
    /// This person, who has shown a password, shows a passkey too.
    SecondFactor(i64),
}

/// Where we are, as browsers see it.
#[derive(Clone, Debug)]
pub(crate) struct Here {
    /// `https://voorzet.example.com`.
    pub(crate) origin: String,
    /// `voorzet.example.com`.
    pub(crate) name: String,
}

/// A passkey that was made.
#[derive(Debug)]
pub(crate) struct Made {
    pub(crate) id: String,
    pub(crate) key: String,
    pub(crate) counter: u32,
    pub(crate) transports: Vec<String>,
}

/// Why an answer proves nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Doubt {
    #[error("the answer cannot be read")]
    Unreadable,
    #[error("the answer is to another question")]
    OtherQuestion,
    #[error("the answer is for another site")]
    OtherSite,
    #[error("nobody was there, or nobody knows who")]
    Unverified,
    #[error("the key is of a kind that is not known here")]
    UnknownKey,
    #[error("the signature is not right")]
    Signature,
    #[error("the passkey was used elsewhere meanwhile: it may have been copied")]
    Copied,
}

/// What a new passkey's answer gives, when it is sound. `challenge` is ours.
pub(crate) fn made(created: &Created, challenge: &str, here: &Here) -> Result<Made, Doubt> {
    created.client(challenge, here)?;
    let said = data::attested(&created.attestation()?)?;
    sound(&said, here, false)?;
    let (id, key) = said.made.ok_or(Doubt::Unreadable)?;
    if wire::decode(&created.raw_id)? != id {
        return Err(Doubt::Unreadable);
    }
    Key::read(&key)?;
    Ok(Made {
        id: wire::encode(&id),
        key: wire::encode(&key),
        counter: said.counter,
        transports: created.transports(),
    })
}

/// The counter that a passkey shows, when its answer proves that its owner is there.
pub(crate) fn shown(
    shown: &Shown,
    challenge: &str,
    here: &Here,
    key: &str,
    counter: u32,
    verified: bool,
) -> Result<u32, Doubt> {
    let client = shown.client(challenge, here)?;
    let bytes = shown.authenticator()?;
    let said = Authenticator::read(&bytes)?;
    sound(&said, here, verified)?;
    let mut signed = bytes;
    signed.extend_from_slice(&Sha256::digest(&client));
    Key::read(&wire::decode(key)?)?.has_signed(&signed, &shown.signature()?)?;
    if (said.counter != 0 || counter != 0) && said.counter <= counter {
        return Err(Doubt::Copied);
    }
    Ok(said.counter)
}

fn sound(said: &Authenticator, here: &Here, verified: bool) -> Result<(), Doubt> {
    if said.site[..] != Sha256::digest(here.name.as_bytes())[..] {
        return Err(Doubt::OtherSite);
    }
    if !said.present || (verified && !said.verified) {
        return Err(Doubt::Unverified);
    }
    Ok(())
}
