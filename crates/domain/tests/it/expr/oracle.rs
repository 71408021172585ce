//! Random well-typed expressions over random events come to what the interpreter of the `cel` crate says.
//!
//! The interpreter gets the same variables, and functions of its own that look back naively over a list.
//! What it answers with an error must be absent here, and nothing else: `false && error` for instance is
//! false for both. Its parser is the other one of that crate, so that the reading is compared as well.

use std::collections::HashMap;
use std::sync::Arc;

use cel::{Context, ExecutionError, extensions};
use jiff::tz::TimeZone;
use proptest::collection::vec;
use proptest::prelude::{ProptestConfig, any};
use proptest::test_runner::{TestCaseError, TestRunner};
use voorzet_domain::expr::Wanted;
use voorzet_domain::time::{Duration, Timestamp};
use voorzet_domain::value::Value;

use super::world::{self, Data};

const CASES: u32 = 2_000;

/// Choices out of random bytes; when they are used up the first, which is always the simplest.
struct Chooser<'b>(std::slice::Iter<'b, u8>);

impl Chooser<'_> {
    fn below(&mut self, number: usize) -> usize {
        usize::from(self.0.next().copied().unwrap_or(0)) % number
    }

    fn of(&mut self, options: &[&str]) -> String {
        options[self.below(options.len())].to_owned()
    }
}

const INTS: &[&str] = &[
    "0",
    "1",
    "2",
    "3",
    "-1",
    "7",
    "9223372036854775807",
    "-9223372036854775807",
    "event.attempts",
    "customer.age",
    "local.hour",
    "local.minute",
    "local.weekday",
    "local.day",
    "local.month",
    "count('delivery.delayed', '7d')",
    "count('payment.failed', '2h')",
    "count('delivery.completed', '1d')",
];
const DOUBLES: &[&str] = &[
    "0.0",
    "1.0",
    "-1.5",
    "4.0",
    "1e300",
    "0.1",
    "event.delay_hours",
    "customer.score",
    "sum('delivery.delayed', 'delay_hours', '7d')",
    "max('delivery.delayed', 'delay_hours', '1d')",
    "min('payment.failed', 'amount', '1h')",
    "avg('payment.failed', 'amount', '30d')",
    "expected('delivery')",
    "expected('billing')",
];
const TEXTS: &[&str] = &[
    "'own'",
    "''",
    "'Own'",
    "'één'",
    "event.carrier",
    "event.note",
    "customer.segment",
    "asset.id",
    "asset.kind",
    "asset.name",
    "'12'",
    "'3.5'",
    r"'\'\n\\'",
    "r'\\d'",
    "\"\"\"x\"y\"\"\"",
];
const TIMES: &[&str] = &[
    "now",
    "event.start",
    "customer.since",
    "timestamp('2026-03-01T00:00:00Z')",
    "timestamp('2026-03-04T10:30:00.25+01:00')",
    "last('delivery.delayed')",
    "last('delivery.completed')",
];
const SPANS: &[&str] = &[
    "duration('3h')",
    "duration('1h30m')",
    "duration('0s')",
    "duration('250ms')",
    "since('payment.failed')",
    "since('delivery.completed')",
];
const BOOLS: &[&str] = &[
    "true",
    "false",
    "event.under_way",
    "customer.vip",
    "has(event.note)",
    "has(event.start)",
    "has(customer.since)",
    "has(customer.segment)",
    "consent('marketing', 'mail')",
    "consent('marketing', 'push')",
];
const COMPARISONS: &[&str] = &["==", "!=", "<", "<=", ">", ">="];

/// An expression of each type, written out.
fn bool(c: &mut Chooser<'_>, depth: usize) -> String {
    if depth == 0 {
        return c.of(BOOLS);
    }
    let d = depth - 1;
    match c.below(16) {
        0 => c.of(BOOLS),
        1 => format!("!({})", bool(c, d)),
        2 => format!("({} && {})", bool(c, d), bool(c, d)),
        3 => format!("({} || {})", bool(c, d), bool(c, d)),
        4 => format!("({} && {} || {} && !{})", c.of(BOOLS), bool(c, d), bool(c, d), c.of(BOOLS)),
        5 => format!("({} ? {} : {})", bool(c, d), bool(c, d), bool(c, d)),
        6 => compared(c, d, int, int),
        7 => compared(c, d, double, double),
        8 => compared(c, d, int, double),
        9 => compared(c, d, text, text),
        10 => compared(c, d, time, time),
        11 => compared(c, d, span, span),
        12 => {
            let method = c.of(&["startsWith", "endsWith", "contains"]);
            format!("({}).{method}({})", text(c, d), text(c, d))
        }
        13 => format!("(({}) in ['own', 'x', '12'])", text(c, d)),
        14 => format!("(({}) in [1, -2, 0x7])", int(c, d)),
        _ => compared(c, d, bool, bool),
    }
}

