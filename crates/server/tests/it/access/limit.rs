//! Who asks too fast.

use std::io::{Read, Write};
use std::net::TcpStream;

use super::browser::Browser;
use crate::server::Server;

#[test]
fn every_answer_says_what_is_left_and_one_caller_holds_up_no_other() {
    let server = Server::with(&["--set", "access.requests_per_second=1", "--set", "access.burst_seconds=5"]);
    let one = Browser::of(&server, "analyst");
    let other = Browser::of(&server, "manager");
    let answer = one.session();
    assert_eq!(answer.header("ratelimit-policy"), "\"requests\";q=5;w=5");
    assert!(answer.header("ratelimit").starts_with("\"requests\";r="));
    let refused = (0..20).map(|_| one.session()).find(|answer| answer.status == 429).expect("too fast");
    assert!(!refused.header("retry-after").is_empty() && refused.header("ratelimit").contains("r=0"));
    refused.problem(429);
    other.session().with(200);
    for _ in 0..20 {
        server.get("/api/status").with(200);
    }
}

#[test]
fn who_says_nothing_is_hung_up_on() {
    let server = Server::with(&["--set", "access.head_seconds=1"]);
    let mut stream = TcpStream::connect(server.address.trim_start_matches("http://")).expect("a connection");
    stream.write_all(b"GET /healthz HTTP/1.1\r\nhost: x\r\nslowly: ").expect("it listens");
    let mut rest = Vec::new();
    // Waits until the server ends it.
    let _ = stream.read_to_end(&mut rest);
    assert!(rest.is_empty() || rest.starts_with(b"HTTP/1.1 408"), "{}", String::from_utf8_lossy(&rest));
    server.get("/healthz").with(200);
}
