//! A shop whose customers write, and whose agents answer.

use std::path::Path;

use serde_json::json;
use serde_json::value::to_raw_value;
use voorzet_domain::conversation::received::{Author, CallBack};
use voorzet_domain::conversation::{
    AgentId, Bounced, Case, CaseId, ConversationId, MessageNumber, Outgoing, Received, Status, Step,
};
use voorzet_domain::event::Event;
use voorzet_domain::event::builtin;
use voorzet_domain::identity::{Claim, Identity};
use voorzet_domain::strategy::File;
use voorzet_domain::time::{Duration, Timestamp};
use voorzet_engine::deliver::{Came, Dispatch, Pace, Report, Route, Routes};
use voorzet_engine::desk::{DeskCommand, Say, Wish};
use voorzet_engine::live::{Answer, Command, CommandError, Settings, Turned, Work};
use voorzet_engine::projection::rebuild;
use voorzet_store::desk::{MessageKind, MessageRow, Order, View};
use voorzet_store::entry::{Entry, Incoming, Mode};
use voorzet_store::outbox::{Send, SendKey};
use voorzet_store::reader::Hashed;

use crate::live::{Place, at, event, files};

pub(super) const ADA: AgentId = AgentId(1);
pub(super) const BOB: AgentId = AgentId(2);

/// A shop.
pub(super) struct Shop {
    pub(super) place: Place,
    pub(super) sent: Vec<Dispatch>,
    /// Whether what is handed over is sent at once.
    pub(super) carries: bool,
    ids: u32,
}

pub(super) fn settings() -> Settings {
    let account = |name: &str, knows: bool| (name.into(), Route::account(Pace::messages(), knows));
    let routes = Routes(
        [account("mail", false), account("whatsapp:shop", false), account("chat", true)]
            .into_iter()
            .collect(),
    );
    Settings { routes, ..Settings::default() }
}

impl Shop {
    pub(super) fn new() -> Self {
        Self::with(settings())
    }

    pub(super) fn with(settings: Settings) -> Self {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/live/desk/strategy");
        Self::of(&files(Path::new(folder)), settings)
    }

    /// A shop with another strategy.
    pub(super) fn of(files: &[File], settings: Settings) -> Self {
        let mut place = Place::new(settings, at("2026-03-02T09:00:00Z"));
        place.publish(files);
        place.settle();
        Self { place, sent: Vec::new(), carries: true, ids: 0 }
    }

    /// Time passes, and what falls due happens.
    pub(super) fn wait(&mut self, time: Duration) {
        self.place.now = self.place.now.plus(time);
        self.settle();
    }

    /// Turns until nothing is left to do now. What is handed over is sent.
    pub(super) fn settle(&mut self) {
        let mut reports = Vec::new();
        for _ in 0..10_000 {
            let turned = self.place.turn(Work { reports: std::mem::take(&mut reports), ..Work::default() });
            assert!(turned.trouble.is_none(), "{:?}", turned.trouble);
            self.sent.extend(turned.dispatches.iter().cloned());
            if self.carries {
                let now = self.place.now;
                reports.extend(turned.dispatches.iter().map(|dispatch| Report {
                    key: dispatch.key.clone(),
                    outcome: Came::Sent { reference: Some(reference(dispatch)) },
                    at: now,
                }));
            }
            if reports.is_empty() && turned.wake.is_none_or(|wake| wake > self.place.now) {
                return;
            }
        }
        panic!("it never comes to rest");
    }

    /// An event comes in and is decided on.
    pub(super) fn hears(&mut self, event: Event) {
        let incoming = vec![Incoming::Event { event, mode: Mode::Live }];
        self.place.turn(Work { incoming, ..Work::default() });
        self.settle();
    }

    /// Something of the shop's own happens to a customer.
    pub(super) fn happens(&mut self, kind: &str, mail: &str) {
        self.ids += 1;
        let mut event = event(format!("h{}", self.ids), kind, self.place.now, None, "{}");
        event.customer.extend(mail_claim(mail));
        self.hears(event);
    }

    /// A customer writes a mail; `thread` is what it answers.
    pub(super) fn mail(&mut self, from: &str, id: &str, answers: &[&str], text: &str) -> MessageRow {
        let event = self.mail_event(from, id, answers, text);
        self.hears(event);
        self.last_message()
    }

