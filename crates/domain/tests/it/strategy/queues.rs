//! Queues as they are read: what is written, and what holds where nothing is.

use voorzet_domain::strategy::model::{QueueId, Strategy};
use voorzet_domain::strategy::{File, load};
use voorzet_domain::time::{Duration, Timestamp};

fn strategy(queues: &str) -> Strategy {
    let head = "organisation = 'Test'\nlanguages = ['nl', 'en']\ntimezone = 'Europe/Amsterdam'\n";
    let other = "name = { nl = 'Overig', en = 'Other' }\nkeywords = { nl = ['Waar is', 'bezorg*'], en = ['parcel'] }\n";
    let loaded = load(&[
        File::new("strategy.toml", format!("{head}{queues}")),
        File::new("reasons/other.toml", other),
    ]);
    assert_eq!((&loaded.errors, &loaded.warnings), (&vec![], &vec![]));
    loaded.strategy.expect("a strategy")
}

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).expect("an instant")
}

#[test]
fn a_queue_says_who_works_it_when_and_what_is_promised() {
    let strategy = strategy(
        "default_queue = 'world'\n\
         [queues]\n\
         orders = { skills = ['orders'], languages = ['nl'], hours = 'shop', follow = 'world', return_after = '15m', \
         promise = { mail = '8h', chat = '2m' } }\n\
         world = { promise = { mail = '1d' } }\n\
         [hours]\n\
         shop = { week = { mon-fri = '08:00-22:00', sat = ['09:00-12:30', '13:00-17:00'] }, \
         closed = [2026-12-25], open = { 2026-12-24 = '08:00-16:00' } }\n",
    );
    let (orders, world) = (&strategy.queues[0], &strategy.queues[1]);
    assert_eq!((strategy.default_queue, strategy.queue_named("world")), (Some(QueueId(1)), Some(QueueId(1))));
    assert_eq!((orders.skills[0].as_str(), orders.languages[0].as_str()), ("orders", "nl"));
    assert_eq!(
        (orders.follow.as_slice(), orders.return_after),
        (&[QueueId(1)][..], Some(Duration::from_mins(15)))
    );
    assert_eq!((orders.promise("chat"), orders.promise("phone")), (Some(Duration::from_mins(2)), None));
    let evening = at("2026-12-24T15:00:00+01:00");
    assert!(orders.is_open(evening) && !orders.is_open(at("2026-12-25T12:00:00+01:00")));
    // An hour of Thursday, seven and a half of Saturday … and the rest on Monday.
    assert_eq!(orders.due("mail", evening), Some(at("2026-12-26T16:30:00+01:00")));
    assert_eq!(orders.due("phone", evening), None);
    // Who has no hours is always open.
    assert_eq!(world.due("mail", evening), Some(at("2026-12-25T15:00:00+01:00")));
    assert!(world.is_open(evening));
    let other = &strategy.reasons[strategy.other().index()];
    assert_eq!(other.keywords[0].1, ["waar is", "bezorg*"]);
}

#[test]
fn work_waits_in_the_first_queue_where_nothing_is_said() {
    let named = strategy("[queues]\nreturns = {}\norders = {}\n");
    assert_eq!(named.default_queue.map(|queue| named.queues[queue.index()].name.as_str()), Some("returns"));
    assert_eq!(strategy("").default_queue, None);
}

#[test]
fn the_queues_of_the_web_shop_are_in_order() {
    let root = std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/webshop"));
    let mut files = Vec::new();
    for folder in ["", "reasons", "messages", "answers"] {
        for entry in std::fs::read_dir(root.join(folder)).expect("the example") {
            let path = entry.expect("an entry").path();
            let name = path.strip_prefix(root).expect("inside").to_string_lossy().replace('\\', "/");
            if path.extension().is_some_and(|end| end == "toml" || end == "md") && name != "README.md" {
                files.push(File::new(name, std::fs::read_to_string(&path).expect("a file")));
            }
        }
    }
    let loaded = load(&files);
    assert_eq!((&loaded.errors, &loaded.warnings), (&vec![], &vec![]));
    let shop = loaded.strategy.expect("a strategy");
    assert!(shop.queues.iter().all(|queue| queue.hours.is_some() && !queue.skills.is_empty()));
    assert!(shop.queues.iter().all(|queue| queue.promise("call_back").is_some()));
    let unworded = shop.reasons.iter().filter(|reason| reason.keywords.is_empty() && reason.id != "other");
    assert_eq!(unworded.count(), 0);
}
