//! `decide` through one door: a strategy as text, a story of events, and everything that came of it as text.

mod budget;
mod choice;
mod ends;
mod gate;
mod incidents;
mod learning;
mod live;
mod lots;
mod merged;
mod republished;
mod signals;
mod story;
