//! Who listens to a session, and how things are in it. What was said is in the store; here is only what may be
//! forgotten.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use voorzet_channels::chat::FromServer;
use voorzet_channels::chat::frame::{By, CLOSED, HELPED, Line, State};
use voorzet_domain::time::{Duration, Timestamp};

use super::outlet::{Outlet, Waiting};
use crate::intake::quota::Quota;

/// How many messages a second a session may send, and how many seconds' worth at once.
const PACE: (u64, u64) = (2, 15);

/// The same of what leaves no trace: typing, reading.
const LIGHT_PACE: (u64, u64) = (10, 3);

/// With what the id of a line begins that asks how somebody was helped: beside it nothing else is asked.
const QUESTION: &str = "feedback:";

/// How many may listen to one session: windows of one browser.
const MOST: usize = 16;

/// A session that somebody listens to, or did a moment ago.
pub(super) struct Room {
    inside: Mutex<Inside>,
    /// How fast its visitor may write.
    pub(super) messages: Quota,
    /// How fast its visitor may do what leaves no trace.
    pub(super) signs: Quota,
}

#[derive(Default)]
struct Inside {
    outlets: Vec<Arc<Outlet>>,
    state: State,
    /// The reason that the visitor's page is about, as it says.
    about: Option<String>,
    /// Up to which line we have seen what the visitor wrote.
    read: i64,
    /// Up to which line the visitor has seen what we wrote.
    seen: i64,
    last: Option<Last>,
    /// After which line it was asked whether that helped.
    asked: Option<i64>,
    /// It is to be asked, whoever spoke last: the case is resolved.
    is_resolved: bool,
    /// Changes with everything that is no line, so that who polls knows whether to ask.
    revision: u64,
    used: Timestamp,
}

/// What was said last.
struct Last {
    number: i64,
    at: Timestamp,
    /// We said it.
    is_ours: bool,
    /// It asks by itself how they were helped, or thanks for what they said to that.
    asks: bool,
    /// The visitor said with it that it is over.
    closes: bool,
}

impl Room {
    /// One in which nothing is known.
    pub(super) fn new(revision: u64, now: Timestamp) -> Self {
        let inside = Inside { revision, used: now, ..Inside::default() };
        Self {
            inside: Mutex::new(inside),
            messages: Quota::new(PACE.0, 0, PACE.1),
            signs: Quota::new(LIGHT_PACE.0, 0, LIGHT_PACE.1),
        }
    }

    /// Somebody listens from now on. The one who has longest done so makes room when there are too many.
    pub(super) fn enter(&self, outlet: Arc<Outlet>) {
        let mut inside = self.inside();
        if inside.outlets.len() >= MOST {
            inside.outlets.remove(0).end();
        }
        inside.outlets.push(outlet);
    }

    /// And no longer.
    pub(super) fn leave(&self, outlet: &Arc<Outlet>, now: Timestamp) {
        let mut inside = self.inside();
        inside.outlets.retain(|other| !Arc::ptr_eq(other, outlet));
        inside.used = now;
    }

    /// Whether nobody listens, nor has for some time.
    pub(super) fn is_idle(&self, since: Timestamp) -> bool {
        let inside = self.inside();
        inside.outlets.is_empty() && inside.used < since
    }

    /// Something was said, and everybody who listens is shown it.
    pub(super) fn said(&self, line: Line) {
        let mut inside = self.inside();
        inside.remember(&line);
        let (number, closes) = (line.number, closes(&line));
        let agent = line.name.clone().filter(|_| line.by == By::Agent);
        inside.push(Some(number), &FromServer::Said(line));
        if agent.is_some() && inside.state.agent != agent {
            inside.state.agent = agent;
            inside.tell_state();
        }
        if closes {
            inside.tell(&FromServer::Closed);
        }
    }

    /// What was said last, as it is known from the store.
    pub(super) fn remember(&self, line: &Line) {
        self.inside().remember(line);
    }

    /// How things are from now on; those who listen are told when that is news.
    pub(super) fn set_state(&self, change: impl FnOnce(&mut State)) {
        let mut inside = self.inside();
        let mut state = inside.state.clone();
        change(&mut state);
        if state != inside.state {
            inside.state = state;
            inside.tell_state();
        }
    }

    /// The visitor's page is about this reason.
    pub(super) fn set_about(&self, about: Option<String>) {
        self.inside().about = about;
    }

    /// What the visitor's page is about.
    pub(super) fn about(&self) -> Option<String> {
        self.inside().about.clone()
    }

