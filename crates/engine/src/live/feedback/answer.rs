//! What customers say, by the page or in their conversation.

use compact_str::{CompactString, format_compact};
use voorzet_domain::conversation::received::Outcome;
use voorzet_domain::conversation::{Conversation, ConversationId, Outgoing, Received};
use voorzet_domain::customer::CustomerId;
use voorzet_domain::feedback::answer::{Answer as Said, LONGEST, NotCounted, answered};
use voorzet_domain::feedback::happening::{Answered, Reviewed};
use voorzet_domain::feedback::invitation::By;
use voorzet_domain::feedback::words::{self, Words};
use voorzet_domain::feedback::{Invitation, InvitationId, Question, State};
use voorzet_domain::strategy::model::Strategy;
use voorzet_domain::time::Timestamp;
use voorzet_store::entry::Mode;

use super::Asked;
use super::ask::{Spoken, planned};
use super::way::Way;
use crate::deliver::Plan;
use crate::live::Core;
use crate::live::desk::Scene;
use crate::live::draft::Cause;
use crate::live::stop::Stop;
use crate::live::work::{Answer, CommandError};

/// The longest name under which a review is shown, in characters.
const LONGEST_NAME: usize = 80;

/// How many of a customer's last invitations are looked at for the one that they answer in words.
const LAST: usize = 3;

impl Core {
    /// A customer answers.
    pub(super) fn answer(
        &mut self,
        id: InvitationId,
        scores: &[(Question, u8)],
        text: &str,
        by: By,
        now: Timestamp,
    ) -> Asked {
        let Some(known) = self.invitation(id)? else { return Ok(Err(CommandError::Unknown)) };
        let cause = Cause { position: None, mode: Mode::Live };
        let scene = Scene { at: now, cause, customer: known.customer, heard: None };
        Ok(match self.take_answer(&known, scores, text, by, scene)? {
            Ok(()) => Ok(Answer::Done),
            Err(NotCounted::NotAsked) => Err(CommandError::Unknown),
            Err(NotCounted::Expired) => Err(CommandError::Past("expired")),
        })
    }

    fn take_answer(
        &mut self,
        known: &Invitation,
        scores: &[(Question, u8)],
        text: &str,
        by: By,
        scene: Scene<'_>,
    ) -> Result<Result<(), NotCounted>, Stop> {
        let strategy = self.publications.current();
        let feedback = strategy.map(|strategy| &strategy.feedback);
        let bad = feedback.filter(|feedback| feedback.queue.is_some()).map(|feedback| feedback.bad);
        match answered(known, Said { scores, text, by, bad }, scene.at) {
            Ok(happened) => {
                for happening in happened {
                    self.tell_feedback(happening, scene)?;
                }
                Ok(Ok(()))
            }
            Err(not) => Ok(Err(not)),
        }
    }

    /// A customer writes a review, once they gave a score.
    pub(super) fn review(
        &mut self,
        id: InvitationId,
        stars: u8,
        text: &str,
        name: &str,
        now: Timestamp,
    ) -> Asked {
        let Some(known) = self.invitation(id)? else { return Ok(Err(CommandError::Unknown)) };
        let open = known.asked.as_ref().is_some_and(|way| now <= way.until);
        if !known.review_asked || known.given.is_empty() || !(1..=5).contains(&stars) {
            return Ok(Err(CommandError::Unknown));
        }
        if !open {
            return Ok(Err(CommandError::Past("expired")));
        }
        let text: String = text.trim().chars().take(LONGEST).collect();
        let name: String = name.split_whitespace().collect::<Vec<_>>().join(" ");
        let name = name.chars().take(LONGEST_NAME).collect();
        if known.review.as_ref().is_some_and(|review| {
            review.published.is_some() || (review.stars, &review.text, &review.name) == (stars, &text, &name)
        }) {
            // What somebody judged stays what they judged.
            return Ok(Ok(Answer::Done));
        }
        let cause = Cause { position: None, mode: Mode::Live };
        let scene = Scene { at: now, cause, customer: known.customer, heard: None };
        self.tell_feedback(Reviewed { invitation: id, stars, text, name }, scene)?;
        Ok(Ok(Answer::Done))
    }

    /// Takes what was said in a conversation for an answer, when it is one: then nobody else has to read it.
    pub(in crate::live) fn answer_in_thread(
        &mut self,
        received: &Received,
        conversation: ConversationId,
        customer: Option<CustomerId>,
        scene: Scene<'_>,
        strategy: &Strategy,
    ) -> Result<bool, Stop> {
        let scene = Scene { heard: None, ..scene };
        let Some((known, question, score)) = self.answer_of(received, conversation, customer)? else {
            return Ok(false);
        };
        let by = if received.channel == "whatsapp" { By::Whatsapp } else { By::Chat };
        let scene = Scene { customer: known.customer, ..scene };
        if self.take_answer(&known, &[(question, score)], "", by, scene)?.is_err() {
            return Ok(false);
        }
        if let Some(conversation) = self.conversation(conversation)?
            && let Some(known) = self.invitation(known.id)?
        {
            self.follow_up(&known, conversation, &received.channel, scene, strategy)?;
        }
        Ok(true)
    }

