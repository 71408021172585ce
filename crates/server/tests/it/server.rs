//! A running server, and those who call it.

use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;
use ureq::{Agent, Body, http};

use crate::voorzet::command;

/// How long a test waits for what must come.
const PATIENCE: Duration = Duration::from_mins(3);

/// A running server on a folder of its own.
pub(crate) struct Server {
    child: Child,
    out: BufReader<ChildStdout>,
    pub(crate) address: String,
    /// The write key of the first source.
    pub(crate) key: String,
    /// For changes.
    pub(crate) token: String,
    folder: Folder,
    agent: Agent,
}

/// Where a server keeps everything; gone when the last who holds it is.
pub(crate) type Folder = std::sync::Arc<TempDir>;

/// What a server answered.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: http::HeaderMap,
    pub(crate) text: String,
}

impl Server {
    /// One on an empty folder.
    pub(crate) fn start() -> Self {
        Self::with(&[])
    }

    /// One with these arguments.
    pub(crate) fn with(args: &[&str]) -> Self {
        Self::on(std::sync::Arc::new(tempfile::tempdir().expect("a folder")), "", args)
    }

    /// One on a folder that was used before, whose first source has this key.
    pub(crate) fn on(folder: Folder, key: &str, args: &[&str]) -> Self {
        let mut command = command(["serve", "--listen", "127.0.0.1:0", "--data"]);
        command.arg(folder.path().join("data")).args(args);
        Self::spawn(folder, key, command)
    }

    /// One that may write files of so many blocks of 512 bytes, until it is allowed more.
    #[cfg(target_os = "linux")]
    pub(crate) fn limited(blocks: u32) -> Self {
        let folder = std::sync::Arc::new(tempfile::tempdir().expect("a folder"));
        let mut command = std::process::Command::new("sh");
        let script = format!("trap '' XFSZ; ulimit -S -f {blocks}; exec \"$0\" \"$@\"");
        command.args([
            "-c",
            &script,
            env!("CARGO_BIN_EXE_voorzet"),
            "serve",
            "--listen",
            "127.0.0.1:0",
            "--data",
        ]);
        command.arg(folder.path().join("data"));
        Self::spawn(folder, "", command)
    }

    fn spawn(folder: Folder, key: &str, mut command: std::process::Command) -> Self {
        let errors = std::fs::File::options().append(true).create(true).open(folder.path().join("log"));
        command.stdout(Stdio::piped()).stderr(errors.expect("a log"));
        let mut child = command.spawn().expect("the server starts");
        let mut out = BufReader::new(child.stdout.take().expect("its lines"));
        let mut lines = String::new();
        while !lines.contains("ready") {
            let read = out.read_line(&mut lines).expect("its lines");
            let log = || std::fs::read_to_string(folder.path().join("log")).expect("a log");
            assert!(read > 0, "the server ended: {lines}{}", log());
        }
        let after = |mark: &str| {
            let rest = lines.split_once(mark)?.1;
            rest.split_whitespace().next().map(ToOwned::to_owned)
        };
        let address = after("listens on ").expect("its address");
        let note = std::fs::read_to_string(folder.path().join("data/server.json")).expect("its note");
        let note: Value = serde_json::from_str(&note).expect("JSON");
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_global(Some(PATIENCE))
            .max_idle_connections_per_host(16)
            .build();
        Self {
            child,
            out,
            address,
            key: after("write key ").unwrap_or_else(|| key.to_owned()),
            token: note["token"].as_str().expect("a token").to_owned(),
            folder,
            agent: agent.into(),
        }
    }

    /// Where it keeps everything.
    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// The same, to start another on.
    pub(crate) fn folder(&self) -> Folder {
        Folder::clone(&self.folder)
    }

    /// Its number.
    pub(crate) fn process(&self) -> u32 {
        self.child.id()
    }

    /// Runs a command on its folder.
    pub(crate) fn run(&self, args: &[&str]) -> crate::voorzet::Run {
        let data = self.data();
        crate::voorzet::run(args.iter().copied().chain(["--data", data.to_str().expect("UTF-8")]))
    }

    /// Asks for something, as the machine's administrator.
    pub(crate) fn get(&self, path: &str) -> Answer {
        let request =
            http::Request::get(self.at(path)).header("authorization", format!("Bearer {}", self.token));
        self.send(request.body(Vec::new()).expect("a request"))
    }

    /// Sends a body with a write key.
    pub(crate) fn post(&self, path: &str, kind: &str, body: impl Into<Vec<u8>>) -> Answer {
        self.post_as(&self.key, path, kind, body)
    }

    /// The same with another key.
    pub(crate) fn post_as(&self, key: &str, path: &str, kind: &str, body: impl Into<Vec<u8>>) -> Answer {
        let request = http::Request::post(self.at(path))
            .header("authorization", format!("Bearer {key}"))
            .header("content-type", kind);
        self.send(request.body(body.into()).expect("a request"))
    }

    /// Asks for a change.
    pub(crate) fn change(&self, method: &str, path: &str, body: &Value) -> Answer {
        let request = http::Request::builder()
            .method(method)
            .uri(self.at(path))
            .header("authorization", format!("Bearer {}", self.token))
            .header("content-type", "application/json");
        self.send(request.body(body.to_string().into_bytes()).expect("a request"))
    }