type Make = fn(&mut Chooser<'_>, usize) -> String;

fn compared(c: &mut Chooser<'_>, depth: usize, left: Make, right: Make) -> String {
    let (left, how, right) = (left(c, depth), c.of(COMPARISONS), right(c, depth));
    format!("({left} {how} {right})")
}

fn int(c: &mut Chooser<'_>, depth: usize) -> String {
    if depth == 0 {
        return c.of(INTS);
    }
    let d = depth - 1;
    match c.below(9) {
        0 => c.of(INTS),
        1 => format!("({} {} {})", int(c, d), c.of(&["+", "-", "*", "/", "%"]), int(c, d)),
        2 => format!(
            "{} {} {} {} {}",
            c.of(INTS),
            c.of(&["+", "-"]),
            c.of(INTS),
            c.of(&["*", "/"]),
            c.of(INTS)
        ),
        3 => format!("-({})", int(c, d)),
        4 => format!("({} ? {} : {})", bool(c, d), int(c, d), int(c, d)),
        5 => format!("int({})", [double, text, time, int][c.below(4)](c, d)),
        6 => format!("size({})", text(c, d)),
        7 => format!("({}).size()", text(c, d)),
        _ => format!("({}).{}()", span(c, d), c.of(&["getHours", "getMinutes", "getSeconds"])),
    }
}

fn double(c: &mut Chooser<'_>, depth: usize) -> String {
    if depth == 0 {
        return c.of(DOUBLES);
    }
    let d = depth - 1;
    match c.below(5) {
        0 => c.of(DOUBLES),
        1 => format!("({} {} {})", double(c, d), c.of(&["+", "-", "*", "/"]), double(c, d)),
        2 => format!("-({})", double(c, d)),
        3 => format!("({} ? {} : {})", bool(c, d), double(c, d), double(c, d)),
        _ => format!("double({})", [int, text, double][c.below(3)](c, d)),
    }
}

fn text(c: &mut Chooser<'_>, depth: usize) -> String {
    if depth == 0 {
        return c.of(TEXTS);
    }
    let d = depth - 1;
    match c.below(5) {
        0 => c.of(TEXTS),
        1 => format!("({} + {})", text(c, d), text(c, d)),
        2 => format!("({}).lowerAscii()", text(c, d)),
        3 => format!("({} ? {} : {})", bool(c, d), text(c, d), text(c, d)),
        _ => format!("string({})", [int, double, bool, text, time][c.below(5)](c, d)),
    }
}

fn time(c: &mut Chooser<'_>, depth: usize) -> String {
    if depth == 0 {
        return c.of(TIMES);
    }
    let d = depth - 1;
    match c.below(4) {
        0 => c.of(TIMES),
        1 => format!("({} {} {})", time(c, d), c.of(&["+", "-"]), span(c, d)),
        2 => format!("({} + {})", span(c, d), time(c, d)),
        _ => format!("({} ? {} : {})", bool(c, d), time(c, d), time(c, d)),
    }
}

fn span(c: &mut Chooser<'_>, depth: usize) -> String {
    if depth == 0 {
        return c.of(SPANS);
    }
    let d = depth - 1;
    match c.below(4) {
        0 => c.of(SPANS),
        1 => format!("({} {} {})", span(c, d), c.of(&["+", "-"]), span(c, d)),
        2 => format!("({} - {})", time(c, d), time(c, d)),
        _ => format!("({} ? {} : {})", bool(c, d), span(c, d), span(c, d)),
    }
}

/// An event with each field or without it.
fn event(c: &mut Chooser<'_>) -> Data {
    let mut data = Data::new();
    let mut put = |c: &mut Chooser<'_>, name, options: &[Value]| {
        let choice = c.below(options.len() + 1);
        data.extend(options.get(choice).map(|value| (name, value.clone())));
    };
    put(c, "delay_hours", &[5.0, 0.0, -2.5, 1e308].map(Value::Double));
    put(c, "carrier", &["own", "other", "12", "ÉÉN", ""].map(world::text));
    put(c, "under_way", &[true, false].map(Value::Bool));
    put(c, "attempts", &[2, 0, -7, i64::MAX, i64::MIN].map(Value::Int));
    put(
        c,
        "start",
        &["2026-03-04T09:30:00Z", "2026-03-05T08:00:00.5Z", "1999-12-31T23:59:59Z"].map(world::time),
    );
    put(c, "note", &["x", "own"].map(world::text));
    data
}

/// The interpreter's variables and functions.
struct Oracle(Arc<cel::Env>);

