//! What is known of one customer, for people who look: read from the store, decided nowhere.
//!
//! | file | what |
//! |---|---|
//! | `group` | the originals that are seen as one, and why |
//! | `search` | customers by an identity or a name |
//! | `known` | traits, consents, expectations, what is left of the budget |
//! | `timeline` | everything that concerns them, newest first |

mod group;
mod known;
mod search;
mod timeline;

pub use group::{Group, ShownIdentity, ShownLink, ShownSuggestion};
pub use known::{Allowance, ConsentShown, Contacts, Expected, PreferenceShown, Profile, TraitShown};
pub use search::{Called, Found, Match, Matches};
pub use timeline::{Timeline, Wanted};
