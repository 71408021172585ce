//! An app that counts (RFC 6238), and codes for who has lost it.

use totp_rs::{Builder, Secret, Totp};
use voorzet_domain::time::Timestamp;

use super::ticket;
use crate::api::problem::Problem;

/// How many codes one gets for the day that the app is lost.
const CODES: usize = 10;

/// A new secret, in base 32.
pub(crate) fn secret() -> Result<String, Problem> {
    Ok(Secret::new(Box::new(ticket::bytes::<20>()?)).to_base32())
}

fn totp(secret: &str) -> Option<Totp> {
    let secret = Secret::try_from_base32(secret).ok()?;
    // One step before and after: clocks of telephones differ by no more.
    Builder::new().with_secret(secret).with_digits(6).with_step_duration(30).with_skew(1).build().ok()
}

/// What an app reads from its camera.
pub(crate) fn uri(secret: &str, organisation: &str, email: &str) -> String {
    let issuer = if organisation.is_empty() { "Voorzet" } else { organisation };
    let (issuer, email) = (crate::running::part(issuer), crate::running::part(email));
    format!(
        "otpauth://totp/{issuer}:{email}?secret={secret}&issuer={issuer}&algorithm=SHA1&digits=6&period=30"
    )
}

/// The same as a picture.
pub(crate) fn svg(uri: &str) -> Result<String, Problem> {
    let code = qrcode::QrCode::new(uri.as_bytes()).map_err(|error| Problem::internal(&error))?;
    Ok(code.render::<qrcode::render::svg::Color<'_>>().min_dimensions(200, 200).build())
}

/// The step of a code, when it is one that may be used: of now or nearly now, and later than the last.
pub(crate) fn step(secret: &str, code: &str, last: u64, now: Timestamp) -> Option<u64> {
    let code: String = code.chars().filter(|letter| !letter.is_whitespace()).collect();
    let seconds = u64::try_from(now.as_micros() / 1_000_000).ok()?;
    totp(secret)?.check(&code, seconds).filter(|step| *step > last)
}

/// New codes for who loses the app, and what is kept of them.
pub(crate) fn recovery() -> Result<(Vec<String>, Vec<String>), Problem> {
    let mut codes = Vec::with_capacity(CODES);
    for _ in 0..CODES {
        let code = Secret::new(Box::new(ticket::bytes::<10>()?)).to_base32().to_lowercase();
        let parts: Vec<&str> = [0, 4, 8, 12].into_iter().filter_map(|at| code.get(at..at + 4)).collect();
        codes.push(parts.join("-"));
    }
    let hashes = codes.iter().map(|code| recovery_hash(code)).collect();
    Ok((codes, hashes))
}

/// What is kept of such a code, however it is typed.
pub(crate) fn recovery_hash(code: &str) -> String {
    let plain: String = code.chars().filter(char::is_ascii_alphanumeric).collect();
    ticket::hash(&plain.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_the_rfc_and_are_used_once() {
        // RFC 6238, appendix B: the last six digits of its eight.
        let secret = Secret::new(Box::new(*b"12345678901234567890")).to_base32();
        let at = |seconds: i64| Timestamp::from_micros(seconds * 1_000_000).expect("an instant");
        for (seconds, code) in [(59, "287082"), (1_111_111_109, "081804"), (2_000_000_000, "279037")] {
            let step = step(&secret, code, 0, at(seconds)).expect("the code");
            assert_eq!(step, seconds.cast_unsigned() / 30);
            assert_eq!(super::step(&secret, code, step, at(seconds)), None, "it was used");
            assert!(super::step(&secret, code, step - 1, at(seconds + 30)).is_some());
            assert_eq!(super::step(&secret, code, 0, at(seconds + 61)), None, "it is too old");
        }
        assert_eq!(step(&secret, "28708", 0, at(59)), None);
        assert!(step(&secret, " 287 082", 0, at(59)).is_some());
    }

    #[test]
    fn codes_for_the_day_the_app_is_lost_are_known_however_they_are_typed() {
        let (codes, hashes) = recovery().expect("codes");
        assert_eq!(codes.len(), CODES);
        assert_eq!(codes[0].len(), 19);
        assert_eq!(recovery_hash(&codes[0].to_uppercase().replace('-', " ")), hashes[0]);
    }

    #[test]
    fn an_app_can_read_it() {
        let uri = uri("ABC", "Bos & Co", "an@example.nl");
        assert!(uri.starts_with("otpauth://totp/Bos%20%26%20Co:an%40example.nl?secret=ABC&"), "{uri}");
        assert!(svg(&uri).expect("a picture").contains("<svg"));
    }
}
