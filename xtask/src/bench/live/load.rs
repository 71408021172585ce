//! Load: batches one after the other, single events from many clients at once, and a steady pace.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::client::{Answer, Client};

/// Where the server is, and how to speak to it.
#[derive(Clone)]
pub(super) struct Door {
    pub(super) address: String,
    pub(super) key: String,
    /// For what is looked at.
    pub(super) token: String,
}

impl Door {
    pub(super) fn client(&self) -> Result<Client> {
        Client::connect(&self.address, &self.key)
    }

    /// One who may look at everything.
    pub(super) fn watcher(&self) -> Result<Client> {
        Client::connect(&self.address, &self.token)
    }
}

const LINES: &str = "application/x-ndjson";

/// Posts all lines, this many a request, over two connections; a request that is told to wait is sent again.
/// Gives the seconds until the last was acknowledged.
pub(super) fn batches(door: &Door, lines: &[&str], a_request: usize) -> Result<f64> {
    let bodies: Vec<String> = lines.chunks(a_request).map(|few| few.join("\n")).collect();
    let next = AtomicUsize::new(0);
    let start = Instant::now();
    thread::scope(|scope| {
        let clients: Vec<_> = (0..2)
            .map(|_| {
                scope.spawn(|| -> Result<()> {
                    let mut client = door.client()?;
                    while let Some(body) = bodies.get(next.fetch_add(1, Ordering::Relaxed)) {
                        insist(&mut client, LINES, body.as_bytes())?;
                    }
                    Ok(())
                })
            })
            .collect();
        clients.into_iter().try_for_each(|client| joined(client.join()))
    })?;
    Ok(start.elapsed().as_secs_f64())
}

/// Posts until it is accepted.
fn insist(client: &mut Client, kind: &str, body: &[u8]) -> Result<()> {
    loop {
        let answer = client.post("/events", kind, body)?;
        match answer.status {
            200..300 => return Ok(()),
            429 | 503 => thread::sleep(Duration::from_millis(20)),
            _ => bail!(refusal(&answer)),
        }
    }
}

fn refusal(answer: &Answer) -> String {
    format!("the server answers {}: {}", answer.status, String::from_utf8_lossy(&answer.body))
}

/// How long requests took, in seconds, shortest first.
pub(super) struct Latencies(Vec<f64>);

impl Latencies {
    fn new(mut all: Vec<f64>) -> Self {
        all.sort_by(f64::total_cmp);
        Self(all)
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.0.len()
    }

    /// The time that this share of them did not exceed.
    pub(super) fn at(&self, share: f64) -> f64 {
        let last = self.0.len().saturating_sub(1);
        self.0.get((share * last as f64).round() as usize).copied().unwrap_or(f64::NAN)
    }
}

/// One event a request, from this many clients at once, each waiting for its answer: as fast as they can, or at a
/// pace of so many a second together. Gives the seconds it took and how long each waited, at a pace since it was due.
pub(super) fn singles(
    door: &Door,
    events: &[&str],
    clients: usize,
    a_second: Option<usize>,
) -> Result<(f64, Latencies)> {
    let next = AtomicUsize::new(0);
    let all = Mutex::new(Vec::with_capacity(events.len()));
    let tick =
        a_second.map(|pace| u32::try_from(pace).map(|pace| Duration::from_secs(1) / pace)).transpose()?;
    let start = Instant::now();
    let due = |number: usize| -> Result<Instant> {
        let Some(tick) = tick else { return Ok(Instant::now()) };
        let due = start + tick * u32::try_from(number)?;
        thread::sleep(due.saturating_duration_since(Instant::now()));
        Ok(due)
    };
    thread::scope(|scope| {
        let clients: Vec<_> = (0..clients)
            .map(|_| {
                scope.spawn(|| -> Result<()> {
                    let mut client = door.client()?;
                    let mut own = Vec::new();
                    loop {
                        let number = next.fetch_add(1, Ordering::Relaxed);
                        let Some(event) = events.get(number) else { break };
                        let due = due(number)?;
                        insist(&mut client, LINES, event.as_bytes())?;
                        own.push(due.elapsed().as_secs_f64());
                    }
                    locked(&all).extend(own);
                    Ok(())
                })
            })
            .collect();
        clients.into_iter().try_for_each(|client| joined(client.join()))
    })?;
    let seconds = start.elapsed().as_secs_f64();
    Ok((seconds, Latencies::new(std::mem::take(&mut *locked(&all)))))
}

