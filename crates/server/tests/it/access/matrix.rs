//! Every route of the document, for every role, for tokens with and without the scope, and for nobody.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use ureq::http::Request;

use super::browser::{Browser, ROLES};
use crate::server::Server;

/// Who may call a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Who {
    Anybody,
    WriteKey,
    Person,
    Holder(&'static str),
}

use Who::{Anybody, Holder, Person, WriteKey};

/// What is expected, written down a second time and by other words than in the server.
fn who(route: &str) -> Who {
    let (method, path) = route.split_once(' ').expect("a route");
    let looks = method == "GET";
    match path {
        "/events" | "/v1/{call}" | "/messages" => WriteKey,
        "/healthz" | "/readyz" | "/api/openapi.json" | "/api/sign-in" | "/api/first-run" => Anybody,
        // Who has the link.
        _ if path.starts_with("/unsubscribe/") || path.starts_with("/f/") => Anybody,
        "/reviews" => Anybody,
        "/api/feedback/mine" => Holder("conversations.answer"),
        "/api/feedback/agents" => Holder(if looks { "figures.read" } else { "settings.change" }),
        "/api/voices" | "/api/voices/{id}/echoes" => {
            Holder(if looks { "conversations.read" } else { "conversations.answer" })
        }
        "/api/session" => {
            if method == "POST" {
                Anybody
            } else {
                Person
            }
        }
        "/api/audit" => Holder("audit.read"),
        "/api/settings" => Holder("settings.change"),
        "/api/strategy/check" | "/api/strategy/publications" | "/api/strategy/publications/{number}" => {
            Holder("strategy.read")
        }
        "/api/strategy/publications/{number}/restore" | "/api/drafts/{id}/publish" => {
            Holder("strategy.publish")
        }
        "/api/strategy" => Holder(if looks { "strategy.read" } else { "strategy.publish" }),
        "/api/ladder" | "/api/feedback" | "/api/contacts" | "/api/customers/map" => Holder("figures.read"),
        "/api/customers/{id}/cases" => Holder("conversations.read"),
        "/api/status" | "/metrics" => Holder("watch.read"),
        _ => match path.split('/').nth(2).unwrap_or_default() {
            "session" | "invitations" => Anybody,
            "me" | "tokens" => Person,
            "people" => Holder(if looks { "people.read" } else { "people.change" }),
            "entries" | "stream" | "live" | "evidence" => Holder("events.read"),
            "reasons" | "service" | "effects" => Holder("figures.read"),
            "guards" => Holder("strategy.publish"),
            "customers" | "links" => Holder(if looks { "customers.read" } else { "customers.change" }),
            "desk" | "cases" | "messages" | "attachments" => {
                Holder(if looks { "conversations.read" } else { "conversations.answer" })
            }
            "feedback" | "voices" => Holder(if looks { "conversations.read" } else { "feedback.change" }),
            "agents" | "macros" => Holder(if looks { "conversations.read" } else { "agents.change" }),
            "answers" | "templates" => Holder("conversations.read"),
            "drafts" | "replays" => Holder(if looks { "strategy.read" } else { "strategy.draft" }),
            "first-strategies" => Holder("strategy.draft"),
            "outbox" | "routes" => Holder(if looks { "outbox.read" } else { "outbox.change" }),
            "sources" | "quarantine" | "undecided" => {
                Holder(if looks { "sources.read" } else { "sources.change" })
            }
            _ => panic!("{route}: who may call it?"),
        },
    }
}

/// Whether a route is of a channel's provider, which looks after itself.
pub(super) fn is_of_a_channel(path: &str) -> bool {
    ["/chat/", "/channels/", "/sample-shop"].iter().any(|start| path.starts_with(start))
}

/// What each role may do, as the documentation says.
fn permissions(role: &str) -> Vec<&'static str> {
    let all = vec![
        "figures.read",
        "events.read",
        "customers.read",
        "customers.change",
        "conversations.read",
        "conversations.answer",
        "agents.change",
        "feedback.change",
        "strategy.read",
        "strategy.draft",
        "strategy.publish",
        "sources.read",
        "sources.change",
        "outbox.read",
        "outbox.change",
        "people.read",
        "people.change",
        "settings.change",
        "audit.read",
        "watch.read",
    ];
    match role {
        "administrator" => all,
        "manager" => {
            let not = ["people.change", "settings.change", "sources.change"];
            all.into_iter().filter(|one| !not.contains(one)).collect()
        }
        "agent" => vec![
            "customers.read",
            "customers.change",
            "conversations.read",
            "conversations.answer",
            "figures.read",
            "events.read",
            "strategy.read",
        ],
        "analyst" => vec![
            "figures.read",
            "events.read",
            "customers.read",
            "conversations.read",
            "strategy.read",
            "strategy.draft",
            "watch.read",
        ],
        _ => vec![
            "sources.read",
            "sources.change",
            "events.read",
            "outbox.read",
            "outbox.change",
            "watch.read",
            "strategy.read",
        ],
    }
}

