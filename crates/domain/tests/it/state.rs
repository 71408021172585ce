//! What is remembered of a customer: as bytes, and under another strategy.

mod record;
mod sample;
