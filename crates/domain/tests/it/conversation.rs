//! Cases under any sequence of what may happen to them: one owner, nothing answered that waits, and the same again when
//! it is made again from what happened.

use std::collections::BTreeMap;

use proptest::prelude::*;
use smallvec::smallvec;
use voorzet_domain::conversation::case::{How, Kind, State};
use voorzet_domain::conversation::command::Happenings;
use voorzet_domain::conversation::happening::{
    Because, CaseOpened, ConversationOpened, Heard, Reopened, ReopenedBy, Said, Unsaid, WokenBy,
};
use voorzet_domain::conversation::thread::preview;
use voorzet_domain::conversation::{
    AgentId, Case, CaseId, Claim, Conversation, ConversationId, Happening, Manners, MessageNumber, Occasion,
    Received, Refusal, Utterance, channel_of,
};
use voorzet_domain::time::{Duration, Timestamp};

fn at(seconds: i64) -> Timestamp {
    Timestamp::parse("2026-03-01T08:00:00Z").expect("an instant").plus(Duration::from_secs(seconds))
}

fn told(seconds: i64) -> Occasion<'static> {
    Occasion::at(at(seconds), None)
}

fn opened() -> CaseOpened {
    CaseOpened {
        case: CaseId(1),
        conversation: Some(ConversationId(1)),
        kind: Kind::Contact,
        reason: "late".into(),
        proposed: true,
        confidence: 0.5,
        queue: "orders".into(),
        channel: "mail".into(),
        subject: None,
        previous: None,
        since: None,
        due: Some(at(3_600)),
        promise_seconds: Some(3_600),
        contact: true,
        contacted: None,
        expected: false,
        lead_seconds: None,
        segment: None,
        until: None,
        phone: None,
    }
}

fn heard(message: u32) -> Happening {
    Heard {
        conversation: ConversationId(1),
        message: MessageNumber(message),
        cases: vec![CaseId(1)],
        automatic: false,
        channel: "mail".into(),
        about: None,
        language: None,
        due: [(CaseId(1), at(7_200))].into(),
    }
    .into()
}

fn said(message: u32, by: AgentId) -> Happening {
    Said {
        conversation: ConversationId(1),
        message: MessageNumber(message),
        id: message.to_string(),
        by: Some(by),
        author: None,
        text: "hello".into(),
        subject: None,
        attachments: Vec::new(),
        template: None,
        choices: Vec::new(),
        key: format!("say:1:{message}").into(),
        cases: vec![CaseId(1)],
        waited: BTreeMap::new(),
        at_once: false,
        acknowledges: None,
    }
    .into()
}

/// What somebody does.
#[derive(Clone, Copy, Debug)]
enum Deed {
    Hears,
    Says(i64),
    TakesBack,
    Claims(i64),
    Assigns(i64),
    Releases,
    Views(i64),
    Snoozes(i64),
    Wakes,
    Transfers(Option<i64>),
    Resolves,
    Reopens,
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        3 => Just(Deed::Hears),
        3 => (1_i64..4).prop_map(Deed::Says),
        1 => Just(Deed::TakesBack),
        3 => (1_i64..4).prop_map(Deed::Claims),
        1 => (1_i64..4).prop_map(Deed::Assigns),
        1 => Just(Deed::Releases),
        1 => (1_i64..4).prop_map(Deed::Views),
        1 => (1_i64..900).prop_map(Deed::Snoozes),
        1 => Just(Deed::Wakes),
        1 => proptest::option::of(1_i64..4).prop_map(Deed::Transfers),
        1 => Just(Deed::Resolves),
        1 => Just(Deed::Reopens),
    ]
}

fn claim(agent: i64) -> Claim {
    Claim { agent: AgentId(agent), patience_seconds: Some(600) }
}

