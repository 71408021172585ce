//! How fast it is with five thousand sockets open. Measures and prints; asserts only that nothing is lost.
//!
//! `ulimit -n 20000; cargo nextest run --release -p voorzet-server --run-ignored only chat::load --no-capture`

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::visitor::id;
use super::{SHOP, begin, start};
use crate::server::{Server, until};

const SOCKETS: usize = 5_000;
const PER_SECOND: usize = 100;
const SECONDS: usize = 30;

/// What a socket was told, and when.
type Told = (usize, Value, Instant);

/// One that listens; frames of its own go in here.
type Line = UnboundedSender<String>;

#[test]
#[ignore = "measures: five thousand sockets"]
fn five_thousand_sockets_and_a_hundred_messages_a_second() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let server = start("");
    let sessions: Vec<(String, String)> = (0..SOCKETS).map(|_| begin(&server, &json!({}))).collect();
    let server = runtime.block_on(visitors(server, &sessions));
    let text = |number: usize| format!("answer {number}");
    let texts: Vec<String> = (0..PER_SECOND * SECONDS).map(text).collect();
    let answers: Vec<(&str, &str)> = texts
        .iter()
        .enumerate()
        .map(|(number, text)| (sessions[number * 7 % SOCKETS].0.as_str(), text.as_str()))
        .collect();
    let (wait, gap) = (30_000, 1_000 / PER_SECOND as i64);
    let planned = jiff::Timestamp::now();
    let server = super::answer_paced(server, "", &answers, wait, gap);
    runtime.block_on(agents(&server, &sessions, planned, wait, gap));
}

/// Visitors write: from sent to acknowledged.
async fn visitors(server: Server, sessions: &[(String, String)]) -> Server {
    let mut crowd = Crowd::open(&server, sessions).await;
    let waits = crowd.write(SECONDS).await;
    print("visitors, from sent to durable and acknowledged", waits, &server);
    server
}

/// Visitors who have said something, and write on.
pub(crate) struct Crowd {
    lines: Vec<Line>,
    told: UnboundedReceiver<Told>,
    said: usize,
}

