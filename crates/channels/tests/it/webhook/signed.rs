//! Only what was signed by somebody who knows the secret, just now, is believed.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use voorzet_channels::webhook::{Forged, Secret, Signed, sign, verify};

use super::{SECRET, at, secret};

const ID: &str = "msg_p5jXN8AQM9LWM0D4loKWxJek";
const TIMESTAMP: &str = "1614265330";
const BODY: &[u8] = br#"{"test": 2432232314}"#;
const SIGNATURE: &str = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

fn published() -> Signed<'static> {
    Signed { id: ID, timestamp: TIMESTAMP, signature: SIGNATURE, body: BODY }
}

#[test]
fn the_published_example_is_signed_and_believed() {
    let secrets = [secret(SECRET)];
    assert_eq!(sign(ID, TIMESTAMP, BODY, &secrets), SIGNATURE);
    assert_eq!(verify(published(), &secrets, at(0)), Ok(()));
}

#[test]
fn five_minutes_apart_is_the_limit() {
    let secrets = [secret(SECRET)];
    for (seconds, expected) in
        [(300, Ok(())), (-300, Ok(())), (301, Err(Forged::Time)), (-301, Err(Forged::Time))]
    {
        assert_eq!(verify(published(), &secrets, at(seconds)), expected, "{seconds}");
    }
}

#[test]
fn while_secrets_rotate_either_side_may_know_only_one() {
    let (old, new) = (secret(SECRET), secret("whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX"));
    let both = sign(ID, TIMESTAMP, BODY, &[new.clone(), old.clone()]);
    assert_eq!(both.split(' ').count(), 2);
    let signed = Signed { signature: &both, ..published() };
    for known in [&[old.clone(), new.clone()], std::slice::from_ref(&old), std::slice::from_ref(&new)] {
        assert_eq!(verify(signed, known, at(0)), Ok(()));
    }
    let other = secret("whsec_FxYVFBMSERAPDg0MCwoJCAcGBQQDAgEA");
    assert_eq!(verify(signed, &[other], at(0)), Err(Forged::Signature));
    let by_new = sign(ID, TIMESTAMP, BODY, std::slice::from_ref(&new));
    let signed = Signed { signature: &by_new, ..published() };
    assert_eq!(verify(signed, &[old.clone(), new], at(0)), Ok(()));
    assert_eq!(verify(signed, &[old], at(0)), Err(Forged::Signature));
    assert_eq!(verify(published(), &[], at(0)), Err(Forged::Signature));
}

#[test]
fn a_secret_shows_itself_only_when_asked() {
    assert_eq!(format!("{:?}", secret(SECRET)), "whsec_…");
    assert_eq!(secret(SECRET).reveal(), SECRET);
    assert_eq!(secret(&SECRET[6..]), secret(SECRET));
    for wrong in
        ["", "whsec_", "whsec_short", "whsec_AAECAwQF", "whsec_!!!!", &format!("whsec_{}", "A".repeat(88))]
    {
        let error = Secret::parse(wrong).expect_err(wrong).to_string();
        assert!(wrong.len() < 7 || !error.contains(&wrong[6..]), "{error}");
    }
}

/// A webhook with a mistake in it, and the kind of mistake.
#[derive(Clone, Debug)]
struct Attempt {
    id: String,
    timestamp: String,
    signature: String,
    body: Vec<u8>,
    /// When it arrives, after it was signed.
    seconds: i64,
}

