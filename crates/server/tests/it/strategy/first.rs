//! `/api/first-strategies`: from an organisation's own export to a strategy and its history.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;
use ureq::http::Request;

use crate::server::{Answer, Folder, Server, until};
use crate::voorzet::{data, run};

/// A help desk's export of the kind that a Dutch office program writes: semicolons, windows-1252, days first. Two of its
/// rows are no contacts: one names nobody, one is of the 31st of February.
const EXPORT: &[u8] = include_bytes!("fixtures/helpdesk.csv");

fn look(server: &Server, name: &str, file: &[u8]) -> Answer {
    let request = Request::post(server.at(&format!("/api/first-strategies?name={name}")))
        .header("authorization", format!("Bearer {}", server.token))
        .header("content-type", "application/octet-stream");
    server.send(request.body(file.to_vec()).expect("a request"))
}

/// The role that was proposed, with the name of its column.
fn roles(export: &Value) -> BTreeMap<String, String> {
    let columns = export["columns"].as_array().expect("a list").iter();
    let role =
        |column: &Value| Some((column["proposed"].as_str()?.to_owned(), column["name"].as_str()?.to_owned()));
    columns.filter_map(role).collect()
}

/// What is proposed with the roles as they were proposed.
fn propose(server: &Server, export: &Value) -> Value {
    let path = format!("/api/first-strategies/{}/proposal", export["id"].as_str().expect("an id"));
    server.change("POST", &path, &json!({"columns": roles(export)})).with(200)
}

fn write(files: &Value, folder: &Path) {
    for (path, text) in files.as_object().expect("files") {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text.as_str().expect("text")).expect("a file");
    }
}

/// The proposal's figures are those of an import by its map: contacts and customers, in all and per reason.
fn counts_as_an_import(proposal: &Value, file: &Path) {
    let folder = TempDir::new().expect("a folder");
    let strategy = folder.path().join("strategy");
    write(&proposal["files"], &strategy);
    let strategy = strategy.to_str().expect("UTF-8");
    let checked = run(["check", strategy, "--json"]).json();
    assert_eq!(checked["errors"], json!([]));
    let kept = folder.path().join("data");
    let file = file.to_str().expect("UTF-8");
    let args =
        ["--strategy", strategy, "--map", "helpdesk", "--data", kept.to_str().expect("UTF-8"), "--json"];
    let came = run(["import", file].iter().chain(&args)).json();
    assert_eq!(came["new"], proposal["contacts"], "{came}");
    assert_eq!(came["quarantined"], proposal["unreadable"], "{came}");
    let server = Server::on(Folder::new(folder), "", &[]);
    until("nothing is left to decide on", || server.get("/api/status").with(200)["behind"] == 0);
    let ladder = server.get("/api/ladder").with(200);
    let figures = |row: &Value| (row["contacts"].clone(), row["customers"].clone());
    assert_eq!(figures(&ladder["totals"]), figures(proposal));
    for reason in proposal["reasons"].as_array().expect("a list") {
        let row =
            ladder["reasons"].as_array().expect("a list").iter().find(|row| row["reason"] == reason["id"]);
        assert_eq!(
            figures(row.unwrap_or_else(|| panic!("{} is there", reason["id"]))),
            figures(reason),
            "{reason}"
        );
    }
}

#[test]
fn an_export_becomes_a_strategy_that_counts_the_same() {
    let server = Server::start();
    let export = look(&server, "export.csv", EXPORT).with(201);
    assert_eq!((&export["rows"], &export["unreadable"]), (&json!(115), &json!(0)));
    let expected = [
        ("case", "Ticketnummer"),
        ("channel", "Kanaal"),
        ("closed", "Gesloten op"),
        ("customer", "Klantnummer"),
        ("opened", "Aangemaakt op"),
        ("priority", "Prioriteit"),
        ("reason", "Categorie"),
        ("satisfaction", "Tevredenheid"),
    ];
    assert_eq!(roles(&export), expected.map(|(role, name)| (role.to_owned(), name.to_owned())).into());
    let opened = &export["columns"][4];
    assert!(
        opened["why"]
            .as_array()
            .expect("a list")
            .contains(&json!({"code": "times", "text": "%d-%m-%Y %H:%M"}))
    );

    let proposal = propose(&server, &export);
    assert_eq!((&proposal["contacts"], &proposal["unreadable"]), (&json!(113), &json!(2)));
    let reasons = proposal["reasons"].as_array().expect("a list");
    let ids: Vec<_> = reasons.iter().map(|reason| reason["id"].as_str().expect("an id")).collect();
    assert_eq!(ids[..3], ["bezorging-te-laat", "wachtwoord-vergeten", "factuur-klopt-niet"]);
    assert!(ids.contains(&"coördinatie-installatie") && ids.last() == Some(&"other"), "{ids:?}");
    let of = |id: &str| reasons.iter().find(|reason| reason["id"] == id).expect("a reason");
    let place =
        |id: &str| (of(id)["quadrant"].as_str().expect("a word"), of(id)["level"].as_str().expect("a word"));
    assert_eq!(place("bezorging-te-laat"), ("eliminate", "prevent"));
    assert_eq!(place("wachtwoord-vergeten"), ("automate", "self_service"));
    assert_eq!(place("offerte-aanvragen"), ("leverage", "personal"));
    assert_eq!(place("klacht-over-monteur").1, "personal");
    let why: Vec<_> =
        of("bezorging-te-laat")["why"].as_array().expect("a list").iter().map(|why| &why["code"]).collect();
    assert_eq!(why, ["trouble", "repeats_often", "large_share", "dissatisfied"]);

    let file = TempDir::new().expect("a folder");
    let path = file.path().join("export.csv");
    std::fs::write(&path, EXPORT).expect("a file");
    counts_as_an_import(&proposal, &path);

    // What is proposed is a draft like any other.
    let draft = json!({"name": "The first", "files": proposal["files"]});
    let draft = server.change("POST", "/api/drafts", &draft).with(201);
    let path = format!("/api/drafts/{}/publish", draft["id"].as_str().expect("an id"));
    assert_eq!(server.change("POST", &path, &json!({"revision": 1})).with(200)["number"], 1);

    let id = export["id"].as_str().expect("an id");
    let path = format!("/api/first-strategies/{id}");
    for (columns, what) in [
        (json!({"customer": "Klantnummer", "reason": "Categorie"}), "opened"),
        (json!({"customer": "Klantnummer", "reason": "Categorie", "opened": "Kanaal"}), "Kanaal"),
        (json!({"customer": "Niemand", "reason": "Categorie", "opened": "Kanaal"}), "Niemand"),
    ] {
        let refused =
            server.change("POST", &format!("{path}/proposal"), &json!({"columns": columns})).problem(422);
        assert!(refused["detail"].as_str().is_some_and(|detail| detail.contains(what)), "{refused}");
    }
    server.change("DELETE", &path, &Value::Null).with(200);
    server.change("POST", &format!("{path}/proposal"), &json!({"columns": {}})).problem(404);
    assert_eq!(std::fs::read_dir(server.data().join("uploads")).expect("a folder").count(), 0);
}

