//! What expressions come to.

use jiff::tz::TimeZone;
use voorzet_domain::expr::env::Env;
use voorzet_domain::expr::{Vocabulary, Wanted, compile};
use voorzet_domain::state::{CustomerState, Person, Rare};
use voorzet_domain::strategy::model::TypeId;
use voorzet_domain::time::{Duration, Timestamp};
use voorzet_domain::value::{Fields, Value};

use super::world;

#[track_caller]
fn holds(cases: &[(&str, Option<bool>)]) {
    for (source, expected) in cases {
        let found = world::value(source, Wanted::Condition, &world::data());
        assert_eq!(found, Ok(expected.map(Value::Bool)), "{source}");
    }
}

#[track_caller]
fn amounts(cases: &[(&str, Option<f64>)]) {
    for (source, expected) in cases {
        let found = world::value(source, Wanted::Amount, &world::data());
        assert_eq!(found, Ok(expected.map(Value::Double)), "{source}");
    }
}

#[track_caller]
fn keys(cases: &[(&str, Option<&str>)]) {
    for (source, expected) in cases {
        let found = world::value(source, Wanted::Key, &world::data());
        assert_eq!(found, Ok(expected.map(world::text)), "{source}");
    }
}

#[test]
fn conditions_on_the_event() {
    holds(&[
        ("event.delay_hours >= 4.0", Some(true)),
        ("event.delay_hours >= 4", Some(true)),
        ("4 < event.attempts", Some(false)),
        ("event.attempts == 2.0", Some(true)),
        ("event.under_way", Some(true)),
        ("!event.under_way || event.carrier == 'own'", Some(true)),
        ("event.carrier in ['other', \"own\"]", Some(true)),
        ("event.attempts in [1, 2, 3]", Some(true)),
        ("event.delay_hours in [1.0, 2.0]", Some(false)),
        ("event.carrier.startsWith('o') && event.carrier.endsWith('n')", Some(true)),
        ("event.carrier.contains('x')", Some(false)),
        ("'OWN'.lowerAscii() == event.carrier", Some(true)),
        ("size(event.carrier) == 3 && event.carrier.size() == 3", Some(true)),
        ("size('één') == 3", Some(true)),
        ("event.carrier < 'p'", Some(true)),
        ("false < true", Some(true)),
        ("event.start > now", Some(true)),
        ("event.start - now < duration('23h')", Some(true)),
        ("event.start - now == duration('22h30m')", Some(true)),
        ("now - event.start < duration('0s')", Some(true)),
        ("event.start - duration('1d') < now && now + duration('1d') > event.start", Some(true)),
        ("event.start == timestamp('2026-03-05T09:00:00+01:00')", Some(true)),
        ("timestamp(string(event.start)) == event.start", Some(true)),
        ("(event.attempts > 1 ? event.delay_hours : 0.0) == 5.0", Some(true)),
        ("asset.kind == 'parcel' && asset.name == '3SXY' && asset.id == 'parcel:3SXY'", Some(true)),
        ("has(asset.id)", Some(true)),
        ("true // a remark", Some(true)),
    ]);
}

