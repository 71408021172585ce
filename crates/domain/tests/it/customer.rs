//! Who is who: what links, what only suggests, and that what was linked can be taken apart.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use voorzet_domain::customer::{
    Cause, CustomerId, Directory, GROUP_LIMIT, LinkId, MergeError, Resolution, UndoError, View, Why,
};
use voorzet_domain::identity::{Claim, Identity};
use voorzet_domain::time::{Duration, Timestamp};

fn at(minute: i64) -> Timestamp {
    Timestamp::from_micros(1_767_225_600_000_000).expect("2026").plus(Duration::from_mins(minute))
}

fn cause(id: &str) -> Cause<'_> {
    Cause { source: "test", id, time: at(0) }
}

/// `a:1 m:1! m:2 p:3 d:4 s:5`: account, proved mail, stated mail, phone, device, handle.
fn claims(text: &str) -> Vec<Claim> {
    let claim = |word: &str| {
        let (kind, name) = word.split_once(':').expect("kind:name");
        let (name, verified) = name.strip_suffix('!').map_or((name, false), |name| (name, true));
        let identity = match kind {
            "a" => Identity::account(&format!("u{name}")),
            "m" => Identity::mail(&format!("m{name}@bos.nl")),
            "p" => {
                Identity::phone(&format!("06123456{:02}", name.parse::<u32>().expect("a number")), Some("NL"))
            }
            "d" => Identity::device(&format!("d{name}")),
            _ => Identity::social("x", &format!("s{name}")),
        };
        Claim { identity: identity.expect("an identity"), verified }
    };
    text.split_whitespace().map(claim).collect()
}

fn resolve(directory: &mut Directory, text: &str) -> Resolution {
    directory.resolve(&claims(text), cause(text)).expect("claims")
}

fn identify(directory: &mut Directory, text: &str) -> Resolution {
    directory.identify(&claims(text), cause(text)).expect("claims")
}

fn find(directory: &Directory, word: &str) -> CustomerId {
    directory.find(&claims(word)[0].identity).expect("known")
}

/// Whether two identities are seen as one customer's.
fn one(directory: &Directory, a: &str, b: &str) -> bool {
    directory.survivor(find(directory, a)) == directory.survivor(find(directory, b))
}

/// Plays events (`!` first: an identify) and says which of two identities' customers are seen as one, and
/// how many pairs are suggested.
fn check(events: &[&str], pair: (&str, &str), linked: bool, suggestions: usize) {
    let mut directory = Directory::default();
    for event in events {
        match event.strip_prefix('!') {
            Some(event) => identify(&mut directory, event),
            None => resolve(&mut directory, event),
        };
    }
    assert_eq!(one(&directory, pair.0, pair.1), linked, "{events:?}");
    assert_eq!(directory.all_suggestions().count(), suggestions, "{events:?}");
}

#[test]
fn the_most_trusted_known_identity_decides() {
    let mut directory = Directory::default();
    let anna = resolve(&mut directory, "a:1 d:1");
    let bert = resolve(&mut directory, "a:2 p:2");
    assert!(anna.new && bert.new && anna.customer != bert.customer);
    let event = resolve(&mut directory, "p:2 d:1");
    assert_eq!(event.customer, bert.customer, "a phone is trusted more than a device");
    assert!(event.suggested && event.links.is_empty());
    assert_eq!(resolve(&mut directory, "a:1 m:1").customer, anna.customer);
    assert_eq!(resolve(&mut directory, "m:1").customer, anna.customer, "learnt along the way");
    assert_eq!(directory.label(anna.customer).to_string(), "account:u1");
    let held: Vec<String> =
        directory.identities(anna.customer).map(|held| held.identity.to_string()).collect();
    assert_eq!(held, ["account:u1", "device:d1", "mail:m1@bos.nl"]);
    let mail = directory.identities(anna.customer).last().expect("the mail address");
    assert_eq!((mail.cause.source, mail.cause.id, mail.cause.time), ("test", "a:1 m:1", at(0)));
    assert_eq!(directory.resolve(&[], cause("none")), None);
}

#[test]
fn strong_links_and_weak_suggests() {
    check(&["a:1", "a:2", "a:1 a:2"], ("a:1", "a:2"), true, 0);
    check(&["a:1 m:1!", "a:2 m:1!"], ("a:1", "a:2"), true, 0);
    check(&["a:1 m:1", "a:2 m:1"], ("a:1", "a:2"), false, 1);
    check(&["a:1 p:1", "a:2 p:1"], ("a:1", "a:2"), false, 1);
    check(&["a:1 d:1", "!a:2 d:1", "!a:1 d:1"], ("a:1", "a:2"), false, 1);
    check(&["a:1 s:1", "a:2 s:1"], ("a:1", "a:2"), false, 1);
    // Even when nobody had seen the second person's address before.
    check(&["a:1 m:1 p:1", "m:2 p:1"], ("m:2", "m:1"), false, 1);
}

