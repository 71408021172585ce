//! When signals go off: on an event, on an absence, before a moment.

use super::story::{Story, check};

#[test]
fn a_window_is_open_at_its_far_end_and_sees_the_event_itself() {
    let rules = "
=== reasons/a.toml
[[signal]]
id = 'two'
on = 'seen'
when = \"count('seen', '1h') >= 2\"
within = '1d'
chance = 0.5
";
    check(
        rules,
        "06-01 10:00 seen
         06-01 11:00 seen
         06-01 11:59:59 seen
         06-01 13:00 seen
         06-01 13:00 seen",
        "06-01 11:59:59 signal two
         06-01 11:59:59 opened by two
         06-01 11:59:59 a: nothing
         06-01 13:00 signal two
         06-01 13:00 a: nothing",
    );
}

#[test]
fn a_count_stops_where_a_track_is_full() {
    let rules = |most: u32| {
        format!(
            "=== reasons/a.toml\n[[signal]]\nid = 'many'\non = 'seen'\n\
             when = \"count('seen', '30d') >= {most}\"\nchance = 0.5\n"
        )
    };
    let signals = |most: u32| {
        let mut story = Story::new(&rules(most));
        for minute in 0..4_200 {
            story.play(&format!(
                "06-{:02} {:02}:{:02} seen",
                1 + minute / 1_440,
                minute / 60 % 24,
                minute % 60
            ));
        }
        story.lines("signal").len()
    };
    assert_eq!(signals(4_096), 4_200 - 4_095);
    assert_eq!(signals(4_097), 0);
}

#[test]
fn what_an_event_lacks_makes_the_condition_false_and_is_counted() {
    let rules = "
=== events.toml
[delayed]
fields = { hours = 'double' }
=== reasons/a.toml
[[signal]]
id = 'late'
on = 'delayed'
when = 'event.hours >= 4.0'
chance = 0.5
";
    check(
        rules,
        r#"06-01 10:00 delayed
           06-01 11:00 delayed {"hours": 3.9}
           06-01 12:00 delayed {"hours": "many"}
           06-01 13:00 delayed {"hours": 4}"#,
        "06-01 10:00 absent 1
         06-01 12:00 absent 1
         06-01 13:00 signal late
         06-01 13:00 opened by late
         06-01 13:00 a: nothing",
    );
}

const UNPAID: &str = "
=== reasons/unpaid.toml
[[signal]]
id = 'unpaid'
on = 'invoice'
after = '14d'
unless = ['paid']
lead = '1h'
within = '7d'
chance = 0.5
until = ['paid']
";

#[test]
fn an_absence_is_called_off_up_to_the_very_moment() {
    check(
        UNPAID,
        "06-01 10:00 invoice
         06-15 10:00 paid
         06-25 10:00 -",
        "",
    );
    check(
        UNPAID,
        "06-01 10:00 invoice
         06-15 10:00:01 paid",
        "06-15 10:00 signal unpaid
         06-15 10:00 opened by unpaid
         06-15 10:00 unpaid: nothing
         06-15 10:00:01 unpaid of 06-15 10:00 lapsed",
    );
    check(
        UNPAID,
        "06-01 10:00 invoice
         06-25 10:00 -",
        "06-15 10:00 signal unpaid
         06-15 10:00 opened by unpaid
         06-15 10:00 unpaid: nothing
         06-22 10:00 unpaid of 06-15 10:00 missed",
    );
}

#[test]
fn every_event_has_an_absence_of_its_own() {
    // The first invoice stays unpaid for longer than 14 days, whatever comes meanwhile.
    check(
        UNPAID,
        "06-01 10:00 invoice
         06-11 10:00 invoice
         06-20 10:00 paid
         06-30 10:00 -",
        "06-15 10:00 signal unpaid
         06-15 10:00 opened by unpaid
         06-15 10:00 unpaid: nothing
         06-20 10:00 unpaid of 06-15 10:00 lapsed",
    );
    // What ends one about another asset leaves it.
    check(
        UNPAID,
        "06-01 10:00 invoice bill:1
         06-02 10:00 invoice bill:2
         06-03 10:00 paid bill:1
         06-16 11:00 -",
        "06-16 10:00 signal unpaid
         06-16 10:00 opened by unpaid
         06-16 10:00 unpaid: bill:2 nothing",
    );
}

