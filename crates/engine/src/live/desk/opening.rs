//! A case is opened, and a contact counted.

use compact_str::{CompactString, ToCompactString};
use serde_json::value::to_raw_value;
use smallvec::SmallVec;
use voorzet_domain::conversation::case::Kind;
use voorzet_domain::conversation::happening::{CaseOpened, ContactReceived};
use voorzet_domain::conversation::{AgentId, CaseId, ConversationId};
use voorzet_domain::customer::CustomerId;
use voorzet_domain::decide::Input;
use voorzet_domain::decide::outcome::{Decision, Means, Verdict};
use voorzet_domain::event::{Event, builtin};
use voorzet_domain::strategy::model::Strategy;
use voorzet_domain::time::Timestamp;
use voorzet_store::effects::DecisionType;
use voorzet_store::entry::{Mode, OWN_SOURCE};

use super::Scene;
use crate::desk::reason::{self, Contacted, Proposal};
use crate::desk::route;
use crate::live::stop::Stop;
use crate::live::{Core, step};

/// As many of a customer's last cases are looked at for who had them.
const LAST_CASES: usize = 3;

/// A case that is to be opened.
pub(in crate::live) struct Opening {
    pub(in crate::live) conversation: Option<ConversationId>,
    pub(in crate::live) kind: Kind,
    pub(in crate::live) about: Proposal,
    pub(in crate::live) channel: CompactString,
    pub(in crate::live) subject: Option<String>,
    /// Whether a contact is counted for it.
    pub(in crate::live) counts: bool,
    /// When that happened.
    pub(in crate::live) time: Timestamp,
    /// The queue, when it is known.
    pub(in crate::live) queue: Option<CompactString>,
    /// Since when the customer waits, when that is known.
    pub(in crate::live) since: Option<Timestamp>,
    /// When it is due, when that is known.
    pub(in crate::live) due: Option<Timestamp>,
    pub(in crate::live) until: Option<Timestamp>,
    pub(in crate::live) phone: Option<CompactString>,
}

impl Opening {
    /// A customer approaches us.
    pub(super) fn contact(
        conversation: ConversationId,
        channel: &CompactString,
        about: Proposal,
        time: Timestamp,
    ) -> Self {
        Self {
            conversation: Some(conversation),
            kind: Kind::Contact,
            about,
            channel: channel.clone(),
            subject: None,
            counts: true,
            time,
            queue: None,
            since: None,
            due: None,
            until: None,
            phone: None,
        }
    }
}

impl Core {
    /// Opens a case, and counts a contact when there is one.
    pub(in crate::live) fn open_case(
        &mut self,
        opening: Opening,
        scene: Scene<'_>,
        strategy: &Strategy,
    ) -> Result<CaseId, Stop> {
        let case = self.desk.next_case();
        let scene = Scene { heard: None, ..scene };
        let counts = opening.counts && scene.customer.is_some();
        let contacted = match (scene.customer, opening.conversation) {
            (Some(customer), Some(conversation)) if counts => {
                let said = ContactReceived {
                    reason: opening.about.reason.clone(),
                    channel: opening.channel.clone(),
                    conversation,
                    case,
                };
                self.count_contact(said, customer, opening.time, scene)?
            }
            _ => Contacted::default(),
        };
        let reason = opening.about.reason;
        let queue = opening.queue.unwrap_or_else(|| reason::queue(strategy, &reason, contacted.queue));
        let queue = match opening.due.filter(|_| opening.kind == Kind::CallBack) {
            Some(call) => route::at_work(strategy, queue, call),
            None => queue,
        };
        let since = opening.since.unwrap_or(scene.at);
        let promise = route::promise(strategy, &queue, opening.kind, &opening.channel);
        let promised = route::due(strategy, &queue, opening.kind, &opening.channel, since);
        let previous = self.previous_agent(scene.customer)?;
        self.happen(
            CaseOpened {
                case,
                conversation: opening.conversation,
                kind: opening.kind,
                reason,
                proposed: opening.about.proposed,
                confidence: opening.about.confidence,
                due: match opening.kind {
                    // What is promised within its use.
                    Kind::Alert => earlier(opening.due, promised),
                    _ => opening.due.or(promised),
                },
                previous,
                promise_seconds: promise.and_then(|promise| u32::try_from(promise.as_secs()).ok()),
                queue,
                channel: opening.channel,
                subject: opening.subject,
                since: opening.since,
                contact: counts,
                contacted: counts.then_some(opening.time),
                expected: contacted.expected,
                lead_seconds: contacted.lead_seconds,
                segment: contacted.segment,
                until: opening.until,
                phone: opening.phone,
            },
            scene,
        )?;
        Ok(case)
    }