impl Crowd {
    pub(crate) async fn open(server: &Server, sessions: &[(String, String)]) -> Self {
        let (lines, mut told) = open(server, sessions).await;
        for (number, line) in lines.iter().enumerate() {
            line.send(json!({ "type": "say", "id": id(number), "text": "Hello" }).to_string()).expect("open");
            if number % 100 == 99 {
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
        wait_for(&mut told, sessions.len(), "ack").await;
        // So many first messages at once are not what is measured.
        until("all of that is decided on", || server.get("/api/status").with(200)["behind"] == 0);
        Self { said: lines.len(), lines, told }
    }

    /// How many messages they have written.
    pub(crate) fn said(&self) -> usize {
        self.said
    }

    /// A hundred messages a second, for so long; how long each waited for its acknowledgement.
    pub(crate) async fn write(&mut self, seconds: usize) -> Vec<f64> {
        let mut sent = BTreeMap::new();
        let mut waits = Vec::new();
        let mut pace = tokio::time::interval(Duration::from_millis(1_000 / PER_SECOND as u64));
        for number in self.said..self.said + PER_SECOND * seconds {
            pace.tick().await;
            let line = &self.lines[number * 7 % self.lines.len()];
            sent.insert(id(number), Instant::now());
            line.send(json!({ "type": "say", "id": id(number), "text": "Where is it?" }).to_string())
                .expect("open");
            while let Ok((_, frame, at)) = self.told.try_recv() {
                acknowledged(&frame, at, &mut sent, &mut waits);
            }
        }
        self.said += PER_SECOND * seconds;
        while !sent.is_empty() {
            let (_, frame, at) = self.told.recv().await.expect("open");
            acknowledged(&frame, at, &mut sent, &mut waits);
        }
        waits
    }
}

fn acknowledged(frame: &Value, at: Instant, sent: &mut BTreeMap<String, Instant>, waits: &mut Vec<f64>) {
    if frame["type"] == "ack"
        && let Some(begun) = sent.remove(frame["id"].as_str().expect("an id"))
    {
        waits.push((at - begun).as_secs_f64());
    }
}

/// Agents answer: from due to shown.
async fn agents(
    server: &Server,
    sessions: &[(String, String)],
    planned: jiff::Timestamp,
    wait: i64,
    gap: i64,
) {
    let (_lines, mut told) = open(server, sessions).await;
    let begun = jiff::Timestamp::now();
    let clock = Instant::now();
    let early = (begun - planned).total(jiff::Unit::Second).expect("seconds");
    println!("{SOCKETS} sockets are open {early:.1} s after the answers were planned");
    assert!(early < wait as f64 / 1_000.0, "before the first is due");
    let mut waits = Vec::new();
    while waits.len() < PER_SECOND * SECONDS {
        let (_, frame, at) = told.recv().await.expect("open");
        let Some(number) =
            frame["text"].as_str().and_then(|text| text.strip_prefix("answer ")?.parse::<i64>().ok())
        else {
            continue;
        };
        // The answer says when it was planned; it was due so much later.
        let at_planned: jiff::Timestamp =
            frame["at"].as_str().expect("an instant").parse().expect("an instant");
        let due = at_planned.as_millisecond() + wait + number * gap;
        let shown = begun.as_millisecond() as f64 + (at - clock).as_secs_f64() * 1_000.0;
        waits.push((shown - due as f64) / 1_000.0);
    }
    print("agents, from due in the outbox to shown", waits, server);
}

fn print(what: &str, mut waits: Vec<f64>, server: &Server) {
    waits.sort_by(f64::total_cmp);
    let at = |share: f64| waits[((waits.len() - 1) as f64 * share) as usize] * 1_000.0;
    let resident = super::slow::resident(server.process()) / 1_000_000;
    println!(
        "{what}: {} at {PER_SECOND}/s with {SOCKETS} sockets: p50 {:.1} ms, p99 {:.1} ms, most {:.1} ms; {resident} MB resident",
        waits.len(),
        at(0.5),
        at(0.99),
        at(1.0)
    );
}

async fn wait_for(told: &mut UnboundedReceiver<Told>, amount: usize, kind: &str) {
    let mut found = 0;
    while found < amount {
        let (_, frame, _) = told.recv().await.expect("open");
        assert_ne!(frame["type"], "problem", "{frame}");
        found += usize::from(frame["type"] == kind);
    }
}

/// Opens a socket for every session, and waits until all of them have their history.
async fn open(server: &Server, sessions: &[(String, String)]) -> (Vec<Line>, UnboundedReceiver<Told>) {
    let (tell, mut told) = unbounded_channel();
    let host: Arc<str> = server.address.strip_prefix("http://").expect("an address").into();
    let mut lines = Vec::new();
    for (number, (_, token)) in sessions.iter().enumerate() {
        let (line, frames) = unbounded_channel();
        let hello = json!({ "type": "hello", "v": 1, "token": token, "after": 0 }).to_string();
        line.send(hello).expect("open");
        lines.push(line);
        tokio::spawn(socket(number, Arc::clone(&host), frames, tell.clone()));
        if number % 50 == 49 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
    wait_for(&mut told, sessions.len(), "state").await;
    (lines, told)
}

async fn socket(
    number: usize,
    host: Arc<str>,
    mut frames: UnboundedReceiver<String>,
    tell: UnboundedSender<Told>,
) {
    let stream = TcpStream::connect(&*host).await.expect("a connection");
    stream.set_nodelay(true).expect("set");
    let (mut read, mut write) = stream.into_split();
    let request = format!(
        "GET /chat/socket?account=chat HTTP/1.1\r\nhost: {host}\r\norigin: {SHOP}\r\nconnection: upgrade\r\nupgrade: websocket\r\n\
         sec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
    );
    write.write_all(request.as_bytes()).await.expect("sent");
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(read.read_u8().await.expect("an answer"));
    }
    assert!(head.starts_with(b"HTTP/1.1 101"), "{}", String::from_utf8_lossy(&head));
    loop {
        tokio::select! {
            frame = frames.recv() => match frame {
                Some(frame) => put(&mut write, 1, frame.as_bytes()).await,
                None => return,
            },
            more = read.readable() => more.expect("open"),
        }
        while let Some((kind, bytes)) = take(&mut read).await {
            match kind {
                1 => {
                    let told = (number, serde_json::from_slice(&bytes).expect("JSON"), Instant::now());
                    if tell.send(told).is_err() {
                        return;
                    }
                }
                9 => put(&mut write, 10, &bytes).await,
                _ => return,
            }
        }
    }
}

/// The next frame that has begun to come.
async fn take(read: &mut OwnedReadHalf) -> Option<(u8, Vec<u8>)> {
    let mut first = [0];
    if read.try_read(&mut first).ok()? == 0 {
        return Some((8, Vec::new()));
    }
    let length = match read.read_u8().await.ok()? {
        126 => usize::from(read.read_u16().await.ok()?),
        127 => read.read_u64().await.ok()? as usize,
        short => usize::from(short),
    };
    let mut bytes = vec![0; length];
    read.read_exact(&mut bytes).await.ok()?;
    Some((first[0] & 15, bytes))
}

/// Sends a frame, masked with nothing.
async fn put(write: &mut OwnedWriteHalf, kind: u8, bytes: &[u8]) {
    let mut frame = vec![0x80 | kind];
    match bytes.len() {
        short @ 0..126 => frame.push(0x80 | short as u8),
        long => {
            frame.push(0xfe);
            frame.extend((long as u16).to_be_bytes());
        }
    }
    frame.extend([0; 4]);
    frame.extend(bytes);
    // Who hangs up does so.
    let _ = write.write_all(&frame).await;
}
