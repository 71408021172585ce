//! `/api/contacts` and `/api/customers/map`: customers instead of calls.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::figures::shop;
use crate::server::{LINES, Server, until};

fn list(value: &Value) -> &Vec<Value> {
    value.as_array().unwrap_or_else(|| panic!("{value} is no list"))
}

fn number(value: &Value) -> u64 {
    value.as_u64().unwrap_or_else(|| panic!("{value} is no count"))
}

fn sum(all: &Value, key: &str) -> u64 {
    list(all).iter().map(|one| number(&one[key])).sum()
}

#[test]
fn figures_are_those_of_the_report_on_the_same_store() {
    let server = shop();
    for (asked, args) in
        [("", vec![]), ("?from=2026-03-08&to=2026-03-20", vec!["--from", "2026-03-08", "--to", "2026-03-20"])]
    {
        let found = server.get(&format!("/api/contacts{asked}")).with(200);
        let report: Vec<&str> = ["report", "contacts", "--json"].into_iter().chain(args).collect();
        let report = server.run(&report).json();
        assert!(number(&found["contacts"]) > 10, "{asked}");
        let same = [
            "contacts",
            "customers",
            "known_customers",
            "unidentified",
            "per_customer",
            "gini_interval",
            "repeats",
            "reasons",
            "until",
        ];
        for key in same {
            assert_eq!(found[key], report[key], "{key} {asked}");
        }
        assert_eq!(found["by_channel"], report["channels"]);
        let spread = &found["concentration"];
        for key in ["top", "gini", "gini_by_chance"] {
            assert_eq!(spread[key], report[key], "{key} {asked}");
        }
        // The ladder counts by another way.
        let ladder = server.get(&format!("/api/ladder{asked}")).with(200);
        assert_eq!(&ladder["concentration"], spread);
        for step in list(&found["steps"]) {
            let least = number(&step["least"]);
            let takes = |made: u64| if step["most"].is_null() { made >= least } else { made == least };
            let spread = report["spread"].as_object().expect("a spread");
            let made = spread.iter().map(|(made, people)| (made.parse().expect("a count"), number(people)));
            let here: Vec<(u64, u64)> = made.filter(|(made, _)| takes(*made)).collect();
            let counted =
                here.iter().fold((0, 0), |sum, (made, people)| (sum.0 + people, sum.1 + made * people));
            assert_eq!((number(&step["customers"]), number(&step["contacts"])), counted, "{step}");
        }
        assert_eq!(sum(&found["steps"], "customers"), number(&found["known_customers"]));
        // Those who contact most are a fifth at most, and one contact less would be more than a fifth, or once.
        let frequent = &found["frequent"];
        let least = number(&frequent["least"]);
        let with = |least: u64| {
            let spread = report["spread"].as_object().expect("a spread");
            let made = spread.iter().map(|(made, people)| (made.parse().expect("a count"), number(people)));
            made.filter(|(made, _): &(u64, u64)| *made >= least)
                .fold((0, 0), |sum, (made, people)| (sum.0 + people, sum.1 + made * people))
        };
        assert_eq!((number(&frequent["customers"]), number(&frequent["contacts"])), with(least));
        let fifth = number(&found["known_customers"]) / 5;
        assert!(with(least).0 <= fifth && (least == 2 || with(least - 1).0 > fifth), "{frequent}");
        let about = frequent["reasons"].as_object().expect("reasons");
        assert_eq!(about.values().map(number).sum::<u64>(), number(&frequent["contacts"]));
        for row in list(&found["reasons"]) {
            let theirs = about.get(row["name"].as_str().expect("a name")).map_or(0, number);
            assert!(theirs <= number(&row["contacts"]), "{row}");
        }
    }
    server.get("/api/contacts?from=2026-03-09&to=2026-03-01").problem(400);
    server.get("/api/customers/map?from=soon").problem(400);
}

#[test]
fn filters_part_what_there_is() {
    let server = shop();
    let all = server.get("/api/contacts").with(200);
    let part = |filter: &str, names: &Value| -> u64 {
        let contacts = list(names).iter().map(|name| {
            let name = name.as_str().expect("a name");
            number(&server.get(&format!("/api/contacts?{filter}={name}")).with(200)["contacts"])
        });
        contacts.sum()
    };
    assert_eq!(part("channel", &all["channels"]), number(&all["contacts"]));
    assert_eq!(part("segment", &all["segments"]), number(&all["contacts"]));
    let imported = server.get("/api/contacts?history=true").with(200);
    assert_eq!(imported["contacts"], all["contacts"]);
    assert_eq!(server.get("/api/contacts?history=false").with(200)["contacts"], 0);
    let home = server.get("/api/contacts?segment=home").with(200);
    assert!(number(&home["known_customers"]) < number(&all["known_customers"]));
    assert_eq!((&home["orders"], &home["no_orders"]), (&Value::Null, &json!("filtered")));
}