    /// Somebody on our side types, or stopped.
    pub(super) fn typing(&self, name: Option<String>, on: bool) {
        self.inside().push(None, &FromServer::Typing { name, on });
    }

    /// Our side has seen what the visitor wrote, up to a line.
    pub(super) fn read(&self, up_to: i64) {
        let mut inside = self.inside();
        if up_to > inside.read {
            inside.read = up_to;
            inside.tell(&FromServer::Read { up_to });
        }
    }

    /// Our side has seen everything that was said.
    pub(super) fn read_all(&self) {
        let last = self.inside().last.as_ref().map(|last| last.number);
        if let Some(last) = last {
            self.read(last);
        }
    }

    /// The visitor has seen what we wrote, up to a line; gives up to which one they had before.
    pub(super) fn seen(&self, up_to: i64) -> Option<i64> {
        let mut inside = self.inside();
        (up_to > inside.seen).then(|| std::mem::replace(&mut inside.seen, up_to))
    }

    /// It is resolved, as we think: it is time to ask.
    pub(super) fn resolve(&self) {
        let mut inside = self.inside();
        inside.is_resolved = true;
        inside.ask();
    }

    /// Asks whether it helped when our answer has stood there for so long.
    pub(super) fn ask_after(&self, patience: Duration, now: Timestamp) {
        let mut inside = self.inside();
        if !inside.outlets.is_empty() && inside.is_waited_for(patience, now) {
            inside.ask();
        }
    }

    /// How things are, for one who has just come: everything that is no line.
    pub(super) fn now(&self, patience: Duration, now: Timestamp) -> (u64, Vec<FromServer>) {
        let mut inside = self.inside();
        inside.used = now;
        if inside.is_waited_for(patience, now) {
            inside.ask();
        }
        let mut frames = vec![FromServer::State(inside.state.clone())];
        if inside.read > 0 {
            frames.push(FromServer::Read { up_to: inside.read });
        }
        match &inside.last {
            Some(last) if last.closes => frames.push(FromServer::Closed),
            Some(last) if inside.asked == Some(last.number) => frames.push(FromServer::AskHelped),
            _ => {}
        }
        (inside.revision, frames)
    }

    /// Which changes there were.
    pub(super) fn revision(&self) -> u64 {
        self.inside().revision
    }

