//! `/api/agents`: who answers customers, what they can do and how much they have.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::extract::State;
use axum::{Extension, Json};
use compact_str::CompactString;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use voorzet_domain::conversation::agent::{Capacity, Status};
use voorzet_domain::conversation::{Agent, AgentId};
use voorzet_engine::desk::{DeskCommand, Wish};
use voorzet_engine::inbox::{Counts, ShownLoad};
use voorzet_engine::live::Command;
use voorzet_store::Reader;

use super::asked::{Named, Sent};
use super::cases::deeds::{refused, wrong};
use super::cases::viewer::{Viewer, worker};
use super::problem::{Details, Problem};
use crate::access::caller::Caller;
use crate::access::person::Person;
use crate::access::role::{Permission, granted};
use crate::serve::app::App;
use crate::serve::clock;

/// The most skills or languages.
const MOST: usize = 50;

/// Everybody who may answer customers.
#[derive(Serialize, ToSchema)]
pub(super) struct Agents {
    agents: Vec<ShownAgent>,
}

/// Somebody who may answer customers.
#[derive(Serialize, ToSchema)]
pub(super) struct ShownAgent {
    /// The number of the person.
    id: i64,
    /// What they are called.
    name: String,
    /// `available`, `away` or `offline`.
    #[schema(value_type = String)]
    status: Status,
    /// Since when; null when they were never there.
    since: Option<String>,
    /// What they know about.
    skills: Vec<String>,
    /// Which languages they speak; all of them when there is none here.
    languages: Vec<String>,
    /// How much they take at once.
    capacity: ShownCapacity,
    /// How much they have.
    load: ShownLoad,
}

/// How much an agent takes at once; null for as much as there is.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ShownCapacity {
    /// In all.
    #[serde(default)]
    total: Option<u32>,
    /// Chats.
    #[serde(default)]
    chat: Option<u32>,
    /// By WhatsApp.
    #[serde(default)]
    whatsapp: Option<u32>,
    /// Mails.
    #[serde(default)]
    mail: Option<u32>,
    /// Calls.
    #[serde(default)]
    call: Option<u32>,
}

/// What an agent can do.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewProfile {
    /// What they know about.
    skills: Vec<String>,
    /// Which languages they speak; all of them when there is none here.
    languages: Vec<String>,
    /// How much they take at once.
    capacity: ShownCapacity,
}

impl From<Capacity> for ShownCapacity {
    fn from(capacity: Capacity) -> Self {
        let Capacity { total, chat, whatsapp, mail, call } = capacity;
        Self { total, chat, whatsapp, mail, call }
    }
}

impl From<ShownCapacity> for Capacity {
    fn from(shown: ShownCapacity) -> Self {
        let ShownCapacity { total, chat, whatsapp, mail, call } = shown;
        Self { total, chat, whatsapp, mail, call }
    }
}

impl ShownAgent {
    fn of(person: &Person, counts: &Counts) -> Self {
        let id = AgentId(person.number);
        let known = counts.agents().iter().find(|agent| agent.id == id);
        let words = |words: fn(&Agent) -> &Vec<CompactString>| {
            known.map(|agent| words(agent).iter().map(ToString::to_string).collect()).unwrap_or_default()
        };
        Self {
            id: person.number,
            name: person.name.clone(),
            status: known.map_or(Status::Offline, |agent| agent.status),
            since: known.map(|agent| agent.since.to_string()),
            skills: words(|agent| &agent.skills),
            languages: words(|agent| &agent.languages),
            capacity: known.map(|agent| agent.capacity).unwrap_or_default().into(),
            load: counts.load(id),
        }
    }
}

/// Everybody who may answer customers
#[utoipa::path(get, path = "/api/agents", operation_id = "list_agents", tag = "desk",
    responses((status = 200, body = Agents))
)]
pub(super) async fn list(State(app): State<Arc<App>>) -> Result<Json<Agents>, Problem> {
    let now = clock::now();
    let counts = app.readers.read(move |reader: &Reader| Counts::read(reader, now)).await?;
    let known = app.access.known();
    let people = known.people.values().filter(|person| may_answer(person));
    Ok(Json(Agents { agents: people.map(|person| ShownAgent::of(person, &counts)).collect() }))
}

/// Says what an agent can do, and how much they take
#[utoipa::path(put, path = "/api/agents/{id}", operation_id = "change_agent", tag = "desk",
    params(("id" = i64, Path, description = "The number of the person")), request_body = NewProfile,
    responses(
        (status = 200, body = ShownAgent),
        (status = 404, body = Details, content_type = "application/problem+json"),
        (status = 422, description = "It cannot be that", body = Details, content_type = "application/problem+json"),
    )
)]
pub(super) async fn change(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Named(id): Named<i64>,
    Sent(new): Sent<NewProfile>,
) -> Result<Json<ShownAgent>, Problem> {
    let (viewer, by) = (Viewer::of(&app, &caller).await?, AgentId(worker(&caller)?.number));
    let unknown = || Problem::unknown(format!("there is no agent {id}"));
    let person = app.access.person(id).ok().filter(|person| may_answer(person)).ok_or_else(unknown)?;
    let wish = Wish::SetProfile {
        agent: AgentId(id),
        name: person.name.clone(),
        skills: words(&new.skills)?,
        languages: words(&new.languages)?,
        capacity: new.capacity.into(),
    };
    let came = app.ask(Command::Desk(DeskCommand { by, wish })).await?;
    came.map_err(|error| refused(&error, &viewer, 0))?;
    let now = clock::now();
    let counts = app.readers.read(move |reader: &Reader| Counts::read(reader, now)).await?;
    Ok(Json(ShownAgent::of(&person, &counts)))
}

fn may_answer(person: &Person) -> bool {
    person.disabled.is_none() && granted(&person.roles).has(Permission::ConversationsAnswer)
}

fn words(words: &[String]) -> Result<Vec<CompactString>, Problem> {
    let plain = |word: &String| {
        let word = word.trim();
        !word.is_empty() && word.len() <= 64 && !word.chars().any(char::is_control)
    };
    if words.len() > MOST || !words.iter().all(plain) {
        return Err(wrong(format!("{MOST} words at most, each short")));
    }
    let unique: BTreeSet<CompactString> = words.iter().map(|word| word.trim().into()).collect();
    Ok(unique.into_iter().collect())
}
