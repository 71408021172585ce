//! What a column is for, by its name and by what is in it.

use serde::{Deserialize, Serialize};

use super::column::Column;

/// What a column of an export can be for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// The ticket's number: rows with the same are one contact.
    Case,
    /// When the customer made contact.
    Opened,
    /// When it was done with.
    Closed,
    /// Who made contact.
    Customer,
    /// By which channel.
    Channel,
    /// How pressing it is.
    Priority,
    /// How satisfied the customer was.
    Satisfaction,
    /// Why.
    Reason,
}

/// What a column probably is.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Guess {
    /// Its role; none when it has none that matters.
    pub proposed: Option<Role>,
    /// Why.
    pub why: Vec<Why>,
}

/// One thing that speaks for something, as a code that is put into words where it is shown, and what goes with it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Why {
    /// What.
    pub code: String,
    /// How much of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<f64>,
    /// Which word or form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

impl Why {
    pub(super) fn number(code: &str, value: f64) -> Self {
        Self { code: code.to_owned(), value: Some((value * 1e4).round() / 1e4), text: None }
    }

    pub(super) fn text(code: &str, text: &str) -> Self {
        Self { code: code.to_owned(), value: None, text: Some(text.to_owned()) }
    }
}

impl Role {
    /// Every role, in the order in which columns are given out.
    pub const ALL: [Self; 8] = [
        Self::Case,
        Self::Opened,
        Self::Closed,
        Self::Customer,
        Self::Channel,
        Self::Priority,
        Self::Satisfaction,
        Self::Reason,
    ];

