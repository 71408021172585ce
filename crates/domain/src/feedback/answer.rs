//! Whether an answer counts. Pure: an invitation and what came go in, what happened or why not comes out.
//!
//! Programs that guard mailboxes follow the links in a mail before its reader does, and often all of them. So a link
//! that is followed counts as long as nothing contradicts it: when another score's link is followed within
//! [`MACHINE`] seconds, nobody read the mail, and of that invitation only the button on the page counts from then on.

use super::happening::{Answered, Happening, Said, Withdrawn};
use super::invitation::{By, Invitation, State};
use super::question::{Bad, Question};
use crate::time::{Duration, Timestamp};

/// Two scores that are clicked within this are a machine's.
pub const MACHINE: Duration = Duration::from_secs(10);

/// For so long a bad score that was only clicked waits for a correction, or for words, before somebody is called back.
pub const CORRECTION: Duration = Duration::from_mins(10);

/// The most characters of an open answer.
pub const LONGEST: usize = 4_000;

/// Why an answer does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotCounted {
    /// It was not asked, or has no such score.
    #[error("that was not asked")]
    NotAsked,
    /// It is too late.
    #[error("it is too late")]
    Expired,
}

/// What comes of an answer.
#[derive(Clone, Copy, Debug)]
pub struct Answer<'a> {
    /// Scores.
    pub scores: &'a [(Question, u8)],
    /// Their own words; empty for none.
    pub text: &'a str,
    /// By what.
    pub by: By,
    /// What is bad; none where nobody is called back.
    pub bad: Option<Bad>,
}

/// What happens to an invitation by an answer; nothing when it says what is known.
///
/// # Errors
/// Why it does not count.
pub fn answered(
    invitation: &Invitation,
    answer: Answer<'_>,
    now: Timestamp,
) -> Result<Vec<Happening>, NotCounted> {
    let Some(way) = &invitation.asked else { return Err(NotCounted::NotAsked) };
    if now > way.until {
        return Err(NotCounted::Expired);
    }
    if invitation.state == State::Dropped {
        return Err(NotCounted::NotAsked);
    }
    let mut happened = Vec::new();
    for (question, score) in answer.scores {
        if !invitation.questions.contains(question) || !question.scale().contains(score) {
            return Err(NotCounted::NotAsked);
        }
        if let Some(happening) = scored(invitation, *question, *score, answer, now) {
            happened.push(happening);
        }
    }
    let text: String = answer.text.trim().chars().take(LONGEST).collect();
    if !text.is_empty() && text != invitation.text {
        happened.push(Said { invitation: invitation.id, text, by: answer.by }.into());
    }
    Ok(happened)
}

fn scored(
    invitation: &Invitation,
    question: Question,
    score: u8,
    answer: Answer<'_>,
    now: Timestamp,
) -> Option<Happening> {
    let known = invitation.score(question);
    if answer.by == By::Click {
        if invitation.by_machine {
            return None;
        }
        if let Some(known) = known {
            if known.by != By::Click || known.score == score {
                return None;
            }
            if now.since(known.at) <= MACHINE {
                return Some(Withdrawn { invitation: invitation.id }.into());
            }
        }
    } else if known.is_some_and(|known| known.score == score && known.by != By::Click) {
        return None;
    }
    let bad = answer.bad.is_some_and(|bad| bad.is(question, score));
    let patience = if answer.by == By::Click { CORRECTION } else { Duration::ZERO };
    let call_back_at = (bad && invitation.called_back.is_none()).then(|| now.plus(patience));
    let answered = Answered { invitation: invitation.id, question, score, by: answer.by, bad, call_back_at };
    Some(answered.into())
}

