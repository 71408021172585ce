//! By which channel a customer of the sample world contacts.

use super::calendar::{Calendar, Ms};
use super::customer::Customer;
use super::draw::Draws;
use super::reason::Reason;

/// A channel of contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Channel {
    Phone,
    Mail,
    Chat,
    Whatsapp,
    Social,
}

impl Channel {
    const ALL: [Self; 5] = [Self::Phone, Self::Mail, Self::Chat, Self::Whatsapp, Self::Social];

    pub(super) const fn id(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::Mail => "mail",
            Self::Chat => "chat",
            Self::Whatsapp => "whatsapp",
            Self::Social => "social",
        }
    }

    pub(super) const fn from_code(code: u8) -> Self {
        Self::ALL[if (code as usize) < Self::ALL.len() { code as usize } else { 0 }]
    }

    /// The channel of this contact: by age, by what it is about, and by what is open.
    pub(super) fn choose(
        who: &Customer,
        reason: Reason,
        at: Ms,
        calendar: &Calendar,
        draws: &mut Draws,
    ) -> Self {
        let phone = [0.22, 0.42, 0.72][usize::from(who.age)] * reason.habit().phone;
        let open = calendar.phone_open(at);
        let weights = [
            if open { phone } else { 0.0 },
            [0.16, 0.25, 0.24][usize::from(who.age)] * if open { 1.0 } else { 1.6 },
            if (8..23).contains(&calendar.hour(at)) { [0.3, 0.2, 0.06][usize::from(who.age)] } else { 0.0 },
            if who.whatsapp { 0.3 } else { 0.02 },
            [0.05, 0.025, 0.01][usize::from(who.age)],
        ];
        Self::ALL[draws.weighted(&weights)]
    }
}