#[test]
fn what_is_absent_makes_a_condition_absent_unless_it_does_not_matter() {
    holds(&[
        ("event.note == 'x'", None),
        ("event.note != 'x'", None),
        ("!(event.note == 'x')", None),
        ("has(event.note)", Some(false)),
        ("has(event.carrier)", Some(true)),
        ("has(event.note) && event.note == 'x'", Some(false)),
        ("event.note == 'x' && false", Some(false)),
        ("event.note == 'x' && event.attempts == 9", Some(false)),
        ("event.attempts == 2 || event.note == 'x'", Some(true)),
        ("event.note == 'x' || event.attempts == 2", Some(true)),
        ("event.note == 'x' || event.attempts == 9", None),
        ("event.note == 'x' && event.attempts == 2", None),
        ("event.note == 'x' || event.attempts == 9 || event.under_way", Some(true)),
        ("event.note == 'x' ? true : true", None),
        ("event.under_way ? event.attempts == 2 : event.note == 'x'", Some(true)),
        ("has(customer.since)", Some(false)),
        ("customer.since < now", None),
        ("event.attempts / (event.attempts - 2) == 1", None),
        ("event.attempts % (event.attempts - 2) == 1", None),
        ("event.attempts + 9223372036854775807 > 0", None),
        ("-(event.attempts - 2 - 9223372036854775807 - 1) > 0", None),
        ("int(event.carrier) == 1", None),
        ("timestamp(event.carrier) < now", None),
        ("int(event.delay_hours * 1e300) > 0", None),
        ("event.start + duration('200w') + duration('9000w') > now", None),
        ("0.0 / (event.delay_hours - 5.0) < 1.0", None),
        ("0.0 / (event.delay_hours - 5.0) == 1.0", Some(false)),
    ]);
    amounts(&[
        ("event.delay_hours / 0.0", None),
        ("event.attempts % 0 + 1", None),
        ("double(event.carrier)", None),
    ]);
}

#[test]
fn amounts_follow_the_numbers_of_cel() {
    amounts(&[
        ("event.delay_hours * 0.1 + 0.05", Some(0.55)),
        ("event.attempts", Some(2.0)),
        ("event.attempts * 3 - 7 / 2", Some(3.0)),
        ("-7 / 2", Some(-3.0)),
        ("-7 % 3", Some(-1.0)),
        ("- -3", Some(3.0)),
        ("-event.attempts", Some(-2.0)),
        ("2 + 3 * 4", Some(14.0)),
        ("(2 + 3) * 4", Some(20.0)),
        ("10 - 4 - 3", Some(3.0)),
        ("true ? (false ? 1 : 2) : 3", Some(2.0)),
        ("false ? 1 : false ? 2 : 3", Some(3.0)),
        ("int(5.9) + int('7') + int(-1.5)", Some(11.0)),
        ("int(now)", Some(1_772_616_600.0)),
        ("double('0.25') + double(1)", Some(1.25)),
        ("0x10", Some(16.0)),
        ("customer.score > 0.4 ? 0.3 : 0.1", Some(0.3)),
        ("(event.start - now).getHours()", Some(22.0)),
        ("(now - event.start).getMinutes()", Some(-1_350.0)),
        ("duration('90s').getSeconds()", Some(90.0)),
    ]);
}

#[test]
fn keys_are_written_out() {
    keys(&[
        ("event.carrier", Some("own")),
        ("event.carrier + ':' + string(event.attempts)", Some("own:2")),
        ("event.attempts", Some("2")),
        ("event.under_way", Some("true")),
        ("string(event.delay_hours)", Some("5")),
        ("event.start", Some("2026-03-05T08:00:00Z")),
        ("asset.id", Some("parcel:3SXY")),
        ("event.note", None),
        (r"'a\n' + 'b' + r'\n' + '''c''' + '\u00e9'", Some("a\nb\\ncé")),
    ]);
    let long = format!("event.carrier + '{0}' + '{0}' + '{0}'", "x".repeat(1_300));
    assert_eq!(world::value(&long, Wanted::Key, &world::data()).map(|key| key.is_some()), Ok(true));
    let longer = format!("event.carrier + '{}' + event.carrier", "x".repeat(4_000));
    let data = [("carrier", world::text(&"y".repeat(1_000)))];
    assert_eq!(world::value(&longer, Wanted::Key, &data), Ok(None), "a text may not grow without bounds");
}

