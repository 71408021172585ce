//! How expectations end, and exactly when.

use super::story::{Story, check};

const LATE: &str = "
=== reasons/delivery.toml
=== reasons/late.toml
parent = 'delivery'
[[signal]]
id = 'late'
on = 'delayed'
lead = '30m'
within = '3d'
chance = 0.5
until = ['delivered']
=== reasons/late-abroad.toml
parent = 'late'
";

const OPENED: &str = "
06-01 10:00 signal late
06-01 10:00 opened by late
06-01 10:00 late: parcel:1 nothing
";

fn check_end(story: &str, expected: &str) {
    let story = format!("06-01 10:00 delayed parcel:1\n{story}");
    check(LATE, &story, &format!("{OPENED}{expected}"));
}

#[test]
fn a_contact_is_met_after_the_lead_and_too_late_at_it() {
    check_end(
        r#"06-01 10:30 contact.received parcel:1 {"reason": "late", "channel": "phone"}"#,
        "06-01 10:30 late of 06-01 10:00 too late
         06-01 10:30 contact late by phone, unexpected",
    );
    check_end(
        r#"06-01 10:30:01 contact.received parcel:1 {"reason": "late", "channel": "phone"}"#,
        "06-01 10:30:01 late of 06-01 10:00 met
         06-01 10:30:01 contact late by phone, expected 30m1s before",
    );
}

#[test]
fn at_the_deadline_a_contact_still_meets_and_after_it_none_does() {
    check_end(
        r#"06-04 10:00 contact.received parcel:1 {"reason": "late", "channel": "mail"}
           06-09 10:00 -"#,
        "06-04 10:00 late of 06-01 10:00 met
         06-04 10:00 contact late by mail, expected 3d before",
    );
    check_end(
        r#"06-04 10:00:01 contact.received parcel:1 {"reason": "late", "channel": "mail"}"#,
        "06-04 10:00 late of 06-01 10:00 missed
         06-04 10:00:01 contact late by mail, unexpected",
    );
    check_end("06-04 10:00 -", "06-04 10:00 late of 06-01 10:00 missed");
}

#[test]
fn what_takes_the_cause_away_makes_it_lapse_even_at_the_deadline() {
    check_end("06-04 10:00 delivered parcel:1", "06-04 10:00 late of 06-01 10:00 lapsed");
    // Of two at one instant the one that stands first.
    check_end(
        r#"06-02 10:00 delivered parcel:1
           06-02 10:00 contact.received parcel:1 {"reason": "late", "channel": "mail"}"#,
        "06-02 10:00 late of 06-01 10:00 lapsed
         06-02 10:00 contact late by mail, unexpected",
    );
    check_end(
        r#"06-02 10:00 contact.received parcel:1 {"reason": "late", "channel": "mail"}
           06-02 10:00 delivered parcel:1"#,
        "06-02 10:00 late of 06-01 10:00 met
         06-02 10:00 contact late by mail, expected 1d before",
    );
    check_end("06-02 10:00 delivered parcel:2\n06-02 10:00 -", "");
    check_end("06-02 10:00 delivered", "06-02 10:00 late of 06-01 10:00 lapsed");
}

#[test]
fn a_contact_settles_what_has_its_key_or_all_when_it_has_none() {
    let two = "06-01 10:00 delayed parcel:1
               06-01 11:00 delayed parcel:2\n";
    let opened = format!(
        "{OPENED}
         06-01 11:00 signal late
         06-01 11:00 opened by late
         06-01 11:00 late: parcel:2 nothing"
    );
    let cases = [
        (
            r#"contact.received parcel:2 {"reason": "late", "channel": "chat"}"#,
            "06-02 10:00 late of 06-01 11:00 met
             06-02 10:00 contact late by chat, expected 23h before",
        ),
        (
            r#"contact.received {"reason": "late", "channel": "chat", "key": "parcel:1"}"#,
            "06-02 10:00 late of 06-01 10:00 met
             06-02 10:00 contact late by chat, expected 1d before",
        ),
        // The one expected longest says how long before.
        (
            r#"contact.received {"reason": "late", "channel": "chat"}"#,
            "06-02 10:00 late of 06-01 10:00 met
             06-02 10:00 late of 06-01 11:00 met
             06-02 10:00 contact late by chat, expected 1d before",
        ),
        (
            r#"contact.received parcel:3 {"reason": "late", "channel": "chat"}"#,
            "06-02 10:00 contact late by chat, unexpected",
        ),
    ];
    for (contact, expected) in cases {
        check(LATE, &format!("{two}06-02 10:00 {contact}"), &format!("{opened}\n{expected}"));
    }
}

