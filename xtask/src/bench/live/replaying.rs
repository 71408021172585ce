//! A draft is replayed over all that the log holds: how long do those who send events wait meanwhile?

use std::fs;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use super::super::report::{Goal, Row, grouped};
use super::super::{Bench, Report};
use super::client::Client;
use super::load::singles;
use super::server::Server;

/// Events a second, from so many clients.
const PACE: usize = 500;
const CLIENTS: usize = 8;

/// Replays that are asked for: one runs, the others follow it, so that one runs all the time.
const REPLAYS: usize = 8;

/// Others send at a pace, first by themselves, then while replays run.
pub(super) fn run(bench: &Bench, server: &Server, lines: &[&str], report: &mut Report) -> Result<()> {
    let (calm, busy) = lines.split_at(lines.len() / 2);
    let note: Value = serde_json::from_str(&fs::read_to_string(bench.folder.join("live-data/server.json"))?)?;
    let mut client = Client::connect(&server.door.address, note["token"].as_str().context("no token")?)?;
    let draft = ask(&mut client, "/api/drafts", &json!({"name": "The same"}))?;
    let (_, before) = singles(&server.door, calm, CLIENTS, Some(PACE))?;
    let mut last = Value::Null;
    for _ in 0..REPLAYS {
        last = ask(&mut client, "/api/replays", &json!({"draft": draft["id"]}))?;
    }
    let (_, during) = singles(&server.door, busy, CLIENTS, Some(PACE))?;
    let answer = client.get(&format!("/api/replays/{}", last["id"].as_str().unwrap_or_default()))?;
    let last: Value = serde_json::from_slice(&answer.body)?;
    let all_the_time = last["state"] == "waiting" || last["state"] == "running";
    let slowest = during.at(0.99);
    report.row(Row {
        what: format!(
            "live, replays of a draft meanwhile, {} events/s: p99 {:.1} ms to acknowledgement, {:.1} ms without",
            grouped(PACE as u64),
            slowest * 1e3,
            before.at(0.99) * 1e3,
        ),
        seconds: slowest,
        ratio: Some(slowest / before.at(0.99)),
        goal: Some(Goal::new("p99 ≤ 100 ms while one runs", all_the_time && slowest <= 0.1)),
        ..Row::default()
    });
    Ok(())
}

fn ask(client: &mut Client, path: &str, body: &Value) -> Result<Value> {
    let answer = client.post(path, "application/json", body.to_string().as_bytes())?;
    if !(200..300).contains(&answer.status) {
        bail!("{path} answers {}: {}", answer.status, String::from_utf8_lossy(&answer.body));
    }
    Ok(serde_json::from_slice(&answer.body)?)
}
