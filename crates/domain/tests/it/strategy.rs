//! The strategy language: a whole example, every mistake, and input from nowhere.

mod editor;
mod hostile;
mod late_delivery;
mod mistakes;
