//! Another strategy is published while customers are under way: what has the same name goes on, what was done stays
//! done, and what the new strategy does not know is let go.

use proptest::prelude::*;
use voorzet_domain::decide::Rates;
use voorzet_domain::state::expectation::Climb;
use voorzet_domain::strategy::renumber::{Numbering, Renumbering};

use super::story::{Story, strategy};

const HEAD: &str = "=== strategy.toml
organisation = 'Shop'
languages = ['en']
quiet = { from = '21:00', to = '08:00' }
timezone = 'UTC'
[budget]
limits = [{ max = 4, per = '7d' }]
[measure]
holdout = 0.3
[value]
annoyance = { base = 0, per_touch = 0 }
[webhooks]
fix = { url = 'https://fix.example/' }
[queues]
desk = {}
[traits]
segment = 'string'
";

const CHANNELS: &str = "[channels]
mail = { needs = 'mail' }
sms = { needs = 'phone' }
";

const PURPOSES: &str = "[purposes]
service = { basis = 'contract' }
marketing = { basis = 'consent' }
";

const EVENTS: &str = "=== events.toml
[delayed]
fields = { hours = 'int', carrier = 'string' }
[booked]
fields = { start = 'timestamp' }
[paid]
fields = { amount = 'double' }
";

const LATE: &str = "=== reasons/late.toml
key = 'asset'
[[signal]]
id = 'late'
on = 'delayed'
when = \"event.hours > 1 && count('paid', '30d') < 3 && sum('paid', 'amount', '30d') < 100.0\"
within = '2d'
until = 'delivered'
[[signal]]
id = 'silent'
on = 'shipped'
after = '1d'
unless = ['delivered']
within = '2d'
chance = 0.5
[[step]]
level = 'prevent'
call = 'fix'
when = \"has(customer.segment) && customer.segment == 'gold'\"
wait = '30m'
done = ['fixed']
[[step]]
level = 'proactive'
message = 'm'
purpose = 'service'
channels = ['mail', 'sms']
wait = '4h'
[[step]]
level = 'proactive'
alert = 'desk'
purpose = 'service'
announce = { message = 'm', lead = '2h', channels = ['mail'] }
when = 'event.hours > 9'
";

const SOON: &str = "=== reasons/soon.toml
key = 'asset'
[[signal]]
id = 'soon'
on = 'booked'
at = 'event.start'
before = '24h'
within = '2d'
chance = 0.5
until = ['cancelled']
[[step]]
level = 'proactive'
message = 'm'
purpose = 'service'
channels = ['sms']
";

const OUT: &str = "=== messages/over.en.md
# It is over

Text.
=== reasons/out.toml
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
";

/// What has nothing to do with the rest and moves every number.
const MORE: &str = "=== reasons/aaa.toml
key = 'event.number'
[[signal]]
id = 'aaa'
on = 'asked'
when = \"event.number != '' && count('asked', '9d') > 1 && sum('asked', 'weight', '3d') > 1.0 && has(customer.age) && customer.age > 3\"
within = '2d'
chance = 0.5
";

fn small() -> String {
    [HEAD, CHANNELS, PURPOSES, EVENTS, LATE, SOON, OUT].concat()
}

fn large() -> String {
    let head = HEAD.replace("[traits]\n", "[traits]\nage = 'int'\n");
    let channels = CHANNELS.replace("[channels]\n", "[channels]\npush = { needs = 'account' }\n");
    let purposes = PURPOSES.replace("[purposes]\n", "[purposes]\nadvice = { basis = 'interest' }\n");
    let asked = "=== events.toml\n[asked]\nfields = { number = 'string', weight = 'double' }\n";
    let events = EVENTS.replace("=== events.toml\n", asked);
    let late = LATE.replace(
        "[[signal]]\nid = 'late'",
        "[[signal]]\nid = 'never'\non = 'asked'\nwithin = '2d'\n[[signal]]\nid = 'late'",
    );
    let late = late.replacen(
        "[[step]]",
        "[[step]]\nlevel = 'prevent'\ncall = 'fix2'\nwhen = \"has(customer.age) && customer.age > 200\"\n[[step]]",
        1,
    );
    let head = head.replace("[webhooks]\n", "[webhooks]\nfix2 = { url = 'https://fix2.example/' }\n");
    [&head, &channels, &purposes, &events, &late, SOON, OUT, MORE].concat()
}

