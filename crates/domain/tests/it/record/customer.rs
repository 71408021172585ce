//! Customers as rows.

use std::collections::BTreeMap;

use proptest::prelude::*;
use voorzet_domain::customer::record::{
    Because, Changes, IdentityRecord, LinkRecord, OriginalRecord, Room, SourceRecord, SuggestionRecord,
};
use voorzet_domain::customer::{Cause, CustomerId, Directory, LinkId, Resolution};
use voorzet_domain::identity::{Claim, Identity, IdentityKind};
use voorzet_domain::time::{Duration, Timestamp};

/// The tables of a store.
#[derive(Default)]
struct Rows {
    sources: BTreeMap<u16, SourceRecord>,
    originals: BTreeMap<u32, OriginalRecord>,
    identities: BTreeMap<u32, IdentityRecord>,
    links: BTreeMap<u32, LinkRecord>,
    suggestions: BTreeMap<u32, SuggestionRecord>,
}

impl Rows {
    fn apply(&mut self, changes: Changes) {
        self.sources.extend(changes.sources.into_iter().map(|row| (row.number, row)));
        self.originals.extend(changes.originals.into_iter().map(|row| (row.customer.0, row)));
        self.identities.extend(changes.identities.into_iter().map(|row| (row.number, row)));
        self.links.extend(changes.links.into_iter().map(|row| (row.number, row)));
        self.suggestions.extend(changes.suggestions.into_iter().map(|row| (row.number, row)));
    }

    fn load(&self, seed: u64) -> Directory {
        let room = Room { originals: self.originals.len(), identities: self.identities.len() };
        let mut restore = Directory::restore(seed, room);
        self.sources.values().for_each(|row| restore.source(row.clone()).unwrap());
        self.originals.values().for_each(|row| restore.original(*row).unwrap());
        self.identities.values().for_each(|row| restore.identity(row).unwrap());
        self.links.values().for_each(|row| restore.link(row.clone()).unwrap());
        self.suggestions.values().for_each(|row| restore.suggestion(row.clone()).unwrap());
        restore.finish().unwrap()
    }
}

#[derive(Clone, Debug)]
enum Step {
    Event { claims: Vec<Claim>, identifies: bool },
    Merge(u32, u32),
    Undo(u32),
    Write,
    Reload,
}

fn claim() -> impl Strategy<Value = Claim> {
    // Long values stand elsewhere than short ones.
    let number = (0..6_u32, any::<bool>())
        .prop_map(|(n, long)| if long { format!("{n}-{}", "x".repeat(30)) } else { format!("{n}") });
    (0..5_usize, number, any::<bool>()).prop_map(|(kind, n, verified)| {
        let identity = match IdentityKind::ALL[kind] {
            IdentityKind::Account => Identity::account(&format!("u{n}")),
            IdentityKind::Mail => Identity::mail(&format!("m{n}@bos.nl")),
            IdentityKind::Phone => {
                Identity::phone(&format!("061234561{}", n.as_bytes()[0] - b'0'), Some("NL"))
            }
            IdentityKind::Device => Identity::device(&format!("d{n}")),
            IdentityKind::Social => Identity::social("x", &format!("s{n}")),
        };
        Claim { identity: identity.expect("an identity"), verified }
    })
}

fn step() -> impl Strategy<Value = Step> {
    let event = (prop::collection::vec(claim(), 1..4), any::<bool>());
    prop_oneof![
        12 => event.prop_map(|(claims, identifies)| Step::Event { claims, identifies }),
        2 => (0..20_u32, 0..20_u32).prop_map(|(a, b)| Step::Merge(a, b)),
        2 => (0..20_u32).prop_map(Step::Undo),
        3 => Just(Step::Write),
        2 => Just(Step::Reload),
    ]
}

fn at(minute: usize) -> Timestamp {
    Timestamp::from_micros(1_767_225_600_000_000).expect("2026").plus(Duration::from_mins(minute as i64))
}

/// Does a step, and gives all that can be seen of what it did.
fn act(directory: &mut Directory, step: &Step, number: usize) -> (Option<Resolution>, String) {
    let (source, id) = (["web", "shop", "crm"][number % 3], "e".repeat(1 + number % 40));
    let cause = Cause { source, id: &id, time: at(number) };
    match step {
        Step::Event { claims, identifies: true } => (directory.identify(claims, cause), String::new()),
        Step::Event { claims, identifies: false } => (directory.resolve(claims, cause), String::new()),
        Step::Merge(a, b) => {
            let link = directory.merge(CustomerId(*a), CustomerId(*b), "agent", cause);
            (None, format!("{link:?}"))
        }
        Step::Undo(link) => (None, format!("{:?}", directory.undo(LinkId(*link), "agent", at(number)))),
        Step::Write | Step::Reload => (None, String::new()),
    }
}

/// Everything that a directory answers.
fn answers(directory: &Directory) -> Vec<String> {
    let mut said = vec![format!("{} {}", directory.len(), directory.identity_count())];
    for customer in (0..directory.len() as u32).map(CustomerId) {
        said.push(format!(
            "{customer:?} {:?} {:?} {} {} {}",
            directory.survivor(customer),
            directory.group(customer),
            directory.is_single(customer),
            directory.key(customer),
            directory.label(customer),
        ));
        said.extend(directory.identities(customer).map(|held| format!("{held:?}")));
        said.extend(directory.links(customer).map(|link| format!("{link:?}")));
        said.extend(directory.suggestions(customer).map(|suggestion| format!("{suggestion:?}")));
    }
    said.extend(directory.all_suggestions().map(|suggestion| format!("{suggestion:?}")));
    said
}

