//! How fast the inbox opens: `inbox FOLDER [CONVERSATIONS] [OPEN]`.
//!
//! Fills a store with so many conversations (a million), each with a case and two messages; so many of the cases are
//! open (twenty thousand). Then it opens every view a hundred times, as a page of fifty and the counts beside it, from
//! another connection, and tells the median and the 95th percentile of each, and of a search and of a long thread.

#![expect(clippy::disallowed_methods, reason = "it measures")]

use std::path::PathBuf;
use std::time::Instant;

use voorzet_domain::conversation::case::{How, Kind};
use voorzet_domain::conversation::happening::{
    Assigned, CaseOpened, ConversationOpened, Happening, Resolved,
};
use voorzet_domain::conversation::{
    AgentId, Case, CaseId, Conversation, ConversationId, MessageNumber, Occasion,
};
use voorzet_domain::customer::CustomerId;
use voorzet_domain::time::{Duration, Timestamp};
use voorzet_store::desk::{DeskChanges, MessageKind, MessageRow, Order, View};
use voorzet_store::entry::Position;
use voorzet_store::figure::Figures;
use voorzet_store::{Options, Reader, Store, StoreError};

const PORTION: u32 = 10_000;
const LONG: u32 = 2_000;
const WORDS: [&str; 12] = [
    "pakket", "rekening", "router", "afspraak", "klacht", "retour", "betaling", "levering", "storing",
    "contract", "korting", "bezorger",
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = PathBuf::from(arguments.next().ok_or("in which folder?")?);
    let conversations: u32 = arguments.next().map_or(Ok(1_000_000), |text| text.parse())?;
    let open: u32 = arguments.next().map_or(Ok(20_000), |text| text.parse())?;
    let now = Timestamp::parse("2026-03-01T08:00:00Z")?;
    let mut opened = Store::open(&folder, &Options { now, seed: 1, vfs: None })?;
    let began = Instant::now();
    let mut first = 1;
    while first <= conversations {
        let last = (first + PORTION - 1).min(conversations);
        let changes = portion(first, last, conversations, open, now);
        opened.writer.add_read_models(&Figures::default(), &changes)?;
        first = last + 1;
    }
    println!("{conversations} conversations, {open} cases open: filled in {:.0?}", began.elapsed());
    let reader = opened.store.reader()?;
    let views = [
        ("mine", View::Mine(AgentId(3))),
        ("waiting", View::Waiting),
        ("late", View::Late(now)),
        ("all", View::All),
        ("resolved", View::Resolved),
        ("queue", View::Queue("q3".into())),
    ];
    for (name, view) in views {
        for order in [Order::Due, Order::Newest] {
            time(&format!("{name}, {order:?}"), || inbox(&reader, &view, order, now))?;
        }
    }
    let long = reader.case(CaseId(1))?.ok_or("the first case")?;
    time("a page of a thread of 2,000", || {
        reader.messages_of(&long, MessageNumber(u32::MAX), 50).map(|m| m.len())
    })?;
    time("a search", || {
        let found = reader.search("pakket router", MessageNumber(u32::MAX), 50)?;
        found.iter().try_for_each(|number| reader.message(*number).map(drop))?;
        Ok(found.len())
    })?;
    Ok(())
}

/// What an inbox asks for when it opens.
fn inbox(reader: &Reader, view: &View, order: Order, now: Timestamp) -> Result<usize, StoreError> {
    reader.open_counts(now)?;
    reader.count_mentions(AgentId(3))?;
    Ok(reader.cases(view, order, None, 50)?.len())
}

fn time(name: &str, mut ask: impl FnMut() -> Result<usize, StoreError>) -> Result<(), StoreError> {
    let mut took = Vec::new();
    let mut rows = 0;
    for _ in 0..100 {
        let began = Instant::now();
        rows = ask()?;
        took.push(began.elapsed());
    }
    took.sort_unstable();
    println!("{name}: {rows} rows, median {:.1?}, p95 {:.1?}", took[50], took[95]);
    Ok(())
}

fn portion(first: u32, last: u32, all: u32, open: u32, now: Timestamp) -> DeskChanges {
    let mut changes = DeskChanges::default();
    for number in first..=last {
        let at = now.minus(Duration::from_secs(i64::from(all - number) * 60));
        let told = Occasion::at(at, Some(CustomerId(number % 300_000)));
        let (conversation, case) = (ConversationId(number), CaseId(number));
        let begun = ConversationOpened {
            conversation,
            channel: "mail".into(),
            account: "mail".into(),
            address: format!("c{number}@example.com"),
            name: None,
            subject: Some("Where is my parcel?".into()),
            token: "abcdefghijkmnpqr".into(),
        };
        let item = CaseOpened {
            case,
            conversation: Some(conversation),
            kind: Kind::Contact,
            reason: format!("r{}", number % 20).into(),
            proposed: false,
            confidence: 1.0,
            queue: format!("q{}", number % 12).into(),
            channel: "mail".into(),
            subject: None,
            previous: None,
            since: None,
            due: Some(at.plus(Duration::from_hours(8))),
            promise_seconds: Some(28_800),
            contact: true,
            contacted: Some(at),
            expected: false,
            lead_seconds: None,
            segment: None,
            until: None,
            phone: None,
        };
        let mut known = Conversation::open(&begun, &told);
        known.apply(&Happening::CaseOpened(item.clone()), &told);
        let mut case_now = Case::open(&item, Some(&known), &told);
        if number % 3 == 0 {
            let agent = AgentId(i64::from(number % 40));
            let given = Assigned { case, agent, by: "routing".into(), patience_seconds: None };
            case_now.apply(&given.into(), &told);
        }
        if number + open <= all {
            case_now.apply(&Resolved { case, by: None, how: How::Answered }.into(), &told);
        }
        changes.threads.push((format!("mail|{number}@x"), conversation));
        changes.conversations.push(known);
        changes.cases.push(case_now);
        for second in 0..2 {
            let number = number * 2 + second;
            let words = [0, 1, 2].map(|step| WORDS[(number as usize * 7 + step * 5) % WORDS.len()]);
            // The first two thousand are one thread.
            let conversation = if number <= LONG { ConversationId(1) } else { conversation };
            changes.words.push((MessageNumber(number), words.join(" ")));
            changes.messages.push(MessageRow {
                number: MessageNumber(number),
                conversation,
                position: Position(i64::from(number)),
                at,
                kind: MessageKind::Customer,
                author: None,
                name: Some(format!("mail|{number}@x").into()),
                about: None,
                unsaid: false,
                cases: vec![case],
            });
        }
    }
    changes
}
