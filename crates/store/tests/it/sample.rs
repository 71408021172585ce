//! Stores and things to put in them.

use serde_json::value::RawValue;
use voorzet_domain::conversation::happening::ConversationOpened;
use voorzet_domain::conversation::{AgentId, CaseId, Conversation, ConversationId, MessageNumber, Occasion};
use voorzet_domain::customer::CustomerId;
use voorzet_domain::event::Event;
use voorzet_domain::identity::{Claim, Identity};
use voorzet_domain::time::{Duration, Timestamp};
use voorzet_store::desk::{DeskChanges, MessageKind, MessageRow};
use voorzet_store::effects::{
    DecisionType, EffectChanges, EffectSum, Experiment, GuardRow, Resumed, Scores, Unit, UnitState,
};
use voorzet_store::entry::{Incoming, Mode, OwnEntry, Position};
use voorzet_store::figure::{Contact, Figures, Sum, Trait};
use voorzet_store::outbox::{Planned, RouteRecord, RouteResult, SendKey};
use voorzet_store::service::{
    MessageChange, ReceivedMessage, ResolvedCase, ResolvedChange, ServiceChanges, ServicePlace, ServiceSum,
};
use voorzet_store::turn::{CustomerRecord, Learned, Poison, RoundChange, StrategyRecord, Timer, Turn};
use voorzet_store::{Opened, Options, Store};

/// The day on which the samples begin.
pub(crate) fn start() -> Timestamp {
    Timestamp::parse("2026-03-01T08:00:00Z").expect("an instant")
}

/// So many seconds after the start.
pub(crate) fn at(seconds: i64) -> Timestamp {
    start().plus(Duration::from_secs(seconds))
}

pub(crate) fn options(now: Timestamp) -> Options {
    Options { now, seed: 7, vfs: None }
}

pub(crate) fn open(folder: &std::path::Path) -> Opened {
    Store::open(folder, &options(start())).expect("a store")
}

pub(crate) fn json(text: &str) -> Box<RawValue> {
    RawValue::from_string(text.to_owned()).expect("JSON")
}