    /// Sends a request as it is.
    pub(crate) fn send(&self, request: http::Request<Vec<u8>>) -> Answer {
        self.try_send(request).expect("an answer")
    }

    /// The same, when it may be that there is nobody any more.
    pub(crate) fn try_send(&self, request: http::Request<Vec<u8>>) -> Result<Answer, ureq::Error> {
        let answer: http::Response<Body> = self.agent.run(request)?;
        let (parts, body) = answer.into_parts();
        let mut text = String::new();
        body.into_reader().read_to_string(&mut text).map_err(ureq::Error::from)?;
        Ok(Answer { status: parts.status.as_u16(), headers: parts.headers, text })
    }

    /// Listens to the log.
    pub(crate) fn listen(&self, path: &str) -> Listening {
        self.listen_from(path, None)
    }

    /// The same, from after a position.
    pub(crate) fn listen_from(&self, path: &str, seen: Option<i64>) -> Listening {
        let mut request =
            self.agent.get(self.at(path)).header("authorization", format!("Bearer {}", self.token));
        if let Some(seen) = seen {
            request = request.header("last-event-id", seen.to_string());
        }
        Listening::to(request.call().expect("an answer"))
    }

    /// Listens to the log as who has this header.
    pub(crate) fn listen_as(&self, header: &str, value: &str) -> Listening {
        let request = self.agent.get(self.at("/api/stream")).header(header, value);
        Listening::to(request.call().expect("an answer"))
    }

    /// What may never end, as who has this header.
    pub(crate) fn open(&self, header: &str, value: &str, path: &str) -> http::Response<Body> {
        self.agent.get(self.at(path)).header(header, value).call().expect("an answer")
    }

    /// The status alone, of what may never end.
    pub(crate) fn status_of(&self, header: &str, value: &str, path: &str) -> u16 {
        self.open(header, value, path).status().as_u16()
    }

    pub(crate) fn at(&self, path: &str) -> String {
        format!("{}{path}", self.address)
    }

    /// Asks it to stop, and gives its exit code.
    pub(crate) fn stop(mut self) -> Option<i32> {
        signal("-TERM", self.process());
        self.child.wait().expect("its end").code()
    }

    /// Its exit code, once it ends by itself.
    pub(crate) fn stop_code(mut self) -> Option<i32> {
        self.child.wait().expect("its end").code()
    }

    /// Ends it as a power cut does.
    pub(crate) fn kill(mut self) {
        self.child.kill().expect("it runs");
        self.child.wait().expect("its end");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // After it was stopped there is nothing left to end.
        let _ = self.child.kill();
        let _ = self.child.wait();
        let mut rest = String::new();
        let _ = self.out.read_to_string(&mut rest);
    }
}

impl Answer {
    /// Its body.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error} in: {}", self.text))
    }

    /// Its body, when it has this status.
    pub(crate) fn with(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.text);
        self.json()
    }

    /// What is wrong, when it is a problem with this status.
    pub(crate) fn problem(self, status: u16) -> Value {
        let kind = self.header("content-type").to_owned();
        let json = self.with(status);
        assert_eq!(kind, "application/problem+json");
        assert_eq!(json["status"], status);
        assert!(json["type"].as_str().is_some_and(|kind| kind.starts_with("urn:voorzet:problem:")));
        json
    }

    /// A header; empty when it is not there.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

/// Somebody who listens to the log.
pub(crate) struct Listening {
    lines: Box<dyn BufRead + Send>,
}

impl Listening {
    fn to(answer: http::Response<Body>) -> Self {
        assert_eq!(answer.status().as_u16(), 200);
        Self { lines: Box::new(BufReader::new(answer.into_body().into_reader())) }
    }

    /// Whether nothing more comes, and the stream ended as it should. Waits for it.
    pub(crate) fn is_over(&mut self) -> bool {
        let mut rest = String::new();
        self.lines.read_to_string(&mut rest).is_ok() && !rest.contains("data:")
    }

    /// The next entry.
    pub(crate) fn next(&mut self) -> Value {
        loop {
            let mut line = String::new();
            assert!(self.lines.read_line(&mut line).expect("a line") > 0, "the stream is over");
            if let Some(data) = line.strip_prefix("data: ") {
                return serde_json::from_str(data).expect("JSON");
            }
        }
    }

    /// So many entries.
    pub(crate) fn take(&mut self, amount: usize) -> Vec<Value> {
        std::iter::repeat_with(|| self.next()).take(amount).collect()
    }
}

/// Sends a signal to a process that a test started.
pub(crate) fn signal(signal: &str, process: u32) {
    let mut kill = std::process::Command::new("kill");
    assert!(kill.arg(signal).arg(process.to_string()).status().expect("kill is there").success());
}

/// Waits for something that must come to be.
pub(crate) fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let start = Instant::now();
    while !holds() {
        assert!(start.elapsed() < PATIENCE, "{what}");
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// An event of a customer.
pub(crate) fn event(id: &str) -> String {
    format!(
        r#"{{"specversion":"1.0","id":"{id}","source":"/shop","type":"order.shipped","subject":"u1","data":{{"n":1}}}}"#
    )
}

/// The forms of events over HTTP.
pub(crate) const ONE: &str = "application/cloudevents+json";
pub(crate) const BATCH: &str = "application/cloudevents-batch+json";
pub(crate) const LINES: &str = "application/x-ndjson";

/// Every file under a folder.
pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
    std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect()
}
