//! Many answer at once: none is lost, none counts twice. Prints how many a second; takes minutes.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use serde_json::json;

use super::{asking, token};
use crate::server::until;

/// How many customers answer.
const CUSTOMERS: usize = 10_000;

/// How many at once.
const AT_ONCE: usize = 64;

#[test]
#[ignore = "takes minutes; a figure for docs/BENCHMARKS.md"]
fn ten_thousand_answer_at_once() {
    let customers = std::env::var("ANSWERS").ok().and_then(|text| text.parse().ok()).unwrap_or(CUSTOMERS);
    let office = asking();
    let server = &office.server;
    let agent = office.agent("ada");
    for number in 0..customers {
        office.write(&format!("m{number}"), &format!("u{number}"), "Where is it?");
    }
    let mut left = customers;
    while left > 0 {
        let page = server.get("/api/cases?view=all&limit=100").with(200);
        let cases: Vec<i64> =
            page["cases"].as_array().expect("cases").iter().filter_map(|case| case["id"].as_i64()).collect();
        for case in &cases {
            agent.reply(*case, &format!("r{case}"), "Here.").with(201);
        }
        if !cases.is_empty() {
            agent
                .post("/api/cases/bulk", &json!({"cases": cases, "do": {"do": "resolve", "how": "answered"}}))
                .with(200);
        }
        left -= cases.len();
    }
    until("all are asked", || {
        server.get("/api/feedback").with(200)["all"]["asked"].as_u64() == Some(customers as u64)
    });
    let tokens: Vec<String> = (1..=customers as u32).map(|id| token(server, id)).collect();
    let (next, failed) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let address = server.address.trim_start_matches("http://").to_owned();
    let begun = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                let mut stream = TcpStream::connect(&address).expect("a connection");
                stream.set_nodelay(true).expect("set");
                let mut buffer = vec![0; 64 * 1_024];
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    // Everybody twice: the same again changes nothing.
                    let Some(token) = tokens.get(number % customers).filter(|_| number < 2 * customers)
                    else {
                        return;
                    };
                    let score = number % customers % 11;
                    let request = format!("GET /f/{token}?nps={score} HTTP/1.1\r\nhost: {address}\r\n\r\n");
                    stream.write_all(request.as_bytes()).expect("sent");
                    if !answered(&mut stream, &mut buffer) {
                        failed.fetch_add(1, Ordering::Relaxed);
                    }
                }
            });
        }
    });
    let seconds = begun.elapsed().as_secs_f64();
    let figures = server.get("/api/feedback").with(200);
    println!(
        "{customers} customers clicked twice in {seconds:.2} s: {:.0} clicks/s, {:.0} answers/s",
        2.0 * customers as f64 / seconds,
        customers as f64 / seconds
    );
    assert_eq!(failed.into_inner(), 0);
    assert_eq!(figures["all"]["answered"].as_u64(), Some(customers as u64), "none is lost");
    let scores = figures["all"]["nps"]["scores"].as_array().expect("scores");
    let sum: u64 = scores.iter().filter_map(serde_json::Value::as_u64).sum();
    assert_eq!(sum, customers as u64, "none counts twice");
    let entries = server.run(&["report", "feedback", "--json"]);
    let report: serde_json::Value = serde_json::from_str(&entries.stdout).expect("JSON");
    assert_eq!(report["all"]["answered"].as_u64(), Some(customers as u64));
}

/// Reads one answer; whether it is a page.
fn answered(stream: &mut TcpStream, buffer: &mut [u8]) -> bool {
    let mut filled = 0;
    loop {
        let read = stream.read(&mut buffer[filled..]).expect("an answer");
        assert!(read > 0, "it hung up");
        filled += read;
        let text = &buffer[..filled];
        let Some(head) = text.windows(4).position(|four| four == b"\r\n\r\n") else { continue };
        let lines = String::from_utf8_lossy(&text[..head]).to_ascii_lowercase();
        let length =
            lines.lines().find_map(|line| line.strip_prefix("content-length: ")?.trim().parse().ok());
        let length: usize = length.expect("a length");
        if filled >= head + 4 + length {
            return lines.starts_with("http/1.1 200");
        }
    }
}
