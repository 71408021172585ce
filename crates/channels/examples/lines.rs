//! How fast lines become events, against the least that any reader of JSON does: parsing the same fields
//! with serde and keeping nothing.
//!
//! `cargo run --release -p voorzet-channels --example lines -- FILE`, with a file of Segment calls.

use std::hint::black_box;
use std::time::Instant;

use serde::Deserialize;
use serde_json::value::RawValue;

/// The fields an event needs, as the input spells them.
#[derive(Deserialize)]
#[expect(dead_code, reason = "the reference parses these fields and drops them")]
struct Bare<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
    event: &'a str,
    #[serde(rename = "messageId")]
    id: &'a str,
    #[serde(rename = "userId")]
    user: &'a str,
    timestamp: &'a str,
    #[serde(borrow)]
    properties: &'a RawValue,
}

fn main() {
    let path = std::env::args().nth(1).expect("the path of a file of Segment calls");
    let text = std::fs::read_to_string(path).expect("readable");
    let (mut bare, mut full) = (0.0_f64, 0.0_f64);
    for _ in 0..5 {
        bare = bare.max(rate(&text, |line| {
            black_box(serde_json::from_str::<Bare<'_>>(line).expect("a call"));
        }));
        full = full.max(rate(&text, |line| {
            black_box(voorzet_channels::line::read(line).expect("an event"));
        }));
    }
    println!("bare serde_json: {bare:.0} lines/s");
    println!("line::read:      {full:.0} events/s");
    println!("ratio:           {:.2}", full / bare);
}

fn rate(text: &str, mut read: impl FnMut(&str)) -> f64 {
    let start = Instant::now();
    let lines = text.lines().map(&mut read).count();
    lines as f64 / start.elapsed().as_secs_f64()
}