fn mail(name: &str, verified: bool) -> Claim {
    Claim { identity: Identity::mail(&format!("{name}@bos.nl")).expect("an address"), verified }
}

fn account(name: &str) -> Claim {
    Claim { identity: Identity::account(name).expect("an account"), verified: false }
}

#[test]
fn what_was_handed_over_stands_where_it_came_in() {
    let mut directory = Directory::journaled(1);
    let cause = |id| Cause { source: "web", id, time: at(0) };
    let resolve = |directory: &mut Directory, claims: &[Claim], id| {
        directory.resolve(claims, cause(id)).expect("claims").customer
    };
    resolve(&mut directory, &[account("u1"), mail("an", false), mail("jo", false)], "1");
    let second = resolve(&mut directory, &[account("u2")], "2");
    let mut rows = Rows::default();
    rows.apply(directory.take_changes());
    resolve(&mut directory, &[account("u2"), mail("jo", true)], "3");
    resolve(&mut directory, &[account("u2"), mail("bo", false)], "4");
    resolve(&mut directory, &[account("u2"), mail("an", true)], "5");
    rows.apply(directory.take_changes());
    let loaded = rows.load(2);
    let own: Vec<String> = loaded.identities(second).map(|held| held.identity.to_string()).collect();
    assert_eq!(own, ["account:u2", "mail:jo@bos.nl", "mail:bo@bos.nl", "mail:an@bos.nl"]);
    assert_eq!(answers(&loaded), answers(&directory));
}

#[test]
fn no_journal_no_changes_and_every_change_once() {
    let mut replayed = Directory::seeded(0);
    let cause = Cause { source: "web", id: "1", time: at(0) };
    replayed.resolve(&[account("u1")], cause);
    assert!(replayed.take_changes().is_empty());
    let mut live = Directory::journaled(0);
    live.resolve(&[account("u1"), mail("an", false)], cause);
    let first = live.take_changes();
    assert_eq!((first.sources.len(), first.originals.len(), first.identities.len()), (1, 1, 2));
    assert!(live.take_changes().is_empty());
    live.resolve(&[account("u1"), mail("an", false)], cause);
    assert!(live.take_changes().is_empty(), "nothing new");
    live.resolve(&[account("u1"), mail("an", true)], cause);
    let proved = live.take_changes();
    assert_eq!((proved.originals.len(), proved.identities.len()), (0, 1));
    assert!(proved.identities[0].verified);
}

#[test]
fn rows_that_do_not_fit_are_refused() {
    let original = OriginalRecord { customer: CustomerId(0), key: 7, label: 0 };
    let identity = IdentityRecord {
        number: 0,
        customer: CustomerId(0),
        kind: IdentityKind::Account,
        value: "u1".into(),
        verified: false,
        source: u16::MAX,
        event: "1".into(),
        time: at(0),
        moved: None,
    };
    let link = LinkRecord {
        number: 0,
        keep: CustomerId(0),
        absorb: CustomerId(1),
        because: Because::Shared,
        identity: Some(9),
        person: None,
        origin: Cause { source: "web", id: "1", time: at(0) }.to_origin(),
        undone: None,
    };
    let restore = || Directory::restore(0, Room::default());
    assert!(restore().original(OriginalRecord { customer: CustomerId(1), ..original }).is_err());
    assert!(restore().identity(&identity).is_err(), "nobody has it");
    let mut begun = restore();
    begun.original(original).unwrap();
    begun.identity(&identity).unwrap();
    assert!(begun.identity(&identity).is_err(), "that number is taken");
    assert!(begun.link(link.clone()).is_err(), "there is no such identity");
    assert!(begun.link(LinkRecord { identity: Some(0), ..link }).is_err(), "nor such a customer");
    assert_eq!(begun.finish().unwrap().label(CustomerId(0)).to_string(), "account:u1");
    let mut begun = restore();
    begun.original(original).unwrap();
    assert!(begun.finish().is_err(), "nothing to call it");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn written_and_loaded_at_any_moment_it_is_the_same(steps in prop::collection::vec(step(), 1..80)) {
        let (mut kept, mut live, mut rows) = (Directory::seeded(1), Directory::journaled(2), Rows::default());
        for (number, step) in steps.iter().enumerate() {
            match step {
                Step::Write => rows.apply(live.take_changes()),
                Step::Reload => {
                    rows.apply(live.take_changes());
                    live = rows.load(number as u64);
                    prop_assert!(live.take_changes().is_empty());
                    prop_assert_eq!(answers(&live), answers(&kept));
                }
                _ => prop_assert_eq!(act(&mut live, step, number), act(&mut kept, step, number)),
            }
        }
        prop_assert_eq!(answers(&live), answers(&kept));
        rows.apply(live.take_changes());
        prop_assert_eq!(answers(&rows.load(3)), answers(&kept));
    }
}
