//! What is refused, where, and with what advice.

use voorzet_domain::expr::{Fault, Wanted, compile};

use super::world;

/// One wrong condition about `delivery.delayed`, and its faults: byte offset, message, hint.
type Wrong = (&'static str, &'static [(usize, &'static str, &'static str)]);

#[rustfmt::skip]
const WRONG: &[Wrong] = &[
    ("", &[
        (0, "the expression is empty", ""),
    ]),
    ("   ", &[
        (0, "the expression is empty", ""),
    ]),
    ("event.delay_hours >=", &[
        (20, "expected a value, found the end", ""),
    ]),
    ("event.delay_hours >= 4.0)", &[
        (24, "expected an operator or the end, found `)`", ""),
    ]),
    ("(event.delay_hours >= 4.0", &[
        (25, "expected `)` or an operator, found the end", ""),
    ]),
    ("event.delay_hours >= 4.0 event.carrier", &[
        (25, "expected an operator or the end, found `event`", ""),
    ]),
    ("event.carrier = 'own'", &[
        (14, "`=` does not compare", "write `==`"),
    ]),
    ("event.carrier == 'own", &[
        (17, "the text that opens here is not closed", ""),
    ]),
    ("event.carrier == ‘own’", &[
        (17, "a curly quote opens no text", "write straight quotes: 'own'"),
    ]),
    ("event.under_way and event.under_way", &[
        (16, "`and` is no operator", "write `&&`"),
    ]),
    ("event.under_way & event.under_way", &[
        (16, "`&` is no operator", "write `&&`"),
    ]),
    ("not event.under_way", &[
        (0, "`not` is no operator", "write `!`"),
    ]),
    ("event.carrier == 'a\\qb'", &[
        (17, "the text has an escape that does not exist", "`\\\\` writes a backslash, `\\'` a quote, `\\n` a line's end"),
    ]),
    ("event.delay_hours > 4h", &[
        (20, "`4h` is no number", "write duration('4h')"),
    ]),
    ("event.delay_hours > 4,5", &[
        (21, "expected an operator or the end, found `,`", "fractions are written with a point: `4.5`"),
    ]),
    ("event.under_way ? 1.0", &[
        (21, "expected `:` or an operator, found the end", "a choice is written `condition ? then : otherwise`"),
    ]),
    ("event. == 1", &[
        (7, "expected a name, found `==`", ""),
    ]),
    ("event.if == 1", &[
        (6, "`delivery.delayed` declares no field `if`", "known: `delay_hours`, `carrier`, `under_way`, `attempts`, `start` and `note`"),
    ]),
    ("event.attempts > 9223372036854775808", &[
        (17, "`9223372036854775808` is too large for a whole number", ""),
    ]),
    ("event.delay_hours > 1e999", &[
        (20, "`1e999` is too large for a number", ""),
    ]),
    ("event.attempts > 1u", &[
        (17, "unsigned numbers are not supported", "write `1`"),
    ]),
    ("event.note == null", &[
        (14, "there is no `null`: what is absent is absent", "ask `has(event.field)` or `!has(event.field)`"),
    ]),
    ("{'a': 1}", &[
        (0, "maps and messages `{…}` are not supported", ""),
    ]),
    ("b'a' == 'a'", &[
        (0, "bytes are not supported", "write text without the `b`"),
    ]),
    ("`event`.attempts > 1", &[
        (0, "names in backticks are not supported", ""),
    ]),
    ("['a'].exists(x, x == 'a')", &[
        (6, "`exists` is not supported: no field holds a list", ""),
    ]),
    ("event.carrier @ 'own'", &[
        (14, "`@` has no meaning here", ""),
    ]),
    ("has(event)", &[
        (4, "has() takes one field or trait", "write `has(event.field)`"),
    ]),
    ("has(local.hour)", &[
        (4, "has() takes a field of the event, a trait or the asset", "write `has(event.field)` or `has(customer.segment)`"),
    ]),
    ("event.delay_huors >= 4.0", &[
        (6, "`delivery.delayed` declares no field `delay_huors`", "did you mean `delay_hours`?"),
    ]),
    ("evnet.delay_hours >= 4.0", &[
        (0, "`evnet` is not known", "did you mean `event`?"),
    ]),
    ("delay_hours >= 4.0", &[
        (0, "`delay_hours` is not known", "did you mean `event.delay_hours`?"),
    ]),
    ("event", &[
        (0, "`event` alone has no value; name a part of it", "`event.delay_hours`, for instance"),
    ]),
    ("event.amount > 1.0", &[
        (6, "`delivery.delayed` declares no field `amount`", "known: `delay_hours`, `carrier`, `under_way`, `attempts`, `start` and `note`"),
    ]),
    ("customer.segmnt == 'gold'", &[
        (9, "no trait of customers is called `segmnt`", "did you mean `segment`?"),
    ]),
    ("asset.naam == 'x'", &[
        (6, "an asset has no `naam`", "known: `id`, `kind` and `name`"),
    ]),
    ("local.hours > 9", &[
        (6, "local time has no `hours`", "did you mean `hour`?"),
    ]),
    ("event.delay_hours", &[
        (0, "expected a condition, true or false; this comes to a double", "compare it: `… >= 4.0`"),
    ]),
    ("event.delay_hours + 1 > 4.0", &[
        (18, "`+` does not take a double and an int", "write 1.0"),
    ]),
    ("event.attempts + event.delay_hours > 4.0", &[
        (15, "`+` does not take an int and a double", "write double(…) around the int"),
    ]),
    ("event.carrier + 1 == 'x'", &[
        (14, "`+` does not take a string and an int", "write string(…) around the number, or int(…) or double(…) around the text"),
    ]),
    ("event.delay_hours % 2.0 > 1.0", &[
        (18, "`%` does not take a double and a double", "`%` takes whole numbers"),
    ]),
    ("event.carrier > 4", &[
        (14, "`>` does not take a string and an int", "write string(…) around the number, or int(…) or double(…) around the text"),
    ]),
    ("event.carrier == true", &[
        (14, "`==` does not take a string and a bool", "write 'true'"),
    ]),
    ("event.start > '2026-01-01T00:00:00Z'", &[
        (12, "`>` does not take a timestamp and a string", "write timestamp('2026-03-01T08:00:00Z')"),
    ]),
    ("event.start - now > '3h'", &[
        (18, "`>` does not take a duration and a string", "write duration('3h')"),
    ]),
    ("event.start - now > 3", &[
        (18, "`>` does not take a duration and an int", "write duration('3h')"),
    ]),
    ("!event.attempts", &[
        (1, "`!` takes conditions; this is an int", "compare it: `… > 0`"),
    ]),
    ("-event.carrier == 'x'", &[
        (1, "`-` takes a number; this is a string", ""),
    ]),
    ("event.attempts && event.under_way", &[
        (0, "`&&` takes conditions; this is an int", "compare it: `… > 0`"),
    ]),
    ("event.under_way ? 1 : 2.0", &[
        (16, "both sides of `:` must have one type; found int and double", "write 1.0"),
    ]),
    ("event.attempts in [1.0, 2.0]", &[
        (19, "the list must hold ints like what is looked for, not a double", "write double(…) around the int"),
    ]),
    ("event.attempts in event.attempts", &[
        (18, "`in` takes a list", "write `event.carrier in ['own', 'other']`"),
    ]),
    ("event.attempts in [event.attempts]", &[
        (19, "a list holds constants only", "compare with `==` and `||`"),
    ]),
    ("event.start in ['x']", &[
        (16, "the list must hold timestamps like what is looked for, not a string", ""),
    ]),
    ("[1, 2] == [1, 2]", &[
        (0, "a list stands only to the right of `in`", "write `event.carrier in ['own', 'other']`"),
        (10, "a list stands only to the right of `in`", "write `event.carrier in ['own', 'other']`"),
    ]),
    ("event.carrier[0] == 'o'", &[
        (13, "`[…]` is not supported here: no field holds a list", ""),
    ]),
    ("sum('payment.faild', 'amount', '7d') > 1.0", &[
        (21, "`payment.faild` declares no field `amount`", "did you mean the event type `payment.failed`?"),
    ]),
    ("event.under_way or event.under_way", &[
        (16, "`or` is no operator", "write `||`"),
    ]),
    ("(1 + ) * 2 > 1", &[
        (5, "expected a value, found `)`", ""),
    ]),
    ("event.attempts > 1 &&", &[
        (21, "expected a value, found the end", ""),
    ]),
    ("f(1,)", &[
        (4, "expected a value, found `)`", ""),
    ]),
    ("event.carrier == \"own", &[
        (17, "the text that opens here is not closed", ""),
    ]),
    ("event.delay_hours > 1.2.3", &[
        (23, "expected an operator or the end, found `.3`", ""),
    ]),
    ("event.note\n  == 'één' && event.nte == 'x'", &[
        (33, "`delivery.delayed` declares no field `nte`", "did you mean `note`?"),
    ]),
    ("max(1, 2) > 1", &[
        (0, "max() does not take 2 arguments", "write `max('type', 'field', '7d')`"),
    ]),
    ("(((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((1)))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))", &[
        (62, "too much lies within each other here: at most 64 brackets and operators", "split the condition, or bring what it needs in a field"),
    ]),
    ("count('page') > 3", &[
        (0, "count() does not take 1 argument", "write `count('type', '7d')`"),
    ]),
    ("count('page', 7) > 3", &[
        (14, "the duration of count() must be written out as text in quotes", ""),
    ]),
    ("count('page', '7 days') > 3", &[
        (14, "`7 days` is not a duration like 30m, 24h or 14d", "whole numbers with units w, d, h, m, s, ms, the largest first"),
    ]),
    ("count('page', '0s') > 3", &[
        (14, "a window must be longer than nothing", ""),
    ]),
    ("count(event.carrier, '7d') > 3", &[
        (6, "the event type of count() must be written out as text in quotes", ""),
    ]),
    ("count('', '7d') > 1", &[
        (6, "count() needs the name of an event type", ""),
    ]),
    ("sum('payment.failed', 'amont', '7d') > 1.0", &[
        (22, "`payment.failed` declares no field `amont`", "did you mean `amount`?"),
    ]),
    ("sum('payment.failed', 'method', '7d') > 1.0", &[
        (22, "sum() takes a number; `method` is a string", ""),
    ]),
    ("sum('nobody', 'amount', '7d') > 1.0", &[
        (14, "`nobody` declares no field `amount`", "declare the event type in events.toml"),
    ]),
    ("conut('page', '7d') > 3", &[
        (0, "there is no function `conut`", "did you mean `count`?"),
    ]),
    ("expected('late-delivry') > 0.1", &[
        (9, "there is no reason `late-delivry`", "did you mean `late-delivery`?"),
    ]),
    ("consent('servce', 'mial')", &[
        (8, "there is no purpose `servce`", "did you mean `service`?"),
        (18, "there is no channel `mial`", "did you mean `mail`?"),
    ]),
    ("touches('x') > 1", &[
        (8, "`x` is not a duration like 30m, 24h or 14d", "whole numbers with units w, d, h, m, s, ms, the largest first"),
    ]),
    ("duration('3 hours') > duration('1h')", &[
        (9, "`3 hours` is not a duration like 30m, 24h or 14d", "whole numbers with units w, d, h, m, s, ms, the largest first"),
    ]),
    ("timestamp('2026-02-30T00:00:00Z') < now", &[
        (10, "`2026-02-30T00:00:00Z` is not a date and time like 2026-03-01T08:15:30Z", ""),
    ]),
    ("event.carrier.matches('o.*')", &[
        (14, "matches() is not supported", "use contains(), startsWith() or endsWith()"),
    ]),
    ("event.carrier.startWith('o')", &[
        (14, "there is no function of a value `startWith`", "did you mean `startsWith`?"),
    ]),
    ("event.carrier.count('x')", &[
        (14, "there is no function of a value `count`", "write `count('type', '7d')`"),
    ]),
    ("startsWith(event.carrier, 'o')", &[
        (0, "there is no function `startsWith`", "write `text.startsWith('part')`"),
    ]),
    ("event.attempts.startsWith('o')", &[
        (0, "startsWith() takes a string; this is an int", ""),
    ]),
    ("event.start.getHours() > 9", &[
        (0, "getHours() is of a duration; this is a timestamp", "local.hour is the hour where the customer is"),
    ]),
    ("size(event.attempts) > 1", &[
        (5, "size() takes a string; this is an int", ""),
    ]),
    ("int(event.under_way) > 1", &[
        (4, "int() takes a number, a string or a timestamp; this is a bool", "write `… ? 1 : 0`"),
    ]),
    ("double(event.start - now) > 1.0", &[
        (7, "double() takes a number or a string; this is a duration", "write `double(….getHours())`"),
    ]),
    ("string(event.start - now) == 'x'", &[
        (7, "string() does not take a duration", "write `string(….getHours())`"),
    ]),
    ("event.carrier.length > 1", &[
        (14, "a string has no parts; `.length` cannot be taken of it", ""),
    ]),
    ("now.x", &[
        (4, "a timestamp has no parts; `.x` cannot be taken of it", ""),
    ]),
    ("1 / 0 > 1", &[
        (2, "this has no value, whatever happens", "it divides by zero, is too large, or reads a text that is no number"),
    ]),
    ("int('abc') > 1", &[
        (0, "this has no value, whatever happens", "it divides by zero, is too large, or reads a text that is no number"),
    ]),
    ("event.delay_huors >= 4 && event.crrier == 'own' || cuont('page', '7d') > 2", &[
        (6, "`delivery.delayed` declares no field `delay_huors`", "did you mean `delay_hours`?"),
        (32, "`delivery.delayed` declares no field `crrier`", "did you mean `carrier`?"),
        (51, "there is no function `cuont`", "did you mean `count`?"),
    ]),
];