#[test]
fn the_past_of_every_original_counts() {
    holds(&[
        ("count('delivery.delayed', '7d') == 3", Some(true)),
        ("count('delivery.delayed', '7d1s') == 4", Some(true)),
        ("count('delivery.delayed', '3h') == 1", Some(true)),
        ("count('delivery.completed', '52w') == 0", Some(true)),
        ("count('never.declared', '7d') == 0", Some(true)),
        ("last('delivery.delayed') == now", Some(true)),
        ("last('payment.failed') == now - duration('90m')", Some(true)),
        ("since('payment.failed') == duration('1h30m')", Some(true)),
        ("since('delivery.completed') > duration('1h')", None),
        ("last('delivery.completed') < now", None),
        ("since('page') >= duration('1d') && count('page', '1d') == 0", Some(true)),
    ]);
    amounts(&[
        ("sum('delivery.delayed', 'delay_hours', '7d')", Some(16.5)),
        ("sum('delivery.delayed', 'attempts', '7d')", Some(3.0)),
        ("max('delivery.delayed', 'delay_hours', '7d')", Some(9.0)),
        ("min('delivery.delayed', 'delay_hours', '7d')", Some(2.5)),
        ("avg('delivery.delayed', 'delay_hours', '7d')", Some(5.5)),
        ("sum('payment.failed', 'amount', '1h')", Some(0.0)),
        ("max('payment.failed', 'amount', '1h')", None),
        ("min('payment.failed', 'amount', '1h')", None),
        ("avg('payment.failed', 'amount', '1h')", None),
        ("touches('7d')", Some(3.0)),
        ("touches('1d')", Some(1.0)),
    ]);
}

#[test]
fn a_customers_standing_is_known() {
    holds(&[
        ("customer.segment == 'gold' && customer.vip && customer.age > 40", Some(true)),
        ("has(customer.segment)", Some(true)),
        ("expected('late-delivery') == 0.4", Some(true)),
        ("expected('delivery') == 0.4", Some(true)),
        ("expected('billing') == 0.0", Some(true)),
        ("consent('service', 'mail')", Some(true)),
        ("consent('service', 'whatsapp')", Some(false)),
        ("consent('marketing', 'mail')", Some(true)),
        ("consent('marketing', 'push')", Some(false)),
    ]);
}

#[test]
fn local_time_is_the_customers_else_the_organisations() {
    holds(&[
        ("local.hour == 10 && local.minute == 30", Some(true)),
        ("local.weekday == 3 && local.day == 4 && local.month == 3", Some(true)),
    ]);
    let (strategy, fields) = (world::strategy(), Fields::default());
    let mut own = CustomerState::new(1);
    own.rare = Some(Box::new(Rare {
        zone: Some((Timestamp::MIN, TimeZone::get("Asia/Tokyo").unwrap())),
        ..Rare::default()
    }));
    let person = Person { own: &mut own, linked: &mut [], unit: 1 };
    let env = Env { strategy: &strategy, event: &fields, asset: None, person: &person, now: world::now() };
    let compiled = compile("local.hour", Wanted::Amount, &[], &mut world::vocabulary()).unwrap();
    assert_eq!(compiled.program.amount(&env), Some(18.0));
    // The hour that daylight saving skips: 02:30 does not exist, 03:30 does.
    let summer = Env { now: Timestamp::parse("2026-03-29T01:30:00Z").unwrap(), ..env };
    own_zone(&summer, "Europe/Amsterdam", 3.0);
}

fn own_zone(env: &Env<'_>, zone: &str, hour: f64) {
    let mut own = CustomerState::new(1);
    own.rare = Some(Box::new(Rare {
        zone: Some((Timestamp::MIN, TimeZone::get(zone).unwrap())),
        ..Rare::default()
    }));
    let person = Person { own: &mut own, linked: &mut [], unit: 1 };
    let compiled = compile("local.hour", Wanted::Amount, &[], &mut world::vocabulary()).unwrap();
    assert_eq!(compiled.program.amount(&Env { person: &person, ..*env }), Some(hour));
}

#[test]
fn instants_come_from_fields_and_the_past() {
    let at = |source: &str| world::value(source, Wanted::Instant, &world::data()).unwrap();
    assert_eq!(at("event.start"), Some(world::time("2026-03-05T08:00:00Z")));
    assert_eq!(at("event.start - duration('2h')"), Some(world::time("2026-03-05T06:00:00Z")));
    assert_eq!(at("last('payment.failed')"), Some(world::time("2026-03-04T08:00:00Z")));
    assert_eq!(at("now"), Some(world::time(world::NOW)));
    assert_eq!(at("last('delivery.completed')"), None);
}

