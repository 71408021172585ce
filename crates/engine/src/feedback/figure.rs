//! NPS, CSAT, effort and response over the sums, told apart by channel, queue, agent, reason, segment or time. What each
//! figure means is in docs/feedback.md.

use std::collections::BTreeMap;

use compact_str::CompactString;
use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use voorzet_domain::feedback::Question;
use voorzet_insight::experiment::strata::{DIFFERENT, Stratum, adjusted, apart};
use voorzet_insight::feedback::ces::ces;
use voorzet_insight::feedback::csat::csat;
use voorzet_insight::feedback::nps::Answers;
use voorzet_insight::feedback::response::{LEAST, Response, disclosed};
use voorzet_insight::proportion::wilson;
use voorzet_store::feedback::{FeedbackPlace, FeedbackSum};

use super::count::{NONE, name};

/// The quantile of the 95 % intervals.
const Z: f64 = 1.959_963_984_540_054;

/// By what feedback is told apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FeedbackBy {
    /// Not at all.
    #[default]
    All,
    /// By the channel that the case was talked about by.
    Channel,
    /// By its queue.
    Queue,
    /// By the agent whose work it was; the name is the number of the person.
    Agent,
    /// By its reason.
    Reason,
    /// By the customer's segment.
    Segment,
    /// By the day on which it was asked.
    Day,
    /// By the week, named by its Monday.
    Week,
    /// By the month, named by its first day.
    Month,
}

/// A figure, and between what it lies.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, ToSchema)]
pub struct Estimate {
    /// The figure itself.
    pub value: f64,
    /// The lower end of its 95 % interval; none where nothing says how much answers differ.
    pub low: Option<f64>,
    /// The upper end.
    pub high: Option<f64>,
}

/// What one question says. Nothing but how many answered is told while they are too few.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct FeedbackScore {
    /// How many answered it.
    pub answers: u64,
    /// NPS in −1..=1, the share of satisfied customers, the mean effort 1–7, or the share that is solved.
    pub figure: Option<Estimate>,
    /// Of effort, the share of 5 and more.
    pub easy: Option<Estimate>,
    /// How often each score was given, from the lowest; none while answers are too few.
    pub scores: Option<Vec<u64>>,
}

/// What customers say where this is about.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct FeedbackRow {
    /// The channel, queue, person's number, reason, segment or day.
    pub name: String,
    /// What that is called.
    pub title: String,
    /// How many customers were asked.
    pub asked: u64,
    /// How many of them said something that counts.
    pub answered: u64,
    /// That share.
    pub response: Option<Estimate>,
    /// Of how many of those who answered nothing came but clicks.
    pub clicked: u64,
    /// How many used words of their own.
    pub said: u64,
    /// How many are called back for a bad score.
    pub called_back: u64,
    /// Of how many a machine followed the links.
    pub machine: u64,
    /// How likely they are to recommend us.
    pub nps: FeedbackScore,
    /// How satisfied they are.
    pub csat: FeedbackScore,
    /// How easy we made it.
    pub ces: FeedbackScore,
    /// Whether it is solved, as they say.
    pub solved: FeedbackScore,
}

/// One group beside all the others, as if both were made up alike of reasons and segments.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct FeedbackCompared {
    /// The group.
    pub name: String,
    /// `nps`, `csat`, `ces` or `solved`.
    #[schema(value_type = String)]
    pub question: Question,
    /// How differently it is made up than the others: 0 alike, 1 with nothing in common.
    pub apart: f64,
    /// Whether that is so much that the plain figures should not be compared.
    pub different: bool,
    /// Its score less that of the others, as it stands.
    pub plain: Option<f64>,
    /// The same, adjusted.
    pub adjusted: Estimate,
    /// The share of answers that could be compared.
    pub compared: f64,
}

/// What became of the outcome of call-backs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct CallBackOutcome {
    /// How many were asked again after they were called back.
    pub asked: u64,
    /// How many of them answered.
    pub answered: u64,
    /// How many of them say that it is solved.
    pub solved: u64,
    /// How many that it is not.
    pub unsolved: u64,
}

