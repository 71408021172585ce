//! What happens by itself, and who is given what.

use voorzet_domain::conversation::agent::Status;
use voorzet_domain::conversation::case::State;
use voorzet_domain::conversation::happening::{Because, Queued, WokenBy};
use voorzet_domain::conversation::{AgentId, CaseId, Claim};
use voorzet_domain::strategy::model::Strategy;
use voorzet_domain::time::Timestamp;
use voorzet_store::entry::Mode;
use voorzet_store::turn::Turn;

use super::Scene;
use crate::desk::route;
use crate::live::Core;
use crate::live::draft::Cause;
use crate::live::stop::Stop;

impl Core {
    /// A case rests no more, or goes back to its queue because its agent did not answer.
    pub(in crate::live) fn wake_case(
        &mut self,
        id: CaseId,
        due: Timestamp,
        strategy: &Strategy,
        turn: &mut Turn,
    ) -> Result<(), Stop> {
        let Some(case) = self.case(id)? else { return Ok(()) };
        let cause = Cause { position: None, mode: self.mode(Mode::Live, due) };
        let scene = Scene { at: due, cause, customer: case.customer, heard: None };
        match case.state {
            State::Snoozed => {
                self.happen_all(case.wake(WokenBy::Time), scene)?;
                if case.agent.is_some_and(|agent| !self.is_on_duty(agent)) {
                    let due = route::due_in(strategy, &case.queue, &case);
                    self.happen_all(case.release(Because::Woken, due).unwrap_or_default(), scene)?;
                }
            }
            State::Assigned => {
                let due = route::due_in(strategy, &case.queue, &case);
                self.happen_all(case.release(Because::Returned, due).unwrap_or_default(), scene)?;
            }
            State::Waiting | State::Resolved => {}
        }
        self.settle(turn)
    }

    /// Gives to agents what the routing says, when something changed, or a queue opened or closed.
    pub(in crate::live) fn route(&mut self, now: Timestamp, turn: &mut Turn) -> Result<(), Stop> {
        let moved = self.desk.take_moved();
        if !moved && self.route_again.is_none_or(|at| at > now) {
            return Ok(());
        }
        let Some(strategy) = self.publications.current().cloned() else { return Ok(()) };
        let routed = route::routed(&self.desk, &strategy, now);
        let cause = Cause { position: None, mode: Mode::Live };
        for (id, queue) in routed.moves {
            let Some(case) = self.case(id)? else { continue };
            let scene = Scene { at: now, cause, customer: case.customer, heard: None };
            // What was promised stays promised.
            self.happen(Queued { case: id, queue, because: Because::ClosedQueue, due: None }, scene)?;
        }
        for route::Assignment { case, agent } in routed.assignments {
            let Some(case) = self.case(case)? else { continue };
            let patience_seconds = route::patience_seconds(&strategy, &case.queue);
            let scene = Scene { at: now, cause, customer: case.customer, heard: None };
            let given = case.assign(Claim { agent, patience_seconds }, "routing".into());
            self.happen_all(given.unwrap_or_default(), scene)?;
        }
        self.settle(turn)?;
        self.route_again = routed.again;
        // That was its own doing.
        self.desk.take_moved();
        Ok(())
    }

    /// Whether an agent is there.
    pub(super) fn is_on_duty(&self, agent: AgentId) -> bool {
        self.desk.agent(agent).is_some_and(|agent| agent.status != Status::Offline)
    }
}