#[test]
fn packed_objects_are_an_export_too() {
    let server = Server::start();
    let mut lines = String::new();
    for number in 0..60 {
        let (day, who) = (1 + number % 28, number % 17);
        let reason = ["card_arrival", "lost_or_stolen_card", "change_pin"][number % 3];
        let line = json!({"id": number, "from": {"email": format!("c{who}@post.example")}, "intent": reason,
            "created_at": format!("2026-02-{day:02}T09:00:00Z"), "source": "chat"});
        lines.push_str(&format!("{line}\n"));
    }
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(lines.as_bytes()).expect("packed");
    let packed = packed.finish().expect("packed");
    let export = look(&server, "tickets.ndjson.gz", &packed).with(201);
    let found = roles(&export);
    assert_eq!((found["customer"].as_str(), found["reason"].as_str()), ("from.email", "intent"));
    assert_eq!((found["opened"].as_str(), found["channel"].as_str()), ("created_at", "source"));
    let proposal = propose(&server, &export);
    assert_eq!((&proposal["contacts"], &proposal["customers"]), (&json!(60), &json!(17)));
    let file = TempDir::new().expect("a folder");
    let path = file.path().join("tickets.ndjson.gz");
    std::fs::write(&path, packed).expect("a file");
    counts_as_an_import(&proposal, &path);
}

#[test]
fn what_is_no_table_is_said_and_not_kept() {
    let server = Server::start();
    for file in [b"".as_slice(), b"Dear madam,\nhello\n", b"\xff\xfea\0b\0", b"[1, 2]", b"\x1f\x8bgarbage"] {
        look(&server, "x", file).problem(422);
    }
    assert_eq!(std::fs::read_dir(server.data().join("uploads")).expect("a folder").count(), 0);
}

/// The newest stay, so that a data folder does not fill with other people's words.
#[test]
fn only_a_few_exports_are_kept() {
    let server = Server::start();
    let ids: Vec<_> = (0..6)
        .map(|_| look(&server, "export.csv", EXPORT).with(201)["id"].as_str().expect("an id").to_owned())
        .collect();
    assert_eq!(std::fs::read_dir(server.data().join("uploads")).expect("a folder").count(), 4);
    let path = |id: &str| format!("/api/first-strategies/{id}/proposal");
    server.change("POST", &path(&ids[0]), &json!({"columns": {}})).problem(404);
    server.change("POST", &path(&ids[5]), &json!({"columns": {}})).problem(422);
    let (folder, key) = (server.folder(), server.key.clone());
    assert_eq!(server.stop(), Some(0));
    let server = Server::on(folder, &key, &[]);
    assert!(!server.data().join("uploads").exists());
}

/// The incident log of a real help desk, when it is at hand.
#[test]
fn a_real_export_counts_the_same() {
    let Some(file) = data("servicenow_incidents/incident_event_log_first.csv.gz") else {
        eprintln!("skipped: the help desk's incident log is not at hand");
        return;
    };
    let server = Server::start();
    let export = look(&server, "incidents.csv.gz", &std::fs::read(&file).expect("a file")).with(201);
    let found = roles(&export);
    for (role, name) in [
        ("case", "number"),
        ("customer", "caller_id"),
        ("reason", "category"),
        ("opened", "opened_at"),
        ("channel", "contact_type"),
        ("priority", "priority"),
    ] {
        assert_eq!(found.get(role).map(String::as_str), Some(name), "{found:?}");
    }
    counts_as_an_import(&propose(&server, &export), &file);
}
