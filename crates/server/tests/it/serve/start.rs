//! How a server starts.

use std::sync::Arc;

use crate::server::{ONE, Server, event};
use crate::voorzet::run;

#[test]
fn two_do_not_share_a_folder() {
    let server = Server::start();
    let data = server.data();
    let told = run(["serve", "--listen", "127.0.0.1:0", "--data", data.to_str().expect("UTF-8")]).fails(1);
    assert!(told.contains(&format!("is in use by process {}", server.process())), "{told}");
    server.post("/events", ONE, event("1")).with(202);
}

#[test]
fn a_note_that_was_left_behind_stops_nobody() {
    let server = Server::start();
    let (folder, key, data) = (server.folder(), server.key.clone(), server.data());
    server.kill();
    assert!(data.join("server.json").is_file(), "nobody took it away");
    run(["source", "add", "crm", "--data", data.to_str().expect("UTF-8")]).ok();
    let server = Server::on(folder, &key, &[]);
    server.post("/events", ONE, event("1")).with(202);
}

#[cfg(unix)]
#[test]
fn the_note_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let server = Server::start();
    let mode = std::fs::metadata(server.data().join("server.json")).expect("a note").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn a_copy_is_made_while_it_runs_and_put_back() {
    let server = Server::start();
    server.post("/events", ONE, event("1")).with(202);
    let copy = server.folder().path().join("copy");
    let copy = copy.to_str().expect("UTF-8");
    server.run(&["backup", copy]).ok();
    server.post("/events", ONE, event("2")).with(202);
    assert!(server.run(&["restore", copy]).fails(1).contains("in use"));
    let fresh = Arc::new(tempfile::tempdir().expect("a folder"));
    let data = fresh.path().join("data");
    run(["restore", copy, "--data", data.to_str().expect("UTF-8")]).ok();
    let other = Server::on(fresh, &server.key, &[]);
    assert_eq!(other.get("/api/status").with(200)["last"], 1);
    assert_eq!(other.post("/events", ONE, event("1")).with(202)["repeated"], 1);
    assert_eq!(other.post("/events", ONE, event("2")).with(202)["accepted"], 1);
}
