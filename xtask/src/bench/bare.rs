//! The reference: what it takes to read the file and keep the window, and nothing else.
//!
//! One thread, `serde_json` into borrowed fields, one standard hash map, one queue of times per customer.
//! What Voorzet does beyond this (any strategy, identities, expectations, decisions with their why) has to fit
//! in the rest of the ratio.

use std::collections::{HashMap, VecDeque};
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use lexopt::prelude::*;
use serde::{Deserialize, Serialize};

use crate::calendar;

/// The rule: this many events of a customer within this many milliseconds.
const AT_LEAST: usize = 3;
const WITHIN: i64 = 7 * 86_400_000;

/// A Segment line, as far as the rule needs it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Track<'a> {
    message_id: &'a str,
    event: &'a str,
    user_id: &'a str,
    timestamp: &'a str,
}

/// What the loop counted.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Counted {
    /// Lines read.
    pub(crate) events: u64,
    /// How often the rule held.
    pub(crate) held: u64,
}

/// The hidden command: counts the file named and prints the result as JSON.
pub(crate) fn run(mut arguments: lexopt::Parser) -> Result<()> {
    let file = PathBuf::from(arguments.value()?);
    if let Some(Long(_) | Short(_) | Value(_)) = arguments.next()? {
        anyhow::bail!("one file is counted at a time");
    }
    println!("{}", serde_json::to_string(&count(&file)?)?);
    Ok(())
}

/// Judges the rule at each event of the file.
fn count(file: &Path) -> Result<Counted> {
    let open = File::open(file).with_context(|| format!("{} cannot be opened", file.display()))?;
    let mut reader = BufReader::with_capacity(1 << 20, open);
    let mut windows: HashMap<String, VecDeque<i64>> = HashMap::new();
    let mut counted = Counted::default();
    let mut line = Vec::new();
    loop {
        line.clear();
        if reader.read_until(b'\n', &mut line)? == 0 {
            return Ok(counted);
        }
        let track: Track<'_> = serde_json::from_slice(&line)?;
        if track.message_id.is_empty() || track.event != "checkout_failed" {
            continue;
        }
        let time = millis(track.timestamp).with_context(|| format!("`{}` is no time", track.timestamp))?;
        let times = match windows.get_mut(track.user_id) {
            Some(times) => times,
            None => windows.entry(track.user_id.to_owned()).or_default(),
        };
        times.push_back(time);
        while times.front().is_some_and(|first| *first <= time - WITHIN) {
            times.pop_front();
        }
        counted.events += 1;
        counted.held += u64::from(times.len() >= AT_LEAST);
    }
}

/// `YYYY-MM-DDTHH:MM:SS.mmmZ`, the one shape the file has.
fn millis(stamp: &str) -> Option<i64> {
    let number = |from: usize, to: usize| stamp.get(from..to)?.parse::<i64>().ok();
    let date = calendar::days(number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let seconds = number(11, 13)? * 3_600 + number(14, 16)? * 60 + number(17, 19)?;
    Some((date * 86_400 + seconds) * 1_000 + number(20, 23)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timestamps_read_as_they_are_written() {
        for millis_since in [0, 1_760_000_000_123, 4_102_444_799_999] {
            assert_eq!(millis(&calendar::stamp(millis_since)), Some(millis_since));
        }
    }

    #[test]
    fn the_window_is_open_at_its_start() -> Result<()> {
        let day = 86_400_000;
        let file = std::env::temp_dir().join(format!("voorzet-bare-{}.ndjson", std::process::id()));
        let lines =
            [(0, "a"), (day, "a"), (day, "b"), (7 * day, "a"), (7 * day + 1, "a")].map(|(time, user)| {
                let stamp = calendar::stamp(time);
                format!(
                    r#"{{"messageId":"m","event":"checkout_failed","userId":"{user}","timestamp":"{stamp}"}}"#
                ) + "\n"
            });
        std::fs::write(&file, lines.concat())?;
        let counted = count(&file);
        std::fs::remove_file(&file)?;
        // At 7 d the event at 0 has just left; at 7 d + 1 ms there are three again.
        assert_eq!(counted?, Counted { events: 5, held: 1 });
        Ok(())
    }
}
