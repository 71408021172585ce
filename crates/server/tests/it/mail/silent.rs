//! A mail server that takes a mail and then says nothing: the one moment when nobody knows whether it has it.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};

/// A mail server that takes mails and never says so.
pub(super) struct Silent {
    pub(super) port: u16,
    mails: Receiver<(String, TcpStream)>,
}

impl Silent {
    pub(super) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let (give, mails) = channel();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let give = give.clone();
                std::thread::spawn(move || {
                    let stream = stream.expect("a connection");
                    // Whoever goes away in the middle has sent nothing.
                    if let Some(mail) = take(&stream) {
                        let _ = give.send((mail, stream));
                    }
                });
            }
        });
        Self { port, mails }
    }

    /// The next mail that it was given, with the connection on which nothing is said.
    pub(super) fn mail(&self) -> (String, TcpStream) {
        self.mails.recv_timeout(std::time::Duration::from_mins(1)).expect("a mail")
    }

    /// Whether it was given nothing more.
    pub(super) fn has_no_more(&self) -> bool {
        self.mails.try_recv().is_err()
    }
}

fn take(stream: &TcpStream) -> Option<String> {
    let (mut out, mut lines) = (stream, BufReader::new(stream).lines());
    out.write_all(b"220 silent.example\r\n").ok()?;
    loop {
        let line = lines.next()?.ok()?;
        let reply = match line.split(' ').next()? {
            "EHLO" => "250-silent.example\r\n250 SIZE 100000000\r\n",
            "DATA" => "354 go on\r\n",
            _ => "250 2.0.0 fine\r\n",
        };
        out.write_all(reply.as_bytes()).ok()?;
        if line == "DATA" {
            let mail: Vec<String> =
                lines.by_ref().map_while(Result::ok).take_while(|line| line != ".").collect();
            return Some(mail.join("\r\n"));
        }
    }
}
