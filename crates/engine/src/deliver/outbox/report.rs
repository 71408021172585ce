//! What came of what was sent: where it goes from there, and what is remembered of its route.

use compact_str::CompactString;
use voorzet_domain::time::{Duration, Timestamp};
use voorzet_store::outbox::{RouteResult, SendState};
use voorzet_store::turn::Turn;

use super::Outbox;
use super::breaker::Health;
use super::change::To;
use super::lane::UnderWay;
use super::{change, told};
use crate::deliver::lot::spread;
use crate::deliver::routes::Pace;
use crate::deliver::{Came, Report};

/// The longest that a receiver's wish to be left alone is followed.
const LONGEST_PAUSE: Duration = Duration::from_days(7);

/// The shortest: a receiver that asks for less has as much.
const SHORTEST_PAUSE: Duration = Duration::from_secs(1);

impl Outbox {
    /// Takes in what came of a dispatch. False when nothing of that key is under way.
    pub fn report(&mut self, report: Report, turn: &mut Turn) -> bool {
        let Report { key, outcome, at } = report;
        let lane = self.lanes.iter_mut().find(|(_, lane)| lane.under_way.contains_key(&key));
        let Some((route, lane)) = lane else { return false };
        let route = route.clone();
        let Some(ended) = lane.end(&route, &key, health(&outcome), at) else { return false };
        match &outcome {
            Came::Retry { after: Some(after), .. } if lane.pause(at.plus(pause(*after))) => {
                turn.routes.push(lane.record(&route, at));
            }
            Came::Gone { problem } => {
                lane.gone = Some(problem.clone());
                turn.routes.push(lane.record(&route, at));
            }
            _ => {}
        }
        if let Some(result) = result(route, &outcome, at) {
            note(turn, result);
        }
        let to = self.outcome(&ended, outcome, at);
        match ended.told.clone() {
            // That it is so was written when its channel told.
            Some((state, problem)) if state == to.state || told::goes_further(to.state, state) => {
                let to = To { problem, reference: to.reference, ..To::done(state, None) };
                change::keep(&ended.send, to, at, turn);
            }
            _ => self.change(&ended.send, to, at, turn),
        }
        true
    }

    /// Where something goes from being under way.
    fn outcome(&self, ended: &UnderWay, outcome: Came, at: Timestamp) -> To {
        let send = &ended.send;
        let (tries, after, problem) = match outcome {
            Came::Sent { reference } => return To::done(SendState::Sent, reference),
            Came::Delivered { reference } => return To::done(SendState::Delivered, reference),
            Came::Rejected { problem } | Came::Gone { problem } => {
                return To::problem(SendState::Failed, &problem);
            }
            Came::Unsure { problem } => return To::problem(SendState::Unsure, &problem),
            // What was not begun, or only told to wait, is no try.
            Came::NotBegun => (send.tries - 1, Some(Duration::ZERO), None),
            Came::Retry { after: Some(after), problem } | Came::Later { after, problem } => {
                (send.tries - 1, Some(pause(after)), Some(problem))
            }
            Came::Retry { after: None, problem } | Came::Auth { problem } => {
                (send.tries, None, Some(problem))
            }
        };
        if let Some(why) = &ended.called_off {
            return To::problem(SendState::Cancelled, why);
        }
        let Some(pace) = self.routes.get(&send.planned.route).map(|route| &route.pace) else {
            return To::planned(at, tries, problem);
        };
        let Some(problem) = problem else { return To::planned(at, tries, None) };
        let wait = after.or_else(|| {
            let about = pace.retries.get(tries.saturating_sub(1) as usize)?;
            Some(spread(*about, &send.planned.key.0, tries))
        });
        match wait {
            Some(wait) if at < send.planned.at.plus(lasting(pace)) => {
                To::planned(at.plus(wait), tries, Some(problem))
            }
            _ => To { tries: Some(tries), ..To::problem(SendState::Failed, &format!("given up: {problem}")) },
        }
    }
}

/// What an outcome says of how the route did: nothing when nothing was sent, or it was only told to wait.
fn result(route: CompactString, outcome: &Came, at: Timestamp) -> Option<RouteResult> {
    let problem = match outcome {
        Came::Sent { .. } | Came::Delivered { .. } => None,
        Came::Rejected { problem }
        | Came::Gone { problem }
        | Came::Unsure { problem }
        | Came::Auth { problem }
        | Came::Retry { after: None, problem } => Some(problem.clone()),
        Came::Retry { after: Some(_), .. } | Came::Later { .. } | Came::NotBegun => return None,
    };
    Some(RouteResult { route, at, problem })
}

/// Of a turn's successes on a route only the last is worth writing, and so of its failures.
fn note(turn: &mut Turn, result: RouteResult) {
    let is_same = |noted: &&mut RouteResult| {
        noted.route == result.route && noted.problem.is_some() == result.problem.is_some()
    };
    match turn.results.iter_mut().find(is_same) {
        Some(noted) if noted.at <= result.at => *noted = result,
        Some(_) => {}
        None => turn.results.push(result),
    }
}

/// How long a receiver that asks for it is left alone.
fn pause(after: Duration) -> Duration {
    after.clamp(SHORTEST_PAUSE, LONGEST_PAUSE)
}

/// What an outcome says of the route.
fn health(outcome: &Came) -> Health {
    match outcome {
        Came::Sent { .. } | Came::Delivered { .. } | Came::Rejected { .. } | Came::Gone { .. } => {
            Health::Well
        }
        Came::Retry { after: Some(_), .. } | Came::Later { .. } => Health::Well,
        Came::Retry { after: None, .. } | Came::Unsure { .. } => Health::Failing,
        Came::Auth { .. } => Health::Refusing,
        Came::NotBegun => Health::Unknown,
    }
}

/// How long something is tried at most, however often it was told to wait.
fn lasting(pace: &Pace) -> Duration {
    let micros = pace.retries.iter().map(|wait| wait.as_micros()).fold(0_i64, i64::saturating_add);
    Duration::from_micros(micros.saturating_add(micros / 2)).max(Duration::from_days(1))
}
