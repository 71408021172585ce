//! The truth file: what the history cannot show, one JSON line per occasion.

use super::Settings;
use super::calendar::{Calendar, Ms};
use super::customer::Customer;
use super::effect::{self, Temper, Treatment};
use super::happening::{Happening, What};
use super::line::{account, digits, instant, number};
use super::occasion::{Contact, Occasion};
use super::reason::Reason;

/// Collects lines of truth, or occasions as they are, or nothing when nobody asked for them.
pub(super) struct Truth {
    lines: Option<Vec<u8>>,
    occasions: Option<Vec<(u32, Occasion)>>,
    epoch: i64,
}

impl Truth {
    /// With the header as its first line when `wanted`.
    pub(super) fn new(wanted: bool, settings: &Settings, calendar: &Calendar) -> Self {
        let lines = wanted.then(|| header(settings, calendar));
        Self { lines, occasions: None, epoch: calendar.epoch }
    }

    /// Keeps occasions as they are, with the customer's number.
    pub(super) fn kept(calendar: &Calendar) -> Self {
        Self { lines: None, occasions: Some(Vec::new()), epoch: calendar.epoch }
    }

    /// The occasions since the last call.
    pub(super) fn occasions(&mut self) -> Vec<(u32, Occasion)> {
        self.occasions.as_mut().map(std::mem::take).unwrap_or_default()
    }

    /// The lines since the last call.
    pub(super) fn lines(&mut self) -> Option<&mut Vec<u8>> {
        self.lines.as_mut()
    }

    /// One occasion with its potential outcomes.
    pub(super) fn occasion(&mut self, customer: u32, who: &Customer, occasion: Occasion) {
        if self.lines.is_some() {
            self.line(customer, who, &occasion);
        }
        if let Some(occasions) = &mut self.occasions {
            occasions.push((customer, occasion));
        }
    }

    fn line(&mut self, customer: u32, who: &Customer, occasion: &Occasion) {
        let epoch = self.epoch;
        let Some(out) = &mut self.lines else { return };
        let cause = &occasion.cause;
        put(out, "{\"customer\":\"");
        account(out, customer);
        put(out, "\",\"cause\":\"");
        put(out, cause.reason.id());
        for part in [u64::from(customer), u64::from(cause.story.0), u64::from(cause.nth)] {
            out.push(b'-');
            number(out, part);
        }
        put(out, "\",\"reason\":\"");
        put(out, cause.reason.id());
        put(out, "\",\"at\":\"");
        instant(out, epoch + cause.at);
        put(out, "\",\"chance\":");
        thousandths(out, occasion.chance);
        put(out, ",\"temper\":\"");
        put(out, occasion.fate.temper.id());
        put(out, "\",\"reaction_minutes\":");
        number(out, (occasion.fate.reaction / 60_000) as u64);
        put(out, ",\"without\":");
        match occasion.contacts.split_first() {
            None => put(out, "null"),
            Some((first, repeats)) => {
                contact(out, epoch, customer, occasion, first);
                put(out, ",\"repeats\":[");
                for (place, repeat) in repeats.iter().enumerate() {
                    put(out, if place > 0 { "," } else { "" });
                    contact(out, epoch, customer, occasion, repeat);
                    out.push(b'}');
                }
                put(out, "]}");
            }
        }
        put(out, ",\"with\":{");
        let mut comma = "";
        for treatment in Treatment::ALL {
            if effect::effect(cause.reason, treatment).is_none() || !who.reachable(treatment) {
                continue;
            }
            put(out, comma);
            comma = ",";
            out.push(b'"');
            put(out, treatment.id());
            put(out, if occasion.fate.contacts(Some(treatment)) { "\":true" } else { "\":false" });
        }
        put(out, "}}\n");
    }
}

/// Text as it is.
fn put(out: &mut Vec<u8>, text: &str) {
    out.extend_from_slice(text.as_bytes());
}

/// `{"id":…,"at":…,"channel":…`, left open.
fn contact(out: &mut Vec<u8>, epoch: i64, customer: u32, occasion: &Occasion, contact: &Contact) {
    let at: Ms = contact.at;
    let happening = Happening {
        of_day: 0,
        customer,
        story: occasion.cause.story,
        what: What::Contact,
        turn: contact.turn,
        value: 0,
    };
    put(out, "{\"id\":\"");
    happening.id(out);
    put(out, "\",\"at\":\"");
    instant(out, epoch + at);
    put(out, "\",\"channel\":\"");
    put(out, contact.channel.id());
    out.push(b'"');
}

fn thousandths(out: &mut Vec<u8>, value: f64) {
    let whole = (value * 1000.0 + 0.5) as u64;
    number(out, whole / 1000);
    out.push(b'.');
    digits(out, whole % 1000, 3);
}

/// To five decimals: products of two-digit factors are not written with their floating tails.
fn rounded(share: f64) -> f64 {
    (share * 1e5).round() / 1e5
}

/// The parameters: everything that is true on average.
fn header(settings: &Settings, calendar: &Calendar) -> Vec<u8> {
    let effects: Vec<serde_json::Value> = Reason::ALL
        .iter()
        .flat_map(|reason| Treatment::ALL.map(|treatment| (*reason, treatment)))
        .filter_map(|(reason, treatment)| {
            let effect = effect::effect(reason, treatment)?;
            Some(serde_json::json!({
                "reason": reason.id(),
                "treatment": treatment.id(),
                "avoids": rounded(effect.avoids),
                "induces": rounded(effect.induces),
            }))
        })
        .collect();
    let chances: serde_json::Map<_, _> =
        Reason::ALL.iter().map(|reason| (reason.id().to_owned(), reason.habit().chance.into())).collect();
    let tempers: Vec<_> = Temper::ALL
        .iter()
        .map(|(temper, share)| {
            serde_json::json!({
                "temper": temper.id(), "share": share,
                "avoids": temper.heeds(), "induces": temper.startles(),
            })
        })
        .collect();
    let mut from = Vec::new();
    instant(&mut from, calendar.epoch);
    let mut until = Vec::new();
    instant(&mut until, calendar.epoch + calendar.until());
    let header = serde_json::json!({
        "truth": 1,
        "seed": settings.seed,
        "customers": settings.customers,
        "days": settings.days,
        "from": String::from_utf8_lossy(&from),
        "until": String::from_utf8_lossy(&until),
        "chances": chances,
        "effects": effects,
        "tempers": tempers,
    });
    let mut line = header.to_string().into_bytes();
    line.push(b'\n');
    line
}
