//! Every statement, one text for each, in the words that SQLite and `PostgreSQL` share: `$1…$n` in order,
//! instants as whole microseconds, JSON as text. What must differ is in `crate::sqlite`.

pub(crate) mod assets;
pub(crate) mod customers;
pub(crate) mod directory;
pub(crate) mod figures;
pub(crate) mod hash;
pub(crate) mod log;
pub(crate) mod meta;
pub(crate) mod outbox;
pub(crate) mod quarantine;
pub(crate) mod rounds;
pub(crate) mod seen;
pub(crate) mod strategies;
