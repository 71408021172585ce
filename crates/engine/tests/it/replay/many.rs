//! Many of one thing: an asset of everybody, a customer of a million identities.

use std::fmt::Write as _;

use super::{CALM, event, hour, replay, row, strategy};

#[test]
fn an_asset_of_a_hundred_thousand_customers_reaches_them_all() {
    let rules = strategy(&format!(
        "{CALM}=== events.toml\n[joined]\nfields = {{ area = 'string' }}\nlink = {{ asset = 'area:{{area}}' }}\n\
         [cut]\nsubject = 'area'\n=== reasons/a.toml\n[[signal]]\nid = 'a'\non = 'cut'\nchance = 0.5\nwithin = '1d'\n"
    ));
    let mut lines = String::new();
    for customer in 0..100_000 {
        let who = format!("account:u{customer}");
        lines += &event(&customer.to_string(), "joined", &hour(0), &who, r#"{"area":"1"}"#);
    }
    lines += &event("cut", "cut", &hour(1), "area:1", "{}");
    lines += &event("end", "other", &hour(25), "account:u1", "{}");
    let (report, decisions) = replay(&rules, lines);
    let row = row(&report, "a");
    assert_eq!((row.signals, row.expectations, row.missed), (100_000, 100_000, 100_000));
    assert_eq!(decisions.lines().count(), 100_000);
}

#[test]
fn a_customer_of_a_million_identities_is_one_customer() {
    let rules = strategy(&format!(
        "{CALM}=== reasons/a.toml\n[[signal]]\nid = 'a'\non = 'seen'\nwhen = \"count('seen', '7d') == 4000\"\n\
         chance = 0.5\n"
    ));
    let mut lines = String::new();
    for block in 0..10_000 {
        let mut who = "account:u1".to_owned();
        for device in 0..100 {
            let _ = write!(who, " device:d{}", block * 100 + device);
        }
        lines += &event(&block.to_string(), "identify", &hour(0), &who, "{}");
        lines +=
            &event(&format!("s{block}"), "seen", &hour(1), &format!("device:d{}", block * 100 + 7), "{}")
                .replace(&hour(1), &hour(0));
    }
    lines +=
        &event("end", "contact.received", &hour(2), "device:d999999", r#"{"reason":"a","channel":"chat"}"#);
    let (report, _) = replay(&rules, lines);
    assert_eq!((report.events, report.unreadable), (20_001, 0), "{:?}", report.problems);
    assert_eq!(report.customers, 1);
    assert_eq!((row(&report, "a").signals, row(&report, "a").met), (1, 1));
}
