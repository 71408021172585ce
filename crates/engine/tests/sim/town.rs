//! The town: customers of the internet provider in `examples/`, and what happens to them.

use compact_str::CompactString;
use serde_json::value::{RawValue, to_raw_value};
use serde_json::{Value, json};
use smallvec::SmallVec;
use voorzet_domain::conversation::{Author, Received};
use voorzet_domain::event::{AssetId, Event, builtin};
use voorzet_domain::identity::{Claim, Identity};
use voorzet_domain::time::{Duration, Timestamp};

use super::chance::Chance;

/// How many customers there are.
pub(crate) const CUSTOMERS: u64 = 12;

/// Makes events. Each has an id of its own; whether and how often it is sent is the client's business.
pub(crate) struct Town {
    made: u64,
    incidents: Vec<u64>,
}

impl Town {
    pub(crate) fn new() -> Self {
        Self { made: 0, incidents: Vec::new() }
    }

    /// Something that happens at this instant, or did a while before.
    pub(crate) fn event(&mut self, chance: &mut Chance, now: Timestamp) -> Event {
        self.made += 1;
        let number = chance.below(CUSTOMERS);
        if chance.in_thousand(150) {
            return self.message(chance, number, now);
        }
        let late = if chance.in_thousand(100) {
            Duration::from_mins(chance.below(1_500) as i64)
        } else {
            Duration::ZERO
        };
        let time = now.minus(late);
        let router = format!("r{number}");
        let (kind, asset, data): (&str, Option<String>, Value) = match chance.below(100) {
            0..10 => (
                builtin::IDENTIFY,
                None,
                json!({"first_name": format!("Name {number}"), "language": chance.one_of(&["nl", "en", "de"]), "alarm": number.is_multiple_of(4), "timezone": chance.one_of(&["Europe/Amsterdam", "America/New_York", "nowhere"])}),
            ),
            10..16 => {
                (builtin::CONSENT_GIVEN, None, json!({"purpose": chance.one_of(&["telemetry", "service"])}))
            }
            16..20 => (
                builtin::CONSENT_WITHDRAWN,
                None,
                match chance.below(3) {
                    0 => json!({"purpose": "service"}),
                    1 => json!({"purpose": "service", "channel": "sms"}),
                    _ => json!({"purpose": "telemetry"}),
                },
            ),
            20..32 => {
                ("router.registered", None, json!({"router": router, "area": format!("a{}", number % 2)}))
            }
            32..38 => {
                ("router.delivered", None, json!({"router": router, "area": format!("a{}", number % 2)}))
            }
            38..42 => ("router.online", Some(format!("router:{router}")), json!({})),
            42..44 => ("router.returned", Some(format!("router:{router}")), json!({})),
            44..60 => (
                "line.measured",
                Some(format!("router:{router}")),
                json!({"quality": chance.below(100) as f64 / 100.0}),
            ),
            60..64 => ("line.recovered", Some(format!("router:{router}")), json!({"quality": 0.9})),
            64..72 => ("bill.sent", None, json!({"bill": format!("b{}", self.made), "amount": 12.5})),
            72..76 => (
                "bill.paid",
                None,
                json!({"bill": format!("b{}", self.made.saturating_sub(chance.below(40)))}),
            ),
            76..82 => (
                "appointment.booked",
                None,
                json!({"appointment": format!("p{number}"), "start": time.plus(Duration::from_hours(chance.below(96) as i64)).to_string()}),
            ),
            82..90 => {
                let reason = chance.one_of(&[
                    "unstable-line",
                    "internet",
                    "bill-unpaid",
                    "outage",
                    "appointment",
                    "moon",
                ]);
                (
                    builtin::CONTACT,
                    None,
                    json!({"reason": reason, "channel": chance.one_of(&["phone", "chat"])}),
                )
            }
            90..93 => ("contract.started", None, json!({"plan": "fibre"})),
            93..96 => self.incident(chance),
            // What nobody can use.
            96 => ("line.measured", None, json!({"quality": 0.1})),
            97 => (builtin::CONSENT_GIVEN, None, json!({"purpose": "the moon"})),
            _ => ("weather.changed", None, json!({"wind": 7})),
        };
        let about_asset = asset.is_some() || kind.starts_with("incident.");
        Event {
            id: CompactString::from(format!("e{}", self.made)),
            source: CompactString::const_new("town"),
            kind: kind.into(),
            time,
            customer: if about_asset { SmallVec::new() } else { claims(chance, number) },
            asset: asset.and_then(|name| AssetId::parse(&name)),
            data: raw(&data),
        }
    }