#[test]
fn whoever_was_nobody_becomes_who_identifies() {
    check(&["d:1", "!a:1 d:1"], ("d:1", "a:1"), true, 0);
    check(&["d:1", "a:1", "!a:1 d:1"], ("d:1", "a:1"), true, 0);
    check(&["d:1", "a:1", "a:1 d:1"], ("d:1", "a:1"), false, 1);
    check(&["d:1", "a:1", "a:2", "!a:1 d:1", "!a:2 d:1"], ("d:1", "a:2"), false, 1);
    check(&["p:1", "a:1", "!a:1 p:1"], ("p:1", "a:1"), false, 1);
}

#[test]
fn stating_an_address_is_not_proving_it() {
    // The stranger stated it first; the holder proves it, gets it, and is not linked.
    let events = ["a:1 m:1", "a:2 m:1!", "m:1"];
    check(&events, ("a:1", "m:1"), false, 1);
    check(&events, ("a:2", "m:1"), true, 1);
    // Only when the first proves it as well.
    check(&["a:1 m:1", "a:2 m:1!", "a:1 m:1!"], ("a:1", "a:2"), true, 0);
    // Who had nothing but the address was its holder.
    check(&["m:1", "a:2", "a:2 m:1!"], ("m:1", "a:2"), true, 0);
    let mut directory = Directory::default();
    for event in ["a:1 m:1", "a:2 m:1!"] {
        resolve(&mut directory, event);
    }
    let held = directory.identities(find(&directory, "a:2")).last().expect("the mail address");
    assert!(held.verified && held.cause.id == "a:2 m:1!");
    assert_eq!(directory.all_suggestions().next().expect("one").why, Why::ProvedByOther);
    assert_eq!(directory.identities(find(&directory, "a:1")).count(), 1);
}

#[test]
fn what_a_person_took_apart_stays_apart() {
    let mut directory = Directory::default();
    resolve(&mut directory, "a:1 m:1!");
    let link = resolve(&mut directory, "a:2 m:1!").links[0];
    assert!(one(&directory, "a:1", "a:2"));
    assert_eq!(directory.undo(link, "agent", at(5)), Ok(()));
    assert!(!one(&directory, "a:1", "a:2"));
    assert!(resolve(&mut directory, "a:2 m:1!").links.is_empty());
    assert!(!one(&directory, "a:1", "a:2"), "the same evidence does not link again");
    let undone = directory.link(link).and_then(|link| link.undone.clone()).expect("kept");
    assert_eq!((undone.by.as_str(), undone.at), ("agent", at(5)));
    assert_eq!(directory.undo(link, "agent", at(6)), Err(UndoError::AlreadyUndone));
    assert_eq!(directory.undo(LinkId(9), "agent", at(6)), Err(UndoError::UnknownLink));
    resolve(&mut directory, "a:1 a:2");
    assert!(one(&directory, "a:1", "a:2"), "other evidence does");
}

#[test]
fn a_person_chooses_who_stays() {
    let mut directory = Directory::default();
    let ids: Vec<CustomerId> = (1..=3).map(|n| resolve(&mut directory, &format!("p:{n}")).customer).collect();
    let before = directory.view().clone();
    let first = directory.merge(ids[2], ids[0], "agent", cause("x")).expect("a link");
    assert_eq!(directory.group(ids[0]), [ids[2], ids[0]]);
    assert_eq!(directory.merge(ids[0], ids[2], "agent", cause("x")), Err(MergeError::AlreadyOne));
    assert_eq!(directory.merge(ids[0], CustomerId(9), "agent", cause("x")), Err(MergeError::UnknownCustomer));
    directory.merge(ids[1], ids[0], "agent", cause("x")).expect("a link");
    assert_eq!(directory.group(ids[0]), [ids[1], ids[0], ids[2]]);
    assert!(!directory.is_single(ids[2]) && directory.survivor(ids[2]) == ids[1]);
    directory.undo(first, "agent", at(1)).expect("undone");
    assert_eq!(directory.group(ids[0]), [ids[1], ids[0]]);
    assert!(directory.is_single(ids[2]));
    let second = directory.links(ids[1]).next().expect("the second link").0;
    directory.undo(second, "agent", at(2)).expect("undone");
    assert_eq!(*directory.view(), before);
}