    /// Cuts off everybody.
    pub(super) fn end(&self) {
        for outlet in self.inside().outlets.drain(..) {
            outlet.end();
        }
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inside {
    fn remember(&mut self, line: &Line) {
        if self.last.as_ref().is_some_and(|last| last.number >= line.number) {
            return;
        }
        let is_ours = line.by != By::Customer;
        self.is_resolved &= is_ours;
        let asks = is_ours && line.id.starts_with(QUESTION);
        self.last = Some(Last { number: line.number, at: line.at, is_ours, asks, closes: closes(line) });
    }

    /// Whether our last answer has stood there for so long that it is time to ask.
    fn is_waited_for(&self, patience: Duration, now: Timestamp) -> bool {
        let Some(last) = &self.last else { return false };
        last.is_ours && !last.asks && (self.is_resolved || now.since(last.at) >= patience)
    }

    /// Asks, once after each answer.
    fn ask(&mut self) {
        let Some(last) = self.last.as_ref().filter(|last| last.is_ours && !last.asks) else { return };
        let number = last.number;
        if self.asked != Some(number) {
            self.asked = Some(number);
            self.tell(&FromServer::AskHelped);
        }
    }

    fn tell_state(&mut self) {
        let state = self.state.clone();
        self.tell(&FromServer::State(state));
    }

    fn tell(&mut self, frame: &FromServer) {
        self.revision += 1;
        self.push(None, frame);
    }

    fn push(&self, number: Option<i64>, frame: &FromServer) {
        if self.outlets.is_empty() {
            return;
        }
        let frame = Waiting { number, text: frame.text().into() };
        for outlet in &self.outlets {
            outlet.push(frame.clone());
        }
    }
}

/// Whether the visitor said with it that it is over.
fn closes(line: &Line) -> bool {
    let chosen = line.choice.as_ref().map(|choice| choice.id.as_str());
    line.by == By::Customer && matches!(chosen, Some(HELPED | CLOSED))
}

#[cfg(test)]
mod tests {
    use voorzet_domain::conversation::Choice;

    use super::super::outlet::Next;
    use super::*;

    const PATIENCE: Duration = Duration::from_mins(10);

    fn at(minutes: i64) -> Timestamp {
        Timestamp::parse("2026-03-01T08:00:00Z").expect("an instant").plus(Duration::from_mins(minutes))
    }

    fn line(number: i64, by: By, choice: Option<&str>) -> Line {
        Line {
            number,
            id: number.to_string(),
            at: at(number),
            by,
            name: (by == By::Agent).then(|| "Noor".to_owned()),
            text: "x".to_owned(),
            attachments: Vec::new(),
            choices: Vec::new(),
            choice: choice.map(|id| Choice { id: id.to_owned(), title: id.to_owned() }),
            call_back: None,
        }
    }

    fn listened() -> (Room, Arc<Outlet>) {
        let (room, outlet) = (Room::new(1, at(0)), Arc::new(Outlet::default()));
        room.enter(Arc::clone(&outlet));
        (room, outlet)
    }

    /// The kinds of frames that wait.
    fn told(outlet: &Outlet) -> Vec<String> {
        let kind = |next| match next {
            Next::Frame(Waiting { text, .. }) => {
                let frame: serde_json::Value = serde_json::from_str(&text).expect("JSON");
                frame["type"].as_str().expect("a kind").to_owned()
            }
            Next::Lines => "lines".to_owned(),
        };
        std::iter::from_fn(|| outlet.take()).map(kind).collect()
    }

    #[test]
    fn a_resolved_case_is_asked_about_once_after_each_answer_and_never_after_the_visitor() {
        let (room, outlet) = listened();
        room.said(line(1, By::Customer, None));
        room.resolve();
        assert_eq!(told(&outlet), ["said"], "the visitor spoke last");
        room.said(line(2, By::Agent, None));
        room.resolve();
        room.resolve();
        assert_eq!(told(&outlet), ["said", "state", "ask_helped"]);
        assert!(room.now(PATIENCE, at(3)).1.contains(&FromServer::AskHelped), "who comes back is asked");
        room.said(line(3, By::Customer, Some("helped:no")));
        room.ask_after(PATIENCE, at(60));
        assert_eq!(told(&outlet), ["said"]);
        room.said(line(4, By::Agent, None));
        room.ask_after(PATIENCE, at(13));
        assert_eq!(told(&outlet), ["said"], "not yet");
        room.ask_after(PATIENCE, at(14));
        assert_eq!(told(&outlet), ["ask_helped"]);
    }

    #[test]
    fn beside_a_question_of_the_strategy_it_is_not_asked_whether_it_helped() {
        let (room, outlet) = listened();
        room.said(line(1, By::Customer, None));
        room.said(line(2, By::Agent, None));
        room.said(Line { id: "feedback:7".to_owned(), ..line(3, By::Automatic, None) });
        room.resolve();
        room.ask_after(PATIENCE, at(60));
        assert!(!told(&outlet).contains(&"ask_helped".to_owned()));
        assert!(!room.now(PATIENCE, at(60)).1.contains(&FromServer::AskHelped));
        room.said(line(4, By::Agent, None));
        room.ask_after(PATIENCE, at(60));
        assert!(told(&outlet).contains(&"ask_helped".to_owned()));
    }

    #[test]
    fn who_says_that_it_helped_closes_it_until_somebody_writes() {
        let (room, outlet) = listened();
        room.said(line(1, By::Agent, None));
        room.said(line(2, By::Customer, Some(HELPED)));
        assert_eq!(told(&outlet), ["said", "state", "said", "closed"]);
        assert!(room.now(PATIENCE, at(100)).1.contains(&FromServer::Closed));
        room.said(line(3, By::Customer, None));
        assert!(!room.now(PATIENCE, at(100)).1.contains(&FromServer::Closed));
        // What comes from the store may be older than what is known.
        room.remember(&line(2, By::Customer, Some(HELPED)));
        assert!(!room.now(PATIENCE, at(100)).1.contains(&FromServer::Closed));
    }

    #[test]
    fn only_what_changes_how_things_are_makes_who_polls_ask() {
        let (room, outlet) = listened();
        let before = room.revision();
        room.typing(Some("Noor".to_owned()), true);
        room.said(line(1, By::Customer, None));
        assert_eq!(room.revision(), before);
        room.read(1);
        room.read(1);
        room.set_state(|state| state.waiting = Some(2));
        room.set_state(|state| state.waiting = Some(2));
        assert_eq!(room.revision(), before + 2);
        assert_eq!(told(&outlet), ["typing", "said", "read", "state"]);
        assert_eq!((room.seen(5), room.seen(5), room.seen(6)), (Some(0), None, Some(5)));
        room.leave(&outlet, at(1));
        assert!(room.is_idle(at(2)) && !room.is_idle(at(1)));
    }
}
