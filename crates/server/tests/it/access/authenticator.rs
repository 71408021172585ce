//! An authenticator in software: makes a passkey and signs with it, as Web Authentication wants it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ciborium::{Value as Cbor, cbor};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::browser::Browser;
use crate::server::Answer;

enum Key {
    P256(EcdsaKeyPair),
    Edwards(Ed25519KeyPair),
}

/// The authenticator, with one passkey.
pub(super) struct Authenticator {
    key: Key,
    pub(super) counter: u32,
    /// Whether it says that it knows who holds it.
    pub(super) verifies: bool,
    /// Whose page it believes to be on.
    pub(super) origin: Option<String>,
    pub(super) site: String,
    id: [u8; 16],
}

fn text(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

impl Authenticator {
    /// One that signs with P-256, or else with Ed25519.
    pub(super) fn new(p256: bool) -> Self {
        let random = SystemRandom::new();
        let key = if p256 {
            let kind = &ECDSA_P256_SHA256_ASN1_SIGNING;
            let pkcs8 = EcdsaKeyPair::generate_pkcs8(kind, &random).expect("a key");
            Key::P256(EcdsaKeyPair::from_pkcs8(kind, pkcs8.as_ref(), &random).expect("a key"))
        } else {
            let pkcs8 = Ed25519KeyPair::generate_pkcs8(&random).expect("a key");
            Key::Edwards(Ed25519KeyPair::from_pkcs8(pkcs8.as_ref()).expect("a key"))
        };
        let mut id = [0; 16];
        ring::rand::SecureRandom::fill(&random, &mut id).expect("random bytes");
        Self { key, counter: 1, verifies: true, origin: None, site: "localhost".to_owned(), id }
    }

    fn cose(&self) -> Vec<u8> {
        let key = match &self.key {
            Key::P256(key) => {
                let point = key.public_key().as_ref();
                let (x, y) = (Cbor::Bytes(point[1..33].to_vec()), Cbor::Bytes(point[33..].to_vec()));
                cbor!({1 => 2, 3 => -7, -1 => 1, -2 => x, -3 => y})
            }
            Key::Edwards(key) => {
                let x = Cbor::Bytes(key.public_key().as_ref().to_vec());
                cbor!({1 => 1, 3 => -8, -1 => 6, -2 => x})
            }
        };
        bytes(&key.expect("a key"))
    }

    fn sign(&self, message: &[u8]) -> Vec<u8> {
        match &self.key {
            Key::P256(key) => key.sign(&SystemRandom::new(), message).expect("a signature").as_ref().to_vec(),
            Key::Edwards(key) => key.sign(message).as_ref().to_vec(),
        }
    }

    fn data(&self, made: bool) -> Vec<u8> {
        let mut data = Sha256::digest(self.site.as_bytes()).to_vec();
        data.push(1 | if self.verifies { 4 } else { 0 } | if made { 64 } else { 0 });
        data.extend(self.counter.to_be_bytes());
        if made {
            data.extend([0; 16]);
            data.extend([0, 16]);
            data.extend(self.id);
            data.extend(self.cose());
        }
        data
    }

    fn client(&self, kind: &str, challenge: &Value, browser: &Browser<'_>) -> Vec<u8> {
        let origin = self.origin.clone().unwrap_or_else(|| at_home(browser));
        json!({"type": kind, "challenge": challenge, "origin": origin, "crossOrigin": false})
            .to_string()
            .into_bytes()
    }

    /// The answer to a challenge to make a passkey.
    pub(super) fn make(&self, options: &Value, browser: &Browser<'_>) -> Value {
        let data = Cbor::Bytes(self.data(true));
        let attestation = cbor!({"fmt" => "none", "attStmt" => {}, "authData" => data}).expect("CBOR");
        json!({
            "id": text(self.id), "rawId": text(self.id), "type": "public-key",
            "response": {
                "clientDataJSON": text(self.client("webauthn.create", &options["challenge"], browser)),
                "attestationObject": text(bytes(&attestation)),
                "transports": ["internal"],
            },
        })
    }

    /// The answer to a challenge to show it.
    pub(super) fn show(&mut self, options: &Value, browser: &Browser<'_>) -> Value {
        self.counter += 1;
        let (data, client) = (self.data(false), self.client("webauthn.get", &options["challenge"], browser));
        let signed = [data.as_slice(), Sha256::digest(&client).as_slice()].concat();
        json!({
            "id": text(self.id), "rawId": text(self.id), "type": "public-key",
            "response": {
                "clientDataJSON": text(client),
                "authenticatorData": text(data),
                "signature": text(self.sign(&signed)),
            },
        })
    }

    /// Makes a passkey for who is signed in.
    pub(super) fn register(&self, browser: &mut Browser<'_>, name: &str) -> Answer {
        let options = ask_at_home(browser, "/api/me/passkeys/challenge", &json!({})).with(200);
        let credential = self.make(&options, browser);
        ask_at_home(browser, "/api/me/passkeys", &json!({"name": name, "credential": credential}))
    }

    /// Signs in.
    pub(super) fn sign_in(&mut self, browser: &mut Browser<'_>) -> Answer {
        let options = ask_at_home(browser, "/api/session/passkey/challenge", &json!({})).with(200);
        let credential = self.show(&options, browser);
        ask_at_home(browser, "/api/session/passkey", &json!({"credential": credential}))
    }
}

/// Passkeys want a name: this machine's own.
pub(super) fn at_home(browser: &Browser<'_>) -> String {
    browser.server.address.replace("127.0.0.1", "localhost")
}

/// Asks from a page under this machine's name.
pub(super) fn ask_at_home(browser: &mut Browser<'_>, path: &str, body: &Value) -> Answer {
    let home = at_home(browser);
    let host = home.trim_start_matches("http://").to_owned();
    let mut request = browser.request("POST", path).header("host", host);
    request.headers_mut().expect("headers").insert("origin", home.parse().expect("a header"));
    let answer = browser.server.send(request.body(body.to_string().into_bytes()).expect("a request"));
    browser.take(&answer);
    answer
}

fn bytes(value: &Cbor) -> Vec<u8> {
    let mut bytes = Vec::new();
    ciborium::into_writer(value, &mut bytes).expect("CBOR");
    bytes
}
