//! What people ask for. What changes decisions is an entry of the log, and takes effect where it stands in it.

use std::collections::BTreeMap;
use std::sync::Arc;

use compact_str::{CompactString, format_compact};
use voorzet_domain::decide::Rates;
use voorzet_domain::strategy::model::{SignalId, Strategy};
use voorzet_domain::strategy::{File, load};
use voorzet_domain::time::Timestamp;
use voorzet_store::entry::{Entry, Mode, Position};
use voorzet_store::outbox::{Send, SendKey};
use voorzet_store::turn::{Learned, StrategyRecord, Turn};

use super::draft::Cause;
use super::standing::Rate;
use super::stop::Stop;
use super::work::{Answer, Command, CommandError};
use super::{Core, tell};
use crate::deliver::{Past, Planner};
use crate::learning::Learning;
use crate::own::{self, kind};

impl Core {
    /// Carries out a command, as far as that is writing it down: what sends or calls off into `turn`, what is done
    /// only when it is on disk into `asked`.
    pub(super) fn command(
        &mut self,
        command: &Command,
        now: Timestamp,
        turn: &mut Turn,
        asked: &mut Turn,
    ) -> Result<Answer, CommandError> {
        let done = match command {
            Command::Publish { over: Some(over), .. } if self.published().0 != *over => {
                Ok(Err(CommandError::Overtaken(self.published().0)))
            }
            Command::Publish { files, by, note, .. } => self.publish(files, by, note, now, asked),
            Command::Retry(key) => self.with_send(key, |core, send| core.outbox.retry(&send, now, turn)),
            Command::Revive(route) if self.outbox.revive(route, now, turn) => Ok(Ok(Answer::Done)),
            Command::Revive(_) => Ok(Err(CommandError::Unknown)),
            Command::Cancel(key) => self.with_send(key, |core, send| core.outbox.cancel(&send, now, turn)),
            Command::RetryQuarantined(position) => self.retry(Position(*position), now, asked),
            Command::Merge { keep, absorb, by, note } => {
                self.say_merged((*keep, *absorb), (by, note), now, asked)
            }
            Command::Part { link, by } => self.say_parted(*link, by, now, asked),
            Command::Resume { of, by, note } => self.say_resumed(of, (by, note), now, asked),
            Command::Desk(command) => self.at_desk(command, now, turn),
            Command::Feedback(command) => self.at_feedback(command, now, turn),
        };
        done.unwrap_or_else(|stop| Err(CommandError::Failed(stop.to_string())))
    }

    fn with_send(
        &mut self,
        key: &SendKey,
        act: impl FnOnce(&mut Self, Send) -> Result<(), Past>,
    ) -> Result<Result<Answer, CommandError>, Stop> {
        let Some(send) = self.store.read().send(key)? else { return Ok(Err(CommandError::Unknown)) };
        let done = act(self, send).map(|()| Answer::Done);
        Ok(done.map_err(|past| CommandError::Past(past.0.name())))
    }

    /// The number and the hash of the last publication, also of one that stands only in this turn; 0 when there is
    /// none.
    fn published(&self) -> (i64, &str) {
        let here = self.publishing.last().map(|(number, strategy)| (*number, strategy.version.as_str()));
        here.or_else(|| self.publications.latest()).unwrap_or((0, ""))
    }

    fn publish(
        &mut self,
        files: &[File],
        by: &str,
        note: &str,
        now: Timestamp,
        turn: &mut Turn,
    ) -> Result<Result<Answer, CommandError>, Stop> {
        let loaded = load(files);
        let Some(strategy) = loaded.strategy.filter(|_| loaded.errors.is_empty()) else {
            return Ok(Err(CommandError::Strategy(loaded.errors)));
        };
        let (latest, published) = self.published();
        if published == strategy.version {
            return Ok(Ok(Answer::Unchanged));
        }
        let number = latest + 1;
        let version = strategy.version.clone();
        let texts: BTreeMap<&str, &str> =
            files.iter().map(|file| (file.path.as_str(), file.text.as_str())).collect();
        turn.published.push(StrategyRecord {
            number,
            version: version.clone(),
            files: serde_json::to_string(&texts)?,
            at: now,
            by: by.to_owned(),
            note: note.to_owned(),
        });
        let said =
            own::Published { number, version: version.as_str().into(), by: by.into(), note: note.into() };
        // In a history it comes at the instant that the history has reached.
        let (mode, time) =
            if self.settings.history { (Mode::History, self.clock) } else { (Mode::Live, now) };
        let cause = Cause { position: None, mode };
        turn.entries.push(tell::entry(kind::STRATEGY_PUBLISHED, time, cause, None, &said)?);
        self.publishing.push((number, Arc::new(strategy)));
        Ok(Ok(Answer::Published { number, version }))
    }

    fn retry(
        &mut self,
        position: Position,
        now: Timestamp,
        turn: &mut Turn,
    ) -> Result<Result<Answer, CommandError>, Stop> {
        let known = self.store.read().poison()?.into_iter().any(|poison| poison.position == position);
        if !known || position > self.backlog.through() {
            return Ok(Err(CommandError::Unknown));
        }
        let cause = Cause { position: Some(position), mode: Mode::Live };
        turn.entries.push(tell::entry(kind::EVENT_RETRIED, now, cause, None, &tell::Nothing {})?);
        Ok(Ok(Answer::Done))
    }