    /// A visitor of the chat says by themselves whether it helped: that answers whether it is solved, before they are asked
    /// or after, and they are not asked it again. Who says no is helped further, so nobody calls them back for it.
    pub(in crate::live) fn hear_outcome(
        &mut self,
        conversation: ConversationId,
        outcome: Option<Outcome>,
        scene: Scene<'_>,
    ) -> Result<(), Stop> {
        let score = match outcome {
            Some(Outcome::Solved) => 1,
            Some(Outcome::Unsolved) => 0,
            Some(Outcome::Closed) | None => return Ok(()),
        };
        let Some(customer) = scene.customer else { return Ok(()) };
        let mut asked = Vec::new();
        for original in self.people.originals(customer) {
            asked.extend(self.desk.feedback.known_of(original));
            let last = self.store.read().invitations_of(original, LAST)?;
            asked.extend(last.iter().map(|known| known.id));
        }
        let Some(known) = asked.into_iter().max() else { return Ok(()) };
        let Some(known) = self.invitation(known)?.filter(|known| known.conversation == Some(conversation))
        else {
            return Ok(());
        };
        let asks = match (known.state, self.publications.current()) {
            (State::Planned, Some(strategy)) => {
                known.again.is_some() || strategy.feedback.ask.contains(&Question::Solved)
            }
            (State::Asked | State::Answered, _) => {
                let open = known.asked.as_ref().is_some_and(|way| scene.at <= way.until);
                open && known.questions.contains(&Question::Solved)
            }
            (State::Dropped, _) | (State::Planned, None) => false,
        };
        if !asks || known.score(Question::Solved).is_some_and(|given| given.score == score) {
            return Ok(());
        }
        let answered = Answered {
            invitation: known.id,
            question: Question::Solved,
            score,
            by: By::Chat,
            bad: false,
            call_back_at: None,
        };
        self.tell_feedback(answered, Scene { customer: known.customer, heard: None, ..scene })
    }

    /// Which question of which invitation is answered, and with what.
    fn answer_of(
        &mut self,
        received: &Received,
        conversation: ConversationId,
        customer: Option<CustomerId>,
    ) -> Result<Option<(Invitation, Question, u8)>, Stop> {
        if let Some(choice) = &received.choice {
            let Some((id, question, score)) = words::chosen(&choice.id) else { return Ok(None) };
            let known = self.invitation(id)?.filter(|known| known.conversation == Some(conversation));
            return Ok(known.map(|known| (known, question, score)));
        }
        // Where there is nothing to choose, a bare number is the answer to the question that waits for one.
        let number = received.own_text().trim().parse::<u8>().ok();
        let (Some(score), Some(customer), "whatsapp") = (number, customer, received.channel.as_str()) else {
            return Ok(None);
        };
        for original in self.people.originals(customer) {
            for known in self.store.read().invitations_of(original, LAST)? {
                let Some(known) = self.invitation(known.id)? else { continue };
                let waits = known.next_question().filter(|question| question.scale().contains(&score));
                if let Some(question) = waits
                    && known.state != State::Dropped
                    && self.was_just_asked(&known, conversation)?
                {
                    return Ok(Some((known, question, score)));
                }
            }
        }
        Ok(None)
    }

    /// Whether what was said last in a conversation is a question of an invitation.
    fn was_just_asked(&mut self, known: &Invitation, conversation: ConversationId) -> Result<bool, Stop> {
        let last = self.conversation(conversation)?.and_then(|conversation| conversation.last_message);
        let asked = known.questions.iter().map(|question| next_key(known.id, *question));
        for key in std::iter::once(first_key(known.id)).chain(asked) {
            if last.is_some() && self.desk.named(&key, self.store.read())? == last {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The next question in a conversation, or thanks.
    fn follow_up(
        &mut self,
        known: &Invitation,
        conversation: Conversation,
        channel: &str,
        scene: Scene<'_>,
        strategy: &Strategy,
    ) -> Result<(), Stop> {
        let Some(customer) = known.customer else { return Ok(()) };
        let words = Words::of(&known.language);
        let next = known.next_question();
        let key = match next {
            Some(question) => next_key(known.id, question),
            None => format_compact!("feedback:{}:thanks", known.id.0),
        };
        if self.desk.named(&key, self.store.read())?.is_some() {
            return Ok(());
        }
        let mut outgoing = if let Some(question) = next {
            words::as_message(strategy, known.id, question, words, channel)
        } else {
            let text = words::thanks(&strategy.feedback, known.id, words, channel);
            Outgoing { text, ..Outgoing::default() }
        };
        outgoing.automatic = true;
        // The address at which they answer is theirs alone: whoever opens it answers for them.
        let text = outgoing.text.replace(&words::place(known.id), "…");
        let spoken = Spoken { key: &key, text, subject: None };
        self.say_by_machine(&conversation, spoken, &mut outgoing, true, scene)?;
        let recipient = self.recipient(customer)?;
        let way = Way {
            route: conversation.account.clone(),
            channel: conversation.channel.clone(),
            to: conversation.address.as_str().into(),
            inline: true,
            conversation: Some(conversation),
        };
        let planned = planned(&key, &way, &recipient, strategy, &outgoing, scene.at)?;
        let failed = self.refusal(&planned.route, &planned.to);
        self.said.plans.push(Plan { planned, failed, replaces: false });
        Ok(())
    }
}

/// The key under which the first question is sent.
pub(super) fn first_key(invitation: InvitationId) -> CompactString {
    format_compact!("feedback:{}", invitation.0)
}

/// The key under which a question after it is sent.
fn next_key(invitation: InvitationId, question: Question) -> CompactString {
    format_compact!("feedback:{}:{}", invitation.0, question.name())
}
