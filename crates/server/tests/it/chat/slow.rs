//! One who reads too slowly.

use std::collections::BTreeMap;

use serde_json::json;

use super::visitor::{Visitor, connect, id};
use super::{SHOP, answer, begin, start};
use crate::server::until;

/// How many, and how long: far more than any buffer of the system holds.
const AMOUNT: usize = 2_000;
const LENGTH: usize = 8_000;

/// What a process holds in memory, in bytes.
#[cfg(target_os = "linux")]
pub(super) fn resident(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).expect("its status");
    let line = status.lines().find(|line| line.starts_with("VmRSS")).expect("a line");
    line.split_whitespace().nth(1).and_then(|kilobytes| kilobytes.parse::<u64>().ok()).expect("a number")
        * 1_024
}

#[test]
fn who_reads_too_slowly_is_cut_off_holds_up_nobody_and_comes_back_for_the_rest() {
    let two = "sockets = 2\n";
    let server = start(two);
    let (session, token) = begin(&server, &json!({}));
    let mut visitor = Visitor::after(&server, &token, 0);
    visitor.say(&id(1), "Hello?");
    visitor.next_of("ack");
    let text = "x".repeat(LENGTH);
    let answers: Vec<(&str, &str)> = (0..AMOUNT).map(|_| (session.as_str(), text.as_str())).collect();
    let server = answer(server, two, &answers, 2_000);
    let (mut slow, mut quick) = (Visitor::after(&server, &token, 0), Visitor::after(&server, &token, 0));
    assert_eq!(slow.history().len(), 1);
    let mut all = BTreeMap::new();
    quick.gather(&mut all, AMOUNT + 1);
    assert_eq!(all.len(), AMOUNT + 1, "the other is held up by nobody");
    #[cfg(target_os = "linux")]
    println!("{} MB resident", resident(server.process()) / 1_000_000);
    // For whom there is no room there is when the slow one is gone.
    until("it is cut off", || connect(&server, Some(SHOP)).is_ok());
    // What the system's buffers hold is still to be read, and then it is over.
    let mut seen = BTreeMap::new();
    slow.gather(&mut seen, AMOUNT);
    assert!(seen.len() < AMOUNT, "it was cut off");
    let after = seen.keys().next_back().copied().unwrap_or_else(|| *all.keys().next().expect("lines"));
    let mut rest = Visitor::after(&server, &token, after);
    let missing = all.range(after + 1..).count();
    let mut found = BTreeMap::new();
    rest.gather(&mut found, missing);
    assert_eq!(
        found.keys().collect::<Vec<_>>(),
        all.range(after + 1..).map(|(number, _)| number).collect::<Vec<_>>()
    );
}