#[test]
fn a_junk_identity_cannot_collapse_the_base() {
    let mut directory = Directory::default();
    for n in 0..5_000 {
        let event = resolve(&mut directory, &format!("a:{n} m:1! d:1"));
        assert_eq!(directory.label(event.customer).to_string(), format!("account:u{n}"));
    }
    assert_eq!(directory.group(CustomerId(0)).len(), GROUP_LIMIT);
    assert_eq!(directory.view().groups().count(), 1);
    let suggestions: Vec<Why> = directory.all_suggestions().map(|suggestion| suggestion.why).collect();
    assert!(suggestions.contains(&Why::GroupFull) && suggestions.len() <= 64, "{}", suggestions.len());
}

#[test]
fn a_million_identities_on_one_customer() {
    let mut directory = Directory::default();
    let account = claims("a:1").remove(0);
    for n in 0..1_000_000 {
        let device = Claim { identity: Identity::device(&format!("d{n}")).expect("one"), verified: false };
        let event = directory.identify(&[account.clone(), device], cause("e")).expect("claims");
        assert_eq!(event.customer, CustomerId(0));
    }
    assert_eq!(directory.identity_count(), 1_000_001);
    assert_eq!(find(&directory, "d:999999"), CustomerId(0));
    assert_eq!(directory.label(CustomerId(0)).to_string(), "account:u1");
}

#[test]
fn the_key_is_the_first_identitys() {
    let mut alone = Directory::default();
    let anna = resolve(&mut alone, "d:1 a:1").customer;
    let mut crowd = Directory::seeded(7);
    for n in 2..50 {
        resolve(&mut crowd, &format!("a:{n}"));
    }
    let later = resolve(&mut crowd, "a:1 d:1").customer;
    assert_eq!(alone.key(anna), crowd.key(later));
    assert_eq!(alone.key(anna), xxhash_rust::xxh3::xxh3_64(b"account:u1"));
    let named = resolve(&mut alone, "d:2").customer;
    let key = alone.key(named);
    identify(&mut alone, "d:2 a:2");
    assert_eq!((alone.key(named), alone.label(named).to_string()), (key, "account:u2".into()));
}

/// Which of the identities are seen as one, whatever the customers' numbers.
fn grouping(directory: &Directory, words: &BTreeSet<String>) -> BTreeSet<BTreeSet<String>> {
    let mut groups: BTreeMap<CustomerId, BTreeSet<String>> = BTreeMap::new();
    for word in words {
        let survivor = directory.survivor(find(directory, word));
        groups.entry(survivor).or_default().insert(word.clone());
    }
    groups.into_values().collect()
}

/// What strong claims alone make of it: the connected parts of accounts and proved addresses.
fn connected(events: &[Vec<String>]) -> BTreeSet<BTreeSet<String>> {
    let mut parts: BTreeSet<BTreeSet<String>> = BTreeSet::new();
    for event in events {
        let mut whole: BTreeSet<String> = event.iter().filter(|word| is_strong(word)).cloned().collect();
        if whole.is_empty() {
            continue;
        }
        let touched: Vec<_> = parts.iter().filter(|part| !part.is_disjoint(&whole)).cloned().collect();
        for part in touched {
            parts.remove(&part);
            whole.extend(part);
        }
        parts.insert(whole);
    }
    parts
}

fn is_strong(word: &str) -> bool {
    word.starts_with('a') || word.ends_with('!')
}

/// An event in which a proof comes with an account.
fn event() -> impl Strategy<Value = Vec<String>> {
    let weak = prop::collection::vec(
        prop_oneof![
            (0..4).prop_map(|n| format!("d:{n}")),
            (0..4).prop_map(|n| format!("p:{n}")),
            (0..6).prop_map(|n| format!("m:{n}")),
            (0..3).prop_map(|n| format!("s:{n}")),
        ],
        0..3,
    );
    let strong =
        ((0..12).prop_map(|n| format!("a:{n}")), prop::option::of((0..6).prop_map(|n| format!("m:{n}!"))));
    (prop::option::of(strong), weak).prop_filter_map("something", |(strong, mut words)| {
        if let Some((account, mail)) = strong {
            words.push(account);
            words.extend(mail);
        }
        (!words.is_empty()).then_some(words)
    })
}

#[derive(Clone, Debug)]
enum Step {
    Event(Vec<String>),
    Merge(usize, usize),
    Undo(usize),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => event().prop_map(Step::Event),
        2 => (0..20_usize, 0..20_usize).prop_map(|(a, b)| Step::Merge(a, b)),
        1 => (0..20_usize).prop_map(Step::Undo),
    ]
}

