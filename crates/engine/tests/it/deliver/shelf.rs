//! What the store does for the outbox, in a few lines: the oracle of what is on disk.

use std::collections::BTreeMap;

use voorzet_domain::time::Timestamp;
use voorzet_store::outbox::{RouteRecord, Send, SendKey, SendState};
use voorzet_store::turn::Turn;

#[derive(Clone, Debug, Default)]
pub(crate) struct Shelf {
    sends: BTreeMap<SendKey, Send>,
    /// What is planned, by route, instant and number.
    waiting: BTreeMap<(String, Timestamp, i64), SendKey>,
    routes: BTreeMap<String, RouteRecord>,
    /// The types of our own entries, with the keys that they name.
    pub(crate) said: Vec<(&'static str, String)>,
}

impl Shelf {
    pub(crate) fn commit(&mut self, turn: &Turn) {
        for planned in &turn.planned {
            if self.sends.contains_key(&planned.key) {
                continue;
            }
            let send = Send {
                number: self.sends.len() as i64 + 1,
                planned: planned.clone(),
                state: SendState::Planned,
                tries: 0,
                changed: planned.at,
                problem: None,
                reference: None,
            };
            self.waiting.insert(place(&send), planned.key.clone());
            self.sends.insert(planned.key.clone(), send);
        }
        for change in &turn.sends {
            let send = self.sends.get_mut(&change.key).expect("what changes is there");
            self.waiting.remove(&place(send));
            send.state = change.state;
            send.tries = change.tries;
            send.changed = change.at;
            send.planned.not_before = change.not_before;
            send.problem.clone_from(&change.problem);
            send.reference = change.reference.clone().or(send.reference.take());
            if send.state == SendState::Planned {
                self.waiting.insert(place(send), change.key.clone());
            }
        }
        for record in &turn.routes {
            self.routes.insert(record.route.to_string(), record.clone());
        }
        self.said.extend(turn.entries.iter().map(|entry| (entry.kind, entry.data.get().to_owned())));
    }

    pub(crate) fn send(&self, key: &str) -> &Send {
        &self.sends[&SendKey(key.into())]
    }

    pub(crate) fn due(&self, route: &str, by: Timestamp, most: usize) -> Vec<Send> {
        let range = (route.to_owned(), Timestamp::MIN, 0)..=(route.to_owned(), by, i64::MAX);
        self.waiting.range(range).take(most).map(|(_, key)| self.sends[key].clone()).collect()
    }

    pub(crate) fn next(&self, route: &str, after: Timestamp) -> Option<Timestamp> {
        let range = (route.to_owned(), after, i64::MAX)..=(route.to_owned(), Timestamp::LAST, i64::MAX);
        self.waiting.range(range).next().map(|((_, at, _), _)| *at)
    }

    pub(crate) fn of_thread(&self, thread: i64) -> Vec<Send> {
        self.all(SendState::Planned).filter(|send| send.planned.thread == thread).cloned().collect()
    }

    pub(crate) fn all(&self, state: SendState) -> impl Iterator<Item = &Send> {
        self.sends.values().filter(move |send| send.state == state)
    }

    pub(crate) fn count(&self, state: SendState) -> usize {
        self.all(state).count()
    }

    pub(crate) fn routes(&self) -> Vec<RouteRecord> {
        self.routes.values().cloned().collect()
    }
}

fn place(send: &Send) -> (String, Timestamp, i64) {
    (send.planned.route.to_string(), send.planned.not_before, send.number)
}
