//! What a customer is known by: an account, a mail address, a phone number, a device, a social handle.

use std::fmt;

use compact_str::CompactString;
use serde::{Deserialize, Serialize};

use crate::phone;

/// The kinds of identity. The order is the order of trust: the first identity of an event that is
/// known decides whose event it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IdentityKind {
    /// The organisation's own number for the customer.
    Account,
    /// A mail address, in lower case.
    Mail,
    /// A phone number in E.164: `+31612345678`.
    Phone,
    /// A device, browser or app installation.
    Device,
    /// A handle on a social network: `network/handle`.
    Social,
}

impl IdentityKind {
    /// Every kind, most trusted first.
    pub const ALL: [Self; 5] = [Self::Account, Self::Mail, Self::Phone, Self::Device, Self::Social];

    /// The word used in files: `account`, `mail`, `phone`, `device`, `social`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Mail => "mail",
            Self::Phone => "phone",
            Self::Device => "device",
            Self::Social => "social",
        }
    }

    /// The kind that a word names.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// One identity, its value normalised for its kind so that equal identities compare equal.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Identity {
    /// What kind of identity.
    pub kind: IdentityKind,
    /// The normalised value.
    pub value: CompactString,
}

/// An identity as an event states it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// The identity stated.
    pub identity: Identity,
    /// Whether its holder proved it. An account is proved by being the organisation's own; a mail
    /// address only when the source says so. Only proved identities link customers by themselves.
    pub verified: bool,
}

impl Identity {
    /// An organisation's own number for a customer: trimmed, otherwise as stated, since two systems may
    /// tell `a1` and `A1` apart.
    pub fn account(raw: &str) -> Option<Self> {
        Self::opaque(IdentityKind::Account, raw)
    }

    /// A device, browser or app installation: trimmed, otherwise as stated. The zero identifier that
    /// telephones give when tracking is off is nobody's.
    pub fn device(raw: &str) -> Option<Self> {
        Self::opaque(IdentityKind::Device, raw)
    }

    /// A mail address: trimmed, `mailto:` and angle brackets taken off, in lower case.
    ///
    /// Plausible is: one `@`, a local part of 1 to 64 bytes, a domain of at least two labels that ends in
    /// letters, 254 bytes in all. Sub-addresses (`name+tag@`) stay apart, only the provider knows what they mean.
    pub fn mail(raw: &str) -> Option<Self> {
        let text = raw.trim();
        let text = text.strip_prefix("mailto:").unwrap_or(text);
        let text = text.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')).unwrap_or(text);
        if text.len() > 254 {
            return None;
        }
        let value = CompactString::from_str_to_lowercase(text);
        let (local, domain) = value.split_once('@')?;
        let plausible = plausible_local(local) && plausible_domain(domain);
        (plausible && !is_placeholder_mail(local, domain)).then(|| Self { kind: IdentityKind::Mail, value })
    }

    /// A phone number in E.164; see [`phone::normalise`] for what is valid and what `region` does.
    /// A valid number whose last eight digits are one digit repeated is a form's filler and nobody's.
    pub fn phone(raw: &str, region: Option<&str>) -> Option<Self> {
        let value = phone::normalise(raw, region)?;
        let digits = value.as_bytes();
        let tail = &digits[digits.len().saturating_sub(8)..];
        let filler = tail.iter().all(|digit| *digit == tail[0]);
        (!filler).then_some(Self { kind: IdentityKind::Phone, value })
    }

    /// A handle on a network as `network/handle`: both trimmed and in lower case, without a leading `@`.
    pub fn social(network: &str, handle: &str) -> Option<Self> {
        let network = plain(network).filter(|name| !name.contains('/'))?;
        let handle = handle.trim();
        let handle = plain(handle.strip_prefix('@').unwrap_or(handle))?;
        let mut value = CompactString::from_str_to_lowercase(network);
        value.push('/');
        value.push_str(&CompactString::from_str_to_lowercase(handle));
        Some(Self { kind: IdentityKind::Social, value })
    }

    /// An identity of a kind that is only known at run time, as a map of foreign columns states it. A
    /// social one is written `network/handle`; `region` matters to a phone number only.
    pub fn new(kind: IdentityKind, raw: &str, region: Option<&str>) -> Option<Self> {
        match kind {
            IdentityKind::Account => Self::account(raw),
            IdentityKind::Mail => Self::mail(raw),
            IdentityKind::Phone => Self::phone(raw, region),
            IdentityKind::Device => Self::device(raw),
            IdentityKind::Social => {
                raw.split_once('/').and_then(|(network, handle)| Self::social(network, handle))
            }
        }
    }

    fn opaque(kind: IdentityKind, raw: &str) -> Option<Self> {
        plain(raw).map(|value| Self { kind, value: value.into() })
    }
}

/// The identity as it is shown and searched: `account:u001`.
impl fmt::Display for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.kind.name(), self.value)
    }
}

/// The longest identity that is kept, in bytes: what is longer is a payload in the wrong column.
const LONGEST: usize = 256;