    /// An entry of ours that changes decisions takes effect.
    pub(super) fn obey(
        &mut self,
        entry: &Entry,
        strategy: &Arc<Strategy>,
        turn: &mut Turn,
    ) -> Result<(), Stop> {
        if entry.event.kind == kind::STRATEGY_PUBLISHED {
            let said: own::Published<'_> = serde_json::from_str(entry.event.data.get())?;
            return self.put_in_force(said.number, entry, turn);
        }
        match entry.event.kind.as_str() {
            kind::CUSTOMERS_MERGED => return self.merge(entry, turn),
            kind::CUSTOMERS_PARTED => return self.part(entry, turn),
            kind::GUARD_RESUMED => return self.resume(entry, strategy),
            _ => {}
        }
        let Some(cause) = entry.own.and_then(|own| own.cause) else { return Ok(()) };
        match self.store.read().entry(cause)? {
            Some(again) => self.hear_again(&again, entry, strategy, turn),
            None => Ok(()),
        }
    }

    /// From here on another strategy decides.
    fn put_in_force(&mut self, number: i64, entry: &Entry, turn: &mut Turn) -> Result<(), Stop> {
        self.write_learned(turn);
        let strategy = self.publications.put_in_force(number, self.store.read())?;
        let at = entry.at.max(self.clock);
        self.use_strategy(&strategy)?;
        self.standing.strategy = Some(number);
        if self.standing.live_since.is_none() && entry.mode == Mode::Live {
            self.standing.live_since = Some(at);
        }
        // The chances of a new strategy rest on all that was seen, at once.
        self.learning = self.learn(&strategy, at, true);
        self.changed = true;
        let cause = Cause { position: Some(entry.position), mode: self.mode(entry.mode, at) };
        if self.learning.knows() {
            self.say_rates(at, cause, turn)?;
        }
        Ok(())
    }

    /// What depends on the strategy in force, but for what is learned.
    pub(super) fn use_strategy(&mut self, strategy: &Arc<Strategy>) -> Result<(), Stop> {
        self.fold.set_zone(&strategy.zone);
        self.ledger.set_zone(&strategy.zone);
        self.outbox.halt(strategy.halted.clone());
        self.planner = Some(Planner::new(strategy));
        self.reasons.read_by(strategy);
        self.route_again = Some(self.now);
        let disk = self.store.read();
        for (incident, position) in self.reach.sayings() {
            let entry = disk.entry(Position(position))?;
            let reading =
                entry.and_then(|entry| super::step::read(&entry.event, entry.at, strategy).ok().flatten());
            self.reach.say(incident, reading);
        }
        Ok(())
    }

    /// What is learned under a strategy: anew, or as it was last said.
    pub(super) fn learn(&mut self, strategy: &Strategy, now: Timestamp, anew: bool) -> Learning {
        let mut learning = Learning::new(strategy);
        let mut fresh = false;
        let mut rates = Rates::unknown(strategy);
        for (id, name) in names(strategy) {
            let observed = self.seen.get(&name).copied().unwrap_or_default();
            learning.recall(id, observed);
            let known = self.standing.rates.get(&name);
            if let (Some(known), Some(rate)) = (known, rates.0.get_mut(id.index())) {
                *rate = f64::from_bits(known.chance);
            }
            fresh |= known.map_or(observed.windows > 0, |known| known.windows != observed.windows);
        }
        learning.resume(now, rates, fresh);
        if anew && learning.knows() {
            learning.snap();
        }
        learning
    }

    /// Says which chances are in force from now on.
    pub(super) fn say_rates(&mut self, at: Timestamp, cause: Cause, turn: &mut Turn) -> Result<(), Stop> {
        let Some(strategy) = self.publications.current() else { return Ok(()) };
        let mut said = own::Learned { rates: BTreeMap::new() };
        self.standing.rates.clear();
        for (id, name) in names(strategy) {
            let observed = self.learning.observed(id);
            let chance = self.learning.rates().0.get(id.index()).copied().unwrap_or_default();
            let (windows, hits) = (observed.windows, observed.hits);
            self.standing.rates.insert(name.clone(), Rate { chance: chance.to_bits(), windows, hits });
            said.rates.insert(name, own::LearnedRate { chance: (chance * 1e6).round() / 1e6, windows, hits });
        }
        self.changed = true;
        turn.entries.push(tell::entry(kind::RATES_LEARNED, at, cause, None, &said)?);
        Ok(())
    }

    /// Puts what was observed into a turn.
    pub(super) fn write_learned(&mut self, turn: &mut Turn) {
        if self.observed.is_empty() {
            return;
        }
        let Some(strategy) = self.publications.current() else { return };
        for (id, name) in names(strategy) {
            if self.observed.contains(&id) {
                let observed = self.learning.observed(id);
                self.seen.insert(name.clone(), observed);
                let (windows, hits) = (observed.windows as i64, observed.hits as i64);
                turn.learned.push(Learned { signal: name, windows, hits });
            }
        }
        self.observed.clear();
    }
}

/// The signals of a strategy by the names under which they are learned.
fn names(strategy: &Strategy) -> impl Iterator<Item = (SignalId, CompactString)> {
    strategy.signals.iter().enumerate().map(|(index, signal)| {
        let reason = &strategy.reasons[signal.reason.index()].id;
        (SignalId(index as u16), format_compact!("{reason}/{}", signal.id))
    })
}
