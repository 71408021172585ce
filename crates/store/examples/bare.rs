//! The reference of `cargo xtask bench live`: the least that keeping events on disk takes.
//!
//! One thread, one `SQLite` table with a unique id, the same lines, a thousand a commit, every commit synced.
//! No parsing, no customers, no decisions: the ids are cut out of the lines before the clock starts.

use std::io::{BufRead, BufReader};
use std::time::Instant;

use rusqlite::Connection;

const A_COMMIT: usize = 1_000;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let file = std::env::args_os().nth(1).ok_or("which file of events?")?;
    let folder = std::env::args_os().nth(2).ok_or("in which folder?")?;
    let lines: Vec<String> = BufReader::new(std::fs::File::open(file)?).lines().collect::<Result<_, _>>()?;
    let ids: Vec<&str> = lines.iter().map(|line| id(line)).collect();
    let base = std::path::Path::new(&folder).join("bare.db");
    let mut database = Connection::open(&base)?;
    database.pragma_update(None, "journal_mode", "WAL")?;
    database.pragma_update(None, "synchronous", "FULL")?;
    database.execute_batch("CREATE TABLE event (id TEXT NOT NULL UNIQUE, body TEXT NOT NULL)")?;
    #[expect(clippy::disallowed_methods, reason = "a measurement reads the clock")]
    let start = Instant::now();
    for (ids, lines) in ids.chunks(A_COMMIT).zip(lines.chunks(A_COMMIT)) {
        let transaction = database.transaction()?;
        let mut insert = transaction.prepare_cached("INSERT INTO event (id, body) VALUES ($1, $2)")?;
        for (id, line) in ids.iter().zip(lines) {
            insert.execute((id, line))?;
        }
        drop(insert);
        transaction.commit()?;
    }
    #[expect(clippy::disallowed_methods, reason = "a measurement reads the clock")]
    let seconds = start.elapsed().as_secs_f64();
    println!("{{\"events\":{},\"seconds\":{seconds}}}", lines.len());
    Ok(())
}

/// The event's own id, else the whole line.
fn id(line: &str) -> &str {
    let after = |mark: &str| line.find(mark).map(|at| &line[at + mark.len()..]);
    let rest = after("\"messageId\":\"").or_else(|| after("\"id\":\""));
    rest.and_then(|rest| rest.split('"').next()).unwrap_or(line)
}