#[test]
fn contacts_are_told_per_order_of_the_days() {
    let server = shop();
    let days = "from=2026-03-05&to=2026-03-25";
    let found = server.get(&format!("/api/contacts?{days}")).with(200);
    let ladder = server.get(&format!("/api/ladder?{days}")).with(200);
    let orders = &found["orders"];
    assert_eq!(orders["orders"], ladder["events"]["order.placed"], "whoever placed them");
    let rate = orders["per_hundred"]["rate"].as_f64().expect("a rate");
    let expected = 100.0 * number(&found["contacts"]) as f64 / number(&orders["orders"]) as f64;
    assert!((rate - expected).abs() < 1e-9, "{rate} {expected}");
    let (low, high) =
        (orders["per_hundred"]["interval"][0].as_f64(), orders["per_hundred"]["interval"][1].as_f64());
    assert!(low < Some(rate) && high > Some(rate), "{orders}");
    let empty = server.get("/api/contacts?from=2020-01-01&to=2020-01-31").with(200);
    assert_eq!((&empty["orders"], &empty["no_orders"]), (&Value::Null, &json!("none")));
    assert_eq!((&empty["contacts"], &empty["concentration"]["gini"]), (&json!(0), &Value::Null));
    // Another strategy decides from now on, and what was kept is of the one before.
    server.run(&["publish", "examples/public-transport"]).ok();
    let without = server.get(&format!("/api/contacts?{days}")).with(200);
    assert_eq!((&without["orders"], &without["no_orders"]), (&Value::Null, &json!("not_declared")));
}

#[test]
fn the_map_counts_everybody_once_and_says_how_far_back_it_sees() {
    let server = shop();
    let days = "from=2026-03-01&to=2026-03-30";
    let map = server.get(&format!("/api/customers/map?{days}")).with(200);
    let ladder = server.get(&format!("/api/ladder?{days}")).with(200);
    assert_eq!(map["customers"], ladder["concentration"]["customers"]);
    assert_eq!(map["contacts"], ladder["totals"]["contacts"]);
    assert_eq!(
        (sum(&map["cells"], "customers"), sum(&map["cells"], "contacts")),
        (number(&map["customers"]), number(&map["contacts"]),)
    );
    // A month of history is no year: half of it is held against the other half, and that is said.
    let compared = &map["compared"];
    assert_eq!((&compared["is_year"], &map["window_days"]), (&json!(false), &compared["days"]));
    assert!((14..=16).contains(&number(&compared["days"])), "{compared}");
    for axis in ["value", "segment", "lifecycle"] {
        let axis = &map[axis];
        assert_eq!(sum(&axis["classes"], "customers"), number(&map["customers"]), "{axis}");
        assert_eq!(sum(&axis["shifts"], "customers"), number(&map["customers"]), "{axis}");
        let mut moved: BTreeMap<(bool, String), u64> = BTreeMap::new();
        for shift in list(&axis["shifts"]) {
            *moved.entry((true, shift["to"].as_str().expect("a class").into())).or_default() +=
                number(&shift["customers"]);
            if let Some(from) = shift["from"].as_str() {
                *moved.entry((false, from.into())).or_default() += number(&shift["customers"]);
            }
        }
        for class in list(&axis["classes"]) {
            let name = class["name"].as_str().expect("a name");
            let at = |now: bool| moved.get(&(now, name.to_owned())).copied().unwrap_or_default();
            assert_eq!(
                (at(true), at(false)),
                (number(&class["customers"]), number(&class["before"])),
                "{name}"
            );
        }
    }
    let by = |axis: &str| map[axis]["by"].clone();
    assert_eq!(
        (by("value"), by("segment"), by("lifecycle")),
        (json!("orders"), json!("trait"), json!("orders"))
    );
    let home = server.get(&format!("/api/customers/map?{days}&segment=home")).with(200);
    let class = list(&map["segment"]["classes"]).iter().find(|class| class["name"] == "home").expect("home");
    assert_eq!((&home["customers"], &home["contacts"]), (&class["customers"], &class["contacts"]));
}