impl Oracle {
    fn new() -> Self {
        let mut env = cel::Env::stdlib();
        env.add_extension(extensions::strings).unwrap();
        Self(Arc::new(env))
    }

    fn timestamp(&self, at: Timestamp) -> cel::Value {
        self.constant(&format!("timestamp('{at}')"))
    }

    fn constant(&self, source: &str) -> cel::Value {
        self.0.compile(source).unwrap().execute(&Context::with_env(self.0.clone())).unwrap()
    }

    fn value(&self, value: &Value) -> cel::Value {
        match value {
            Value::Bool(value) => (*value).into(),
            Value::Int(value) => (*value).into(),
            Value::Double(value) => (*value).into(),
            Value::Text(text) => text.as_str().into(),
            Value::Time(at) => self.timestamp(*at),
        }
    }

    fn evaluate(&self, source: &str, data: &[(&str, Value)]) -> Result<cel::Value, ExecutionError> {
        let mut context = Context::with_env(self.0.clone());
        let event: HashMap<String, cel::Value> =
            data.iter().map(|(name, value)| ((*name).to_owned(), self.value(value))).collect();
        context.add_variable_from_value("event", event);
        let known: [(&str, cel::Value); 4] =
            [("segment", "gold".into()), ("vip", true.into()), ("score", 0.5.into()), ("age", 41_i64.into())];
        context.add_variable_from_value(
            "customer",
            HashMap::from(known.map(|(name, it)| (name.to_owned(), it))),
        );
        let asset: [(&str, cel::Value); 3] =
            [("id", "parcel:3SXY".into()), ("kind", "parcel".into()), ("name", "3SXY".into())];
        context
            .add_variable_from_value("asset", HashMap::from(asset.map(|(name, it)| (name.to_owned(), it))));
        let there = TimeZone::get("Europe/Amsterdam").unwrap().to_datetime(world::now().to_jiff());
        let local: [(&str, i64); 5] = [
            ("hour", there.hour().into()),
            ("minute", there.minute().into()),
            ("weekday", there.weekday().to_monday_one_offset().into()),
            ("day", there.day().into()),
            ("month", there.month().into()),
        ];
        context
            .add_variable_from_value("local", HashMap::from(local.map(|(name, it)| (name.to_owned(), it))));
        context.add_variable_from_value("now", self.timestamp(world::now()));
        self.add_functions(&mut context);
        self.0.compile(source).expect("the oracle reads it").execute(&context)
    }

    fn add_functions(&self, context: &mut Context<'_, '_>) {
        let last: HashMap<String, (cel::Value, cel::Value)> = world::PAST
            .iter()
            .rev()
            .map(|(ago, _, kind, _)| {
                let ago = Duration::parse(ago).unwrap();
                let at = self.timestamp(world::now().minus(ago));
                let since = self.constant(&format!("duration('{}s')", ago.as_secs()));
                ((*kind).to_owned(), (at, since))
            })
            .collect();
        let latest = last.clone();
        let never = |name: &str| ExecutionError::function_error(name, "never");
        context
            .add_function("last", move |kind: Arc<String>| {
                last.get(&*kind).map(|(at, _)| at.clone()).ok_or_else(|| never("last"))
            })
            .unwrap();
        context
            .add_function("since", move |kind: Arc<String>| {
                latest.get(&*kind).map(|(_, since)| since.clone()).ok_or_else(|| never("since"))
            })
            .unwrap();
        context
            .add_function("count", |kind: Arc<String>, within: Arc<String>| {
                amounts(&kind, None, &within).len() as i64
            })
            .unwrap();
        context
            .add_function("sum", |kind: Arc<String>, field: Arc<String>, within: Arc<String>| {
                amounts(&kind, Some(&field), &within).iter().sum::<f64>() + 0.0
            })
            .unwrap();
        context
            .add_function("max", move |kind: Arc<String>, field: Arc<String>, within: Arc<String>| {
                amounts(&kind, Some(&field), &within).into_iter().reduce(f64::max).ok_or_else(|| never("max"))
            })
            .unwrap();
        context
            .add_function("min", move |kind: Arc<String>, field: Arc<String>, within: Arc<String>| {
                amounts(&kind, Some(&field), &within).into_iter().reduce(f64::min).ok_or_else(|| never("min"))
            })
            .unwrap();
        context
            .add_function("avg", move |kind: Arc<String>, field: Arc<String>, within: Arc<String>| {
                let amounts = amounts(&kind, Some(&field), &within);
                let sum: f64 = amounts.iter().sum();
                (!amounts.is_empty()).then(|| sum / amounts.len() as f64).ok_or_else(|| never("avg"))
            })
            .unwrap();
        context
            .add_function(
                "expected",
                |reason: Arc<String>| if reason.ends_with("delivery") { 0.4 } else { 0.0 },
            )
            .unwrap();
        context
            .add_function("consent", |_: Arc<String>, channel: Arc<String>| channel.as_str() == "mail")
            .unwrap();
    }
}

