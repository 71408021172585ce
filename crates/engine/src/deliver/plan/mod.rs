//! A decision becomes something to send.
//!
//! | file | what |
//! |---|---|
//! | `recipient` | to whom: addresses, language, what is said of them |
//! | `letter` | messages and answers, filled in |
//! | `arrived` | what customers are told at once of what they wrote |
//! | `body` | what is sent, as JSON |
//! | `key` | send keys and threads |

mod arrived;
mod body;
mod key;
mod letter;
mod recipient;

use compact_str::{CompactString, format_compact};
use jiff::tz::TimeZoneDatabase;
use serde_json::value::RawValue;
use voorzet_domain::decide::outcome::{Decision, Deed, Means, Verdict};
use voorzet_domain::strategy::model::{Act, ChannelId, MessageId, Strategy, WebhookId};
use voorzet_domain::time::Timestamp;
use voorzet_store::entry::{Mode, OwnEntry, Position};
use voorzet_store::outbox::{Planned, Send, SendChange, SendState};
use voorzet_store::turn::Turn;

use super::note::note;
use super::outbox::{Outbox, Whose};
use super::quiet;
use super::routes::{Provider, Route, Routes, WEBHOOK};
use letter::{Filling, Letters};

pub use arrived::Arrived;
pub use letter::Letter;
pub use recipient::Recipient;

/// Turns decisions into what is sent, under one strategy. Made once per publication: it holds the messages,
/// ready to be filled in.
#[derive(Debug)]
pub struct Planner {
    letters: Letters,
    zones: TimeZoneDatabase,
}

/// Something to send, or what is known never to go.
#[derive(Clone, Debug)]
pub struct Plan {
    /// What goes into the outbox.
    pub planned: Planned,
    /// Why it cannot go at all: there is no address, or a placeholder that nothing fills.
    pub failed: Option<String>,
    /// Whether what is unsent on its thread is called off.
    pub replaces: bool,
}

/// How something goes.
struct Way {
    route: CompactString,
    to: CompactString,
    channel: Option<CompactString>,
    body: Box<RawValue>,
    failed: Option<String>,
}

impl Planner {
    /// Prepares the messages of a strategy.
    pub fn new(strategy: &Strategy) -> Self {
        Self { letters: Letters::new(strategy), zones: TimeZoneDatabase::bundled() }
    }

    /// What a decision sends: a message or a webhook; nothing when it does neither. `cause` is the entry of the
    /// log that led to it.
    pub fn plan(
        &self,
        strategy: &Strategy,
        routes: &Routes,
        decision: &Decision,
        recipient: &Recipient,
        cause: Option<Position>,
        now: Timestamp,
    ) -> Option<Plan> {
        let Verdict::Act(deed) = &decision.verdict else { return None };
        let (way, what) = match deed.means {
            Means::Webhook(id) => (repair(id, strategy, routes, decision, recipient), ""),
            Means::Message(channel, message) | Means::Announcement(channel, message) => {
                let name = strategy.messages[message.index()].name.as_str();
                (self.message(channel, message, strategy, decision, recipient), name)
            }
            Means::Alert(_) | Means::Answer(_) | Means::Queue(_) => return None,
        };
        let reason = &strategy.reasons[decision.reason.index()];
        let micros = |at: Option<Timestamp>| at.map_or(i64::MIN, Timestamp::as_micros).to_le_bytes();
        let planned = Planned {
            key: key::key(&[
                way.route.as_bytes(),
                what.as_bytes(),
                &recipient.key.to_le_bytes(),
                reason.id.as_bytes(),
                decision.key.as_bytes(),
                &micros(decision.opened),
                &[deed.step, u8::from(decision.closing)],
                // Two events of one instant are two reasons to say something.
                &micros(Some(decision.at)),
                &cause.map_or(0, |cause| cause.0).to_le_bytes(),
            ]),
            route: way.route,
            customer: Some(recipient.customer),
            to: way.to,
            purpose: decision.purpose.map(|id| strategy.purposes[id.index()].name.clone()),
            channel: way.channel,
            thread: key::thread(recipient.key, &reason.id, &decision.key),
            body: way.body,
            cause,
            at: now,
            not_before: now,
            not_after: not_after(strategy, decision, deed),
            quiet: self.quiet(strategy, decision, deed, recipient),
        };
        Some(Plan { planned, failed: way.failed, replaces: deed.replaces })
    }

    fn message(
        &self,
        channel: ChannelId,
        message: MessageId,
        strategy: &Strategy,
        decision: &Decision,
        recipient: &Recipient,
    ) -> Way {
        let channel = &strategy.channels[channel.index()];
        let message = &strategy.messages[message.index()];
        let (to, unreachable) = match channel.needs {
            None => (recipient.label.as_str().into(), None),
            Some(kind) => match recipient.best(kind) {
                Some(identity) => (identity.value.clone(), None),
                None => ("".into(), Some(format!("the customer has no {} to send it to", kind.name()))),
            },
        };
        let zone = recipient.zone(&self.zones);
        let zone = zone.as_ref().unwrap_or(&strategy.zone);
        let filled = self.letters.fill(message, &Filling { strategy, decision, recipient, zone });
        let purpose = decision.purpose.map(|id| &strategy.purposes[id.index()]);
        let body = body::raw(&body::Filled {
            message: &message.name,
            reason: &strategy.reasons[decision.reason.index()].id,
            key: &decision.key,
            customer: &recipient.label,
            purpose: purpose.map(|purpose| purpose.name.as_str()),
            basis: purpose.map(|purpose| purpose.basis.name()),
            letter: filled.as_ref().ok().map(body::Said::of),
        });
        let failed = unreachable.or(filled.err());
        Way { route: channel.name.clone(), to, channel: Some(channel.name.clone()), body, failed }
    }

