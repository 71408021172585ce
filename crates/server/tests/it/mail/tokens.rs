//! Signing in with tokens (XOAUTH2), at a Dovecot that asks who gave them. Servers that tell nothing by themselves.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use super::postfix::Postfix;
use super::{AN, Dovecot, PASSWORD, SHOP, health, numbered, wait_for};
use crate::delivery::{happens, newest_is, start};
use crate::server::until;

/// Who gives tokens and knows them again: the one that it gave last counts.
struct Issuer {
    port: u16,
    given: Arc<Mutex<(u32, bool)>>,
}

impl Issuer {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let given = Arc::new(Mutex::new((0, true)));
        let known = Arc::clone(&given);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let known = Arc::clone(&known);
                std::thread::spawn(move || answer(&stream, &known));
            }
        });
        Self { port, given }
    }

    /// What was given counts no more.
    fn revoke(&self) {
        self.given.lock().expect("no panic").1 = false;
    }

    fn given(&self) -> u32 {
        self.given.lock().expect("no panic").0
    }
}

/// Answers one request: for a token, or whether one counts.
fn answer(mut stream: &TcpStream, given: &Mutex<(u32, bool)>) {
    let mut reader = BufReader::new(stream);
    let (mut first, mut length) = (String::new(), 0);
    if reader.read_line(&mut first).is_err() {
        return;
    }
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).is_err() || line.trim().is_empty() {
            break;
        }
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().expect("a number");
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).expect("a body");
    let body = String::from_utf8_lossy(&body);
    let (status, said) = {
        let mut given = given.lock().expect("no panic");
        if first.starts_with("POST /token ") {
            assert!(
                body.contains("grant_type=refresh_token") && body.contains("refresh_token=geheim"),
                "{body}"
            );
            *given = (given.0 + 1, true);
            ("200 OK", format!(r#"{{"access_token":"tok{}","expires_in":3600}}"#, given.0))
        } else if given.1 && first.contains(&format!("access_token=tok{} ", given.0)) {
            ("200 OK", format!(r#"{{"email":"{SHOP}","access_token":"tok{}"}}"#, given.0))
        } else {
            ("401 Unauthorized", r#"{"error":"invalid_token"}"#.to_owned())
        }
    };
    // Who asked may have gone.
    let _ = write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{said}",
        said.len()
    );
}

#[test]
fn who_signs_in_with_tokens_fetches_another_when_one_counts_no_more() {
    let issuer = Issuer::start();
    let folder = tempfile::tempdir().expect("a folder");
    let asking = folder.path().join("oauth2.conf");
    let asks = format!(
        "tokeninfo_url = http://127.0.0.1:{}/info?access_token=\nusername_attribute = email\n",
        issuer.port
    );
    std::fs::write(&asking, asks).expect("written");
    let dovecot = Dovecot::that(&format!(
        "auth_mechanisms = xoauth2\npassdb {{\n driver = oauth2\n mechanisms = xoauth2 oauthbearer\n args = {}\n}}\n\
         service auth {{\n unix_listener auth-client {{\n mode = 0666\n }}\n}}",
        asking.display()
    ));
    let postfix = Postfix::start(&dovecot);
    dovecot.deliver([numbered(0)]);
    let user = SHOP.replace('@', "%40");
    let server = start(&format!(
        "[channels.mail]\nprovider = \"mail\"\naddress = \"{SHOP}\"\nallow_plain = true\n{}\n{}\n\
         oauth2 = {{ token_url = \"http://127.0.0.1:{}/token\", client_id = \"us\", refresh_token = \"geheim\" }}\n",
        dovecot.imaps(),
        postfix.smtps().replace("smtps://", &format!("smtps://{user}@")),
        issuer.port
    ));
    wait_for(&server, "message.received", 1);
    happens(&server, "order.held", "e1", r#"{"why":"x"}"#);
    newest_is(&server, "sent");
    until("it arrives", || dovecot.mails(AN, "INBOX").len() == 1);
    assert_eq!(issuer.given(), 1, "one token for both servers");
    issuer.revoke();
    dovecot.hang_up();
    dovecot.deliver([numbered(1)]);
    wait_for(&server, "message.received", 2);
    assert_eq!(issuer.given(), 2, "one more, when the first was refused");
    until("it is well again", || {
        let health = health(&server);
        health["last_success"].as_str() > health["last_failure"]["at"].as_str()
    });
}

/// What a server says that it can, to whom has signed in.
fn capabilities(dovecot: &Dovecot) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", dovecot.imap)).expect("it listens");
    let mut lines = BufReader::new(stream.try_clone().expect("the same")).lines();
    write!(stream, "a LOGIN {SHOP} {PASSWORD}\r\nb CAPABILITY\r\nc LOGOUT\r\n").expect("said");
    let told = lines.by_ref().map_while(Result::ok);
    told.filter(|line| line.starts_with("* CAPABILITY")).last().expect("what it can")
}

#[test]
fn a_server_that_tells_nothing_by_itself_is_asked() {
    let dovecot = Dovecot::that("imap_capability = IMAP4rev1 SASL-IR LITERAL+ UIDPLUS");
    assert!(!capabilities(&dovecot).contains("IDLE"), "{}", capabilities(&dovecot));
    assert!(capabilities(&Dovecot::start()).contains("IDLE"));
    dovecot.deliver([numbered(0)]);
    let server = start(&format!(
        "[channels.mail]\nprovider = \"mail\"\naddress = \"{SHOP}\"\nsmtp = \"smtps://127.0.0.1:9\"\n{}\npassword = \"{PASSWORD}\"\npoll = \"1s\"\n",
        dovecot.imaps()
    ));
    wait_for(&server, "message.received", 1);
    // It waits by itself now, more than once.
    for number in 1..4 {
        dovecot.deliver([numbered(number)]);
        wait_for(&server, "message.received", number + 1);
    }
    assert!(health(&server)["last_failure"].is_null(), "{}", health(&server));
}