/// What customers say.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct FeedbackFigures {
    /// Everything together.
    pub all: FeedbackRow,
    /// Told apart.
    pub rows: Vec<FeedbackRow>,
    /// Each row beside the others, where they are told apart by channel, queue or agent.
    pub compared: Vec<FeedbackCompared>,
    /// The outcome of call-backs.
    pub call_backs: CallBackOutcome,
    /// How many were not asked, by why.
    pub not_asked: BTreeMap<String, u64>,
    /// How many answers a score is told from.
    pub least: u64,
}

/// Which of it.
#[derive(Clone, Debug, Default)]
pub struct FeedbackOf {
    /// Only of this channel.
    pub channel: Option<CompactString>,
    /// Only of this queue.
    pub queue: Option<CompactString>,
    /// Only of these reasons.
    pub reasons: Option<Vec<CompactString>>,
    /// Only of customers in this segment.
    pub segment: Option<CompactString>,
}

impl FeedbackOf {
    fn is(&self, place: &FeedbackPlace) -> bool {
        let same =
            |wanted: &Option<CompactString>, is: &CompactString| wanted.as_ref().is_none_or(|w| w == is);
        same(&self.channel, &place.channel)
            && same(&self.queue, &place.queue)
            && same(&self.segment, &place.segment)
            && self.reasons.as_ref().is_none_or(|reasons| reasons.contains(&place.reason))
    }
}

/// Amounts by figure and score.
#[derive(Debug, Default)]
struct Tally(BTreeMap<(CompactString, i16), i64>);

impl Tally {
    fn add(&mut self, sum: &FeedbackSum) {
        *self.0.entry((sum.figure.clone(), sum.score)).or_default() += sum.amount;
    }

    fn amount(&self, figure: &str, score: i16) -> u64 {
        let amount = self.0.get(&(figure.into(), score)).copied().unwrap_or_default();
        amount.max(0).unsigned_abs()
    }

    fn scores(&self, question: Question) -> Vec<u64> {
        question.scale().map(|score| self.amount(question.name(), score.into())).collect()
    }

    fn row(&self, name: String) -> FeedbackRow {
        let (asked, answered) = (self.amount(name::ASKED, NONE), self.amount(name::ANSWERED, NONE));
        let response = Response::of(answered, asked, Z).map(|response| Estimate {
            value: response.rate,
            low: Some(response.interval.0),
            high: Some(response.interval.1),
        });
        FeedbackRow {
            title: String::new(),
            name,
            asked,
            answered,
            response,
            clicked: self.amount(name::CLICKED, NONE),
            said: self.amount(name::SAID, NONE),
            called_back: self.amount(name::CALLED_BACK, NONE),
            machine: self.amount(name::MACHINE, NONE),
            nps: self.score(Question::Nps),
            csat: self.score(Question::Csat),
            ces: self.score(Question::Ces),
            solved: self.score(Question::Solved),
        }
    }

    fn score(&self, question: Question) -> FeedbackScore {
        let scores = self.scores(question);
        let answers: u64 = scores.iter().sum();
        let between = |value, (low, high)| Estimate { value, low: Some(low), high: Some(high) };
        let mut easy = None;
        let figure = match question {
            Question::Nps => {
                let nps = scores.as_slice().try_into().ok().and_then(|scores| Answers::of(scores).nps(Z));
                nps.map(|nps| between(nps.score, nps.interval))
            }
            Question::Csat => {
                let csat = scores.as_slice().try_into().ok().and_then(|scores| csat(scores, Z));
                csat.map(|csat| between(csat.satisfied, csat.interval))
            }
            Question::Ces => {
                let ces = scores.as_slice().try_into().ok().and_then(|scores| ces(scores, Z));
                easy = ces.map(|ces| between(ces.easy, ces.easy_interval));
                ces.map(|ces| Estimate {
                    value: ces.mean,
                    low: ces.interval.map(|interval| interval.0),
                    high: ces.interval.map(|interval| interval.1),
                })
            }
            Question::Solved => {
                let solved = scores.last().copied().unwrap_or_default();
                wilson(solved, answers, Z).map(|interval| between(solved as f64 / answers as f64, interval))
            }
        };
        FeedbackScore {
            answers,
            figure: disclosed(figure, answers, LEAST),
            easy: disclosed(easy, answers, LEAST),
            scores: disclosed(Some(scores), answers, LEAST),
        }
    }
}

