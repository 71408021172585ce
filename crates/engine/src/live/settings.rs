//! How much the live loop takes on at once.

use crate::deliver::Routes;

/// What bounds a turn and the memory of the core, and what it is for.
#[derive(Clone, Debug)]
pub struct Settings {
    /// How many customers' states are kept in memory.
    pub cache: usize,
    /// How many entries of the log, and how many things that fall due, are decided on in one turn.
    pub portion: usize,
    /// How many customers a round reaches in one turn.
    pub round_portion: usize,
    /// From how many customers on an event goes to them in a round.
    pub round_at: usize,
    /// How often an entry that cannot be decided on is tried before it is set aside.
    pub tries: u32,
    /// A number of this process, drawn at random in production so that nobody can choose identities that
    /// collide in memory. No decision depends on it.
    pub seed: u64,
    /// Whether only history comes in: time passes by what comes in, and never by itself.
    pub history: bool,
    /// By what everything is sent.
    pub routes: Routes,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            cache: 100_000,
            portion: 2_000,
            round_portion: 1_000,
            round_at: 1_000,
            tries: 5,
            seed: 0,
            history: false,
            routes: Routes::default(),
        }
    }
}