/// What comes of a deed, as the live loop does it.
fn comes(deed: Deed, case: &Case, now: i64, message: u32) -> Result<Happenings, Refusal> {
    match deed {
        Deed::Hears => {
            let mut happenings: Happenings = smallvec![];
            if !case.is_open() {
                happenings.push(Reopened { case: case.id, because: ReopenedBy::Customer }.into());
            }
            happenings.extend(case.wake(WokenBy::Customer));
            happenings.push(heard(message));
            Ok(happenings)
        }
        Deed::Says(agent) => {
            let mut happenings = case.wake(WokenBy::Person);
            if case.is_open() && case.agent.is_none() {
                happenings.extend(case.assign(claim(agent), "1".into())?);
            }
            happenings.push(said(message, AgentId(agent)));
            Ok(happenings)
        }
        Deed::TakesBack => Ok(case
            .answered
            .map(|answered| {
                let (conversation, cases) = (ConversationId(1), vec![case.id]);
                Unsaid { conversation, message: answered.message, cases, by: AgentId(1) }.into()
            })
            .into_iter()
            .collect()),
        Deed::Claims(agent) => case.claim(claim(agent)),
        Deed::Assigns(agent) => case.assign(claim(agent), "routing".into()),
        Deed::Releases => case.release(Because::Left, None),
        Deed::Views(agent) => Ok(case.view(AgentId(agent))),
        Deed::Snoozes(seconds) => case.snooze(at(now + seconds), AgentId(1)),
        Deed::Wakes => Ok(case.wake(WokenBy::Time)),
        Deed::Transfers(agent) => {
            case.transfer(Some("billing".into()), agent.map(claim), String::new(), AgentId(1), None)
        }
        Deed::Resolves => Ok(case.resolve(How::Answered, Some(AgentId(1)))),
        Deed::Reopens => case.reopen(ReopenedBy::Person),
    }
}

fn holds(case: &Case) {
    let owned = case.state == State::Assigned;
    assert!(!owned || case.agent.is_some(), "assigned to nobody: {case:?}");
    assert!(case.state != State::Waiting || case.agent.is_none(), "waits, and is somebody's: {case:?}");
    assert_eq!(case.snoozed_until.is_some(), case.state == State::Snoozed, "{case:?}");
    assert_eq!(case.resolved.is_some(), case.state == State::Resolved, "{case:?}");
    assert!(case.is_open() || (case.waiting_since.is_none() && case.due.is_none()), "{case:?}");
    let answered = case.answered.is_some_and(|answered| Some(answered.message) == case.last_message);
    let reopened = case.reopened > 0;
    assert!(!answered || reopened || case.waiting_since.is_none(), "answered, and waits: {case:?}");
    if case.wakes().is_some() {
        assert!(matches!(case.state, State::Snoozed | State::Assigned), "{case:?}");
    }
    // Nobody can take what somebody has.
    if let Some(owner) = case.agent.filter(|_| case.is_open()) {
        let other = claim(owner.0 + 1);
        assert_eq!(case.claim(other), Err(Refusal::Taken(owner)));
    }
}

proptest! {
    #[test]
    fn whatever_happens_a_case_makes_sense_and_is_made_again(deeds in proptest::collection::vec(deed(), 1..60)) {
        let mut case = Case::open(&opened(), None, &told(0));
        let mut log: Vec<(i64, Happening)> = Vec::new();
        for (index, deed) in deeds.into_iter().enumerate() {
            let now = 1 + index as i64 * 60;
            let Ok(happenings) = comes(deed, &case, now, index as u32 + 1) else { continue };
            for happening in happenings {
                case.apply(&happening, &told(now));
                log.push((now, happening));
            }
            holds(&case);
        }
        let mut again = Case::open(&opened(), None, &told(0));
        for (now, happening) in &log {
            let written = happening.write().expect("JSON");
            let read = Happening::read(happening.kind(), written.get()).expect("a happening").expect("it reads");
            prop_assert_eq!(&read, happening);
            again.apply(&read, &told(*now));
        }
        prop_assert_eq!(&again, &case);
        let kept: Case = serde_json::from_str(&serde_json::to_string(&case).expect("JSON")).expect("a case");
        prop_assert_eq!(kept, case);
    }
}

