//! Who answers: whether they take work, what they can do and how much at once.

use compact_str::CompactString;
use serde::{Deserialize, Serialize};

use super::happening::{Profiled, StatusSet};
use super::id::AgentId;
use crate::time::Timestamp;

/// Whether an agent takes work.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// They take what comes.
    Available,
    /// They are there, and finish what they have.
    Away,
    /// They are not there.
    #[default]
    Offline,
}

/// How many items an agent takes at once; none for as many as there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Capacity {
    /// In all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<u32>,
    /// Chats.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chat: Option<u32>,
    /// By WhatsApp.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub whatsapp: Option<u32>,
    /// Mails.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mail: Option<u32>,
    /// Calls.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call: Option<u32>,
}

/// Somebody who answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agent {
    /// Their number.
    pub id: AgentId,
    /// What they are called; empty when nobody said.
    pub name: String,
    /// Whether they take work.
    pub status: Status,
    /// Since when.
    pub since: Timestamp,
    /// What they know about.
    pub skills: Vec<CompactString>,
    /// Which languages they speak; all of them when there is none here.
    pub languages: Vec<CompactString>,
    /// How much they take at once.
    pub capacity: Capacity,
}

impl Agent {
    /// Somebody of whom nothing is known yet.
    pub fn new(id: AgentId, at: Timestamp) -> Self {
        Self {
            id,
            name: String::new(),
            status: Status::Offline,
            since: at,
            skills: Vec::new(),
            languages: Vec::new(),
            capacity: Capacity::default(),
        }
    }

    /// They come or go.
    pub fn set_status(&mut self, said: &StatusSet, at: Timestamp) {
        self.status = said.status;
        self.since = at;
        if let Some(name) = &said.name {
            self.name.clone_from(name);
        }
    }

    /// What they can do is as this says.
    pub fn set_profile(&mut self, said: &Profiled) {
        self.name.clone_from(&said.name);
        self.skills.clone_from(&said.skills);
        self.languages.clone_from(&said.languages);
        self.capacity = said.capacity;
    }
}
