//! A small organisation, one customer with a past, and an event: what the tests of expressions look at.

use compact_str::CompactString;
use jiff::tz::TimeZone;
use voorzet_domain::event::AssetId;
use voorzet_domain::expr::env::Env;
use voorzet_domain::expr::{Compiled, Fault, Vocabulary, Wanted, compile};
use voorzet_domain::state::consent::Consent;
use voorzet_domain::state::expectation::{Climb, Expectation};
use voorzet_domain::state::{CustomerState, Person, Rare, Touch};
use voorzet_domain::strategy::model::{
    Basis, Budget, Channel, ChannelId, Economics, Feedback, KeyRule, Kind, Learning, Level, Localised,
    Measure, Purpose, PurposeId, Reason, ReasonId, SignalId, Strategy, Trait, TraitId, TypeId,
};
use voorzet_domain::time::{Duration, Timestamp};
use voorzet_domain::value::{FieldType, Fields, Value};

/// The instant of judging: a Wednesday, 10:30 in Amsterdam.
pub(super) const NOW: &str = "2026-03-04T09:30:00Z";

/// The event at hand, in the field types of `delivery.delayed`.
pub(super) type Data = Vec<(&'static str, Value)>;

/// Something that happened before.
type Before = (&'static str, usize, &'static str, &'static [(&'static str, f64)]);

/// What happened before: how long ago, to which original, of what type, with what amounts;
/// the latest first.
pub(super) const PAST: [Before; 7] = [
    ("0s", 0, "delivery.delayed", &[("delay_hours", 5.0), ("attempts", 2.0)]),
    ("90m", 0, "payment.failed", &[("amount", 12.5)]),
    ("3h", 0, "delivery.delayed", &[("delay_hours", 2.5), ("attempts", 1.0)]),
    ("1d", 0, "page", &[]),
    ("2d", 1, "delivery.delayed", &[("delay_hours", 9.0)]),
    ("7d", 0, "delivery.delayed", &[("delay_hours", 1.0)]),
    ("30d", 1, "payment.failed", &[("amount", 40.0)]),
];

pub(super) fn now() -> Timestamp {
    Timestamp::parse(NOW).unwrap()
}

pub(super) fn text(text: &str) -> Value {
    Value::Text(text.into())
}

pub(super) fn time(text: &str) -> Value {
    Value::Time(Timestamp::parse(text).unwrap())
}

/// The names there are.
pub(super) fn vocabulary() -> Vocabulary {
    use FieldType::{Bool, Double, Int, String, Timestamp};
    let mut vocabulary = Vocabulary::default();
    let types: [(&str, &[(&str, FieldType)]); 6] = [
        (
            "delivery.delayed",
            &[
                ("delay_hours", Double),
                ("carrier", String),
                ("under_way", Bool),
                ("attempts", Int),
                ("start", Timestamp),
                ("note", String),
            ],
        ),
        ("delivery.completed", &[("carrier", String), ("left_at", String)]),
        ("order.shipped", &[("carrier", Int), ("amount", Double)]),
        ("payment.failed", &[("amount", Double), ("method", String)]),
        ("page", &[("name", String)]),
        ("contact.received", &[("reason", String), ("channel", String)]),
    ];
    for (name, fields) in types {
        let mut kind = only_named(name);
        for (field, kind_of_field) in fields {
            kind.declared.push(vocabulary.field_id(field, *kind_of_field).unwrap());
        }
        vocabulary.types.push(kind);
    }
    let traits = [("segment", String), ("vip", Bool), ("score", Double), ("age", Int), ("since", Timestamp)];
    vocabulary.traits = traits.map(|(name, kind)| Trait { name: name.into(), kind, read: false }).into();
    vocabulary.reasons = ["other", "delivery", "late-delivery", "billing"].map(CompactString::from).into();
    vocabulary.purposes = ["service", "marketing"].map(CompactString::from).into();
    vocabulary.channels = ["mail", "whatsapp", "push"].map(CompactString::from).into();
    vocabulary
}