#[test]
fn a_contact_on_a_descendant_settles_and_one_on_the_parent_or_a_stranger_does_not() {
    check_end(
        r#"06-02 10:00 contact.received {"reason": "late-abroad", "channel": "chat"}"#,
        "06-02 10:00 late of 06-01 10:00 met
         06-02 10:00 contact late-abroad by chat, expected 1d before",
    );
    check_end(
        r#"06-02 10:00 contact.received {"reason": "delivery", "channel": "chat"}"#,
        "06-02 10:00 contact delivery by chat, unexpected",
    );
    check_end(
        r#"06-02 10:00 contact.received {"reason": "the weather"}"#,
        "06-02 10:00 contact other by unknown, unexpected",
    );
}

#[test]
fn a_second_signal_raises_the_chance_and_extends_the_deadline_and_nothing_else() {
    let rules = "
=== events.toml
[delayed]
fields = { chance = 'double' }
=== reasons/late.toml
[[signal]]
id = 'late'
on = 'delayed'
lead = '2h'
within = '3d'
chance = 'event.chance'
[[step]]
level = 'proactive'
message = 'm'
channels = ['mail']
[measure]
holdout = 0
";
    // Its worth is p × 0.3 × 9.60 − 0.01.
    check(
        rules,
        r#"06-01 10:00 delayed parcel:1 {"chance": 0.002}
           06-01 11:00 delayed parcel:1 {"chance": 0.25}
           06-02 10:00 delayed parcel:1 {"chance": 0.125}
           06-05 10:00 -"#,
        "06-01 10:00 signal late
         06-01 10:00 opened by late
         06-01 10:00 late: parcel:1 nothing [mail -0.0042 value]
         06-01 11:00 signal late
         06-01 11:00 late: parcel:1 act proactive mail for 0.01 [mail 0.7100]
         06-02 10:00 signal late
         06-05 10:00 late of 06-01 10:00 missed",
    );
    // The chance is the highest so far.
    check(
        rules,
        r#"06-01 10:00 delayed parcel:1 {"chance": 0.002}
           06-01 11:00 delayed parcel:1 {"chance": 0.001}
           06-01 11:59 delayed parcel:1
           06-01 12:00 contact.received {"reason": "late", "channel": "chat"}"#,
        "06-01 10:00 signal late
         06-01 10:00 opened by late
         06-01 10:00 late: parcel:1 nothing [mail -0.0042 value]
         06-01 11:00 signal late
         06-01 11:00 late: parcel:1 nothing [mail -0.0042 value]
         06-01 11:59 signal late
         06-01 11:59 late: parcel:1 nothing [mail -0.0042 value]
         06-01 11:59 absent 1
         06-01 12:00 late of 06-01 10:00 too late
         06-01 12:00 contact late by chat, unexpected",
    );
    // A signal at the very deadline comes before it.
    check(
        rules,
        r#"06-01 10:00 delayed parcel:1 {"chance": 0.002}
           06-04 10:00 delayed parcel:1 {"chance": 0.002}
           06-09 10:00 -"#,
        "06-01 10:00 signal late
         06-01 10:00 opened by late
         06-01 10:00 late: parcel:1 nothing [mail -0.0042 value]
         06-04 10:00 signal late
         06-04 10:00 late: parcel:1 nothing [mail -0.0042 value]
         06-07 10:00 late of 06-01 10:00 missed",
    );
}

#[test]
fn only_a_signal_that_went_off_can_make_it_lapse() {
    let rules = "
=== reasons/late.toml
[[signal]]
id = 'one'
on = 'slow'
chance = 0.5
until = ['quick']
[[signal]]
id = 'two'
on = 'lost'
chance = 0.5
until = ['found']
";
    check(
        rules,
        "06-01 10:00 slow
         06-01 11:00 found
         06-01 12:00 lost
         06-01 13:00 found",
        "06-01 10:00 signal one
         06-01 10:00 opened by one
         06-01 10:00 late: nothing
         06-01 12:00 signal two
         06-01 12:00 late: nothing
         06-01 13:00 late of 06-01 10:00 lapsed",
    );
}

