//! The sample world's own systems: whoever asks them to repair something over HTTP is told that they will, and what they
//! are given to mail is in its customers' mailboxes.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

use anyhow::Context;
use serde::Deserialize;

/// The longest body that is read.
const LONGEST: u64 = 1_000_000;

/// Where mail is handed in.
const MAILS: &str = "/mail";

/// A mail to a customer.
#[derive(Debug, PartialEq, Eq, Deserialize)]
pub(super) struct Mail {
    pub(super) to: String,
    pub(super) text: String,
}

/// Listens at an address, on a thread of its own. What is mailed to customers is handed over.
pub(super) fn listen(address: &str, deliver: impl Fn(Mail) + Clone + Send + 'static) -> anyhow::Result<()> {
    let listener = TcpListener::bind(address).with_context(|| format!("{address} cannot be listened on"))?;
    std::thread::spawn(move || {
        for caller in listener.incoming().filter_map(Result::ok) {
            let deliver = deliver.clone();
            // A caller that breaks off is none of ours.
            std::thread::spawn(move || answer(&caller, deliver).ok());
        }
    });
    Ok(())
}

/// Reads requests to their ends, and says 204 to each.
fn answer(caller: &TcpStream, deliver: impl Fn(Mail)) -> std::io::Result<()> {
    caller.set_read_timeout(Some(Duration::from_secs(20)))?;
    let mut reader = BufReader::new(caller);
    loop {
        let (mut asked, mut length) = (String::new(), 0);
        loop {
            let mut line = String::new();
            if reader.by_ref().take(LONGEST).read_line(&mut line)? == 0 {
                return Ok(());
            }
            if line.trim().is_empty() {
                break;
            }
            if asked.is_empty() {
                line.split_whitespace().nth(1).unwrap_or("/").clone_into(&mut asked);
                continue;
            }
            let (name, value) = line.split_once(':').unwrap_or_default();
            if name.eq_ignore_ascii_case("content-length") {
                length = value.trim().parse().unwrap_or(0);
            }
        }
        let mut body = reader.by_ref().take(length);
        if asked == MAILS {
            // What is no mail of a length that anybody reads is taken, and thrown away.
            if let Ok(mail) = serde_json::from_reader((&mut body).take(LONGEST)) {
                deliver(mail);
            }
        }
        std::io::copy(&mut body, &mut std::io::sink())?;
        (&*caller).write_all(b"HTTP/1.1 204 No Content\r\n\r\n")?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_request_is_read_to_its_end_and_answered_and_mails_are_delivered() {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("its address");
        let (told, heard) = std::sync::mpsc::channel();
        let taking = std::thread::spawn(move || {
            let deliver = move |mail| told.send(mail).expect("somebody listens");
            answer(&listener.accept().expect("a caller").0, deliver).is_ok()
        });
        let mut caller = TcpStream::connect(address).expect("it listens");
        let long = "x".repeat(100_000);
        let mail = r#"{"to":"an@post.example","subject":"Hi","text":"How was it?"}"#;
        for (path, body) in
            [("/restart", long.as_str()), ("/mail", "no mail"), ("/mail", mail), ("/mail2", mail)]
        {
            let length = body.len();
            let request = format!("POST {path} HTTP/1.1\r\nContent-Length: {length}\r\n\r\n{body}");
            caller.write_all(request.as_bytes()).expect("it reads");
            let mut answer = [0; 27];
            caller.read_exact(&mut answer).expect("it answers");
            assert_eq!(&answer, b"HTTP/1.1 204 No Content\r\n\r\n");
        }
        drop(caller);
        assert!(taking.join().expect("it ends"));
        let mails: Vec<Mail> = heard.iter().collect();
        let mail = Mail { to: "an@post.example".to_owned(), text: "How was it?".to_owned() };
        assert_eq!(mails, [mail]);
    }
}
