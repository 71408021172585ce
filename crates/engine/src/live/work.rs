//! What goes into a turn of the live loop, and what comes out.

use std::sync::Arc;

use compact_str::CompactString;
use voorzet_domain::conversation::{AgentId, CaseId, MessageNumber, Refusal};
use voorzet_domain::customer::CustomerId;
use voorzet_domain::feedback::VoiceId;
use voorzet_domain::problem::Problem;
use voorzet_domain::strategy::File;
use voorzet_domain::time::Timestamp;
use voorzet_store::desk::DeskChanges;
use voorzet_store::effects::DecisionType;
use voorzet_store::entry::{Entry, Incoming, Placed};
use voorzet_store::error::StoreError;
use voorzet_store::figure::Contact;
use voorzet_store::outbox::SendKey;

use crate::deliver::{Dispatch, Report};
use crate::desk::DeskCommand;
use crate::feedback::FeedbackCommand;

/// What came in since the last turn.
#[derive(Debug, Default)]
pub struct Work {
    /// From outside, to be kept.
    pub incoming: Vec<Incoming>,
    /// What became of things that were handed to the routes.
    pub reports: Vec<Report>,
    /// What people ask for.
    pub commands: Vec<Command>,
}

impl Work {
    /// Whether nothing came in.
    pub fn is_empty(&self) -> bool {
        self.incoming.is_empty() && self.reports.is_empty() && self.commands.is_empty()
    }
}

/// What a person asks of the core.
#[derive(Clone, Debug)]
pub enum Command {
    /// To decide by this strategy from now on.
    Publish {
        /// Its files.
        files: Vec<File>,
        /// Who publishes it.
        by: String,
        /// What they say of it.
        note: String,
        /// The publication that it is meant to follow, 0 for none at all; without it, whichever is the last.
        over: Option<i64>,
    },
    /// To send something that failed, or of which nobody knows whether it went.
    Retry(SendKey),
    /// Not to send something.
    Cancel(SendKey),
    /// To send to a route again whose receiver had said that it is no more.
    Revive(CompactString),
    /// To decide again on the entry of the log at this position, which was set aside.
    RetryQuarantined(i64),
    /// To see two customers as one.
    Merge {
        /// The one that stays.
        keep: CustomerId,
        /// The one that is seen as the other.
        absorb: CustomerId,
        /// Who says so.
        by: String,
        /// Why.
        note: String,
    },
    /// To undo a link between two customers.
    Part {
        /// Its number.
        link: u32,
        /// Who says so.
        by: String,
    },
    /// To do again what a guard has halted.
    Resume {
        /// What.
        of: DecisionType,
        /// Who says so.
        by: String,
        /// Why.
        note: String,
    },
    /// To do something to a case, a message or an agent. It is decided on at once, after what was asked before it.
    Desk(DeskCommand),
    /// To take an answer of a customer, or to do something about answers. It is decided on at once, too.
    Feedback(FeedbackCommand),
}

/// What came of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The strategy decides from here on.
    Published {
        /// Counts the publications, from 1.
        number: i64,
        /// The hash of its files.
        version: String,
    },
    /// The strategy that decides already is this one.
    Unchanged,
    /// It is done, or will be with the next turns.
    Done,
    /// It is done to the desk, and on disk.
    Desk {
        /// The case that it was done to; of a split the new one.
        case: Option<CaseId>,
        /// The message that was said or written down; the same when it was before.
        message: Option<MessageNumber>,
    },
    /// It is done to what customers complain of or suggest, and on disk.
    Voice(VoiceId),
}

/// Why a command is not carried out.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CommandError {
    /// The strategy has errors.
    #[error("the strategy has {} errors", .0.len())]
    Strategy(Vec<Problem>),
    /// Another publication came first: its number.
    #[error("publication {0} came first")]
    Overtaken(i64),
    /// There is nothing of that name or number.
    #[error("there is no such thing")]
    Unknown,
    /// What it is about is past that.
    #[error("it is {0} by now")]
    Past(&'static str),
    /// Somebody else has it.
    #[error("agent {} has it", agent.0)]
    Taken {
        /// Who.
        agent: AgentId,
    },
    /// The customer said something that who answers has not seen.
    #[error("message {} came meanwhile", last.0)]
    Changed {
        /// The last of it.
        last: MessageNumber,
    },
    /// The channel takes no free text any more, only a template.
    #[error("the channel takes no free text any more")]
    Window,
    /// What it is about cannot be read.
    #[error("{0}")]
    Failed(String),
}

impl From<Refusal> for CommandError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Taken(agent) => Self::Taken { agent },
            Refusal::Past(state) => Self::Past(state),
            Refusal::Changed(last) => Self::Changed { last },
            Refusal::Window => Self::Window,
        }
    }
}

/// What came of a turn. Everything in it is on disk.
#[derive(Debug, Default)]
pub struct Turned {
    /// Where each thing from outside went, in the order in which they came.
    pub placed: Vec<Placed>,
    /// What came of each command, in the order in which they came.
    pub answers: Vec<Result<Answer, CommandError>>,
    /// What is new in the log, ours and others', in its order.
    pub entries: Vec<Arc<Entry>>,
    /// The contacts that were counted.
    pub contacts: Vec<Contact>,
    /// What changed of conversations, cases, messages and agents, as it is now.
    pub desk: DeskChanges,
    /// The messages of which it changed how far they are, by send key.
    pub sends: Vec<SendKey>,
    /// Whether who is linked to whom changed.
    pub relinked: bool,
    /// What is to be handed to the routes now.
    pub dispatches: Vec<Dispatch>,
    /// When something is due by itself, also while nothing comes in; at once when that is not later than now.
    pub wake: Option<Timestamp>,
    /// How many entries of the log have not been decided on.
    pub behind: u64,
    /// How many customers are still to be reached by events that go to many.
    pub reaching: u64,
    /// Whether what is known of customers is still being loaded; events are taken, and decided on later.
    pub loading: bool,
    /// Why nothing more was decided: the store does not say what is needed. It is tried again.
    pub trouble: Option<StoreError>,
}

/// The disk takes nothing now. What came in is given back and is not kept; the reports are, and what was
/// decided is committed by a later turn.
#[derive(Debug, thiserror::Error)]
#[error("the store refuses: {problem}")]
pub struct Refused {
    /// Why.
    #[source]
    pub problem: StoreError,
    /// What came in and is not kept.
    pub incoming: Vec<Incoming>,
    /// What was asked for and is not done.
    pub commands: Vec<Command>,
}
