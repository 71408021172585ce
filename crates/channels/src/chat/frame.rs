//! What is said over a socket or by polling: one JSON object each, with its kind in `type`.
//!
//! Every message of a visitor has an id that the widget made, and is sent again until it is acknowledged; a repeat
//! changes nothing. Everything that was said has a rising number, and who says how far they have read is given the
//! rest. So neither a cut line nor a restart loses or doubles anything.

use serde::{Deserialize, Serialize};
use voorzet_domain::conversation::received::CallBack;
use voorzet_domain::conversation::{Attachment, Choice};
use voorzet_domain::time::Timestamp;

/// The protocol's version, which a visitor says first.
pub const VERSION: u32 = 1;

/// The longest message, in bytes.
pub const LONGEST: usize = 8_192;

/// The most attachments of one message.
pub const MOST: usize = 10;

/// What a visitor's widget says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum FromVisitor {
    /// First of all, over a socket: which session, and up to where it has read.
    Hello {
        /// The protocol's version.
        v: u32,
        /// What opens the session.
        token: String,
        /// The highest number that it has seen; 0 for nothing.
        #[serde(default)]
        after: i64,
    },
    /// A message.
    Say(Say),
    /// The visitor is typing, or stopped.
    Typing {
        /// Whether they are.
        #[serde(default = "yes")]
        on: bool,
    },
    /// Everything up to this number was in view.
    Read {
        /// The number.
        up_to: i64,
    },
    /// The visitor says that it is over.
    Close {
        /// Its id.
        id: String,
    },
    /// The answer to whether the chat helped.
    Answer {
        /// Its id.
        id: String,
        /// Whether it did.
        helped: bool,
    },
    /// A wish to be called.
    CallBack(Wish),
}

/// A message of a visitor.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Say {
    /// Its id, made by the widget.
    pub id: String,
    /// What it says.
    #[serde(default)]
    pub text: String,
    /// What it brings along.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Brought>,
    /// What was chosen of what a message of ours offered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub choice: Option<Choice>,
    /// The reason that the visitor named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// A file or picture that was sent before, beside a message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Brought {
    /// What was answered when it was sent.
    #[serde(flatten)]
    pub file: Attachment,
    /// The receipt of then.
    pub receipt: String,
}

/// A wish to be called.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Wish {
    /// Its id, made by the widget.
    pub id: String,
    /// The number, as somebody typed it.
    pub phone: String,
    /// From when.
    pub from: Timestamp,
    /// Until when.
    pub until: Timestamp,
    /// Who asks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What it is about, in their words.
    #[serde(default)]
    pub text: String,
    /// The reason that they named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// What the server says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum FromServer {
    /// First of all.
    Welcome {
        /// The protocol's version.
        v: u32,
        /// The session.
        session: String,
        /// How often a socket is pinged, in seconds: who hears nothing for three times as long is cut off.
        alive: u64,
    },
    /// What was said after what was seen, in order; more may follow in another.
    History {
        /// What was said.
        said: Vec<Line>,
        /// Whether there is more to come.
        more: bool,
    },
    /// Something was said.
    Said(Line),
    /// A message is on disk: it need not be sent again.
    Ack {
        /// Its id.
        id: String,
    },
    /// Somebody on our side is typing, or stopped.
    Typing {
        /// Who, as the visitor sees it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<String>,
        /// Whether they are.
        on: bool,
    },
    /// Everything of the visitor up to this number was seen on our side.
    Read {
        /// The number.
        up_to: i64,
    },
    /// How things are.
    State(State),
    /// Did it help?
    AskHelped,
    /// It is over, until the visitor writes again.
    Closed,
    /// Something cannot be done.
    Problem {
        /// What kind: `too_long`, `too_fast`, `session`, `try_again`.
        kind: String,
        /// In words, for who makes a widget.
        detail: String,
        /// Which message it is about.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        id: Option<String>,
        /// After how many seconds it may be tried again; never without it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        retry_after: Option<u64>,
    },
}

/// How things are.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct State {
    /// Whether somebody is there to answer.
    pub open: bool,
    /// When somebody will be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opens: Option<Timestamp>,
    /// How many wait before this one; 0 for the next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waiting: Option<u32>,
    /// Who answers, as the visitor sees it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<String>,
}

/// Something that was said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// Its number: higher than of anything said before.
    pub number: i64,
    /// Its id: the widget's own of what the visitor said.
    pub id: String,
    /// When.
    pub at: Timestamp,
    /// Who said it.
    pub by: By,
    /// What they are called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What was said.
    #[serde(default)]
    pub text: String,
    /// What was brought along.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
    /// What can be chosen in answer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<Choice>,
    /// What the visitor chose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub choice: Option<Choice>,
    /// When the visitor asked to be called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call_back: Option<CallBack>,
}

/// Who said something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// The visitor.
    Customer,
    /// A person on our side.
    Agent,
    /// Nobody: the strategy, or the chat itself.
    Automatic,
}

/// What a visitor answers to whether the chat helped: yes.
pub const HELPED: &str = "helped:yes";

/// And no: the agent has it back.
pub const NOT_HELPED: &str = "helped:no";

/// That the visitor closed the chat.
pub const CLOSED: &str = "closed";

impl FromVisitor {
    /// Reads a frame; or says what is wrong with it.
    pub fn read(text: &str) -> Result<Self, String> {
        let frame: Self = serde_json::from_str(text).map_err(|error| error.to_string())?;
        match frame.id() {
            Some(id) if !is_id(id) => Err("`id` has 8 to 64 letters, digits and hyphens".to_owned()),
            _ => Ok(frame),
        }
    }

    /// The widget's id, of what has one.
    pub fn id(&self) -> Option<&str> {
        match self {
            Self::Say(Say { id, .. })
            | Self::CallBack(Wish { id, .. })
            | Self::Close { id }
            | Self::Answer { id, .. } => Some(id),
            _ => None,
        }
    }
}

impl FromServer {
    /// The frame as text.
    pub fn text(&self) -> String {
        // Numbers and texts always are JSON.
        serde_json::to_string(self).unwrap_or_default()
    }
}

fn is_id(id: &str) -> bool {
    (8..=64).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

const fn yes() -> bool {
    true
}
