//! A replay as naive as it can be, written from what the strategy language says and not from how the engine
//! does it: it keeps no state that moves along. Whatever it wants to know of a customer at a moment, it reads
//! from the whole list of that customer's events again.
//!
//! Its family of strategies: `first` with a count over a window, an absence and an asset that moves; `second`
//! below it; keys by asset or none; `until`; one message, worth it or not; a budget and quiet hours. All times
//! are whole hours, so that most things happen at one instant.

use std::collections::{BTreeMap, BTreeSet};

/// What varies between strategies.
#[derive(Clone, Debug)]
pub(super) struct Rules {
    /// `seen` so often …
    pub(super) threshold: usize,
    /// … in so many hours.
    pub(super) window: u32,
    pub(super) lead: u32,
    pub(super) within: u32,
    /// Hours without `paid` after `sent`.
    pub(super) after: u32,
    /// Whether two assets are two expectations on `first`.
    pub(super) by_asset: bool,
    /// Whether `paid` ends what `seen` opened.
    pub(super) until: bool,
    /// Whether the message of each signal is worth it: seen, sent, moved, and seen for `second`.
    pub(super) worth: [bool; 4],
    /// At most so many touches in so many hours.
    pub(super) limits: Vec<(usize, u32)>,
    /// Whether there are quiet hours: 21:00 to 08:00 in Amsterdam, which is 19:00 to 06:00 UTC in June.
    pub(super) quiet: bool,
}

impl Rules {
    /// The strategy as its files say it.
    pub(super) fn files(&self) -> String {
        let chance = |at: usize| if self.worth[at] { "0.5" } else { "0.001" };
        let limits: Vec<String> =
            self.limits.iter().map(|(max, per)| format!("{{ max = {max}, per = '{per}h' }}")).collect();
        let (lead, within) = (self.lead, self.within);
        let message =
            "[[step]]\nlevel = 'proactive'\nmessage = 'm'\nchannels = ['mail']\n[measure]\nholdout = 0\n";
        format!(
            "=== strategy.toml
organisation = 'Shop'
languages = ['en']
quiet = {}
[budget]
limits = [{}]
[measure]
holdout = 0
[channels]
mail = {{}}
[queues]
desk = {{}}
[value]
annoyance = {{ base = 0, per_touch = 0 }}
=== events.toml
[seen]
fields = {{ n = 'int' }}
[sent]
[paid]
[bought]
fields = {{ thing = 'string' }}
link = {{ asset = 'thing:{{thing}}' }}
[moved]
subject = 'thing'
=== reasons/first.toml
key = '{}'
[[signal]]
id = 'often'
on = 'seen'
when = \"event.n >= 2 && count('seen', '{}h') >= {}\"
lead = '{lead}h'
within = '{within}h'
chance = {}
{}
[[signal]]
id = 'unpaid'
on = 'sent'
after = '{}h'
unless = ['paid']
until = ['paid']
lead = '{lead}h'
within = '{within}h'
chance = {}
[[signal]]
id = 'moved'
on = 'moved'
within = '{within}h'
chance = {}
{message}
[inbound]
offer = ['digital:desk']
=== reasons/second.toml
parent = 'first'
key = 'reason'
[[signal]]
id = 'much'
on = 'seen'
when = 'event.n >= 3'
lead = '{lead}h'
within = '{within}h'
chance = {}
{message}",
            if self.quiet { "{ from = '21:00', to = '08:00' }" } else { "false" },
            limits.join(", "),
            if self.by_asset { "asset" } else { "reason" },
            self.window,
            self.threshold,
            chance(0),
            if self.until { "until = ['paid']" } else { "" },
            self.after,
            chance(1),
            chance(2),
            chance(3),
        )
    }
}

/// What can happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    Seen(u8),
    Sent,
    Paid,
    /// The customer is tied to the thing from now on.
    Bought,
    /// To the thing, and so to all who are tied to it.
    Moved,
    /// On `first`, `second`, or a reason that nobody knows.
    Contact(u8),
}

/// One event of a history. They stand in the order of their hours.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fact {
    pub(super) hour: u32,
    pub(super) customer: u8,
    pub(super) what: What,
    pub(super) thing: Option<u8>,
}

