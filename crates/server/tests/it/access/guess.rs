//! Who guesses passwords waits, and learns nothing of who is there.

use serde_json::json;

use super::browser::{Browser, PASSWORD, add};
use crate::server::Server;

#[test]
fn guesses_cost_more_and_more_time_for_who_is_there_and_who_is_not() {
    let server = Server::start();
    add(&server, "an@example.org", "agent");
    let mut told = Vec::new();
    for email in ["an@example.org", "nobody@example.org", "no address"] {
        let mut statuses = Vec::new();
        for _ in 0..7 {
            let answer = Browser::new(&server).sign_in(email, "a wrong guess");
            statuses.push((
                answer.status,
                answer.json()["detail"].clone(),
                !answer.header("retry-after").is_empty(),
            ));
        }
        told.push(statuses);
    }
    let statuses: Vec<u16> = told[0].iter().map(|(status, ..)| *status).collect();
    assert_eq!(statuses, [401, 401, 401, 401, 401, 401, 429]);
    assert!(told[0][6].2, "it says how long");
    assert_eq!(told[0], told[1], "whoever it is about");
    assert_eq!(told[0], told[2]);
    // Who knows the password waits like others, but not who is somebody else.
    Browser::new(&server).sign_in("an@example.org", PASSWORD).problem(429);
    add(&server, "bo@example.org", "agent");
    Browser::signed_in(&server, "bo@example.org");
}

#[test]
fn many_at_once_are_no_way_around_it() {
    let server = Server::start();
    add(&server, "an@example.org", "agent");
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let guess = || Browser::new(&server).sign_in("an@example.org", "a wrong guess").status;
        let guesses: Vec<_> = (0..12).map(|_| scope.spawn(guess)).collect();
        guesses.into_iter().map(|guess| guess.join().expect("an answer")).collect()
    });
    let looked_at = statuses.iter().filter(|status| **status == 401).count();
    assert_eq!(looked_at, 6, "{statuses:?}");
}

#[test]
fn a_sign_in_that_is_no_such_thing_is_a_problem() {
    let server = Server::start();
    let mut browser = Browser::new(&server);
    browser.ask("POST", "/api/session", &json!({"email": "an@example.org"})).problem(422);
    browser.ask("POST", "/api/session", &json!({"email": "a".repeat(70_000), "password": ""})).problem(413);
    browser.ask("POST", "/api/session/second-factor", &json!({"code": "123456"})).problem(401);
}
