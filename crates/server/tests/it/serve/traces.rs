//! Traces, as a collector receives them.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;

use ureq::http::Request;

use crate::server::{ONE, Server, event};

const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";

#[test]
fn a_request_and_a_turn_are_traced_within_the_callers_trace() {
    let collector = TcpListener::bind("127.0.0.1:0").expect("a port");
    let endpoint = format!("traces.endpoint=http://{}", collector.local_addr().expect("an address"));
    let (tell, told) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        for connection in collector.incoming() {
            let mut connection = BufReader::new(connection.expect("a connection"));
            while let Some((head, body)) = request(&mut connection) {
                let _ = tell.send((head, body));
                let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n";
                connection.get_mut().write_all(answer).expect("it listens");
            }
        }
    });
    let server = Server::with(&["--set", &endpoint]);
    let post = Request::post(server.at("/events"))
        .header("authorization", format!("Bearer {}", server.key))
        .header("traceparent", format!("00-{TRACE}-00f067aa0ba902b7-01"))
        .header("content-type", ONE);
    server.send(post.body(event("in-the-event").into_bytes()).expect("a request")).with(202);
    assert_eq!(server.stop(), Some(0));
    let mut all = Vec::new();
    while let Ok((head, body)) = told.try_recv() {
        assert!(head.starts_with("POST /v1/traces "), "{head}");
        all.extend(body);
    }
    let holds = |wanted: &[u8]| all.windows(wanted.len()).any(|window| window == wanted);
    assert!(holds(b"POST /events") && holds(b"turn") && holds(b"voorzet"));
    let trace: Vec<u8> =
        (0..16).map(|at| u8::from_str_radix(&TRACE[2 * at..2 * at + 2], 16).expect("hexadecimal")).collect();
    assert!(holds(&trace), "it belongs to the caller's trace");
    assert!(!holds(b"in-the-event"), "what is in events is not told");
}

fn request(connection: &mut impl BufRead) -> Option<(String, Vec<u8>)> {
    let (mut head, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        if connection.read_line(&mut line).ok()? == 0 {
            return None;
        }
        if line.trim().is_empty() {
            break;
        }
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().expect("a length");
        }
        head.push_str(&line);
    }
    let mut body = vec![0; length];
    connection.read_exact(&mut body).ok()?;
    Some((head, body))
}
