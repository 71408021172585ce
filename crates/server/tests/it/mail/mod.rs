//! Mail with real servers: Dovecot for the mailboxes, Postfix for what is sent.

mod acknowledged;
mod dovecot;
mod incoming;
mod outgoing;
mod postfix;
mod retried;
mod silent;
mod storm;
mod tokens;
mod unsubscribe;

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};

use serde_json::Value;

use crate::server::{Server, until};
pub(crate) use dovecot::Dovecot;
pub(crate) use postfix::Postfix;

/// The shop's address, An's, and the password of both.
pub(crate) const SHOP: &str = "service@shop.example";
const AN: &str = "an@example.com";
const PASSWORD: &str = "geheim-37";

/// A port that nobody listens on.
fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port").port()
}

/// A program that runs until it is dropped.
struct Running(Child);

impl Running {
    fn start(command: &mut Command) -> Self {
        let started = command.spawn();
        let missing = |error| panic!("{command:?}: {error}; `cargo xtask test needs` installs it");
        Self(started.unwrap_or_else(missing))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        crate::server::signal("-TERM", self.0.id());
        let _ = self.0.wait();
    }
}

/// Where a program of the system is, also one that only root has in its path.
fn program(name: &str) -> PathBuf {
    let places = ["/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin"];
    let found = places.iter().map(|place| Path::new(place).join(name)).find(|path| path.is_file());
    found.unwrap_or_else(|| panic!("{name} is not there; `cargo xtask test needs` installs it"))
}

/// The settings of an account that reads and writes by real servers.
pub(crate) fn account(dovecot: &Dovecot, postfix: &Postfix, address: &str) -> String {
    format!(
        "[channels.mail]\nprovider = \"mail\"\naddress = \"{address}\"\n{}\n{}\npassword = \"{PASSWORD}\"\n",
        postfix.smtps(),
        dovecot.imaps_of(address)
    )
}

/// A mail from An with this number, as it is written.
fn numbered(number: usize) -> String {
    format!(
        "From: An <an{number}@example.com>\r\nTo: {SHOP}\r\nSubject: Vraag {number}\r\nMessage-ID: <q{number}@example.com>\r\n\
         Date: Tue, 3 Mar 2026 10:00:00 +0100\r\n\r\nWaar is pakket {number}?\r\n"
    )
}

/// All that came in, oldest first.
fn received(server: &Server, kind: &str) -> Vec<Value> {
    let (mut all, mut after) = (Vec::new(), 0);
    loop {
        let page = server.get(&format!("/api/entries?type={kind}&after={after}&limit=1000")).with(200);
        let entries = page["entries"].as_array().expect("a list").clone();
        let Some(last) = entries.last() else { return all };
        after = last["position"].as_i64().expect("a position");
        all.extend(entries);
    }
}

/// Waits until so many came in, and gives them.
fn wait_for(server: &Server, kind: &str, amount: usize) -> Vec<Value> {
    let mut found = Vec::new();
    until(&format!("{amount} of {kind}"), || {
        found = received(server, kind);
        found.len() >= amount
    });
    found
}

/// How receiving goes, as the routes tell it.
fn health(server: &Server) -> Value {
    let routes = server.get("/api/routes").with(200);
    let found = routes["routes"].as_array().expect("a list").iter().find(|route| route["route"] == "mail");
    found.map(|route| route["in"].clone()).unwrap_or_default()
}
