//! What may reach a customer: consent and purpose, an address, quiet hours.

use voorzet_domain::identity::IdentityKind;

use super::story::{Story, check};

const SALE: &str = "
=== reasons/sale.toml
kind = 'marketing'
[[signal]]
id = 'sale'
on = 'cart'
chance = 0.5
within = '1d'
[[step]]
level = 'proactive'
message = 'm'
purpose = 'marketing'
channels = ['mail', 'sms']
[measure]
holdout = 0
";

#[track_caller]
fn check_sale(before: &str, expected: &str) {
    let opened = "06-01 10:00 signal sale\n06-01 10:00 opened by sale\n06-01 10:00 sale: ";
    check(SALE, &format!("{before}\n06-01 10:00 cart"), &format!("{opened}{expected}"));
}

#[test]
fn marketing_needs_consent_for_all_channels_or_for_the_channel() {
    let both = "act proactive mail for 0.01 [mail 1.4300, sms 1.3600 outranked]";
    let only_sms = "act proactive sms for 0.08 [mail consent_missing, sms 1.3600]";
    let given = r#"06-01 08:00 consent.given {"purpose": "marketing"}"#;
    let given_sms = r#"06-01 08:00 consent.given {"purpose": "marketing", "channel": "sms"}"#;
    check_sale("", "refuse for consent_missing [mail consent_missing, sms consent_missing]");
    check_sale(given, both);
    check_sale(given_sms, only_sms);
    check_sale(
        r#"06-01 08:00 consent.given {"purpose": "service"}"#,
        "refuse for consent_missing [mail consent_missing, sms consent_missing]",
    );
    // Withdrawn, for one channel or for all, is refused; a later consent gives it back.
    check_sale(
        &format!("{given}\n06-01 09:00 consent.withdrawn {{\"purpose\": \"marketing\"}}"),
        "refuse for consent_refused [mail consent_refused, sms consent_refused]",
    );
    check_sale(
        &format!(
            "{given}\n06-01 09:00 consent.withdrawn {{\"purpose\": \"marketing\", \"channel\": \"mail\"}}"
        ),
        "act proactive sms for 0.08 [mail consent_refused, sms 1.3600]",
    );
    check_sale(
        &format!("{given_sms}\n06-01 09:00 consent.withdrawn {{\"purpose\": \"marketing\"}}"),
        "refuse for consent_refused [mail consent_refused, sms consent_refused]",
    );
    check_sale(
        &format!("06-01 07:00 consent.withdrawn {{\"purpose\": \"marketing\"}}\n{given_sms}"),
        "act proactive sms for 0.08 [mail consent_refused, sms 1.3600]",
    );
    // At one instant the refusal stands, whichever came first.
    let refused = r#"06-01 08:00 consent.withdrawn {"purpose": "marketing"}"#;
    for both in [format!("{given}\n{refused}"), format!("{refused}\n{given}")] {
        check_sale(&both, "refuse for consent_refused [mail consent_refused, sms consent_refused]");
    }
}

