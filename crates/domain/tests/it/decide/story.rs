//! The door of these tests: [`tell`] plays a story on one customer and writes down what came of it.
//!
//! A strategy is one text of files, each under a line `=== path`; `strategy.toml` and the message `m` are
//! there without being written. A story is a line per event, `06-01 10:00 delayed parcel:1 {"hours": 5}`, in
//! 2026 and UTC; `@1` before the type says that it came to the second original of a linked person, and `-`
//! instead of a type only lets time come there. Until each line, what falls due by itself happens at its own
//! time.

use compact_str::CompactString;
use serde_json::value::RawValue;
use voorzet_domain::decide::outcome::{Candidate, Decision, End, Happening, Outcome, Verdict};
use voorzet_domain::decide::{Input, Rates, decide};
use voorzet_domain::event::{AssetId, Event};
use voorzet_domain::reading::read;
use voorzet_domain::state::expectation::Arm;
use voorzet_domain::state::{CustomerState, Person};
use voorzet_domain::strategy::model::Strategy;
use voorzet_domain::strategy::{File, load};
use voorzet_domain::time::Timestamp;

/// No quiet hours, no limits, no control group, no annoyance: what a test is not about stays out of it.
pub(super) const CALM: &str = "=== strategy.toml
organisation = 'Shop'
languages = ['en']
quiet = false
[budget]
limits = []
[measure]
holdout = 0
[value]
annoyance = { base = 0, per_touch = 0 }
";

/// Compiles a strategy written as one text.
pub(super) fn strategy(text: &str) -> Strategy {
    let mut files: Vec<File> = Vec::new();
    let whole = if text.contains("=== strategy.toml") { text.to_owned() } else { format!("{CALM}{text}") };
    for part in whole.split("=== ").skip(1) {
        let (path, text) = part.split_once('\n').expect("a path and a text");
        files.push(File::new(path.trim(), text));
    }
    files.push(File::new("messages/m.en.md", "# News\n\nText.\n"));
    let loaded = load(&files);
    assert!(loaded.errors.is_empty(), "{:#?}", loaded.errors);
    loaded.strategy.expect("a strategy")
}

/// One person of one or more originals, and what is known of chances.
pub(super) struct Story {
    pub(super) strategy: Strategy,
    pub(super) originals: Vec<CustomerState>,
    pub(super) rates: Rates,
    /// What came of it, a line each.
    pub(super) told: String,
    /// The same as values, also what has no line: into which arm an expectation came.
    pub(super) happened: Vec<Happening>,
}

impl Story {
    /// One customer of whom every identity is known.
    pub(super) fn new(text: &str) -> Self {
        Self::of(strategy(text), 1)
    }

    /// A person of so many linked originals.
    pub(super) fn of(strategy: Strategy, originals: u64) -> Self {
        let original = |key| {
            let mut state = CustomerState::new(key);
            state.identities = 0xff;
            state
        };
        let rates = Rates::unknown(&strategy);
        Self {
            strategy,
            originals: (0..originals).map(original).collect(),
            rates,
            told: String::new(),
            happened: Vec::new(),
        }
    }

    /// Plays the lines of a story.
    pub(super) fn play(&mut self, story: &str) -> &mut Self {
        for line in story.lines().map(str::trim).filter(|line| !line.is_empty()) {
            self.line(line);
        }
        self
    }

    fn line(&mut self, line: &str) {
        let mut words = line.splitn(3, ' ');
        let (day, hour) = (words.next().expect("a day"), words.next().expect("an hour"));
        let now = at(&format!("{day} {hour}"));
        let mut rest = words.next().expect("an event").trim();
        let mut original = 0;
        if let Some(numbered) = rest.strip_prefix('@') {
            let (number, after) = numbered.split_once(' ').expect("an event");
            (original, rest) = (number.parse().expect("a number"), after);
        }
        let (head, data) = rest.find('{').map_or((rest, "{}"), |at| rest.split_at(at));
        let mut head = head.split_whitespace();
        let kind = head.next().expect("a type");
        if kind == "-" {
            self.pass(now, true);
            return;
        }
        self.pass(now, false);
        self.event(original, kind, now, head.next(), data);
    }

    /// An event comes now, having happened at its own time.
    pub(super) fn late(&mut self, kind: &str, happened: &str, data: &str, now: &str) {
        let reading = self.reading(kind, at(happened), None, data);
        self.decide(0, Input::Event(&reading), at(now));
    }

    fn reading(
        &self,
        kind: &str,
        time: Timestamp,
        asset: Option<&str>,
        data: &str,
    ) -> voorzet_domain::reading::Reading {
        let event = Event {
            id: CompactString::const_new("1"),
            source: CompactString::const_new("test"),
            kind: kind.into(),
            time,
            customer: smallvec::SmallVec::new(),
            asset: asset.map(|asset| AssetId::parse(asset).expect("an asset")),
            data: RawValue::from_string(data.to_owned()).expect("JSON"),
        };
        read(&event, &self.strategy).expect("usable").unwrap_or_else(|| panic!("no use for {kind}"))
    }

    fn event(&mut self, original: usize, kind: &str, now: Timestamp, asset: Option<&str>, data: &str) {
        let reading = self.reading(kind, now, asset, data);
        self.decide(original, Input::Event(&reading), now);
    }

    /// Lets what falls due happen, each at its time.
    pub(super) fn pass(&mut self, until: Timestamp, inclusive: bool) {
        loop {
            let due = self.originals.iter().enumerate();
            let due = due.filter_map(|(at, original)| Some((original.due()?, at))).min();
            match due {
                Some((due, original)) if due < until || (inclusive && due == until) => {
                    self.decide(original, Input::Due, due);
                }
                _ => break,
            }
        }
    }

