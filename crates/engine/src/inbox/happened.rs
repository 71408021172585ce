//! What else happened between messages: who got a case, what the strategy decided and sent.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use voorzet_domain::conversation::{AgentId, CaseId, Happening};
use voorzet_domain::decide::record::Owned;
use voorzet_store::StoreError;
use voorzet_store::entry::Entry;
use voorzet_store::outbox::SendKey;

use super::message::{ShownMessage, read};
use super::naming::Naming;
use crate::own::kind;

/// What happened, in the pieces that a sentence about it needs.
#[derive(Clone, Debug, Default, PartialEq, Serialize, ToSchema)]
pub struct Happened {
    /// `case.assigned`, `decision`, `message` …
    pub kind: String,
    /// Who did it; the name is `routing` when nobody did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<Who>,
    /// To whom.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<Who>,
    /// In or to which queue.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub queue: Option<String>,
    /// From which queue or reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// About which reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Until when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// How.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub how: Option<serde_json::Value>,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub because: Option<serde_json::Value>,
    /// Another case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub case: Option<u32>,
    /// What was said of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The level on the ladder of what was decided or sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<String>,
    /// A decision's why, or the text of a message of the strategy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// Who did something.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Who {
    /// The number of the person, when it is one.
    pub id: Option<i64>,
    /// What they are called.
    pub name: String,
}

/// The types of entries that can become a line of a thread.
pub(super) const KINDS: [&str; 4] =
    ["case.*", "conversation.unsaid", kind::DECISION_MADE, kind::DELIVERY_SENT];

/// `delivery.sent`, as far as a thread asks.
#[derive(Deserialize)]
struct Sent {
    key: String,
}

/// A line of a thread, of an entry of the log about a case; none when it is about another case, or says nothing that
/// the messages do not say.
pub(super) fn line(
    entry: &Entry,
    case: CaseId,
    naming: &Naming<'_>,
) -> Result<Option<ShownMessage>, StoreError> {
    let number = -entry.position.0;
    let (kind, data) = (entry.event.kind.as_str(), entry.event.data.get());
    if kind == kind::DECISION_MADE {
        let decided: Owned = read(data)?;
        let mut line = ShownMessage::at(number, entry.event.time, "event");
        line.event = Some(decision(&decided, naming));
        return Ok(Some(line));
    }
    if kind == kind::DELIVERY_SENT {
        return sent(entry, naming);
    }
    let Some(happening) = Happening::read(kind, data) else { return Ok(None) };
    let happening = happening.map_err(|error| StoreError::Damaged(error.to_string()))?;
    if !happening.cases().contains(&case) {
        return Ok(None);
    }
    let mut line = ShownMessage::at(number, entry.event.time, "event");
    line.event = told(&happening, naming);
    line.cases = vec![case.0];
    if let Some(who) = line.event.as_ref().and_then(|event| event.by.clone()) {
        (line.author.id, line.author.name) = (who.id, who.name);
    }
    Ok(line.event.is_some().then_some(line))
}

fn decision(decided: &Owned, naming: &Naming<'_>) -> Happened {
    let why = if naming.language == "nl" { &decided.why.nl } else { &decided.why.en };
    Happened {
        kind: "decision".to_owned(),
        reason: Some(decided.reason.to_string()),
        level: decided.action.as_ref().map(|action| action.level.to_string()),
        text: Some(why.clone()),
        ..Happened::default()
    }
}

/// A message of the strategy that went out. What agents say stands in the thread already.
fn sent(entry: &Entry, naming: &Naming<'_>) -> Result<Option<ShownMessage>, StoreError> {
    let Sent { key } = read(entry.event.data.get())?;
    let Some(send) = naming.reader.send(&SendKey(key.into()))? else { return Ok(None) };
    let Some(channel) = send.planned.channel.clone() else { return Ok(None) };
    let Some(body) = body(send.planned.body.get()) else { return Ok(None) };
    let mut line = ShownMessage::at(-entry.position.0, entry.event.time, "strategy");
    line.channel = channel.into();
    line.event = Some(Happened {
        kind: "message".to_owned(),
        level: Some("proactive".to_owned()),
        text: Some(body.subject.clone().unwrap_or_else(|| body.text.clone())),
        ..Happened::default()
    });
    (line.subject, line.text) = (body.subject, body.text);
    Ok(Some(line))
}

/// What was sent; nothing when an agent said it.
pub(super) fn body(text: &str) -> Option<voorzet_domain::conversation::Outgoing> {
    let body: voorzet_domain::conversation::Outgoing = serde_json::from_str(text).ok()?;
    body.message.is_none().then_some(body)
}

fn word(said: impl Serialize) -> Option<serde_json::Value> {
    serde_json::to_value(said).ok()
}

fn told(happening: &Happening, naming: &Naming<'_>) -> Option<Happened> {
    let who = |agent: AgentId| Some(naming.who(agent));
    let told = match happening {
        Happening::CaseOpened(said) => Happened {
            queue: Some(said.queue.to_string()),
            reason: Some(said.reason.to_string()),
            ..Happened::default()
        },
        Happening::Classified(said) => Happened {
            from: Some(said.from.to_string()),
            reason: Some(said.to.to_string()),
            by: who(said.by),
            ..Happened::default()
        },
        Happening::Queued(said) => Happened {
            queue: Some(said.queue.to_string()),
            because: word(said.because),
            ..Happened::default()
        },
        Happening::Assigned(said) => Happened {
            to: who(said.agent),
            by: match said.by.parse().ok().map(AgentId) {
                Some(agent) => who(agent),
                None => Some(Who { id: None, name: said.by.to_string() }),
            },
            ..Happened::default()
        },
        Happening::Snoozed(said) => {
            Happened { until: Some(said.until.to_string()), by: who(said.by), ..Happened::default() }
        }
        Happening::Woken(said) => Happened { because: word(said.because), ..Happened::default() },
        Happening::Transferred(said) => Happened {
            from: Some(said.from_queue.to_string()),
            queue: said.to_queue.as_ref().map(ToString::to_string),
            to: said.to_agent.and_then(who),
            note: Some(said.note.clone()).filter(|note| !note.is_empty()),
            by: who(said.by),
            ..Happened::default()
        },
        Happening::Resolved(said) => {
            Happened { how: word(said.how), by: said.by.and_then(who), ..Happened::default() }
        }
        Happening::Reopened(said) => Happened { because: word(said.because), ..Happened::default() },
        Happening::Split(said) => Happened {
            case: Some(said.from.0),
            reason: Some(said.reason.to_string()),
            note: Some(said.note.clone()).filter(|note| !note.is_empty()),
            by: who(said.by),
            ..Happened::default()
        },
        Happening::Merged(said) => {
            Happened { case: Some(said.into.0), by: who(said.by), ..Happened::default() }
        }
        Happening::Joined(_) => Happened::default(),
        _ => return None,
    };
    Some(Happened { kind: happening.kind().to_owned(), ..told })
}
