//! `voorzet rebuild`.

use crate::server::{LINES, Server, event, until};
use crate::voorzet::run;

#[test]
fn the_log_gives_the_same_figures_again() {
    let server = Server::with(&["--strategy", "examples/webshop"]);
    let history = std::fs::read_to_string(crate::voorzet::root().join("examples/webshop/history.ndjson"));
    server.post("/events", LINES, history.expect("a history")).with(202);
    server.post("/events", LINES, event("1")).with(202);
    until("all of it is decided on", || server.get("/api/status").with(200)["behind"] == 0);
    assert!(server.run(&["rebuild"]).fails(1).contains("is in use by process"));
    let checked = server.run(&["rebuild", "--check", "--json"]).json();
    assert_eq!(checked["same"], true, "{checked}");
    let (folder, data) = (server.folder(), server.data());
    assert_eq!(server.stop(), Some(0));
    let data = data.to_str().expect("UTF-8");
    let told = run(["rebuild", "--data", data]).ok();
    assert!(told.ends_with("the figures are what the log says\n"), "{told}");
    let left: Vec<_> = crate::server::files(&folder.path().join("data"));
    assert!(left.iter().all(|file| file.is_file()), "the copy is gone: {left:?}");
}