#[test]
fn what_depends_on_nothing_is_a_constant() {
    let constant = |source: &str, wanted| world::compiled(source, wanted).unwrap().0.program.constant();
    assert_eq!(constant("1 + 2 * 3", Wanted::Amount), Some(Value::Double(7.0)));
    assert_eq!(constant("0.3", Wanted::Amount), Some(Value::Double(0.3)));
    assert_eq!(
        constant("1 < 2 && event.carrier == 'own' || true", Wanted::Condition),
        Some(Value::Bool(true))
    );
    assert_eq!(constant("'a' + 'b'", Wanted::Key), Some(world::text("ab")));
    assert_eq!(
        constant("timestamp('2026-03-01T00:00:00Z') + duration('1d')", Wanted::Instant),
        Some(world::time("2026-03-02T00:00:00Z"))
    );
    assert_eq!(constant("event.attempts", Wanted::Amount), None);
    assert_eq!(constant("count('page', '1d')", Wanted::Amount), None);
    assert_eq!(constant("now", Wanted::Instant), None);
}

#[test]
fn a_program_says_what_it_reads() {
    let reads = |source: &str| {
        let (compiled, vocabulary) = world::compiled(source, Wanted::Condition).unwrap();
        let names = compiled.reads.iter().map(|id| vocabulary.field(*id).unwrap().name.to_string());
        (names.collect::<Vec<_>>(), compiled.program.reads_event())
    };
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    assert_eq!(
        reads("event.attempts > 1 && has(event.note) && event.attempts < 9"),
        (names(&["attempts", "note"]), true)
    );
    assert_eq!(reads("asset.kind == 'parcel'"), (Vec::new(), true));
    assert_eq!(reads("count('page', '1d') > 1 && customer.vip"), (Vec::new(), false));
}

#[test]
fn tracks_are_shared_and_keep_the_longest() {
    let mut vocabulary = world::vocabulary();
    let about: Vec<TypeId> = world::types(&vocabulary, &["delivery.delayed"]);
    let add = |vocabulary: &mut Vocabulary, source: &str| {
        compile(source, Wanted::Condition, &about, vocabulary).unwrap();
    };
    add(
        &mut vocabulary,
        "count('page', '1d') > 1 || count('page', '7d') > 3 || since('page') > duration('1h')",
    );
    add(&mut vocabulary, "count('page', '2d') > 1 && sum('payment.failed', 'amount', '30d') > 4.0");
    add(&mut vocabulary, "max('payment.failed', 'amount', '3d') > 4.0 && count('unknown.type', '1h') > 0");
    let tracks: Vec<_> =
        vocabulary.tracks.iter().map(|track| (track.kind.0, track.field.is_some(), track.keep)).collect();
    assert_eq!(
        tracks,
        [
            (4, false, Duration::from_days(7)),
            (3, true, Duration::from_days(30)),
            (6, false, Duration::from_hours(1))
        ]
    );
    let payment = &vocabulary.types[3];
    assert_eq!(payment.tracks.len(), 1);
    assert_eq!(
        payment.reads,
        [vocabulary.field_of(TypeId(3), "amount").unwrap()],
        "to be recorded it is read"
    );
    assert_eq!(vocabulary.types[6].name, "unknown.type");
    assert_eq!(vocabulary.type_id("unknown.type"), (TypeId(6), false));
    assert_eq!(vocabulary.type_id("page"), (TypeId(4), true));
    add(&mut vocabulary, "touches('14d') > 2 && touches('7d') > 1");
    assert_eq!(vocabulary.touches, Duration::from_days(14));
}

#[test]
fn a_field_that_only_some_types_declare_is_absent_in_the_others() {
    let mut vocabulary = world::vocabulary();
    let about = world::types(&vocabulary, &["delivery.completed", "delivery.delayed"]);
    let compiled = compile("event.delay_hours > 1.0", Wanted::Condition, &about, &mut vocabulary).unwrap();
    assert_eq!(compiled.reads.len(), 1);
    assert!(compiled.warnings.is_empty());
}