impl Story {
    /// From now on another strategy decides.
    fn publish(&mut self, text: &str) -> &mut Self {
        let next = strategy(text);
        let renumbering = Renumbering::between(&self.strategy, &next);
        for original in &mut self.originals {
            original.renumber(&renumbering);
        }
        self.rates = Rates::unknown(&next);
        self.strategy = next;
        self
    }

    /// Plays the lines of a story; of events that the strategy has no use for only the time comes.
    fn play_known(&mut self, story: &str) {
        for line in story.lines().map(str::trim) {
            let mut words = line.splitn(3, ' ');
            let (day, hour) = (words.next().expect("a day"), words.next().expect("an hour"));
            let kind = words.next().and_then(|rest| rest.split(' ').next()).expect("a type");
            let no_sms = line.contains("sms") && self.strategy.channel_named("sms").is_none();
            if self.strategy.type_id(kind).is_some() && !no_sms {
                self.play(line);
            } else {
                self.play(&format!("{day} {hour} -"));
            }
        }
    }
}

/// A reason `late` with these parts, and nothing else of note.
fn late(signals: &str, steps: &str) -> String {
    let head = HEAD.replace("holdout = 0.3", "holdout = 0").replace("quiet = {", "# {");
    let head = head.replace("limits = [{ max = 4, per = '7d' }]", "limits = []");
    let head = head.replace("timezone = 'UTC'", "timezone = 'UTC'\nquiet = false");
    format!(
        "{head}{CHANNELS}{PURPOSES}{EVENTS}=== messages/new.en.md\n# News\n\nText.\n=== reasons/late.toml\nkey = 'asset'\n{signals}{steps}[measure]\nholdout = 0\n"
    )
}

fn signal(name: &str, on: &str) -> String {
    format!("[[signal]]\nid = '{name}'\non = '{on}'\nwithin = '2d'\nchance = 0.5\nuntil = 'delivered'\n")
}

fn mail(message: &str, more: &str) -> String {
    format!(
        "[[step]]\nlevel = 'proactive'\nmessage = '{message}'\npurpose = 'service'\nchannels = ['mail']\n{more}\n"
    )
}

const FIX: &str = "[[step]]\nlevel = 'prevent'\ncall = 'fix'\nwait = '30m'\n";

const CALL: &str = "[[step]]\nlevel = 'proactive'\nalert = 'desk'\npurpose = 'service'\nannounce = { message = 'm', lead = '2h', channels = ['mail'] }\n";

/// Plays one strategy, then another, and gives what came of the latter without what was considered.
#[track_caller]
fn check(old: &str, before: &str, new: &str, after: &str, expected: &[&str]) {
    let mut story = Story::new(old);
    story.play(before).publish(new).told.clear();
    story.play_known(after);
    let told: Vec<&str> = story.told.lines().map(|line| line.split(" [").next().unwrap()).collect();
    assert_eq!(told, expected);
}

#[test]
fn the_same_strategy_changes_no_number() {
    let (one, other) = (strategy(&small()), strategy(&large()));
    assert!(Renumbering::between(&one, &one).is_identity());
    assert!(!Renumbering::between(&one, &other).is_identity());
    assert!(!Renumbering::between(&other, &one).is_identity());
    // Other words in a message, another limit: no number moves.
    let worded = strategy(&small().replace("max = 4", "max = 5").replace("# It is over", "# Done"));
    assert!(Renumbering::between(&one, &worded).is_identity());
}

#[test]
fn a_numbering_can_be_kept() {
    let (one, other) = (Numbering::of(&strategy(&small())), Numbering::of(&strategy(&large())));
    let text = serde_json::to_string(&one).unwrap();
    let kept: Numbering = serde_json::from_str(&text).unwrap();
    assert_eq!(kept, one);
    assert!(Renumbering::from(&kept, &one).is_identity());
    assert!(!Renumbering::from(&kept, &other).is_identity());
}