#[test]
fn what_traits_say_comes_before_what_orders_do_and_merged_customers_are_one() {
    let server = Server::start();
    server.run(&["publish", "examples/webshop"]).ok();
    let map = server.get("/api/customers/map").with(200);
    assert_eq!((&map["customers"], &map["compared"], &map["cells"]), (&json!(0), &Value::Null, &json!([])));
    let says = |at: &str, user: &str, traits: Value| {
        json!({"type": "identify", "messageId": format!("{user}-{at}"), "userId": user, "traits": traits,
            "timestamp": format!("2026-{at}T10:00:00Z")})
        .to_string()
    };
    let lines = [
        says("01-01", "u1", json!({"segment": "home", "value": "gold", "lifecycle": "active"})),
        says("01-01", "u2", json!({"segment": "home", "value": 10, "email": "an@example.org"})),
        says("01-01", "u3", json!({"segment": "home", "value": 900})),
        says("03-01", "u1", json!({"segment": "business", "lifecycle": "won back"})),
        says("03-01", "u3", json!({"value": null})),
        says("03-01", "u4", json!({"segment": "home"})),
    ];
    let body = lines.join("\n");
    server.post("/events", LINES, body).with(202);
    let read = || server.get("/api/customers/map?to=2026-04-01").with(200);
    until("four customers are known", || read()["customers"] == 4);
    let map = read();
    let classes = |axis: &str| -> BTreeMap<String, (u64, u64)> {
        let all = list(&map[axis]["classes"]).iter();
        all.map(|class| {
            let name = class["name"].as_str().expect("a name").to_owned();
            (name, (number(&class["customers"]), number(&class["before"])))
        })
        .collect()
    };
    assert_eq!(map["lifecycle"]["by"], "trait");
    assert_eq!(classes("segment"), BTreeMap::from([("business".into(), (1, 0)), ("home".into(), (3, 3))]));
    assert_eq!(classes("lifecycle")["won back"], (1, 0));
    assert_eq!(classes("lifecycle")["active"], (0, 1));
    let value = classes("value");
    assert_eq!((value["gold"], value[""]), ((1, 1), (2, 0)), "taken back, and never stated");
    let shift = |axis: &str, from: Value, to: &str| {
        let all = list(&map[axis]["shifts"]);
        all.iter().find(|one| one["from"] == from && one["to"] == to).map(|one| number(&one["customers"]))
    };
    assert_eq!(shift("segment", json!("home"), "business"), Some(1));
    assert_eq!(shift("segment", Value::Null, "home"), Some(1), "who was not known then");
}

#[test]
fn a_year_is_looked_back_as_soon_as_orders_are_known_before_it() {
    let server = Server::start();
    server.run(&["publish", "examples/webshop"]).ok();
    let says = |id: usize, at: &str, user: &str, body: Value| {
        let mut line =
            json!({"messageId": format!("m-{id}"), "userId": user, "timestamp": format!("{at}T10:00:00Z")});
        line.as_object_mut().expect("an object").extend(body.as_object().expect("an object").clone());
        line.to_string()
    };
    let known = || json!({"type": "identify", "traits": {"segment": "home"}});
    let since =
        || json!({"type": "identify", "traits": {"segment": "home", "since": "2025-11-20T00:00:00Z"}});
    let order = |amount: f64| json!({"type": "track", "event": "order.placed", "properties": {"order": "o", "amount": amount, "items": 1}});
    let lines = [
        ("2024-01-01", "u1", known()),
        ("2024-01-01", "u2", known()),
        ("2024-06-01", "u1", order(80.0)),
        ("2025-06-01", "u2", order(20.0)),
        ("2025-06-01", "u2", order(10.0)),
        ("2025-11-20", "u3", since()),
        ("2025-12-01", "u3", order(500.0)),
        ("2025-12-02", "u4", order(60.0)),
    ];
    let lines = lines.into_iter().enumerate().map(|(id, (at, user, body))| says(id, at, user, body));
    server.post("/events", LINES, lines.collect::<Vec<_>>().join("\n")).with(202);
    let read = |day: &str| server.get(&format!("/api/customers/map?to={day}")).with(200);
    until("all are known", || {
        read("2025-12-31")["customers"] == 4 && read("2025-12-31")["value"]["classes"][1]["name"] == "low"
    });
    let map = read("2025-12-31");
    assert_eq!(map["compared"], json!({"day": "2024-12-31", "days": 365, "is_year": true}));
    assert_eq!(map["window_days"], 365);
    let shifts = |map: &Value, axis: &str| -> Vec<(Value, Value, u64)> {
        let all = list(&map[axis]["shifts"]).iter();
        all.map(|one| (one["from"].clone(), one["to"].clone(), number(&one["customers"]))).collect()
    };
    // Thirds of 30, 60 and 500; what was 80 lies above the second bound of now.
    let value = shifts(&map, "value");
    assert!(value.contains(&(json!("high"), json!("none"), 1)), "{value:?}");
    assert!(value.contains(&(json!("none"), json!("low"), 1)), "{value:?}");
    assert!(
        value.contains(&(Value::Null, json!("high"), 1))
            && value.contains(&(Value::Null, json!("middle"), 1))
    );
    let lifecycle = shifts(&map, "lifecycle");
    assert!(lifecycle.contains(&(json!("active"), json!("dormant"), 1)), "{lifecycle:?}");
    assert!(lifecycle.contains(&(json!("dormant"), json!("active"), 1)), "{lifecycle:?}");
    assert!(
        lifecycle.contains(&(Value::Null, json!("onboarding"), 2)),
        "u3 says so, u4 was never seen before"
    );
    // A year and a little more: what was ordered in the few days before it says nothing.
    let early = read("2025-02-01");
    assert_eq!((&early["compared"]["is_year"], &early["compared"]["days"]), (&json!(false), &json!(199)));
}
