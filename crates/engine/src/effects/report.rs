//! Effects as they are shown: by decision type, reason, level and channel, and of everything together.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use voorzet_domain::time::Timestamp;
use voorzet_insight::experiment::effect::{Effect, Verdict};
use voorzet_insight::experiment::guard::{Guard, Halt};
use voorzet_insight::experiment::sequence::Sequence;
use voorzet_store::effects::{DecisionType, Experiment, GuardRow};
use voorzet_store::error::StoreError;
use voorzet_store::reader::Reader;

use super::book::{Book, Outcome};
use super::cell::{Cell, Figure};
use super::satisfaction::{self, Satisfaction};
use super::{ALPHA, NARROWEST, guard};
use crate::own::Harm;
use crate::projection::figure;

/// What was avoided and what was caused.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Effects {
    /// How often an interval may ever miss, however often one looks.
    pub alpha: f64,
    /// Everything that is done, against doing nothing proactive at all: the control group over all reasons.
    pub overall: Option<EffectRow>,
    /// By decision type, each experiment by itself.
    pub decisions: Vec<EffectRow>,
    /// By reason.
    pub reasons: Vec<EffectRow>,
    /// By level.
    pub levels: Vec<EffectRow>,
    /// By channel, webhook or queue.
    pub channels: Vec<EffectRow>,
}

/// What comes of something that is done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct EffectRow {
    /// The decision type, as its guard is resumed by: `late-delivery:proactive:mail`; none of several together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The level: `prevent` or `proactive`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<String>,
    /// The channel, webhook or queue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// Which experiment on it, from 0: a resumption begins another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub epoch: Option<u32>,
    /// Customers for whom it was done, whose time to contact has ended.
    pub treated: Arm,
    /// Customers for whom it was withheld.
    pub control: Arm,
    /// Customers whose time to contact still runs.
    pub running: u64,
    /// Customers who turned out to be in both arms, and are left out.
    pub crossed: u64,
    /// More contacts, by all channels on all reasons; below nought fewer.
    pub contacts: Measured,
    /// More spent on handling them.
    pub cost: Measured,
    /// More complaints.
    pub complaints: Measured,
    /// More consents withdrawn.
    pub opt_outs: Measured,
    /// What those say who were asked how they were helped, and answered: who that is, no lot has drawn.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub satisfaction: Vec<Satisfaction>,
    /// What doing it cost.
    pub spent: f64,
    /// Whether the arms are as large as they were drawn; none when nobody was held back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sample_ratio: Option<Ratio>,
    /// Expectations on which it was done and that ended without a contact: candidates for avoided, and no more. None where
    /// they are not told apart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub candidates: Option<u64>,
    /// How many contacts fewer there were for each candidate, between what and what.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_candidate: Option<Between>,
    /// The guard; none of several together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guard: Option<GuardView>,
}

/// An arm.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Arm {
    /// Customers, each once a quarter and reason.
    pub units: u64,
    /// Their contacts.
    pub contacts: u64,
    /// Those in the ninety days before.
    pub earlier: u64,
}

/// How much more of something there was.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Measured {
    /// Per customer for whom it is done; below nought less. None of nobody.
    pub each: Option<Between>,
    /// Over all for whom it was done.
    pub total: Option<Between>,
    /// `avoided`, `caused` or `not_established`.
    #[schema(value_type = String)]
    pub verdict: Word,
}

/// A figure, and between what it lies.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Between {
    /// The figure.
    pub value: f64,
    /// At least.
    pub low: f64,
    /// At most.
    pub high: f64,
}

/// What is established.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Word {
    /// There was less.
    Avoided,
    /// There was more.
    Caused,
    /// Neither.
    NotEstablished,
}

/// Whether the arms are as large as they were drawn.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Ratio {
    /// The share that the lot should have treated.
    pub drawn: f64,
    /// The share that was.
    pub found: f64,
    /// How likely shares so far apart are by chance.
    pub p: f64,
    /// Whether that is likely enough for the comparison to say anything.
    pub valid: bool,
}

