//! What a browser sends and gets: `PublicKeyCredential.toJSON()` and `parse…OptionsFromJSON()`, whose names are
//! the standard's and not ours.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use serde_json::json;
use subtle::ConstantTimeEq;
use utoipa::ToSchema;

use super::key::KINDS;
use super::{Doubt, Here};
use crate::access::ticket;

/// How long a browser waits, in milliseconds.
const PATIENCE: u32 = 300_000;

/// For `navigator.credentials.create` or `.get`, as its `parse…OptionsFromJSON` takes it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = Object)]
pub(crate) struct Challenge(pub(crate) serde_json::Value);

/// A new passkey, as `toJSON` gives it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Created {
    /// By what the authenticator knows it, in base64url.
    pub(crate) raw_id: String,
    /// What was made.
    response: CreatedResponse,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct CreatedResponse {
    #[serde(rename = "clientDataJSON")]
    client_data: String,
    attestation_object: String,
    #[serde(default)]
    transports: Vec<String>,
}

/// A passkey that is shown, as `toJSON` gives it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Shown {
    /// By what the authenticator knows it, in base64url.
    pub(crate) raw_id: String,
    /// What proves it.
    response: ShownResponse,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ShownResponse {
    #[serde(rename = "clientDataJSON")]
    client_data: String,
    authenticator_data: String,
    signature: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Client {
    #[serde(rename = "type")]
    kind: String,
    challenge: String,
    origin: String,
    #[serde(default)]
    cross_origin: bool,
}

pub(super) fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

pub(super) fn decode(text: &str) -> Result<Vec<u8>, Doubt> {
    URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).map_err(|_| Doubt::Unreadable)
}

/// What the browser says of the question, when it is ours; its bytes are signed.
fn client(data: &str, kind: &str, challenge: &str, here: &Here) -> Result<Vec<u8>, Doubt> {
    let bytes = decode(data)?;
    let said: Client = serde_json::from_slice(&bytes).map_err(|_| Doubt::Unreadable)?;
    if said.kind != kind || !bool::from(said.challenge.as_bytes().ct_eq(challenge.as_bytes())) {
        return Err(Doubt::OtherQuestion);
    }
    if said.origin != here.origin || said.cross_origin {
        return Err(Doubt::OtherSite);
    }
    Ok(bytes)
}

/// The question that an answer says it answers.
fn question(data: &str) -> Option<String> {
    let said: Client = serde_json::from_slice(&decode(data).ok()?).ok()?;
    Some(said.challenge)
}

impl Created {
    /// The question that it says it answers.
    pub(crate) fn question(&self) -> Option<String> {
        question(&self.response.client_data)
    }

    pub(super) fn client(&self, challenge: &str, here: &Here) -> Result<Vec<u8>, Doubt> {
        client(&self.response.client_data, "webauthn.create", challenge, here)
    }

    pub(super) fn attestation(&self) -> Result<Vec<u8>, Doubt> {
        decode(&self.response.attestation_object)
    }

    pub(super) fn transports(&self) -> Vec<String> {
        let plain = |name: &&String| {
            name.len() <= 20 && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')
        };
        self.response.transports.iter().filter(plain).take(8).cloned().collect()
    }
}

impl Shown {
    /// The question that it says it answers.
    pub(crate) fn question(&self) -> Option<String> {
        question(&self.response.client_data)
    }

    pub(super) fn client(&self, challenge: &str, here: &Here) -> Result<Vec<u8>, Doubt> {
        client(&self.response.client_data, "webauthn.get", challenge, here)
    }

    pub(super) fn authenticator(&self) -> Result<Vec<u8>, Doubt> {
        decode(&self.response.authenticator_data)
    }

    pub(super) fn signature(&self) -> Result<Vec<u8>, Doubt> {
        decode(&self.response.signature)
    }
}

/// Who makes a passkey.
pub(crate) struct User<'u> {
    pub(crate) number: i64,
    pub(crate) email: &'u str,
    pub(crate) name: &'u str,
    /// The passkeys that they have.
    pub(crate) has: Vec<(String, Vec<String>)>,
}

fn described(passkeys: &[(String, Vec<String>)]) -> Vec<serde_json::Value> {
    let described = |(id, transports): &(String, Vec<String>)| json!({"type": "public-key", "id": id, "transports": transports});
    passkeys.iter().map(described).collect()
}

/// What is asked of an authenticator that is to make a passkey.
pub(crate) fn creation(challenge: &str, here: &Here, user: &User<'_>) -> Challenge {
    let kinds: Vec<_> = KINDS.iter().map(|kind| json!({"type": "public-key", "alg": kind})).collect();
    Challenge(json!({
        "challenge": challenge,
        "rp": {"id": here.name, "name": "Voorzet"},
        // Says nothing of whom it is about, to who finds the authenticator.
        "user": {
            "id": ticket::hash(&format!("person {} at {}", user.number, here.name)),
            "name": user.email,
            "displayName": user.name,
        },
        "pubKeyCredParams": kinds,
        "timeout": PATIENCE,
        "excludeCredentials": described(&user.has),
        "authenticatorSelection": {"residentKey": "preferred", "userVerification": "preferred"},
        "attestation": "none",
    }))
}

/// What is asked of an authenticator that has a passkey: one of these, or whichever it has.
pub(crate) fn request(
    challenge: &str,
    here: &Here,
    one_of: &[(String, Vec<String>)],
    verified: bool,
) -> Challenge {
    Challenge(json!({
        "challenge": challenge,
        "rpId": here.name,
        "timeout": PATIENCE,
        "allowCredentials": described(one_of),
        "userVerification": if verified { "required" } else { "preferred" },
    }))
}
