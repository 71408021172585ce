//! What is known of a replay.

use serde::{Deserialize, Serialize};
use serde_json::value::{RawValue, to_raw_value};
use utoipa::ToSchema;
use voorzet_engine::replay::{Compared, Difference};

/// How far a replay is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum State {
    /// Others go first.
    Waiting,
    /// It runs.
    Running,
    /// Its reports are there.
    Done,
    /// It could not be done; `problem` says why.
    Failed,
    /// Somebody called it off.
    Cancelled,
}

impl State {
    /// Whether nothing more comes of it.
    pub(crate) fn has_ended(self) -> bool {
        !matches!(self, Self::Waiting | Self::Running)
    }
}

/// A replay of a draft over what the log holds.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct Record {
    /// Its id.
    pub(crate) id: String,
    /// The draft.
    pub(crate) draft: String,
    /// The draft's name when it was asked for.
    pub(crate) name: String,
    /// The draft's revision when it was asked for.
    pub(crate) revision: i64,
    /// The publication that it is set beside; null when there was none.
    pub(crate) publication: Option<i64>,
    /// The first instant or day that is counted, as it was asked for; null for all there is.
    pub(crate) from: Option<String>,
    /// The last, as it was asked for.
    pub(crate) to: Option<String>,
    /// How far it is.
    pub(crate) state: State,
    /// How much is done: entries read from the log, then events decided on.
    pub(crate) done: u64,
    /// How much there is to do in all. It may become less while the log is read, and `done` never does.
    pub(crate) total: u64,
    /// When it was asked for.
    pub(crate) asked: String,
    /// When it began.
    pub(crate) started: Option<String>,
    /// When it ended.
    pub(crate) ended: Option<String>,
    /// Why it failed.
    pub(crate) problem: Option<String>,
    /// What the strategy in force comes to, as `docs/schemas/replay.schema.json` describes; null until it is done, in
    /// lists, and when none is in force.
    #[schema(value_type = Option<Object>)]
    pub(crate) published: Option<Box<RawValue>>,
    /// What the draft comes to, in the same form.
    #[schema(value_type = Option<Object>)]
    pub(crate) drafted: Option<Box<RawValue>>,
    /// What the draft changes, reason by reason, and at last `*` for all together.
    #[schema(value_type = Vec<ShownDifference>)]
    pub(crate) differences: Vec<Difference>,
}

/// What a draft changes for one reason.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes what the engine writes")]
pub(crate) struct ShownDifference {
    /// The reason; `*` for all together.
    reason: String,
    /// Its name per language.
    name: std::collections::BTreeMap<String, String>,
    /// Contacts.
    contacts: u64,
    /// Contacts expected in time under the strategy in force.
    expected_before: u64,
    /// The same under the draft.
    expected_after: u64,
    /// What would have been done under the strategy in force.
    actions_before: u64,
    /// The same under the draft.
    actions_after: u64,
    /// What that would have cost under the strategy in force.
    cost_before: f64,
    /// The same under the draft.
    cost_after: f64,
}

impl Record {
    /// Takes over what came of it.
    pub(super) fn keep(&mut self, compared: &Compared) {
        self.published = compared.before.as_ref().and_then(|report| to_raw_value(report).ok());
        self.drafted = to_raw_value(&compared.after).ok();
        self.differences.clone_from(&compared.differences);
        self.done = self.total;
    }

    /// The same without what came of it, for a list.
    pub(crate) fn listed(self) -> Self {
        Self { published: None, drafted: None, differences: Vec::new(), ..self }
    }
}
