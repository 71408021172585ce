//! No expression can end the process: everything here runs on the small stack of a thread, in the build
//! with the largest frames.

use proptest::prelude::{ProptestConfig, any, proptest};
use proptest::test_runner::TestRunner;
use voorzet_domain::expr::Wanted;
use voorzet_domain::value::Value;

use super::world;

/// Half of what a thread has by default.
const STACK: usize = 1 << 20;

fn on_a_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    std::thread::Builder::new().stack_size(STACK).spawn(work).unwrap().join().expect("no panic")
}

/// What an expression can be made deep with: before, in the middle, after; and what is in the middle.
const DEEP: [(&str, &str, &str); 26] = [
    ("(", "true", ")"),
    ("!", "true", ""),
    ("!(", "true", ")"),
    ("-", "1", ""),
    ("- ", "event.attempts", ""),
    ("!-", "true", ""),
    ("[", "1", "]"),
    ("f(", "1", ")"),
    ("size(", "'a'", ")"),
    ("(true && false || ", "true", ")"),
    ("(true ? 1 + ", "1", " : 2)"),
    ("double(1.0 + int(2 * -", "1", "))"),
    ("'a'.contains('b' + string(1 == ", "1", "))"),
    ("{1:", "1", "}"),
    ("a{b:", "1", "}"),
    ("true ? ", "1", " : 2"),
    ("true ? 1 : ", "2", ""),
    ("(true ? 1 : ", "2", ")"),
    ("", "1", " + 1"),
    ("1 - (", "1", ")"),
    ("", "'a'", ".lowerAscii()"),
    ("", "event", ".a"),
    ("", "event", "[0]"),
    ("", "1", " < 1"),
    ("has(", "event.a", ")"),
    ("[1].all(x, ", "true", ")"),
];

#[test]
fn deep_expressions_are_refused() {
    on_a_thread(|| {
        for (before, middle, after) in DEEP {
            for depth in [1, 10, 30, 60, 63, 64, 65, 70, 100, 300, 1_000, 2_000, 10_000, 1_000_000] {
                let source = format!("{}{middle}{}", before.repeat(depth), after.repeat(depth));
                for wanted in [Wanted::Condition, Wanted::Amount] {
                    let found = world::value(&source, wanted, &world::data());
                    assert!(depth < 100 || found.is_err(), "{depth} of {before}{middle}{after}");
                }
                // Not even when it is never closed, or never opened.
                let _ = world::compiled(&before.repeat(depth), Wanted::Condition);
                let _ = world::compiled(&after.repeat(depth), Wanted::Condition);
            }
        }
    });
}

#[test]
fn fuzz_any_mixture_of_depths_is_refused_or_evaluated() {
    on_a_thread(|| {
        let mut runner =
            TestRunner::new(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() });
        let layers = (proptest::collection::vec(0..DEEP.len(), 0..70), 0..DEEP.len());
        runner
            .run(&layers, |(layers, core)| {
                let source = layers.into_iter().fold(DEEP[core].1.to_owned(), |inner, layer| {
                    let (before, _, after) = DEEP[layer];
                    format!("{before}{inner}{after}")
                });
                let _ = world::value(&source, Wanted::Condition, &world::data());
                Ok(())
            })
            .unwrap();
    });
}

#[test]
fn wide_expressions_are_fine() {
    on_a_thread(|| {
        for (term, joint) in [
            ("event.attempts == 2", " && "),
            ("event.attempts == 9", " || "),
            ("(event.attempts == 2 && event.under_way)", " && "),
            ("event.under_way && event.attempts > 1", " || "),
        ] {
            let source = vec![term; (4_096 + joint.len()) / (term.len() + joint.len())].join(joint);
            assert!(world::value(&source, Wanted::Condition, &world::data()).is_ok(), "{source}");
        }
        let list = vec!["'own'"; 500].join(", ");
        let source = format!("event.carrier in [{list}]");
        assert_eq!(world::value(&source, Wanted::Condition, &world::data()), Ok(Some(Value::Bool(true))));
    });
}

#[test]
fn as_much_may_lie_within_each_other_as_is_promised() {
    let sum = |terms: usize| vec!["1"; terms].join(" + ");
    assert!(world::compiled(&sum(64), Wanted::Amount).is_ok());
    assert!(world::compiled(&sum(65), Wanted::Amount).is_err());
    let brackets = |depth: usize| format!("{}1{}", "(".repeat(depth), ")".repeat(depth));
    assert!(world::compiled(&brackets(63), Wanted::Amount).is_ok());
    assert!(world::compiled(&brackets(64), Wanted::Amount).is_err());
    let side_by_side = vec!["((1 + 2) * 3)"; 30].join(" + ");
    assert!(world::compiled(&side_by_side, Wanted::Amount).is_ok());
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn fuzz_any_text_is_refused_or_evaluated(source in any::<String>()) {
        survives(&source);
    }

    #[test]
    fn fuzz_any_words_in_any_order_are_refused_or_evaluated(words in proptest::collection::vec(0..WORDS.len(), 0..60)) {
        let source: Vec<&str> = words.into_iter().map(|word| WORDS[word]).collect();
        survives(&source.join(" "));
        survives(&source.concat());
    }

    #[test]
    fn fuzz_any_bytes_in_quotes_are_refused_or_evaluated(inner in "[\\\\a-z0-7'\"xuU{}\u{e9}\r\n]{0,40}") {
        survives(&format!("event.carrier == '{inner}'"));
        survives(&format!("event.carrier == \"\"\"{inner}\"\"\""));
        survives(&format!("r'{inner}' == b'{inner}'"));
    }
}

/// Every word of the language, and some that are not.
const WORDS: [&str; 70] = [
    "event",
    ".",
    "delay_hours",
    "carrier",
    "note",
    "attempts",
    "start",
    "customer",
    "segment",
    "asset",
    "id",
    "local",
    "hour",
    "now",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ",",
    "?",
    ":",
    "!",
    "-",
    "+",
    "*",
    "/",
    "%",
    "<",
    "<=",
    ">",
    ">=",
    "==",
    "!=",
    "=",
    "in",
    "&&",
    "||",
    "&",
    "true",
    "false",
    "null",
    "1",
    "1u",
    "0x",
    "1.5",
    "1e400",
    "9223372036854775808",
    "'a'",
    "\"",
    "'",
    "b'a'",
    "'''",
    "`a`",
    "has",
    "count",
    "'page'",
    "'7d'",
    "last",
    "since",
    "sum",
    "int",
    "string",
    "duration",
    "timestamp",
    "size",
    "if",
    "é",
    "//",
];

fn survives(source: &str) {
    for wanted in [Wanted::Condition, Wanted::Amount, Wanted::Instant, Wanted::Key] {
        match world::value(source, wanted, &world::data()) {
            Ok(_) => {}
            Err(faults) => {
                assert!(!faults.is_empty(), "{source}");
                for fault in faults {
                    assert!(fault.offset <= source.len(), "{source}: {fault:?}");
                    assert!(source.is_char_boundary(fault.offset), "{source}: {fault:?}");
                }
            }
        }
    }
}