/// Posts events at a pace, in requests of as many as fall due in ten milliseconds, and listens for the
/// decisions that come of them: from the sending of the request to the arrival of the decision.
pub(super) fn paced(door: &Door, events: &[(&str, &str)], a_second: usize) -> Result<Latencies> {
    let sent: Arc<Mutex<HashMap<String, Instant>>> = Arc::default();
    let heard: Arc<Mutex<Vec<f64>>> = Arc::default();
    let over = Arc::new(AtomicBool::new(false));
    let listener = {
        let (sent, heard, over) = (Arc::clone(&sent), Arc::clone(&heard), Arc::clone(&over));
        let lines = door.watcher()?.stream("/api/stream")?;
        thread::spawn(move || listen(lines, &sent, &heard, &over))
    };
    let tick = Duration::from_millis(10);
    let a_request = (a_second / 100).max(1);
    let start = Instant::now();
    let requests: Vec<&[(&str, &str)]> = events.chunks(a_request).collect();
    let next = AtomicUsize::new(0);
    thread::scope(|scope| {
        let clients: Vec<_> = (0..4)
            .map(|_| {
                scope.spawn(|| -> Result<()> {
                    let mut client = door.client()?;
                    loop {
                        let number = next.fetch_add(1, Ordering::Relaxed);
                        let Some(request) = requests.get(number) else { return Ok(()) };
                        let due = start + tick * u32::try_from(number)?;
                        thread::sleep(due.saturating_duration_since(Instant::now()));
                        let body: Vec<&str> = request.iter().map(|(_, line)| *line).collect();
                        let body = body.join("\n");
                        // From when it was due: a client that is held up would else hide the wait.
                        locked(&sent).extend(request.iter().map(|(id, _)| ((*id).to_owned(), due)));
                        insist(&mut client, LINES, body.as_bytes())?;
                    }
                })
            })
            .collect();
        clients.into_iter().try_for_each(|client| joined(client.join()))
    })?;
    thread::sleep(Duration::from_secs(2));
    over.store(true, Ordering::Relaxed);
    // The stream speaks at least every few seconds, so that the listener sees that it is over.
    drop(listener);
    let heard = std::mem::take(&mut *locked(&heard));
    Ok(Latencies::new(heard))
}

fn listen(
    lines: impl Iterator<Item = std::io::Result<String>>,
    sent: &Mutex<HashMap<String, Instant>>,
    heard: &Mutex<Vec<f64>>,
    over: &AtomicBool,
) {
    let mut places: HashMap<i64, Instant> = HashMap::new();
    for line in lines.map_while(Result::ok) {
        if over.load(Ordering::Relaxed) {
            return;
        }
        let Some(data) = line.strip_prefix("data:") else { continue };
        let now = Instant::now();
        let Ok(entry) = serde_json::from_str::<serde_json::Value>(data) else { continue };
        if entry["type"] == "decision.made" {
            if let Some(cause) = entry["cause"].as_i64().and_then(|cause| places.get(&cause)) {
                locked(heard).push(now.saturating_duration_since(*cause).as_secs_f64());
            }
        } else if let (Some(id), Some(position)) = (entry["id"].as_str(), entry["position"].as_i64())
            && let Some(since) = locked(sent).remove(id)
        {
            places.insert(position, since);
        }
    }
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

fn joined(result: thread::Result<Result<()>>) -> Result<()> {
    result.ok().context("a client broke off")?
}
