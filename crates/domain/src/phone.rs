//! Phone numbers in one form, E.164, so that one telephone is one identity however it was typed.

use std::fmt::Write as _;

use compact_str::CompactString;
use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumberFormat, Region};

/// The longest text that is looked at, in bytes. The longest real number with punctuation, a `tel:` prefix
/// and an extension stays well under it.
const LONGEST: usize = 64;

/// The E.164 form (`+31612345678`) of a phone number as people and systems write it, or none when it is no
/// valid number.
///
/// `region` is the ISO 3166 country (`NL`) in which a number without a country code is dialled; without
/// one, or with one that does not exist, only international numbers are read. *Valid* is what Google's
/// numbering plan metadata says: the country, the length and the leading digits exist. Whether anybody
/// answers is not known. An extension is dropped, E.164 has none.
///
/// Dutch mobile numbers, by far the commonest here, are recognised without the library by the very rule of
/// that metadata; every other text, in E.164 form already or not, is parsed and validated in full. The first such
/// text costs about 10 ms and 8 MB (the metadata), each after it about 1 µs.
pub fn normalise(raw: &str, region: Option<&str>) -> Option<CompactString> {
    let text = raw.trim();
    if text.is_empty() || text.len() > LONGEST {
        return None;
    }
    let region = region.and_then(country);
    if let Some(number) = dutch_mobile(text, region) {
        return Some(number);
    }
    let number = PHONE_NUMBER_UTIL.parse(text, region).ok()?;
    if !PHONE_NUMBER_UTIL.is_valid_number(&number) {
        return None;
    }
    let mut e164 = CompactString::default();
    write!(e164, "{}", PHONE_NUMBER_UTIL.format(&number, PhoneNumberFormat::E164)).ok()?;
    Some(e164)
}

fn country(code: &str) -> Option<Region> {
    // Two letters only: the library also knows `001`, the world, which is nobody's dialling region.
    let code = code.trim();
    let letters = code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_alphabetic());
    if letters { code.to_ascii_uppercase().parse().ok() } else { None }
}

/// `+316…`, or `06…` dialled in the Netherlands, when the number is one of the mobile ranges 061 to 065 and 068.
/// A test holds this against the library for every range.
fn dutch_mobile(text: &str, region: Option<Region>) -> Option<CompactString> {
    let subscriber = match text.strip_prefix("+316") {
        Some(rest) => rest,
        None if region == Some(Region::NL) => text.strip_prefix("06")?,
        None => return None,
    };
    // One separator after 06 is how most Dutch forms print it.
    let subscriber = subscriber.strip_prefix(['-', ' ']).unwrap_or(subscriber);
    let digits = subscriber.len() == 8 && subscriber.bytes().all(|byte| byte.is_ascii_digit());
    if !digits || !matches!(subscriber.as_bytes()[0], b'1'..=b'5' | b'8') {
        return None;
    }
    let mut number = CompactString::const_new("+316");
    number.push_str(subscriber);
    Some(number)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(raw: &str, region: &str, expect: Option<&str>) {
        assert_eq!(normalise(raw, Some(region)).as_deref(), expect, "{raw} in {region}");
    }

    #[test]
    fn one_telephone_has_one_form() {
        for raw in [
            "06-12345678",
            "06 12345678",
            "06 1234 5678",
            "(06) 12 34 56 78",
            "+31 (0)6 1234 5678",
            "+31612345678",
            "+316-12345678",
            "0031612345678",
            "tel:+31-6-1234-5678",
            "０６１２３４５６７８",
            " 0612345678 ext 12",
        ] {
            check(raw, "NL", Some("+31612345678"));
        }
        check("020 624 1111", "NL", Some("+31206241111"));
        check("14 020", "NL", Some("+3114020"));
        check("+1 212-736-5000", "NL", Some("+12127365000"));
        check("0475 12 34 56", "be", Some("+32475123456"));
        check("+39 02 12345678", "NL", Some("+390212345678"));
        assert_eq!(normalise("0612345678", None), None, "no country to dial it in");
        assert_eq!(normalise("+31612345678", None).as_deref(), Some("+31612345678"));
        assert_eq!(normalise("+442079460018", Some("nowhere")).as_deref(), Some("+442079460018"));
    }

    #[test]
    fn what_is_no_number_has_no_form() {
        for raw in ["", " ", "+", "abc", "112", "0000000000", "+31000000000", "+0612345678", "0600000000"] {
            check(raw, "NL", None);
        }
        check(&"9".repeat(10_000), "NL", None);
        check("06 12 34 56 78 9", "NL", None);
    }

    #[test]
    fn the_short_cut_is_the_librarys_own_rule() {
        for range in 0..100 {
            let text = format!("+316{range:02}345678");
            let number = PHONE_NUMBER_UTIL.parse(&text, None).expect("the shape of a number");
            let valid = PHONE_NUMBER_UTIL.is_valid_number(&number);
            let mobile = matches!(number.get_type(), rlibphonenumber::PhoneNumberType::Mobile);
            assert_eq!(dutch_mobile(&text, None).is_some(), valid && mobile, "{text}");
            assert_eq!(normalise(&text, None).is_some(), valid, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_breaks_it_and_a_form_is_its_own_form(raw in "\\PC{0,70}|[+0-9 ()/.\\-]{0,24}|tel:[+0-9;=a-z]{0,30}") {
            if let Some(e164) = normalise(&raw, Some("NL")) {
                prop_assert!(e164.len() <= 16 && e164.starts_with('+'));
                prop_assert_eq!(normalise(&e164, None), Some(e164));
            }
        }
    }
}