    fn decide(&mut self, original: usize, input: Input<'_>, now: Timestamp) {
        let unit = self.originals[0].key;
        self.originals.swap(0, original);
        let mut outcome = Outcome::default();
        let (own, linked) = self.originals.split_first_mut().expect("an original");
        let person = &mut Person { own, linked, unit };
        decide(person, input, &self.strategy, &self.rates, now, &mut outcome);
        self.originals.swap(0, original);
        let short = short(now);
        for happening in &outcome.happenings {
            if let Some(line) = describe(happening, &self.strategy) {
                self.told.push_str(&format!("{short} {line}\n"));
            }
        }
        self.happened.append(&mut outcome.happenings);
        if outcome.absent > 0 {
            self.told.push_str(&format!("{short} absent {}\n", outcome.absent));
        }
    }

    /// Compares what came of it; indentation does not count.
    #[track_caller]
    pub(super) fn told(&self, expected: &str) {
        let lines = expected.lines().map(str::trim).filter(|line| !line.is_empty());
        let expected = lines.fold(String::new(), |text, line| text + line + "\n");
        assert!(self.told == expected, "expected:\n{expected}\nbut came:\n{}", self.told);
    }

    /// The lines with this word in them.
    pub(super) fn lines(&self, word: &str) -> Vec<&str> {
        self.told.lines().filter(|line| line.contains(word)).collect()
    }
}

/// Plays a story on one customer and compares all that came of it.
#[track_caller]
pub(super) fn check(text: &str, story: &str, expected: &str) {
    Story::new(text).play(story).told(expected);
}

/// `06-01 10:00`, with seconds and fractions if need be, in 2026; UTC.
pub(super) fn at(text: &str) -> Timestamp {
    let (day, hour) = text.split_once(' ').expect("a day and an hour");
    let seconds = if hour.len() == 5 { ":00" } else { "" };
    let year = if day.len() == 5 { "2026-" } else { "" };
    Timestamp::parse(&format!("{year}{day}T{hour}{seconds}Z")).expect("a time")
}

fn short(at: Timestamp) -> String {
    let text = at.to_string();
    let text = text.trim_start_matches("2026-").trim_end_matches('Z').replace('T', " ");
    text.strip_suffix(":00").map_or(text.clone(), str::to_owned)
}

fn describe(happening: &Happening, strategy: &Strategy) -> Option<String> {
    let reason = |id: voorzet_domain::strategy::model::ReasonId| strategy.reasons[id.index()].id.as_str();
    let signal = |id: voorzet_domain::strategy::model::SignalId| strategy.signals[id.index()].id.as_str();
    Some(match happening {
        Happening::Signal(id) => format!("signal {}", signal(*id)),
        Happening::Crowded(id) => format!("crowded {}", signal(*id)),
        Happening::Opened { signal: id, .. } => format!("opened by {}", signal(*id)),
        Happening::Settled { reason: id, opened, end, .. } => {
            let end = match end {
                End::Met => "met",
                End::TooLate => "too late",
                End::Missed => "missed",
                End::Lapsed => "lapsed",
            };
            format!("{} of {} {end}", reason(*id), short(*opened))
        }
        Happening::Assigned { .. } => return None,
        Happening::HeldOut { reason: id, .. } => format!("held out of {}", reason(*id)),
        Happening::Contact { reason: id, channel, expected } => {
            let expected = expected.map_or("unexpected".to_owned(), |lead| format!("expected {lead} before"));
            format!("contact {} by {channel}, {expected}", reason(*id))
        }
        Happening::Window { signal: id, hit, arm } => {
            let arm = match arm {
                Arm::Untouched => "",
                Arm::Treated => ", treated",
                Arm::HeldOut => ", held out",
            };
            format!("window of {} {}{arm}", signal(*id), if *hit { "hit" } else { "not hit" })
        }
        Happening::Decision(decision) => choice(decision, strategy),
    })
}

fn choice(decision: &Decision, strategy: &Strategy) -> String {
    let verdict = match &decision.verdict {
        Verdict::Act(deed) | Verdict::HeldOut(deed) => {
            let word = if matches!(decision.verdict, Verdict::Act(_)) { "act" } else { "withhold" };
            let replaces = if deed.replaces { " again" } else { "" };
            format!("{word}{replaces} {} {} for {}", deed.level.name(), deed.means.name(strategy), deed.cost)
        }
        Verdict::Nothing => "nothing".to_owned(),
        Verdict::Deferred { until, by } => format!("wait until {} for {}", short(*until), by.name()),
        Verdict::Refused { by } => format!("refuse for {}", by.name()),
    };
    let mut text = decision.key.to_string();
    if !text.is_empty() {
        text.push(' ');
    }
    text = format!("{}: {text}{verdict}", strategy.reasons[decision.reason.index()].id);
    if (decision.probability - 1.0).abs() > 1e-9 {
        text = format!("{text}, drawn with {:.4}", decision.probability);
    }
    if decision.if_not_fixed {
        text.push_str(", if not fixed");
    }
    let considered = |candidate: &Candidate| {
        let score = candidate.score.map(|score| format!(" {score:.4}")).unwrap_or_default();
        let out = candidate.out.map(|out| format!(" {}", out.name())).unwrap_or_default();
        format!("{}{score}{out}", candidate.means.name(strategy))
    };
    let considered: Vec<String> = decision.candidates.iter().map(considered).collect();
    if considered.is_empty() { text } else { format!("{text} [{}]", considered.join(", ")) }
}