impl Fact {
    /// The line of a file that says so.
    pub(super) fn line(&self, id: usize) -> String {
        let thing = |thing: u8| format!("thing:{thing}");
        let customer = format!("account:u{}", self.customer);
        let about = match (self.what, self.thing) {
            (What::Moved, name) => thing(name.unwrap_or(0)),
            (What::Bought, _) | (_, None) => customer,
            (_, Some(name)) => format!("{} by {customer}", thing(name)),
        };
        let (kind, data) = match self.what {
            What::Seen(n) => ("seen", format!("{{\"n\":{n}}}")),
            What::Sent => ("sent", "{}".to_owned()),
            What::Paid => ("paid", "{}".to_owned()),
            What::Bought => ("bought", format!("{{\"thing\":\"{}\"}}", self.thing.unwrap_or(0))),
            What::Moved => ("moved", "{}".to_owned()),
            What::Contact(reason) => {
                let reason = ["first", "second", "third"][usize::from(reason)];
                ("contact.received", format!("{{\"reason\":\"{reason}\",\"channel\":\"chat\"}}"))
            }
        };
        super::event(&id.to_string(), kind, &super::hour(self.hour), &about, &data)
    }
}

/// The figures of one reason.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Figures {
    pub(super) signals: u64,
    pub(super) contacts: u64,
    pub(super) expected: u64,
    pub(super) expectations: u64,
    pub(super) met: u64,
    pub(super) too_late: u64,
    pub(super) missed: u64,
    pub(super) lapsed: u64,
    pub(super) open: u64,
    pub(super) act: u64,
    pub(super) nothing: u64,
    pub(super) deferred: u64,
    pub(super) refused: u64,
    pub(super) offered: u64,
    pub(super) callers: u64,
    pub(super) approached: u64,
    /// Hours between expectation and contact.
    pub(super) leads: Vec<u32>,
}

/// A moment: the hour; at one hour events, then signals that fall due, then what waited, then ends; and a
/// place among those.
type Moment = (u32, u8, usize);

/// A signal went off.
#[derive(Clone, Debug)]
struct Firing {
    when: Moment,
    signal: usize,
    reason: usize,
    key: Option<u8>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum End {
    Met,
    TooLate,
    Missed,
    Lapsed,
    Open,
}

/// One expectation, from its opening to its end.
#[derive(Clone, Debug)]
struct Life {
    reason: usize,
    key: Option<u8>,
    opened: Moment,
    end: Moment,
    how: End,
    /// The firings that opened and strengthened it.
    by: Vec<Firing>,
}

pub(super) const REASONS: [&str; 3] = ["first", "other", "second"];
const FIRST: usize = 0;
const OTHER: usize = 1;
const SECOND: usize = 2;

/// The figures of a whole history, by reason.
pub(super) fn judge(rules: &Rules, history: &[Fact]) -> BTreeMap<&'static str, Figures> {
    let mut figures = vec![Figures::default(); 3];
    let last = history.last().map_or(0, |fact| fact.hour);
    let customers: BTreeSet<u8> =
        history.iter().filter(|fact| fact.what != What::Moved).map(|fact| fact.customer).collect();
    for customer in customers {
        Judge { rules, facts: of_customer(history, customer), last }.judge(&mut figures);
    }
    REASONS.into_iter().zip(figures).collect()
}

/// What concerns a customer: their own events, and those of things they were tied to before.
fn of_customer(history: &[Fact], customer: u8) -> Vec<Fact> {
    let concerns = |(at, fact): (usize, &Fact)| {
        let tied = || {
            let bought = |before: &&Fact| before.customer == customer && before.what == What::Bought;
            history[..at].iter().filter(bought).any(|before| before.thing == fact.thing)
        };
        let own = if fact.what == What::Moved { tied() } else { fact.customer == customer };
        own.then_some(*fact)
    };
    history.iter().enumerate().filter_map(concerns).collect()
}

struct Judge<'a> {
    rules: &'a Rules,
    facts: Vec<Fact>,
    last: u32,
}

fn same(a: Option<u8>, b: Option<u8>) -> bool {
    a.is_none() || b.is_none() || a == b
}

