//! Expressions: what they come to, what is refused, and that they agree with the reference interpreter.

mod faults;
mod limits;
mod oracle;
mod speed;
mod values;
mod world;
