//! The shop's own agents, who are made up like its customers: they take what waits, answer it after a while, and resolve
//! what has been answered. Who gave a bad score they call back first. They work by the API, as anybody would.

use std::io::{BufRead, BufReader};
use std::thread;
use std::time::Duration;

use anyhow::{Context, bail};
use serde::Deserialize;
use serde_json::{Value, json};
use ureq::Agent;
use voorzet_domain::time::Timestamp;
use voorzet_engine::world::person::{answer, called};

use crate::say::say;
use crate::serve::clock;

/// How long an agent looks, reads and types.
const PACE: Duration = Duration::from_secs(5);

/// How long a customer may take to reply before what was answered is done.
const SILENCE: voorzet_domain::time::Duration = voorzet_domain::time::Duration::from_secs(25);

/// How many cases an agent looks through at once.
const AT_ONCE: usize = 20;

/// The kind of a case in which somebody is to be called.
const CALL_BACK: &str = "call_back";

/// Somebody who works in the shop.
#[derive(Clone)]
pub(super) struct Colleague {
    email: String,
    password: String,
}

impl Colleague {
    /// Reads `email:password`.
    pub(super) fn read(text: &str) -> anyhow::Result<Self> {
        let (email, password) = text.split_once(':').context("an agent is written email:password")?;
        Ok(Self { email: email.to_owned(), password: password.to_owned() })
    }

    /// Works on a thread of its own, as long as the server takes it.
    pub(super) fn work(self, agent: Agent, to: String) {
        thread::spawn(move || {
            if let Err(problem) = self.shift(&agent, &to) {
                say(format_args!("{} stops working: {problem:#}", self.email));
            }
        });
    }

    fn shift(&self, agent: &Agent, to: &str) -> anyhow::Result<()> {
        let desk = Desk::sign_in(agent.clone(), to, self)?;
        desk.listen();
        desk.post("/api/desk/status", &json!({"status": "available"}))?;
        loop {
            thread::sleep(PACE);
            desk.glance()?;
        }
    }
}

/// A case, as far as a colleague looks at it.
#[derive(Deserialize)]
struct Case {
    id: u32,
    kind: String,
    #[serde(default)]
    language: Option<String>,
    last_at: Timestamp,
    #[serde(default)]
    waiting_since: Option<String>,
    #[serde(default)]
    conversations: Vec<Conversation>,
}

#[derive(Deserialize)]
struct Conversation {
    id: u32,
    last_message: u32,
}

/// What somebody who is signed in does.
struct Desk {
    agent: Agent,
    to: String,
    cookie: String,
    csrf: String,
}

impl Desk {
    fn sign_in(agent: Agent, to: &str, who: &Colleague) -> anyhow::Result<Self> {
        let mut desk = Self { agent, to: to.to_owned(), cookie: String::new(), csrf: String::new() };
        let body = json!({"email": who.email, "password": who.password}).to_string();
        let request = desk.agent.post(format!("{to}/api/session")).header("origin", to);
        let mut answer = request.content_type("application/json").send(body)?;
        let cookie = answer.headers().get("set-cookie").and_then(|cookie| cookie.to_str().ok());
        let cookie = cookie.and_then(|cookie| cookie.split(';').next()).unwrap_or_default().to_owned();
        let signed: Value = serde_json::from_str(&answer.body_mut().read_to_string()?)?;
        let csrf = signed["session"]["csrf"].as_str().context("the server lets nobody in")?;
        (desk.cookie, desk.csrf) = (cookie, csrf.to_owned());
        Ok(desk)
    }

    /// Has the desk's page open, as it were: who does not listen is taken to have gone.
    fn listen(&self) {
        let request = self.agent.get(format!("{}/api/desk/stream", self.to)).header("cookie", &self.cookie);
        let request = request.config().timeout_global(None).build();
        thread::spawn(move || {
            let answer = request.call().map(|answer| answer.into_body().into_reader());
            if let Ok(stream) = answer {
                for _ in BufReader::new(stream).lines().map_while(Result::ok) {}
            }
        });
    }

