//! Row 17 of the faults: signatures that are forged, cut off, of another body, or of the same in other bytes.

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use voorzet_channels::whatsapp::{Secret, sign, verify};

use super::{MESSAGES, STATUSES};

fn secret(text: &str) -> Secret {
    Secret::new(text).expect("a secret")
}

/// What somebody who does not know the secret sends: a body and a signature.
fn forged() -> impl Strategy<Value = (Vec<u8>, String)> {
    let ours = secret("the app's secret");
    let body = prop::sample::select(vec![MESSAGES.as_bytes().to_vec(), STATUSES.as_bytes().to_vec()]);
    (body, 0..9_u8, any::<usize>(), 1..=255_u8, "[a-z]{1,20}").prop_map(
        move |(mut body, kind, at, change, word)| {
            let right = sign(&ours, &body);
            let signature = match kind {
                // One byte of the body is another.
                0 => {
                    let at = at % body.len();
                    body[at] ^= change;
                    right
                }
                // It is cut off, or goes on.
                1 => {
                    body.truncate(at % body.len());
                    right
                }
                2 => {
                    body.extend(word.bytes());
                    right
                }
                // The same, written anew.
                3 => {
                    let value: serde_json::Value = serde_json::from_slice(&body).expect("JSON");
                    body = value.to_string().into_bytes();
                    right
                }
                // One digit of the signature is another, or it is cut off.
                4 => {
                    let at = 7 + at % 64;
                    let other = if right.as_bytes()[at] == b'0' { "1" } else { "0" };
                    format!("{}{other}{}", &right[..at], &right[at + 1..])
                }
                5 => right[..at % right.len()].to_owned(),
                // By another secret, of no form, or not there.
                6 => sign(&secret(&word), &body),
                7 => format!("sha256={word}"),
                _ => String::new(),
            };
            (body, signature)
        },
    )
}

#[test]
fn of_ten_thousand_forgeries_none_is_believed() {
    let ours = secret("the app's secret");
    let config = Config { cases: 10_000, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let believed = std::cell::Cell::new(0_u32);
    let ran = std::cell::Cell::new(0_u32);
    runner
        .run(&forged(), |(body, signature)| {
            ran.set(ran.get() + 1);
            believed.set(believed.get() + u32::from(verify(&ours, &body, &signature)));
            Ok(())
        })
        .expect("it runs");
    assert_eq!((ran.get(), believed.get()), (10_000, 0));
    assert!(verify(&ours, MESSAGES.as_bytes(), &sign(&ours, MESSAGES.as_bytes())));
}

#[test]
fn a_word_is_known_by_all_of_it() {
    let word = secret(" let me in \n");
    assert!(word.is("let me in"));
    for other in ["", "let me i", "let me in ", "LET ME IN"] {
        assert!(!word.is(other), "{other}");
    }
    assert_eq!(format!("{word:?}"), "…");
    assert_eq!(Secret::new("  \n"), None);
}
