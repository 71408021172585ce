//! What was said with an address that reads along: a chat's session, which shows both sides all of it.

use compact_str::CompactString;

use crate::entry::Entry;
use crate::outbox::Send;

/// Something that was said with an address. Its number rises in the order in which lines could be read, over all
/// addresses, and never changes: who has read up to a number has missed nothing before it.
#[derive(Clone, Debug)]
pub struct Line {
    /// Its number.
    pub number: i64,
    /// The account, which is a route.
    pub account: CompactString,
    /// The address.
    pub address: CompactString,
    /// What was said.
    pub said: Said,
}

/// What was said.
#[derive(Clone, Debug)]
pub enum Said {
    /// It came in.
    Came(Box<Entry>),
    /// It was sent.
    Went(Box<Send>),
}
