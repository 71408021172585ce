//! Learned chances: the snapshot in force decides, and windows are told of when they end, not before.

use voorzet_domain::decide::Rates;

use super::story::Story;

const LATE: &str = "
=== reasons/late.toml
[[signal]]
id = 'late'
on = 'delayed'
lead = '1h'
within = '2d'
until = ['delivered']
";

#[test]
fn a_window_is_told_of_at_its_end_whatever_became_of_the_expectation() {
    let mut story = Story::new(LATE);
    story.play(
        r#"06-01 10:00 delayed x:1
           06-01 10:00 delayed x:2
           06-01 10:00 delayed x:3
           06-01 10:00 delayed x:4
           06-01 11:00 contact.received x:1 {"reason": "late", "channel": "chat"}
           06-01 12:00 contact.received x:2 {"reason": "late", "channel": "chat"}
           06-01 12:00 delivered x:3"#,
    );
    assert_eq!(story.lines("window").len(), 0, "{}", story.told);
    story.told.clear();
    // The contact at the very end of a window still counts.
    story.play(
        r#"06-03 10:00 contact.received x:4 {"reason": "late", "channel": "chat"}
           06-03 10:00 -"#,
    );
    story.told(
        "06-03 10:00 late of 06-01 10:00 met
         06-03 10:00 contact late by chat, expected 2d before
         06-03 10:00 window of late not hit
         06-03 10:00 window of late hit
         06-03 10:00 window of late not hit
         06-03 10:00 window of late hit",
    );
}

#[test]
fn signals_in_an_open_window_make_no_second_one() {
    let mut story = Story::new(LATE);
    story.play("06-01 10:00 delayed\n06-02 10:00 delayed\n06-03 10:00 -\n06-03 11:00 delayed\n06-09 10:00 -");
    assert_eq!(story.lines("window").len(), 2, "{}", story.told);
}

#[test]
fn the_snapshot_says_the_chance() {
    let rules = format!(
        "{LATE}[[step]]\nlevel = 'proactive'\nmessage = 'm'\nchannels = ['mail']\n[measure]\nholdout = 0\n"
    );
    let mut story = Story::new(&rules);
    story.play("06-01 10:00 delayed x:1");
    // 0.1 × 0.3 × 9.60 − 0.01, and the same with 0.5.
    assert_eq!(story.lines("[mail 0.2780]").len(), 1, "{}", story.told);
    story.rates = Rates(vec![0.5]);
    story.play("06-01 11:00 delayed x:2");
    assert_eq!(story.lines("[mail 1.4300]").len(), 1, "{}", story.told);
}
