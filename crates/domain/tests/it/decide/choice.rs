//! The choice of a step and, within it, of a channel: conditions, the value rule, preference, waiting.

use super::story::check;

/// Numbers that are exact: a contact costs 8 (personal) or 4 (digital).
fn priced(value: &str, rest: &str) -> String {
    format!(
        "=== strategy.toml
organisation = 'Shop'
languages = ['en']
quiet = false
[budget]
limits = []
[measure]
holdout = 0
[webhooks]
fix = {{ url = 'https://fix.example/' }}
[queues]
desk = {{}}
[value]
{value}
{rest}"
    )
}

const STEP: &str = "
[[step]]
level = 'proactive'
message = 'm'
channels = ['mail']
[measure]
holdout = 0
";

fn one(value: &str, head: &str, step: &str) -> String {
    let rest = format!(
        "=== reasons/a.toml\n{head}\n[[signal]]\nid = 'a'\non = 'seen'\nchance = 0.25\nwithin = '1d'\n{step}"
    );
    priced(value, &rest)
}

#[track_caller]
fn check_one(rules: &str, expected: &str) {
    let expected = format!("06-01 10:00 signal a\n06-01 10:00 opened by a\n06-01 10:00 {expected}");
    check(rules, "06-01 10:00 seen", &expected);
}

#[test]
fn acting_is_worth_it_when_p_u_c_is_more_than_k_and_a() {
    let value = |action: &str, base: &str| {
        format!(
            "contact = {{ digital = 4, personal = 8, repeat = 0 }}\naction = {{ mail = {action} }}\n\
             annoyance = {{ base = {base}, per_touch = 0 }}\nuplift = {{ proactive = 0.5, prevent = 1 }}"
        )
    };
    // 0.25 × 0.5 × 8 = 1.
    check_one(&one(&value("0.5", "0.5"), "", STEP), "a: nothing [mail 0.0000 value]");
    check_one(&one(&value("0.5", "0.75"), "", STEP), "a: nothing [mail -0.2500 value]");
    check_one(&one(&value("0.5", "0.25"), "", STEP), "a: act proactive mail for 0.5 [mail 0.2500]");
}

#[test]
fn repeats_effort_the_level_and_what_is_at_stake_count() {
    let value = "contact = { digital = 4, personal = 8, repeat = 0.5, effort = 2 }\naction = { mail = 0 }\n\
                 annoyance = { base = 0, per_touch = 0 }\nuplift = { proactive = 0.5, prevent = 1 }";
    // 0.25 × 0.5 × (8 × 1.5 + 2), and so on.
    check_one(&one(value, "", STEP), "a: act proactive mail for 0 [mail 1.7500]");
    check_one(&one(value, "worth = 2", STEP), "a: act proactive mail for 0 [mail 2.0000]");
    let digital = format!("{STEP}[inbound]\noffer = ['digital:desk']\n");
    check_one(&one(value, "", &digital), "a: act proactive mail for 0 [mail 1.0000]");
    // What both sides value is not avoided to save a contact, but for what is at stake.
    let leverage = "value = { customer = 0.5, company = 0.5 }";
    check_one(&one(value, leverage, STEP), "a: nothing [mail 0.0000 value]");
    let both = format!("{leverage}\nworth = 2");
    check_one(&one(value, &both, STEP), "a: act proactive mail for 0 [mail 0.2500]");
    // A repair has its own uplift and cost, and annoys nobody.
    let value = format!("{value}\n").replace("base = 0", "base = 9").replace("mail = 0", "prevent = 1.5");
    let fix = "[[step]]\nlevel = 'prevent'\ncall = 'fix'\n[measure]\nholdout = 0\n";
    check_one(&one(&value, "", fix), "a: act prevent fix for 1.5 [fix 2.0000]");
}

#[test]
fn what_is_at_stake_may_follow_from_the_event() {
    let value = "contact = { digital = 0, personal = 0 }\naction = { mail = 0.5 }\n\
                 annoyance = { base = 0, per_touch = 0 }\nuplift = { proactive = 0.5, prevent = 1 }";
    let rules = one(value, "worth = 'event.saving'", STEP);
    let rules = format!("=== events.toml\n[seen]\nfields = {{ saving = 'double' }}\n{rules}");
    check(
        &rules,
        r#"06-01 10:00 seen a:1 {"saving": 4}
           06-01 10:00 seen a:2 {"saving": 8}
           06-01 10:00 seen a:3"#,
        "06-01 10:00 signal a
         06-01 10:00 opened by a
         06-01 10:00 a: a:1 nothing [mail 0.0000 value]
         06-01 10:00 signal a
         06-01 10:00 opened by a
         06-01 10:00 a: a:2 act proactive mail for 0.5 [mail 0.5000]
         06-01 10:00 signal a
         06-01 10:00 opened by a
         06-01 10:00 a: a:3 nothing [mail -0.5000 value]
         06-01 10:00 absent 1",
    );
}

const FREE: &str = "annoyance = { base = 0, per_touch = 0 }";

