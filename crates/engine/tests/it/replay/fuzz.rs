//! Lines of any content: counted, never a panic, and figures that add up.

use proptest::prelude::*;

use super::{Arc, replay_in, strategy};
use voorzet_domain::time::Timestamp;
use voorzet_engine::replay::Period;

const RULES: &str = "=== strategy.toml
organisation = 'Shop'
languages = ['en']
[budget]
limits = [{ max = 1, per = '1d' }]
[value]
explore = 0.2
[webhooks]
fix = { url = 'https://fix.example/' }
[queues]
desk = {}
=== events.toml
[seen]
fields = { n = 'double', start = 'timestamp', thing = 'string' }
link = { asset = 'thing:{thing}', for = '2d', until = ['moved'] }
[moved]
subject = 'thing'
fields = { n = 'double' }
=== reasons/a.toml
[[signal]]
id = 'a'
on = ['seen', 'moved']
when = \"event.n > 1.0 || sum('seen', 'n', '1d') > 5.0\"
within = '2d'
until = ['paid']
[[signal]]
id = 'b'
on = 'seen'
after = '5h'
unless = ['paid', 'seen']
[[signal]]
id = 'c'
on = 'seen'
at = 'event.start'
before = '3h'
chance = 'event.n / 10.0'
[[step]]
level = 'prevent'
call = 'fix'
done = ['moved']
wait = '1h'
[[step]]
level = 'proactive'
message = 'm'
channels = ['mail', { use = 'push', when = 'event.n > 2.0' }]
replaces = true
wait = '4h'
[[step]]
level = 'proactive'
alert = 'desk'
announce = { message = 'm', lead = '30m' }
[inbound]
offer = [{ use = 'personal:desk', when = 'event.n > 1.0' }, 'digital:desk']
=== reasons/b.toml
parent = 'a'
kind = 'incident'
[[signal]]
id = 'out'
on = ['incident.opened', 'incident.updated']
chance = 0.4
[[step]]
level = 'proactive'
message = 'm'
channels = ['mail']
replaces = true
closing = 'm'
";

/// Words that mean something somewhere, in places where they may not.
fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => proptest::sample::select(vec![
            "seen", "moved", "paid", "contact.received", "identify", "alias", "consent.given",
            "consent.withdrawn", "preference.set", "incident.opened", "incident.updated", "incident.closed",
            "a", "b", "other", "service", "mail", "push", "account:u1", "account:u2", "device:d1",
            "mail:u1@post.example", "thing:1", "thing:2", "area:1", "thing:1 account:u1", "1", "", "Asia/Tokyo",
        ]).prop_map(str::to_owned),
        1 => "[ -~é\\u{0}\"\\\\]{0,8}",
    ]
}

fn value() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => word().prop_map(|word| serde_json::to_string(&word).expect("a text")),
        2 => (0..12_u32).prop_map(|n| n.to_string()),
        1 => Just("1e308".to_owned()),
        1 => Just("null".to_owned()),
        1 => Just("[\"thing:1\",\"area:1\",7]".to_owned()),
        1 => Just("{\"n\":{}}".to_owned()),
        2 => time().prop_map(|time| format!("\"{time}\"")),
    ]
}

fn time() -> impl Strategy<Value = String> {
    prop_oneof![
        12 => (0_u32..240).prop_map(super::hour),
        1 => Just("1900-01-01T00:00:00Z".to_owned()),
        1 => Just("2199-12-31T23:59:59.999999Z".to_owned()),
        1 => Just("2026-02-30T00:00:00Z".to_owned()),
    ]
}

fn line() -> impl Strategy<Value = String> {
    let key = proptest::sample::select(vec![
        "n", "start", "thing", "reason", "channel", "key", "purpose", "asset", "incident", "assets", "text",
        "timezone", "until",
    ]);
    let data = proptest::collection::vec((key, value()), 0..6);
    let whole = (0_u32..40, word(), time(), word(), proptest::option::of(word()), data).prop_map(
        |(id, kind, time, subject, customer, data)| {
            let data: Vec<String> = data.iter().map(|(key, value)| format!("\"{key}\":{value}")).collect();
            let quoted = |text: &str| serde_json::to_string(text).expect("a text");
            let customer = customer.map(|customer| format!("\"customer\":{},", quoted(&customer)));
            format!(
                r#"{{"specversion":"1.0","id":"{id}","source":"s","type":{},"time":"{time}","subject":{},{}"data":{{{}}}}}"#,
                quoted(&kind),
                quoted(&subject),
                customer.unwrap_or_default(),
                data.join(",")
            )
        },
    );
    prop_oneof![12 => whole, 1 => "[ -~]{0,40}"]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn fuzz_replay_takes_any_lines(lines in proptest::collection::vec(line(), 0..60), cut in 0_u32..300) {
        let until = Timestamp::parse(&super::hour(cut)).ok().filter(|_| cut < 240);
        let strategy = strategy(RULES);
        // The first line says what kind of file it is.
        let first = super::event("first", "other", &super::hour(0), "account:u1", "{}");
        let lines = [&[first.trim().to_owned()], lines.as_slice()].concat();
        let count = lines.iter().filter(|line| !line.trim().is_empty()).count() as u64;
        let (report, decisions) = replay_in(&strategy, lines.join("\n"), Period { until, ..Period::default() });
        prop_assert!(report.events + report.repeated <= count);
        prop_assert!(until.is_some() || report.events + report.repeated + report.unreadable >= count);
        for row in report.reasons.iter().chain([&report.totals]) {
            let ended = row.met + row.too_late + row.missed + row.lapsed + row.open;
            prop_assert_eq!(row.expectations, ended);
            prop_assert!(row.expected_in_time <= row.contacts);
            prop_assert!(row.customers <= row.contacts && row.held_out <= row.expectations);
            prop_assert!(row.cost.is_finite() && row.cost >= 0.0);
        }
        let sum = |of: fn(&voorzet_engine::replay::report::Row) -> u64| report.reasons.iter().map(of).sum::<u64>();
        prop_assert_eq!(report.totals.contacts, sum(|row| row.contacts));
        prop_assert_eq!(report.totals.expectations, sum(|row| row.expectations));
        let whole = |line: &str| serde_json::from_str::<serde_json::Value>(line).is_ok();
        prop_assert!(decisions.lines().all(whole));
        prop_assert_eq!(Arc::strong_count(&strategy), 1);
    }
}
