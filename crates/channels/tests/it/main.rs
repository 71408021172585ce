//! The formats through their public doors: fixtures, foreign files, and texts nobody meant.

mod line;
