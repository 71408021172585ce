//! The stand-in for Meta, as a process: `voorzet standin whatsapp`.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, ChildStdout, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;
use ureq::Agent;

use crate::server::Server;
use crate::voorzet::command;

/// The secret that it signs with.
pub(super) const APP_SECRET: &str = "the app's secret";

/// The word that the webhook is set up with.
pub(super) const WORD: &str = "the word";

/// The stand-in.
pub(super) struct Meta {
    child: Child,
    out: BufReader<ChildStdout>,
    pub(super) url: String,
    agent: Agent,
    _folder: TempDir,
}

/// The settings of an account that has it for Meta.
fn account(name: &str, url: &str) -> String {
    format!(
        r#"
        [channels."{name}"]
        provider = "whatsapp"
        phone_number_id = "106500000000001"
        business_account_id = "102290000000001"
        token = "EAAB-token"
        app_secret = "{APP_SECRET}"
        verify_token = "{WORD}"
        url = "{url}/v23.0"
        allow_private = true
        timeout = "10s"
        [[channels."{name}".templates]]
        name = "parcel_late"
        language = "nl"
        category = "utility"
        text = "Uw pakket {{{{1}}}} komt *morgen*."
        parameters = 1
        "#
    )
}

impl Meta {
    /// One with these arguments.
    pub(super) fn start(args: &[&str]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let settings = folder.path().join("settings.toml");
        std::fs::write(&settings, account("whatsapp", "http://127.0.0.1:1")).expect("written");
        let mut command = command(["standin", "whatsapp", "--listen", "127.0.0.1:0", "--config"]);
        command.arg(&settings).args(args).stdout(Stdio::piped());
        let mut child = command.spawn().expect("it starts");
        let mut out = BufReader::new(child.stdout.take().expect("its lines"));
        let mut lines = String::new();
        while !lines.contains("ready") {
            assert!(out.read_line(&mut lines).expect("its lines") > 0, "it ended: {lines}");
        }
        let url = lines.split_once("listens on ").expect("its address").1;
        let url = url.split_whitespace().next().expect("its address").to_owned();
        let agent = Agent::config_builder().http_status_as_error(false).build();
        Self { child, out, url, agent: agent.into(), _folder: folder }
    }

    /// The settings of an account that has it for Meta.
    pub(super) fn account(&self, name: &str) -> String {
        account(name, &self.url)
    }

    /// Where it sends webhooks from now on.
    pub(super) fn tell(&self, account: &str, server: &Server) {
        self.post("/standin/server", &json!({"server": server.address, "account": account}), 204);
    }

    /// A customer does something; gives the message's id.
    pub(super) fn write(&self, phone: &str, written: &Value) -> String {
        let answer = self.post(&format!("/standin/customers/{phone}/messages"), written, 201);
        answer["id"].as_str().expect("an id").to_owned()
    }

    /// It is told to do something otherwise.
    pub(super) fn orders(&self, orders: &Value) {
        self.post("/standin/orders", orders, 204);
    }

    /// What a customer wrote and was written.
    pub(super) fn held(&self, phone: &str) -> Vec<Value> {
        let answer = self.get(&format!("/standin/customers/{phone}"));
        answer["held"].as_array().cloned().unwrap_or_default()
    }

    /// What was sent, how often it was called, and how many forged webhooks were taken.
    pub(super) fn sent(&self) -> Value {
        self.get("/standin/sent")
    }

    /// How often it was called to send something.
    pub(super) fn calls(&self) -> u64 {
        self.sent()["calls"]["all"].as_u64().expect("a number")
    }

    fn get(&self, path: &str) -> Value {
        let mut answer = self.agent.get(format!("{}{path}", self.url)).call().expect("an answer");
        let text = answer.body_mut().read_to_string().expect("a body");
        serde_json::from_str(&text).unwrap_or_default()
    }

    fn post(&self, path: &str, body: &Value, status: u16) -> Value {
        let request = self.agent.post(format!("{}{path}", self.url)).content_type("application/json");
        let mut answer = request.send(body.to_string()).expect("an answer");
        let text = answer.body_mut().read_to_string().expect("a body");
        assert_eq!(answer.status().as_u16(), status, "{text}");
        serde_json::from_str(&text).unwrap_or_default()
    }
}

impl Drop for Meta {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let mut rest = String::new();
        let _ = self.out.read_to_string(&mut rest);
    }
}
