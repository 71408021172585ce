//! What an evaluation costs, beside the interpreter of the `cel` crate, and what compiling costs:
//! `cargo test --release -p voorzet-domain --test it expr::speed -- --ignored --nocapture`.

#![expect(clippy::disallowed_methods, reason = "what is tested is how long it takes")]
#![expect(clippy::disallowed_macros, reason = "the figures are what these tests are for")]

use std::collections::HashMap;
use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

use voorzet_domain::event::AssetId;
use voorzet_domain::expr::Wanted;
use voorzet_domain::expr::env::Env;
use voorzet_domain::state::Person;

use super::world;

const CONDITIONS: [&str; 5] = [
    "event.delay_hours >= 4.0 && event.carrier == 'own'",
    "count('page', '7d') >= 3",
    "event.carrier in ['other', 'third', 'own']",
    "local.hour >= 9 && local.hour < 17",
    "customer.vip && sum('delivery.delayed', 'delay_hours', '7d') > 10.0",
];

/// Nanoseconds a call, the best of five rounds.
fn nanos(calls: u32, mut call: impl FnMut()) -> f64 {
    let round = |call: &mut dyn FnMut()| {
        let started = Instant::now();
        for _ in 0..calls {
            call();
        }
        started.elapsed().as_nanos() as f64 / f64::from(calls)
    };
    (0..5).map(|_| round(&mut call)).fold(f64::MAX, f64::min)
}

/// The interpreter, its context already made: only the evaluation is measured.
fn interpreted(source: &str) -> f64 {
    let mut context = cel::Context::default();
    let event: HashMap<String, cel::Value> =
        HashMap::from([("delay_hours".to_owned(), 5.0.into()), ("carrier".to_owned(), "own".into())]);
    context.add_variable_from_value("event", event);
    context.add_variable_from_value("local", HashMap::from([("hour".to_owned(), 10_i64)]));
    context.add_variable_from_value("customer", HashMap::from([("vip".to_owned(), true)]));
    context.add_function("count", |_: Arc<String>, _: Arc<String>| 3_i64).unwrap();
    context.add_function("sum", |_: Arc<String>, _: Arc<String>, _: Arc<String>| 16.5).unwrap();
    let program = cel::Program::compile(source).unwrap();
    program.execute(&context).expect("it has a value");
    nanos(100_000, || {
        let _ = black_box(program.execute(black_box(&context)));
    })
}

#[test]
#[ignore = "measures; run it in release"]
fn an_evaluation_costs_tens_of_nanoseconds() {
    for source in CONDITIONS {
        let (compiled, vocabulary) = world::compiled(source, Wanted::Condition).unwrap();
        let (strategy, fields) = (world::strategy(), world::fields(&vocabulary, &world::data()));
        let [mut own, linked] = world::customer(&vocabulary);
        let person = Person { own: &mut own, linked: &mut [linked], unit: 1 };
        let asset = AssetId::parse("parcel:3SXY");
        let env = Env {
            strategy: &strategy,
            event: &fields,
            asset: asset.as_ref(),
            person: &person,
            now: world::now(),
        };
        let program = compiled.program;
        let lowered = nanos(1_000_000, || {
            black_box(black_box(&program).holds(black_box(&env)));
        });
        let reference = interpreted(source);
        println!(
            "{lowered:7.1} ns, interpreter {reference:7.1} ns, {:5.1} times  {source}",
            reference / lowered
        );
        if !cfg!(debug_assertions) {
            assert!(lowered < 500.0, "{source}: {lowered} ns");
        }
    }
}

#[test]
#[ignore = "measures; run it in release"]
fn compiling_costs_microseconds() {
    for source in CONDITIONS {
        let micros = nanos(2_000, || {
            black_box(world::compiled(source, Wanted::Condition).is_ok());
        });
        let vocabulary = nanos(2_000, || {
            black_box(world::vocabulary());
        });
        println!("{:7.1} µs  {source}", (micros - vocabulary) / 1_000.0);
    }
}