/// The groups that the links in force make, found without the directory's own view: survivor first.
fn groups_of_links(directory: &Directory, links: &[LinkId]) -> BTreeMap<CustomerId, Vec<CustomerId>> {
    let count = directory.len() as u32;
    let mut survivor: Vec<CustomerId> = (0..count).map(CustomerId).collect();
    for link in links.iter().filter_map(|id| directory.link(*id)).filter(|link| link.in_force()) {
        let (keep, absorb) = (survivor[link.keep.index()], survivor[link.absorb.index()]);
        for one in &mut survivor {
            if *one == absorb {
                *one = keep;
            }
        }
    }
    let mut groups: BTreeMap<CustomerId, Vec<CustomerId>> = BTreeMap::new();
    for (customer, survivor) in (0..count).map(CustomerId).zip(survivor) {
        groups.entry(survivor).or_default().push(customer);
    }
    groups
}

fn check_view(directory: &Directory, links: &[LinkId]) {
    for (survivor, mut members) in groups_of_links(directory, links) {
        members.sort_by_key(|member| (*member != survivor, *member));
        for member in &members {
            assert_eq!(directory.group(*member), members);
            assert_eq!(directory.survivor(*member), survivor);
            assert_eq!(directory.is_single(*member), members.len() == 1);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn the_view_is_what_the_links_in_force_make(steps in prop::collection::vec(step(), 1..60)) {
        let mut directory = Directory::default();
        let mut links: Vec<LinkId> = Vec::new();
        for (number, step) in steps.into_iter().enumerate() {
            match step {
                Step::Event(words) => links.extend(identify(&mut directory, &words.join(" ")).links),
                Step::Merge(a, b) => {
                    let before: View = directory.view().clone();
                    let ends = (CustomerId(a as u32), CustomerId(b as u32));
                    if let Ok(link) = directory.merge(ends.0, ends.1, "agent", cause("merge")) {
                        prop_assert_eq!(directory.survivor(ends.1), before.survivor(ends.0));
                        // Undone at once, everything is as it was.
                        directory.undo(link, "agent", at(number as i64)).expect("in force");
                        prop_assert_eq!(directory.view(), &before);
                        links.push(link);
                        links.extend(directory.merge(ends.0, ends.1, "agent", cause("merge")));
                    }
                }
                Step::Undo(n) => {
                    if let Some(link) = links.get(n) {
                        let _ = directory.undo(*link, "agent", at(number as i64));
                    }
                }
            }
            check_view(&directory, &links);
        }
    }

    #[test]
    fn strong_grouping_does_not_depend_on_order(
        (events, shuffled) in prop::collection::vec(event(), 1..40)
            .prop_flat_map(|events| (Just(events.clone()), Just(events).prop_shuffle())),
        seed in any::<u64>(),
    ) {
        let strong: BTreeSet<String> = events.iter().flatten().filter(|word| is_strong(word)).cloned().collect();
        let expect = connected(&events);
        for (order, seed) in [(&events, 0), (&shuffled, seed)] {
            let mut directory = Directory::seeded(seed);
            for words in order {
                identify(&mut directory, &words.join(" "));
            }
            prop_assert_eq!(&grouping(&directory, &strong), &expect);
        }
    }

    #[test]
    fn a_repeated_event_changes_nothing(events in prop::collection::vec(event(), 1..30)) {
        let mut directory = Directory::default();
        for words in &events {
            let text = words.join(" ");
            let once = identify(&mut directory, &text);
            let (view, len) = (directory.view().clone(), directory.identity_count());
            let suggestions = directory.all_suggestions().count();
            let again = identify(&mut directory, &text);
            prop_assert_eq!(again.customer, once.customer);
            prop_assert!(!again.new && again.links.is_empty() && !again.suggested);
            prop_assert_eq!((directory.view(), directory.identity_count()), (&view, len));
            prop_assert_eq!(directory.all_suggestions().count(), suggestions);
        }
    }

    #[test]
    fn the_order_of_claims_does_not_matter(
        events in prop::collection::vec(event(), 1..20)
            .prop_flat_map(|events| {
                let shuffled: Vec<_> = events.iter().map(|words| Just(words.clone()).prop_shuffle()).collect();
                (Just(events), shuffled)
            }),
    ) {
        let (mut left, mut right) = (Directory::default(), Directory::default());
        for (a, b) in events.0.iter().zip(&events.1) {
            prop_assert_eq!(identify(&mut left, &a.join(" ")), identify(&mut right, &b.join(" ")));
        }
        prop_assert_eq!(left.view(), right.view());
    }
}
