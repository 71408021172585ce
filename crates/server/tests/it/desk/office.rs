//! An office: a server with a strategy, a system of the customers' own that hands over what they write, and agents.

use serde_json::{Value, json};
use tempfile::TempDir;
use ureq::http::Request;

use crate::access::browser::{self, Browser};
use crate::server::{Answer, ONE, Server, until};

const STRATEGY: &str = r#"
organisation = "Shop"
languages = ["en", "nl"]
timezone = "Europe/Amsterdam"
[purposes]
service = { basis = "contract" }
[channels]
mail = { needs = "mail" }
[queues]
general = { name = { nl = "Algemeen", en = "General" } }
orders = { name = { nl = "Bestellingen", en = "Orders" } }
"#;

const EVENTS: &str = r#"
["delivery.delayed"]
subject = "customer"
"#;

const LATE: &str = r#"
name = { nl = "Te laat", en = "Late" }
[[signal]]
id = "late"
on = "delivery.delayed"
lead = "1s"
within = "3d"
chance = 0.5
[inbound]
offer = ["self_service:track"]
"#;

const BILL: &str = r#"
name = { nl = "Rekening", en = "Bill" }
"#;

const TRACK: &str = "# Track your parcel\n\nLook at the carrier's page.\n";

/// A server with a strategy, and a source `portal` that hands over what customers write there.
pub(crate) struct Office {
    pub(crate) server: Server,
    /// The write key of `portal`.
    pub(crate) portal: String,
    _strategy: TempDir,
}

impl Office {
    /// One at work.
    pub(crate) fn open() -> Self {
        Self::with(&[])
    }

    /// One with more arguments.
    pub(crate) fn with(args: &[&str]) -> Self {
        Self::of("", args)
    }

    /// One whose strategy says more.
    pub(crate) fn of(more: &str, args: &[&str]) -> Self {
        let strategy = tempfile::tempdir().expect("a folder");
        for (path, text) in [
            ("strategy.toml", format!("{STRATEGY}{more}").as_str()),
            ("events.toml", EVENTS),
            ("reasons/late.toml", LATE),
            ("reasons/bill.toml", BILL),
            ("answers/track.en.md", TRACK),
        ] {
            let file = strategy.path().join(path);
            std::fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
            std::fs::write(file, text).expect("a file");
        }
        let dir = strategy.path().to_str().expect("UTF-8").to_owned();
        let set = ["--set", "channels.portal.provider=log", "--set", "access.requests_per_second=0"];
        let args: Vec<&str> =
            ["--strategy", &dir].into_iter().chain(set).chain(args.iter().copied()).collect();
        let server = Server::with(&args);
        let made = server.change("POST", "/api/sources", &json!({"name": "portal"})).with(201);
        let portal = made["key"].as_str().expect("a key").to_owned();
        Self { server, portal, _strategy: strategy }
    }

