//! Voorzet's figures: numbers in, numbers out. Nothing here knows a customer or an event.

pub mod bootstrap;
pub mod concentration;
pub mod draw;
pub mod experiment;
pub mod feedback;
pub mod normal;
pub mod occurrence;
pub mod proportion;
pub mod quantile;
pub mod rate;
pub mod ratio;
pub mod repeat;
pub mod settled;