    pub(super) fn mail_event(&self, from: &str, id: &str, answers: &[&str], text: &str) -> Event {
        let threads = answers.iter().chain([&id]).map(|id| format!("mail|{id}")).collect();
        let received = Received { threads, text: text.to_owned(), ..written("mail", "mail", from) };
        self.message(id, mail_claim(from), &received)
    }

    pub(super) fn message(&self, id: &str, claim: Option<Claim>, received: &Received) -> Event {
        Event {
            id: id.into(),
            source: received.account.clone(),
            kind: builtin::MESSAGE.into(),
            time: self.place.now,
            customer: claim.into_iter().collect(),
            asset: None,
            data: to_raw_value(received).expect("JSON"),
        }
    }

    /// A customer writes by WhatsApp.
    pub(super) fn whatsapp(&mut self, phone: &str, claim: Option<Claim>, id: &str, text: &str) -> MessageRow {
        let threads = vec![format!("whatsapp:shop|{phone}")];
        let received =
            Received { threads, text: text.to_owned(), ..written("whatsapp", "whatsapp:shop", phone) };
        let event = self.message(id, claim, &received);
        self.hears(event);
        self.last_message()
    }

    pub(super) fn call_back(&mut self, from: &str, id: &str, call: CallBack) -> MessageRow {
        let threads = vec![format!("chat|{from}")];
        let received = Received { threads, call_back: Some(call), ..written("chat", "chat", from) };
        let event = self.message(id, mail_claim(from), &received);
        self.hears(event);
        self.last_message()
    }

    /// A channel tells what became of something.
    pub(super) fn told(&mut self, reference: &str, step: Step) {
        self.told_of(None, reference, step);
    }

    /// A channel tells how far something is, with our own key where it knows it.
    pub(super) fn told_of(&mut self, key: Option<&SendKey>, reference: &str, step: Step) {
        let status = Status {
            account: "mail".into(),
            reference: Some(reference.into()),
            key: key.map(|key| key.0.clone()),
            step,
            problem: None,
        };
        self.ids += 1;
        let data = json!(status).to_string();
        let event = event(format!("s{}", self.ids), builtin::MESSAGE_STATUS, self.place.now, None, &data);
        self.hears(event);
    }

    pub(super) fn bounced(&mut self, address: &str) {
        self.bounced_as(address, None);
    }

    /// The same, of something that names what it gives back.
    pub(super) fn bounced_as(&mut self, address: &str, key: Option<&str>) {
        let bounced = Bounced {
            account: "mail".into(),
            address: address.to_owned(),
            hard: true,
            key: key.map(Into::into),
            problem: "5.1.1 user unknown".to_owned(),
        };
        self.ids += 1;
        let data = json!(bounced).to_string();
        let event = event(format!("b{}", self.ids), builtin::MESSAGE_BOUNCED, self.place.now, None, &data);
        self.hears(event);
    }

    /// Agents ask something, all in one turn.
    pub(super) fn ask_all(&mut self, wishes: Vec<(AgentId, Wish)>) -> Vec<Result<Answer, CommandError>> {
        let turned = self.asked(wishes);
        self.sent.extend(turned.dispatches.iter().cloned());
        turned.answers
    }

    fn asked(&mut self, wishes: Vec<(AgentId, Wish)>) -> Turned {
        let commands = wishes.into_iter().map(|(by, wish)| Command::Desk(DeskCommand { by, wish })).collect();
        self.place.turn(Work { commands, ..Work::default() })
    }

    /// An agent asks something.
    pub(super) fn ask(&mut self, by: AgentId, wish: Wish) -> Result<Answer, CommandError> {
        self.ask_all(vec![(by, wish)]).pop().expect("an answer")
    }

    /// An agent asks something that is done.
    pub(super) fn done(&mut self, by: AgentId, wish: Wish) -> (Option<CaseId>, Option<MessageNumber>) {
        match self.ask(by, wish) {
            Ok(Answer::Desk { case, message }) => (case, message),
            other => panic!("{other:?}"),
        }
    }

    /// What an agent says in answer to all that is there.
    pub(super) fn answer(&self, id: &str, case: CaseId, text: &str) -> Say {
        let case = self.case(case);
        Say {
            id: id.to_owned(),
            conversation: case.conversations[0],
            cases: vec![case.id],
            text: text.to_owned(),
            seen: case.last_message.unwrap_or_default(),
            ..Say::default()
        }
    }

    pub(super) fn says(&mut self, by: AgentId, say: Say) -> MessageNumber {
        self.done(by, Wish::Say(Box::new(say))).1.expect("a message")
    }

