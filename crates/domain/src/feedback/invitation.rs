//! An invitation: one customer, one case, one time. It changes by what happened and by nothing else.

use compact_str::CompactString;
use serde::{Deserialize, Serialize};

use super::happening::{Answered, Happening, Planned};
use super::question::Question;
use crate::conversation::{AgentId, CaseId, ConversationId};
use crate::customer::CustomerId;
use crate::time::Timestamp;

/// The number of an invitation. They are given out from 1, in order, and never again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct InvitationId(pub u32);

/// How far an invitation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// The case has not settled yet.
    Planned,
    /// They are asked.
    Asked,
    /// They gave a score, or said something.
    Answered,
    /// They are not asked after all.
    Dropped,
}

impl State {
    /// The word for it: `planned`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Asked => "asked",
            Self::Answered => "answered",
            Self::Dropped => "dropped",
        }
    }
}

/// Why somebody is not asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// They are back, or something is open.
    Back,
    /// They were asked within the last 30 days, by whatever channel.
    Recently,
    /// What is known of them, or what it was about, forbids it: a crisis, a bereavement.
    Spared,
    /// They do not allow it, or there is no way to ask.
    Refused,
    /// The contact budget has no room in time.
    Budget,
    /// The strategy does not ask any more.
    Off,
}

impl Why {
    /// The word for it: `back`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Back => "back",
            Self::Recently => "recently",
            Self::Spared => "spared",
            Self::Refused => "refused",
            Self::Budget => "budget",
            Self::Off => "off",
        }
    }
}

/// By what an answer came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// A link was followed. Programs follow links too.
    Click,
    /// The button on the page was pressed.
    Page,
    /// In the chat.
    Chat,
    /// In WhatsApp.
    Whatsapp,
}

impl By {
    /// The word for it: `click`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Click => "click",
            Self::Page => "page",
            Self::Chat => "chat",
            Self::Whatsapp => "whatsapp",
        }
    }
}

/// How they were asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Way {
    /// When.
    pub at: Timestamp,
    /// By which account.
    pub route: CompactString,
    /// The key under which it was sent.
    pub key: CompactString,
    /// The thread of the outbox.
    pub thread: i64,
    /// Until when it can be answered.
    pub until: Timestamp,
}

/// A score as it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Given {
    /// What was asked.
    pub question: Question,
    /// What they say.
    pub score: u8,
    /// When.
    pub at: Timestamp,
    /// By what.
    pub by: By,
    /// Whether it is bad.
    #[serde(default)]
    pub bad: bool,
}

/// What they wrote for others to read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// 1–5.
    pub stars: u8,
    /// What they write.
    pub text: String,
    /// Under what name it may be published.
    pub name: String,
    /// When.
    pub at: Timestamp,
    /// Whether it is shown, when somebody judged it.
    pub published: Option<bool>,
    /// When that was.
    pub judged: Option<Timestamp>,
}

/// What is known of one who is asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Invitation {
    /// Its number.
    pub id: InvitationId,
    /// How far it is.
    pub state: State,
    /// Who is asked.
    pub customer: Option<CustomerId>,
    /// About which case.
    pub case: CaseId,
    /// Where it was talked about.
    pub conversation: Option<ConversationId>,
    /// Its reason, by name.
    pub reason: CompactString,
    /// The channel it was talked about by.
    pub channel: CompactString,
    /// Its queue.
    pub queue: CompactString,
    /// Whose work it was.
    pub agent: Option<AgentId>,
    /// How often it went to another queue or agent.
    pub handed_over: u32,
    /// The segment that the customer was in.
    pub segment: Option<CompactString>,
    /// When it was planned.
    pub planned: Timestamp,
    /// When it is asked, as far as it is not.
    pub due: Timestamp,
    /// Not to be asked any more from then on.
    pub give_up: Timestamp,
    /// The invitation whose bad score this is the end of.
    pub again: Option<InvitationId>,
    /// What is asked, in order.
    pub questions: Vec<Question>,
    /// Whether a review is asked for.
    pub review_asked: bool,
    /// In which language.
    pub language: CompactString,
    /// How they were asked.
    pub asked: Option<Way>,
    /// Why they were not.
    pub dropped: Option<Why>,
    /// What they say, as it stands. Before they are asked, what they said by themselves.
    pub given: Vec<Given>,
    /// When they first said something that counts.
    pub answered: Option<Timestamp>,
    /// What they say in their own words.
    pub text: String,
    /// Whether a machine follows its links: clicks do not count.
    pub by_machine: bool,
    /// When they are called back, unless they say otherwise before.
    pub call_back_at: Option<Timestamp>,
    /// The case in which they are.
    pub called_back: Option<CaseId>,
    /// What they wrote for others to read.
    pub review: Option<Review>,
}

