//! A bad score: somebody calls the customer, and knows the story.

use voorzet_domain::conversation::case::Kind;
use voorzet_domain::feedback::Invitation;
use voorzet_domain::feedback::happening::CalledBack;
use voorzet_domain::feedback::words::Words;
use voorzet_domain::identity::IdentityKind;
use voorzet_domain::strategy::model::Strategy;

use crate::desk::reason::Proposal;
use crate::live::Core;
use crate::live::desk::{Opening, Scene};
use crate::live::stop::Stop;

/// How much of what they say stands in the subject, in characters.
const SHOWN: usize = 120;

impl Core {
    /// Opens an item of the queue for somebody who gave a bad score.
    pub(super) fn call_back(
        &mut self,
        known: &Invitation,
        scene: Scene<'_>,
        strategy: &Strategy,
    ) -> Result<(), Stop> {
        let Some(queue) = strategy.feedback.queue else {
            // From now on nobody is called back, so nothing happens by itself any more.
            self.desk.feedback.forgo(known.id);
            return Ok(());
        };
        let recipient = match known.customer {
            Some(customer) => Some(self.recipient(customer)?),
            None => None,
        };
        let phone = recipient.as_ref().and_then(|recipient| recipient.best(IdentityKind::Phone));
        // It is read by those who work here.
        let words = Words::of(strategy.languages.first().map_or("", |language| language.as_str()));
        let opening = Opening {
            conversation: known.conversation,
            kind: Kind::CallBack,
            about: Proposal::stated(known.reason.clone()),
            channel: "call".into(),
            subject: Some(story(known, words)),
            counts: false,
            time: scene.at,
            queue: Some(strategy.queues[queue.index()].name.clone()),
            since: known.answered,
            due: strategy.feedback.due.map(|due| scene.at.plus(due)),
            until: None,
            phone: phone.map(|phone| phone.value.clone()),
        };
        let case = self.open_case(opening, scene, strategy)?;
        self.tell_feedback(CalledBack { invitation: known.id, case }, scene)
    }
}

/// What they said, in one line: `NPS 2, not solved: “Nobody called me.”`
fn story(known: &Invitation, words: &Words) -> String {
    let scores: Vec<String> =
        known.given.iter().map(|given| words.in_short(given.question, given.score)).collect();
    let scores = scores.join(", ");
    if known.text.is_empty() {
        return scores;
    }
    let line = known.text.split_whitespace().collect::<Vec<_>>().join(" ");
    let shown: String = line.chars().take(SHOWN).collect();
    let more = if shown.len() < line.len() { "…" } else { "" };
    format!("{scores}: “{shown}{more}”")
}
