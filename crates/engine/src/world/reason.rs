//! Why customers of the sample world contact, and how readily.

/// A contact reason of the sample world. `examples/webshop` has the same ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Reason {
    /// A parcel does not come on the promised day.
    LateDelivery,
    /// What came is broken, or something else than ordered.
    DamagedItem,
    /// The goods are back and the money is not.
    RefundLate,
    /// The router works worse and worse.
    SlowInternet,
    /// The router stopped.
    RouterFailing,
    /// No network in the whole area.
    Outage,
    /// The bill is higher than the one before.
    HighBill,
    /// A bill stays open and reminders come.
    UnpaidBill,
    /// A payment was refused by the bank.
    PaymentFailed,
    /// The order cannot be placed.
    CheckoutProblem,
    /// The contract comes to its end.
    ContractEnding,
    /// A visit by an engineer comes up.
    Appointment,
    /// The account is locked.
    AccountLocked,
    /// New here: how does it work?
    GettingStarted,
    /// Which product is the right one?
    ProductQuestion,
    /// Moving to another address.
    MovingHouse,
    /// Anything else.
    Other,
}

use Reason as R;

/// How readily a cause becomes a contact.
pub(super) struct Habit {
    /// The chance for an average customer and an average cause.
    pub(super) chance: f64,
    /// Half of those who contact do so within this many hours.
    pub(super) delay: f64,
    /// The spread of that delay on the logarithmic scale.
    pub(super) spread: f64,
    /// The chance of coming back about the same.
    pub(super) repeat: f64,
    /// How much it draws people to the phone: 1 is neutral.
    pub(super) phone: f64,
}

impl Reason {
    /// Every reason.
    pub const ALL: [Self; 17] = [
        R::LateDelivery,
        R::DamagedItem,
        R::RefundLate,
        R::SlowInternet,
        R::RouterFailing,
        R::Outage,
        R::HighBill,
        R::UnpaidBill,
        R::PaymentFailed,
        R::CheckoutProblem,
        R::ContractEnding,
        R::Appointment,
        R::AccountLocked,
        R::GettingStarted,
        R::ProductQuestion,
        R::MovingHouse,
        R::Other,
    ];

    /// The word in events and strategies.
    pub const fn id(self) -> &'static str {
        match self {
            R::LateDelivery => "late-delivery",
            R::DamagedItem => "damaged-item",
            R::RefundLate => "refund-late",
            R::SlowInternet => "slow-internet",
            R::RouterFailing => "router-failing",
            R::Outage => "outage",
            R::HighBill => "high-bill",
            R::UnpaidBill => "unpaid-bill",
            R::PaymentFailed => "payment-failed",
            R::CheckoutProblem => "checkout-problem",
            R::ContractEnding => "contract-ending",
            R::Appointment => "appointment",
            R::AccountLocked => "account-locked",
            R::GettingStarted => "getting-started",
            R::ProductQuestion => "product-question",
            R::MovingHouse => "moving-house",
            R::Other => "other",
        }
    }

    /// The reason of a word.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.id() == id)
    }

    /// The reason it falls under; agents in a hurry sometimes write that down instead.
    pub const fn parent(self) -> &'static str {
        match self {
            R::LateDelivery | R::DamagedItem => "delivery",
            R::RefundLate => "returns",
            R::SlowInternet | R::RouterFailing | R::Outage | R::GettingStarted => "internet",
            R::HighBill | R::UnpaidBill | R::PaymentFailed => "billing",
            R::CheckoutProblem | R::ProductQuestion => "shop",
            R::ContractEnding | R::MovingHouse => "contract",
            R::Appointment | R::AccountLocked | R::Other => "other",
        }
    }

    pub(super) const fn from_code(code: u8) -> Self {
        Self::ALL[if (code as usize) < Self::ALL.len() { code as usize } else { Self::ALL.len() - 1 }]
    }

    pub(super) const fn habit(self) -> Habit {
        let (chance, delay, spread, repeat, phone) = match self {
            R::LateDelivery => (0.15, 6.0, 1.0, 0.22, 0.9),
            R::DamagedItem => (0.42, 5.0, 1.2, 0.20, 0.8),
            R::RefundLate => (0.26, 50.0, 0.9, 0.28, 1.0),
            R::SlowInternet => (0.11, 55.0, 0.8, 0.30, 1.2),
            R::RouterFailing => (0.50, 2.5, 1.1, 0.30, 2.0),
            R::Outage => (0.07, 0.9, 0.8, 0.12, 1.8),
            R::HighBill => (0.18, 30.0, 1.1, 0.16, 1.3),
            R::UnpaidBill => (0.17, 22.0, 1.0, 0.18, 1.3),
            R::PaymentFailed => (0.20, 5.0, 1.1, 0.14, 0.9),
            R::CheckoutProblem => (0.11, 0.6, 1.0, 0.08, 0.5),
            R::ContractEnding => (0.14, 160.0, 0.8, 0.15, 1.6),
            R::Appointment => (0.12, 14.0, 0.8, 0.10, 1.5),
            R::AccountLocked => (0.33, 0.8, 1.0, 0.10, 1.2),
            R::GettingStarted => (0.24, 20.0, 1.1, 0.25, 1.4),
            R::ProductQuestion => (0.026, 3.0, 1.2, 0.10, 0.6),
            R::MovingHouse | R::Other => (1.0, 2.0, 1.0, 0.08, 1.0),
        };
        Habit { chance, delay, spread, repeat, phone }
    }
}