    /// Does one thing: answers what waits longest, resolves what was answered, or takes something new.
    fn glance(&self) -> anyhow::Result<()> {
        let mine = self.cases("mine")?;
        if let Some(call) = mine.iter().find(|case| case.kind == CALL_BACK) {
            return self.call(call);
        }
        if let Some(waiting) = mine.iter().find(|case| case.waiting_since.is_some()) {
            return self.reply(waiting.id);
        }
        // What the customer said nothing more to is done.
        let silent = clock::now().minus(SILENCE);
        if let Some(answered) = mine.iter().find(|case| case.last_at < silent) {
            return self
                .post(&format!("/api/cases/{}/resolve", answered.id), &json!({"how": "answered"}))
                .map(drop);
        }
        let waiting = self.cases("waiting")?;
        if let Some(new) = waiting.iter().find(|case| case.kind == CALL_BACK).or(waiting.first()) {
            // A colleague, or the guest, may be quicker.
            let _ = self.post(&format!("/api/cases/{}/claim", new.id), &json!({}));
        }
        Ok(())
    }

    /// Calls a customer back, writes down what came of it, and is done.
    fn call(&self, case: &Case) -> anyhow::Result<()> {
        thread::sleep(PACE);
        let text = called(case.language.as_deref() == Some("en"), case.id);
        let note = json!({"id": format!("called-{}", case.id), "text": text});
        self.post(&format!("/api/cases/{}/notes", case.id), &note)?;
        // Whoever takes it over meanwhile resolves it.
        let _ = self.post(&format!("/api/cases/{}/resolve", case.id), &json!({"how": "answered"}));
        Ok(())
    }

    fn reply(&self, id: u32) -> anyhow::Result<()> {
        self.post(&format!("/api/cases/{id}/presence"), &json!({"typing": true}))?;
        thread::sleep(PACE);
        let case: Case = serde_json::from_value(self.get(&format!("/api/cases/{id}"))?)?;
        let Some(conversation) = case.conversations.iter().max_by_key(|one| one.last_message) else {
            return Ok(());
        };
        let seen = conversation.last_message;
        let said = json!({
            "id": format!("{id}-{seen}"),
            "conversation": conversation.id,
            "text": answer(case.language.as_deref() == Some("en"), seen),
            "seen": seen,
        });
        // When the customer wrote more meanwhile, it is read the next time.
        let _ = self.post(&format!("/api/cases/{id}/replies"), &said);
        Ok(())
    }

    fn cases(&self, view: &str) -> anyhow::Result<Vec<Case>> {
        #[derive(Deserialize)]
        struct List {
            cases: Vec<Case>,
        }
        let list = self.get(&format!("/api/cases?view={view}&order=due&limit={AT_ONCE}"))?;
        Ok(serde_json::from_value::<List>(list)?.cases)
    }

    fn get(&self, path: &str) -> anyhow::Result<Value> {
        let request = self.agent.get(format!("{}{path}", self.to)).header("cookie", &self.cookie);
        read(path, request.call())
    }

    fn post(&self, path: &str, body: &Value) -> anyhow::Result<Value> {
        let request = self.agent.post(format!("{}{path}", self.to)).header("cookie", &self.cookie);
        let request = request.header("origin", &self.to).header("x-csrf-token", &self.csrf);
        read(path, request.content_type("application/json").send(body.to_string()))
    }
}

fn read(path: &str, answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> anyhow::Result<Value> {
    let mut answer = answer.with_context(|| format!("{path} is not answered"))?;
    let text = answer.body_mut().read_to_string().unwrap_or_default();
    if !answer.status().is_success() {
        bail!("{path}: {} {text}", answer.status());
    }
    Ok(serde_json::from_str(&text).unwrap_or(Value::Null))
}