#[test]
fn annoyance_grows_with_the_touches_of_thirty_days() {
    let value = "contact = { digital = 4, personal = 8, repeat = 0 }\naction = { mail = 0 }\n\
                 annoyance = { base = 0.25, per_touch = 0.25 }\nuplift = { proactive = 0.5, prevent = 1 }";
    check(
        &one(value, "", STEP),
        "06-01 10:00 seen a:1
         06-02 10:00 seen a:2
         07-01 10:00 seen a:3
         07-01 10:00 seen a:4
         07-01 10:00 seen a:5",
        "06-01 10:00 signal a
         06-01 10:00 opened by a
         06-01 10:00 a: a:1 act proactive mail for 0 [mail 0.7500]
         06-02 10:00 signal a
         06-02 10:00 opened by a
         06-02 10:00 a: a:2 act proactive mail for 0 [mail 0.5000]
         06-02 10:00 a of 06-01 10:00 missed
         06-03 10:00 a of 06-02 10:00 missed
         07-01 10:00 signal a
         07-01 10:00 opened by a
         07-01 10:00 a: a:3 act proactive mail for 0 [mail 0.5000]
         07-01 10:00 signal a
         07-01 10:00 opened by a
         07-01 10:00 a: a:4 act proactive mail for 0 [mail 0.2500]
         07-01 10:00 signal a
         07-01 10:00 opened by a
         07-01 10:00 a: a:5 nothing [mail 0.0000 value]",
    );
}

