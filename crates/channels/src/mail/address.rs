//! Mail addresses as they go on the wire: what could end a line or a command is in none of them.

use std::fmt;

/// A mail address that can be written into a command and a field as it is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Address {
    local: String,
    domain: String,
}

/// Why a text is no address that can be sent to.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// It has no `@`, or nothing on one of its sides.
    #[error("it is no mail address")]
    Shape,
    /// It holds what no address that is sent to holds.
    #[error("it holds characters that no mail address holds")]
    Characters,
    /// It is longer than addresses are.
    #[error("it is longer than a mail address may be")]
    Long,
}

/// The longest address and the longest part before its `@` (RFC 5321, section 4.5.3.1).
const LONGEST: usize = 254;
const LONGEST_LOCAL: usize = 64;

impl Address {
    /// Reads an address. A domain in another script becomes what the name system knows it by.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let text = text.trim();
        let (local, domain) = text.rsplit_once('@').ok_or(AddressError::Shape)?;
        if local.is_empty() || domain.is_empty() {
            return Err(AddressError::Shape);
        }
        if text.len() > LONGEST || local.len() > LONGEST_LOCAL {
            return Err(AddressError::Long);
        }
        // Quoted local parts are allowed on paper, and nobody has one.
        let is_plain = |c: char| !c.is_whitespace() && !c.is_control() && !"\"(),:;<>@[\\]".contains(c);
        if !local.chars().all(is_plain) || local.starts_with('.') || local.ends_with('.') {
            return Err(AddressError::Characters);
        }
        let domain = idna::domain_to_ascii_strict(domain).map_err(|_| AddressError::Characters)?;
        Ok(Self { local: local.to_owned(), domain })
    }

    /// The part before the `@`.
    pub fn local(&self) -> &str {
        &self.local
    }

    /// The part after it, in lower case.
    pub fn domain(&self) -> &str {
        &self.domain
    }

    /// Whether only servers that take other scripts can be given it.
    pub fn is_international(&self) -> bool {
        !self.local.is_ascii()
    }

    /// The same with `+token` before the `@`.
    #[must_use]
    pub fn tagged(&self, token: &str) -> Self {
        Self { local: format!("{}+{token}", self.local), domain: self.domain.clone() }
    }

    /// The token of an address that is this one with `+token` before the `@`.
    pub fn token_of(&self, other: &str) -> Option<String> {
        let (local, domain) = other.trim().rsplit_once('@')?;
        let (base, token) = local.split_once('+')?;
        let is_token =
            (1..=64).contains(&token.len()) && token.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let is_ours = base.eq_ignore_ascii_case(&self.local) && domain.eq_ignore_ascii_case(&self.domain);
        // Servers on the way may write it in lower case.
        (is_ours && is_token).then(|| token.to_ascii_lowercase())
    }

    /// Whether a text is this address, with or without a token.
    pub fn is(&self, other: &str) -> bool {
        let Some((local, domain)) = other.trim().rsplit_once('@') else { return false };
        let base = local.split_once('+').map_or(local, |(base, _)| base);
        [local, base].iter().any(|local| local.eq_ignore_ascii_case(&self.local))
            && domain.eq_ignore_ascii_case(&self.domain)
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.local, self.domain)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_end_a_line_or_command_is_in_no_address() {
        for bad in [
            "",
            "a",
            "@b.nl",
            "a@",
            "a b@c.nl",
            "a\r\nRCPT TO:<x@y.nl>@c.nl",
            "a@c.nl\r\nDATA",
            "<a@c.nl>",
            "a@c.nl> SIZE=1",
            "a@b@c.nl",
            "a,b@c.nl",
            "\"a\"@c.nl",
            "a@c.nl\0",
            ".a@c.nl",
            "a@c d.nl",
            "a@[1.2.3.4]",
        ] {
            assert!(Address::parse(bad).is_err(), "{bad:?}");
        }
        let address = Address::parse(" An.Jansen+x@Müller.Example ").expect("an address");
        assert_eq!(address.to_string(), "An.Jansen+x@xn--mller-kva.example");
        assert!(Address::parse(&format!("{}@c.nl", "a".repeat(65))).is_err());
    }

    #[test]
    fn tokens_come_back_as_they_went_or_in_lower_case() {
        let ours = Address::parse("service@shop.example").expect("an address");
        let tagged = ours.tagged("ab12").to_string();
        assert_eq!(tagged, "service+ab12@shop.example");
        assert_eq!(ours.token_of("Service+AB12@SHOP.example").as_deref(), Some("ab12"));
        for other in
            ["service@shop.example", "service+a.b@shop.example", "x+ab@shop.example", "service+ab@x.example"]
        {
            assert_eq!(ours.token_of(other), None, "{other}");
        }
        assert!(ours.is("SERVICE+q@shop.example") && !ours.is("servic@shop.example"));
    }
}
