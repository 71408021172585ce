//! A strategy on one screen: what it has, and per reason what is seen coming and done.

use std::fmt;

use serde::Serialize;

use super::model::{Budget, Level, Quadrant, Quiet, Reason, ReasonId, Strategy};

/// The facts of a strategy.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Summary {
    /// The organisation.
    pub organisation: String,
    /// The version of its files.
    pub version: String,
    /// The languages customers are written to.
    pub languages: Vec<String>,
    /// The time zone.
    pub timezone: String,
    /// From when until when customers are left alone, as `21:00`.
    pub quiet: Option<(String, String)>,
    /// At most so many touches in such a span: `2 in 7d`.
    pub limits: Vec<String>,
    /// The purposes with their grounds: `service (contract)`.
    pub purposes: Vec<String>,
    /// The channels by which customers are approached.
    pub channels: Vec<String>,
    /// The share of customers for whom nothing proactive is done.
    pub holdout: f64,
    /// How many event types are declared or named, the built-in ones included.
    pub event_types: usize,
    /// How many signals there are.
    pub signals: usize,
    /// How many messages there are.
    pub messages: usize,
    /// How many answers there are.
    pub answers: usize,
    /// The reasons as a tree: each after its parent.
    pub reasons: Vec<ReasonSummary>,
}

/// The facts of one reason.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ReasonSummary {
    /// Its name in files.
    pub id: String,
    /// How deep in the tree it stands, from 0.
    pub depth: usize,
    /// What people call it, in the first language.
    pub name: String,
    /// Its kind.
    pub kind: &'static str,
    /// Its quadrant on the value–irritant matrix.
    pub quadrant: Quadrant,
    /// Its signals.
    pub signals: Vec<String>,
    /// The levels of its steps, in order.
    pub steps: Vec<Level>,
    /// The levels of what it offers at a contact, in order, each once.
    pub offers: Vec<Level>,
    /// The share of customers withheld.
    pub holdout: f64,
}

/// The facts of a strategy.
pub fn summary(strategy: &Strategy) -> Summary {
    let mut reasons = Vec::new();
    for (index, reason) in strategy.reasons.iter().enumerate() {
        if reason.parent.is_none() {
            descend(strategy, ReasonId(index as u16), 0, &mut reasons);
        }
    }
    Summary {
        organisation: strategy.organisation.clone(),
        version: strategy.version.clone(),
        languages: strategy.languages.iter().map(ToString::to_string).collect(),
        timezone: strategy.zone.iana_name().unwrap_or("UTC").to_owned(),
        quiet: strategy.quiet.map(|Quiet { from, to }| (clock(from), clock(to))),
        limits: limits(&strategy.budget),
        purposes: strategy
            .purposes
            .iter()
            .map(|purpose| format!("{} ({})", purpose.name, purpose.basis.name()))
            .collect(),
        channels: strategy.channels.iter().map(|channel| channel.name.to_string()).collect(),
        holdout: strategy.global_holdout,
        event_types: strategy.types.len(),
        signals: strategy.signals.len(),
        messages: strategy.messages.len(),
        answers: strategy.answers.len(),
        reasons,
    }
}

fn descend(strategy: &Strategy, id: ReasonId, depth: usize, into: &mut Vec<ReasonSummary>) {
    let reason = &strategy.reasons[id.index()];
    into.push(one(strategy, reason, depth));
    for (index, child) in strategy.reasons.iter().enumerate() {
        if child.parent == Some(id) {
            descend(strategy, ReasonId(index as u16), depth + 1, into);
        }
    }
}

fn one(strategy: &Strategy, reason: &Reason, depth: usize) -> ReasonSummary {
    let mut offers: Vec<Level> = Vec::new();
    for offer in &reason.offers {
        if !offers.contains(&offer.level) {
            offers.push(offer.level);
        }
    }
    let language = strategy.languages.first().map_or("", |language| language.as_str());
    ReasonSummary {
        id: reason.id.to_string(),
        depth,
        name: reason.name.get(language).to_owned(),
        kind: reason.kind.name(),
        quadrant: reason.quadrant(),
        signals: reason.signals.iter().map(|id| strategy.signals[id.index()].id.to_string()).collect(),
        steps: reason.steps.iter().map(|step| step.level).collect(),
        offers,
        holdout: reason.holdout,
    }
}

fn limits(budget: &Budget) -> Vec<String> {
    budget.limits.iter().map(|limit| format!("{} in {}", limit.max, limit.per)).collect()
}

fn clock(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} · version {}", self.organisation, self.version)?;
        let counted =
            |amount: usize, noun: &str| format!("{amount} {noun}{}", if amount == 1 { "" } else { "s" });
        let counts = [
            counted(self.reasons.len(), "reason"),
            counted(self.signals, "signal"),
            counted(self.event_types, "event type"),
            counted(self.messages, "message"),
            counted(self.answers, "answer"),
        ];
        writeln!(f, "{}", counts.join(", "))?;
        let quiet = match &self.quiet {
            Some((from, to)) => format!("{from} to {to}, {}", self.timezone),
            None => "never".to_owned(),
        };
        let limits = match self.limits.as_slice() {
            [] => "no limit".to_owned(),
            limits => format!("at most {}", limits.join(", ")),
        };
        writeln!(f, "languages  {}", self.languages.join(", "))?;
        writeln!(f, "quiet      {quiet}")?;
        writeln!(f, "budget     {limits}")?;
        writeln!(f, "purposes   {}", self.purposes.join(", "))?;
        writeln!(f, "channels   {}", self.channels.join(", "))?;
        writeln!(f, "withheld   {} over all reasons", percent(self.holdout))?;
        writeln!(f)?;
        let rows: Vec<[String; 6]> = std::iter::once(HEAD.map(str::to_owned))
            .chain(self.reasons.iter().map(ReasonSummary::row))
            .collect();
        let mut widths = [0; 6];
        for row in &rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = cell.chars().count().max(*width);
            }
        }
        for row in &rows {
            let mut line = String::new();
            for (width, cell) in widths.iter().zip(row) {
                line.push_str(cell);
                line.extend(std::iter::repeat_n(' ', width + 2 - cell.chars().count()));
            }
            writeln!(f, "{}", line.trim_end())?;
        }
        Ok(())
    }
}

const HEAD: [&str; 6] = ["reason", "quadrant", "signals", "steps", "at a contact", "withheld"];

impl ReasonSummary {
    fn row(&self) -> [String; 6] {
        let levels = |levels: &[Level]| {
            let names: Vec<&str> = levels.iter().map(|level| level.name()).collect();
            if names.is_empty() { "–".to_owned() } else { names.join(" → ") }
        };
        let quadrant = match self.quadrant {
            Quadrant::Eliminate => "eliminate",
            Quadrant::Automate => "automate",
            Quadrant::Simplify => "simplify",
            Quadrant::Leverage => "leverage",
            Quadrant::Undecided => "–",
        };
        [
            format!("{}{}", "  ".repeat(self.depth), self.id),
            quadrant.to_owned(),
            if self.signals.is_empty() { "–".to_owned() } else { self.signals.join(", ") },
            levels(&self.steps),
            levels(&self.offers),
            if self.holdout > 0.0 { percent(self.holdout) } else { "–".to_owned() },
        ]
    }
}

fn percent(share: f64) -> String {
    let whole = (share * 1000.0).round() / 10.0;
    format!("{whole} %")
}