/// The faults of an expression as the table writes them.
fn told(faults: &[Fault]) -> Vec<(usize, &str, &str)> {
    faults.iter().map(|f| (f.offset, f.message.as_str(), f.hint.as_deref().unwrap_or_default())).collect()
}

#[test]
fn every_mistake_is_told_where_and_how_to_mend_it() {
    for (source, expected) in WRONG {
        let faults = world::compiled(source, Wanted::Condition).expect_err(source);
        assert_eq!(told(&faults), *expected, "{source}");
    }
}

#[track_caller]
fn refused(source: &str, wanted: Wanted, about: &[&str], expected: (usize, &str, &str)) {
    let mut vocabulary = world::vocabulary();
    let about = world::types(&vocabulary, about);
    let faults = compile(source, wanted, &about, &mut vocabulary).expect_err(source);
    assert_eq!(told(&faults), [expected], "{source}");
}

#[test]
fn an_expression_must_come_to_what_is_wanted() {
    let about = ["delivery.delayed", "delivery.completed"];
    for (source, wanted, expected) in [
        (
            "event.delay_hours",
            Wanted::Condition,
            (0, "expected a condition, true or false; this comes to a double", "compare it: `… >= 4.0`"),
        ),
        (
            "event.carrier",
            Wanted::Condition,
            (
                0,
                "expected a condition, true or false; this comes to a string",
                "compare it with `==`, `<` or `>`",
            ),
        ),
        (
            "  event.under_way",
            Wanted::Amount,
            (2, "expected a number; this comes to a bool", "write `… ? 1.0 : 0.0`"),
        ),
        (
            "event.carrier",
            Wanted::Amount,
            (0, "expected a number; this comes to a string", "write double(…) around the text"),
        ),
        (
            "event.start - now",
            Wanted::Amount,
            (0, "expected a number; this comes to a duration", "write `.getHours()` after the duration"),
        ),
        (
            "since('page')",
            Wanted::Key,
            (0, "expected a string; this comes to a duration", "write `.getHours()` after the duration"),
        ),
        (
            "event.left_at",
            Wanted::Instant,
            (
                0,
                "expected a timestamp; this comes to a string",
                "declare the field as a timestamp, or write timestamp(…) around the text",
            ),
        ),
        ("event.attempts", Wanted::Instant, (0, "expected a timestamp; this comes to an int", "")),
    ] {
        refused(source, wanted, &about, expected);
    }
}