pub(super) fn only_named(name: &str) -> voorzet_domain::strategy::model::EventType {
    let mut scratch = Vocabulary::default();
    scratch.type_id(name);
    scratch.types.remove(0)
}

/// The types with these names.
pub(super) fn types(vocabulary: &Vocabulary, names: &[&str]) -> Vec<TypeId> {
    names.iter().map(|name| vocabulary.type_named(name).unwrap()).collect()
}

/// The organisation, as far as expressions look at it.
pub(super) fn strategy() -> Strategy {
    let reason = |id: &str, parent: Option<u16>, line: &[u16]| Reason {
        id: id.into(),
        name: Localised::default(),
        parent: parent.map(ReasonId),
        line: line.iter().copied().map(ReasonId).collect(),
        key: KeyRule::Reason,
        kind: Kind::Service,
        owner: None,
        keywords: Vec::new(),
        value: None,
        worth: None,
        handled: Level::Digital,
        signals: Vec::new(),
        steps: Vec::new(),
        offers: Vec::new(),
        holdout: 0.0,
        rollout: Vec::new(),
        complaint: false,
    };
    let channel = |name: &str, consent: bool| Channel { name: name.into(), needs: None, consent, cost: 0.0 };
    Strategy {
        organisation: "Voorbeeld".to_owned(),
        version: "0".repeat(16),
        languages: vec!["nl".into()],
        zone: TimeZone::get("Europe/Amsterdam").unwrap(),
        region: None,
        quiet: None,
        budget: Budget::default(),
        economics: Economics {
            digital: 4.5,
            personal: 8.0,
            repeat: 0.2,
            effort: 0.0,
            alert: 0.0,
            prevent: 0.0,
            annoyance: 0.05,
            annoyance_per_touch: 0.05,
            uplift_prevent: 0.8,
            uplift_proactive: 0.3,
            explore: 0.0,
        },
        learning: Learning { prior: 0.1, weight: 20.0 },
        global_holdout: 0.0,
        measure: Measure { within: Duration::from_days(14), rollout: Vec::new(), orders: None },
        halted: Vec::new(),
        salt: CompactString::default(),
        purposes: vec![
            Purpose { name: "service".into(), basis: Basis::Contract },
            Purpose { name: "marketing".into(), basis: Basis::Consent },
        ],
        channels: vec![channel("mail", false), channel("whatsapp", true), channel("push", false)],
        contact_levels: Vec::new(),
        webhooks: Vec::new(),
        queues: Vec::new(),
        default_queue: None,
        hours: Vec::new(),
        answers: Vec::new(),
        traits: Vec::new(),
        fields: Vec::new(),
        types: Vec::new(),
        tracks: Vec::new(),
        reasons: vec![
            reason("other", None, &[0]),
            reason("delivery", None, &[1]),
            reason("late-delivery", Some(1), &[2, 1]),
            reason("billing", None, &[3]),
        ],
        signals: Vec::new(),
        messages: Vec::new(),
        feedback: Feedback::default(),
        touches: voorzet_domain::time::Duration::from_days(30),
    }
}

