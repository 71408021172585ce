//! What is refused, where, and with what advice.

use voorzet_domain::expr::{Fault, Wanted, compile};

use super::world;

#[test]
fn print_all() {
    for source in [
        "",
        "   ",
        "event.delay_hours >=",
        "event.delay_hours >= 4.0)",
        "(event.delay_hours >= 4.0",
        "event.delay_hours >= 4.0 event.carrier",
        "event.carrier = 'own'",
        "event.carrier == 'own",
        "event.carrier == ‘own’",
        "event.under_way and event.under_way",
        "event.under_way & event.under_way",
        "not event.under_way",
        "event.carrier == 'a\\qb'",
        "event.delay_hours > 4h",
        "event.delay_hours > 4,5",
        "event.under_way ? 1.0",
        "event. == 1",
        "event.if == 1",
        "event.attempts > 9223372036854775808",
        "event.delay_hours > 1e999",
        "event.attempts > 1u",
        "event.note == null",
        "{'a': 1}",
        "b'a' == 'a'",
        "`event`.attempts > 1",
        "['a'].exists(x, x == 'a')",
        "event.carrier @ 'own'",
        "has(event)",
        "has(local.hour)",
        "event.delay_huors >= 4.0",
        "evnet.delay_hours >= 4.0",
        "delay_hours >= 4.0",
        "event",
        "event.amount > 1.0",
        "customer.segmnt == 'gold'",
        "asset.naam == 'x'",
        "local.hours > 9",
        "event.delay_hours",
        "event.delay_hours + 1 > 4.0",
        "event.attempts + event.delay_hours > 4.0",
        "event.carrier + 1 == 'x'",
        "event.delay_hours % 2.0 > 1.0",
        "event.carrier > 4",
        "event.carrier == true",
        "event.start > '2026-01-01T00:00:00Z'",
        "event.start - now > '3h'",
        "event.start - now > 3",
        "!event.attempts",
        "-event.carrier == 'x'",
        "event.attempts && event.under_way",
        "event.under_way ? 1 : 2.0",
        "event.attempts in [1.0, 2.0]",
        "event.attempts in event.attempts",
        "event.attempts in [event.attempts]",
        "event.start in ['x']",
        "[1, 2] == [1, 2]",
        "event.carrier[0] == 'o'",
        "sum('payment.faild', 'amount', '7d') > 1.0",
        "event.under_way or event.under_way",
        "(1 + ) * 2 > 1",
        "event.attempts > 1 &&",
        "f(1,)",
        "event.carrier == \"own",
        "event.delay_hours > 1.2.3",
        "event.note\n  == 'één' && event.nte == 'x'",
        "max(1, 2) > 1",
        "(((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((1)))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))",
        "count('delivery.delyaed', '7d') >= 3",
        "count('page') > 3",
        "count('page', 7) > 3",
        "count('page', '7 days') > 3",
        "count('page', '0s') > 3",
        "count(event.carrier, '7d') > 3",
        "count('', '7d') > 1",
        "sum('payment.failed', 'amont', '7d') > 1.0",
        "sum('payment.failed', 'method', '7d') > 1.0",
        "sum('nobody', 'amount', '7d') > 1.0",
        "conut('page', '7d') > 3",
        "expected('late-delivry') > 0.1",
        "consent('servce', 'mial')",
        "touches('x') > 1",
        "duration('3 hours') > duration('1h')",
        "timestamp('2026-02-30T00:00:00Z') < now",
        "event.carrier.matches('o.*')",
        "event.carrier.startWith('o')",
        "event.carrier.count('x')",
        "startsWith(event.carrier, 'o')",
        "event.attempts.startsWith('o')",
        "event.start.getHours() > 9",
        "size(event.attempts) > 1",
        "int(event.under_way) > 1",
        "double(event.start - now) > 1.0",
        "string(event.start - now) == 'x'",
        "event.carrier.length > 1",
        "now.x",
        "1 / 0 > 1",
        "int('abc') > 1",
        "event.delay_huors >= 4 && event.crrier == 'own' || cuont('page', '7d') > 2",
    ] {
        match world::compiled(source, Wanted::Condition) {
            Ok((c, _)) => eprintln!("OK {source} {:?}", c.warnings),
            Err(f) => {
                println!("    (");
                println!("        {source:?},");
                println!("        &[");
                for f in f {
                    println!("({}, {:?}, {:?}),", f.offset, f.message, f.hint.unwrap_or_default());
                }
                println!("        ],");
                println!("    ),");
            }
        }
    }
    let _: Option<Fault> = None;
    let _ = compile;
}
