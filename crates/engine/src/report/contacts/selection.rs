//! Which of all contacts are told of.

use compact_str::CompactString;

use super::Contacts;

/// Which contacts, and among how many customers. As it is by default, all of them.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Only about these reasons.
    pub reasons: Option<Vec<CompactString>>,
    /// Only by this channel.
    pub channel: Option<CompactString>,
    /// Only of customers who were in this segment.
    pub segment: Option<CompactString>,
    /// Only imported history (true), or only what was live (false).
    pub history: Option<bool>,
    /// How many customers these are of, where that is not everybody.
    pub among: Option<u64>,
}

/// The same in numbers.
pub(super) struct Picked {
    /// Of each reason, whether it is asked for.
    reasons: Vec<bool>,
    channel: Option<usize>,
    segment: Option<usize>,
    history: Option<bool>,
}

impl Picked {
    pub(super) fn of(selection: &Selection, contacts: &Contacts) -> Self {
        let asked = |name: &CompactString| selection.reasons.as_ref().is_none_or(|some| some.contains(name));
        Self {
            reasons: contacts.reasons.names.iter().map(asked).collect(),
            channel: contacts.channels.wanted(selection.channel.as_ref()),
            segment: contacts.segments.wanted(selection.segment.as_ref()),
            history: selection.history,
        }
    }

    /// Whether the contact at a place is asked for.
    pub(super) fn takes(&self, contacts: &Contacts, place: usize) -> bool {
        let (segment, history) = contacts.of[place];
        self.reasons[contacts.made[place].reason as usize]
            && self.channel.is_none_or(|wanted| wanted == contacts.by[place] as usize)
            && self.segment.is_none_or(|wanted| wanted == segment as usize)
            && self.history.is_none_or(|wanted| wanted == history)
    }
}
