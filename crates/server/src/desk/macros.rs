//! Macros: a text and what is done with a case, by one key. All of them are kept under one name in the store, beside
//! the sources and the settings; each has a revision of its own, so that nobody writes over what they have not seen.

use std::sync::{PoisonError, RwLock};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use voorzet_store::entry::Incoming;
use voorzet_store::{Reader, StoreError};

use crate::api::problem::Problem;
use crate::serve::app::{App, HOUSE};

/// The name under which the store keeps them.
const KEPT_AS: &str = "desk.macros";

/// The most macros.
pub(crate) const MOST: usize = 500;

/// A text and what is done with a case, by one key.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub(crate) struct Macro {
    /// Its id.
    pub(crate) id: String,
    /// Counts its changes, from 1.
    pub(crate) revision: i64,
    /// What agents find it by.
    pub(crate) name: String,
    /// What it puts into the answer.
    pub(crate) text: Option<String>,
    /// What it does with the case, in order.
    pub(crate) actions: Vec<MacroAction>,
    /// Who changed it last.
    pub(crate) by: String,
    /// When that was.
    pub(crate) at: String,
}

/// What is done with a case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum MacroAction {
    /// It becomes one's own.
    Claim,
    /// It rests for so many minutes.
    Snooze {
        /// How many.
        minutes: u32,
    },
    /// It goes to another queue.
    Transfer {
        /// Which.
        queue: String,
        /// What they should know.
        #[serde(default)]
        note: String,
    },
    /// It is about this reason.
    Reason {
        /// Which.
        reason: String,
    },
    /// Something is written down beside it.
    Note {
        /// What.
        text: String,
    },
    /// It is resolved.
    Resolve,
}

/// All macros.
pub(crate) struct Macros(RwLock<Vec<Macro>>);

impl Macros {
    /// What the store knows.
    pub(super) fn open(disk: &Reader) -> Result<Self, StoreError> {
        let kept = disk.meta(KEPT_AS)?;
        let read = kept.map(|text| serde_json::from_str(&text)).transpose();
        let damaged = |error| StoreError::Damaged(format!("the macros: {error}"));
        Ok(Self(RwLock::new(read.map_err(damaged)?.unwrap_or_default())))
    }

    /// All of them, in the order of their names.
    pub(crate) fn all(&self) -> Vec<Macro> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// One of them.
    pub(crate) fn get(&self, id: &str) -> Option<Macro> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).iter().find(|known| known.id == id).cloned()
    }
}

impl App {
    /// Has other macros from now on. They are on disk when this is done. Who calls it holds `changing`.
    pub(crate) async fn keep_macros(&self, mut macros: Vec<Macro>) -> Result<(), Problem> {
        macros.sort_by(|one, other| (&one.name, &one.id).cmp(&(&other.name, &other.id)));
        let value = serde_json::to_string(&macros).map_err(|error| Problem::internal(&error))?;
        self.place(HOUSE, vec![Incoming::Mark { name: KEPT_AS.into(), value }], 0).await?;
        *self.desk.macros.0.write().unwrap_or_else(PoisonError::into_inner) = macros;
        Ok(())
    }
}
