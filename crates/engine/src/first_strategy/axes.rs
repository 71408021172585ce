//! Where a reason stands between value and irritation, for the customer and for the company (Price and Jaffe's
//! value–irritant matrix): a first guess, from the reason's name and from how its contacts went.

use serde::Serialize;

use super::role::Why;

/// A reason's place on both axes, each from −1 (irritating) to 1 (valuable).
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Axes {
    /// For the customer.
    pub customer: f64,
    /// For the company.
    pub company: f64,
}

/// What is known of a reason.
pub(super) struct Facts<'a> {
    pub(super) name: &'a str,
    /// Its share of all contacts, and what that would be were all reasons alike.
    pub(super) share: f64,
    pub(super) even: f64,
    pub(super) repeats: Option<f64>,
    pub(super) satisfaction: Option<f64>,
}

/// What a word in a reason's name says: the code, and the place it speaks for.
struct Word {
    code: &'static str,
    customer: f64,
    company: f64,
    words: &'static [&'static str],
}

/// In this order: a complaint about a bill is a complaint.
const WORDS: [Word; 7] = [
    Word {
        code: "complaint",
        customer: -0.7,
        company: 0.4,
        words: &["klacht", "complain", "schade", "damage", "ontevreden", "bezwaar", "dispute"],
    },
    Word {
        code: "life_event",
        customer: 0.4,
        company: 0.4,
        words: &["overlij", "overled", "deceas", "death", "scheid", "divorce"],
    },
    Word {
        code: "leaving",
        customer: 0.3,
        company: 0.6,
        words: &["opzeg", "cancel", "beëindig", "terminat", "overstap", "churn"],
    },
    Word {
        code: "trouble",
        customer: -0.6,
        company: -0.6,
        words: &[
            "storing",
            "defect",
            "kapot",
            "fout",
            "error",
            "outage",
            "broken",
            "failure",
            "te laat",
            "late",
            "vertrag",
            "delay",
            "werkt niet",
            "not work",
            "mislukt",
            "failed",
            "probleem",
            "problem",
            "bug",
            "vermist",
            "missing",
            "lost",
            "kwijt",
            "retour",
            "return",
            "refund",
            "herstel",
        ],
    },
    Word {
        code: "money",
        customer: -0.4,
        company: 0.3,
        words: &[
            "factu", "invoice", "betal", "payment", "rekening", "bill", "incasso", "nota", "premie", "charge",
        ],
    },
    Word {
        code: "buying",
        customer: 0.5,
        company: 0.6,
        words: &[
            "offerte", "quote", "koop", "buy", "purchase", "upgrade", "advies", "advice", "nieuw", "new ",
            "verkoop", "sales", "aanmeld", "sign up",
        ],
    },
    Word {
        code: "looking_up",
        customer: 0.3,
        company: -0.6,
        words: &[
            "wachtwoord",
            "password",
            "inlog",
            "login",
            "log in",
            "adres",
            "address",
            "status",
            "track",
            "volg",
            "waar is",
            "where is",
            "opening",
            "saldo",
            "balance",
            "info",
            "vraag",
            "question",
            "how to",
            "wijzig",
            "change",
            "verhui",
        ],
    },
];

/// The place of a reason, and what speaks for it.
pub(super) fn place(facts: &Facts<'_>) -> (Axes, Vec<Why>) {
    let mut why = Vec::new();
    let name = facts.name.to_lowercase();
    let found = WORDS
        .iter()
        .find_map(|word| word.words.iter().find(|part| name.contains(*part)).map(|part| (word, part.trim())));
    let (mut customer, mut company) = (-0.1, -0.1);
    if let Some((word, part)) = found {
        why.push(Why::text(word.code, part));
        (customer, company) = (word.customer, word.company);
    }
    if let Some(repeats) = facts.repeats {
        if repeats >= 0.15 {
            why.push(Why::number("repeats_often", repeats));
        } else if repeats <= 0.05 {
            why.push(Why::number("repeats_seldom", repeats));
        }
        customer -= 0.8 * (repeats - 0.1);
        company -= 0.5 * (repeats - 0.1);
    }
    if facts.share > 2.0 * facts.even {
        why.push(Why::number("large_share", facts.share));
        company -= 0.2;
    }
    if let Some(satisfaction) = facts.satisfaction {
        let code = if satisfaction < 0.0 { "dissatisfied" } else { "satisfied" };
        why.push(Why::number(code, satisfaction));
        customer += 0.5 * satisfaction;
    }
    (Axes { customer: held(customer), company: held(company) }, why)
}

/// Within the axis, and no finer than a person would say it.
fn held(value: f64) -> f64 {
    // Adding nothing turns a negative nothing into nothing.
    (value.clamp(-1.0, 1.0) * 10.0).round() / 10.0 + 0.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str, repeats: f64) -> (Axes, Vec<String>) {
        let facts = Facts { name, share: 0.1, even: 0.1, repeats: Some(repeats), satisfaction: None };
        let (axes, why) = place(&facts);
        (axes, why.into_iter().map(|why| why.code).collect())
    }

    #[test]
    fn names_and_repeats_speak() {
        let (late, why) = of("Bezorging te laat", 0.3);
        assert!(late.customer < -0.5 && late.company < -0.5);
        assert_eq!(why, ["trouble", "repeats_often"]);
        let (password, _) = of("Password reset", 0.1);
        assert!(password.customer > 0.2 && password.company < -0.2);
        let (quote, _) = of("Offerte aanvragen", 0.1);
        assert!(quote.customer > 0.2 && quote.company > 0.2);
        assert_eq!(of("Klacht over factuur", 0.1).1, ["complaint"]);
        assert_eq!(of("170", 0.1), (Axes { customer: -0.1, company: -0.1 }, vec![]));
    }
}
