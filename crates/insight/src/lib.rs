//! Voorzet's figures: numbers in, numbers out. Nothing here knows a customer or an event.

pub mod concentration;
pub mod occurrence;
pub mod proportion;
pub mod quantile;
pub mod rate;
pub mod service;