#[test]
fn scores_rank_the_channels_and_a_preference_comes_before_them() {
    let step = "
[[step]]
level = 'proactive'
message = 'm'
channels = ['sms', 'mail', { use = 'push', when = \"local.hour < 12\" }]
[measure]
holdout = 0
";
    // 0.25 × 0.3 × 9.60 = 0.72; it is 10:30 UTC, 12:30 here.
    let rules = one(FREE, "", step);
    let chosen = |before: &str, expected: &str| {
        let expected = format!(
            "06-01 10:30 signal a\n06-01 10:30 opened by a\n06-01 10:30 a: p:1 act proactive {expected}"
        );
        check(&rules, &format!("{before}\n06-01 10:30 seen p:1"), &expected);
    };
    let usual = "mail for 0.01 [sms 0.6400 outranked, mail 0.7100, push condition]";
    let sms = "sms for 0.08 [sms 0.6400, mail 0.7100 outranked, push condition]";
    chosen("", usual);
    chosen(r#"06-01 09:00 preference.set {"channel": "sms"}"#, sms);
    chosen(r#"06-01 09:00 preference.set {"channel": "sms", "until": "2026-06-01T10:30:00Z"}"#, usual);
    chosen(r#"06-01 09:00 preference.set {"channel": "sms", "until": "2026-06-01T10:31:00Z"}"#, sms);
    chosen(r#"06-01 09:00 preference.set {"channel": "sms", "asset": "p:1"}"#, sms);
    chosen(r#"06-01 09:00 preference.set {"channel": "sms", "asset": "p:2"}"#, usual);
    // What is about the asset comes before what is said in general, and the latest before what came earlier.
    chosen(
        r#"06-01 09:00 preference.set {"channel": "sms", "asset": "p:1"}
           06-01 09:30 preference.set {"channel": "mail"}"#,
        sms,
    );
    chosen(
        r#"06-01 09:00 preference.set {"channel": "sms"}
           06-01 09:30 preference.set {"channel": "mail"}"#,
        usual,
    );
    // A preferred channel that may not be used is no reason to be silent.
    chosen(r#"06-01 09:00 preference.set {"channel": "push"}"#, usual);
}

#[test]
fn of_equals_the_channel_named_first() {
    let step =
        "[[step]]\nlevel = 'proactive'\nmessage = 'm'\nchannels = ['push', 'mail']\n[measure]\nholdout = 0";
    let value = "action = { mail = 0.01, push = 0.01 }\nannoyance = { base = 0, per_touch = 0 }";
    check_one(&one(value, "", step), "a: act proactive push for 0.01 [push 0.7100, mail 0.7100 outranked]");
}

const LADDER: &str = "
[[step]]
level = 'prevent'
when = 'event.own'
call = 'fix'
done = ['fixed']
wait = '30m'
[[step]]
level = 'proactive'
message = 'm'
channels = ['mail']
done = ['read']
wait = '2h'
[[step]]
level = 'digital'
offer = 'digital:desk'
[measure]
holdout = 0
";

fn ladder() -> String {
    let rules = one(FREE, "", LADDER);
    format!("=== events.toml\n[seen]\nfields = {{ own = 'bool' }}\n{rules}")
}

#[test]
fn steps_are_climbed_in_order_and_what_is_done_stops_them() {
    // The repair: 0.25 × 0.8 × 9.60 − 0.20.
    let begin = "06-01 10:00 signal a
                 06-01 10:00 opened by a
                 06-01 10:00 a: act prevent fix for 0.2 [fix 1.7200]\n";
    let told = "06-01 10:30 a: act proactive mail for 0.01, if not fixed [mail 0.7100]\n";
    let seen = "06-01 10:00 seen {\"own\": true}\n";
    check(
        &ladder(),
        &format!("{seen}06-03 10:00 -"),
        &format!(
            "{begin}{told}
             06-01 12:30 a: act digital desk for 0, if not fixed [desk 0.7200]
             06-02 10:00 a of 06-01 10:00 missed"
        ),
    );
    // Done at the very moment the next step is due.
    check(
        &ladder(),
        &format!("{seen}06-01 10:30 fixed\n06-03 10:00 -"),
        &format!("{begin}06-01 10:30 a of 06-01 10:00 lapsed"),
    );
    // A repair that is proved later still ends it.
    check(
        &ladder(),
        &format!("{seen}06-01 11:00 fixed\n06-03 10:00 -"),
        &format!("{begin}{told}06-01 11:00 a of 06-01 10:00 lapsed"),
    );
    // What proves a step done that was not taken proves nothing.
    check(&ladder(), &format!("{seen}06-01 10:15 read\n06-01 10:45 -"), &format!("{begin}{told}"));
    check(
        &ladder(),
        &format!("{seen}06-01 10:45 read\n06-03 10:00 -"),
        &format!("{begin}{told}06-01 10:45 a of 06-01 10:00 lapsed"),
    );
    // Passed by or taken, when what a step was for is done nothing is expected any more.
    check(
        &ladder(),
        "06-01 10:00 seen {\"own\": false}\n06-01 10:10 fixed\n06-01 10:20 -",
        "06-01 10:00 signal a
         06-01 10:00 opened by a
         06-01 10:00 a: act proactive mail for 0.01 [fix condition, mail 0.7100]
         06-01 10:10 a of 06-01 10:00 lapsed",
    );
}

#[test]
fn a_newer_message_replaces_and_without_replaces_there_is_one() {
    let once = one(FREE, "", STEP);
    let story = "06-01 10:00 seen\n06-01 11:00 seen\n06-01 12:00 -";
    let begin = "06-01 10:00 signal a
                 06-01 10:00 opened by a
                 06-01 10:00 a: act proactive mail for 0.01 [mail 0.7100]
                 06-01 11:00 signal a\n";
    check(&once, story, begin);
    let again = once.replace("channels = ['mail']", "channels = ['mail']\nreplaces = true");
    check(&again, story, &format!("{begin}06-01 11:00 a: act again proactive mail for 0.01 [mail 0.7100]"));
}

#[test]
fn a_call_is_announced_first() {
    let step = "
[[step]]
level = 'proactive'
alert = 'desk'
announce = { message = 'm', lead = '2h', channels = ['mail'] }
[measure]
holdout = 0
";
    let rules = one(&format!("{FREE}\naction = {{ alert = 0.5, mail = 0.25 }}"), "", step);
    let begin = "06-01 10:00 signal a
                 06-01 10:00 opened by a
                 06-01 10:00 a: act proactive mail for 0.75 [mail -0.0300 value]\n";
    let begin =
        begin.replace("act proactive mail for 0.75 [mail -0.0300 value]", "nothing [mail -0.0300 value]");
    check(&rules, "06-01 10:00 seen", &begin);
    let rules = rules.replace("alert = 0.5", "alert = 0.25");
    let begin = "06-01 10:00 signal a
                 06-01 10:00 opened by a
                 06-01 10:00 a: act proactive mail for 0.5 [mail 0.2200]\n";
    check(
        &rules,
        "06-01 10:00 seen\n06-02 10:00 -",
        &format!(
            "{begin}06-01 12:00 a: act proactive desk for 0 [desk]\n06-02 10:00 a of 06-01 10:00 missed"
        ),
    );
    // The customer was quicker: nobody calls any more.
    check(
        &rules,
        r#"06-01 10:00 seen
           06-01 12:00 contact.received {"reason": "a", "channel": "phone"}
           06-02 10:00 -"#,
        &format!(
            "{begin}
             06-01 12:00 a: refuse for too_late
             06-01 12:00 a of 06-01 10:00 met
             06-01 12:00 contact a by phone, expected 2h before"
        ),
    );
}

#[test]
fn at_a_contact_every_offer_that_applies_is_made_the_first_most_prominent() {
    let rules = "
=== strategy.toml
organisation = 'Shop'
languages = ['en']
[queues]
desk = {}
phone = {}
=== answers/help.en.md
# Help

Text.
=== events.toml
['contact.received']
fields = { angry = 'bool' }
=== reasons/a.toml
[inbound]
offer = [{ use = 'personal:phone', when = 'event.angry' }, 'self_service:help', 'digital:desk']
=== reasons/b.toml
parent = 'a'
";
    check(
        rules,
        r#"06-01 10:00 contact.received {"reason": "a", "channel": "chat", "angry": false}
           06-01 11:00 contact.received {"reason": "b", "channel": "chat", "angry": true}
           06-01 12:00 contact.received {"reason": "c", "channel": "chat"}"#,
        "06-01 10:00 contact a by chat, unexpected
         06-01 10:00 a: act self_service help for 0 [phone condition, help, desk]
         06-01 11:00 contact b by chat, unexpected
         06-01 11:00 b: act personal phone for 0 [phone, help, desk]
         06-01 12:00 contact other by chat, unexpected",
    );
}
