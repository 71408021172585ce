//! `/api/ladder`, `/api/reasons`, `/api/evidence` and `/api/live`: figures, what is behind them, and how they go on.

use std::sync::Arc;

use serde_json::Value;

use crate::server::{LINES, ONE, Server, until};
use crate::voorzet::{root, run};

const WEBSHOP: &str = "examples/webshop";

/// A server over a month of the sample world.
pub(super) fn shop() -> Server {
    let folder = Arc::new(tempfile::tempdir().expect("a folder"));
    let (data, history) = (folder.path().join("data"), folder.path().join("history.ndjson"));
    let (data, history) = (data.to_str().expect("UTF-8"), history.to_str().expect("UTF-8"));
    let start = ["--customers", "300", "--days", "30", "--seed", "5", "--start", "2026-03-01T00:00:00Z"];
    run(["world"].into_iter().chain(start).chain(["--out", history])).ok();
    run(["import", history, "--strategy", WEBSHOP, "--data", data]).ok();
    let server = Server::on(folder.clone(), "", &[]);
    until("nothing is left to decide on", || server.get("/api/status").with(200)["behind"] == 0);
    server
}

fn amount(value: &Value) -> u64 {
    value.as_u64().unwrap_or_default()
}

/// How many entries there are behind a figure, page by page.
fn behind(server: &Server, query: &str) -> u64 {
    let (mut entries, mut cursor) = (0, String::new());
    loop {
        let page = server.get(&format!("/api/evidence?{query}&limit=400&cursor={cursor}")).with(200);
        entries += page["entries"].as_array().expect("entries").len() as u64;
        match page["next"].as_str() {
            Some(next) => next.clone_into(&mut cursor),
            None => return entries,
        }
    }
}

#[test]
fn behind_every_figure_are_as_many_events_as_it_says() {
    let server = shop();
    let days = "from=2026-03-05&to=2026-03-20";
    for filter in ["", "&segment=home"] {
        let ladder = server.get(&format!("/api/ladder?{days}{filter}")).with(200);
        assert!(amount(&ladder["totals"]["contacts"]) > 5, "{}", ladder["totals"]);
        let mut counted = 0;
        let rows = ladder["reasons"].as_array().expect("reasons").iter().chain([&ladder["totals"]]);
        for row in rows {
            let reason = row["reason"].as_str().expect("a name");
            let about = if reason == "*" { String::new() } else { format!("&reason={reason}") };
            // A reason that has kinds of its own shows these with itself.
            let whole = server.get(&format!("/api/ladder?{days}{filter}{about}")).with(200)["totals"].clone();
            let mut check = |figure: &str, said: &Value, by: &str| {
                let query = format!("figure={figure}&{days}{filter}{about}{by}");
                assert_eq!(behind(&server, &query), amount(said), "{query}");
                counted += amount(said);
            };
            check("contacts", &whole["contacts"], "");
            check("expected_in_time", &whole["expected_in_time"], "");
            check("expectations", &whole["expectations"], "");
            check("held_out", &whole["held_out"], "");
            for end in ["met", "too_late", "missed", "lapsed"] {
                check("settled", &whole[end], &format!("&by={end}"));
            }
            for (level, means) in whole["actions"].as_object().expect("levels") {
                for (by, said) in means.as_object().expect("means") {
                    check("actions", said, &format!("&level={level}&by={by}"));
                }
            }
            for (by, said) in whole["decisions"]["refused"].as_object().expect("barriers") {
                check("refused", said, &format!("&by={by}"));
            }
        }
        for flow in ladder["flows"].as_array().expect("flows") {
            let (reason, level) =
                (flow["reason"].as_str().expect("a reason"), flow["level"].as_str().expect("a level"));
            let is_parent = server.get("/api/reasons").with(200)["reasons"]
                .as_array()
                .is_some_and(|all| all.iter().any(|known| known["parent"] == reason));
            if !is_parent {
                let about = format!("{days}{filter}&reason={reason}&level={level}");
                assert_eq!(
                    behind(&server, &format!("figure=contacts&{about}")),
                    amount(&flow["came"]),
                    "{about}"
                );
                let not_came = behind(&server, &format!("figure=not_came&{about}"));
                assert_eq!(not_came, amount(&flow["not_came"]), "{about}");
            }
        }
        assert!(counted > 200, "{counted}");
    }
    for (kind, said) in
        server.get("/api/ladder").with(200)["events"].as_object().expect("events").iter().take(3)
    {
        assert_eq!(behind(&server, &format!("figure=events&by={kind}")), amount(said), "{kind}");
    }
    server.get("/api/evidence?figure=wishes").problem(400);
    server.get("/api/evidence?figure=contacts&cursor=odd").problem(400);
    server.get("/api/ladder?from=2026-03-09&to=2026-03-01").problem(400);
}

