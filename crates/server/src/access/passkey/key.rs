//! Public keys of passkeys (COSE, RFC 9053) and what they have signed: ES256, EdDSA and RS256.

use ciborium::Value;
use ring::signature::{
    ECDSA_P256_SHA256_ASN1, ED25519, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey,
};

use super::Doubt;

/// The kinds, by their numbers at IANA, the one that is liked best first.
pub(super) const KINDS: [i64; 3] = [-7, -8, -257];

/// A public key.
pub(super) enum Key {
    /// A point on P-256, uncompressed.
    Es256(Vec<u8>),
    /// Ed25519.
    EdDsa(Vec<u8>),
    /// RSA: modulus and exponent.
    Rs256(Vec<u8>, Vec<u8>),
}

impl Key {
    /// Reads one.
    pub(super) fn read(cose: &[u8]) -> Result<Self, Doubt> {
        let value: Value = ciborium::from_reader(cose).map_err(|_| Doubt::Unreadable)?;
        let pairs = value.into_map().map_err(|_| Doubt::Unreadable)?;
        let find = |label: i64| {
            let of = |name: &Value| name.as_integer().and_then(|name| i64::try_from(name).ok());
            pairs.iter().find(|(name, _)| of(name) == Some(label)).map(|(_, value)| value)
        };
        let number = |label| find(label)?.as_integer().and_then(|number| i64::try_from(number).ok());
        let bytes = |label| find(label).and_then(Value::as_bytes).ok_or(Doubt::UnknownKey);
        // Kind of key, algorithm, curve.
        match (number(1), number(3), number(-1)) {
            (Some(2), Some(-7), Some(1)) => {
                let (x, y) = (bytes(-2)?, bytes(-3)?);
                if x.len() != 32 || y.len() != 32 {
                    return Err(Doubt::UnknownKey);
                }
                Ok(Self::Es256([&[4], x.as_slice(), y.as_slice()].concat()))
            }
            (Some(1), Some(-8), Some(6)) => Ok(Self::EdDsa(bytes(-2)?.clone())),
            (Some(3), Some(-257), None) => Ok(Self::Rs256(bytes(-1)?.clone(), bytes(-2)?.clone())),
            _ => Err(Doubt::UnknownKey),
        }
    }

    /// Whether it has signed this.
    pub(super) fn has_signed(&self, message: &[u8], signature: &[u8]) -> Result<(), Doubt> {
        let verified = match self {
            Self::Es256(key) => {
                UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, key).verify(message, signature)
            }
            Self::EdDsa(key) => UnparsedPublicKey::new(&ED25519, key).verify(message, signature),
            Self::Rs256(n, e) => {
                RsaPublicKeyComponents { n, e }.verify(&RSA_PKCS1_2048_8192_SHA256, message, signature)
            }
        };
        verified.map_err(|_| Doubt::Signature)
    }
}
