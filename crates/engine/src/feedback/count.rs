//! What happens to an invitation → what is added to sums, and what is taken back from them. Everything counts on the
//! day on which it was asked, so that answers and invitations of a day belong together.
//!
//! What each figure means is in docs/feedback.md.

use compact_str::{CompactString, format_compact};
use voorzet_domain::feedback::Question;
use voorzet_domain::feedback::invitation::{By, Invitation};
use voorzet_domain::time::Timestamp;
use voorzet_store::feedback::{FeedbackPlace, FeedbackSum};

use crate::projection::day::Days;

/// The names of what is counted.
pub(crate) mod name {
    /// Customers who were asked.
    pub(crate) const ASKED: &str = "asked";
    /// Those of them who said something that counts.
    pub(crate) const ANSWERED: &str = "answered";
    /// Those of them of whom nothing came but clicks.
    pub(crate) const CLICKED: &str = "clicked";
    /// Those of them who used words of their own.
    pub(crate) const SAID: &str = "said";
    /// Those who are called back for a bad score.
    pub(crate) const CALLED_BACK: &str = "called_back";
    /// Those of whom a machine followed the links.
    pub(crate) const MACHINE: &str = "machine";
    /// Reviews that are shown, by stars.
    pub(crate) const PUBLISHED: &str = "published";
    /// With what those begin who were not asked, by why.
    pub(crate) const DROPPED: &str = "dropped/";
    /// With what all those begin that are about the outcome of a call-back.
    pub(crate) const AGAIN: &str = "again/";
}

/// Where there is no score.
pub(crate) const NONE: i16 = -1;

/// Something that counts, before it is known on which day.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Counted {
    at: Timestamp,
    place: FeedbackPlace,
    figure: CompactString,
    score: i16,
    amount: i64,
}

impl Counted {
    /// As a row.
    pub(crate) fn row(self, days: &mut Days) -> FeedbackSum {
        let Self { at, place, figure, score, amount } = self;
        let place = FeedbackPlace { day: days.day(at), ..place };
        FeedbackSum { place, figure, score, amount }
    }
}

/// Adds what counts of a change.
pub(crate) fn count(before: &Invitation, after: &Invitation, now: Timestamp, out: &mut Vec<Counted>) {
    let at = after.asked.as_ref().map_or(now, |way| way.at);
    let place = FeedbackPlace {
        day: 0,
        channel: after.channel.clone(),
        queue: after.queue.clone(),
        agent: after.agent.unwrap_or_default(),
        reason: after.reason.clone(),
        segment: after.segment.clone().unwrap_or_default(),
    };
    let mut add = |figure: CompactString, score: i16, amount: i64| {
        if amount != 0 {
            let figure =
                if after.again.is_some() { format_compact!("{}{figure}", name::AGAIN) } else { figure };
            out.push(Counted { at, place: place.clone(), figure, score, amount });
        }
    };
    for (figure, counts) in [
        (name::ASKED, is_asked as fn(&Invitation) -> bool),
        (name::ANSWERED, |known| known.answered.is_some() && is_asked(known)),
        (name::CLICKED, is_clicked_alone),
        (name::SAID, |known| !known.text.is_empty()),
        (name::CALLED_BACK, |known| known.called_back.is_some()),
        (name::MACHINE, |known| known.by_machine),
    ] {
        add(figure.into(), NONE, i64::from(counts(after)) - i64::from(counts(before)));
    }
    if let Some(why) = after.dropped.filter(|_| before.dropped.is_none()) {
        add(format_compact!("{}{}", name::DROPPED, why.name()), NONE, 1);
    }
    let stars = |known: &Invitation| {
        known.review.as_ref().filter(|review| review.published == Some(true)).map(|review| review.stars)
    };
    let (old, new) = (stars(before), stars(after));
    if old != new {
        for (stars, amount) in old.map(|stars| (stars, -1)).into_iter().chain(new.map(|stars| (stars, 1))) {
            add(name::PUBLISHED.into(), stars.into(), amount);
        }
    }
    for question in Question::ALL {
        // What they said by themselves counts when they are asked, and not at all when they are not.
        let score =
            |known: &Invitation| known.score(question).filter(|_| is_asked(known)).map(|given| given.score);
        let (old, new) = (score(before), score(after));
        if old == new {
            continue;
        }
        for (score, amount) in old.map(|score| (score, -1)).into_iter().chain(new.map(|score| (score, 1))) {
            add(question.name().into(), score.into(), amount);
        }
    }
}

/// Who was called off before it went was not asked.
fn is_asked(known: &Invitation) -> bool {
    known.asked.is_some() && known.dropped.is_none()
}

/// Whether nothing came of it but clicks, which may be a machine's.
fn is_clicked_alone(known: &Invitation) -> bool {
    known.answered.is_some()
        && is_asked(known)
        && known.text.is_empty()
        && known.given.iter().all(|given| given.by == By::Click)
}
