//! What a commit costs: `commits FOLDER [ROUNDS] [EVENTS]`.
//!
//! In turns of a hundred thousand events, a thousand a commit: a bare loop that inserts bodies of 500 bytes with a
//! unique id; the log alone; the log with a turn of 400 customers' states of 600 bytes each time, over 100,000
//! customers. With EVENTS, so many are put in the log first, and the ratio is told to an empty one.

use std::path::{Path, PathBuf};
use std::time::Instant;

use rusqlite::Connection;
use serde_json::value::RawValue;
use voorzet_domain::customer::CustomerId;
use voorzet_domain::event::{AssetId, Event};
use voorzet_domain::identity::{Claim, Identity};
use voorzet_domain::time::{Duration, Timestamp};
use voorzet_store::entry::{Incoming, Mode, Position};
use voorzet_store::turn::{CustomerRecord, Turn};
use voorzet_store::{Options, Store, Writer};

const A_COMMIT: usize = 1_000;
const COMMITS: usize = 100;
const CUSTOMERS: u64 = 100_000;
const STATES: usize = 400;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args_os().skip(1);
    let folder = PathBuf::from(arguments.next().ok_or("in which folder?")?);
    let number = |text: std::ffi::OsString| text.to_string_lossy().parse::<usize>();
    let rounds = arguments.next().map_or(Ok(5), number)?;
    let before = arguments.next().map_or(Ok(0), number)?;

    let mut bare = Bare::open(&folder.join("bare"))?;
    let mut log = open(&folder.join("log"))?;
    let mut state = open(&folder.join("state"))?;
    let mut draw = Draw(1);
    fill_states(&mut state, &mut draw)?;
    let mut long = if before > 0 { Some(filled(&folder.join("long"), before, &mut draw)?) } else { None };

    let mut slowest: Vec<f64> = Vec::new();
    let mut ratios = [const { Vec::new() }; 3];
    for round in 0..rounds {
        let all: Vec<Vec<Incoming>> = (0..COMMITS).map(|_| events(&mut draw)).collect();
        let bare = bare.run(&all)?;
        let logged = run(&mut log, &all, |_| None, &mut Vec::new())?;
        let stated = run(&mut state, &all, |draw| Some(turn(draw)), &mut slowest)?;
        let ratio = [bare / logged, bare / stated, 0.0];
        println!(
            "round {round}: bare {:>7.0}/s, log {:>7.0}/s ({:.2}), log and states {:>7.0}/s ({:.2})",
            rate(bare),
            rate(logged),
            ratio[0],
            rate(stated),
            ratio[1]
        );
        for (ratios, ratio) in ratios.iter_mut().zip(ratio) {
            ratios.push(ratio);
        }
        if let Some(long) = &mut long {
            let all: Vec<Vec<Incoming>> = (0..COMMITS).map(|_| events(&mut draw)).collect();
            let seconds = run(long, &all, |draw| Some(turn(draw)), &mut Vec::new())?;
            let all: Vec<Vec<Incoming>> = (0..COMMITS).map(|_| events(&mut draw)).collect();
            let empty = run(&mut state, &all, |draw| Some(turn(draw)), &mut Vec::new())?;
            println!(
                "  behind {before} events {:>7.0}/s ({:.2} of an empty log)",
                rate(seconds),
                empty / seconds
            );
            ratios[2].push(empty / seconds);
        }
    }
    slowest.sort_by(f64::total_cmp);
    let at = |share: f64| slowest[((slowest.len() - 1) as f64 * share) as usize] * 1e3;
    println!(
        "a commit with states: p50 {:.1} ms, p99 {:.1} ms, slowest {:.1} ms",
        at(0.5),
        at(0.99),
        at(1.0)
    );
    for (name, ratios) in ["log", "log and states", "long log"].iter().zip(&mut ratios) {
        ratios.sort_by(f64::total_cmp);
        if let Some(median) = ratios.get(ratios.len() / 2) {
            println!("{name}: median ratio {median:.2}");
        }
    }
    Ok(())
}

fn rate(seconds: f64) -> f64 {
    (A_COMMIT * COMMITS) as f64 / seconds
}

/// Numbers without end, the same every time.
struct Draw(u64);

