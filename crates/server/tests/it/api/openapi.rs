//! `/api/openapi.json`: every route, as it is.

use std::collections::BTreeSet;

use serde_json::Value;
use ureq::http::Request;

use crate::server::Server;
use crate::voorzet::root;

#[test]
fn every_route_is_described_and_every_description_is_a_route() {
    let server = Server::start();
    let document = server.get("/api/openapi.json").with(200);
    assert_eq!(document["openapi"], "3.1.0");
    let mut ids = BTreeSet::new();
    for (path, operations) in document["paths"].as_object().expect("paths") {
        for (method, operation) in operations.as_object().expect("operations") {
            let what = format!("{method} {path}");
            assert!(operation["summary"].is_string(), "{what} has no summary");
            assert!(
                ids.insert(operation["operationId"].as_str().expect("an id").to_owned()),
                "{what}: its id is taken"
            );
            for parameter in operation["parameters"].as_array().into_iter().flatten() {
                resolve(&document, &parameter["schema"]);
            }
            let answers = operation["responses"].as_object().expect("answers");
            for (status, answer) in answers {
                let content = answer["content"].as_object();
                let content = content.unwrap_or_else(|| panic!("{what} does not say what {status} holds"));
                for (kind, media) in content {
                    assert!(media["schema"].is_object(), "{what}: {status} {kind} has no schema");
                    resolve(&document, &media["schema"]);
                }
            }
            if path.ends_with("/stream") {
                continue;
            }
            let path = path
                .replace("{call}", "track")
                .replace("{key}", "x")
                .replace("{name}", "x")
                .replace("{hash}", "x");
            let path = path.replace("{id}", "1").replace("{token}", "x");
            let path = path.replace("{number}", "1").replace("{position}", "1");
            let path = path.replace("{id}", "1").replace("{reason}", "other");
            let request = Request::builder().method(method.to_uppercase().as_str()).uri(server.at(&path));
            let request = request.header("authorization", format!("Bearer {}", server.token));
            let answer = server.send(request.body(Vec::new()).expect("a request"));
            let unknown = answer.status == 405 || answer.text.contains("there is nothing at");
            assert!(!unknown, "{what} answers {}", answer.status);
        }
    }
}

/// Of two schemas of one name the document holds one, and says nothing.
#[test]
fn no_two_schemas_have_one_name() {
    let mut names = BTreeSet::new();
    let mut open = vec![root().join("crates/server/src"), root().join("crates/engine/src")];
    while let Some(folder) = open.pop() {
        for path in crate::server::files(&folder) {
            if path.is_dir() {
                open.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap_or_default();
            for derived in text.split("#[derive(").skip(1).filter(|rest| is_schema(rest)) {
                let name =
                    name_of(derived).unwrap_or_else(|| panic!("{}: a schema without a name", path.display()));
                assert!(names.insert(name.clone()), "{}: {name} is taken", path.display());
            }
        }
    }
    assert!(names.len() > 60, "{names:?}");
}

fn is_schema(derived: &str) -> bool {
    derived.split_once(')').is_some_and(|(list, _)| list.split(", ").any(|name| name == "ToSchema"))
}

/// What a derived item is called in the document.
fn name_of(derived: &str) -> Option<String> {
    let item = derived.find("struct ").into_iter().chain(derived.find("enum ")).min()?;
    let (before, item) = derived.split_at(item);
    let told = before.split_once("schema(as = ").and_then(|(_, rest)| rest.split(')').next());
    let plain = item.split_whitespace().nth(1)?.split(['<', '(', '{', ';']).next();
    told.or(plain).map(ToOwned::to_owned)
}

/// The workspace's types are made of this file: `UPDATE_SCHEMAS=1` writes it.
#[test]
fn the_workspace_knows_the_document() {
    let document = Server::start().get("/api/openapi.json").with(200);
    let text = format!("{}\n", serde_json::to_string_pretty(&document).expect("JSON"));
    let file = root().join("ui/openapi.json");
    if std::env::var_os("UPDATE_SCHEMAS").is_some() {
        std::fs::write(&file, &text).expect("it is written");
    }
    let known = std::fs::read_to_string(&file).expect("ui/openapi.json");
    assert!(
        known == text,
        "ui/openapi.json is not what is served: UPDATE_SCHEMAS=1, then `npm run types` in ui/"
    );
}

/// A route that is put in by another way than `routes!` would not be in the document.
#[test]
fn routes_come_from_their_descriptions_alone() {
    let folder = root().join("crates/server/src");
    let mut open = vec![folder];
    while let Some(folder) = open.pop() {
        for path in crate::server::files(&folder) {
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs")
                // A stand-in is no part of the API.
                && !path.ends_with("whatsapp/standin.rs")
                && !path
                    .components()
                    .any(|part| part.as_os_str() == "workspace" || part.as_os_str() == "delivery")
            {
                let text = std::fs::read_to_string(&path).expect("a file");
                for way in [".route(", ".route_service(", ".nest_service("] {
                    assert!(!text.contains(way), "{} puts in a route by {way}", path.display());
                }
            }
        }
    }
}

fn resolve(document: &Value, schema: &Value) {
    if let Some(name) = schema["$ref"].as_str() {
        let found = document.pointer(name.trim_start_matches('#'));
        assert!(found.is_some_and(Value::is_object), "{name} is not there");
    }
}