/// The amounts of a field in a window, or one for each time it happened.
fn amounts(kind: &str, field: Option<&str>, within: &str) -> Vec<f64> {
    let within = Duration::parse(within).unwrap();
    let past = world::PAST
        .iter()
        .filter(|(ago, _, other, _)| *other == kind && Duration::parse(ago).unwrap() < within);
    past.filter_map(|(.., amounts)| match field {
        Some(field) => amounts.iter().find(|(name, _)| *name == field).map(|(_, amount)| *amount),
        None => Some(1.0),
    })
    .collect()
}

#[derive(Default)]
struct Tally {
    held: usize,
    failed: usize,
    absent: usize,
    refused: usize,
}

#[test]
fn random_expressions_come_to_what_the_reference_says() {
    // The other parser needs a deep stack for shallow brackets.
    let work = || {
        let config = ProptestConfig { cases: CASES, failure_persistence: None, ..ProptestConfig::default() };
        let oracle = Oracle::new();
        let tally = std::cell::RefCell::new(Tally::default());
        TestRunner::new(config)
            .run(&vec(any::<u8>(), 0..160), |bytes| {
                let mut chooser = Chooser(bytes.iter());
                let data = event(&mut chooser);
                let depth = 1 + chooser.below(3);
                let (source, wanted) = match chooser.below(6) {
                    0..=3 => (bool(&mut chooser, depth), Wanted::Condition),
                    4 => (double(&mut chooser, depth), Wanted::Amount),
                    _ => (text(&mut chooser, depth), Wanted::Key),
                };
                agree(&oracle, &source, wanted, &data, &mut tally.borrow_mut())
            })
            .unwrap();
        tally.into_inner()
    };
    let tally = std::thread::Builder::new().stack_size(256 << 20).spawn(work).unwrap().join().unwrap();
    // The comparison must mean something: every kind of answer comes often.
    let Tally { held, failed, absent, refused } = tally;
    let few = CASES as usize / 20;
    let counts = format!("held {held}, failed {failed}, absent {absent}, refused {refused}");
    assert!(held.min(failed).min(absent) > few && refused < few, "{counts}");
}

/// So the interpreter says that NaN is neither more nor less.
fn compares_numbers(call: &cel::OverloadError) -> bool {
    let number = |kind: &String| matches!(kind.as_str(), "int" | "double");
    ["_<_", "_<=_", "_>_", "_>=_"].contains(&call.function()) && call.argument_types().iter().all(number)
}

fn agree(
    oracle: &Oracle,
    source: &str,
    wanted: Wanted,
    data: &[(&str, Value)],
    tally: &mut Tally,
) -> Result<(), TestCaseError> {
    let found = match world::value(source, wanted, data) {
        Ok(found) => found,
        Err(faults) => {
            // Constants that never have a value are the only thing refused.
            let constant = faults.iter().all(|fault| fault.message.contains("whatever happens"));
            tally.refused += 1;
            return if constant { Ok(()) } else { Err(TestCaseError::fail(format!("{source}: {faults:?}"))) };
        }
    };
    let expected = match oracle.evaluate(source, data) {
        Ok(cel::Value::Bool(value)) => Some(Value::Bool(value)),
        Ok(cel::Value::Float(value)) => value.is_finite().then_some(Value::Double(value)),
        Ok(cel::Value::String(text)) => Some(Value::Text(text.as_str().into())),
        Ok(other) => return Err(TestCaseError::fail(format!("{source} is {other:?}"))),
        Err(ExecutionError::NoSuchOverload(call)) if compares_numbers(&call) => None,
        Err(
            error @ (ExecutionError::UndeclaredReference(_)
            | ExecutionError::NoSuchOverload(_)
            | ExecutionError::UnsupportedBinaryOperator(..)
            | ExecutionError::InvalidArgumentCount { .. }),
        ) => return Err(TestCaseError::fail(format!("{source} is no question for the oracle: {error}"))),
        Err(_) => None,
    };
    match &found {
        None => tally.absent += 1,
        Some(Value::Bool(false)) => tally.failed += 1,
        Some(_) => tally.held += 1,
    }
    let same = match (&found, &expected) {
        // Each adds amounts in its own order.
        (Some(Value::Double(a)), Some(Value::Double(b))) => (a - b).abs() <= 1e-9 * a.abs().max(b.abs()),
        _ => found == expected,
    };
    if same {
        Ok(())
    } else {
        Err(TestCaseError::fail(format!("{source} over {data:?}: {found:?}, not {expected:?}")))
    }
}
