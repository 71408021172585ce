//! What could not be read, kept to be looked at and tried again.

use compact_str::CompactString;
use voorzet_domain::time::Timestamp;

/// Something in quarantine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quarantined {
    /// Its number.
    pub number: i64,
    /// Who sent it.
    pub source: CompactString,
    /// Where it came in.
    pub door: CompactString,
    /// When.
    pub at: Timestamp,
    /// How often it was read.
    pub tries: u32,
    /// Why it could not be, last time.
    pub problem: String,
    /// What it is: as it came in, or as a person last corrected it.
    pub body: String,
    /// As it came in, when it was corrected.
    pub sent: Option<String>,
}
