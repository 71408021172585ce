//! Addresses under which one invitation is answered, and nothing else: they hold its number and a proof that we made
//! them. When it can be answered no more, its address opens nothing.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::hmac;
use voorzet_domain::feedback::InvitationId;
use voorzet_domain::feedback::words::PLACE;
use voorzet_store::Writer;

use crate::access::{Access, ticket};

/// Under what the store keeps the key that they are signed with.
const KEPT_AS: &str = "feedback.links";

/// How much of the proof stands in an address: 128 bits.
const PROOF: usize = 16;

/// For what the key is used.
const PURPOSE: &[u8] = b"voorzet feedback 1 ";

/// Makes and reads addresses.
pub(crate) struct Links {
    key: hmac::Key,
    access: Arc<Access>,
}

impl Links {
    /// Those of a store, which has a key from now on.
    pub(crate) fn open(writer: &mut Writer, access: Arc<Access>) -> anyhow::Result<Arc<Self>> {
        let known = writer.read().meta(KEPT_AS)?;
        let key = if let Some(key) = known {
            key
        } else {
            let key = ticket::random().map_err(|problem| anyhow::anyhow!("no randomness: {problem:?}"))?;
            writer.set_meta(KEPT_AS, &key)?;
            key
        };
        Ok(Arc::new(Self { key: hmac::Key::new(hmac::HMAC_SHA256, key.as_bytes()), access }))
    }

    /// What stands in the address of an invitation.
    fn token(&self, invitation: InvitationId) -> String {
        let number = invitation.0.to_be_bytes();
        let proof = self.proof(number);
        URL_SAFE_NO_PAD.encode([&number[..], &proof.as_ref()[..PROOF]].concat())
    }

    /// The invitation of an address that we made.
    pub(crate) fn read(&self, token: &str) -> Option<InvitationId> {
        let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
        let (number, proof) = bytes.split_first_chunk::<4>()?;
        // All of its bits are compared, in the same time whatever they are.
        let own = hmac::sign(&self.key, self.proof(*number).as_ref().get(..PROOF)?);
        let matches = hmac::verify(&self.key, proof, own.as_ref()).is_ok() && proof.len() == PROOF;
        matches.then_some(InvitationId(u32::from_be_bytes(*number)))
    }

    fn proof(&self, number: [u8; 4]) -> hmac::Tag {
        hmac::sign(&self.key, &[PURPOSE, &number[..]].concat())
    }

    /// Completes the addresses in a message that is about to be sent. None when customers reach this server under no
    /// address yet.
    pub(crate) fn complete(&self, body: &str) -> Option<String> {
        let address = self.access.known().settings.address.trim_end_matches('/').to_owned();
        if address.is_empty() {
            return None;
        }
        let mut parts = body.split(PLACE);
        let mut complete = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let digits = part.bytes().take_while(u8::is_ascii_digit).count();
            let (number, rest) = part.split_at(digits);
            match number.parse() {
                Ok(number) => {
                    complete.push_str(&format!("{address}/f/{}", self.token(InvitationId(number))));
                }
                Err(_) => complete.push_str(number),
            }
            complete.push_str(rest);
        }
        Some(complete)
    }
}

/// Whether a message holds an address that is to be completed.
pub(crate) fn is_incomplete(body: &str) -> bool {
    body.contains(PLACE)
}
