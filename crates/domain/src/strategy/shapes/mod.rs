//! The shapes of the files: what every table may hold, with the words that explain it.

pub mod events;
pub mod feedback;
pub mod organisation;
pub mod queue;
pub mod reason;

use super::shape::{Key, Shape, Type};

/// A name in the organisation's languages, or one for all.
pub const LOCALISED: Type = Type::Either(&[Type::Text, Type::Map { of: "language", each: &Type::Text }]);

/// A share of customers or of contacts.
pub const SHARE: Type = Type::Number { least: 0.0, most: 1.0 };

/// An amount of money, never negative.
pub const MONEY: Type = Type::Number { least: 0.0, most: 1_000_000.0 };

/// A control group.
pub static MEASURE: Shape = Shape {
    name: "measure",
    doc: "How effects are measured.",
    keys: &[Key::optional(
        "holdout",
        SHARE,
        "The share of customers for whom the decision is made but not carried out, so that its effect can \
         be measured; at least 0.05 to tell anything.",
    )],
};