    /// When the customer is left alone, unless what is sent does not reach them or is urgent.
    fn quiet(
        &self,
        strategy: &Strategy,
        decision: &Decision,
        deed: &Deed,
        recipient: &Recipient,
    ) -> Option<CompactString> {
        if decision.urgent || matches!(deed.means, Means::Webhook(_)) {
            return None;
        }
        let zone = recipient.zone(&self.zones);
        quiet::write(strategy.quiet?, zone.as_ref().unwrap_or(&strategy.zone))
    }
}

/// A system is asked to repair the cause.
fn repair(
    id: WebhookId,
    strategy: &Strategy,
    routes: &Routes,
    decision: &Decision,
    recipient: &Recipient,
) -> Way {
    let webhook = &strategy.webhooks[id.index()];
    let route = format_compact!("{WEBHOOK}{}", webhook.name);
    let data = body::Repair::of(&webhook.name, decision, recipient, strategy);
    let hook = body::Hook { kind: "prevent.requested", timestamp: decision.at, data };
    Way {
        to: routes.get(&route).and_then(url).unwrap_or(&webhook.url).into(),
        route,
        channel: None,
        body: body::raw(&hook),
        failed: None,
    }
}

/// After when it is of no use: the expectation's deadline, and of the announcement of a call the call itself.
fn not_after(strategy: &Strategy, decision: &Decision, deed: &Deed) -> Option<Timestamp> {
    let steps = &strategy.reasons[decision.reason.index()].steps;
    let lead = match (deed.means, steps.get(deed.step as usize).map(|step| &step.act)) {
        (Means::Announcement(..), Some(Act::Alert { announce: Some(announce), .. })) => Some(announce.lead),
        _ => None,
    };
    let call = lead.map(|lead| decision.at.plus(lead));
    match (call, decision.deadline) {
        (Some(call), Some(deadline)) => Some(call.min(deadline)),
        (call, deadline) => call.or(deadline),
    }
}

impl Plan {
    /// Puts it in a turn, with what the log says of it. `waiting` is what the store has planned on its thread; it
    /// is looked at only when this takes its place.
    pub fn write(self, waiting: Vec<Send>, outbox: &mut Outbox, turn: &mut Turn) {
        let Self { planned, failed, replaces } = self;
        let at = planned.at;
        if replaces {
            let problem = "something newer about the same takes its place";
            outbox.call_off(Whose::Thread(planned.thread), waiting, |_| false, problem, at, turn);
        }
        note(&planned, SendState::Planned, None, at, turn);
        let state = if failed.is_some() { SendState::Failed } else { SendState::Planned };
        if failed.is_some() {
            note(&planned, state, failed.as_deref(), at, turn);
        } else {
            outbox.planned(&planned.route, planned.not_before);
        }
        if let Some(problem) = failed.or_else(|| outbox.routes().missing(&planned.route)) {
            turn.sends.push(SendChange {
                key: planned.key.clone(),
                state,
                tries: 0,
                at,
                not_before: planned.not_before,
                problem: Some(problem),
                reference: None,
            });
        }
        turn.planned.push(planned);
    }
}

/// What those are sent who want to be told of an entry of ours. `position` is the place that it will have in
/// the log, `customer` how whom it is about is shown. What is history is told to nobody.
pub fn subscriptions(
    outbox: &Outbox,
    entry: &OwnEntry,
    position: Position,
    customer: Option<&str>,
    now: Timestamp,
) -> Vec<Planned> {
    if entry.mode == Mode::History {
        return Vec::new();
    }
    let routes: Vec<(CompactString, CompactString)> = outbox
        .routes()
        .subscribers(entry.kind)
        .filter(|(name, _)| !outbox.is_gone(name))
        .map(|(name, route)| (name.clone(), url(route).unwrap_or_default().into()))
        .collect();
    let told =
        body::Told { kind: entry.kind, timestamp: entry.time, id: position.0, customer, data: &entry.data };
    let plan = |(route, to): (CompactString, CompactString)| Planned {
        key: key::key(&[route.as_bytes(), &position.0.to_le_bytes(), &entry.time.as_micros().to_le_bytes()]),
        thread: key::thread(0, &route, &position.0.to_string()),
        route,
        customer: None,
        to,
        purpose: None,
        channel: None,
        body: body::raw(&told),
        cause: entry.cause,
        at: now,
        not_before: now,
        not_after: None,
        quiet: None,
    };
    routes.into_iter().map(plan).collect()
}

/// Where the configuration says that a route leads.
fn url(route: &Route) -> Option<&str> {
    match &route.provider {
        Provider::Webhook(endpoint) => endpoint.url.as_deref(),
        Provider::Log | Provider::Account => None,
    }
}
