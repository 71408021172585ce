//! Customers are asked how they were helped: the page on which they answer, what comes of it, and the figures.

mod load;
mod mail;
mod page;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::hmac;
use serde_json::{Value, json};
use ureq::http::Request;
use voorzet_store::Store;

use crate::desk::office::Office;
use crate::server::{Answer, Server, until};

/// What the strategy says of asking.
const ASK: &str = r#"
[feedback]
ask = ["nps", "solved"]
review = true
queue = "general"
settled = { portal = "0s", mail = "0s", call = "0s" }
"#;

/// An office that asks at once.
fn asking() -> Office {
    let office = Office::of(ASK, &[]);
    set_address(&office.server);
    office
}

/// Customers reach the server where it is, from now on.
fn set_address(server: &Server) {
    let set = server.get("/api/settings").with(200);
    let sign_in = json!({"password": true, "second_factor": "optional", "sso": []});
    let hours = set["session_hours"].clone();
    let set = json!({"organisation": "Shop", "address": server.address, "sign_in": sign_in, "session_hours": hours});
    server.change("PUT", "/api/settings", &set).with(200);
}

/// What stands in the links of an invitation, made from the store's key as the server makes it.
fn token(server: &Server, invitation: u32) -> String {
    let reader = Store::at(&server.data()).and_then(|store| Ok(store.reader()?)).expect("a store");
    let key = reader.meta("feedback.links").expect("a store").expect("a key");
    let key = hmac::Key::new(hmac::HMAC_SHA256, key.as_bytes());
    let number = invitation.to_be_bytes();
    let proof = hmac::sign(&key, &[b"voorzet feedback 1 ", &number[..]].concat());
    URL_SAFE_NO_PAD.encode([&number[..], &proof.as_ref()[..16]].concat())
}

/// A customer looks at something, as a browser does.
fn look(server: &Server, path: &str) -> Answer {
    server.send(Request::get(server.at(path)).body(Vec::new()).expect("a request"))
}

/// A customer sends a form.
fn send(server: &Server, path: &str, form: &str) -> Answer {
    let request = Request::post(server.at(path)).header("content-type", "application/x-www-form-urlencoded");
    server.send(request.body(form.as_bytes().to_vec()).expect("a request"))
}

/// An invitation, once it is in a state.
fn invitation(server: &Server, id: u32, state: &str) -> Value {
    let mut found = Value::Null;
    until(&format!("invitation {id} is {state}"), || {
        let answer = server.get(&format!("/api/feedback/answers/{id}"));
        if answer.status == 200 {
            found = answer.json();
        }
        found["state"] == state
    });
    found
}

/// A customer writes, an agent answers, and it is resolved: they are asked.
fn help(office: &Office, id: &str, customer: &str) {
    let agent = office.agent(&format!("agent-{id}"));
    office.write(id, customer, "Where is my parcel?");
    let case = office.case();
    agent.reply(case, id, "On its way.").with(201);
    agent.act(case, "resolve", &json!({"how": "answered"})).with(200);
}