#[test]
fn an_open_expectation_is_met_whatever_comes_beside_it() {
    let old = late(&signal("late", "delayed"), &mail("m", ""));
    let new = format!("{}{MORE}", late(&(signal("early", "asked") + &signal("late", "delayed")), FIX))
        .replace("[delayed]", "[asked]\nfields = { number = 'string', weight = 'double' }\n[delayed]")
        .replace("segment =", "age = 'int'\nsegment =");
    let before = r#"06-01 10:00 delayed box:1 {"hours": 3}"#;
    let contact = r#"06-01 12:00 contact.received box:1 {"reason": "late", "channel": "chat"}"#;
    let met = ["06-01 12:00 late of 06-01 10:00 met", "06-01 12:00 contact late by chat, expected 2h before"];
    check(&old, before, &new, contact, &met);
    check(&old, before, &new, "06-01 12:00 delivered box:1", &["06-01 12:00 late of 06-01 10:00 lapsed"]);
    check(&old, before, &new, "06-09 12:00 -", &["06-03 10:00 late of 06-01 10:00 missed"]);
}

#[test]
fn a_reason_that_is_gone_takes_its_expectations_along() {
    let old = late(&signal("late", "delayed"), &mail("m", ""));
    let gone = old.replace("reasons/late.toml", "reasons/slow.toml");
    check(
        &old,
        r#"06-01 10:00 delayed box:1 {"hours": 3}"#,
        &gone,
        r#"06-01 12:00 contact.received box:1 {"reason": "late", "channel": "chat"}"#,
        &["06-01 12:00 contact other by chat, unexpected"],
    );
}

#[test]
fn a_signal_under_another_name_is_the_one_that_listens_to_the_same() {
    let steps = mail("m", "");
    let old = late(&(signal("a", "shipped") + &signal("late", "delayed")), &steps);
    let renamed = late(&(signal("delay", "delayed") + &signal("b", "lost")), &steps);
    let before = r#"06-01 10:00 delayed box:1 {"hours": 3}"#;
    let lapsed = ["06-01 12:00 late of 06-01 10:00 lapsed"];
    check(&old, before, &renamed, "06-01 12:00 delivered box:1", &lapsed);
    // One that is gone altogether: what it made likely stays expected, and nothing makes it lapse any more.
    let gone = late(&signal("b", "lost"), &steps);
    let missed = ["06-03 10:00 late of 06-01 10:00 missed"];
    check(&old, before, &gone, "06-01 12:00 delivered box:1\n06-04 10:00 -", &missed);
    // A reason that nothing makes likely.
    check(&old, before, &late("", &steps), "06-01 12:00 delivered box:1\n06-04 10:00 -", &[]);
}

#[test]
fn what_was_done_is_not_done_again_under_other_words() {
    let signals = signal("late", "delayed");
    let old = late(&signals, &mail("m", ""));
    let before = r#"06-01 10:00 delayed box:1 {"hours": 3}"#;
    let again = r#"06-01 12:00 delayed box:1 {"hours": 5}"#;
    let heard = ["06-01 12:00 signal late"];
    check(&old, before, &late(&signals, &mail("new", "")), again, &heard);
    check(&old, before, &late(&signals, &(FIX.to_owned() + &mail("m", ""))), again, &heard);
}

#[test]
fn what_was_to_come_next_comes_and_what_came_between_is_not_missed() {
    let signals = signal("late", "delayed");
    let old = late(&signals, &(FIX.to_owned() + &mail("m", "wait = '1d'") + CALL));
    let before = r#"06-01 10:00 delayed box:1 {"hours": 3}"#;
    let waits = "06-01 10:30 late: box:1 act proactive mail for 0.01, if not fixed";
    check(&old, before, &old, "06-01 11:00 -", &[waits]);
    // The step that waits is gone: the next is tried when it would have been.
    check(&old, before, &late(&signals, &mail("m", "")), "06-01 11:00 -", &[waits]);
    // A step that comes between is next.
    let between = late(&signals, &(FIX.to_owned() + &mail("new", "") + &mail("m", "")));
    let story = {
        let mut story = Story::new(&old);
        story.play(before).publish(&between).play("06-01 11:00 -");
        story
    };
    let message = story.strategy.messages.iter().position(|message| message.name == "new").unwrap();
    assert!(story.happened.iter().any(|happening| matches!(happening,
        voorzet_domain::decide::outcome::Happening::Decision(decision)
            if decision.verdict.deed().is_some_and(|deed| matches!(deed.means,
                voorzet_domain::decide::outcome::Means::Message(_, id) if id.index() == message)))));
    // Nothing comes after it any more.
    check(&old, before, &late(&signals, FIX), "06-01 11:00 -", &[]);
    check(&old, before, &late(&signals, ""), "06-01 11:00 -", &[]);
}

