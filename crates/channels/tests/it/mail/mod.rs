//! Mail: as people and machines write it, and as nobody should.

mod bombs;
mod bounced;
mod fuzz;
mod harmless;
mod injected;
mod measured;
mod received;
mod written;

use serde_json::Value;
use voorzet_channels::mail::{Address, File, Mailbox, Read, read};
use voorzet_domain::event::Event;
use voorzet_domain::time::Timestamp;

/// The mailbox of a shop.
fn mailbox() -> Mailbox {
    Mailbox {
        account: "mail".into(),
        address: Address::parse("service@shop.example").expect("an address"),
        authserv: Some("mx.shop.example".to_owned()),
        lists: Vec::new(),
    }
}

fn arrived() -> Timestamp {
    Timestamp::parse("2026-03-03T09:00:00Z").expect("a time")
}

/// A mail's event and files.
fn message(raw: &[u8]) -> (Event, Vec<File>) {
    match read(raw, &mailbox(), arrived()).expect("readable") {
        Read::Message(event, files) => (*event, files),
        other => panic!("{other:?}"),
    }
}

/// What a mail says, as JSON.
fn said(raw: &[u8]) -> Value {
    serde_json::from_str(message(raw).0.data.get()).expect("JSON")
}

/// A mail with these fields beside its sender, and this body.
fn mail(fields: &str, body: &str) -> Vec<u8> {
    format!("From: An Jansen <an@example.com>\r\nTo: service@shop.example\r\n{fields}\r\n{body}").into_bytes()
}
