//! Conversations and cases, as the live loop works on them.
//!
//! | file | what |
//! |---|---|
//! | `command` | what people may ask |

pub mod command;

pub use command::{DeskCommand, Note, Say, Wish};
