//! A decision becomes what is sent: to whom, by what, in which words, and never twice the same.

use std::fs;
use std::path::Path;

use smallvec::SmallVec;
use voorzet_domain::customer::{Cause, CustomerId, Directory};
use voorzet_domain::decide::outcome::{Decision, Deed, Means, Verdict};
use voorzet_domain::event::AssetId;
use voorzet_domain::identity::{Claim, Identity};
use voorzet_domain::strategy::model::{
    ChannelId, Level, MessageId, QueueId, ReasonId, SignalId, Strategy, WebhookId,
};
use voorzet_domain::strategy::{File, load};
use voorzet_domain::time::{Duration, Timestamp};
use voorzet_domain::value::{FieldId, FieldType, Fields, Value};
use voorzet_engine::deliver::{Endpoint, Outbox, Plan, Planner, Recipient, Route, Routes, subscriptions};
use voorzet_store::entry::{Mode, OwnEntry, Position};
use voorzet_store::figure::Trait;
use voorzet_store::outbox::SendState;
use voorzet_store::turn::Turn;

use super::shelf::Shelf;
use super::{route, routes, seconds, start};

/// The strategy of an example.
fn example(name: &str) -> Strategy {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(name);
    let mut files = Vec::new();
    for sub in ["", "reasons", "messages", "answers"] {
        for entry in fs::read_dir(folder.join(sub)).into_iter().flatten() {
            let path = entry.expect("an entry").path();
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            let wanted =
                path.extension().is_some_and(|kind| kind == "toml" || kind == "md") && name != "README.md";
            if wanted && path.is_file() {
                let text = fs::read_to_string(&path).expect("a text");
                files.push(File::new(if sub.is_empty() { name } else { format!("{sub}/{name}") }, text));
            }
        }
    }
    let loaded = load(&files);
    assert!(loaded.errors.is_empty(), "{:#?}", loaded.errors);
    loaded.strategy.expect("a strategy")
}

fn act(means: Means) -> Verdict {
    Verdict::Act(Deed { level: Level::Proactive, step: 1, means, cost: 0.01, replaces: true })
}

/// A decision on the late parcel of the webshop.
fn decision(strategy: &Strategy, verdict: Verdict) -> Decision {
    let reason = strategy.reason_id("late-delivery").expect("a reason");
    let delay = strategy.field_named("delay_hours", FieldType::Double).expect("a field");
    Decision {
        at: start(),
        opened: Some(start()),
        deadline: Some(start().plus(Duration::from_days(3))),
        reason,
        key: "parcel:3S91".into(),
        asset: AssetId::new("parcel", "3S91"),
        signal: strategy.reasons[reason.index()].signals.first().copied(),
        chance: 0.4,
        verdict,
        probability: 1.0,
        if_not_fixed: false,
        urgent: false,
        closing: false,
        purpose: strategy.purpose_named("service"),
        fields: Fields::new(vec![(delay, Value::Double(6.4))]),
        candidates: SmallVec::new(),
    }
}

fn message(strategy: &Strategy, channel: &str, name: &str) -> Means {
    let message = strategy.messages.iter().position(|message| message.name == name).expect("a message");
    Means::Message(strategy.channel_named(channel).expect("a channel"), MessageId(message as u16))
}

fn claim(identity: Option<Identity>, verified: bool) -> Claim {
    Claim { identity: identity.expect("an identity"), verified }
}

fn said(customer: u32, name: &str, at: i64, value: &str) -> Trait {
    let at = start().plus(seconds(at));
    Trait {
        customer: CustomerId(customer),
        name: name.into(),
        at,
        position: Position(1),
        value: value.into(),
    }
}

/// An, who has three mail addresses, and what is said of her.
fn an(traits: &[Trait]) -> Recipient {
    let mut directory = Directory::seeded(1);
    let mut came = |claims: &[Claim], at: i64| {
        let cause = Cause { source: "shop", id: "1", time: start().plus(seconds(at)) };
        directory.resolve(claims, cause).expect("a customer");
    };
    let account = claim(Identity::account("u001"), true);
    came(&[account.clone(), claim(Identity::mail("old@example.com"), true)], 0);
    came(&[account.clone(), claim(Identity::mail("an@example.com"), true)], 10);
    came(&[account, claim(Identity::mail("new@example.com"), false)], 20);
    Recipient::of(&directory, CustomerId(0), traits)
}

