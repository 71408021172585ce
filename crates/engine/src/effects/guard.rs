//! The look at harm: whether what is done has to stop.

use voorzet_insight::experiment::guard::{Arm, Guard, Halt, Limits, Seen};

use super::book::{Book, Outcome};
use super::cell::{Cell, Figure};
use super::{ALPHA, NARROWEST};
use crate::own::Harm;

/// How the guard of an experiment stands on a day, by itself.
pub(crate) fn look(book: &Book, today: i32) -> Guard {
    Limits::new(ALPHA, NARROWEST)
        .map_or(Guard::Learning, |limits| Guard::default().look(&seen(book, today), &limits))
}

fn seen(book: &Book, today: i32) -> Seen {
    let arm = |cell: &Cell| Arm { units: cell.count(Figure::Units), events: cell.count(Figure::Contacts) };
    let [control, treated] = book.ended(today);
    Seen {
        treated: arm(&treated),
        control: arm(&control),
        effect: book.pseudo_outcomes(Outcome::Contacts, today),
        harmed: book.harmed(),
        share: book.share().unwrap_or_default(),
        ..Seen::default()
    }
}

/// Why it halted, as the log says it.
pub(crate) fn why(halt: Halt, book: &Book, today: i32) -> Harm {
    let (code, amount) = match halt {
        Halt::Incident => ("incident", 0.0),
        Halt::Spam(share) => ("spam", share),
        Halt::RareHarm(evidence) => ("rare_harm", evidence),
        Halt::Contacts(least) => ("contacts", least),
    };
    let [control, treated] = book.ended(today);
    Harm {
        code: code.to_owned(),
        // Written to be read, and the same however a sum was taken.
        amount: (amount * 1e6).round() / 1e6,
        treated: treated.count(Figure::Units),
        control: control.count(Figure::Units),
    }
}