/// How a guard stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct GuardView {
    /// `learning`, `watching` or `halted`; `ended` of an experiment that another followed.
    pub state: String,
    /// When it was halted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub halted: Option<Timestamp>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<Harm>,
    /// When it was resumed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub resumed: Option<Timestamp>,
    /// By whom.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resumed_by: Option<String>,
    /// What they said of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// Every experiment with its units, as a store has them.
#[derive(Clone, Debug, Default)]
pub struct Experiments {
    books: BTreeMap<Experiment, Book>,
    guards: Vec<GuardRow>,
    candidates: BTreeMap<(String, String), u64>,
}

impl Experiments {
    /// Reads them.
    ///
    /// # Errors
    /// When the store fails.
    pub fn read(reader: &Reader) -> Result<Self, StoreError> {
        let mut all = Self { guards: reader.guards()?, ..Self::default() };
        for sum in reader.effect_sums()? {
            if let Some(known) = Figure::from_name(&sum.figure) {
                let book = all.books.entry(sum.experiment).or_default();
                book.add_figure(sum.day, sum.share, sum.treated, known, sum.amount);
            }
        }
        let totals = reader.totals(i32::MIN, i32::MAX)?;
        for sum in totals.into_iter().filter(|sum| sum.figure == figure::NOT_CAME && !sum.history) {
            let known = all.candidates.entry((sum.reason.into(), sum.detail.into())).or_default();
            *known += u64::try_from(sum.amount).unwrap_or_default();
        }
        Ok(all)
    }

    /// The units of an experiment.
    pub fn book(&self, of: &Experiment) -> Option<&Book> {
        self.books.get(of)
    }

    /// What they show on a day.
    pub fn effects(&self, today: i32) -> Effects {
        let own = self.books.iter().filter(|(experiment, _)| !experiment.of.reason.is_empty());
        let decisions: Vec<EffectRow> =
            own.clone().map(|(experiment, book)| self.decision(experiment, book, today)).collect();
        let grouped = |key: fn(&DecisionType) -> (&str, &str)| {
            let mut groups: BTreeMap<(&str, &str), Book> = BTreeMap::new();
            for (experiment, book) in own.clone() {
                groups.entry(key(&experiment.of)).or_default().merge(book);
            }
            groups
        };
        let reasons = grouped(|of| (&of.reason, "")).into_iter().map(|((reason, _), book)| {
            let row = row(&book, today, Some(self.candidates_of(reason, None)));
            EffectRow { reason: Some(reason.to_owned()), ..row }
        });
        let levels = grouped(|of| (&of.level, "")).into_iter().map(|((level, _), book)| {
            let row = row(&book, today, Some(self.candidates_at(level)));
            EffectRow { level: Some(level.to_owned()), ..row }
        });
        let channels = grouped(|of| (&of.by, &of.level)).into_iter().map(|((by, level), book)| EffectRow {
            by: Some(by.to_owned()),
            level: Some(level.to_owned()),
            ..row(&book, today, None)
        });
        let (reasons, levels, channels) = (reasons.collect(), levels.collect(), channels.collect());
        let overall = self.books.get(&Experiment::default()).map(|book| {
            let candidates = self.candidates.values().sum();
            row(book, today, Some(candidates))
        });
        Effects { alpha: ALPHA, overall, decisions, reasons, levels, channels }
    }

    fn decision(&self, experiment: &Experiment, book: &Book, today: i32) -> EffectRow {
        let DecisionType { reason, level, by } = &experiment.of;
        // Candidates are not told apart by channel: they stand here where there is one only.
        let alone = self.books.keys().filter(|other| other.of.reason == *reason && other.of.level == *level);
        let candidates = (alone.count() == 1).then(|| self.candidates_of(reason, Some(level)));
        EffectRow {
            id: Some(id(&experiment.of)),
            reason: Some(reason.to_string()),
            level: Some(level.to_string()),
            by: Some(by.to_string()),
            epoch: Some(experiment.epoch),
            guard: Some(self.guard(experiment, book, today)),
            ..row(book, today, candidates)
        }
    }

