//! From what a source says about a customer's identity to a [`Claim`] whose value is normalised, so that
//! the same mail address or phone number compares equal whoever wrote it.

use compact_str::{CompactString, ToCompactString};
use voorzet_domain::identity::{Claim, Identity, IdentityKind};

/// The claim that a source makes, or nothing when the value is empty or cannot be of its kind.
///
/// `verified` counts for mail, phone, device and social handle; an account is the organisation's own
/// number and always verified. `region` is the ISO 3166 country of phone numbers written without one.
pub fn claim(kind: IdentityKind, raw: &str, verified: bool, region: Option<&str>) -> Option<Claim> {
    let value = normalise(kind, raw, region)?;
    let verified = verified || kind == IdentityKind::Account;
    Some(Claim { identity: Identity { kind, value }, verified })
}

/// The value of an identity in its one form, or nothing when it has none.
fn normalise(kind: IdentityKind, raw: &str, region: Option<&str>) -> Option<CompactString> {
    let text = raw.trim();
    if text.is_empty() {
        return None;
    }
    match kind {
        IdentityKind::Account | IdentityKind::Device => Some(text.into()),
        IdentityKind::Social => Some(text.trim_start_matches('@').to_lowercase().to_compact_string()),
        IdentityKind::Mail => mail(text),
        IdentityKind::Phone => voorzet_domain::phone::normalise(text, region),
    }
}

/// A mail address in lower case, without the `mailto:` and the angle brackets people copy along.
fn mail(text: &str) -> Option<CompactString> {
    let text = text.strip_prefix("mailto:").unwrap_or(text);
    let text = text.strip_prefix('<').and_then(|text| text.strip_suffix('>')).unwrap_or(text);
    let (local, domain) = text.rsplit_once('@')?;
    let whole = !local.is_empty() && !domain.is_empty() && !text.contains(char::is_whitespace);
    whole.then(|| text.to_lowercase().to_compact_string())
}
