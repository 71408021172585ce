//! What may be done to a case, and what then happens: a wish goes in, happenings or a refusal come out.

use compact_str::CompactString;
use smallvec::{SmallVec, smallvec};

use super::case::{Case, How, State};
use super::happening::{
    Assigned, Because, Classified, Happening, Merged, Queued, Reopened, ReopenedBy, Resolved, Snoozed,
    Transferred, Viewed, Woken, WokenBy,
};
use super::id::{AgentId, CaseId, MessageNumber};
use crate::time::Timestamp;

/// What comes of a wish. Nothing when it is so already.
pub type Happenings = SmallVec<[Happening; 2]>;

/// Why a wish is not granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Somebody else has it.
    #[error("agent {} has it", .0.0)]
    Taken(AgentId),
    /// It is past that: `resolved`.
    #[error("it is {0} by now")]
    Past(&'static str),
    /// The customer said something that who answers has not seen: the last of it.
    #[error("message {} came meanwhile", .0.0)]
    Changed(MessageNumber),
    /// The channel takes no free text any more.
    #[error("the channel takes no free text any more")]
    Window,
}

/// Who may have a case, and for how long without answering.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Who.
    pub agent: AgentId,
    /// After so many seconds without an answer it goes back; none for never.
    pub patience_seconds: Option<u32>,
}

impl Case {
    /// An agent takes it: nobody has it then but them.
    pub fn claim(&self, claim: Claim) -> Result<Happenings, Refusal> {
        self.must_be_open()?;
        match self.agent {
            Some(agent) if agent != claim.agent => Err(Refusal::Taken(agent)),
            Some(_) if self.state == State::Assigned => Ok(smallvec![]),
            _ => Ok(self.give(claim, claim.agent.name())),
        }
    }

    /// Somebody, or the routing, gives it to an agent.
    pub fn assign(&self, claim: Claim, by: CompactString) -> Result<Happenings, Refusal> {
        self.must_be_open()?;
        if self.agent == Some(claim.agent) && self.state == State::Assigned {
            return Ok(smallvec![]);
        }
        Ok(self.give(claim, by))
    }

    /// It goes back to its queue.
    pub fn release(&self, because: Because, due: Option<Timestamp>) -> Result<Happenings, Refusal> {
        self.must_be_open()?;
        if self.agent.is_none() && self.state == State::Waiting {
            return Ok(smallvec![]);
        }
        let queue = self.queue.clone();
        Ok(smallvec![Queued { case: self.id, queue, because, due }.into()])
    }

    /// An agent looked at it. Only what changes something is said.
    pub fn view(&self, agent: AgentId) -> Happenings {
        let own = self.agent.is_none_or(|owner| owner == agent);
        let changes =
            (own && (self.unread > 0 || self.returns_at.is_some())) || self.mentions.contains(&agent);
        if changes { smallvec![Viewed { case: self.id, agent }.into()] } else { smallvec![] }
    }

    /// It rests until an instant.
    pub fn snooze(&self, until: Timestamp, by: AgentId) -> Result<Happenings, Refusal> {
        self.must_be_open()?;
        if self.snoozed_until == Some(until) {
            return Ok(smallvec![]);
        }
        Ok(smallvec![Snoozed { case: self.id, until, by }.into()])
    }

    /// It rests no more. What did not rest goes on as it is.
    pub fn wake(&self, because: WokenBy) -> Happenings {
        if self.state != State::Snoozed {
            return smallvec![];
        }
        smallvec![Woken { case: self.id, because }.into()]
    }

    /// It goes to another queue, agent or both.
    pub fn transfer(
        &self,
        to_queue: Option<CompactString>,
        to_agent: Option<Claim>,
        note: String,
        by: AgentId,
        due: Option<Timestamp>,
    ) -> Result<Happenings, Refusal> {
        self.must_be_open()?;
        let from_queue = self.queue.clone();
        let agent = to_agent.map(|claim| claim.agent);
        let said =
            Transferred { case: self.id, from_queue, to_queue: to_queue.clone(), to_agent: agent, note, by };
        let mut happenings: Happenings = smallvec![said.into()];
        if to_queue.is_some() || to_agent.is_none() {
            let queue = to_queue.unwrap_or_else(|| self.queue.clone());
            happenings.push(Queued { case: self.id, queue, because: Because::Transferred, due }.into());
        }
        if let Some(Claim { agent, patience_seconds }) = to_agent {
            let by = by.name();
            happenings.push(Assigned { case: self.id, agent, by, patience_seconds }.into());
        }
        Ok(happenings)
    }

    /// It is resolved. What is resolved stays as it was resolved.
    pub fn resolve(&self, how: How, by: Option<AgentId>) -> Happenings {
        if !self.is_open() {
            return smallvec![];
        }
        smallvec![Resolved { case: self.id, by, how }.into()]
    }

    /// It is not resolved after all.
    pub fn reopen(&self, because: ReopenedBy) -> Result<Happenings, Refusal> {
        if self.merged_into.is_some() {
            return Err(Refusal::Past("merged"));
        }
        if self.is_open() {
            return Ok(smallvec![]);
        }
        Ok(smallvec![Reopened { case: self.id, because }.into()])
    }

    /// It is about another reason. An agent who says that the proposed one is right says so too.
    pub fn classify(&self, to: CompactString, by: AgentId) -> Happenings {
        if self.reason == to && !self.proposed {
            return smallvec![];
        }
        smallvec![Classified { case: self.id, from: self.reason.clone(), to, by }.into()]
    }

    /// It is part of another.
    pub fn merge(&self, into: CaseId, by: AgentId) -> Result<Happenings, Refusal> {
        self.must_be_open()?;
        let how = How::Merged;
        Ok(smallvec![
            Merged { case: self.id, into, by }.into(),
            Resolved { case: self.id, by: Some(by), how }.into()
        ])
    }

    fn give(&self, claim: Claim, by: CompactString) -> Happenings {
        let Claim { agent, patience_seconds } = claim;
        let mut happenings = self.wake(WokenBy::Person);
        happenings.push(Assigned { case: self.id, agent, by, patience_seconds }.into());
        happenings
    }

    fn must_be_open(&self) -> Result<(), Refusal> {
        if self.is_open() { Ok(()) } else { Err(Refusal::Past(State::Resolved.name())) }
    }
}
