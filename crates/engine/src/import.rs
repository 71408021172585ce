//! History put into the log, and decided on in virtual time: nothing of it is sent.
//!
//! An import that was broken off goes on where it was: how far it is, is committed together with what was read up
//! to there. Events are counted in the order of time, which is the same whenever the same files are read.

use compact_str::CompactString;
use serde::{Deserialize, Serialize};
use voorzet_domain::event::Event;
use voorzet_domain::time::Timestamp;
use voorzet_store::Reader;
use voorzet_store::entry::{Incoming, Mode, Placed};
use voorzet_store::error::StoreError;

use crate::live::{Answer, Command, CommandError, Core, Refused, Work};

/// How many events may wait to be decided on before more are read.
const AHEAD: u64 = 20_000;

/// What the names of marks begin with.
const MARK: &str = "import/";

/// What became of what was read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// Events that could be read.
    pub events: u64,
    /// Those of them that are new.
    pub new: u64,
    /// Those that were here before.
    pub repeated: u64,
    /// What could not be read.
    pub quarantined: u64,
}

/// An import under way.
pub struct Import {
    core: Core,
    mark: CompactString,
    totals: Totals,
    /// Events at the beginning that an import of the same name had taken in.
    known: u64,
    now: Timestamp,
}

impl Import {
    /// Begins an import, or goes on with the one of this name: made of what is imported, so that the same files
    /// have the same. The core is one for history.
    pub fn begin(core: Core, disk: &Reader, name: &str, now: Timestamp) -> Result<Self, StoreError> {
        let mark: CompactString = compact_str::format_compact!("{MARK}{name}");
        let kept = disk.meta(&mark)?.filter(|kept| !kept.is_empty());
        let totals: Totals = match kept {
            Some(kept) => serde_json::from_str(&kept)
                .map_err(|error| StoreError::Damaged(format!("{mark} cannot be read: {error}")))?,
            None => Totals::default(),
        };
        Ok(Self { core, mark, known: totals.events, totals, now })
    }

    /// How many events an import of the same name had taken in before it was broken off.
    pub const fn known(&self) -> u64 {
        self.known
    }

    /// Publishes a strategy, so that what follows is decided on by it.
    pub fn publish(&mut self, command: Command) -> Result<Result<Answer, CommandError>, Refused> {
        let turned = self.core.turn(self.now, Work { commands: vec![command], ..Work::default() })?;
        Ok(turned.answers.into_iter().next().unwrap_or(Ok(Answer::Unchanged)))
    }

    /// Takes in events, in the order of time. Those that are known from before are passed over.
    pub fn take(&mut self, events: impl IntoIterator<Item = Event>) -> Result<(), Refused> {
        let mut incoming = Vec::new();
        for event in events {
            if self.known > 0 {
                self.known -= 1;
                continue;
            }
            incoming.push(Incoming::Event { event, mode: Mode::History });
        }
        if incoming.is_empty() {
            return Ok(());
        }
        let mut behind = self.keep(incoming, 0)?;
        while behind > AHEAD {
            behind = self.turn()?.0;
        }
        Ok(())
    }

    /// All events were read: takes in what could not be, how much of that there was in all, and decides on
    /// everything up to the last instant.
    pub fn finish(mut self, unreadable: Vec<Incoming>, lost: u64) -> Result<Totals, Refused> {
        self.keep(unreadable, lost)?;
        self.core.end_history();
        while self.turn()?.1 {}
        let over = Incoming::Mark { name: self.mark.clone(), value: String::new() };
        self.core.turn(self.now, Work { incoming: vec![over], ..Work::default() })?;
        Ok(self.totals)
    }

    /// Puts things in the log, and with them how far this is; gives how many are not decided on.
    fn keep(&mut self, mut incoming: Vec<Incoming>, lost: u64) -> Result<u64, Refused> {
        // What is new of it is known only afterwards; who goes on counts these events as new.
        let events = incoming.iter().filter(|item| matches!(item, Incoming::Event { .. })).count() as u64;
        let before = self.totals;
        self.totals.events += events;
        self.totals.new += events;
        self.totals.quarantined += lost;
        let value = serde_json::to_string(&self.totals).unwrap_or_default();
        incoming.push(Incoming::Mark { name: self.mark.clone(), value });
        match self.core.turn(self.now, Work { incoming, ..Work::default() }) {
            Ok(turned) => {
                let repeated =
                    turned.placed.iter().filter(|placed| matches!(placed, Placed::Repeated)).count();
                self.totals.new -= repeated as u64;
                self.totals.repeated += repeated as u64;
                Ok(turned.behind)
            }
            Err(refused) => {
                self.totals = before;
                Err(refused)
            }
        }
    }

    /// Decides on what is in the log; gives how much is left, and whether there is more to do now.
    fn turn(&mut self) -> Result<(u64, bool), Refused> {
        let turned = self.core.turn(self.now, Work::default())?;
        match turned.trouble {
            Some(problem) => Err(Refused { problem, incoming: Vec::new(), commands: Vec::new() }),
            None => Ok((turned.behind, turned.wake.is_some_and(|wake| wake <= self.now))),
        }
    }
}
