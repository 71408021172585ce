//! WhatsApp from end to end: a server, and the stand-in for Meta that holds to its rules, each a process of its own.

mod crash;
mod files;
mod meta;
mod sending;
mod webhook;

use serde_json::{Value, json};
use voorzet_store::Store;

use crate::delivery::on;
use crate::server::{Folder, LINES, Server, until};
use meta::Meta;

const STRATEGY: [(&str, &str); 7] = [
    (
        "strategy.toml",
        r#"
        organisation = "Winkel"
        languages = ["nl"]
        timezone = "Europe/Amsterdam"
        [value]
        contact = { digital = 4.5, personal = 8.0 }
        action = { whatsapp = 0.01, post = 0.01 }
        uplift = { proactive = 0.5 }
        [purposes]
        service = { basis = "contract" }
        [channels]
        whatsapp = { needs = "phone" }
        post = { needs = "phone" }
        [measure]
        holdout = 0.0
        [traits]
        name = "string"
        "#,
    ),
    (
        "events.toml",
        "[\"parcel.late\"]\nfields = { parcel = \"string\" }\n[\"order.held\"]\nfields = { why = \"string\" }\n[\"post.held\"]\nfields = { why = \"string\" }\n",
    ),
    (
        "reasons/late.toml",
        "name = { nl = \"Te laat\" }\n[[signal]]\nid = \"late\"\non = \"parcel.late\"\nchance = 0.9\nlead = \"1m\"\nwithin = \"3d\"\n[proactive]\nmessage = \"late\"\npurpose = \"service\"\nurgent = true\nchannels = [\"whatsapp\"]\n[measure]\nholdout = 0.0\n",
    ),
    (
        "reasons/held.toml",
        "name = { nl = \"Vast\" }\n[[signal]]\nid = \"held\"\non = \"order.held\"\nchance = 0.9\nlead = \"1m\"\nwithin = \"3d\"\n[proactive]\nmessage = \"held\"\npurpose = \"service\"\nurgent = true\nchannels = [\"whatsapp\"]\n[measure]\nholdout = 0.0\n",
    ),
    (
        "reasons/post.toml",
        "name = { nl = \"Post\" }\n[[signal]]\nid = \"post\"\non = \"post.held\"\nchance = 0.9\nlead = \"1m\"\nwithin = \"3d\"\n[proactive]\nmessage = \"held\"\npurpose = \"service\"\nurgent = true\nchannels = [\"post\"]\n[measure]\nholdout = 0.0\n",
    ),
    ("messages/late.nl.md", "# Uw pakket\n\nUw pakket {{ event.parcel }} komt\n**morgen**.\n"),
    ("messages/held.nl.md", "# Uw bestelling\n\nUw bestelling wacht: {{ event.why }}.\n"),
];

/// A server whose account `whatsapp` has the stand-in for Meta, and the other settings beside it.
fn start(meta: &Meta, more: &str) -> Server {
    set_up(meta, &format!("{}{more}", meta.account("whatsapp")))
}

/// A server with these settings of its accounts.
fn set_up(meta: &Meta, accounts: &str) -> Server {
    let folder = Folder::new(tempfile::tempdir().expect("a folder"));
    let strategy = folder.path().join("strategy");
    for (path, text) in STRATEGY {
        let path = strategy.join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        std::fs::write(path, text).expect("written");
    }
    let server = on(folder, "", accounts);
    meta.tell("whatsapp", &server);
    server
}

/// The phone of a customer.
fn phone(customer: usize) -> String {
    format!("31610{customer:06}")
}

/// The same happens to these customers, who are told of by number.
fn happens(server: &Server, kind: &str, customers: impl IntoIterator<Item = usize>) {
    let mut lines = String::new();
    for customer in customers {
        let identify = json!({"type": "identify", "messageId": format!("i{customer}"), "userId": format!("u{customer}"),
            "traits": {"name": "An", "phone": format!("+{}", phone(customer))}});
        let event = json!({"specversion": "1.0", "id": format!("{kind}-{customer}"), "source": "/shop", "type": kind,
            "subject": format!("u{customer}"), "data": {"parcel": format!("3S{customer}"), "why": "geen adres"}});
        lines.push_str(&format!("{identify}\n{event}\n"));
    }
    assert_eq!(server.post("/events", LINES, lines).status, 202);
}

/// Everything in the outbox of a route, by key.
fn outbox(server: &Server, route: &str) -> Vec<Value> {
    let answer = server.get(&format!("/api/outbox?route={route}&limit=1000")).with(200);
    answer["sends"].as_array().expect("a list").clone()
}

/// How many are in a state.
fn count(server: &Server, route: &str, state: &str) -> usize {
    let is = |send: &Value| send["state"] == state || (state == "sent" && has_gone(send));
    outbox(server, route).iter().filter(|send| is(send)).count()
}

/// Whether something was sent, and whatever Meta told of it since.
fn has_gone(send: &Value) -> bool {
    ["sent", "delivered", "read"].iter().any(|state| send["state"] == *state)
}

/// Waits until so many are in a state.
fn wait_for(server: &Server, state: &str, amount: usize) {
    until(&format!("{amount} are {state}"), || count(server, "whatsapp", state) == amount);
}

/// Entries of a type, in order.
fn entries(server: &Server, kind: &str) -> Vec<Value> {
    let answer = server.get(&format!("/api/entries?type={kind}&limit=1000")).with(200);
    answer["entries"].as_array().expect("a list").clone()
}

/// How receiving by an account went, as it is kept: when it last went well, and what was last wrong.
fn receiving(server: &Server, account: &str) -> (bool, Option<String>) {
    let reader = Store::at(&server.data()).expect("a store").reader().expect("a reader");
    let all = reader.route_health().expect("rows");
    let route = format!("{account}/in");
    let found = all.into_iter().find(|health| health.route == route);
    found.map_or((false, None), |health| (health.success >= health.failure, health.problem))
}