#[test]
fn a_contact_never_settles_what_the_same_event_expects() {
    let rules = "
=== reasons/again.toml
[[signal]]
id = 'again'
on = 'contact.received'
when = \"event.reason == 'again'\"
within = '7d'
chance = 0.5
";
    check(
        rules,
        r#"06-01 10:00 contact.received {"reason": "again", "channel": "phone"}
           06-03 10:00 contact.received {"reason": "again", "channel": "phone"}
           06-10 10:00 -"#,
        "06-01 10:00 contact again by phone, unexpected
         06-01 10:00 signal again
         06-01 10:00 opened by again
         06-01 10:00 again: nothing
         06-03 10:00 again of 06-01 10:00 met
         06-03 10:00 contact again by phone, expected 2d before
         06-03 10:00 signal again
         06-03 10:00 opened by again
         06-03 10:00 again: nothing
         06-10 10:00 again of 06-03 10:00 missed",
    );
}

#[test]
fn keys_are_the_asset_nothing_or_an_expression() {
    let rules = |key: &str| {
        format!(
            "=== events.toml
             [delayed]
             fields = {{ order = 'string' }}
             ['contact.received']
             fields = {{ order = 'string' }}
             [delivered]
             fields = {{ order = 'string' }}
             === reasons/late.toml
             key = {key}
             [[signal]]
             id = 'late'
             on = 'delayed'
             chance = 0.5
             until = ['delivered']"
        )
        .replace("             ", "")
    };
    let story = r#"06-01 10:00 delayed parcel:1 {"order": "a"}
                   06-01 11:00 delayed parcel:2 {"order": "a"}
                   06-01 12:00 delayed parcel:2 {"order": "b"}"#;
    let opened = |key: &str| {
        let mut story = Story::new(&rules(key)).play(story).told.clone();
        story.retain(|c| c != '\r');
        story.matches("opened").count()
    };
    assert_eq!(opened("'asset'"), 2);
    assert_eq!(opened("'reason'"), 1);
    assert_eq!(opened("'event.order'"), 2);
    let ended = |key: &str, end: &str| {
        let mut told = Story::new(&rules(key));
        told.play(story).told.clear();
        told.play(end);
        (told.lines(" met").len(), told.lines(" lapsed").len())
    };
    assert_eq!(ended("'asset'", r#"06-02 10:00 delivered parcel:1 {"order": "b"}"#), (0, 1));
    assert_eq!(ended("'reason'", r#"06-02 10:00 delivered parcel:9 {"order": "z"}"#), (0, 1));
    assert_eq!(ended("'event.order'", r#"06-02 10:00 delivered parcel:9 {"order": "b"}"#), (0, 1));
    assert_eq!(ended("'event.order'", r#"06-02 10:00 delivered parcel:9 {"order": "z"}"#), (0, 0));
    // A contact states its key, or it is made in the same way as the expectation's.
    let contact = |data: &str| format!("06-02 10:00 contact.received {data}");
    assert_eq!(ended("'event.order'", &contact(r#"{"reason": "late", "key": "b"}"#)), (1, 0));
    assert_eq!(ended("'event.order'", &contact(r#"{"reason": "late", "key": "z"}"#)), (0, 0));
    assert_eq!(ended("'event.order'", &contact(r#"{"reason": "late"}"#)), (2, 0));
    assert_eq!(ended("'event.order'", &contact(r#"{"reason": "late", "order": "b"}"#)), (1, 0));
    assert_eq!(ended("'event.order'", &contact(r#"parcel:7 {"reason": "late", "order": "b"}"#)), (1, 0));
    assert_eq!(ended("'event.order'", &contact(r#"parcel:7 {"reason": "late"}"#)), (2, 0));
}

#[test]
fn a_customer_has_so_many_expectations_and_no_more() {
    let mut story = Story::new(LATE);
    for parcel in 0..1_030 {
        story.play(&format!("06-01 10:00 delayed parcel:{parcel}"));
    }
    assert_eq!((story.lines("opened").len(), story.lines("crowded").len()), (1_024, 6));
    story.told.clear();
    // One that is open is still strengthened, and room that comes is used.
    story.play(
        "06-02 10:00 delayed parcel:5\n06-02 11:00 delivered parcel:6\n06-02 12:00 delayed parcel:2000",
    );
    story.told(
        "06-02 10:00 signal late
         06-02 10:00 late: parcel:5 nothing
         06-02 11:00 late of 06-01 10:00 lapsed
         06-02 12:00 signal late
         06-02 12:00 opened by late
         06-02 12:00 late: parcel:2000 nothing",
    );
    story.told.clear();
    story.play("06-09 10:00 -");
    assert_eq!(story.lines("missed").len(), 1_024);
}
