//! Voorzet's figures: numbers in, numbers out. Nothing here knows a customer or an event.

pub mod proportion;
pub mod quantile;
pub mod rate;
