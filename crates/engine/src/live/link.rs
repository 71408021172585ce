//! What people say of who is who: that two customers are one, and that they are not after all. Like a strategy it is
//! an entry of the log, and takes effect where it stands in it.

use voorzet_domain::customer::{self, CustomerId, LinkId};
use voorzet_domain::time::Timestamp;
use voorzet_store::entry::{Entry, Mode, OWN_SOURCE};
use voorzet_store::turn::Turn;

use super::draft::Cause;
use super::stop::Stop;
use super::work::{Answer, CommandError};
use super::{Core, tell};
use crate::own::{self, kind};

impl Core {
    /// Writes down that two customers are one.
    pub(super) fn say_merged(
        &mut self,
        (keep, absorb): (CustomerId, CustomerId),
        (by, note): (&str, &str),
        now: Timestamp,
        turn: &mut Turn,
    ) -> Result<Result<Answer, CommandError>, Stop> {
        if self.loading {
            return Ok(Err(CommandError::Failed("customers are still being loaded; try again".to_owned())));
        }
        let directory = &self.people.directory;
        if keep.index().max(absorb.index()) >= directory.len() {
            return Ok(Err(CommandError::Unknown));
        }
        if directory.survivor(keep) == directory.survivor(absorb) {
            return Ok(Err(CommandError::Past("one customer")));
        }
        let said = own::Merged { keep: keep.0, absorb: absorb.0, by: by.into(), note: note.into() };
        let cause = Cause { position: None, mode: Mode::Live };
        turn.entries.push(tell::entry(kind::CUSTOMERS_MERGED, now, cause, Some(keep), &said)?);
        Ok(Ok(Answer::Done))
    }

    /// Writes down that a link does not hold.
    pub(super) fn say_parted(
        &mut self,
        link: u32,
        by: &str,
        now: Timestamp,
        turn: &mut Turn,
    ) -> Result<Result<Answer, CommandError>, Stop> {
        let Some(known) = self.people.directory.link(LinkId(link)) else {
            return Ok(Err(CommandError::Unknown));
        };
        if !known.in_force() {
            return Ok(Err(CommandError::Past("undone")));
        }
        let said = own::Parted { link, keep: known.keep.0, absorb: known.absorb.0, by: by.into() };
        let cause = Cause { position: None, mode: Mode::Live };
        turn.entries.push(tell::entry(kind::CUSTOMERS_PARTED, now, cause, Some(known.keep), &said)?);
        Ok(Ok(Answer::Done))
    }

    /// From here on two customers are one. What was so meanwhile, or cannot be, changes nothing.
    pub(super) fn merge(&mut self, entry: &Entry, turn: &mut Turn) -> Result<(), Stop> {
        let said: own::Merged<'_> = serde_json::from_str(entry.event.data.get())?;
        let cause = customer::Cause { source: OWN_SOURCE, id: &entry.event.id, time: entry.event.time };
        self.unsettled = true;
        let _ = self.people.directory.merge(CustomerId(said.keep), CustomerId(said.absorb), &said.by, cause);
        self.unsettled = false;
        self.settle(turn)?;
        self.take_changes(entry.at.max(self.clock), turn);
        Ok(())
    }

    /// From here on a link does not hold.
    pub(super) fn part(&mut self, entry: &Entry, turn: &mut Turn) -> Result<(), Stop> {
        let said: own::Parted<'_> = serde_json::from_str(entry.event.data.get())?;
        self.unsettled = true;
        let _ = self.people.directory.undo(LinkId(said.link), &said.by, entry.event.time);
        self.unsettled = false;
        self.settle(turn)?;
        self.take_changes(entry.at.max(self.clock), turn);
        Ok(())
    }
}
