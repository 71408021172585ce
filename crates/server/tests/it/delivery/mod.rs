//! From an event to what is sent: webhooks to a receiver that holds to the rules, messages to the log.

mod channel;
mod receiver;
mod webhook;

use std::path::PathBuf;

use serde_json::Value;

use crate::server::{Folder, ONE, Server, until};

/// Secrets: of the receivers, and one before.
const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const OTHER: &str = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX";

const STRATEGY: [(&str, &str); 6] = [
    (
        "strategy.toml",
        r#"
        organisation = "Shop"
        languages = ["en"]
        timezone = "Europe/Amsterdam"
        [value]
        contact = { digital = 4.5, personal = 8.0 }
        action = { mail = 0.01, prevent = 0.1 }
        uplift = { prevent = 0.8, proactive = 0.5 }
        [purposes]
        service = { basis = "contract" }
        [channels]
        mail = { needs = "mail" }
        [webhooks]
        repair = { url = "https://repair.example/hook" }
        [measure]
        holdout = 0.0
        [traits]
        name = "string"
        "#,
    ),
    (
        "events.toml",
        "[\"line.down\"]\nfields = { code = \"string\" }\n[\"order.held\"]\nfields = { why = \"string\" }\n",
    ),
    (
        "reasons/no-internet.toml",
        "name = { en = \"No internet\" }\n[[signal]]\nid = \"down\"\non = \"line.down\"\nchance = 0.9\nlead = \"1m\"\nwithin = \"3d\"\n[prevent]\ncall = \"repair\"\n[measure]\nholdout = 0.0\n",
    ),
    (
        "reasons/held.toml",
        "name = { en = \"Order held\" }\n[[signal]]\nid = \"held\"\non = \"order.held\"\nchance = 0.9\nlead = \"1m\"\nwithin = \"3d\"\n[proactive]\nmessage = \"held\"\npurpose = \"service\"\nurgent = true\nchannels = [\"mail\"]\n[measure]\nholdout = 0.0\n",
    ),
    ("messages/held.en.md", "# Your order waits, {{ customer.name }}\n\nBecause of {{ event.why }}.\n"),
    ("README.md", "# For tests\n"),
];

/// A server with this strategy and these routes.
pub(crate) fn start(routes: &str) -> Server {
    let folder = Folder::new(tempfile::tempdir().expect("a folder"));
    let strategy = folder.path().join("strategy");
    for (path, text) in STRATEGY {
        let path = strategy.join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        std::fs::write(path, text).expect("written");
    }
    on(folder, "", routes)
}

/// A server on a folder that has the strategy.
pub(crate) fn on(folder: Folder, key: &str, routes: &str) -> Server {
    let (strategy, settings) = (folder.path().join("strategy"), settings(&folder, routes));
    let text = |path: PathBuf| path.to_str().expect("UTF-8").to_owned();
    Server::on(folder, key, &["--strategy", &text(strategy), "--config", &text(settings)])
}

fn settings(folder: &Folder, routes: &str) -> PathBuf {
    let path = folder.path().join("routes.toml");
    std::fs::write(&path, routes).expect("written");
    path
}

/// A route to a receiver.
fn webhook(section: &str, url: &str, rest: &str) -> String {
    format!("[{section}]\nurl = \"{url}\"\nsecrets = [\"{SECRET}\"]\nallow_private = true\n{rest}\n")
}

/// An event of An, who is told who she is.
pub(crate) fn happens(server: &Server, kind: &str, id: &str, data: &str) {
    let identify = r#"{"userId":"u1","traits":{"name":"An","email":"an@example.com"},"messageId":"i1"}"#;
    assert_eq!(server.post("/v1/identify", "application/json", identify).status, 200);
    let event = format!(
        r#"{{"specversion":"1.0","id":"{id}","source":"/shop","type":"{kind}","subject":"u1","data":{data}}}"#
    );
    assert_eq!(server.post("/events", ONE, event).status, 202);
}

/// Everything in the outbox, newest first.
pub(crate) fn outbox(server: &Server) -> Vec<Value> {
    server.get("/api/outbox").with(200)["sends"].as_array().expect("a list").clone()
}

/// Waits until the newest is in a state, and gives it.
pub(crate) fn newest_is(server: &Server, state: &str) -> Value {
    let mut newest = Value::Null;
    until(&format!("the newest is {state}"), || {
        newest = outbox(server).first().cloned().unwrap_or_default();
        newest["state"] == state
    });
    newest
}

/// What is known of a route.
fn route(server: &Server, name: &str) -> Value {
    let routes = server.get("/api/routes").with(200);
    let found = routes["routes"].as_array().expect("a list").iter().find(|route| route["route"] == name);
    found.cloned().unwrap_or_default()
}
