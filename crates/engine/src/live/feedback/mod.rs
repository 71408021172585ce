//! Customers are asked how they were helped, and what they say is done something about.
//!
//! | file | what |
//! |---|---|
//! | `plan` | something is resolved: somebody is to be asked; or is back, and is not |
//! | `ask` | it has settled: they are asked, or not |
//! | `way` | by what |
//! | `answer` | what they say, by the page or in their conversation |
//! | `call_back` | a bad score: somebody calls them |
//! | `voice` | what they complain of and suggest |

mod answer;
mod ask;
mod call_back;
mod plan;
mod voice;
mod way;

use serde_json::value::to_raw_value;
use voorzet_domain::feedback::invitation::By;
use voorzet_domain::feedback::{Happening, Invitation, InvitationId, Question, State};
use voorzet_domain::strategy::model::Strategy;
use voorzet_domain::time::Timestamp;
use voorzet_store::entry::Mode;
use voorzet_store::turn::Turn;

use super::Core;
use super::desk::Scene;
use super::draft::Cause;
use super::stop::Stop;
use super::work::{Answer, CommandError};
use crate::feedback::FeedbackCommand;
use crate::own::{self, kind};

/// What came of what was asked.
type Asked = Result<Result<Answer, CommandError>, Stop>;

impl Core {
    /// Something happens: it is said in the log, and known from now on.
    fn tell_feedback(&mut self, happening: impl Into<Happening>, scene: Scene<'_>) -> Result<(), Stop> {
        let happening = happening.into();
        self.said.entries.push(scene.entry(happening.kind(), happening.write()?));
        self.score_units(&happening, scene)?;
        self.desk.feedback.apply(&happening, scene.at, scene.customer, self.store.read())?;
        Ok(())
    }

    /// What they say counts for what is measured of them. How a call-back ended is another question.
    fn score_units(&mut self, happening: &Happening, scene: Scene<'_>) -> Result<(), Stop> {
        let (id, said) = match happening {
            Happening::Answered(said) => (said.invitation, Some((said.question, said.score))),
            Happening::Withdrawn(said) => (said.invitation, None),
            _ => return Ok(()),
        };
        let originals = scene.customer.map(|customer| self.people.originals(customer)).unwrap_or_default();
        if !self.ledger.measures(&originals) {
            return Ok(());
        }
        let Some(known) = self.invitation(id)?.filter(|known| known.again.is_none()) else { return Ok(()) };
        let scores: Vec<(Question, Option<u8>)> = if let Some((question, score)) = said {
            vec![(question, Some(score))]
        } else {
            // What a machine clicked is taken back.
            let clicked = known.given.iter().filter(|given| given.by == By::Click);
            clicked.map(|given| (given.question, None)).collect()
        };
        for (question, score) in scores {
            let originals = originals.iter().filter(|_| originals.len() > 1).map(|one| one.0).collect();
            let scored = to_raw_value(&own::Scored { question, score, originals })?;
            self.said.entries.push(scene.entry(kind::UNIT_SCORED, scored));
        }
        Ok(())
    }

    /// An invitation as it is now.
    fn invitation(&mut self, id: InvitationId) -> Result<Option<Invitation>, Stop> {
        Ok(self.desk.feedback.invitation(id, self.store.read())?.cloned())
    }

    /// Somebody is to be asked now, or called back.
    pub(super) fn wake_invitation(
        &mut self,
        id: InvitationId,
        due: Timestamp,
        strategy: &Strategy,
        turn: &mut Turn,
    ) -> Result<(), Stop> {
        let Some(known) = self.invitation(id)? else { return Ok(()) };
        let cause = Cause { position: None, mode: self.mode(Mode::Live, due) };
        let scene = Scene { at: due, cause, customer: known.customer, heard: None };
        match known.state {
            State::Planned => self.ask(&known, scene, strategy)?,
            State::Asked | State::Answered => self.call_back(&known, scene, strategy)?,
            State::Dropped => {}
        }
        self.settle(turn)
    }

    /// Does what is asked of feedback, or nothing of it.
    pub(super) fn at_feedback(
        &mut self,
        command: &FeedbackCommand,
        now: Timestamp,
        turn: &mut Turn,
    ) -> Asked {
        if self.loading {
            let problem = "what is known is still being loaded; try again";
            return Ok(Err(CommandError::Failed(problem.to_owned())));
        }
        let asked = match command {
            FeedbackCommand::Answer { invitation, scores, text, by } => {
                self.answer(*invitation, scores, text, *by, now)
            }
            FeedbackCommand::Review { invitation, stars, text, name } => {
                self.review(*invitation, *stars, text, name, now)
            }
            FeedbackCommand::Wish { by, wish } => self.wish(wish, *by, now),
        };
        match asked {
            Ok(Ok(answer)) => self.settle(turn).map(|()| Ok(answer)),
            refused => {
                self.take_back();
                refused
            }
        }
    }
}