#[test]
fn a_statement_that_arrives_late_changes_nothing_that_was_said_later() {
    let mut story = Story::new(SALE);
    story.play(r#"06-01 08:00 consent.withdrawn {"purpose": "marketing"}"#);
    story.late("consent.given", "06-01 07:00", r#"{"purpose": "marketing"}"#, "06-01 09:00");
    story.play("06-01 10:00 cart");
    assert_eq!(story.lines("refuse for consent_refused").len(), 1, "{}", story.told);
}

#[test]
fn a_call_needs_consent_for_its_purpose_as_much_as_a_message() {
    let alert = |announce: &str| {
        format!(
            "=== strategy.toml
organisation = 'Shop'
languages = ['en']
quiet = false
[measure]
holdout = 0
[queues]
sales = {{}}
[value]
action = {{ alert = 0 }}
annoyance = {{ base = 0, per_touch = 0 }}
=== reasons/sale.toml
kind = 'marketing'
[[signal]]
id = 'sale'
on = 'cart'
chance = 0.5
within = '1d'
[[step]]
level = 'proactive'
alert = 'sales'
purpose = 'marketing'
{announce}
[measure]
holdout = 0
"
        )
    };
    let opened = "06-01 10:00 signal sale\n06-01 10:00 opened by sale\n06-01 10:00 sale: ";
    let given = r#"06-01 08:00 consent.given {"purpose": "marketing"}"#;
    let check = |announce: &str, before: &str, expected: &str| {
        check(&alert(announce), &format!("{before}\n06-01 10:00 cart"), &format!("{opened}{expected}"));
    };
    check("", "", "refuse for consent_missing [sales consent_missing]");
    check("", given, "act proactive sales for 0 [sales 1.4400]");
    let withdrawn = format!("{given}\n06-01 09:00 consent.withdrawn {{\"purpose\": \"marketing\"}}");
    check("", &withdrawn, "refuse for consent_refused [sales consent_refused]");
    // Mail may be allowed, but a call is not by that.
    let announce = "announce = { message = 'm', lead = '1h', channels = ['mail'] }";
    let mail = r#"06-01 08:00 consent.given {"purpose": "marketing", "channel": "mail"}"#;
    check(announce, given, "act proactive mail for 0.01 [mail 1.4300]");
    check(announce, mail, "refuse for consent_missing [mail consent_missing]");
}

const LATE: &str = "
=== reasons/late.toml
[[signal]]
id = 'late'
on = 'delayed'
chance = 0.5
within = '1d'
[[step]]
level = 'proactive'
message = 'm'
channels = ['whatsapp', 'mail']
[measure]
holdout = 0
";

#[test]
fn service_needs_no_consent_but_can_be_objected_to_and_a_channel_may_need_its_own() {
    let opened = "06-01 10:00 signal late\n06-01 10:00 opened by late\n06-01 10:00 late: ";
    let check = |before: &str, expected: &str| {
        check(LATE, &format!("{before}\n06-01 10:00 delayed"), &format!("{opened}{expected}"));
    };
    check("", "act proactive mail for 0.01 [whatsapp consent_missing, mail 1.4300]");
    check(
        r#"06-01 09:00 consent.given {"purpose": "service", "channel": "whatsapp"}"#,
        "act proactive mail for 0.01 [whatsapp 1.3700 outranked, mail 1.4300]",
    );
    check(
        r#"06-01 09:00 consent.withdrawn {"purpose": "service", "channel": "mail"}"#,
        "refuse for consent_missing [whatsapp consent_missing, mail consent_refused]",
    );
    check(
        r#"06-01 09:00 consent.withdrawn {"purpose": "service"}"#,
        "refuse for consent_refused [whatsapp consent_refused, mail consent_refused]",
    );
}

#[test]
fn who_has_no_address_cannot_be_reached() {
    let mut story = Story::new(LATE);
    story.originals[0].identities = 1 << IdentityKind::Account as u8;
    story.play("06-01 10:00 delayed").told(
        "06-01 10:00 signal late
         06-01 10:00 opened by late
         06-01 10:00 late: refuse for unreachable [whatsapp unreachable, mail unreachable]",
    );
}

fn quiet(urgent: &str) -> String {
    let rules = LATE.replace("channels = ['whatsapp', 'mail']", &format!("channels = ['mail']\n{urgent}"));
    super::story::CALM.replace("quiet = false\n", "")
        + "=== events.toml\n[delayed]\nfields = { now = 'bool' }\n"
        + &rules
}

#[track_caller]
fn check_quiet(before: &str, at: &str, expected: &str) {
    let mut story = Story::new(&quiet("urgent = 'event.now'"));
    story.play(before).play(at);
    let lines = story.lines("late: ");
    let lines: Vec<&str> = lines.iter().filter_map(|line| line.split(" [").next()).collect();
    assert_eq!(lines.join("; "), expected, "{}", story.told);
}

#[test]
fn in_quiet_hours_it_waits_for_the_customers_morning() {
    let said = r#"delayed {"now": false}"#;
    check_quiet(
        "",
        &format!("06-01 20:00 {said}\n06-02 06:00 -"),
        "06-01 20:00 late: wait until 06-02 06:00 for quiet_hours; 06-02 06:00 late: act proactive mail for 0.01",
    );
    check_quiet("", &format!("06-01 18:59:59 {said}"), "06-01 18:59:59 late: act proactive mail for 0.01");
    check_quiet("", &format!("06-01 06:00 {said}"), "06-01 06:00 late: act proactive mail for 0.01");
    // The nights in which summer time begins and ends.
    check_quiet(
        "",
        &format!("03-28 21:00 {said}"),
        "03-28 21:00 late: wait until 03-29 06:00 for quiet_hours",
    );
    check_quiet(
        "",
        &format!("10-24 20:00 {said}"),
        "10-24 20:00 late: wait until 10-25 07:00 for quiet_hours",
    );
    check_quiet(
        "",
        &format!("10-25 00:30 {said}"),
        "10-25 00:30 late: wait until 10-25 07:00 for quiet_hours",
    );
    check_quiet(
        "",
        &format!("10-25 01:30 {said}"),
        "10-25 01:30 late: wait until 10-25 07:00 for quiet_hours",
    );
    // Where the customer is, another hour it is.
    let moved = r#"06-01 09:00 identify {"timezone": "America/New_York"}"#;
    check_quiet(moved, &format!("06-01 20:00 {said}"), "06-01 20:00 late: act proactive mail for 0.01");
    check_quiet(
        moved,
        &format!("06-02 07:00 {said}"),
        "06-02 07:00 late: wait until 06-02 12:00 for quiet_hours",
    );
    let odd = r#"06-01 09:00 identify {"timezone": "Mars/Olympus"}"#;
    check_quiet(odd, &format!("06-01 12:00 {said}"), "06-01 12:00 late: act proactive mail for 0.01");
}

#[test]
fn what_is_urgent_does_not_wait() {
    check_quiet("", r#"06-01 20:00 delayed {"now": true}"#, "06-01 20:00 late: act proactive mail for 0.01");
    check_quiet("", "06-01 20:00 delayed", "06-01 20:00 late: wait until 06-02 06:00 for quiet_hours");
}

#[test]
fn what_it_was_for_may_end_in_the_night() {
    let mut story = Story::new(&quiet(""));
    story.play(
        r#"06-01 20:00 delayed
           06-01 21:00 contact.received {"reason": "late", "channel": "web"}"#,
    );
    story.told(
        "06-01 20:00 signal late
         06-01 20:00 opened by late
         06-01 20:00 late: wait until 06-02 06:00 for quiet_hours [mail quiet_hours]
         06-01 21:00 late: refuse for too_late
         06-01 21:00 late of 06-01 20:00 met
         06-01 21:00 contact late by web, expected 1h before",
    );
}

#[test]
fn at_the_end_of_time_nothing_waits_for_ever() {
    let mut story = Story::new(&quiet(""));
    story.play("2199-12-31 22:00 delayed\n2199-12-31 23:59:59.999999 -");
    story.told(
        "2199-12-31 22:00 signal late
         2199-12-31 22:00 opened by late
         2199-12-31 22:00 late: nothing [mail quiet_hours]
         2199-12-31 23:59:59.999999 late of 2199-12-31 22:00 missed",
    );
}