impl Draw {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

fn now() -> Timestamp {
    Timestamp::parse("2026-03-01T08:00:00Z").expect("an instant")
}

fn events(draw: &mut Draw) -> Vec<Incoming> {
    let event = |_| {
        let customer = draw.next() % CUSTOMERS;
        let (first, second) = (draw.next(), draw.next());
        let text =
            format!(r#"{{"order":"{first:016x}","note":"{:x<280}","amount":{}}}"#, second, second % 10_000);
        let identity = Identity::account(&format!("customer-{customer}")).expect("an account");
        let event = Event {
            id: format!("{first:016x}-{second:016x}").into(),
            source: "shop".into(),
            kind: "order.shipped".into(),
            time: now(),
            customer: std::iter::once(Claim { identity, verified: true }).collect(),
            asset: AssetId::new("parcel", &format!("3S{first:016x}")),
            data: RawValue::from_string(text).expect("JSON"),
        };
        Incoming::Event { event, mode: Mode::Live }
    };
    (0..A_COMMIT).map(event).collect()
}

fn turn(draw: &mut Draw) -> Turn {
    let mut customers: Vec<_> =
        (0..STATES).map(|_| record(CustomerId((draw.next() % CUSTOMERS) as u32), draw)).collect();
    customers.sort_unstable_by_key(|record| record.customer);
    customers.dedup_by_key(|record| record.customer);
    Turn { through: Position(1), clock: now(), customers, ..Turn::default() }
}

fn record(customer: CustomerId, draw: &mut Draw) -> CustomerRecord {
    let state = (0..75).flat_map(|_| draw.next().to_le_bytes()).collect();
    CustomerRecord { customer, state, strategy: 1, scheduled: None }
}

fn open(folder: &Path) -> Result<Writer, Box<dyn std::error::Error>> {
    Ok(Store::open(folder, &Options { now: now(), seed: 5, vfs: None })?.writer)
}

fn fill_states(writer: &mut Writer, draw: &mut Draw) -> Result<(), Box<dyn std::error::Error>> {
    let customers = (0..CUSTOMERS as u32).map(|number| record(CustomerId(number), draw)).collect();
    writer.commit(now(), &[], Some(&Turn { clock: now(), customers, ..Turn::default() }))?;
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "a measurement reads the clock")]
fn filled(folder: &Path, before: usize, draw: &mut Draw) -> Result<Writer, Box<dyn std::error::Error>> {
    let start = Instant::now();
    let mut writer = open(folder)?;
    println!("opened the long log in {:.3} s", start.elapsed().as_secs_f64());
    let (last, _) = writer.read().last()?;
    if last.0 == 0 {
        fill_states(&mut writer, draw)?;
    }
    // Other events than the rounds', over a month.
    let mut draw = Draw(u64::MAX / 3 + last.0.cast_unsigned());
    let commits = before.saturating_sub(last.0 as usize) / A_COMMIT;
    for number in 0..commits {
        let back = 29 * 24 * 60 * (commits - number) / commits;
        writer.commit(now().minus(Duration::from_mins(back as i64)), &events(&mut draw), None)?;
    }
    drop(writer);
    let start = Instant::now();
    let writer = open(folder)?;
    println!("opened the long log again in {:.3} s", start.elapsed().as_secs_f64());
    Ok(writer)
}

/// The seconds that the commits took.
#[expect(clippy::disallowed_methods, reason = "a measurement reads the clock")]
fn run(
    writer: &mut Writer,
    all: &[Vec<Incoming>],
    turn: impl Fn(&mut Draw) -> Option<Turn>,
    each: &mut Vec<f64>,
) -> Result<f64, Box<dyn std::error::Error>> {
    let mut draw = Draw(all.as_ptr() as u64);
    let turns: Vec<_> = all.iter().map(|_| turn(&mut draw)).collect();
    let start = Instant::now();
    for (events, turn) in all.iter().zip(&turns) {
        let began = Instant::now();
        writer.commit(now(), events, turn.as_ref())?;
        each.push(began.elapsed().as_secs_f64());
    }
    Ok(start.elapsed().as_secs_f64())
}

/// The least: a body with a unique id.
struct Bare(Connection);

impl Bare {
    fn open(folder: &Path) -> Result<Self, Box<dyn std::error::Error>> {
        std::fs::create_dir_all(folder)?;
        let database = Connection::open(folder.join("bare.db"))?;
        database.pragma_update(None, "journal_mode", "WAL")?;
        database.pragma_update(None, "synchronous", "FULL")?;
        database.execute_batch("CREATE TABLE event (id TEXT NOT NULL UNIQUE, body TEXT NOT NULL)")?;
        Ok(Self(database))
    }

    #[expect(clippy::disallowed_methods, reason = "a measurement reads the clock")]
    fn run(&mut self, all: &[Vec<Incoming>]) -> Result<f64, Box<dyn std::error::Error>> {
        let line = |incoming: &Incoming| match incoming {
            Incoming::Event { event, .. } => {
                (event.id.to_string(), serde_json::to_string(event).expect("JSON"))
            }
            _ => unreachable!("only events"),
        };
        let all: Vec<Vec<_>> = all.iter().map(|events| events.iter().map(line).collect()).collect();
        let start = Instant::now();
        for lines in &all {
            let transaction = self.0.transaction()?;
            let mut insert = transaction.prepare_cached("INSERT INTO event (id, body) VALUES ($1, $2)")?;
            for (id, body) in lines {
                insert.execute((id, body))?;
            }
            drop(insert);
            transaction.commit()?;
        }
        Ok(start.elapsed().as_secs_f64())
    }
}