pub(crate) fn event(id: &str) -> Event {
    Event {
        id: id.into(),
        source: "shop".into(),
        kind: "order.placed".into(),
        time: start(),
        customer: Identity::account(&format!("c-{id}"))
            .map(|identity| Claim { identity, verified: true })
            .into_iter()
            .collect(),
        asset: voorzet_domain::event::AssetId::new("parcel", id),
        data: json(&format!(r#"{{"order":"{id}"}}"#)),
    }
}

pub(crate) fn live(id: &str) -> Incoming {
    Incoming::Event { event: event(id), mode: Mode::Live }
}

pub(crate) fn unreadable(body: &str) -> Incoming {
    Incoming::Unreadable {
        source: "shop".into(),
        door: "events".into(),
        body: body.to_owned(),
        problem: "no type".to_owned(),
    }
}

/// A message in a conversation of its own.
pub(crate) fn desk(number: u32) -> DeskChanges {
    let opened = ConversationOpened {
        conversation: ConversationId(number),
        channel: "mail".into(),
        account: "mail".into(),
        address: format!("c{number}@example.com"),
        name: None,
        subject: None,
        token: "abc".into(),
    };
    DeskChanges {
        conversations: vec![Conversation::open(&opened, &Occasion::at(start(), None))],
        messages: vec![MessageRow {
            number: MessageNumber(number),
            conversation: ConversationId(number),
            position: Position(1),
            at: start(),
            kind: MessageKind::Customer,
            author: None,
            name: Some(format!("mail|{number}").into()),
            about: None,
            unsaid: false,
            cases: Vec::new(),
        }],
        words: vec![(MessageNumber(number), format!("all w{number}"))],
        ..DeskChanges::default()
    }
}

pub(crate) fn planned(key: &str, route: &str, not_before: Timestamp) -> Planned {
    Planned {
        key: SendKey(key.into()),
        route: route.into(),
        customer: Some(CustomerId(7)),
        to: "a@example.com".into(),
        purpose: Some("service".into()),
        channel: None,
        thread: -5,
        body: json("{}"),
        cause: Some(Position(1)),
        at: start(),
        not_before,
        not_after: None,
        quiet: Some("21:00-08:00 Europe/Amsterdam".into()),
    }
}

/// A turn in which everything happens.
pub(crate) fn turn(number: u32) -> Turn {
    Turn {
        through: Position(i64::from(number)),
        clock: at(i64::from(number)),
        entries: vec![OwnEntry {
            kind: "decision.made",
            time: at(1),
            mode: Mode::Live,
            cause: Some(Position(1)),
            customer: Some(CustomerId(number)),
            data: json(r#"{"why":"late"}"#),
        }],
        customers: vec![CustomerRecord {
            customer: CustomerId(number),
            state: vec![1, 2, 3, number as u8],
            strategy: 1,
            scheduled: Some(at(60)),
        }],
        set: vec![Timer { due: at(60), customer: CustomerId(number) }],
        unset: Vec::new(),
        rounds: vec![RoundChange::Begin {
            position: Position(i64::from(number)),
            customers: vec![1, 0, 0, 0, 2, 0, 0, 0],
        }],
        planned: vec![planned(&format!("key-{number}"), "mail", at(30))],
        sends: Vec::new(),
        routes: vec![RouteRecord {
            route: "mail".into(),
            not_before: Some(at(90)),
            gone: None,
            changed: at(i64::from(number)),
        }],
        results: vec![RouteResult {
            route: "mail".into(),
            at: at(i64::from(number)),
            problem: number.is_multiple_of(2).then(|| "answered 500".to_owned()),
        }],
        learned: vec![Learned { signal: "late-delivery/late".into(), windows: i64::from(number), hits: 1 }],
        poison: vec![Poison { position: Position(i64::from(number)), tries: 1, problem: "odd".to_owned() }],
        published: vec![StrategyRecord {
            number: i64::from(number),
            version: format!("v{number}"),
            files: r#"{"strategy.toml":""}"#.to_owned(),
            at: start(),
            by: "ann".to_owned(),
            note: "first".to_owned(),
        }],
        whose: vec![(CustomerId(number), Position(1))],
        figures: Figures {
            feedback: Vec::new(),
            silences: Vec::new(),
            sums: vec![Sum {
                day: 20_000,
                reason: "late-delivery".into(),
                figure: "contacts".into(),
                detail: "".into(),
                segment: "home".into(),
                history: false,
                amount: 2,
            }],
            contacts: vec![Contact {
                day: 20_000,
                reason: "late-delivery".into(),
                customer: CustomerId(number),
                channel: "mail".into(),
                segment: "home".into(),
                contacts: 1,
            }],
            traits: vec![Trait {
                customer: CustomerId(number),
                name: "name".into(),
                at: start(),
                position: Position(1),
                value: format!(r#""{number}""#),
            }],
            service: served(number),
            effects: measured(number),
        },
        ..Turn::default()
    }
}

/// A unit, what it adds, and a guard that halted it.
fn measured(number: u32) -> EffectChanges {
    let of = DecisionType { reason: "late-delivery".into(), level: "proactive".into(), by: "mail".into() };
    let experiment = Experiment { of, epoch: 0 };
    let unit = Unit {
        customer: CustomerId(number),
        reason: "late-delivery".into(),
        quarter: 8_104,
        at: start(),
        ends: start().plus(Duration::from_days(14)),
        day: 20_014,
        treated: number.is_multiple_of(2),
        experiment: experiment.clone(),
        share: 882_000,
        earlier: 1,
        contacts: 2,
        cost: 9_000_000,
        spent: 10_000,
        complaints: 0,
        opt_outs: 0,
        scores: Scores([Some(9), None, None, Some(1)]),
        state: UnitState::Counts,
        open: true,
    };
    let sum = EffectSum {
        experiment: experiment.clone(),
        share: unit.share,
        treated: unit.treated,
        day: unit.day,
        figure: "contacts".into(),
        amount: 2,
    };
    let resumed = Some(Resumed { at: at(60), by: "ann".to_owned(), note: "mended".to_owned() });
    let guard = GuardRow { experiment, halted: start(), why: "{}".to_owned(), resumed };
    EffectChanges { units: vec![unit], sums: vec![sum], guards: vec![guard] }
}

/// A message that came in, was answered, and whose case was resolved.
fn served(number: u32) -> ServiceChanges {
    let place =
        ServicePlace { day: 20_000, channel: "mail".into(), queue: "orders".into(), agent: AgentId(1) };
    let received = ReceivedMessage {
        number: MessageNumber(number),
        conversation: ConversationId(number),
        case: Some(CaseId(number)),
        day: 20_000,
        channel: "mail".into(),
        automatic: false,
    };
    let resolved = ResolvedCase {
        case: CaseId(number),
        customer: Some(CustomerId(number)),
        reason: "late-delivery".into(),
        at: start(),
        place: place.clone(),
        at_once: true,
    };
    ServiceChanges {
        sums: vec![ServiceSum { place, figure: "first".into(), step: 3, amount: 1 }],
        messages: vec![
            MessageChange::Received(received),
            MessageChange::Answered { conversations: vec![ConversationId(number)], by: MessageNumber(9) },
        ],
        resolved: vec![ResolvedChange::Resolved(resolved)],
    }
}
