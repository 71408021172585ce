//! Voorzet's figures and texts: numbers and words in, numbers out. Nothing here knows a customer or an event.

pub mod concentration;
pub mod intent;
pub mod language;
pub mod occurrence;
pub mod proportion;
pub mod quantile;
pub mod rate;
pub mod service;
pub mod words;
