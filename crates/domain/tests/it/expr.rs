//! Expressions: what they come to, what is refused, and that they agree with the reference interpreter.
