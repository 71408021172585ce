//! What customers complain of and suggest: who says it, who takes care of it, and what they are told.

use compact_str::format_compact;
use voorzet_domain::conversation::{AgentId, Outgoing};
use voorzet_domain::customer::CustomerId;
use voorzet_domain::feedback::happening::{Changed, Echoed, Moderated, Raised, Told};
use voorzet_domain::feedback::words::Words;
use voorzet_domain::feedback::{InvitationId, Voice, VoiceId};
use voorzet_domain::strategy::model::Strategy;
use voorzet_domain::time::Timestamp;
use voorzet_store::outbox::Planned;

use super::Asked;
use super::ask::planned;
use super::way::Way;
use crate::deliver::{Plan, quiet_hours};
use crate::feedback::FeedbackWish;
use crate::feedback::command::Source;
use crate::live::Core;
use crate::live::desk::asked_at;
use crate::live::stop::Stop;
use crate::live::work::{Answer, CommandError};

impl Core {
    /// Does what a person asks.
    pub(super) fn wish(&mut self, wish: &FeedbackWish, by: AgentId, now: Timestamp) -> Asked {
        match wish {
            FeedbackWish::Moderate { invitation, publish, because } => {
                self.moderate(*invitation, *publish, because, by, now)
            }
            FeedbackWish::Raise { theme, title, reason, said } => {
                let voice = self.desk.feedback.next_voice();
                let (title, reason) = (title.clone(), reason.clone());
                let raised = Raised { voice, theme: *theme, title, reason, by };
                self.tell_feedback(raised, asked_at(now, None))?;
                self.echo(voice, said, now)
            }
            FeedbackWish::Echo { voice, said } => {
                if self.voice(*voice)?.is_none() {
                    return Ok(Err(CommandError::Unknown));
                }
                self.echo(*voice, said, now)
            }
            FeedbackWish::Change { voice, title, owner, status } => {
                let Some(known) = self.voice(*voice)? else { return Ok(Err(CommandError::Unknown)) };
                if (&known.title, known.owner, known.status) != (title, *owner, *status) {
                    let (voice, title) = (*voice, title.clone());
                    let changed = Changed { voice, title, owner: *owner, status: *status, by };
                    self.tell_feedback(changed, asked_at(now, None))?;
                }
                Ok(Ok(Answer::Voice(*voice)))
            }
            FeedbackWish::Tell { voice, text } => self.tell_voice(*voice, text, by, now),
        }
    }

    fn voice(&mut self, id: VoiceId) -> Result<Option<Voice>, Stop> {
        Ok(self.desk.feedback.voice(id, self.store.read())?.cloned())
    }

    fn moderate(
        &mut self,
        id: InvitationId,
        publish: bool,
        because: &str,
        by: AgentId,
        now: Timestamp,
    ) -> Asked {
        let known = self.invitation(id)?;
        let Some(known) = known.filter(|known| known.review.is_some()) else {
            return Ok(Err(CommandError::Unknown));
        };
        if known.review.as_ref().and_then(|review| review.published) != Some(publish) {
            let moderated = Moderated { invitation: id, publish, because: because.to_owned(), by };
            self.tell_feedback(moderated, asked_at(now, known.customer))?;
        }
        Ok(Ok(Answer::Done))
    }

    fn echo(&mut self, voice: VoiceId, said: &[Source], now: Timestamp) -> Asked {
        for source in said {
            let (customer, invitation, case) = match source {
                Source::Invitation(id) => {
                    (self.invitation(*id)?.and_then(|known| known.customer), Some(*id), None)
                }
                Source::Case(id) => (self.case(*id)?.and_then(|case| case.customer), None, Some(*id)),
                Source::Customer(customer) => (Some(*customer), None, None),
            };
            let known = customer.filter(|customer| customer.0 < self.people.directory.len() as u32);
            let Some(customer) = known else { return Ok(Err(CommandError::Unknown)) };
            // Who is one person says it once, however many originals they are.
            let customer = self.people.directory.survivor(customer);
            if self.voice(voice)?.is_some_and(|known| !known.is_said_by(customer)) {
                let echoed = Echoed { voice, customer, invitation, case };
                self.tell_feedback(echoed, asked_at(now, Some(customer)))?;
            }
        }
        Ok(Ok(Answer::Voice(voice)))
    }

    /// Those who asked, and were not told yet, are told what was done.
    fn tell_voice(&mut self, id: VoiceId, text: &str, by: AgentId, now: Timestamp) -> Asked {
        let Some(known) = self.voice(id)? else { return Ok(Err(CommandError::Unknown)) };
        let Some(strategy) = self.publications.current().cloned() else {
            return Ok(Err(CommandError::Unknown));
        };
        let mut customers = Vec::new();
        for echo in known.echoes.iter().filter(|echo| echo.told.is_none()) {
            if self.plan_told(&known, echo.customer, text, &strategy, now)? {
                customers.push(echo.customer);
            }
        }
        let told = Told { voice: id, text: text.to_owned(), customers, by };
        self.tell_feedback(told, asked_at(now, None))?;
        Ok(Ok(Answer::Voice(id)))
    }

    /// Whether there is a way to tell a customer, who is then told.
    fn plan_told(
        &mut self,
        voice: &Voice,
        customer: CustomerId,
        text: &str,
        strategy: &Strategy,
        now: Timestamp,
    ) -> Result<bool, Stop> {
        let recipient = self.recipient(customer)?;
        let words = Words::of(recipient.language(&strategy.languages).unwrap_or("en"));
        self.people.load(customer, self.store.read(), &mut self.publications)?;
        for id in &strategy.feedback.channels {
            let channel = &strategy.channels[id.index()];
            let to = match channel.needs {
                None => Some(recipient.label.as_str().into()),
                Some(kind) => recipient.best(kind).map(|identity| identity.value.clone()),
            };
            let Some(to) = to else { continue };
            let mut allowed = false;
            // Nothing is changed: what is worked on are copies.
            self.people.work(customer, |person| {
                let purpose = strategy.feedback.purpose;
                allowed = voorzet_domain::decide::permits(person, strategy, purpose, *id).is_ok();
            })?;
            if !allowed {
                continue;
            }
            let (route, name) = (channel.name.clone(), channel.name.clone());
            let way = Way { route, channel: name, to, conversation: None, inline: false };
            let outgoing = Outgoing {
                subject: Some(words.told.to_owned()),
                text: text.to_owned(),
                language: Some(words.language.into()),
                automatic: true,
                ..Outgoing::default()
            };
            let key = format_compact!("voice:{}:{}", voice.id.0, customer.0);
            let planned = planned(&key, &way, &recipient, strategy, &outgoing, now)?;
            let planned = Planned {
                quiet: quiet_hours(strategy, &recipient),
                thread: (0x70ce << 48) | (i64::from(voice.id.0) << 20) ^ i64::from(customer.0),
                ..planned
            };
            let failed = self.refusal(&planned.route, &planned.to);
            self.said.plans.push(Plan { planned, failed, replaces: false });
            return Ok(true);
        }
        Ok(false)
    }
}