#[test]
fn figures_agree_with_each_other() {
    let server = shop();
    let days = "from=2026-03-08&to=2026-03-28";
    let ladder = server.get(&format!("/api/ladder?{days}")).with(200);
    let totals = &ladder["totals"];
    let sum = |list: &Value, figure: &str| -> u64 {
        list.as_array().into_iter().flatten().map(|item| amount(&item[figure])).sum()
    };
    assert_eq!(sum(&ladder["flows"], "came"), amount(&totals["contacts"]), "each is handled somewhere");
    let concentration = &ladder["concentration"];
    assert_eq!(concentration["contacts"], totals["contacts"]);
    assert_eq!(concentration["contacting"], totals["customers"]);
    let top = &concentration["top"][3];
    assert!(top["of_contacts"].as_f64() >= Some(0.2) && top["by_chance"].as_f64() >= Some(0.2), "{top}");
    let by_channel: u64 = ladder["channels"]
        .as_array()
        .expect("channels")
        .iter()
        .map(|channel| {
            let channel = channel.as_str().expect("a name");
            let part = server.get(&format!("/api/ladder?{days}&channel={channel}")).with(200);
            amount(&part["totals"]["contacts"])
        })
        .sum();
    assert_eq!(by_channel, amount(&totals["contacts"]));
    assert_eq!(ladder["before"], Value::Null, "nothing reaches back to the middle of February");
    let week = server.get("/api/ladder?from=2026-03-15&to=2026-03-21").with(200);
    assert_eq!(
        (&week["before"]["from"], &week["before"]["to"]),
        (&"2026-03-08".into(), &"2026-03-14".into())
    );

    let reasons = server.get(&format!("/api/reasons?{days}")).with(200);
    assert_eq!(sum(&reasons["reasons"], "contacts"), amount(&totals["contacts"]));
    let week = (week, server.get("/api/reasons?from=2026-03-15&to=2026-03-21").with(200));
    assert_eq!(sum(&week.1["reasons"], "before"), amount(&week.0["before"]["contacts"]));
    for by in ["day", "week", "month"] {
        for per in ["customer", "order.placed"] {
            let course =
                server.get(&format!("/api/reasons/late-delivery?{days}&by={by}&per={per}")).with(200);
            assert_eq!(sum(&course["series"], "contacts"), amount(&course["figures"]["contacts"]), "{by}");
            let first = &course["series"][0];
            let rate = &first["rate"];
            assert!(rate["low"].as_f64() <= rate["value"].as_f64(), "{first}");
            assert_eq!(first["from"], "2026-03-08");
        }
    }
    server.get("/api/reasons/nothing").problem(404);
}