    /// A customer writes a mail: a new one, or one more in a thread of theirs.
    fn message(&mut self, chance: &mut Chance, number: u64, now: Timestamp) -> Event {
        let id = format!("e{}", self.made);
        let thread = chance.below(3);
        let address = format!("c{number}@mail.example");
        let mut threads = vec![format!("mail|{id}")];
        if thread > 0 {
            threads.insert(0, format!("mail|c{number}-{thread}"));
        }
        let reason = chance.one_of(&["unstable-line", "bill-unpaid", "moon"]);
        let received = Received {
            channel: "mail".into(),
            account: "mail".into(),
            threads,
            from: Author { address: address.clone(), name: None },
            text: format!("Message {id}"),
            reason: chance.in_thousand(700).then(|| (*reason).into()),
            automatic: chance.in_thousand(100),
            ..Received::default()
        };
        let identity = Identity::mail(&address);
        Event {
            id: id.into(),
            source: CompactString::const_new("mail"),
            kind: builtin::MESSAGE.into(),
            time: now,
            customer: identity.map(|identity| Claim { identity, verified: true }).into_iter().collect(),
            asset: None,
            // Now and then one that says nothing that can be read.
            data: if chance.in_thousand(30) { raw(&json!({"text": 7})) } else { raw(&json!(received)) },
        }
    }

    fn incident(&mut self, chance: &mut Chance) -> (&'static str, Option<String>, Value) {
        let area = format!("area:a{}", chance.below(2));
        if !self.incidents.is_empty() && chance.in_thousand(600) {
            let at = chance.below(self.incidents.len() as u64) as usize;
            if chance.in_thousand(600) {
                let number = self.incidents.swap_remove(at);
                return (builtin::INCIDENT_CLOSED, None, json!({"incident": format!("i{number}")}));
            }
            let number = self.incidents[at];
            let text = format!("still busy, {}", self.made);
            return (
                builtin::INCIDENT_UPDATED,
                None,
                json!({"incident": format!("i{number}"), "assets": [area], "text": text}),
            );
        }
        self.incidents.push(self.made);
        (
            builtin::INCIDENT_OPENED,
            None,
            json!({"incident": format!("i{}", self.made), "assets": [area], "text": "broken"}),
        )
    }
}

/// The account, mostly with another identity; now and then one that somebody else has as well.
fn claims(chance: &mut Chance, number: u64) -> SmallVec<[Claim; 1]> {
    let mut claims = SmallVec::new();
    let claim = |identity: Option<Identity>, verified| identity.map(|identity| Claim { identity, verified });
    if !chance.in_thousand(50) {
        claims.extend(claim(Identity::account(&format!("c{number}")), true));
    }
    match chance.below(5) {
        0 => {
            claims.extend(claim(Identity::mail(&format!("c{number}@mail.example")), chance.in_thousand(500)));
        }
        1 => claims.extend(claim(Identity::device(&format!("phone-of-{number}")), false)),
        2 => claims.extend(claim(Identity::phone(&format!("+3161234{:04}", number / 2), None), false)),
        _ => {}
    }
    claims
}

fn raw(data: &Value) -> Box<RawValue> {
    to_raw_value(data).expect("a JSON value is JSON")
}