impl Invitation {
    /// It begins.
    pub fn plan(said: &Planned, at: Timestamp, customer: Option<CustomerId>) -> Self {
        Self {
            id: said.invitation,
            state: State::Planned,
            customer,
            case: said.case,
            conversation: said.conversation,
            reason: said.reason.clone(),
            channel: said.channel.clone(),
            queue: said.queue.clone(),
            agent: said.agent,
            handed_over: said.handed_over,
            segment: said.segment.clone(),
            planned: at,
            due: said.due,
            give_up: said.give_up,
            again: said.again,
            questions: Vec::new(),
            review_asked: false,
            language: CompactString::default(),
            asked: None,
            dropped: None,
            given: Vec::new(),
            answered: None,
            text: String::new(),
            by_machine: false,
            call_back_at: None,
            called_back: None,
            review: None,
        }
    }

    /// It changes by what happened.
    pub fn apply(&mut self, happening: &Happening, at: Timestamp) {
        match happening {
            Happening::Postponed(said) => self.due = said.until,
            Happening::Asked(said) => {
                self.state = State::Asked;
                self.questions.clone_from(&said.questions);
                self.review_asked = said.review;
                self.language.clone_from(&said.language);
                let (route, key) = (said.route.clone(), said.key.clone());
                self.asked = Some(Way { at, route, key, thread: said.thread, until: said.until });
                if !self.given.is_empty() {
                    // They said it before anybody asked.
                    self.note_answer(at);
                }
            }
            Happening::Dropped(said) => {
                self.state = State::Dropped;
                self.dropped = Some(said.why);
            }
            Happening::Answered(said) => self.answer(said, at),
            Happening::Withdrawn(_) => {
                self.by_machine = true;
                self.given.retain(|given| given.by != By::Click);
                self.call_back_at = self.call_back_at.filter(|_| self.given.iter().any(|given| given.bad));
                if self.given.is_empty() && self.text.is_empty() {
                    (self.state, self.answered) = (State::Asked, None);
                }
            }
            Happening::Said(said) => {
                self.text.clone_from(&said.text);
                self.note_answer(at);
            }
            Happening::CalledBack(said) => {
                (self.called_back, self.call_back_at) = (Some(said.case), None);
            }
            Happening::Reviewed(said) => {
                let (stars, text, name) = (said.stars, said.text.clone(), said.name.clone());
                self.review = Some(Review { stars, text, name, at, published: None, judged: None });
            }
            Happening::Moderated(said) => {
                if let Some(review) = &mut self.review {
                    (review.published, review.judged) = (Some(said.publish), Some(at));
                }
            }
            Happening::Planned(_)
            | Happening::Raised(_)
            | Happening::Echoed(_)
            | Happening::Changed(_)
            | Happening::Told(_) => {}
        }
    }

    fn answer(&mut self, said: &Answered, at: Timestamp) {
        let given = Given { question: said.question, score: said.score, at, by: said.by, bad: said.bad };
        match self.given.iter_mut().find(|known| known.question == said.question) {
            Some(known) => *known = given,
            None => self.given.push(given),
        }
        if self.state == State::Planned {
            return;
        }
        if self.called_back.is_none() {
            let earlier = self.call_back_at.into_iter().chain(said.call_back_at).min();
            self.call_back_at = earlier.filter(|_| self.given.iter().any(|given| given.bad));
        }
        self.note_answer(at);
    }

    fn note_answer(&mut self, at: Timestamp) {
        self.state = State::Answered;
        self.answered = self.answered.or(Some(at));
    }

    /// The score of a question as it stands.
    pub fn score(&self, question: Question) -> Option<Given> {
        self.given.iter().find(|given| given.question == question).copied()
    }

    /// The first question that is not answered.
    pub fn next_question(&self) -> Option<Question> {
        self.questions.iter().copied().find(|question| self.score(*question).is_none())
    }

    /// Whether nothing came of it since they were asked, and there is something to answer.
    pub fn is_unanswered(&self) -> bool {
        let asked = self.asked.as_ref().filter(|_| matches!(self.state, State::Asked | State::Answered));
        let said = |way: &Way| !self.text.is_empty() || self.given.iter().any(|given| given.at >= way.at);
        asked.is_some_and(|way| !said(way)) && self.next_question().is_some()
    }

    /// When something happens to it by itself.
    pub fn wakes(&self) -> Option<Timestamp> {
        match self.state {
            State::Planned => Some(self.due),
            State::Asked | State::Answered => self.call_back_at,
            State::Dropped => None,
        }
    }
}
