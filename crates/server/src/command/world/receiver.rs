//! The sample world's own systems: whoever asks them to repair something over HTTP is told that they will.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

use anyhow::Context;

/// The longest body that is read.
const LONGEST: u64 = 1_000_000;

/// Listens at an address, on a thread of its own.
pub(super) fn listen(address: &str) -> anyhow::Result<()> {
    let listener = TcpListener::bind(address).with_context(|| format!("{address} cannot be listened on"))?;
    std::thread::spawn(move || {
        for caller in listener.incoming().filter_map(Result::ok) {
            // A caller that breaks off is none of ours.
            std::thread::spawn(move || answer(&caller).ok());
        }
    });
    Ok(())
}

/// Reads requests to their ends, and says 204 to each.
fn answer(caller: &TcpStream) -> std::io::Result<()> {
    caller.set_read_timeout(Some(Duration::from_secs(20)))?;
    let mut reader = BufReader::new(caller);
    loop {
        let mut length = 0;
        loop {
            let mut line = String::new();
            if reader.by_ref().take(LONGEST).read_line(&mut line)? == 0 {
                return Ok(());
            }
            if line.trim().is_empty() {
                break;
            }
            let (name, value) = line.split_once(':').unwrap_or_default();
            if name.eq_ignore_ascii_case("content-length") {
                length = value.trim().parse().unwrap_or(0);
            }
        }
        std::io::copy(&mut reader.by_ref().take(length), &mut std::io::sink())?;
        (&*caller).write_all(b"HTTP/1.1 204 No Content\r\n\r\n")?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_request_is_read_to_its_end_and_answered() {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("its address");
        let taking = std::thread::spawn(move || answer(&listener.accept().expect("a caller").0).is_ok());
        let mut caller = TcpStream::connect(address).expect("it listens");
        let body = "x".repeat(100_000);
        let request = format!("POST /restart HTTP/1.1\r\nContent-Length: {}\r\n\r\n{body}", body.len());
        for _ in 0..2 {
            caller.write_all(request.as_bytes()).expect("it reads");
            let mut answer = [0; 27];
            caller.read_exact(&mut answer).expect("it answers");
            assert_eq!(&answer, b"HTTP/1.1 204 No Content\r\n\r\n");
        }
        drop(caller);
        assert!(taking.join().expect("it ends"));
    }
}
