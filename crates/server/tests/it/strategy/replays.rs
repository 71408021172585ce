//! `/api/replays`: a draft over what the log holds, beside the strategy in force.

use serde_json::{Value, json};
use tempfile::TempDir;

use super::files;
use crate::server::{Folder, LINES, Server, until};
use crate::voorzet::run;

const WEBSHOP: &str = "examples/webshop";
const HISTORY: &str = "examples/webshop/history.ndjson";

/// A data folder into which a history was imported under the web shop's strategy.
fn imported(history: &str) -> Folder {
    let folder = Folder::new(TempDir::new().expect("a folder"));
    let data = folder.path().join("data");
    run(["import", history, "--strategy", WEBSHOP, "--data", data.to_str().expect("UTF-8")]).ok();
    folder
}

/// A history that takes a while.
fn long(folder: &TempDir) -> String {
    let file = folder.path().join("world.ndjson").to_str().expect("UTF-8").to_owned();
    run(["world", "--customers", "1000", "--days", "45", "--out", &file]).ok();
    file
}

fn draft(server: &Server, body: &Value) -> String {
    let draft = server.change("POST", "/api/drafts", body).with(201);
    draft["id"].as_str().expect("an id").to_owned()
}

fn begin(server: &Server, body: &Value) -> String {
    let begun = server.change("POST", "/api/replays", body).with(202);
    begun["id"].as_str().expect("an id").to_owned()
}

fn look(server: &Server, id: &str) -> Value {
    server.get(&format!("/api/replays/{id}")).with(200)
}

/// The replay once it has ended.
fn ended(server: &Server, id: &str) -> Value {
    let mut last = Value::Null;
    until("the replay ends", || {
        last = look(server, id);
        !last["ended"].is_null()
    });
    last
}

/// A report but for what a log cannot know of a file: lines that are no events, events that were there twice.
fn figures(report: &Value) -> Value {
    let mut report = report.clone();
    for key in ["repeated", "unreadable", "problems"] {
        report.as_object_mut().expect("a report").remove(key);
    }
    report
}

#[test]
fn the_log_gives_what_the_file_gives_figure_by_figure() {
    let folder = imported(HISTORY);
    let server = Server::on(folder, "", &[]);
    let mut changed = json!(files("webshop"));
    let late = "reasons/late-delivery.toml";
    changed[late] = json!(changed[late].as_str().expect("text").replace(">= 4.0", ">= 400.0"));
    let changed_folder = TempDir::new().expect("a folder");
    for (path, text) in changed.as_object().expect("files") {
        let path = changed_folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text.as_str().expect("text")).expect("a file");
    }
    let (same, other) = (
        draft(&server, &json!({"name": "The same"})),
        draft(&server, &json!({"name": "Another", "files": changed})),
    );
    let changed_folder = changed_folder.path().to_str().expect("UTF-8");
    for period in [vec![], vec!["--from", "2026-03-01", "--to", "2026-03-09"]] {
        let replay = |strategy: &str| {
            let args = ["replay", "--strategy", strategy, HISTORY, "--json"];
            figures(&run(args.iter().chain(&period)).json())
        };
        let (before, after) = (replay(WEBSHOP), replay(changed_folder));
        assert_ne!(before, after);
        let (from, to) = (period.get(1), period.get(3));
        let asked = |draft: &str| json!({"draft": draft, "from": from, "to": to});
        let done = ended(&server, &begin(&server, &asked(&same)));
        assert_eq!(done["state"], "done", "{done}");
        assert_eq!(
            (figures(&done["published"]), figures(&done["drafted"])),
            (before.clone(), before.clone())
        );
        let done = ended(&server, &begin(&server, &asked(&other)));
        assert_eq!((figures(&done["published"]), figures(&done["drafted"])), (before.clone(), after.clone()));
        assert_eq!((&done["publication"], &done["revision"]), (&json!(1), &json!(1)));

        let differences = done["differences"].as_array().expect("a list");
        let total = differences.last().expect("all together");
        assert_eq!(total["reason"], "*");
        assert_eq!(total["expected_before"], before["totals"]["expected_in_time"]);
        assert_eq!(total["expected_after"], after["totals"]["expected_in_time"]);
        assert_eq!(total["cost_after"], after["totals"]["cost"]);
    }
}

