//! Hears the first decision on a server's stream.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

/// The sentence of the first decision that is no history.
pub(super) fn first_decision(address: &str, token: &str, patience: Duration) -> Result<String> {
    let host = address.trim_start_matches("http://");
    let mut stream = TcpStream::connect(host).with_context(|| format!("{address} does not answer"))?;
    stream.set_read_timeout(Some(patience))?;
    // HTTP/1.0: the body comes as it is, and ends with the connection.
    write!(stream, "GET /api/stream?type=decision.made HTTP/1.0\r\nHost: {host}\r\n")?;
    write!(stream, "Authorization: Bearer {token}\r\n\r\n")?;
    let begun = Instant::now();
    for line in BufReader::new(stream).lines() {
        let line = line.context("no decision came")?;
        if begun.elapsed() > patience {
            break;
        }
        let Some(data) = line.strip_prefix("data: ") else { continue };
        let entry: serde_json::Value = serde_json::from_str(data)?;
        if entry["history"] != true {
            return Ok(entry["data"]["why"]["en"].as_str().unwrap_or_default().to_owned());
        }
    }
    bail!("no decision came in {} s", patience.as_secs())
}
