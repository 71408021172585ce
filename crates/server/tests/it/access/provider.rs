//! A stand-in for a provider of OpenID Connect: it signs real tokens, and gives them only to who knows its
//! secret and what the challenge was made from.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::SystemTime;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// What we are called there, and what proves it.
pub(super) const CLIENT: &str = "voorzet-test";
pub(super) const SECRET: &str = "planted secret";

/// The provider.
#[derive(Clone)]
pub(super) struct Provider {
    pub(super) issuer: String,
    inside: Arc<Mutex<Inside>>,
}

struct Inside {
    key: EcdsaKeyPair,
    /// What it says of whoever comes; over what is usual.
    says: Value,
    /// What it signs with instead of its key: none, or what it says it is.
    signs: Signs,
    /// Visits that were begun, by code: what came with them.
    visits: BTreeMap<String, BTreeMap<String, String>>,
    exchanges: usize,
}

/// How it signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Signs {
    /// With its key.
    Well,
    /// With another's.
    Other,
    /// Not at all, and says so.
    Not,
    /// With what everybody knows.
    Shared,
}

impl Provider {
    pub(super) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let issuer = format!("http://{}", listener.local_addr().expect("an address"));
        let inside =
            Inside { key: key(), says: json!({}), signs: Signs::Well, visits: BTreeMap::new(), exchanges: 0 };
        let provider = Self { issuer, inside: Arc::new(Mutex::new(inside)) };
        let serving = provider.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                serving.serve(&stream);
            }
        });
        provider
    }

    fn inside(&self) -> std::sync::MutexGuard<'_, Inside> {
        self.inside.lock().expect("no panic")
    }

    /// Says this of whoever comes, and signs it so.
    pub(super) fn say(&self, says: Value, signs: Signs) {
        let mut inside = self.inside();
        (inside.says, inside.signs) = (says, signs);
    }

    /// Lets somebody in who came to its page: what they go back with.
    pub(super) fn let_in(&self, url: &str) -> BTreeMap<String, String> {
        let (page, query) = url.split_once('?').expect("a query");
        assert_eq!(page, format!("{}/authorize", self.issuer));
        let asked = pairs(query);
        for (name, value) in [
            ("response_type", "code"),
            ("client_id", CLIENT),
            ("scope", "openid email profile"),
            ("code_challenge_method", "S256"),
        ] {
            assert_eq!(asked[name], value, "{url}");
        }
        assert!(
            asked["state"].len() > 40 && asked["nonce"].len() > 40 && asked["code_challenge"].len() == 43
        );
        let mut inside = self.inside();
        let code = format!("code {}", inside.visits.len());
        inside.visits.insert(code.clone(), asked.clone());
        [("state".to_owned(), asked["state"].clone()), ("code".to_owned(), code)].into()
    }

    /// How often a code was exchanged.
    pub(super) fn exchanges(&self) -> usize {
        self.inside().exchanges
    }

    fn serve(&self, mut stream: &TcpStream) {
        let mut reader = BufReader::new(stream);
        let (mut first, mut headers) = (String::new(), BTreeMap::new());
        reader.read_line(&mut first).expect("a line");
        let mut line = String::new();
        while reader.read_line(&mut line).is_ok_and(|read| read > 2) {
            if let Some((name, value)) = line.split_once(':') {
                headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
            }
            line.clear();
        }
        let length = headers.get("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
        let mut body = vec![0; length];
        reader.read_exact(&mut body).expect("a body");
        let body = String::from_utf8(body).expect("text");
        let (status, answer) = match first.split(' ').nth(1).unwrap_or_default() {
            "/.well-known/openid-configuration" => (200, self.discovery()),
            "/keys" => (200, self.keys()),
            "/token" => self.exchange(&headers, &pairs(&body)),
            other => panic!("{other} is nothing that is asked for"),
        };
        let answer = answer.to_string();
        let length = answer.len();
        let head = format!(
            "HTTP/1.1 {status} Said\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n"
        );
        stream.write_all((head + &answer).as_bytes()).expect("somebody reads");
    }

    fn discovery(&self) -> Value {
        let issuer = &self.issuer;
        json!({
            "issuer": issuer, "authorization_endpoint": format!("{issuer}/authorize"),
            "token_endpoint": format!("{issuer}/token"), "jwks_uri": format!("{issuer}/keys"),
        })
    }

    fn keys(&self) -> Value {
        let inside = self.inside();
        let point = inside.key.public_key().as_ref();
        let (x, y) = (URL_SAFE_NO_PAD.encode(&point[1..33]), URL_SAFE_NO_PAD.encode(&point[33..]));
        json!({"keys": [{"kty": "EC", "crv": "P-256", "kid": "1", "use": "sig", "alg": "ES256", "x": x, "y": y}]})
    }

    /// A token for a code: once, for who has the secret, and knows what the challenge was made from.
    fn exchange(&self, headers: &BTreeMap<String, String>, sent: &BTreeMap<String, String>) -> (u16, Value) {
        let mut inside = self.inside();
        inside.exchanges += 1;
        let both = format!("{CLIENT}:{}", SECRET.replace(' ', "%20"));
        let refused = |why: &str| (400, json!({"error": why}));
        if headers.get("authorization") != Some(&format!("Basic {}", STANDARD.encode(both))) {
            return refused("invalid_client");
        }
        let Some(asked) = inside.visits.remove(&sent["code"]) else { return refused("invalid_grant") };
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(sent["code_verifier"].as_bytes()));
        if asked["code_challenge"] != challenge || asked["redirect_uri"] != sent["redirect_uri"] {
            return refused("invalid_grant");
        }
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).expect("after 1970").as_secs();
        let mut claims = json!({
            "iss": self.issuer, "aud": CLIENT, "sub": "1", "exp": now + 300, "iat": now, "nonce": asked["nonce"],
            "email": "an@example.org", "email_verified": true, "name": "An Bos",
        });
        for (name, value) in inside.says.as_object().expect("claims") {
            claims[name] = value.clone();
        }
        (200, json!({"id_token": signed(&inside, &claims), "access_token": "x", "token_type": "Bearer"}))
    }
}

