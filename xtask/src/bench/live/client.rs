//! A small HTTP client: one connection that is kept, one request at a time. Less than a library would cost
//! everybody who compiles this program first.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;

use anyhow::{Context, Result, bail};

/// A connection to the server under measurement.
pub(super) struct Client {
    connection: BufReader<TcpStream>,
    head: String,
}

/// What the server answered.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) body: Vec<u8>,
}

impl Client {
    /// Connects, and speaks with the write key from then on.
    pub(super) fn connect(address: &str, key: &str) -> Result<Self> {
        let connection = TcpStream::connect(address).with_context(|| format!("{address} does not answer"))?;
        connection.set_nodelay(true)?;
        Ok(Self {
            connection: BufReader::with_capacity(1 << 16, connection),
            head: format!("Host: {address}\r\nAuthorization: Bearer {key}\r\n"),
        })
    }

    /// Posts a body.
    pub(super) fn post(&mut self, path: &str, kind: &str, body: &[u8]) -> Result<Answer> {
        let head = format!(
            "POST {path} HTTP/1.1\r\n{}Content-Type: {kind}\r\nContent-Length: {}\r\n\r\n",
            self.head,
            body.len()
        );
        let stream = self.connection.get_mut();
        // One segment when it is small: a head that waits for its body would measure the network's timers.
        let mut request = head.into_bytes();
        request.extend_from_slice(body);
        stream.write_all(&request)?;
        self.answer()
    }

    /// Asks for a page.
    pub(super) fn get(&mut self, path: &str) -> Result<Answer> {
        let request = format!("GET {path} HTTP/1.1\r\n{}\r\n", self.head);
        self.connection.get_mut().write_all(request.as_bytes())?;
        self.answer()
    }

    /// Asks for a stream and gives what comes of it, line by line, for as long as it is read.
    pub(super) fn stream(mut self, path: &str) -> Result<impl Iterator<Item = std::io::Result<String>>> {
        let request = format!("GET {path} HTTP/1.1\r\n{}Accept: text/event-stream\r\n\r\n", self.head);
        self.connection.get_mut().write_all(request.as_bytes())?;
        let (status, _) = self.head()?;
        if status != 200 {
            bail!("{path} answers {status}");
        }
        Ok(self.connection.lines())
    }

    fn answer(&mut self) -> Result<Answer> {
        let (status, length) = self.head()?;
        let mut body = Vec::new();
        if let Some(length) = length {
            body.resize(length, 0);
            self.connection.read_exact(&mut body)?;
        } else {
            self.chunks(&mut body)?;
        }
        Ok(Answer { status, body })
    }

    /// The status, and the length of the body unless it comes in chunks.
    fn head(&mut self) -> Result<(u16, Option<usize>)> {
        let mut line = String::new();
        if self.connection.read_line(&mut line)? == 0 {
            bail!("the server closed the connection");
        }
        let status = line.split(' ').nth(1).and_then(|code| code.parse().ok()).context("no HTTP answer")?;
        let mut length = Some(0);
        loop {
            line.clear();
            self.connection.read_line(&mut line)?;
            let header = line.trim_end();
            if header.is_empty() {
                return Ok((status, length));
            }
            let Some((name, value)) = header.split_once(':') else { continue };
            if name.eq_ignore_ascii_case("content-length") {
                length = Some(value.trim().parse()?);
            } else if name.eq_ignore_ascii_case("transfer-encoding") {
                length = None;
            }
        }
    }

    fn chunks(&mut self, body: &mut Vec<u8>) -> Result<()> {
        let mut line = String::new();
        loop {
            line.clear();
            self.connection.read_line(&mut line)?;
            let size = usize::from_str_radix(line.trim_end(), 16).context("a chunk without its size")?;
            let from = body.len();
            body.resize(from + size, 0);
            self.connection.read_exact(&mut body[from..])?;
            line.clear();
            self.connection.read_line(&mut line)?;
            if size == 0 {
                return Ok(());
            }
        }
    }
}