#[cfg(test)]
mod tests {
    use super::super::happening::{Asked, Planned};
    use super::super::invitation::InvitationId;
    use super::*;
    use crate::conversation::CaseId;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_micros(1_800_000_000_000_000 + seconds * 1_000_000).expect("an instant")
    }

    fn asked() -> Invitation {
        let planned = Planned {
            invitation: InvitationId(1),
            case: CaseId(1),
            conversation: None,
            reason: "late".into(),
            channel: "mail".into(),
            queue: "general".into(),
            agent: None,
            handed_over: 0,
            segment: None,
            due: at(0),
            give_up: at(10),
            again: None,
        };
        let mut invitation = Invitation::plan(&planned, at(-10), None);
        let asked = Asked {
            invitation: InvitationId(1),
            route: "mail".into(),
            questions: vec![Question::Nps, Question::Solved],
            review: false,
            language: "en".into(),
            key: "k".into(),
            thread: 1,
            until: at(100_000),
        };
        invitation.apply(&asked.into(), at(0));
        invitation
    }

    fn give(invitation: &mut Invitation, score: u8, by: By, now: i64) -> usize {
        let scores = [(Question::Nps, score)];
        let answer = Answer { scores: &scores, text: "", by, bad: Some(Bad::default()) };
        let happened = answered(invitation, answer, at(now)).expect("it counts");
        for happening in &happened {
            invitation.apply(happening, at(now));
        }
        happened.len()
    }

    #[test]
    fn the_first_click_counts_and_the_same_again_is_nothing() {
        let mut invitation = asked();
        assert_eq!(give(&mut invitation, 9, By::Click, 5), 1);
        assert_eq!(give(&mut invitation, 9, By::Click, 6), 0);
        let given = invitation.score(Question::Nps).expect("a score");
        assert_eq!((given.score, invitation.answered, invitation.state), (9, Some(at(5)), State::Answered));
        assert_eq!(invitation.next_question(), Some(Question::Solved));
    }

    #[test]
    fn who_follows_all_links_at_once_is_a_machine_and_then_only_the_page_counts() {
        let mut invitation = asked();
        for score in 0..=10 {
            give(&mut invitation, score, By::Click, i64::from(score) / 4);
        }
        assert_eq!((invitation.score(Question::Nps), invitation.state), (None, State::Asked));
        assert_eq!((invitation.answered, invitation.wakes()), (None, None));
        assert_eq!(give(&mut invitation, 2, By::Click, 50_000), 0);
        assert_eq!(give(&mut invitation, 2, By::Page, 50_001), 1);
        assert_eq!(invitation.wakes(), Some(at(50_001)), "called back at once");
    }

    #[test]
    fn a_click_is_corrected_by_another_later_and_by_the_page_for_good() {
        let mut invitation = asked();
        give(&mut invitation, 3, By::Click, 0);
        assert_eq!(invitation.wakes(), Some(at(600)), "after time to correct it");
        give(&mut invitation, 8, By::Click, 60);
        assert_eq!(
            (invitation.score(Question::Nps).map(|given| given.score), invitation.wakes()),
            (Some(8), None)
        );
        give(&mut invitation, 7, By::Page, 61);
        assert_eq!(give(&mut invitation, 1, By::Click, 3_600), 0);
        assert_eq!(invitation.score(Question::Nps).map(|given| given.score), Some(7));
    }

    #[test]
    fn what_was_not_asked_or_comes_too_late_does_not_count() {
        let invitation = asked();
        let give = |question, score, now| {
            let scores = [(question, score)];
            let answer = Answer { scores: &scores, text: "", by: By::Page, bad: None };
            answered(&invitation, answer, at(now)).map(|happened| happened.len())
        };
        assert_eq!(give(Question::Csat, 3, 1), Err(NotCounted::NotAsked));
        assert_eq!(give(Question::Nps, 11, 1), Err(NotCounted::NotAsked));
        assert_eq!(give(Question::Nps, 10, 100_001), Err(NotCounted::Expired));
        assert_eq!(give(Question::Nps, 10, 100_000), Ok(1));
    }
}
