//! Why a step did not come to its end.

use std::any::Any;
use std::fmt;

use voorzet_store::error::StoreError;

/// Why a step did not come to its end. Nothing of it has happened.
#[derive(Debug)]
pub(super) enum Stop {
    /// It panicked, or what it was to work on makes no sense.
    Fault(String),
    /// The disk does not say what is needed.
    Store(StoreError),
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<serde_json::Error> for Stop {
    fn from(error: serde_json::Error) -> Self {
        Self::Fault(error.to_string())
    }
}

impl Stop {
    /// As an error of the store, for those who read from it only.
    pub(super) fn into_store(self) -> StoreError {
        match self {
            Self::Store(error) => error,
            Self::Fault(problem) => StoreError::Damaged(problem),
        }
    }
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fault(problem) => f.write_str(problem),
            Self::Store(error) => fmt::Display::fmt(error, f),
        }
    }
}

/// What a panic said.
pub(super) fn said(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied();
    let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("it panicked").to_owned()
}