#[test]
fn nothing_for_a_while_is_an_absence_that_each_event_begins_anew() {
    let rules = "
=== reasons/silent.toml
[[signal]]
id = 'silent'
on = 'login'
after = '2d'
unless = ['login']
within = '1d'
chance = 0.5
";
    check(
        rules,
        "06-01 10:00 login
         06-02 10:00 login
         06-04 10:00 login
         06-07 10:00 -",
        "06-06 10:00 signal silent
         06-06 10:00 opened by silent
         06-06 10:00 silent: nothing
         06-07 10:00 silent of 06-06 10:00 missed",
    );
}

#[test]
fn the_condition_of_an_absence_is_asked_when_it_is_due() {
    let rules = "
=== events.toml
[invoice]
fields = { amount = 'double' }
=== reasons/unpaid.toml
[[signal]]
id = 'unpaid'
on = 'invoice'
after = '14d'
unless = ['paid']
when = \"event.amount > 10.0 && count('reminded', '14d') == 0\"
chance = 0.5
";
    check(
        rules,
        r#"06-01 10:00 invoice bill:1 {"amount": 20}
           06-01 11:00 invoice bill:2 {"amount": 5}
           06-03 10:00 invoice bill:3 {"amount": 20}
           06-16 10:00 reminded
           06-18 10:00 -"#,
        "06-15 10:00 signal unpaid
         06-15 10:00 opened by unpaid
         06-15 10:00 unpaid: bill:1 nothing",
    );
}

const APPOINTMENT: &str = "
=== events.toml
[booked]
fields = { start = 'timestamp' }
=== reasons/visit.toml
[[signal]]
id = 'soon'
on = 'booked'
at = 'event.start'
before = '24h'
within = '2d'
chance = 0.5
until = ['cancelled']
";

#[test]
fn before_a_moment_it_goes_off_once_and_moves_with_the_moment() {
    let opened = |day: &str| {
        format!("{day} 12:00 signal soon\n{day} 12:00 opened by soon\n{day} 12:00 visit: job:1 nothing\n")
    };
    let booked = |at: &str, start: &str| format!("{at} booked job:1 {{\"start\": \"2026-{start}Z\"}}\n");
    let first = booked("06-01 10:00", "06-10T12:00:00");
    // Never moved.
    check(APPOINTMENT, &format!("{first}06-10 10:00 -"), &opened("06-09"));
    // Moved later, and earlier, before it went off.
    check(
        APPOINTMENT,
        &format!("{first}{}06-20 10:00 -", booked("06-02 10:00", "06-20T12:00:00")),
        &opened("06-19"),
    );
    check(
        APPOINTMENT,
        &format!("{first}{}06-06 10:00 -", booked("06-02 10:00", "06-06T12:00:00")),
        &opened("06-05"),
    );
    // Moved later after it went off: what was expected lapses and comes again.
    check(
        APPOINTMENT,
        &format!("{first}{}06-20 10:00 -", booked("06-09 13:00", "06-20T12:00:00")),
        &format!("{}06-09 13:00 visit of 06-09 12:00 lapsed\n{}", opened("06-09"), opened("06-19")),
    );
    // Moved within the time before: it is soon at once.
    let soon = "06-02 10:00 signal soon\n06-02 10:00 opened by soon\n06-02 10:00 visit: job:1 nothing\n";
    check(APPOINTMENT, &format!("{first}{}06-02 10:01 -", booked("06-02 10:00", "06-02T20:00:00")), soon);
    // Moved into the past: nothing is to come.
    check(APPOINTMENT, &format!("{first}{}06-20 10:00 -", booked("06-02 10:00", "06-01T20:00:00")), "");
    // Called off.
    check(APPOINTMENT, &format!("{first}06-02 10:00 cancelled job:1\n06-20 10:00 -"), "");
    // Without a moment nothing is known, and that is counted.
    check(APPOINTMENT, "06-01 10:00 booked job:1\n06-20 10:00 -", "06-01 10:00 absent 1");
}

#[test]
fn an_event_older_than_its_horizon_is_history_and_not_news() {
    let rules = "
=== reasons/a.toml
[[signal]]
id = 'a'
on = 'seen'
within = '1d'
chance = 0.5
";
    let mut story = Story::new(rules);
    story.late("seen", "06-01 10:00", "{}", "06-02 10:00:01");
    story.told("");
    story.late("seen", "06-01 10:00", "{}", "06-02 10:00");
    story.told(
        "06-02 10:00 signal a
         06-02 10:00 opened by a
         06-02 10:00 a: nothing",
    );
}
