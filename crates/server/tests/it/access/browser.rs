//! A browser in which somebody is signed in, or not yet.

use std::io::Write;
use std::process::Stdio;

use serde_json::{Value, json};
use ureq::http::Request;
use ureq::http::request::Builder;

use crate::server::{Answer, Listening, Server};
use crate::voorzet::command;

/// A password that everybody in tests has.
pub(crate) const PASSWORD: &str = "correct horse battery";

/// Every role.
pub(crate) const ROLES: [&str; 5] = ["administrator", "manager", "agent", "analyst", "integrator"];

/// What holds a cookie, and shows what our pages show.
pub(crate) struct Browser<'s> {
    pub(crate) server: &'s Server,
    pub(crate) cookie: String,
    pub(crate) csrf: String,
}

/// Adds somebody with [`PASSWORD`], and gives their number.
pub(crate) fn add(server: &Server, email: &str, role: &str) -> i64 {
    let data = server.data();
    let args = ["user", "add", "Somebody", email, "--role", role, "--password-stdin", "--json", "--data"];
    let mut add = command(args);
    let mut add = add.arg(data).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("it runs");
    add.stdin.take().expect("its input").write_all(PASSWORD.as_bytes()).expect("it listens");
    let output = add.wait_with_output().expect("its end");
    assert!(output.status.success());
    let invited: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    invited["person"]["id"].as_i64().expect("a number")
}

impl<'s> Browser<'s> {
    /// One that was never here.
    pub(crate) fn new(server: &'s Server) -> Self {
        Self { server, cookie: String::new(), csrf: String::new() }
    }

    /// One in which somebody new with a role is signed in.
    pub(crate) fn of(server: &'s Server, role: &str) -> Self {
        let email = format!("{role}@example.org");
        add(server, &email, role);
        Self::signed_in(server, &email)
    }

    /// One in which somebody is signed in with [`PASSWORD`].
    pub(crate) fn signed_in(server: &'s Server, email: &str) -> Self {
        let mut browser = Self::new(server);
        let answer = browser.sign_in(email, PASSWORD).with(200);
        assert_eq!(answer["state"], "signed_in");
        browser
    }

    /// Shows a password.
    pub(crate) fn sign_in(&mut self, email: &str, password: &str) -> Answer {
        self.ask("POST", "/api/session", &json!({"email": email, "password": password}))
    }

    /// Looks at something.
    pub(crate) fn get(&self, path: &str) -> Answer {
        let request = Request::get(self.server.at(path)).header("cookie", &self.cookie);
        self.server.send(request.body(Vec::new()).expect("a request"))
    }

    /// Changes something as our pages do, and takes over what the answer says of the session.
    pub(crate) fn ask(&mut self, method: &str, path: &str, body: &Value) -> Answer {
        let request = self.request(method, path).body(body.to_string().into_bytes()).expect("a request");
        let answer = self.server.send(request);
        self.take(&answer);
        answer
    }

    /// A request as our pages make it.
    pub(crate) fn request(&self, method: &str, path: &str) -> Builder {
        let mut request = Request::builder()
            .method(method)
            .uri(self.server.at(path))
            .header("content-type", "application/json")
            .header("origin", &self.server.address)
            .header("sec-fetch-site", "same-origin");
        if !self.cookie.is_empty() {
            request = request.header("cookie", &self.cookie);
        }
        if !self.csrf.is_empty() {
            request = request.header("x-csrf-token", &self.csrf);
        }
        request
    }

    /// What the answer says of the session.
    pub(crate) fn take(&mut self, answer: &Answer) {
        for cookie in answer.headers.get_all("set-cookie") {
            let cookie = cookie.to_str().expect("text").split(';').next().expect("a pair");
            if cookie.starts_with("voorzet_session=") {
                cookie.clone_into(&mut self.cookie);
            }
        }
        if let Ok(json) = serde_json::from_str::<Value>(&answer.text)
            && let Some(csrf) = json["session"]["csrf"].as_str()
        {
            csrf.clone_into(&mut self.csrf);
        }
    }

    /// Listens to the log.
    pub(crate) fn listen(&self) -> Listening {
        self.server.listen_as("cookie", &self.cookie)
    }

    /// Listens to what may never end.
    pub(crate) fn open(&self, path: &str) -> ureq::http::Response<ureq::Body> {
        self.server.open("cookie", &self.cookie, path)
    }

    /// Who is signed in.
    pub(crate) fn session(&self) -> Answer {
        self.get("/api/session")
    }
}