impl FeedbackFigures {
    /// What sums come to.
    pub fn of(sums: &[FeedbackSum], by: FeedbackBy, of: &FeedbackOf) -> Self {
        let (mut all, mut rows) = (Tally::default(), BTreeMap::<String, Tally>::new());
        for sum in sums.iter().filter(|sum| of.is(&sum.place)) {
            all.add(sum);
            if by != FeedbackBy::All && !sum.figure.contains('/') {
                rows.entry(named(by, &sum.place)).or_default().add(sum);
            }
        }
        let compares = matches!(by, FeedbackBy::Channel | FeedbackBy::Queue | FeedbackBy::Agent);
        let compared = if compares { compared(sums, by, of, rows.keys()) } else { Vec::new() };
        let again = |figure: &str, score| all.amount(&format!("{}{figure}", name::AGAIN), score);
        let not_asked = all.0.iter().filter_map(|((figure, _), amount)| {
            let why = figure.strip_prefix(name::DROPPED)?;
            (*amount > 0).then(|| (why.to_owned(), amount.unsigned_abs()))
        });
        Self {
            call_backs: CallBackOutcome {
                asked: again(name::ASKED, NONE),
                answered: again(name::ANSWERED, NONE),
                solved: again(Question::Solved.name(), 1),
                unsolved: again(Question::Solved.name(), 0),
            },
            not_asked: not_asked.collect(),
            rows: rows.into_iter().map(|(name, tally)| tally.row(name)).collect(),
            compared,
            all: all.row(String::new()),
            least: LEAST,
        }
    }
}

/// What a row is called that something belongs to.
fn named(by: FeedbackBy, place: &FeedbackPlace) -> String {
    match by {
        FeedbackBy::All => String::new(),
        FeedbackBy::Channel => place.channel.to_string(),
        FeedbackBy::Queue => place.queue.to_string(),
        FeedbackBy::Agent => place.agent.0.to_string(),
        FeedbackBy::Reason => place.reason.to_string(),
        FeedbackBy::Segment => place.segment.to_string(),
        FeedbackBy::Day | FeedbackBy::Week | FeedbackBy::Month => {
            date(place.day).map(|day| first_of(by, day).to_string()).unwrap_or_default()
        }
    }
}

fn date(day: i32) -> Option<Date> {
    Date::constant(1970, 1, 1).checked_add(jiff::Span::new().try_days(day).ok()?).ok()
}

fn first_of(by: FeedbackBy, day: Date) -> Date {
    match by {
        FeedbackBy::Week if day.weekday() != Weekday::Monday => {
            day.nth_weekday(-1, Weekday::Monday).unwrap_or(day)
        }
        FeedbackBy::Month => day.first_of_month(),
        _ => day,
    }
}

/// Each group beside all the others, question by question, in strata of reason and segment.
fn compared<'a>(
    sums: &[FeedbackSum],
    by: FeedbackBy,
    of: &FeedbackOf,
    groups: impl Iterator<Item = &'a String>,
) -> Vec<FeedbackCompared> {
    let mut found = Vec::new();
    for group in groups {
        for question in Question::ALL {
            let mut strata: BTreeMap<(&str, &str), Stratum> = BTreeMap::new();
            let given = sums.iter().filter(|sum| sum.figure == question.name() && sum.amount > 0);
            for sum in given.filter(|sum| of.is(&sum.place)) {
                let key = (sum.place.reason.as_str(), sum.place.segment.as_str());
                let stratum = strata.entry(key).or_default();
                let side =
                    if named(by, &sum.place) == *group { &mut stratum.one } else { &mut stratum.other };
                for _ in 0..sum.amount {
                    side.add(value(question, sum.score));
                }
            }
            let strata: Vec<Stratum> = strata.into_values().collect();
            let count = |side: fn(&Stratum) -> u64| strata.iter().map(side).sum::<u64>();
            let enough = count(|s| s.one.count()) >= LEAST && count(|s| s.other.count()) >= LEAST;
            let (Some(apart), Some(adjusted), true) = (apart(&strata), adjusted(&strata, Z), enough) else {
                continue;
            };
            found.push(FeedbackCompared {
                name: group.clone(),
                question,
                apart,
                different: apart >= DIFFERENT,
                plain: adjusted.plain,
                adjusted: Estimate {
                    value: adjusted.difference,
                    low: Some(adjusted.interval.0),
                    high: Some(adjusted.interval.1),
                },
                compared: adjusted.compared,
            });
        }
    }
    found
}