fn plan(strategy: &Strategy, decision: &Decision, recipient: &Recipient) -> Option<Plan> {
    Planner::new(strategy).plan(strategy, &Routes::default(), decision, recipient, Some(Position(7)), start())
}

fn body(plan: &Plan) -> serde_json::Value {
    serde_json::from_str(plan.planned.body.get()).expect("JSON")
}

#[test]
fn a_message_goes_to_the_best_address_in_their_language_with_the_placeholders_filled() {
    let strategy = example("webshop");
    let decision = decision(&strategy, act(message(&strategy, "mail", "late-delivery")));
    let traits = [
        said(0, "name", 0, r#""An""#),
        said(0, "name", 5, r#""An Bos""#),
        said(0, "language", 0, r#""en-GB""#),
    ];
    let plan = plan(&strategy, &decision, &an(&traits)).expect("a plan");
    assert_eq!(plan.failed, None);
    assert_eq!((plan.planned.route.as_str(), plan.planned.to.as_str()), ("mail", "an@example.com"));
    assert_eq!(
        (plan.planned.purpose.as_deref(), plan.planned.channel.as_deref()),
        (Some("service"), Some("mail"))
    );
    assert_eq!(plan.planned.quiet.as_deref(), Some("21:00-08:00 Europe/Amsterdam"));
    assert_eq!(plan.planned.not_after, decision.deadline);
    assert_eq!(plan.planned.cause, Some(Position(7)));
    let body = body(&plan);
    assert_eq!(body["subject"], "Your parcel comes later");
    let text = body["text"].as_str().expect("a text");
    assert!(
        text.starts_with("Dear An Bos,\n\nYour parcel comes later than promised: about 6 hours."),
        "{text}"
    );
    assert!(text.ends_with("Voorbeeldwinkel"), "{text}");
    assert_eq!((&body["reason"], &body["language"]), (&"late-delivery".into(), &"en".into()));
}

#[test]
fn who_never_said_a_language_is_written_to_in_the_organisations_first() {
    let strategy = example("webshop");
    let decision = decision(&strategy, act(message(&strategy, "mail", "late-delivery")));
    for language in [None, Some(r#""fr""#), Some("7")] {
        let mut traits = vec![said(0, "name", 0, r#""An""#)];
        traits.extend(language.map(|language| said(0, "language", 0, language)));
        let plan = plan(&strategy, &decision, &an(&traits)).expect("a plan");
        assert_eq!(body(&plan)["language"], "nl");
    }
}

#[test]
fn what_cannot_be_filled_in_or_has_no_address_is_planned_as_failed_with_a_plain_problem() {
    let strategy = example("webshop");
    let by_mail = decision(&strategy, act(message(&strategy, "mail", "late-delivery")));
    let unnamed = plan(&strategy, &by_mail, &an(&[])).expect("a plan");
    let problem = unnamed.failed.clone().expect("a problem");
    assert!(problem.contains("customer.name"), "{problem}");
    let by_phone = decision(&strategy, act(message(&strategy, "sms", "late-delivery")));
    let unreachable = plan(&strategy, &by_phone, &an(&[said(0, "name", 0, r#""An""#)])).expect("a plan");
    assert_eq!(unreachable.failed.as_deref(), Some("the customer has no phone to send it to"));

    let mut outbox = Outbox::new(routes([("mail", route(false))]));
    let (mut turn, mut shelf) = (Turn::default(), Shelf::default());
    let key = unnamed.planned.key.0.clone();
    unnamed.write(Vec::new(), &mut outbox, &mut turn);
    shelf.commit(&turn);
    assert_eq!(shelf.send(&key).state, SendState::Failed);
    let kinds: Vec<&str> = shelf.said.iter().map(|(kind, _)| *kind).collect();
    assert_eq!(kinds, ["delivery.planned", "delivery.failed"]);
    assert!(shelf.said[1].1.contains(r#""reason":"late-delivery""#), "{}", shelf.said[1].1);
}

#[test]
fn what_has_no_provider_yet_is_planned_and_says_what_is_missing() {
    let strategy = example("webshop");
    let decision = decision(&strategy, act(message(&strategy, "mail", "late-delivery")));
    let plan = plan(&strategy, &decision, &an(&[said(0, "name", 0, r#""An""#)])).expect("a plan");
    let (mut turn, mut shelf) = (Turn::default(), Shelf::default());
    let key = plan.planned.key.0.clone();
    plan.write(Vec::new(), &mut Outbox::new(Routes::default()), &mut turn);
    shelf.commit(&turn);
    let send = shelf.send(&key);
    assert_eq!(send.state, SendState::Planned);
    assert!(
        send.problem.as_deref().is_some_and(|problem| problem.contains("[channels.mail]")),
        "{:?}",
        send.problem
    );
}

#[test]
fn a_repair_is_asked_for_with_all_that_the_other_system_needs() {
    let strategy = example("webshop");
    let webhook =
        strategy.webhooks.iter().position(|webhook| webhook.name == "carrier-reschedule").expect("a webhook");
    let decision = decision(&strategy, act(Means::Webhook(WebhookId(webhook as u16))));
    let plan = plan(&strategy, &decision, &an(&[])).expect("a plan");
    assert_eq!(plan.failed, None);
    assert_eq!(plan.planned.route, "webhook:carrier-reschedule");
    assert_eq!(plan.planned.to, "https://logistics.voorbeeldwinkel.example/hooks/reschedule");
    assert_eq!((plan.planned.quiet.as_deref(), plan.planned.channel.as_deref()), (None, None));
    let expected = serde_json::json!({
        "type": "prevent.requested",
        "timestamp": "2026-03-02T09:00:00Z",
        "data": {
            "webhook": "carrier-reschedule",
            "reason": "late-delivery",
            "key": "parcel:3S91",
            "signal": "late",
            "chance": 0.4,
            "opened": "2026-03-02T09:00:00Z",
            "deadline": "2026-03-05T09:00:00Z",
            "asset": { "id": "parcel:3S91", "kind": "parcel", "name": "3S91" },
            "customer": {
                "label": "account:u001",
                "identities": [
                    { "kind": "account", "value": "u001", "verified": true },
                    { "kind": "mail", "value": "an@example.com", "verified": true },
                    { "kind": "mail", "value": "old@example.com", "verified": true },
                    { "kind": "mail", "value": "new@example.com", "verified": false }
                ]
            },
            "fields": { "delay_hours": 6.4 }
        }
    });
    assert_eq!(body(&plan), expected);
}

#[test]
fn the_configuration_may_send_a_webhook_elsewhere() {
    let strategy = example("webshop");
    let decision = decision(&strategy, act(Means::Webhook(WebhookId(0))));
    let name = strategy.webhooks[0].name.clone();
    let endpoint = Endpoint {
        url: Some("http://127.0.0.1:9/try".into()),
        secrets: Vec::new(),
        allow_private: true,
        timeout: seconds(5),
    };
    let routes = Routes([(format!("webhook:{name}").into(), Route::webhook(endpoint))].into());
    let plan = Planner::new(&strategy).plan(&strategy, &routes, &decision, &an(&[]), None, start());
    assert_eq!(plan.expect("a plan").planned.to, "http://127.0.0.1:9/try");
}

#[test]
fn only_what_is_carried_out_by_message_or_webhook_is_sent() {
    let strategy = example("webshop");
    let deed = |means| Deed { level: Level::Proactive, step: 0, means, cost: 0.0, replaces: false };
    let mail = message(&strategy, "mail", "late-delivery");
    for verdict in [
        Verdict::HeldOut(deed(mail)),
        Verdict::Nothing,
        act(Means::Alert(QueueId(0))),
        act(Means::Queue(QueueId(0))),
    ] {
        assert!(plan(&strategy, &decision(&strategy, verdict), &an(&[])).is_none(), "{verdict:?}");
    }
}

#[test]
fn the_key_says_what_to_whom_and_why_and_nothing_else() {
    let strategy = example("webshop");
    let mail = act(message(&strategy, "mail", "late-delivery"));
    let key = |change: &dyn Fn(&mut Decision), recipient: &Recipient| {
        let mut decision = decision(&strategy, mail);
        change(&mut decision);
        plan(&strategy, &decision, recipient).expect("a plan").planned.key.0
    };
    let me = an(&[said(0, "name", 0, r#""An""#)]);
    let first = key(&|_| {}, &me);
    assert!(first.starts_with("vz_") && first.len() == 35, "{first}");
    assert_eq!(first, key(&|_| {}, &an(&[said(0, "name", 0, r#""Ans""#)])), "words are not why");
    let mut other = me.clone();
    other.key += 1;
    let others = [
        key(&|_| {}, &other),
        key(&|of| of.key = "parcel:3S92".into(), &me),
        key(&|of| of.reason = ReasonId(of.reason.0 + 1), &me),
        key(&|of| of.opened = None, &me),
        key(&|of| of.at = of.at.plus(seconds(1)), &me),
        key(&|of| of.closing = true, &me),
        key(&|of| of.verdict = act(message(&strategy, "push", "late-delivery")), &me),
        key(&|of| of.verdict = act(message(&strategy, "mail", "we-call")), &me),
        first,
    ];
    // Two events of one instant are two reasons.
    let by = |cause| {
        let decision = decision(&strategy, mail);
        let plan =
            Planner::new(&strategy).plan(&strategy, &Routes::default(), &decision, &me, cause, start());
        plan.expect("a plan").planned.key
    };
    assert_ne!(by(Some(Position(7))), by(Some(Position(8))));
    let mut distinct = others.to_vec();
    distinct.sort();
    distinct.dedup();
    assert_eq!(distinct.len(), others.len());
}

#[test]
fn what_is_newer_takes_the_place_of_what_is_unsent() {
    let strategy = example("webshop");
    let me = an(&[said(0, "name", 0, r#""An""#)]);
    let mut outbox = Outbox::new(routes([("mail", route(false))]));
    let mut shelf = Shelf::default();
    let mut write = |at: i64| {
        let mut decision = decision(&strategy, act(message(&strategy, "mail", "late-delivery")));
        decision.at = start().plus(seconds(at));
        let plan = plan(&strategy, &decision, &me).expect("a plan");
        let (key, waiting, mut turn) =
            (plan.planned.key.0.clone(), shelf.of_thread(plan.planned.thread), Turn::default());
        plan.write(waiting, &mut outbox, &mut turn);
        shelf.commit(&turn);
        (key, shelf.clone())
    };
    let (first, _) = write(0);
    let (second, shelf) = write(60);
    assert_eq!(
        (shelf.send(&first).state, shelf.send(&second).state),
        (SendState::Cancelled, SendState::Planned)
    );
}

#[test]
fn every_message_of_every_example_can_be_filled_in() {
    for name in ["webshop", "public-transport", "telecom", "helpdesk"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(name);
        if !folder.is_dir() {
            continue;
        }
        let strategy = example(name);
        let planner = Planner::new(&strategy);
        let fields = strategy.fields.iter().enumerate().map(|(index, field)| {
            let value = match field.kind {
                FieldType::Bool => Value::Bool(true),
                FieldType::Int => Value::Int(3),
                FieldType::Double => Value::Double(12.5),
                FieldType::Timestamp => Value::Time(start()),
                FieldType::String => Value::Text("words".into()),
            };
            (FieldId(index as u16), value)
        });
        let fields = Fields::new(fields.collect());
        let traits: Vec<Trait> =
            strategy.traits.iter().map(|known| said(0, &known.name, 0, r#""words""#)).collect();
        for language in &strategy.languages {
            let mut traits = traits.clone();
            traits.push(said(0, "language", 1, &format!("{language:?}")));
            let recipient = an(&traits);
            for (index, message) in strategy.messages.iter().enumerate() {
                let means = Means::Message(ChannelId(0), MessageId(index as u16));
                let decision = Decision {
                    reason: ReasonId(0),
                    signal: Some(SignalId(0)),
                    fields: fields.clone(),
                    ..decision(&example("webshop"), act(means))
                };
                let plan = planner.plan(&strategy, &Routes::default(), &decision, &recipient, None, start());
                let plan = plan.expect("a plan");
                let unreachable = plan.failed.as_deref().is_none_or(|problem| problem.contains("has no"));
                assert!(unreachable, "{name}/{}.{language}: {:?}", message.name, plan.failed);
                assert!(body(&plan)["subject"].is_string());
            }
        }
    }
}

/// A strategy with one message, as it is written.
fn with_message(text: &str) -> Strategy {
    let files = [
        File::new(
            "strategy.toml",
            "organisation = \"O\"\nlanguages = [\"de\"]\ntimezone = \"Europe/Amsterdam\"\n[purposes]\nservice = { basis = \"contract\" }\n[channels]\nmail = { needs = \"mail\" }\n[traits]\nname = \"string\"\ntimezone = \"string\"\nlanguage = \"string\"\nsince = \"timestamp\"\n",
        ),
        File::new(
            "events.toml",
            "[\"delivery.delayed\"]\nfields = { delay_hours = \"double\", expected = \"timestamp\", note = \"string\" }\n",
        ),
        File::new(
            "reasons/late-delivery.toml",
            "name = { de = \"Spät\" }\n[[signal]]\nid = \"late\"\non = \"delivery.delayed\"\nlead = \"30m\"\nwithin = \"3d\"\n[proactive]\nmessage = \"m\"\npurpose = \"service\"\nchannels = [\"mail\"]\n",
        ),
        File::new("messages/m.de.md", text),
        File::new("messages/m.nl.md", text),
        File::new("messages/m.en.md", text),
    ];
    let loaded = load(&files);
    assert!(loaded.errors.is_empty(), "{:#?}", loaded.errors);
    loaded.strategy.expect("a strategy")
}

/// What becomes of a message for a customer of whom this is said, on an event with this note.
fn written(text: &str, traits: &[Trait], note: &str) -> Result<serde_json::Value, String> {
    let strategy = with_message(text);
    let field = |name, kind| strategy.field_named(name, kind).expect("a field");
    let fields = Fields::new(vec![
        (field("expected", FieldType::Timestamp), Value::Time(start())),
        (field("note", FieldType::String), Value::Text(note.into())),
        (field("delay_hours", FieldType::Double), Value::Double(1.0)),
    ]);
    let decision = Decision { fields, ..decision(&strategy, act(message(&strategy, "mail", "m"))) };
    let plan = plan(&strategy, &decision, &an(traits)).expect("a plan");
    match &plan.failed {
        Some(problem) => Err(problem.clone()),
        None => Ok(body(&plan)),
    }
}

#[test]
fn an_instant_is_written_as_people_write_it_where_the_customer_is() {
    let text = "# S\n\n{{ event.expected }}";
    let speaks = |language: &str| said(0, "language", 0, &format!("{language:?}"));
    let lives = said(0, "timezone", 0, r#""America/New_York""#);
    for (traits, expected) in [
        (vec![speaks("nl")], "maandag 2 maart 2026, 10:00"),
        (vec![speaks("en")], "Monday 2 March 2026, 10:00"),
        (vec![speaks("en"), lives], "Monday 2 March 2026, 4:00"),
        (vec![], "2026-03-02 10:00"),
    ] {
        assert_eq!(written(text, &traits, "").expect("filled in")["text"], expected);
    }
}

#[test]
fn what_is_filled_in_stays_what_it_is() {
    let evil = "{{ organisation }}\r\nBcc: all@example.com\u{7}";
    let filled = written("# About {{ event.note }}\n\n{{ event.note }}", &[], evil).expect("filled in");
    assert_eq!(filled["subject"], "About {{ organisation }} Bcc: all@example.com");
    assert_eq!(filled["text"], evil, "no placeholder is looked for in what was filled in");
}

#[test]
fn a_message_that_goes_on_and_on_is_refused() {
    let ten =
        |name, inside: &str| format!("{{% for {name} in [1,2,3,4,5,6,7,8,9,0] %}}{inside}{{% endfor %}}");
    let endless =
        ["a", "b", "c", "d", "e", "f"].iter().fold("x".to_owned(), |inside, name| ten(name, &inside));
    let endless = &*format!("# S\n\n{endless}");
    let long = "# S\n\n{{ event.note }}";
    for (text, note) in
        [(endless, ""), (long, &*"x".repeat(70_000)), ("# {{ event.note }}\n\nT", &*"x".repeat(600))]
    {
        let problem = written(text, &[], note).expect_err("refused");
        assert!(problem.starts_with("the message "), "{problem}");
    }
    let problem = written("# S\n\n{{ event.note | frobnicate }}", &[], "").expect_err("refused");
    assert!(problem.contains("frobnicate"), "{problem}");
}

#[test]
fn subscribers_are_told_of_what_they_ask_for_and_of_no_history() {
    let endpoint = || Endpoint {
        url: Some("https://crm.example/hook".into()),
        secrets: Vec::new(),
        allow_private: false,
        timeout: seconds(15),
    };
    let crm = Route::subscriber(endpoint(), vec!["decision.made".into(), "delivery.failed".into()]);
    let bi = Route::subscriber(endpoint(), vec!["decision.made".into()]);
    let mut outbox =
        Outbox::new(Routes([("subscriber:crm".into(), crm), ("subscriber:bi".into(), bi)].into()));
    let entry = |kind, mode| OwnEntry {
        kind,
        time: start(),
        mode,
        cause: Some(Position(3)),
        customer: Some(CustomerId(0)),
        data: serde_json::value::RawValue::from_string(r#"{"decision":"act"}"#.into()).expect("JSON"),
    };
    let told = |outbox: &Outbox, kind, mode| -> Vec<_> {
        let entry = entry(kind, mode);
        subscriptions(outbox, &entry, Position(9), Some("account:u001"), start())
    };
    let both = told(&outbox, "decision.made", Mode::Live);
    let names: Vec<&str> = both.iter().map(|planned| planned.route.as_str()).collect();
    assert_eq!(names, ["subscriber:bi", "subscriber:crm"]);
    assert_ne!(both[0].key, both[1].key);
    assert_eq!(both[0].to, "https://crm.example/hook");
    let body: serde_json::Value = serde_json::from_str(both[0].body.get()).expect("JSON");
    let expected = serde_json::json!({
        "type": "decision.made",
        "timestamp": "2026-03-02T09:00:00Z",
        "id": 9,
        "customer": "account:u001",
        "data": { "decision": "act" }
    });
    assert_eq!(body, expected);
    assert_eq!(told(&outbox, "delivery.failed", Mode::Live).len(), 1);
    assert_eq!(told(&outbox, "contact.counted", Mode::Live).len(), 0);
    assert_eq!(told(&outbox, "decision.made", Mode::History).len(), 0);

    let gone = voorzet_store::outbox::RouteRecord {
        route: "subscriber:crm".into(),
        not_before: None,
        gone: Some("answered 410".into()),
        changed: start(),
    };
    outbox.remember(vec![gone]);
    assert_eq!(told(&outbox, "decision.made", Mode::Live).len(), 1, "who is gone is told nothing");
}

#[test]
fn the_announcement_of_a_call_is_of_no_use_after_the_call() {
    let strategy = example("webshop");
    let (reason, step, lead) = strategy
        .reasons
        .iter()
        .enumerate()
        .find_map(|(reason, known)| {
            known.steps.iter().enumerate().find_map(|(step, known)| match &known.act {
                voorzet_domain::strategy::model::Act::Alert { announce: Some(announce), .. } => {
                    Some((reason, step, announce.lead))
                }
                _ => None,
            })
        })
        .expect("an announcement");
    let Means::Message(channel, message) = message(&strategy, "mail", "we-call") else { unreachable!() };
    let deed = Deed {
        level: Level::Proactive,
        step: step as u8,
        means: Means::Announcement(channel, message),
        cost: 0.0,
        replaces: false,
    };
    let decision = Decision { reason: ReasonId(reason as u16), ..decision(&strategy, Verdict::Act(deed)) };
    let plan = plan(&strategy, &decision, &an(&[said(0, "name", 0, r#""An""#)])).expect("a plan");
    assert_eq!(
        plan.planned.not_after,
        Some(Timestamp::min(start().plus(lead), decision.deadline.expect("one")))
    );
}
