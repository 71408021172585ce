//! Linked originals: one person to look at, each original's facts its own.

use super::story::{Story, strategy};

const RULES: &str = "
=== reasons/many.toml
[[signal]]
id = 'three'
on = 'seen'
when = \"count('seen', '7d') >= 3\"
chance = 0.5
=== reasons/unpaid.toml
[[signal]]
id = 'unpaid'
on = 'invoice'
after = '2d'
unless = ['paid']
within = '5d'
=== events.toml
[booked]
fields = { start = 'timestamp' }
=== reasons/visit.toml
[[signal]]
id = 'soon'
on = 'booked'
at = 'event.start'
before = '1d'
within = '2d'
chance = 0.5
[[step]]
level = 'proactive'
message = 'm'
channels = ['mail', 'sms']
[measure]
holdout = 0.5
";

fn person() -> Story {
    Story::of(strategy(RULES), 2)
}

#[test]
fn counts_are_over_both_and_a_contact_on_one_settles_the_others() {
    let mut story = person();
    story.play(
        r#"06-01 10:00 seen
           06-01 11:00 @1 seen
           06-01 12:00 seen
           06-01 13:00 @1 contact.received {"reason": "many", "channel": "chat"}"#,
    );
    story.told(
        "06-01 12:00 signal three
         06-01 12:00 opened by three
         06-01 12:00 many: nothing
         06-01 13:00 many of 06-01 12:00 met
         06-01 13:00 contact many by chat, expected 1h before",
    );
}

#[test]
fn what_the_one_waits_for_the_other_calls_off_or_moves() {
    let mut story = person();
    story.play("06-01 10:00 invoice\n06-02 10:00 @1 paid\n06-09 10:00 -");
    story.told("");
    let mut story = person();
    story.play(
        r#"06-01 10:00 booked {"start": "2026-06-10T10:00:00Z"}
           06-02 10:00 @1 booked {"start": "2026-06-20T10:00:00Z"}
           06-18 10:00 -"#,
    );
    story.told("");
    story.play("06-19 10:00 -");
    assert_eq!(story.lines("opened").len(), 1, "{}", story.told);
}

#[test]
fn a_person_is_in_one_group_whichever_original_it_is_about() {
    for keys in 0..200_u64 {
        let mut groups = Vec::new();
        for original in 0..2 {
            let mut story = person();
            for (at, state) in story.originals.iter_mut().enumerate() {
                state.key = (2 * keys + at as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            }
            story.play(&format!(
                "06-01 10:00 @{original} booked {{\"start\": \"2026-06-03T10:00:00Z\"}}\n06-02 10:00 -"
            ));
            groups.push(story.lines("held out").len());
        }
        assert_eq!(groups[0], groups[1], "keys {keys}");
    }
}

#[test]
fn the_latest_preference_counts_whoever_stated_it() {
    let rules = RULES.replace("holdout = 0.5", "holdout = 0");
    for (first, second) in [(0, 1), (1, 0)] {
        let mut story = Story::of(strategy(&rules), 2);
        story.play(&format!(
            r#"06-01 10:00 @{first} preference.set {{"channel": "mail"}}
               06-01 11:00 @{second} preference.set {{"channel": "sms"}}
               06-01 12:00 @0 booked {{"start": "2026-06-03T10:00:00Z"}}
               06-02 10:00 -"#
        ));
        assert_eq!(story.lines("act proactive sms").len(), 1, "{}", story.told);
    }
}

#[test]
fn consent_is_the_latest_word_of_either() {
    let rules = RULES.replace("holdout = 0.5", "holdout = 0");
    for (first, second) in [(0, 1), (1, 0)] {
        let mut story = Story::of(strategy(&rules), 2);
        story.play(&format!(
            r#"06-01 10:00 @{first} consent.given {{"purpose": "service"}}
               06-01 11:00 @{second} consent.withdrawn {{"purpose": "service"}}
               06-01 12:00 @0 booked {{"start": "2026-06-03T10:00:00Z"}}
               06-02 10:00 -"#
        ));
        assert_eq!(story.lines("refuse for consent_refused").len(), 1, "{}", story.told);
    }
}

#[test]
fn undoing_a_link_gives_each_original_what_it_would_have_had() {
    // Nothing of the one concerns the other, and both fall due at one instant.
    let lines = [
        (0, "06-01 10:00", "seen"),
        (1, "06-01 10:00", "seen"),
        (0, "06-01 11:00", "invoice bill:1"),
        (1, "06-01 11:00", "invoice bill:2"),
        (1, "06-02 10:00", r#"consent.given {"purpose": "service"}"#),
    ];
    let mut linked = person();
    for (original, at, event) in lines {
        linked.play(&format!("{at} @{original} {event}"));
    }
    for original in 0..2 {
        let mut alone = Story::of(strategy(RULES), 1);
        alone.originals[0].key = original as u64;
        for (_, at, event) in lines.iter().filter(|(whose, ..)| *whose == original) {
            alone.play(&format!("{at} {event}"));
        }
        linked.pass(super::story::at("06-05 10:00"), true);
        alone.pass(super::story::at("06-05 10:00"), true);
        assert_eq!(linked.originals[original], alone.originals[0]);
    }
}