impl Judge<'_> {
    /// The key of an event among expectations on a reason.
    fn key(&self, reason: usize, fact: &Fact) -> Option<u8> {
        if reason == FIRST && self.rules.by_asset { fact.thing } else { None }
    }

    fn firings(&self) -> Vec<Firing> {
        let rules = self.rules;
        let mut all = Vec::new();
        for (at, fact) in self.facts.iter().enumerate() {
            let mut fire = |when, signal: usize| {
                let reason = if signal == 3 { SECOND } else { FIRST };
                all.push(Firing { when, signal, reason, key: self.key(reason, fact) });
            };
            let now = (fact.hour, 0, at);
            match fact.what {
                What::Seen(n) => {
                    let inside = |other: &&Fact| {
                        matches!(other.what, What::Seen(_)) && other.hour + rules.window > fact.hour
                    };
                    let often = self.facts[..=at].iter().filter(inside).count() >= rules.threshold;
                    if n >= 2 && often {
                        fire(now, 0);
                    }
                    if n >= 3 {
                        fire(now, 3);
                    }
                }
                What::Sent => {
                    let due = fact.hour + rules.after;
                    let key = self.key(FIRST, fact);
                    let ends = |later: &Fact| {
                        later.what == What::Paid && later.hour <= due && same(self.key(FIRST, later), key)
                    };
                    if due <= self.last && !self.facts[at + 1..].iter().any(ends) {
                        fire((due, 1, at), 1);
                    }
                }
                What::Moved => fire(now, 2),
                _ => {}
            }
        }
        all.sort_by_key(|firing| firing.when);
        all
    }

    /// What becomes of an expectation that a firing opens.
    fn life(&self, first: &Firing, firings: &[Firing]) -> Life {
        let rules = self.rules;
        let lead = if first.signal == 2 { 0 } else { rules.lead };
        let mut deadline = first.when.0 + rules.within;
        let mut by = vec![first.clone()];
        let ended =
            |end, how, by| Life { reason: first.reason, key: first.key, opened: first.when, end, how, by };
        // Every moment of the customer's again: events, and firings of the same expectation.
        let events = self.facts.iter().enumerate().map(|(at, fact)| ((fact.hour, 0, at), Some(fact), None));
        let again = firings
            .iter()
            .filter(|other| other.reason == first.reason && other.key == first.key)
            .map(|other| (other.when, None, Some(other)));
        let mut moments: Vec<_> = events.chain(again).filter(|moment| moment.0 > first.when).collect();
        moments.sort_by_key(|moment| (moment.0, moment.2.is_some()));
        for (when, fact, firing) in moments {
            if when.0 > deadline {
                break;
            }
            if let Some(firing) = firing {
                deadline = deadline.max(when.0 + rules.within);
                by.push(firing.clone());
                continue;
            }
            let fact = fact.expect("an event or a firing");
            let key = self.key(first.reason, fact);
            match fact.what {
                What::Contact(about) => {
                    let line: &[usize] = [&[FIRST][..], &[SECOND, FIRST], &[OTHER]][usize::from(about)];
                    if line.contains(&first.reason) && same(key, first.key) {
                        let how = if when.0 > first.when.0 + lead { End::Met } else { End::TooLate };
                        return ended(when, how, by);
                    }
                }
                What::Paid => {
                    let ends = |firing: &Firing| firing.signal == 1 || (firing.signal == 0 && rules.until);
                    if first.reason == FIRST && by.iter().any(ends) && same(key, first.key) {
                        return ended(when, End::Lapsed, by);
                    }
                }
                _ => {}
            }
        }
        let how = if deadline <= self.last { End::Missed } else { End::Open };
        ended((deadline, 3, 0), how, by)
    }

    fn lives(&self, firings: &[Firing]) -> Vec<Life> {
        let mut lives: Vec<Life> = Vec::new();
        for firing in firings {
            let part = |life: &Life| {
                life.reason == firing.reason
                    && life.key == firing.key
                    && life.opened <= firing.when
                    && firing.when < life.end
            };
            if !lives.iter().any(part) {
                lives.push(self.life(firing, firings));
            }
        }
        lives
    }

    fn judge(&self, figures: &mut [Figures]) {
        let firings = self.firings();
        let lives = self.lives(&firings);
        for firing in &firings {
            figures[firing.reason].signals += 1;
        }
        for life in &lives {
            let figures = &mut figures[life.reason];
            figures.expectations += 1;
            *match life.how {
                End::Met => &mut figures.met,
                End::TooLate => &mut figures.too_late,
                End::Missed => &mut figures.missed,
                End::Lapsed => &mut figures.lapsed,
                End::Open => &mut figures.open,
            } += 1;
        }
        let mut called = BTreeSet::new();
        for (at, fact) in self.facts.iter().enumerate() {
            let What::Contact(about) = fact.what else { continue };
            let reason = [FIRST, SECOND, OTHER][usize::from(about)];
            called.insert(reason);
            let figures = &mut figures[reason];
            figures.contacts += 1;
            figures.offered += u64::from(reason != OTHER);
            let met = lives.iter().filter(|life| life.how == End::Met && life.end == (fact.hour, 0, at));
            if let Some(earliest) = met.map(|life| life.opened.0).min() {
                figures.expected += 1;
                figures.leads.push(fact.hour - earliest);
            }
        }
        for reason in called {
            figures[reason].callers += 1;
        }
        self.decide(&lives, figures);
    }

    /// The decisions, in the order in which they fall.
    fn decide(&self, lives: &[Life], figures: &mut [Figures]) {
        // When each expectation is decided on, and whether as something that had waited.
        let mut agenda: BTreeSet<(Moment, usize, bool)> = BTreeSet::new();
        for (at, life) in lives.iter().enumerate() {
            for firing in &life.by {
                // Signals of one moment are one piece of news.
                let (hour, phase, place) = firing.when;
                let news = life.by.iter().filter(|by| (by.when.0, by.when.1) == (hour, phase));
                let first = news.map(|by| by.when.2).min().filter(|_| phase == 1).unwrap_or(place);
                agenda.insert(((hour, phase, first), at, false));
            }
        }
        // What was done: when, and in which thread.
        let mut acts: Vec<(u32, (usize, Option<u8>))> = Vec::new();
        let mut acted: BTreeSet<usize> = BTreeSet::new();
        let mut waits: BTreeSet<usize> = BTreeSet::new();
        while let Some((when, at, waited)) = agenda.pop_first() {
            let life = &lives[at];
            if when >= life.end
                || when.0 > self.last
                || acted.contains(&at)
                || (waits.contains(&at) && !waited)
            {
                continue;
            }
            waits.remove(&at);
            let known = life.by.iter().filter(|by| (by.when.0, by.when.1) <= (when.0, when.1));
            let worth =
                known.filter(|by| by.when.1 == 1 || by.when <= when).any(|by| self.rules.worth[by.signal]);
            let figures = &mut figures[life.reason];
            if !worth {
                figures.nothing += 1;
            } else if let Some(until) = self.barred(when.0, (life.reason, life.key), &acts) {
                figures.deferred += 1;
                waits.insert(at);
                agenda.insert(((until, 2, at), at, true));
            } else {
                figures.act += 1;
                acts.push((when.0, (life.reason, life.key)));
                acted.insert(at);
            }
        }
        for reason in [FIRST, SECOND] {
            figures[reason].approached += u64::from(acted.iter().any(|at| lives[*at].reason == reason));
        }
        // What ended while it waited is refused.
        for at in waits.into_iter().filter(|at| lives[*at].how != End::Open) {
            figures[lives[at].reason].refused += 1;
        }
    }

    /// Until when a message must wait.
    fn barred(
        &self,
        now: u32,
        thread: (usize, Option<u8>),
        acts: &[(u32, (usize, Option<u8>))],
    ) -> Option<u32> {
        // Updates of one thread within 24 hours are one touch: only what begins a thread counts.
        let mut touches: Vec<(u32, (usize, Option<u8>))> = Vec::new();
        for act in acts {
            if !touches.iter().any(|touch| touch.1 == act.1 && touch.0 + 24 > act.0) {
                touches.push(*act);
            }
        }
        let mut until = None;
        if !touches.iter().any(|touch| touch.1 == thread && touch.0 + 24 > now) {
            for (max, per) in &self.rules.limits {
                let inside: Vec<u32> =
                    touches.iter().map(|touch| touch.0).filter(|touch| touch + per > now).collect();
                // The first hour at which fewer than `max` of them are left.
                let fits = |hour: &u32| inside.iter().filter(|touch| **touch + per > *hour).count() < *max;
                let free = (now..=now + per).find(fits).expect("every touch is over some time");
                until = until.max(Some(free).filter(|free| *free > now));
            }
        }
        let quiet = |hour: u32| self.rules.quiet && !(6..19).contains(&(hour % 24));
        if quiet(now) {
            let morning = (now..now + 24).find(|hour| !quiet(*hour)).expect("every night ends");
            until = until.max(Some(morning));
        }
        until
    }
}
