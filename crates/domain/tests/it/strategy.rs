//! The strategy language: a whole example, every mistake, and input from nowhere.

#![expect(
    clippy::disallowed_methods,
    reason = "the corpus and the documentation lie in files, and answers must come in time"
)]

mod editor;
mod hostile;
mod late_delivery;
mod mistakes;
mod queues;