/// The customer: two originals, with [`PAST`] on the tracks that were asked for.
pub(super) fn customer(vocabulary: &Vocabulary) -> [CustomerState; 2] {
    let mut originals = [CustomerState::new(1), CustomerState::new(2)];
    for (ago, original, kind, amounts) in PAST.into_iter().rev() {
        let at = now().minus(Duration::parse(ago).unwrap());
        let history = &mut originals[original].history;
        for id in &vocabulary.types[vocabulary.type_named(kind).unwrap().index()].tracks {
            let track = &vocabulary.tracks[usize::from(id.0)];
            match track.field {
                None => history.record(*id, at, track.keep),
                Some(field) => {
                    let name = &vocabulary.field(field).unwrap().name;
                    if let Some((_, amount)) = amounts.iter().find(|(field, _)| field == name) {
                        history.record_amount(*id, at, *amount, track.keep);
                    }
                }
            }
        }
    }
    let [own, linked] = &mut originals;
    let known = |id: u16, value: Value| (TraitId(id), now(), value);
    let traits = vec![
        known(0, text("gold")),
        known(1, Value::Bool(true)),
        known(2, Value::Double(0.5)),
        known(3, Value::Int(41)),
    ];
    let mut rare = Rare { traits, ..Rare::default() };
    rare.permissions.note_consent(Consent {
        purpose: PurposeId(1),
        channel: Some(ChannelId(0)),
        given: true,
        at: now().minus(Duration::from_days(3)),
    });
    own.rare = Some(Box::new(rare));
    own.expectations.push(expectation(2, 0.25));
    linked.expectations.push(expectation(2, 0.4));
    for (days, original) in [(0, 0), (3, 0), (6, 1), (7, 0), (12, 1)] {
        let touch =
            Touch { at: now().minus(Duration::from_days(days)), kind: Kind::Service, thread: days as u32 };
        [&mut *own, &mut *linked][original].touches.push(touch);
    }
    originals
}

fn expectation(reason: u16, chance: f64) -> Expectation {
    Expectation {
        reason: ReasonId(reason),
        key: CompactString::default(),
        opened: now(),
        ready: now(),
        deadline: now().plus(Duration::from_days(1)),
        chance,
        signal: SignalId(0),
        signals: 1,
        fields: Fields::default(),
        asset: None,
        climb: Climb::Rests,
        held_out: None,
        told: None,
        repaired: false,
        taken: None,
    }
}

/// The event at hand when nothing else is said; it has no `note`.
pub(super) fn data() -> Data {
    vec![
        ("delay_hours", Value::Double(5.0)),
        ("carrier", text("own")),
        ("under_way", Value::Bool(true)),
        ("attempts", Value::Int(2)),
        ("start", time("2026-03-05T08:00:00Z")),
    ]
}

/// The fields of an event in the vocabulary's numbers.
pub(super) fn fields(vocabulary: &Vocabulary, data: &[(&str, Value)]) -> Fields {
    let kind = vocabulary.type_named("delivery.delayed").unwrap();
    Fields::new(
        data.iter().map(|(name, value)| (vocabulary.field_of(kind, name).unwrap(), value.clone())).collect(),
    )
}

/// What an expression about `delivery.delayed` is compiled to.
pub(super) fn compiled(source: &str, wanted: Wanted) -> Result<(Compiled, Vocabulary), Vec<Fault>> {
    let mut vocabulary = vocabulary();
    let about = types(&vocabulary, &["delivery.delayed"]);
    compile(source, wanted, &about, &mut vocabulary).map(|compiled| (compiled, vocabulary))
}

/// What an expression about `delivery.delayed` comes to.
pub(super) fn value(
    source: &str,
    wanted: Wanted,
    data: &[(&str, Value)],
) -> Result<Option<Value>, Vec<Fault>> {
    let (compiled, vocabulary) = compiled(source, wanted)?;
    let (strategy, fields) = (strategy(), fields(&vocabulary, data));
    let [mut own, linked] = customer(&vocabulary);
    let person = Person { own: &mut own, linked: &mut [linked], unit: 1 };
    let asset = AssetId::parse("parcel:3SXY");
    let env = Env { strategy: &strategy, event: &fields, asset: asset.as_ref(), person: &person, now: now() };
    let program = compiled.program;
    Ok(match wanted {
        Wanted::Condition => program.holds(&env).map(Value::Bool),
        Wanted::Amount => program.amount(&env).map(Value::Double),
        Wanted::Instant => program.instant(&env).map(Value::Time),
        Wanted::Key => program.key(&env).map(Value::Text),
    })
}