fn key() -> EcdsaKeyPair {
    let (kind, random) = (&ECDSA_P256_SHA256_FIXED_SIGNING, SystemRandom::new());
    let pkcs8 = EcdsaKeyPair::generate_pkcs8(kind, &random).expect("a key");
    EcdsaKeyPair::from_pkcs8(kind, pkcs8.as_ref(), &random).expect("a key")
}

fn signed(inside: &Inside, claims: &Value) -> String {
    let kind = match inside.signs {
        Signs::Well | Signs::Other => "ES256",
        Signs::Not => "none",
        Signs::Shared => "HS256",
    };
    let head = json!({"alg": kind, "kid": "1", "typ": "JWT"});
    let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let text = format!("{}.{}", encode(&head), encode(claims));
    let sign = |key: &EcdsaKeyPair| {
        key.sign(&SystemRandom::new(), text.as_bytes()).expect("a signature").as_ref().to_vec()
    };
    let signature = match inside.signs {
        Signs::Well => sign(&inside.key),
        Signs::Other => sign(&key()),
        Signs::Not => Vec::new(),
        Signs::Shared => {
            let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, inside.key.public_key().as_ref());
            ring::hmac::sign(&key, text.as_bytes()).as_ref().to_vec()
        }
    };
    format!("{text}.{}", URL_SAFE_NO_PAD.encode(signature))
}

fn pairs(text: &str) -> BTreeMap<String, String> {
    let decode = |text: &str| {
        let (mut bytes, mut rest) = (Vec::new(), text.as_bytes());
        while let Some((first, after)) = rest.split_first() {
            if *first == b'%' {
                let byte =
                    std::str::from_utf8(&after[..2]).ok().and_then(|hex| u8::from_str_radix(hex, 16).ok());
                bytes.push(byte.expect("hex"));
                rest = &after[2..];
            } else {
                bytes.push(*first);
                rest = after;
            }
        }
        String::from_utf8(bytes).expect("UTF-8")
    };
    text.split('&')
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| (decode(name), decode(value)))
        .collect()
}
