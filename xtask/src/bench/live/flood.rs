//! One source sends ten times what it may: how long do others wait for their answers?

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::super::report::{Goal, Row, grouped};
use super::super::{Bench, Report};
use super::load::{Door, singles};
use super::server::{Server, write_key};

/// Events a second that the source may send.
const QUOTA: usize = 1_000;

/// Events a second of all others together, from so many clients.
const OTHERS: usize = 500;
const CLIENTS: usize = 8;

/// Events in a request of the source that floods.
const A_REQUEST: usize = 10;

/// The source sends what it may, then ten times that; meanwhile others send, and wait for their answers.
pub(super) fn run(bench: &Bench, server: &Server, lines: &[&str], report: &mut Report) -> Result<()> {
    let (others, own) = lines.split_at(lines.len() / 2);
    let (calm, busy) = others.split_at(others.len() / 2);
    let (within, beyond) = own.split_at(own.len() / 2);
    // The server runs, so the command speaks to it.
    let quota = ["flood", "--events-per-second", &QUOTA.to_string()];
    let key = write_key(bench.voorzet.path(), &bench.folder.join("live-data"), &quota)?;
    let door = Door { address: server.door.address.clone(), key, token: server.door.token.clone() };
    let measure = |times: usize, theirs: &[&str], own: &[&str]| {
        let over = AtomicBool::new(false);
        thread::scope(|scope| -> Result<_> {
            let flood = scope.spawn(|| flood(&door, own, times * QUOTA, &over));
            let waits = singles(&server.door, theirs, CLIENTS, Some(OTHERS));
            over.store(true, Ordering::Relaxed);
            let flooded = flood.join().ok().context("the flood broke off")??;
            Ok((waits?.1, flooded))
        })
    };
    let (before, _) = measure(1, calm, within)?;
    let (during, flooded) = measure(10, busy, beyond)?;
    let ratio = during.at(0.99) / before.at(0.99);
    report.row(Row {
        what: format!(
            "live, a source sends {} times its {} events/s ({} of its requests taken, {} refused): others' p99 is \
             {:.1} ms, and {:.1} ms while it sends what it may",
            flooded.rate / QUOTA,
            grouped(QUOTA as u64),
            grouped(flooded.taken),
            grouped(flooded.refused),
            during.at(0.99) * 1e3,
            before.at(0.99) * 1e3,
        ),
        seconds: during.at(0.99),
        ratio: Some(ratio),
        goal: Some(Goal::new("≤ 1.5 times as long; 429", ratio <= 1.5 && flooded.refused > 0)),
        ..Row::default()
    });
    Ok(())
}

struct Flooded {
    /// Events a second that it sent.
    rate: usize,
    taken: u64,
    refused: u64,
}

/// Sends so many events a second until it is over.
fn flood(door: &Door, lines: &[&str], a_second: usize, over: &AtomicBool) -> Result<Flooded> {
    let mut client = door.client()?;
    let mut flooded = Flooded { rate: 0, taken: 0, refused: 0 };
    let tick = Duration::from_secs(1) / u32::try_from(a_second / A_REQUEST)?;
    let start = Instant::now();
    let mut due = start;
    for request in lines.chunks(A_REQUEST).cycle() {
        if over.load(Ordering::Relaxed) {
            break;
        }
        thread::sleep(due.saturating_duration_since(Instant::now()));
        due += tick;
        let answer = client.post("/events", "application/x-ndjson", request.join("\n").as_bytes())?;
        match answer.status {
            200..300 => flooded.taken += 1,
            429 => flooded.refused += 1,
            status => bail!("the flood is answered {status}"),
        }
    }
    let sent = (flooded.taken + flooded.refused) as usize * A_REQUEST;
    flooded.rate = (sent as f64 / start.elapsed().as_secs_f64()) as usize;
    Ok(flooded)
}
