//! Incidents: an update replaces, the close lapses all it opened and tells those who were told.

use super::story::{Story, check};

const OUTAGE: &str = "
=== messages/over.en.md
# It is over

Text.
=== reasons/outage.toml
kind = 'incident'
[[signal]]
id = 'out'
on = ['incident.opened', 'incident.updated']
chance = 0.5
[[step]]
level = 'proactive'
message = 'm'
channels = ['mail']
replaces = true
closing = 'over'
=== events.toml
[complained]
fields = { number = 'string' }
=== reasons/complaint.toml
key = 'event.number'
[[signal]]
id = 'complained'
on = 'complained'
chance = 0.5
";

const OPENED: &str = "
06-01 10:00 signal out
06-01 10:00 opened by out
06-01 10:00 outage: I1 act proactive mail for 0.01 [mail 1.4300]
";

#[test]
fn an_update_replaces_and_the_close_tells_those_who_were_told() {
    check(
        OUTAGE,
        r#"06-01 10:00 incident.opened {"incident": "I1", "assets": ["area:1"], "text": "Out."}
           06-01 11:00 incident.updated {"incident": "I1", "assets": ["area:1"], "text": "Still out."}
           06-01 12:00 incident.closed {"incident": "I2"}
           06-01 13:00 incident.closed {"incident": "I1"}
           06-30 13:00 -"#,
        &format!(
            "{OPENED}
             06-01 11:00 signal out
             06-01 11:00 outage: I1 act again proactive mail for 0.01 [mail 1.4300]
             06-01 13:00 outage of 06-01 10:00 lapsed
             06-01 13:00 outage: I1 act again proactive mail for 0.01 [mail]"
        ),
    );
}

#[test]
fn who_contacted_us_meanwhile_is_told_the_end_too_and_nobody_in_the_night() {
    let rules = super::story::CALM.replace("quiet = false\n", "") + OUTAGE;
    check(
        &rules,
        r#"06-01 10:00 incident.opened {"incident": "I1", "assets": ["area:1"]}
           06-01 12:00 contact.received {"reason": "outage", "channel": "phone"}
           06-01 20:00 incident.closed {"incident": "I1"}
           06-30 13:00 -"#,
        &format!(
            "{OPENED}
             06-01 12:00 outage of 06-01 10:00 met
             06-01 12:00 contact outage by phone, expected 2h before
             06-01 20:00 outage: I1 wait until 06-02 06:00 for quiet_hours [mail quiet_hours]
             06-02 06:00 outage: I1 act again proactive mail for 0.01 [mail]"
        ),
    );
}

#[test]
fn who_was_not_told_is_not_told_that_it_is_over() {
    let mut story = Story::new(OUTAGE);
    story.originals[0].identities = 0;
    story.play(
        r#"06-01 10:00 incident.opened {"incident": "I1", "assets": []}
           06-01 13:00 incident.closed {"incident": "I1"}"#,
    );
    story.told(
        "06-01 10:00 signal out
         06-01 10:00 opened by out
         06-01 10:00 outage: I1 refuse for unreachable [mail unreachable]
         06-01 13:00 outage of 06-01 10:00 lapsed",
    );
}

#[test]
fn who_objected_meanwhile_is_not_told_either() {
    check(
        OUTAGE,
        r#"06-01 10:00 incident.opened {"incident": "I1", "assets": []}
           06-01 11:00 consent.withdrawn {"purpose": "service"}
           06-01 13:00 incident.closed {"incident": "I1"}"#,
        &format!(
            "{OPENED}
             06-01 13:00 outage of 06-01 10:00 lapsed
             06-01 13:00 outage: I1 refuse for consent_refused [mail consent_refused]"
        ),
    );
}

#[test]
fn a_close_ends_what_incidents_opened_and_nothing_of_the_same_name() {
    check(
        OUTAGE,
        r#"06-01 09:00 complained {"number": "I1"}
           06-01 10:00 incident.opened {"incident": "I1", "assets": []}
           06-01 13:00 incident.closed {"incident": "I1"}"#,
        &format!(
            "06-01 09:00 signal complained
             06-01 09:00 opened by complained
             06-01 09:00 complaint: I1 nothing
             {OPENED}
             06-01 13:00 outage of 06-01 10:00 lapsed
             06-01 13:00 outage: I1 act again proactive mail for 0.01 [mail]"
        ),
    );
}

#[test]
fn a_contact_about_the_asset_meets_the_incident_and_one_that_names_another_does_not() {
    for (contact, met) in [
        (r#"contact.received router:1 {"reason": "outage", "channel": "phone"}"#, 1),
        (r#"contact.received {"reason": "outage", "channel": "phone"}"#, 1),
        (r#"contact.received {"reason": "outage", "channel": "phone", "key": "I1"}"#, 1),
        (r#"contact.received {"reason": "outage", "channel": "phone", "key": "I2"}"#, 0),
    ] {
        let mut story = Story::new(OUTAGE);
        story.play(r#"06-01 10:00 incident.opened {"incident": "I1", "assets": ["area:1"]}"#);
        story.play(&format!("06-01 11:00 {contact}"));
        assert_eq!(story.lines(" met").len(), met, "{contact}: {}", story.told);
    }
}

#[test]
fn two_who_were_told_and_turn_out_to_be_one_are_told_the_end_once() {
    let mut story = Story::of(super::story::strategy(OUTAGE), 2);
    story.play(r#"06-01 10:00 incident.opened {"incident": "I1", "assets": []}"#);
    // As the other original was told, before they were known to be one.
    story.originals[1].expectations = story.originals[0].expectations.clone();
    story.play(r#"06-01 13:00 incident.closed {"incident": "I1"}"#);
    story.told(&format!(
        "{OPENED}
         06-01 13:00 outage of 06-01 10:00 lapsed
         06-01 13:00 outage of 06-01 10:00 lapsed
         06-01 13:00 outage: I1 act again proactive mail for 0.01 [mail]"
    ));
}