    /// Who had the last case of a customer, and until when.
    fn previous_agent(&mut self, customer: Option<CustomerId>) -> Result<Option<(AgentId, Timestamp)>, Stop> {
        let originals = customer.map(|customer| self.people.originals(customer)).unwrap_or_default();
        if originals.is_empty() {
            return Ok(None);
        }
        // What changed since the last commit the store does not know.
        let past = self.store.read().cases_of(&originals, CaseId(u32::MAX), LAST_CASES)?;
        let here = originals.iter().flat_map(|original| self.desk.known_of(*original));
        let mut known: Vec<CaseId> = past.iter().map(|case| case.id).chain(here).collect();
        known.sort_unstable_by(|one, other| other.cmp(one));
        known.dedup();
        for id in known.into_iter().take(LAST_CASES) {
            if let Some(case) = self.case(id)?
                && let Some(had) = case.agent.map(|agent| (agent, case.last_at)).or(case.previous)
            {
                return Ok(Some(had));
            }
        }
        Ok(None)
    }

    /// A customer approached us about a reason: it is decided on as one that a source outside tells of.
    fn count_contact(
        &mut self,
        said: ContactReceived,
        customer: CustomerId,
        time: Timestamp,
        scene: Scene<'_>,
    ) -> Result<Contacted, Stop> {
        let Some(strategy) = self.publications.current().cloned() else { return Ok(Contacted::default()) };
        let event = Event {
            id: said.case.0.to_compact_string(),
            source: CompactString::const_new(OWN_SOURCE),
            kind: CompactString::const_new(builtin::CONTACT),
            time,
            customer: SmallVec::new(),
            asset: None,
            data: to_raw_value(&said)?,
        };
        self.happen(said, Scene { at: time, ..scene })?;
        let reading = step::read(&event, scene.at, &strategy);
        let Ok(Some(reading)) = reading else { return Ok(Contacted::default()) };
        self.contacted = Contacted::default();
        self.decide(customer, Input::Event(&reading), scene.at, scene.cause, &strategy)?;
        Ok(std::mem::take(&mut self.contacted))
    }

    /// The strategy asks an agent to act: an item of the queue.
    pub(in crate::live) fn open_alert(
        &mut self,
        decision: &Decision,
        scene: Scene<'_>,
        strategy: &Strategy,
    ) -> Result<(), Stop> {
        let Verdict::Act(deed) = &decision.verdict else { return Ok(()) };
        let Means::Alert(queue) = deed.means else { return Ok(()) };
        if scene.cause.mode == Mode::History {
            return Ok(());
        }
        let reason = &strategy.reasons[decision.reason.index()];
        let opening = Opening {
            conversation: None,
            kind: Kind::Alert,
            about: Proposal::stated(reason.id.clone()),
            channel: CompactString::const_new("call"),
            subject: decision.asset.as_ref().map(|asset| asset.as_str().to_owned()),
            counts: false,
            time: scene.at,
            queue: Some(strategy.queues[queue.index()].name.clone()),
            since: None,
            due: decision.deadline.filter(|deadline| !deadline.is_last()),
            until: decision.deadline,
            phone: None,
        };
        self.open_case(opening, scene, strategy)?;
        Ok(())
    }

    /// A guard halted what is done on a reason: who answers for it is told, by an item of their queue.
    pub(in crate::live) fn open_halt(
        &mut self,
        of: &DecisionType,
        scene: Scene<'_>,
        strategy: &Strategy,
    ) -> Result<(), Stop> {
        let what = format!("{} · {}", of.level, of.by);
        let subject = match strategy.languages.first().map(CompactString::as_str) {
            Some("nl") => format!("Stilgelegd door de bewaker: {what}"),
            _ => format!("Halted by the guard: {what}"),
        };
        let opening = Opening {
            conversation: None,
            kind: Kind::Alert,
            about: Proposal::stated(of.reason.clone()),
            channel: CompactString::const_new("guard"),
            subject: Some(subject),
            counts: false,
            time: scene.at,
            queue: None,
            since: None,
            due: None,
            until: None,
            phone: None,
        };
        self.open_case(opening, scene, strategy)?;
        Ok(())
    }
}

/// The earlier of two, or the one there is.
fn earlier(one: Option<Timestamp>, other: Option<Timestamp>) -> Option<Timestamp> {
    one.into_iter().chain(other).min()
}
