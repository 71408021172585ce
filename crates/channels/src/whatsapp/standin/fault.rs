//! What goes wrong, and how often: evenly, so that half of ten is five.

use serde::Deserialize;

/// What goes wrong with a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// It is answered with 500 and Meta's "something went wrong", and nothing is done.
    Fails,
    /// It is answered with 502 and nothing else, and nothing is done.
    Bare,
    /// Nothing is done and nothing is answered for half a minute.
    Hangs,
    /// It is done, and nothing is answered for half a minute.
    Mute,
}

/// What goes wrong, and how often.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Faults {
    /// The share of calls with which something goes wrong.
    #[serde(default)]
    pub share: f64,
    /// What, in turn.
    #[serde(default)]
    pub kinds: Vec<Fault>,
    #[serde(skip)]
    owed: f64,
    #[serde(skip)]
    turn: usize,
}

impl Faults {
    pub(super) fn next(&mut self) -> Option<Fault> {
        if self.kinds.is_empty() {
            return None;
        }
        self.owed += self.share;
        if self.owed < 1.0 {
            return None;
        }
        self.owed -= 1.0;
        self.turn += 1;
        self.kinds.get((self.turn - 1) % self.kinds.len()).copied()
    }
}