    /// The word for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Case => "case",
            Self::Opened => "opened",
            Self::Closed => "closed",
            Self::Customer => "customer",
            Self::Channel => "channel",
            Self::Priority => "priority",
            Self::Satisfaction => "satisfaction",
            Self::Reason => "reason",
        }
    }

    /// What such columns are called in Dutch and English, the clearest first.
    const fn words(self) -> &'static [&'static str] {
        match self {
            Self::Case => &[
                "ticket",
                "case",
                "zaak",
                "zaaknummer",
                "ticketnummer",
                "meldingsnummer",
                "number",
                "nummer",
                "ticketid",
                "caseid",
                "incident",
                "dossier",
                "reference",
                "referentie",
                "kenmerk",
                "key",
                "id",
            ],
            Self::Opened => &[
                "opened",
                "created",
                "aangemaakt",
                "ontvangen",
                "received",
                "openingsdatum",
                "melddatum",
                "gemeld",
                "ingediend",
                "reported",
                "start",
                "submitted",
                "datum",
                "date",
                "tijdstip",
                "timestamp",
                "time",
            ],
            Self::Closed => &[
                "closed",
                "gesloten",
                "afgesloten",
                "afgehandeld",
                "resolved",
                "opgelost",
                "solved",
                "completed",
                "gereed",
                "sluitingsdatum",
                "einde",
                "end",
            ],
            Self::Customer => &[
                "customer",
                "klant",
                "klantnummer",
                "customerid",
                "client",
                "caller",
                "requester",
                "aanvrager",
                "melder",
                "relatie",
                "relatienummer",
                "debiteur",
                "account",
                "contactpersoon",
                "email",
                "mail",
                "emailadres",
                "afzender",
                "sender",
                "from",
                "user",
                "telefoonnummer",
                "phone",
                "telefoon",
                "naam",
            ],
            Self::Channel => &[
                "channel",
                "kanaal",
                "contacttype",
                "medium",
                "bron",
                "origin",
                "source",
                "ingang",
                "via",
                "contact",
            ],
            Self::Priority => {
                &["priority", "prioriteit", "prio", "urgency", "urgentie", "severity", "impact"]
            }
            Self::Satisfaction => &[
                "satisfaction",
                "tevredenheid",
                "csat",
                "nps",
                "ces",
                "score",
                "rating",
                "cijfer",
                "beoordeling",
                "waardering",
            ],
            Self::Reason => &[
                "reason",
                "contactreden",
                "reden",
                "category",
                "categorie",
                "rubriek",
                "onderwerp",
                "topic",
                "intent",
                "subject",
                "classification",
                "classificatie",
                "tag",
                "label",
                "type",
                "issue",
                "subcategory",
                "subcategorie",
                "product",
            ],
        }
    }

    /// Whether what is in a column can be this, and what speaks for it. The number is what it counts for beside the
    /// name; none when it cannot be.
    fn fits(self, column: &Column, rows: u64) -> Option<(f64, Vec<Why>)> {
        let filled = column.filled as f64 / rows.max(1) as f64;
        let (distinct, each) = (column.distinct, column.distinct as f64 / column.filled.max(1) as f64);
        let times = column.format.is_some();
        let few = |least: u64, most: u64| (least..=most).contains(&distinct) && !times;
        let said = |weight: f64, why: Why| Some((weight, vec![why]));
        match self {
            Self::Opened | Self::Closed => {
                let format = column.format.as_deref()?;
                let numeric = format.starts_with("unix");
                let mut why = vec![Why::text("times", format)];
                if column.either {
                    why.push(Why::text("day_or_month_first", format));
                }
                let always = if self == Self::Opened && filled < 0.9 { -2.0 } else { 0.0 };
                Some((if numeric { -1.0 } else { 0.5 } + always, why))
            }
            Self::Customer if times || distinct < 2 || filled < 0.3 => None,
            Self::Customer if column.mails > 0.8 => said(2.0, Why::number("mail_addresses", column.mails)),
            Self::Customer if each > 0.02 || distinct > 50 => {
                said(0.0, Why::number("many_values", distinct as f64))
            }
            Self::Channel if few(1, 25) && column.numbers < 0.5 => {
                let known = column.values.iter().filter(|(value, _)| channel(value).is_some());
                let share = known.map(|(_, count)| count).sum::<u64>() as f64 / column.filled.max(1) as f64;
                let weight = if share > 0.5 { 3.0 } else { 0.0 };
                said(weight, Why::number("channels", share))
            }
            Self::Priority if few(2, 12) => said(0.0, Why::number("few_values", distinct as f64)),
            Self::Satisfaction if column.numbers > 0.9 && few(2, 101) => {
                said(0.0, Why::number("numbers_up_to", column.most))
            }
            Self::Case if !times && filled > 0.99 && each > 0.01 && column.length < 40.0 => {
                said(if each > 0.999 { 0.5 } else { 0.0 }, Why::number("many_values", distinct as f64))
            }
            Self::Reason if few(2, 400) && filled > 0.3 && column.length < 60.0 && each < 0.5 => {
                said(0.0, Why::number("few_values", distinct as f64))
            }
            _ => None,
        }
    }
}

/// Gives roles to the columns that fit them best, each role once, each column at most one.
pub(super) fn propose(columns: &mut [Column], rows: u64) {
    let mut fits: Vec<(f64, usize, usize, Role, Vec<Why>)> = Vec::new();
    for (index, column) in columns.iter().enumerate() {
        for (order, role) in Role::ALL.into_iter().enumerate() {
            let Some((weight, mut why)) = role.fits(column, rows) else { continue };
            let named = named(&column.name, role.words());
            if named > 0.0 {
                why.insert(0, Why::text("name", &column.name));
            }
            let score = weight + named;
            if score >= 1.0 {
                fits.push((score, order, index, role, why));
            }
        }
    }
    fits.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    let mut given = Vec::new();
    for (_, _, index, role, why) in fits {
        if !given.contains(&role) && columns[index].guess.proposed.is_none() {
            given.push(role);
            columns[index].guess = Guess { proposed: Some(role), why };
        }
    }
    // A date by any other name: the first column of times is when it began.
    if !given.contains(&Role::Opened)
        && let Some(column) =
            columns.iter_mut().find(|column| column.format.is_some() && column.guess.proposed.is_none())
    {
        let format = column.format.clone().unwrap_or_default();
        column.guess = Guess { proposed: Some(Role::Opened), why: vec![Why::text("times", &format)] };
    }
}