    fn guard(&self, experiment: &Experiment, book: &Book, today: i32) -> GuardView {
        let halt = self.guards.iter().find(|guard| guard.experiment == *experiment);
        let word = match (halt, guard::look(book, today)) {
            (Some(GuardRow { resumed: Some(_), .. }), _) => "ended",
            (Some(_), _) | (None, Guard::Halted(Halt::Incident)) => "halted",
            (None, Guard::Learning) => "learning",
            // It is halted at the next look.
            (None, Guard::Watching | Guard::Halted(_)) => "watching",
        };
        let resumed = halt.and_then(|halt| halt.resumed.as_ref());
        GuardView {
            state: word.to_owned(),
            halted: halt.map(|halt| halt.halted),
            why: halt.and_then(|halt| serde_json::from_str(&halt.why).ok()),
            resumed: resumed.map(|resumed| resumed.at),
            resumed_by: resumed.map(|resumed| resumed.by.clone()),
            note: resumed.map(|resumed| resumed.note.clone()),
        }
    }

    fn candidates_of(&self, reason: &str, level: Option<&str>) -> u64 {
        let wanted =
            |(known, at): &(String, String)| known == reason && level.is_none_or(|level| at == level);
        self.candidates.iter().filter(|(key, _)| wanted(key)).map(|(_, amount)| amount).sum()
    }

    fn candidates_at(&self, level: &str) -> u64 {
        self.candidates.iter().filter(|((_, at), _)| at == level).map(|(_, amount)| amount).sum()
    }
}

/// A decision type as an address names it.
fn id(of: &DecisionType) -> String {
    format!("{}:{}:{}", of.reason, of.level, of.by)
}

fn row(book: &Book, today: i32, candidates: Option<u64>) -> EffectRow {
    let [control, treated] = book.ended(today);
    let [all_control, all_treated] = book.all();
    let units = |cell: &Cell| cell.count(Figure::Units);
    let arm = |cell: &Cell| Arm {
        units: units(cell),
        contacts: cell.count(Figure::Contacts),
        earlier: cell.count(Figure::Earlier),
    };
    let ratio = book.sample_ratio();
    let of = |outcome| {
        let seen = book.pseudo_outcomes(outcome, today);
        Sequence::new(ALPHA, NARROWEST).map(|sequence| Effect::of(&seen, &sequence, ratio))
    };
    let contacts = of(Outcome::Contacts);
    let per_candidate = candidates
        .and_then(|candidates| contacts?.per_candidate(units(&treated), candidates))
        .map(|(value, (low, high))| Between { value, low, high });
    let measured = |effect: Option<Effect>, unit: f64| Measured::of(effect, units(&treated), unit);
    EffectRow {
        id: None,
        reason: None,
        level: None,
        by: None,
        epoch: None,
        treated: arm(&treated),
        control: arm(&control),
        running: units(&all_treated) + units(&all_control) - units(&treated) - units(&control),
        crossed: all_treated.count(Figure::Crossed) + all_control.count(Figure::Crossed),
        contacts: measured(contacts, 1.0),
        cost: measured(of(Outcome::Cost), 100.0),
        complaints: measured(of(Outcome::Complaints), 1.0),
        opt_outs: measured(of(Outcome::OptOuts), 1.0),
        satisfaction: satisfaction::of(book, today),
        spent: all_treated[Figure::Spent] as f64 / 1e6,
        sample_ratio: ratio.zip(book.share()).map(|(ratio, drawn)| Ratio {
            drawn,
            found: units(&all_treated) as f64 / (units(&all_treated) + units(&all_control)) as f64,
            p: ratio.p,
            valid: ratio.is_valid(),
        }),
        candidates,
        per_candidate,
        guard: None,
    }
}

impl Measured {
    /// What was measured in a `unit`-th of what is shown.
    fn of(effect: Option<Effect>, treated: u64, unit: f64) -> Self {
        let between = |value: f64, (low, high): (f64, f64)| Between {
            value: value / unit,
            low: low / unit,
            high: high / unit,
        };
        let each = effect.and_then(|effect| Some(between(effect.per_unit?, effect.interval?)));
        let total = effect.and_then(|effect| effect.over(treated));
        let verdict = match effect.map(|effect| effect.verdict) {
            Some(Verdict::Avoided) => Word::Avoided,
            Some(Verdict::Caused) => Word::Caused,
            Some(Verdict::NotEstablished) | None => Word::NotEstablished,
        };
        Self { each, total: total.map(|(value, interval)| between(value, interval)), verdict }
    }
}