#[test]
fn who_looks_or_answers_has_more_time_and_who_does_neither_has_none() {
    let mut case = Case::open(&opened(), None, &told(0));
    let apply = |case: &mut Case, happenings: Happenings, now: i64| {
        happenings.iter().for_each(|happening| case.apply(happening, &told(now)));
    };
    let claimed = case.claim(claim(1)).expect("it is free");
    apply(&mut case, claimed, 10);
    assert_eq!(case.wakes(), Some(at(610)));
    let viewed = case.view(AgentId(1));
    apply(&mut case, viewed, 100);
    assert_eq!(case.wakes(), Some(at(700)));
    case.apply(&said(1, AgentId(1)), &told(200));
    assert_eq!(case.wakes(), None);
    case.apply(&heard(2), &told(300));
    assert_eq!((case.wakes(), case.waiting_since, case.due), (Some(at(900)), Some(at(300)), Some(at(7_200))));
}

#[test]
fn a_thread_keeps_its_first_id_and_the_last_ones() {
    let opened = ConversationOpened {
        conversation: ConversationId(1),
        channel: "mail".into(),
        account: "mail:returns".into(),
        address: "eva@example.com".into(),
        name: None,
        subject: Some("Parcel".into()),
        token: "abc".into(),
    };
    let mut conversation = Conversation::open(&opened, &told(0));
    let received = Received::default();
    for number in 1..=40 {
        let id = format!("m{number}");
        let occasion = Occasion {
            heard: Some(Utterance { id: &id, at: at(number), received: &received }),
            ..told(number)
        };
        conversation.apply(&heard(number as u32), &occasion);
    }
    assert_eq!(conversation.ids.first().map(String::as_str), Some("m1"));
    assert_eq!(conversation.last_id().map(String::as_str), Some("m40"));
    assert_eq!(conversation.ids.len(), 17);
    assert_eq!(conversation.token_key(), "mail:returns|t:abc");
    assert_eq!(channel_of("mail:returns"), "mail");
}

#[test]
fn what_comes_late_opens_the_window_only_from_when_it_was_written() {
    let opened = ConversationOpened {
        conversation: ConversationId(1),
        channel: "whatsapp".into(),
        account: "whatsapp".into(),
        address: "+31612345678".into(),
        name: None,
        subject: None,
        token: "abc".into(),
    };
    let received = Received::default();
    let mut conversation = Conversation::open(&opened, &told(0));
    let mut hears = |number: u32, wrote: i64, came: i64| {
        let heard_then = Utterance { id: "m", at: at(wrote), received: &received };
        conversation.apply(&heard(number), &Occasion { heard: Some(heard_then), ..told(came) });
        conversation.window_until()
    };
    assert_eq!(hears(1, 100, 90_000), Some(at(86_500)), "it was on its way for more than a day");
    assert_eq!(hears(2, 91_000, 91_000), Some(at(177_400)));
    assert_eq!(hears(3, 200, 92_000), Some(at(177_400)), "an older one takes nothing away");
    assert_eq!(hears(4, 99_999, 93_000), Some(at(179_400)), "nobody writes in the future");
}

#[test]
fn a_window_is_open_for_a_day_after_the_customer_wrote() {
    let manners = Manners::of("whatsapp");
    assert_eq!(manners.window_until(Some(at(0))), Some(at(86_400)));
    assert_eq!(manners.window_until(None), Some(Timestamp::MIN));
    assert_eq!(Manners::of("mail").window_until(None), None);
    assert_eq!(Manners::of("phone").settling, Duration::ZERO);
}

#[test]
fn a_list_shows_how_a_message_begins() {
    assert_eq!(preview("  Where\n is\t it? "), "Where is it?");
    let long = preview(&"word ".repeat(100));
    assert!(long.chars().count() <= 161 && long.ends_with('…'), "{long}");
    assert_eq!(preview(&"x".repeat(500)).chars().count(), 161);
    let quoted = Received { text: "Yes.\n> Is it there?".into(), own: Some(5), ..Received::default() };
    assert_eq!(quoted.preview(), "Yes.");
    // A place within a letter is the one before it.
    let cut = Received { text: "één".into(), own: Some(1), ..Received::default() };
    assert_eq!(cut.own_text(), "");
}