#[test]
fn steps_that_changed_places_are_the_steps_they_were() {
    let signals = signal("late", "delayed");
    let old = late(&signals, &(FIX.to_owned() + &mail("m", "")));
    let turned = late(&signals, &(mail("m", "") + FIX));
    let mut story = Story::new(&old);
    story.play(r#"06-01 10:00 delayed box:1 {"hours": 3}"#).publish(&turned);
    assert_eq!(story.originals[0].expectations[0].taken, Some(1));
    // Twice the same: the first is the first, and the second the second.
    let twice = late(&signals, &(mail("m", "wait = '2h'") + &mail("m", "")));
    let after = late(&signals, &(FIX.to_owned() + &mail("m", "wait = '2h'") + &mail("m", "")));
    let mut story = Story::new(&twice);
    story.play("06-01 10:00 delayed box:1 {\"hours\": 3}\n06-01 13:00 -").publish(&after);
    assert_eq!(story.originals[0].expectations[0].taken, Some(2));
}

#[test]
fn a_call_that_was_announced_is_made_if_calls_are_still_made() {
    let signals = signal("late", "delayed");
    let old = late(&signals, CALL)
        .replace("contact =", "#")
        .replace("[webhooks]", "action = { alert = 0.1 }\n[webhooks]");
    let before = r#"06-01 10:00 delayed box:1 {"hours": 3}"#;
    let moved = old.replace(CALL, &(FIX.replace("wait = '30m'", "when = 'false'") + CALL));
    let called = ["06-01 12:00 late: box:1 act proactive desk for 0"];
    check(&old, before, &old, "06-01 13:00 -", &called);
    check(&old, before, &moved, "06-01 13:00 -", &called);
    // Else what the strategy now has is tried then.
    let mailed = old.replace(CALL, &mail("m", ""));
    check(&old, before, &mailed, "06-01 13:00 -", &["06-01 12:00 late: box:1 act proactive mail for 0.01"]);
    let nothing = old.replace(CALL, "");
    check(&old, before, &nothing, "06-01 13:00 -", &[]);
}

#[test]
fn what_conditions_look_back_on_keeps_its_track() {
    let counted = |reason: &str| {
        format!(
            "{}=== reasons/often.toml\n[[signal]]\nid = 'often'\non = 'seen'\nchance = 0.5\nwhen = \"{reason}\"\n",
            late(&signal("late", "delayed"), "")
        )
    };
    let old = counted("count('paid', '30d') >= 2 && sum('paid', 'amount', '30d') > 5.0");
    let new = counted(
        "count('lost', '9d') == 0 && sum('delayed', 'hours', '3d') == 0.0 && sum('paid', 'amount', '30d') > 5.0 && count('paid', '30d') >= 2",
    );
    let before = "06-01 10:00 paid {\"amount\": 2.0}\n06-01 11:00 paid {\"amount\": 4.0}";
    let opened = ["06-02 10:00 signal often", "06-02 10:00 opened by often", "06-02 10:00 often: nothing"];
    check(&old, before, &new, "06-02 10:00 seen", &opened);
    // What is not asked for is forgotten, so that what is asked for again later is not half known.
    let mut story = Story::new(&old);
    story.play(before).publish(&counted("true")).publish(&old).told.clear();
    story.play("06-02 10:00 seen");
    assert_eq!(story.told, "");
}

#[test]
fn what_waits_goes_on_waiting_as_long_as_its_signal_waits() {
    let shipped = "[[signal]]\nid = 'silent'\non = 'shipped'\nafter = '1d'\nunless = ['delivered']\nwithin = '2d'\nchance = 0.5\n";
    let old = late(shipped, "");
    let both = late(&(signal("late", "delayed") + shipped), "");
    let opened =
        ["06-02 10:00 signal silent", "06-02 10:00 opened by silent", "06-02 10:00 late: box:1 nothing"];
    check(&old, "06-01 10:00 shipped box:1", &both, "06-02 11:00 -", &opened);
    let at_once = shipped.replace("after = '1d'\nunless = ['delivered']\n", "");
    check(&old, "06-01 10:00 shipped box:1", &late(&at_once, ""), "06-02 11:00 -", &[]);
}

#[test]
fn an_objection_is_not_forgotten_while_nobody_asks_for_it() {
    let old = late(&signal("late", "delayed"), &mail("m", ""));
    let no_sms =
        old.replace("sms = { needs = 'phone' }\n", "").replace("marketing = { basis = 'consent' }\n", "");
    let mut story = Story::new(&old);
    story.play(
        r#"06-01 08:00 consent.given {"purpose": "marketing"}
           06-01 09:00 consent.withdrawn {"purpose": "service", "channel": "sms"}
           06-01 09:30 consent.withdrawn {"purpose": "service", "channel": "mail"}"#,
    );
    let before = story.originals[0].rare.as_ref().unwrap().permissions.clone();
    story.publish(&no_sms);
    let shelved = story.originals[0].rare.as_ref().unwrap().permissions.clone();
    assert_eq!((shelved.consents.len(), shelved.shelved.len()), (1, 2));
    story.publish(&no_sms).publish(&old);
    let mut after = story.originals[0].rare.as_ref().unwrap().permissions.clone();
    after.consents.sort_by_key(|consent| consent.at);
    assert_eq!(after, before);
}

#[test]
fn who_was_told_of_an_incident_is_told_its_end() {
    let more = large();
    let mut story = Story::new(&small());
    story.originals[0].key = 1;
    story.play(
        r#"06-01 10:00 incident.opened {"incident": "I1", "assets": []}
           06-01 11:00 contact.received {"reason": "out", "channel": "phone"}"#,
    );
    story.publish(&more).told.clear();
    story.play(r#"06-01 12:00 incident.closed {"incident": "I1"}"#);
    assert_eq!(story.lines("out: I1 act again proactive mail").len(), 1, "{}", story.told);
    // Without the channel it went by there is no way to do so.
    let mut story = Story::new(&small());
    story.play(r#"06-01 10:00 incident.opened {"incident": "I1", "assets": []}"#);
    let no_mail = small().replace("mail = { needs = 'mail' }\n", "").replace("'mail'", "'sms'");
    story.publish(&no_mail).told.clear();
    story.play(r#"06-01 12:00 incident.closed {"incident": "I1"}"#);
    assert_eq!(story.lines("out:").len(), 0, "{}", story.told);
}

#[test]
fn a_step_to_try_later_is_never_beyond_the_last() {
    let signals = signal("late", "delayed");
    let night = late(&signals, &(mail("m", "when = 'event.hours > 5'") + &mail("new", "")))
        .replace("quiet = false", "quiet = { from = '21:00', to = '08:00' }");
    let before = r#"06-01 22:00 delayed box:1 {"hours": 3}"#;
    let mut story = Story::new(&night);
    story.play(before);
    assert!(matches!(story.originals[0].expectations[0].climb, Climb::Deferred { step: 1, .. }));
    let fewer = late(&signals, &mail("m", "when = 'event.hours > 5'\nreplaces = true"));
    story.publish(&fewer);
    assert_eq!(story.originals[0].expectations[0].climb, Climb::Rests);
    story.play("06-01 23:00 delayed box:1 {\"hours\": 9}\n06-05 10:00 -");
}

fn line(minute: u32, event: &str) -> String {
    format!("06-{:02} {:02}:{:02} {event}", 1 + minute / 1_440, minute / 60 % 24, minute % 60)
}

fn event() -> impl Strategy<Value = String> {
    let asset = (0..3).prop_map(|n| format!("box:{n}"));
    prop_oneof![
        4 => (asset.clone(), 0..12).prop_map(|(asset, hours)| format!("delayed {asset} {{\"hours\": {hours}}}")),
        2 => asset.clone().prop_map(|asset| format!("shipped {asset}")),
        1 => asset.clone().prop_map(|asset| format!("delivered {asset}")),
        1 => asset.clone().prop_map(|asset| format!("fixed {asset}")),
        1 => (asset.clone(), 1..9).prop_map(|(asset, day)| format!("booked {asset} {{\"start\": \"2026-06-0{day}T12:00:00Z\"}}")),
        1 => (0..60).prop_map(|amount| format!("paid {{\"amount\": {amount}.5}}")),
        1 => (asset, prop_oneof![Just("late"), Just("soon"), Just("out")]).prop_map(|(asset, reason)| {
            format!("contact.received {asset} {{\"reason\": \"{reason}\", \"channel\": \"chat\"}}")
        }),
        1 => prop_oneof![Just("given"), Just("withdrawn")]
            .prop_map(|word| format!("consent.{word} {{\"purpose\": \"service\", \"channel\": \"sms\"}}")),
        1 => prop_oneof![Just("gold"), Just("new")].prop_map(|segment| format!("identify {{\"segment\": \"{segment}\"}}")),
        1 => Just("preference.set {\"channel\": \"sms\"}".to_owned()),
        1 => (0..2).prop_map(|n| format!("incident.opened {{\"incident\": \"I{n}\", \"assets\": []}}")),
        1 => (0..2).prop_map(|n| format!("incident.closed {{\"incident\": \"I{n}\"}}")),
    ]
}

/// Strategies with less and with more, and every part in another place.
fn several() -> Vec<String> {
    let replacing = [HEAD, CHANNELS, PURPOSES, EVENTS, LATE, OUT].concat();
    let signals = signal("b", "shipped") + &signal("a", "delayed");
    vec![
        small(),
        large(),
        [HEAD, CHANNELS, PURPOSES, EVENTS, SOON].concat(),
        replacing
            .replace("[[step]]", "[[step]]\nreplaces = true")
            .replace("replaces = true\nclosing", "closing"),
        late(&signals, &(mail("m", "") + FIX + &mail("new", ""))),
        late(&signal("late", "delayed"), ""),
        small()
            .replace("'mail', 'sms'", "'mail'")
            .replace("['sms']", "['mail']")
            .replace("sms = { needs = 'phone' }\n", ""),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    /// What a strategy has beside makes no difference to what it has in common with the other, and going over
    /// from one to the other at any moments neither.
    #[test]
    fn going_over_and_back_changes_nothing(
        events in prop::collection::vec((event(), 0..900_u32, any::<bool>()), 1..40),
        key in any::<u64>(),
    ) {
        let (small, large) = (small(), large());
        let (mut stays, mut moves) = (Story::new(&small), Story::new(&small));
        (stays.originals[0].key, moves.originals[0].key) = (key, key);
        let (mut minute, mut is_large) = (0, false);
        for (event, later, over) in events {
            minute += later;
            let line = line(minute, &event);
            if over {
                is_large = !is_large;
                moves.publish(if is_large { &large } else { &small });
            }
            stays.play(&line);
            moves.play(&line);
        }
        let plain = |story: &Story| {
            story.told.lines().map(|line| line.split(" [").next().unwrap().to_owned()).collect::<Vec<_>>()
        };
        prop_assert_eq!(plain(&stays), plain(&moves));
        moves.publish(&small);
        prop_assert_eq!(&moves.originals, &stays.originals);
    }

    /// However strategies follow one another, every state makes sense to the next.
    #[test]
    fn any_strategy_can_follow_any_other(
        events in prop::collection::vec((event(), 0..900_u32, prop::option::of(0..7_usize)), 1..40),
        key in any::<u64>(),
    ) {
        let several = several();
        let mut story = Story::new(&several[0]);
        story.originals[0].key = key;
        let mut minute = 0;
        for (event, later, next) in events {
            minute += later;
            if let Some(next) = next {
                story.publish(&several[next]);
            }
            story.play_known(&line(minute, &event));
        }
        story.play("08-01 10:00 -");
        prop_assert!(story.originals[0].expectations.is_empty());
    }
}