    /// Somebody at the desk.
    pub(crate) fn agent(&self, name: &str) -> Agent<'_> {
        self.person(name, "agent")
    }

    /// Somebody with a role.
    pub(crate) fn person(&self, name: &str, role: &str) -> Agent<'_> {
        let email = format!("{name}@example.org");
        let id = browser::add(&self.server, &email, role);
        Agent { id, browser: Browser::signed_in(&self.server, &email) }
    }

    /// A customer writes.
    pub(crate) fn write(&self, id: &str, customer: &str, text: &str) {
        self.hand_over(&json!({"id": id, "customer": customer, "text": text}));
    }

    /// A customer writes about a reason.
    pub(crate) fn write_about(&self, id: &str, customer: &str, reason: &str, text: &str) {
        self.hand_over(&json!({"id": id, "customer": customer, "text": text, "reason": reason}));
    }

    /// The portal hands over a message, which lacks its sender.
    pub(crate) fn hand_over(&self, message: &Value) -> Value {
        let mut message = message.clone();
        let customer = message["customer"].as_str().expect("a customer").to_owned();
        message["from"] = json!({"address": customer, "name": format!("Customer {customer}")});
        self.post(&message.to_string()).with(202)
    }

    /// The portal sends something.
    pub(crate) fn post(&self, body: &str) -> Answer {
        self.server.post_as(&self.portal, "/messages", "application/json", body)
    }

    /// An event of the shop.
    pub(crate) fn happens(&self, id: &str, kind: &str, customer: &str) {
        let event = json!({"specversion": "1.0", "id": id, "source": "/shop", "type": kind, "subject": customer,
            "data": {}});
        self.server.post("/events", ONE, event.to_string()).with(202);
    }

    /// Waits until so many cases are in a view, and gives them.
    pub(crate) fn cases(&self, view: &str, amount: usize) -> Vec<Value> {
        let mut cases = Vec::new();
        until(&format!("{amount} cases in {view}"), || {
            let found = self.server.get(&format!("/api/cases?view={view}&limit=200")).with(200);
            cases.clone_from(found["cases"].as_array().expect("cases"));
            cases.len() == amount
        });
        cases
    }

    /// Waits for the one case there is, and gives its number.
    pub(crate) fn case(&self) -> i64 {
        number(&self.cases("all", 1)[0])
    }
}

/// Somebody who is signed in.
pub(crate) struct Agent<'o> {
    pub(crate) id: i64,
    pub(crate) browser: Browser<'o>,
}

impl Agent<'_> {
    pub(crate) fn get(&self, path: &str) -> Answer {
        self.browser.get(path)
    }

    pub(crate) fn post(&self, path: &str, body: &Value) -> Answer {
        self.send("POST", path, body)
    }

    pub(crate) fn send(&self, method: &str, path: &str, body: &Value) -> Answer {
        let request = self.browser.request(method, path).body(body.to_string().into_bytes());
        self.browser.server.send(request.expect("a request"))
    }

    /// Does something to a case.
    pub(crate) fn act(&self, case: i64, deed: &str, body: &Value) -> Answer {
        self.post(&format!("/api/cases/{case}/{deed}"), body)
    }

    /// The messages of a case, what happened left out.
    pub(crate) fn messages(&self, case: i64) -> Vec<Value> {
        let thread = self.get(&format!("/api/cases/{case}/messages?limit=200")).with(200);
        let all = thread["messages"].as_array().expect("messages");
        all.iter().filter(|message| message["event"].is_null()).cloned().collect()
    }

    /// What happened to a case.
    pub(crate) fn happenings(&self, case: i64) -> Vec<Value> {
        let thread = self.get(&format!("/api/cases/{case}/messages?limit=200")).with(200);
        let all = thread["messages"].as_array().expect("messages");
        all.iter().filter(|message| !message["event"].is_null()).cloned().collect()
    }

    /// An answer to a case, having seen all of it.
    pub(crate) fn reply(&self, case: i64, id: &str, text: &str) -> Answer {
        let shown = self.get(&format!("/api/cases/{case}")).with(200);
        let conversation = &shown["conversations"][0];
        let seen = conversation["last_message"].clone();
        let body = json!({"id": id, "conversation": conversation["id"], "text": text, "seen": seen});
        self.post(&format!("/api/cases/{case}/replies"), &body)
    }

    /// Brings a file.
    pub(crate) fn bring(&self, name: &str, media: &str, bytes: &[u8]) -> Answer {
        let path = format!("/api/attachments?name={name}");
        let request = Request::post(self.browser.server.at(&path))
            .header("origin", &self.browser.server.address)
            .header("cookie", &self.browser.cookie)
            .header("x-csrf-token", &self.browser.csrf)
            .header("content-type", media);
        self.browser.server.send(request.body(bytes.to_vec()).expect("a request"))
    }
}

/// The number of a case.
pub(crate) fn number(case: &Value) -> i64 {
    case["id"].as_i64().expect("a number")
}
