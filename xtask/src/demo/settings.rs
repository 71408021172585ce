//! Tells a server under which address customers reach it.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

/// What is asked and changed.
const PATH: &str = "/api/settings";

/// How long the server may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// Sets the address in the server's settings; all else stays as it is.
pub(super) fn set_address(address: &str, token: &str) -> Result<()> {
    let known: Value = serde_json::from_str(&call(address, token, "GET", "")?)?;
    let set = json!({
        "organisation": known["organisation"],
        "address": address,
        "sign_in": {"password": true, "second_factor": "optional", "sso": []},
        "session_hours": known["session_hours"],
    });
    call(address, token, "PUT", &set.to_string()).map(drop)
}

fn call(address: &str, token: &str, method: &str, body: &str) -> Result<String> {
    let host = address.trim_start_matches("http://");
    let mut stream = TcpStream::connect(host).with_context(|| format!("{address} does not answer"))?;
    stream.set_read_timeout(Some(PATIENCE))?;
    // HTTP/1.0: the body comes as it is, and ends with the connection.
    write!(stream, "{method} {PATH} HTTP/1.0\r\nHost: {host}\r\nOrigin: {address}\r\n")?;
    write!(stream, "Authorization: Bearer {token}\r\nContent-Type: application/json\r\n")?;
    write!(stream, "Content-Length: {}\r\n\r\n{body}", body.len())?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((answer.as_str(), ""));
    if !head.split(' ').nth(1).is_some_and(|status| status.starts_with('2')) {
        bail!("{PATH}: {answer}");
    }
    Ok(body.to_owned())
}
