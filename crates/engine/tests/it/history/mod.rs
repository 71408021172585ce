//! Files of events as one stream.

mod broken;
mod fuzz;
mod helpdesk;
mod order;
mod packed;
mod table;

use std::io::{Cursor, Read, Write};

use voorzet_domain::event::Event;
use voorzet_engine::history::{History, HistoryError, Options, Source, Unreadable};

/// One Segment call.
fn track(id: &str, time: &str) -> String {
    format!(r#"{{"messageId":"{id}","type":"track","event":"seen","userId":"u","timestamp":"{time}"}}"#)
}

/// As many calls, a second apart, one a line; named `0`, `1` and so on.
fn calls(count: usize) -> String {
    (0..count)
        .map(|n| {
            track(
                &n.to_string(),
                &format!(
                    "2026-01-{:02}T{:02}:{:02}:{:02}Z",
                    1 + n / 86_400,
                    n / 3_600 % 24,
                    n / 60 % 60,
                    n % 60
                ),
            ) + "\n"
        })
        .collect()
}

fn source(name: &str, bytes: impl Into<Vec<u8>>) -> Source {
    Source::new(name, Cursor::new(bytes.into()))
}

/// What a history came to.
struct Outcome {
    events: Vec<Event>,
    unreadable: u64,
    first: Vec<Unreadable>,
    error: Option<HistoryError>,
}

impl Outcome {
    fn ids(&self) -> Vec<&str> {
        self.events.iter().map(|event| event.id.as_str()).collect()
    }

    /// The lines that could not be read.
    fn lines(&self) -> Vec<u64> {
        self.first.iter().map(|unreadable| unreadable.line).collect()
    }
}

fn read(sources: Vec<Source>, options: Options) -> Outcome {
    let mut history = History::open(sources, options, |event| event);
    let (mut events, mut error, mut bytes) = (Vec::new(), None, 0);
    for batch in &mut history {
        match batch {
            Ok(batch) => {
                assert!(!batch.items.is_empty() && batch.bytes_read >= bytes);
                bytes = batch.bytes_read;
                events.extend(batch.items.into_iter().map(|(_, event)| event));
            }
            Err(stop) => error = Some(stop),
        }
    }
    assert!(events.is_sorted_by_key(|event| event.time));
    let (unreadable, first) = history.unreadable();
    Outcome { events, unreadable, first: first.to_vec(), error }
}

fn read_one(bytes: impl Into<Vec<u8>>) -> Outcome {
    read(vec![source("file", bytes)], Options::default())
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).expect("in memory");
    encoder.finish().expect("in memory")
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 1).expect("in memory")
}

/// A text repeated a number of times, without being held.
struct Repeated {
    text: &'static [u8],
    left: u64,
}

impl Read for Repeated {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.left == 0 {
            return Ok(0);
        }
        self.left -= 1;
        let count = self.text.len().min(buffer.len());
        assert_eq!(count, self.text.len(), "the reader asks for blocks");
        buffer[..count].copy_from_slice(self.text);
        Ok(count)
    }
}