/// How clearly a column's name says so: 3 to 4 when it is one of the words, 2 to 3 when one of the words is in it, the
/// more the earlier the word stands in the list; 0 when none is.
fn named(name: &str, words: &[&str]) -> f64 {
    let (whole, parts) = (joined(name), parts(name));
    let best = words.iter().enumerate().filter_map(|(place, word)| {
        let clear = 1.0 - place as f64 / words.len() as f64;
        if whole == *word {
            Some(3.0 + clear)
        } else if parts.iter().any(|part| part == word) {
            Some(2.0 + clear)
        } else {
            (word.len() >= 5 && whole.contains(word)).then_some(1.0 + clear)
        }
    });
    best.fold(0.0, f64::max)
}

/// `Contact type` → `contacttype`.
fn joined(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// `callerId`, `caller_id` → `caller`, `id`.
fn parts(name: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut small = false;
    for c in name.chars() {
        let breaks = !c.is_alphanumeric() || (small && c.is_uppercase());
        if breaks {
            parts.push(String::new());
        }
        small = c.is_lowercase();
        if c.is_alphanumeric()
            && let Some(last) = parts.last_mut()
        {
            last.extend(c.to_lowercase());
        }
    }
    parts
}

/// The channel that a value of an export means.
pub(super) fn channel(value: &str) -> Option<&'static str> {
    const CHANNELS: [(&str, &[&str]); 12] = [
        ("whatsapp", &["whatsapp"]),
        ("chat", &["chat"]),
        ("mail", &["mail"]),
        ("phone", &["phone", "telefo", "tel.", "call", "gebeld", "bellen", "ivr", "voice"]),
        ("messenger", &["messenger"]),
        ("social", &["facebook", "twitter", "instagram", "social", "linkedin"]),
        ("sms", &["sms"]),
        ("app", &["app"]),
        ("form", &["form"]),
        ("web", &["web", "portal", "self", "online", "site"]),
        ("counter", &["balie", "desk", "counter", "loket", "direct"]),
        ("visit", &["visit", "bezoek", "winkel", "shop", "store", "walk"]),
    ];
    let value = value.to_lowercase();
    CHANNELS.iter().find(|(_, words)| words.iter().any(|word| value.contains(word))).map(|(name, _)| *name)
}

/// Whether a value of a priority column is the highest or the one below it.
pub(super) fn is_urgent(value: &str) -> bool {
    let value = value.to_lowercase();
    let number: String = value.trim_start_matches('p').chars().take_while(char::is_ascii_digit).collect();
    let words = ["urgent", "hoog", "high", "critical", "kritiek", "spoed", "blocker"];
    number == "1" || words.iter().any(|word| value.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_taken_apart() {
        assert!(named("caller_id", Role::Customer.words()) > 2.0);
        assert!(named("Contact type", Role::Channel.words()) > 3.0);
        assert!(named("aangemaaktOp", Role::Opened.words()) > 2.0);
        assert!(named("weather", Role::Reason.words()) < 0.1);
    }

    #[test]
    fn channels_are_known_by_their_words() {
        assert_eq!(channel("Telefonisch"), Some("phone"));
        assert_eq!(channel("E-mail"), Some("mail"));
        assert_eq!(channel("WhatsApp"), Some("whatsapp"));
        assert_eq!(channel("Self service"), Some("web"));
        assert_eq!(channel("143"), None);
    }

    #[test]
    fn the_highest_priority_is_urgent() {
        assert!(["1", "P1", "Hoog", "1 - Critical", "High"].into_iter().all(is_urgent));
        assert!(!["3", "P2", "laag", "10", "normal"].into_iter().any(is_urgent));
    }
}
