//! For how long customers are silent after our last answer, channel by channel, and so when a thread has settled
//! (methods: Kaplan–Meier, `insight::settled`).

use std::collections::BTreeMap;

use compact_str::CompactString;
use voorzet_domain::conversation::{Conversation, Manners};
use voorzet_domain::strategy::model::Feedback;
use voorzet_domain::time::{Duration, Timestamp};
use voorzet_insight::service::step::{seconds, step};
use voorzet_insight::settled::{Gap, settled};
use voorzet_store::feedback::SilenceSum;

use crate::projection::day::Days;

/// Silences of so many days are looked at.
pub(crate) const LOOKED_AT: i32 = 90;

/// As many of a channel are enough, the latest first.
const MOST: i64 = 20_000;

/// Seconds of a day.
const DAY: u64 = 86_400;

/// What is known of when threads settle, from one day on.
#[derive(Debug, Default)]
pub(crate) struct Settling {
    day: Option<i32>,
    learned: BTreeMap<CompactString, Duration>,
}

/// One answer of ours, or the silence after it, before it is known on which day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Silent {
    channel: CompactString,
    /// When we answered.
    since: Timestamp,
    /// How long it lasted; none while it lasts.
    seconds: Option<u64>,
    amount: i64,
}

impl Silent {
    /// As a row.
    pub(crate) fn row(self, days: &mut Days) -> SilenceSum {
        let at = |seconds: u64| step(u32::try_from(seconds).unwrap_or(u32::MAX)) as i16;
        let step = self.seconds.map_or(-1, at);
        SilenceSum { channel: self.channel, day: days.day(self.since), step, amount: self.amount }
    }
}

/// Whether the last thing that was said is an answer of ours, and when that was.
fn ours(known: &Conversation) -> Option<Timestamp> {
    let (said, _) = known.last_said?;
    (known.last_message == Some(said)).then_some(known.last_at)
}

/// An agent answers: a silence begins. One that lasted until then tells nothing more, and is left out.
pub(crate) fn begins(known: &Conversation, at: Timestamp, out: &mut Vec<Silent>) {
    let begun = |since, amount| Silent { channel: known.channel.clone(), since, seconds: None, amount };
    out.extend(ours(known).map(|since| begun(since, -1)));
    out.push(begun(at, 1));
}

/// The customer writes: a silence ends.
pub(crate) fn ends(known: &Conversation, at: Timestamp, out: &mut Vec<Silent>) {
    if let Some(since) = ours(known) {
        let seconds = Some(at.since(since).as_secs().unsigned_abs());
        out.push(Silent { channel: known.channel.clone(), since, seconds, amount: 1 });
    }
}

impl Settling {
    /// Whether it is to be learned anew on this day.
    pub(crate) fn is_of(&self, day: i32) -> bool {
        self.day == Some(day)
    }

    /// Learns from silences, on a day.
    pub(crate) fn learn(&mut self, silences: &[SilenceSum], day: i32) {
        self.day = Some(day);
        self.learned.clear();
        for of_channel in silences.chunk_by(|one, other| one.channel == other.channel) {
            let channel = &of_channel[0].channel;
            let usual = Manners::of(channel).settling.as_secs().unsigned_abs();
            let (found, learned) = settled(&gaps(of_channel, day), usual);
            if learned {
                self.learned.insert(channel.clone(), Duration::from_secs(found.cast_signed()));
            }
        }
    }

    /// After how long a thread of a channel has settled.
    pub(crate) fn of(&self, channel: &str, feedback: &Feedback) -> Duration {
        let stated = feedback.settled.iter().find(|(name, _)| name == channel).map(|(_, settled)| *settled);
        let usual = || stated.unwrap_or_else(|| Manners::of(channel).settling);
        self.learned.get(channel).copied().unwrap_or_else(usual)
    }
}

/// The gaps that sums tell of: what has not ended lasts until now.
fn gaps(silences: &[SilenceSum], today: i32) -> Vec<Gap> {
    let (mut gaps, mut left) = (Vec::new(), MOST);
    for of_day in silences.chunk_by(|one, other| one.day == other.day).collect::<Vec<_>>().into_iter().rev() {
        let day = of_day[0].day;
        let begun = of_day.iter().filter(|sum| sum.step < 0).map(|sum| sum.amount).sum::<i64>();
        let mut ended = 0;
        for sum in of_day.iter().filter(|sum| sum.step >= 0 && sum.amount > 0) {
            let (_, until) = seconds(sum.step.unsigned_abs());
            let gap = Gap { seconds: u64::from(until), ended: true };
            gaps.extend(std::iter::repeat_n(gap, usize::try_from(sum.amount).unwrap_or(0)));
            ended += sum.amount;
        }
        let lasts = Gap { seconds: u64::from(today.abs_diff(day)) * DAY, ended: false };
        gaps.extend(std::iter::repeat_n(lasts, usize::try_from(begun - ended).unwrap_or(0)));
        left -= begun;
        if left <= 0 {
            break;
        }
    }
    gaps
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_channel_settles_as_its_customers_do_and_others_as_usual() {
        let sum = |day, step, amount| SilenceSum { channel: "mail".into(), day, step, amount };
        // Of 300 answers a month ago a hundred were answered within an hour, and none later.
        let silences = [sum(0, -1, 300), sum(0, step(3_000) as i16, 100)];
        let mut settling = Settling::default();
        settling.learn(&silences, 30);
        let feedback = Feedback::default();
        let found = settling.of("mail", &feedback);
        assert!(found >= Duration::from_secs(3_000) && found < Duration::from_secs(3_600), "{found}");
        assert_eq!(settling.of("whatsapp", &feedback), Duration::from_hours(24));
        settling.learn(&[sum(0, -1, 100), sum(0, step(3_000) as i16, 50)], 30);
        assert_eq!(settling.of("mail", &feedback), Duration::from_hours(72), "too few");
    }
}