    pub(super) fn case(&self, case: CaseId) -> Case {
        self.place.reader().case(case).expect("a store").expect("a case")
    }

    pub(super) fn cases(&self) -> Vec<Case> {
        let mut cases = self.place.reader().cases(&View::All, Order::Due, None, 1_000).expect("cases");
        cases.extend(self.place.reader().cases(&View::Resolved, Order::Newest, None, 1_000).expect("cases"));
        cases.sort_by_key(|case| case.id);
        cases
    }

    pub(super) fn last_message(&self) -> MessageRow {
        let reader = self.place.reader();
        let last = reader.last_numbers().expect("numbers").message;
        reader.message(last).expect("a store").expect("a message").row
    }

    pub(super) fn messages(&self) -> Vec<MessageRow> {
        let reader = self.place.reader();
        let last = reader.last_numbers().expect("numbers").message.0;
        let row = |number| reader.message(MessageNumber(number)).expect("a store").expect("a message").row;
        (1..=last).map(row).collect()
    }

    pub(super) fn entries(&self, kind: &str) -> Vec<Entry> {
        self.place.log().into_iter().filter(|entry| entry.event.kind == kind).collect()
    }

    pub(super) fn send(&self, say: &str, conversation: ConversationId) -> Send {
        let key = SendKey(format!("say:{}:{say}", conversation.0).into());
        self.place.reader().send(&key).expect("a store").expect("a send")
    }

    /// How many contacts on a reason are counted.
    pub(super) fn contacts(&self, reason: &str) -> i64 {
        let mut contacts = 0;
        let add = |contact: voorzet_store::figure::Contact| {
            if contact.reason == reason {
                contacts += contact.contacts;
            }
        };
        self.place.reader().each_contact(i32::MIN, i32::MAX, add).expect("contacts");
        contacts
    }

    /// Ends as a crash does, and begins again.
    pub(super) fn crash(&mut self) {
        self.place.open();
        self.settle();
    }

    /// What always holds: the log makes the same rows again, each message is in one conversation, and nothing that was
    /// answered waits for an answer.
    pub(super) fn check(&mut self) {
        let messages = self.messages();
        let heard: Vec<_> =
            messages.iter().filter(|row| row.kind == MessageKind::Customer).map(|row| row.position).collect();
        let mut once = heard.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), heard.len(), "a message is in two conversations");
        for row in &messages {
            let entry = self.place.reader().entry(row.position).expect("a store").expect("an entry");
            let expected = match row.kind {
                // What a machine of ours says is of nobody, too.
                MessageKind::Automatic if entry.own.is_some() => "conversation.said",
                MessageKind::Customer | MessageKind::Automatic | MessageKind::Reaction => builtin::MESSAGE,
                MessageKind::Agent => "conversation.said",
                MessageKind::Note => "conversation.noted",
            };
            assert_eq!(entry.event.kind, expected, "{row:?}");
        }
        for case in self.cases() {
            let answered = case.answered.is_some_and(|answered| Some(answered.message) == case.last_message);
            assert!(!(answered && case.waiting_since.is_some()), "{case:?}");
        }
        let hash = |shop: &Self| shop.place.reader().hash(Hashed::ReadModels).expect("a hash");
        let before = hash(self);
        let zone = jiff::tz::TimeZoneDatabase::bundled().get("Europe/Amsterdam").expect("a zone");
        rebuild(self.place.core().writer(), &zone, &mut |_, _| {}).expect("a rebuild");
        assert_eq!(hash(self), before, "the log makes other rows");
    }
}

/// What a provider calls something that it was handed.
pub(super) fn reference(dispatch: &Dispatch) -> compact_str::CompactString {
    compact_str::format_compact!("p-{}", dispatch.number)
}

pub(super) fn body(dispatch: &Dispatch) -> Outgoing {
    serde_json::from_str(dispatch.body.get()).expect("a message")
}

pub(super) fn written(channel: &str, account: &str, from: &str) -> Received {
    Received {
        channel: channel.into(),
        account: account.into(),
        from: Author { address: from.to_owned(), name: None },
        ..Received::default()
    }
}

pub(super) fn mail_claim(from: &str) -> Option<Claim> {
    Some(Claim { identity: Identity::mail(from)?, verified: true })
}

pub(super) fn later(now: Timestamp, minutes: i64) -> Timestamp {
    now.plus(Duration::from_mins(minutes))
}
