//! A webhook's signature: HMAC-SHA256 over the body as it came, byte for byte, with the app's secret.

use ring::hmac::{self, HMAC_SHA256, Key};

use super::secret::Secret;

/// The header with the signature: `sha256=` and 64 hexadecimal digits.
pub const SIGNATURE: &str = "x-hub-signature-256";

/// What a signature begins with.
const PREFIX: &str = "sha256=";

/// The header [`SIGNATURE`] for a body.
pub fn sign(secret: &Secret, body: &[u8]) -> String {
    let tag = hmac::sign(&key(secret), body);
    let mut text = String::from(PREFIX);
    for byte in tag.as_ref() {
        text.push_str(&format!("{byte:02x}"));
    }
    text
}

/// Whether a body was signed by somebody who knows the secret. How long that takes does not depend on how much of the
/// signature is right.
pub fn verify(secret: &Secret, body: &[u8], signature: &str) -> bool {
    let tag = signature.strip_prefix(PREFIX).and_then(bytes);
    tag.is_some_and(|tag| hmac::verify(&key(secret), body, &tag).is_ok())
}

fn key(secret: &Secret) -> Key {
    Key::new(HMAC_SHA256, secret.reveal().as_bytes())
}

/// 64 hexadecimal digits as bytes.
pub(super) fn bytes(text: &str) -> Option<[u8; 32]> {
    let digits = text.as_bytes();
    if digits.len() != 64 {
        return None;
    }
    let mut bytes = [0; 32];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks(2)) {
        let high = char::from(pair[0]).to_digit(16)?;
        let low = char::from(pair[1]).to_digit(16)?;
        *byte = (high * 16 + low) as u8;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_what_others_compute() {
        // RFC 4231, test case 2.
        let secret = Secret::new("Jefe").expect("a secret");
        let body = b"what do ya want for nothing?";
        let signature = sign(&secret, body);
        let expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        assert_eq!(signature, format!("sha256={expected}"));
        assert!(verify(&secret, body, &signature));
        assert!(verify(&secret, body, &format!("sha256={}", expected.to_uppercase())));
        assert!(!verify(&secret, b"what do ya want for nothing", &signature));
        assert!(!verify(&secret, body, expected));
    }
}