#[test]
fn what_came_live_and_late_is_put_in_order() {
    let server = Server::with(&["--strategy", WEBSHOP]);
    let line = |id: &str, kind: &str, about: &str, minutes: i64, data: Value| {
        let time = jiff::Timestamp::now() - jiff::SignedDuration::from_mins(minutes);
        json!({"specversion": "1.0", "id": id, "source": "/shop", "type": kind, "subject": about,
               "time": time.to_string(), "data": data})
        .to_string()
    };
    // The delay is told first, though the parcel was shipped before it.
    let lines = [
        line("1", "delivery.delayed", "parcel:3S1", 60, json!({"delay_hours": 9.5, "carrier": "other"})),
        line("2", "order.shipped", "u1", 180, json!({"parcel": "3S1"})),
    ];
    for line in lines {
        server.post("/events", LINES, line).with(202);
    }
    let id = begin(&server, &json!({"draft": draft(&server, &json!({"name": "x"}))}));
    let done = ended(&server, &id);
    assert_eq!(done["drafted"]["events"], 2, "{done}");
    assert_eq!(done["drafted"]["totals"]["expectations"], 1, "{done}");
    assert_eq!(server.get("/api/replays").with(200)["replays"][0]["drafted"], Value::Null);
}

#[test]
fn it_tells_how_far_it_is_can_be_called_off_and_outlives_the_server() {
    let made = TempDir::new().expect("a folder");
    let folder = imported(&long(&made));
    let server = Server::on(folder, "", &[]);
    let draft = draft(&server, &json!({"name": "x"}));
    let asked = json!({"draft": draft});
    let ids: Vec<_> = (0..3).map(|_| begin(&server, &asked)).collect();
    let mut seen = Vec::new();
    until("the first is under way", || {
        let now = look(&server, &ids[0]);
        seen.push((now["done"].as_u64().expect("a number"), now["total"].as_u64().expect("a number")));
        seen.last().is_some_and(|(done, _)| *done > 0)
    });
    server.change("DELETE", &format!("/api/replays/{}", ids[0]), &Value::Null).with(200);
    server.change("DELETE", &format!("/api/replays/{}", ids[2]), &Value::Null).with(200);
    for id in [&ids[0], &ids[2]] {
        let called_off = look(&server, id);
        assert_eq!((&called_off["state"], &called_off["drafted"]), (&json!("cancelled"), &Value::Null));
    }
    let mut seen = Vec::new();
    until("the second is done", || {
        let now = look(&server, &ids[1]);
        seen.push((now["done"].as_u64().expect("a number"), now["total"].as_u64().expect("a number")));
        now["state"] == "done"
    });
    assert!(seen.windows(2).all(|pair| pair[0].0 <= pair[1].0), "{seen:?}");
    assert!(seen.iter().any(|(done, total)| 0 < *done && done < total), "{seen:?}");
    assert!(seen.last().is_some_and(|(done, total)| done == total), "{seen:?}");
    let done = look(&server, &ids[1]);

    let mut refused = false;
    let waiting: Vec<_> = std::iter::repeat_with(|| server.change("POST", "/api/replays", &asked))
        .take(20)
        .take_while(|answer| {
            refused = answer.status == 429;
            !refused
        })
        .map(|answer| answer.with(202)["id"].as_str().expect("an id").to_owned())
        .collect();
    assert!(refused, "as many wait as are asked for");
    let (folder, key) = (server.folder(), server.key.clone());
    server.kill();
    let server = Server::on(folder, &key, &[]);
    assert_eq!(look(&server, &ids[1]), done);
    let lost = look(&server, waiting.last().expect("some waited"));
    assert_eq!(lost["state"], "failed");
    assert!(lost["problem"].as_str().is_some_and(|problem| problem.contains("stopped")), "{lost}");
    server.change("DELETE", &format!("/api/replays/{}", ids[1]), &Value::Null).with(200);
    server.get(&format!("/api/replays/{}", ids[1])).problem(404);
}

#[test]
fn what_cannot_be_replayed_is_said() {
    let server = Server::start();
    server.change("POST", "/api/replays", &json!({"draft": "nobody's"})).problem(404);
    let wrong = draft(&server, &json!({"name": "x", "files": {"strategy.toml": "languages = 1"}}));
    server.change("POST", "/api/replays", &json!({"draft": wrong})).problem(422);
    let right = draft(&server, &json!({"name": "x", "files": files("webshop")}));
    server.change("POST", "/api/replays", &json!({"draft": right, "from": "yesterday"})).problem(400);
    server.change("DELETE", "/api/replays/x", &Value::Null).problem(404);
    let done = ended(&server, &begin(&server, &json!({"draft": right})));
    assert_eq!((&done["published"], &done["drafted"]["events"]), (&Value::Null, &json!(0)), "{done}");
}