/// What a score counts for in the figure of its question.
fn value(question: Question, score: i16) -> f64 {
    match question {
        Question::Nps => f64::from(i8::from(score >= 9) - i8::from(score <= 6)),
        Question::Csat => f64::from(u8::from(score >= 4)),
        Question::Ces => f64::from(score),
        Question::Solved => f64::from(u8::from(score >= 1)),
    }
}

/// How reviews rate the organisation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stars {
    /// How many reviews are shown.
    pub count: u64,
    /// Their mean, 1–5.
    pub mean: f64,
}

/// The stars of the reviews that are shown. None without reviews.
pub fn stars(sums: &[FeedbackSum]) -> Option<Stars> {
    let shown = sums.iter().filter(|sum| sum.figure == name::PUBLISHED);
    let (count, all) =
        shown.fold((0, 0), |(count, all), sum| (count + sum.amount, all + sum.amount * i64::from(sum.score)));
    (count > 0).then(|| Stars { count: count.unsigned_abs(), mean: all as f64 / count as f64 })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(channel: &str, reason: &str, figure: &str, score: i16, amount: i64) -> FeedbackSum {
        let place =
            FeedbackPlace { channel: channel.into(), reason: reason.into(), ..FeedbackPlace::default() };
        FeedbackSum { place, figure: figure.into(), score, amount }
    }

    #[test]
    fn the_score_as_recomputed_independently_with_its_response() {
        let sums = [
            sum("mail", "late", "asked", NONE, 400),
            sum("mail", "late", "answered", NONE, 100),
            sum("mail", "late", "nps", 10, 50),
            sum("mail", "late", "nps", 7, 30),
            sum("mail", "late", "nps", 3, 20),
        ];
        let figures = FeedbackFigures::of(&sums, FeedbackBy::Channel, &FeedbackOf::default());
        let nps = figures.rows[0].nps.figure.expect("enough answers");
        assert!((nps.value - 0.3).abs() < 1e-12, "{nps:?}");
        assert!(
            (nps.low.expect("an end") - 0.141).abs() < 5e-4
                && (nps.high.expect("an end") - 0.442).abs() < 5e-4
        );
        assert_eq!((figures.all.asked, figures.all.response.map(|between| between.value)), (400, Some(0.25)));
    }

    #[test]
    fn too_few_answers_say_only_how_many_they_are() {
        let sums = [sum("chat", "late", "csat", 5, 29)];
        let csat = FeedbackFigures::of(&sums, FeedbackBy::All, &FeedbackOf::default()).all.csat;
        assert_eq!((csat.answers, csat.figure, csat.scores), (29, None, None));
    }

    #[test]
    fn channels_that_are_asked_other_things_are_told_so_and_adjusted() {
        // Late parcels make customers unhappy, by whatever channel; the chat has more of them.
        let mut sums = Vec::new();
        for (channel, late, bill) in [("chat", 80, 20), ("mail", 20, 80)] {
            sums.push(sum(channel, "late", "csat", 1, late / 2));
            sums.push(sum(channel, "late", "csat", 5, late / 2));
            sums.push(sum(channel, "bill", "csat", 5, bill));
        }
        let figures = FeedbackFigures::of(&sums, FeedbackBy::Channel, &FeedbackOf::default());
        let chat = &figures.compared[0];
        assert!(chat.different && (chat.apart - 0.6).abs() < 1e-12, "{chat:?}");
        assert!(
            (chat.plain.expect("both") + 0.3).abs() < 1e-12 && chat.adjusted.value.abs() < 1e-12,
            "{chat:?}"
        );
    }
}