/// Every route that the server describes, but those that channels look after themselves.
fn routes(server: &Server) -> Vec<String> {
    let document = server.get("/api/openapi.json").with(200);
    let mut routes = Vec::new();
    let paths = document["paths"].as_object().expect("paths").iter();
    for (path, operations) in paths.filter(|(path, _)| !is_of_a_channel(path)) {
        routes.extend(
            operations
                .as_object()
                .expect("operations")
                .keys()
                .map(|method| format!("{} {path}", method.to_uppercase())),
        );
    }
    routes
}

/// The path with something in its places that is nowhere.
pub(super) fn concrete(path: &str) -> String {
    let mut out = String::new();
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').expect("an end");
        let some = match name {
            "call" => "track",
            "number" | "position" => "987654",
            "id" if !path.contains("sso") => "987654",
            _ => "nothing-there",
        };
        out.push_str(before);
        out.push_str(some);
        rest = after;
    }
    out + rest
}

/// Whether something is let through: what it then comes to is another matter.
fn passes(status: u16, text: &str, what: &str) -> bool {
    assert!(status < 500 || status == 502, "{what}: {status} {text}");
    let gate = ["problem:forbidden", "problem:sign-in\"", "problem:csrf", "problem:origin"];
    !((status == 401 || status == 403) && gate.iter().any(|kind| text.contains(kind)))
}

#[test]
fn everybody_may_do_what_they_may_and_nothing_else() {
    let server = Server::with(&["--set", "access.requests_per_second=0"]);
    let routes = routes(&server);
    assert!(routes.len() > 50, "{}", routes.len());
    for role in ROLES {
        let browser = Browser::of(&server, role);
        let held = permissions(role);
        let mut said: Vec<String> =
            serde_json::from_value(browser.session().with(200)["permissions"].clone()).expect("names");
        said.sort();
        let mut expected = held.clone();
        expected.sort_unstable();
        assert_eq!(said, expected, "{role}");
        for route in routes.iter().filter(|route| !sends_away(route)) {
            let expected = match who(route) {
                Anybody | Person => true,
                WriteKey => false,
                Holder(permission) => held.contains(&permission),
            };
            let (method, path) = route.split_once(' ').expect("a route");
            let answer = answer(&browser, method, &concrete(path));
            assert_eq!(answer, expected, "{role}: {route}");
        }
    }
}

/// What would end the session that the test goes on with.
fn sends_away(route: &str) -> bool {
    route == "DELETE /api/session"
}

fn answer(browser: &Browser<'_>, method: &str, path: &str) -> bool {
    if path.ends_with("/stream") {
        return browser.server.status_of("cookie", &browser.cookie, path) == 200;
    }
    let answer = browser.server.send(browser.request(method, path).body(b"{}".to_vec()).expect("a request"));
    if path == "/events" || path == "/messages" || path.starts_with("/v1/") {
        return answer.status != 401;
    }
    // A sign-in without a password is refused by what it is, not by who asks.
    let sign_in = path.starts_with("/api/session/") && answer.status == 401;
    sign_in || passes(answer.status, &answer.text, path)
}

#[test]
fn tokens_may_do_what_their_scopes_say_and_nothing_about_people() {
    let server = Server::with(&["--set", "access.requests_per_second=0"]);
    let mut maker = Browser::of(&server, "administrator");
    let mut tokens = BTreeMap::new();
    for scope in permissions("administrator") {
        let made = maker.ask("POST", "/api/tokens", &json!({"name": scope, "scopes": [scope]})).with(201);
        tokens.insert(scope, made["token"].as_str().expect("a token").to_owned());
    }
    for route in routes(&server) {
        let (method, path) = route.split_once(' ').expect("a route");
        for (scope, token) in &tokens {
            let expected = match who(&route) {
                Anybody => continue,
                WriteKey | Person => false,
                Holder(permission) => permission == *scope,
            };
            assert_eq!(by_token(&server, method, &concrete(path), token), expected, "{scope}: {route}");
        }
    }
}

fn by_token(server: &Server, method: &str, path: &str, token: &str) -> bool {
    let bearer = format!("Bearer {token}");
    if path.ends_with("/stream") {
        return server.status_of("authorization", &bearer, path) == 200;
    }
    let request = Request::builder().method(method).uri(server.at(path)).header("authorization", bearer);
    let request = request.header("content-type", "application/json").body(b"{}".to_vec());
    let answer = server.send(request.expect("a request"));
    let key = answer.text.contains("problem:write-key");
    !key && passes(answer.status, &answer.text, path)
}

#[test]
fn nobody_may_do_nothing() {
    let server = Server::with(&["--set", "access.requests_per_second=0"]);
    for route in routes(&server) {
        let (method, path) = route.split_once(' ').expect("a route");
        if who(&route) == Anybody {
            continue;
        }
        for bearer in ["", "Bearer wrong", &format!("Bearer {}", server.key)] {
            // The write key is for events alone.
            if who(&route) == WriteKey && bearer.len() > 20 {
                continue;
            }
            let mut request = Request::builder().method(method).uri(server.at(&concrete(path)));
            if !bearer.is_empty() {
                request = request.header("authorization", bearer);
            }
            let request = request.header("content-type", "application/json").body(b"{}".to_vec());
            let problem: Value = server.send(request.expect("a request")).problem(401);
            assert!(problem["detail"].is_string());
        }
    }
}