/// What a screen does: it takes the figures once, and counts on with what it hears.
#[test]
fn a_snapshot_and_the_stream_after_it_are_the_next_snapshot() {
    let server = Server::with(&["--strategy", WEBSHOP]);
    let lines = std::fs::read_to_string(root().join("examples/webshop/history.ndjson")).expect("a history");
    let lines: Vec<&str> = lines.lines().filter(|line| !line.is_empty()).collect();
    let now = jiff::Timestamp::now().to_string();
    let send = |lines: &[&str]| {
        for line in lines {
            let mut event: Value = serde_json::from_str(line).expect("JSON");
            let is_cloud_event = event["specversion"].is_string();
            // What is long past would be no news.
            event[if is_cloud_event { "time" } else { "timestamp" }] = now.as_str().into();
            if is_cloud_event {
                server.post("/events", ONE, event.to_string()).with(202);
            } else {
                let batch = format!("{{\"batch\":[{event}]}}");
                server.post("/v1/batch", "application/json", batch).with(200);
            }
        }
        until("all is decided on", || server.get("/api/status").with(200)["behind"] == 0);
    };
    send(&lines[..lines.len() / 2]);
    let (before, figures) =
        (server.get("/api/live?limit=1000").with(200), server.get("/api/ladder").with(200));
    assert_eq!(before["sequence"], figures["sequence"]);
    let sequence = before["sequence"].as_i64().expect("a position");
    send(&lines[lines.len() / 2..]);
    let (after, next) = (server.get("/api/live?limit=1000").with(200), server.get("/api/ladder").with(200));
    let last = after["sequence"].as_i64().expect("a position");
    assert!(last > sequence && next["sequence"] == last);

    let heard = server.listen_from("/api/stream", Some(sequence)).take((last - sequence) as usize);
    let mut entries = before["entries"].as_array().expect("entries").clone();
    entries.reverse();
    entries.extend(heard.iter().cloned());
    entries.reverse();
    entries.truncate(1_000);
    assert_eq!(&entries, after["entries"].as_array().expect("entries"));

    let counted = |kind: &str, holds: &dyn Fn(&Value) -> bool| {
        heard.iter().filter(|entry| entry["type"] == kind && holds(&entry["data"])).count() as u64
    };
    let (old, new) = (&figures["totals"], &next["totals"]);
    let contacts = counted("contact.counted", &|_| true);
    assert!(contacts > 0);
    assert_eq!(amount(&old["contacts"]) + contacts, amount(&new["contacts"]));
    let in_time = counted("contact.counted", &|data| data["lead_seconds"].is_number());
    assert_eq!(amount(&old["expected_in_time"]) + in_time, amount(&new["expected_in_time"]));
    assert_eq!(
        amount(&old["expectations"]) + counted("expectation.opened", &|_| true),
        amount(&new["expectations"])
    );
    for end in ["met", "too_late", "missed", "lapsed"] {
        let more = counted("expectation.settled", &|data| data["end"] == end);
        assert_eq!(amount(&old[end]) + more, amount(&new[end]), "{end}");
    }
    let acts = counted("decision.made", &|data| {
        data["decision"] == "act" && data["signal"].is_string() && data["if_not_fixed"].is_null()
    });
    let act = |row: &Value| amount(&row["decisions"]["act"]);
    assert_eq!(act(old) + acts, act(new));
}

#[test]
fn live_says_what_came_last() {
    let server = Server::start();
    let empty = server.get("/api/live").with(200);
    assert_eq!((&empty["sequence"], empty["entries"].as_array().map(Vec::len)), (&0.into(), Some(0)));
    let events: Vec<String> = (0..5).map(|id| crate::server::event(&id.to_string())).collect();
    server.post("/events", LINES, events.join("\n")).with(202);
    let live = server.get("/api/live?limit=2").with(200);
    assert_eq!((&live["sequence"], &live["last_minute"]["order.shipped"]), (&5.into(), &5.into()));
    assert_eq!(live["entries"][0]["position"], 5);
    assert_eq!(live["entries"].as_array().map(Vec::len), Some(2));
    let none = server.get("/api/live?type=nothing").with(200);
    assert_eq!(none["entries"].as_array().map(Vec::len), Some(0));
}