#[test]
fn fields_are_those_of_the_events_in_scope() {
    refused(
        "event.carrier == 'own'",
        Wanted::Condition,
        &["delivery.delayed", "order.shipped"],
        (
            6,
            "`carrier` is a string in `delivery.delayed` and an int in `order.shipped`",
            "declare it alike, or write two signals",
        ),
    );
    refused(
        "event.carier == 'own'",
        Wanted::Condition,
        &["delivery.delayed", "order.shipped"],
        (6, "`delivery.delayed` or `order.shipped` declares no field `carier`", "did you mean `carrier`?"),
    );
    for source in ["event.carrier == 'own'", "asset.kind == 'parcel'"] {
        let nowhere = (6, "there is no event here", "use `customer`, `now` or what happened before");
        refused(source, Wanted::Condition, &[], nowhere);
    }
}

#[test]
fn an_event_type_that_nobody_declared_is_a_warning() {
    let warnings = |source: &str| world::compiled(source, Wanted::Condition).unwrap().0.warnings;
    let near = warnings("event.under_way && count('delivery.delyaed', '7d') >= 3");
    assert_eq!(
        told(&near),
        [(
            25,
            "no event type `delivery.delyaed` is declared in events.toml",
            "did you mean `delivery.delayed`?"
        )]
    );
    let far = warnings("since('weather') > duration('1d') || since('weather') < duration('1h')");
    let message = "no event type `weather` is declared in events.toml";
    let hint = "declare it, so that its fields can be used";
    assert_eq!(told(&far), [(6, message, hint), (43, message, hint)], "each time it is named");
    assert!(warnings("count('page', '7d') > 3").is_empty());
}

#[test]
fn a_long_expression_is_refused_unread() {
    let source = format!("event.carrier == '{}'", "x".repeat(5_000));
    let message = "the expression is 5019 bytes long; at most 4096 are read";
    refused(&source, Wanted::Condition, &["delivery.delayed"], (0, message, ""));
}

#[test]
fn a_strategy_looks_back_on_so_much_and_no_more() {
    let mut vocabulary = world::vocabulary();
    for number in 0..512 {
        let source = format!("count('type.{number}', '1d') > 1");
        compile(&source, Wanted::Condition, &[], &mut vocabulary).expect("there is room");
    }
    let again = compile("count('type.7', '9d') > 1", Wanted::Condition, &[], &mut vocabulary);
    assert!(again.is_ok(), "what is there already costs nothing");
    let faults =
        compile("count('page', '1d') > 1", Wanted::Condition, &[], &mut vocabulary).expect_err("full");
    assert_eq!(told(&faults), [(6, "the strategy looks back on more than 512 event types and fields", "")]);
}
