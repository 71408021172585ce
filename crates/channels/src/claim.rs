//! From what a source says about a customer's identity to a [`Claim`] whose value is normalised, so that
//! the same mail address or phone number compares equal whoever wrote it.

use voorzet_domain::identity::{Claim, Identity, IdentityKind};

/// The claim that a source makes, or nothing when the value is empty or cannot be of its kind.
///
/// `verified` counts for mail, phone, device and social handle; an account is the organisation's own
/// number and always verified. `region` is the ISO 3166 country of phone numbers written without one.
pub fn claim(kind: IdentityKind, raw: &str, verified: bool, region: Option<&str>) -> Option<Claim> {
    let text = raw.trim();
    let text = match kind {
        IdentityKind::Mail => bare_address(text),
        _ => text,
    };
    let identity = Identity::new(kind, text, region)?;
    let verified = verified || kind == IdentityKind::Account;
    Some(Claim { identity, verified })
}

/// A mail address without the `mailto:` and the angle brackets people copy along.
fn bare_address(text: &str) -> &str {
    let text = text.strip_prefix("mailto:").unwrap_or(text);
    text.strip_prefix('<').and_then(|text| text.strip_suffix('>')).unwrap_or(text)
}
