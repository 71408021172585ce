//! `voorzet user`, with and without a server.

use super::browser::{Browser, add};
use crate::server::Server;
use crate::voorzet::run;

#[test]
fn people_are_added_before_there_is_a_server() {
    let folder = std::sync::Arc::new(tempfile::tempdir().expect("a folder"));
    let data = folder.path().join("data");
    let data = data.to_str().expect("UTF-8");
    let link = run(["user", "add", "An", "an@example.org", "--role", "administrator", "--data", data]).ok();
    assert!(link.starts_with("/invitation/"), "{link}");
    assert!(
        run(["user", "add", "An", "an@example.org", "--role", "agent", "--data", data])
            .fails(1)
            .contains("already")
    );
    run(["user", "add", "Bo", "bo@example.org", "--role", "analyst", "--role", "agent", "--data", data]).ok();
    assert!(run(["user", "disable", "an@example.org", "--data", data]).fails(1).contains("no administrator"));
    run(["user", "disable", "bo@example.org", "--data", data]).ok();
    assert!(run(["user", "disable", "cy@example.org", "--data", data]).fails(1).contains("nobody has"));
    let listed = run(["user", "list", "--data", data]).ok();
    assert_eq!(
        listed,
        "an@example.org  An  administrator  invited\nbo@example.org  Bo  analyst, agent  disabled\n"
    );
    let server = Server::on(folder.clone(), "", &[]);
    add(&server, "cy@example.org", "manager");
    Browser::signed_in(&server, "cy@example.org");
    let listed = server.run(&["user", "list", "--json"]).json();
    assert_eq!(listed["people"].as_array().map(Vec::len), Some(3));
    let told = server.get("/api/audit?what=invite_person").with(200);
    assert_eq!(told["entries"][2]["address"], "the command line");
}
