//! Voorzet's figures and texts: numbers and words in, numbers out. Nothing here knows a customer or an event.

pub mod bootstrap;
pub mod concentration;
pub mod draw;
pub mod experiment;
pub mod feedback;
pub mod intent;
pub mod language;
pub mod normal;
pub mod occurrence;
pub mod proportion;
pub mod quantile;
pub mod rate;
pub mod ratio;
pub mod repeat;
pub mod service;
pub mod settled;
pub mod words;
