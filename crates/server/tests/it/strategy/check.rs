//! `/api/strategy/check`: what an editor is told while somebody types.

use serde_json::{Value, json};

use super::files;
use crate::server::Server;

fn check(server: &Server, files: &Value) -> Value {
    server.change("POST", "/api/strategy/check", &json!({"files": files})).with(200)
}

fn names(list: &Value) -> Vec<&str> {
    let name = |it: &'_ Value| it.as_str().or(it["name"].as_str()).map(str::len).is_some();
    assert!(list.as_array().expect("a list").iter().all(name), "{list}");
    list.as_array().into_iter().flatten().filter_map(|it| it.as_str().or(it["name"].as_str())).collect()
}

#[test]
fn every_problem_has_its_place_and_what_can_be_named_is_told_all_the_same() {
    let server = Server::start();
    let mut files = json!(files("webshop"));
    let sound = check(&server, &files);
    assert_eq!(sound["problems"].as_array().map(Vec::len), Some(0), "{}", sound["problems"]);
    assert!(sound["summary"]["organisation"].is_string());

    let path = "reasons/late-delivery.toml";
    let text = files[path].as_str().expect("text").to_owned();
    files[path] = json!(format!("nmae = \"x\"\n{}", text.replace("event.delay_hours", "event.delay_huors")));
    let wrong = check(&server, &files);
    assert!(wrong["summary"].is_null());
    let problems = wrong["problems"].as_array().expect("a list");
    let first = &problems[0];
    let place = ["file", "line", "column", "length", "severity"].map(|key| &first[key]);
    assert_eq!(place, [&json!(path), &json!(1), &json!(1), &json!(4), &json!("error")], "{first}");
    let field =
        problems.iter().find(|it| it["message"].as_str().is_some_and(|it| it.contains("delay_huors")));
    let field = field.unwrap_or_else(|| panic!("{wrong}"));
    assert!(field["hint"].as_str().is_some_and(|hint| hint.contains("delay_hours")), "{field}");
    let line = files[path].as_str().and_then(|text| text.lines().nth(field["line"].as_u64()? as usize - 1));
    let column = field["column"].as_u64().expect("a column") as usize - 1;
    let length = field["length"].as_u64().expect("a length") as usize;
    let marked: String = line.expect("a line").chars().skip(column).take(length).collect();
    assert!(marked.contains("delay_huors"), "{marked}");

    let vocabulary = &wrong["vocabulary"];
    for (what, name) in [
        ("event_types", "delivery.delayed"),
        ("event_types", "contact.received"),
        ("reasons", "late-delivery"),
        ("purposes", "service"),
        ("channels", "mail"),
        ("functions", "count"),
    ] {
        assert!(names(&vocabulary[what]).contains(&name), "{what}: {}", vocabulary[what]);
    }
    let delayed = vocabulary["event_types"].as_array().expect("a list").iter();
    let delayed = delayed.into_iter().find(|it| it["name"] == "delivery.delayed").expect("it is declared");
    assert!(
        delayed["fields"]
            .as_array()
            .expect("a list")
            .contains(&json!({"name": "delay_hours", "type": "double"}))
    );
    assert!(
        vocabulary["functions"][0]["signature"].is_string() && vocabulary["functions"][0]["doc"].is_string()
    );
    let signal = vocabulary["tables"].as_array().expect("a list").iter();
    let signal =
        signal.into_iter().find(|it| it["file"] == "reasons" && it["path"] == "signal").expect("a table");
    assert!(names(&signal["keys"]).contains(&"when"), "{signal}");
}

#[test]
fn when_nothing_can_be_read_what_is_in_force_can_be_named() {
    let server = Server::with(&["--strategy", "examples/webshop"]);
    let mut files = json!(files("webshop"));
    files["strategy.toml"] = json!("organisation = \"x\n");
    let broken = check(&server, &files);
    assert_eq!(
        (&broken["problems"][0]["line"], &broken["problems"][0]["severity"]),
        (&json!(1), &json!("error"))
    );
    assert!(names(&broken["vocabulary"]["reasons"]).contains(&"late-delivery"));
    let nothing = check(&server, &json!({}));
    assert_eq!(nothing["problems"][0]["file"], "strategy.toml");
    server.change("POST", "/api/strategy/check", &json!({"files": {"../x": ""}})).problem(422);
}