/// What is done to a webhook that was right.
fn spoil(mut of: Attempt, how: usize, place: usize, bit: u8, known: &Secret) -> Attempt {
    let place_in = |length: usize| place % length.max(1);
    let tag = || STANDARD.decode(&of.signature[3..]).expect("a signature");
    match how {
        // Another bit in the signature, the body, the number or the time.
        0 => {
            let mut tag = tag();
            let at = place_in(tag.len());
            tag[at] ^= 1 << (bit % 8);
            of.signature = format!("v1,{}", STANDARD.encode(tag));
        }
        1 => {
            let at = place_in(of.body.len());
            of.body[at] ^= 1 << (bit % 8);
        }
        2 => of.id.insert(place_in(of.id.len()), char::from(b'a' + bit % 26)),
        3 => of.timestamp = (of.timestamp.parse::<i64>().expect("a number") + 1 + i64::from(bit)).to_string(),
        // Cut short: the signature as text, as bytes, the body.
        4 => of.signature.truncate(place_in(of.signature.len())),
        5 => {
            let tag = tag();
            of.signature = format!("v1,{}", STANDARD.encode(&tag[..place_in(tag.len())]));
        }
        6 => of.body.truncate(place_in(of.body.len())),
        // The same JSON, written another way.
        7 => of.body.insert(place_in(of.body.len()).max(1), b' '),
        8 => of.body.push(b'\n'),
        // The same signature, written another way, or as another version.
        9 => of.signature = format!("v1,{}", STANDARD_NO_PAD.encode(tag())),
        10 => of.signature = format!("v1,{}=", of.signature[3..].to_owned()),
        11 => of.signature = of.signature[3..].to_owned(),
        12 => of.signature = format!("v{},{}", 2 + bit % 8, &of.signature[3..]),
        13 => of.signature = of.signature.to_uppercase(),
        14 => of.signature = format!("v1a,{}", &of.signature[3..]),
        15 => of.signature = of.signature.replacen("v1,", "v1=", 1),
        // Old, or not yet, though signed as it should be.
        16 => of.seconds = 301 + place as i64,
        17 => of.seconds = -301 - place as i64,
        // Times that are no plain number.
        18 => of.timestamp = format!("+{}", of.timestamp),
        19 => of.timestamp = format!("0{}", of.timestamp),
        20 => of.timestamp = format!("{}.0", of.timestamp),
        21 => of.timestamp = String::new(),
        // What is signed moves from one part to the next.
        22 => {
            of.body = [of.timestamp.as_bytes(), b".", &of.body].concat();
            of.timestamp = of.id.split_off(of.id.len() - 1);
        }
        // Another secret, none, or the answer to a question that was not asked.
        23 => of.signature = sign(&of.id, &of.timestamp, &of.body, &[other(bit)]),
        24 => of.signature = String::new(),
        25 => of.signature = format!("v1,{}", STANDARD.encode([bit; 32])),
        26 => of.signature = sign("", &of.timestamp, &of.body, std::slice::from_ref(known)),
        27 => of.signature = URL_SAFE.encode(tag()),
        _ => {
            // More signatures than anybody looks at, the right one last.
            let many = format!("v1,{} ", STANDARD.encode([bit; 32])).repeat(8);
            of.signature = many + &of.signature;
        }
    }
    of
}

fn other(bit: u8) -> Secret {
    secret(&STANDARD.encode([bit; 32]))
}

#[test]
fn fuzz_ten_thousand_that_are_not_right_are_not_believed() {
    let known = secret(SECRET);
    let cases = (("[a-z0-9_]{8,40}", vec(any::<u8>(), 2..200)), (0_usize..29, any::<u16>(), any::<u8>()));
    let mut runner = TestRunner::new(Config { cases: 10_000, ..Config::default() });
    let (mut tried, mut believed) = (0_u32, 0_u32);
    let counted = std::cell::RefCell::new((&mut tried, &mut believed));
    let result = runner.run(&cases, |((id, body), (how, place, bit))| {
        let signature = sign(&id, TIMESTAMP, &body, std::slice::from_ref(&known));
        let right = Attempt { id, timestamp: TIMESTAMP.to_owned(), signature, body, seconds: 0 };
        let verdict = |attempt: &Attempt| {
            let Attempt { id, timestamp, signature, body, seconds } = attempt;
            verify(Signed { id, timestamp, signature, body }, std::slice::from_ref(&known), at(*seconds))
        };
        prop_assert_eq!(verdict(&right), Ok(()));
        let wrong = spoil(right, how, usize::from(place), bit, &known);
        let mut counted = counted.borrow_mut();
        *counted.0 += 1;
        *counted.1 += u32::from(verdict(&wrong).is_ok());
        prop_assert!(verdict(&wrong).is_err(), "believed, spoiled in way {}", how);
        Ok(())
    });
    result.expect("none is believed");
    assert_eq!((tried >= 10_000, believed), (true, 0));
}