/// What systems and people fill in when they have nothing: lower case, letters and digits only.
const PLACEHOLDERS: [&str; 25] = [
    "anonymous",
    "anoniem",
    "default",
    "deleted",
    "empty",
    "false",
    "geen",
    "guest",
    "gast",
    "leeg",
    "na",
    "nan",
    "nil",
    "none",
    "nobody",
    "noreply",
    "donotreply",
    "notset",
    "null",
    "nvt",
    "onbekend",
    "true",
    "undefined",
    "unidentified",
    "unknown",
];

/// The text trimmed, unless it is empty, too long, broken by control characters or a placeholder.
fn plain(raw: &str) -> Option<&str> {
    let text = raw.trim();
    let usable = !text.is_empty() && text.len() <= LONGEST && !text.chars().any(char::is_control);
    (usable && !is_placeholder(text)).then_some(text)
}

/// Whether a text only holds a place: a word for "nothing", zeros (`0`, the nil UUID) or punctuation.
fn is_placeholder(text: &str) -> bool {
    let mut letters = text.chars().filter(|letter| letter.is_alphanumeric());
    if letters.all(|letter| letter == '0') {
        return true;
    }
    // The longest placeholder bounds the comparison, so that ordinary identities do not allocate.
    let word: CompactString = text
        .chars()
        .filter(|letter| letter.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .take(16)
        .collect();
    PLACEHOLDERS.contains(&word.as_str())
}

/// `none@none.com`, `noreply@shop.nl`, `test@test.nl`: an address that a form wanted, not a person's.
fn is_placeholder_mail(local: &str, domain: &str) -> bool {
    is_placeholder(local) || (local == "test" && domain.split('.').next() == Some("test"))
}

fn plausible_local(local: &str) -> bool {
    let wrong =
        |letter: char| letter.is_whitespace() || letter.is_control() || "@<>,;:()[]\\\"".contains(letter);
    (1..=64).contains(&local.len())
        && !local.contains(wrong)
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
}

fn plausible_domain(domain: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|letter| letter.is_alphanumeric() || letter == '-')
    };
    let Some((_, top)) = domain.rsplit_once('.') else { return false };
    // `xn--p1ai` and its like are top-level names too, so letters need only come first.
    domain.split('.').all(label) && top.chars().count() >= 2 && top.starts_with(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(identity: Option<Identity>) -> Option<String> {
        identity.map(|identity| identity.to_string())
    }

    #[test]
    fn equal_identities_compare_equal() {
        assert_eq!(value(Identity::account(" U001 ")).as_deref(), Some("account:U001"));
        assert_eq!(
            value(Identity::mail(" An.Bos+x@Example.NL\n")).as_deref(),
            Some("mail:an.bos+x@example.nl")
        );
        assert_eq!(Identity::mail("mailto:an@bos.nl"), Identity::mail("<AN@BOS.NL>"));
        assert_eq!(Identity::phone("06-12345678", Some("NL")), Identity::phone("+31612345678", None));
        assert_eq!(value(Identity::social("X", "@AnBos")).as_deref(), Some("social:x/anbos"));
        assert_eq!(Identity::new(IdentityKind::Social, "x/anbos", None), Identity::social("x", "anbos"));
        assert_eq!(value(Identity::mail("info@bücher.de")).as_deref(), Some("mail:info@bücher.de"));
    }

    #[test]
    fn a_placeholder_is_nobody() {
        for raw in [
            "",
            " ",
            "unknown",
            "UNKNOWN",
            "null",
            "n/a",
            "N.V.T.",
            "none",
            "(not set)",
            "0",
            "000",
            "-",
            "?",
            "00000000-0000-0000-0000-000000000000",
            "undefined",
            "a\u{0}b",
        ] {
            assert_eq!(Identity::account(raw), None, "{raw}");
            assert_eq!(Identity::device(raw), None, "{raw}");
            assert_eq!(Identity::social("x", raw), None, "{raw}");
            assert_eq!(Identity::mail(raw), None, "{raw}");
            assert_eq!(Identity::phone(raw, Some("NL")), None, "{raw}");
        }
        assert_eq!(Identity::account(&"a".repeat(257)), None);
        assert!(Identity::account("unknowns").is_some());
        assert!(Identity::account("10").is_some());
        assert_eq!(Identity::phone("0611111111", Some("NL")), None);
    }

    #[test]
    fn implausible_mail_addresses_are_refused() {
        for raw in [
            "test@test",
            "test@test.nl",
            "none@none.com",
            "no-reply@shop.nl",
            "an",
            "an@",
            "@bos.nl",
            "an@bos",
            "an@@bos.nl",
            "an@bos@nl.nl",
            "an bos@bos.nl",
            "an@bos..nl",
            "an@-bos.nl",
            "an.@bos.nl",
            "an@bos.nl.",
            "an@1.2.3.4",
            "a@b.c",
            "an@bos.nl, jo@bos.nl",
        ] {
            assert_eq!(Identity::mail(raw), None, "{raw}");
        }
        assert_eq!(Identity::mail(&format!("{}@bos.nl", "a".repeat(65))), None);
    }
}
