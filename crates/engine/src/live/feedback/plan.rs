//! Something is resolved: somebody is to be asked once it has settled. They come back: they are not.

use voorzet_domain::conversation::case::{How, Kind};
use voorzet_domain::conversation::{Case, CaseId, Manners};
use voorzet_domain::customer::CustomerId;
use voorzet_domain::feedback::happening::{Dropped, Planned};
use voorzet_domain::feedback::invitation::Why;
use voorzet_domain::feedback::{Invitation, InvitationId, State};
use voorzet_domain::strategy::model::Strategy;
use voorzet_domain::time::{Duration, Timestamp};
use voorzet_store::entry::Mode;
use voorzet_store::outbox::{SendKey, SendState};

use crate::feedback::silence::LOOKED_AT;
use crate::live::Core;
use crate::live::desk::{Fate, Scene};
use crate::live::stop::Stop;

/// What is said of a question that is called off.
const BACK: &str = "the customer is back";

/// What was asked before that may not have gone yet.
const UNSENT: Duration = Duration::from_days(8);

/// So long before a channel takes no free text any more somebody is asked at the latest, and after what was resolved at
/// the earliest.
const LAST_HOUR: Duration = Duration::from_hours(1);

impl Core {
    /// A case is resolved: its customer is to be asked when it has settled.
    pub(in crate::live) fn plan_to_ask(
        &mut self,
        id: CaseId,
        how: How,
        scene: Scene<'_>,
    ) -> Result<(), Stop> {
        let Some(strategy) = self.publications.current().cloned() else { return Ok(()) };
        let off = strategy.feedback.ask.is_empty() || scene.cause.mode == Mode::History;
        if off || how == How::Merged {
            return Ok(());
        }
        let Some(case) = self.case(id)?.filter(|case| case.customer.is_some()) else { return Ok(()) };
        let first = match case.kind {
            Kind::CallBack | Kind::FollowUp => self.store.read().invitation_of_call_back(id)?,
            Kind::Contact | Kind::Alert => None,
        };
        // Of the outcome of a call-back it is asked once more, and not again.
        let again = first.as_ref().filter(|first| first.again.is_none()).map(|first| first.id);
        let asks = match case.kind {
            Kind::Contact => case.answers > 0,
            Kind::CallBack => how != How::NoAnswerNeeded && (first.is_none() || again.is_some()),
            Kind::FollowUp => again.is_some(),
            Kind::Alert => false,
        };
        if !asks {
            return Ok(());
        }
        let due = self.settled_at(&case, scene.at, &strategy)?;
        let invitation = self.desk.feedback.next_invitation();
        let planned = Planned {
            invitation,
            case: id,
            conversation: case.conversations.last().copied(),
            reason: case.reason.clone(),
            channel: case.channel.clone(),
            queue: case.queue.clone(),
            agent: case.agent,
            handed_over: case.handed_over,
            segment: case.contact.as_ref().and_then(|contact| contact.segment.clone()),
            due,
            give_up: due.plus(strategy.feedback.within),
            again,
        };
        self.tell_feedback(planned, Scene { customer: case.customer, heard: None, ..scene })
    }

    /// When a case that is resolved now will have settled. Where the channel takes free text for a while only, it is the
    /// last hour of that, when that is sooner: later it would take a template, or another channel.
    fn settled_at(&mut self, case: &Case, now: Timestamp, strategy: &Strategy) -> Result<Timestamp, Stop> {
        // Not before the answer has gone, which may be undone for a while.
        let sure = Manners::of(&case.channel).undo;
        let due = now.plus(self.settles(case, now, strategy)?.max(sure));
        let conversation = match case.conversations.last() {
            Some(id) => self.conversation(*id)?,
            None => None,
        };
        let closes = conversation.and_then(|conversation| conversation.window_until());
        let last = closes.map(|closes| closes.minus(LAST_HOUR));
        Ok(last.filter(|last| now.plus(LAST_HOUR) <= *last).map_or(due, |last| due.min(last)))
    }

    /// After how long a case's channel has settled, as its own silences say.
    fn settles(&mut self, case: &Case, at: Timestamp, strategy: &Strategy) -> Result<Duration, Stop> {
        let day = self.fold.day_of(at);
        if !self.settling.is_of(day) {
            let silences = self.store.read().silences(day - LOOKED_AT)?;
            self.settling.learn(&silences, day);
        }
        Ok(self.settling.of(&case.channel, &strategy.feedback))
    }

    /// A customer is back: who was to be asked is not, and what did not go yet is called off.
    pub(in crate::live) fn is_back(&mut self, customer: CustomerId, scene: Scene<'_>) -> Result<(), Stop> {
        if self.publications.current().is_none_or(|strategy| strategy.feedback.ask.is_empty()) {
            return Ok(());
        }
        for original in self.people.originals(customer) {
            let mut asked: Vec<InvitationId> = self.desk.feedback.known_of(original);
            let last = self.store.read().invitations_of(original, 1)?;
            asked.extend(last.iter().map(|known| known.id));
            asked.dedup();
            for id in asked {
                let Some(known) = self.invitation(id)? else { continue };
                self.drop_unasked(&known, scene)?;
            }
        }
        Ok(())
    }

    fn drop_unasked(&mut self, known: &Invitation, scene: Scene<'_>) -> Result<(), Stop> {
        let scene = Scene { customer: known.customer, heard: None, ..scene };
        let dropped = Dropped { invitation: known.id, why: Why::Back };
        match (known.state, &known.asked) {
            (State::Planned, _) => self.tell_feedback(dropped, scene),
            (State::Asked | State::Answered, Some(way))
                if known.is_unanswered() && scene.at.since(way.at) <= UNSENT =>
            {
                let key = SendKey(way.key.clone());
                let send = self.store.read().send(&key)?;
                // What the store does not know is on its way there.
                let waits = send.as_ref().is_none_or(|send| send.state == SendState::Planned);
                if !waits || self.outbox.is_under_way(&key) {
                    return Ok(());
                }
                self.forget_asked(known)?;
                let waiting = send.into_iter().collect();
                self.said.fates.push(Fate::Recalled(way.thread, waiting, BACK));
                self.tell_feedback(dropped, scene)
            }
            _ => Ok(()),
        }
    }

    /// Who was not asked after all may be asked another time.
    fn forget_asked(&mut self, known: &Invitation) -> Result<(), Stop> {
        let Some(customer) = known.customer else { return Ok(()) };
        self.people.load(customer, self.store.read(), &mut self.publications)?;
        let thread = super::way::touch(known.id);
        let worked =
            self.people.work(customer, |person| voorzet_domain::feedback::gate::untouch(person, thread))?;
        self.people.accept(worked);
        Ok(())
    }
}
