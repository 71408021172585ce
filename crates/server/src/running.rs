//! A server that runs on a data folder, as the command line speaks to it; and the store of one that does not.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, bail};
use serde::Serialize;
use serde::de::DeserializeOwned;
use ureq::http::StatusCode;
use ureq::{Agent, Body};
use voorzet_store::{Reader, Store};

use crate::api::problem::Details;
use crate::serve::note::Note;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_mins(1);

/// A server that runs.
pub(crate) struct Running {
    note: Note,
    agent: Agent,
}

/// What a server does not do, in its own words.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Declined(String);

impl Running {
    /// The server on a data folder, if one answers.
    pub(crate) fn on(folder: &Path) -> Option<Self> {
        let note = Note::read(folder)?;
        let agent = Agent::config_builder()
            .timeout_global(Some(PATIENCE))
            .http_status_as_error(false)
            .proxy(None)
            .build()
            .into();
        let running = Self { note, agent };
        let answer = running.agent.get(running.at("/healthz")).call().ok()?;
        (answer.status() == StatusCode::OK).then_some(running)
    }

    /// Asks for a change.
    pub(crate) fn post<T: DeserializeOwned>(&self, path: &str, body: &impl Serialize) -> anyhow::Result<T> {
        let request = self.agent.post(self.at(path)).header("authorization", self.bearer());
        let text = serde_json::to_string(body)?;
        read(request.content_type("application/json").send(text).context("the server does not answer")?)
    }

    /// Asks for something to be different.
    pub(crate) fn patch<T: DeserializeOwned>(&self, path: &str, body: &impl Serialize) -> anyhow::Result<T> {
        let request = self.agent.patch(self.at(path)).header("authorization", self.bearer());
        let text = serde_json::to_string(body)?;
        read(request.content_type("application/json").send(text).context("the server does not answer")?)
    }

    /// Asks for something to be taken away.
    pub(crate) fn delete<T: DeserializeOwned>(&self, path: &str) -> anyhow::Result<T> {
        let request = self.agent.delete(self.at(path)).header("authorization", self.bearer());
        read(request.call().context("the server does not answer")?)
    }

    fn at(&self, path: &str) -> String {
        format!("{}{path}", self.note.address)
    }

    fn bearer(&self) -> String {
        format!("Bearer {}", self.note.token)
    }
}

/// A reading end of the store in a folder, whether a server runs on it or not.
pub(crate) fn reader(folder: &Path) -> anyhow::Result<Reader> {
    Ok(Store::at(folder)?.reader()?)
}

/// A text as one part of a path.
pub(crate) fn part(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    let mut part = String::with_capacity(text.len());
    for byte in text.bytes() {
        if plain(byte) {
            part.push(char::from(byte));
        } else {
            part.push_str(&format!("%{byte:02X}"));
        }
    }
    part
}

fn read<T: DeserializeOwned>(answer: ureq::http::Response<Body>) -> anyhow::Result<T> {
    let status = answer.status();
    let text = answer.into_body().read_to_string().context("the server's answer broke off")?;
    if status.is_success() {
        return serde_json::from_str(&text).context("the server answers something else than expected");
    }
    match serde_json::from_str::<Details>(&text) {
        Ok(problem) => bail!(Declined(problem.to_string())),
        Err(_) => bail!("the server answers {status}"),
    }
}
