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
    /// Something had to happen before it, and of that something may have fallen due that comes before it as well.
    Again,
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
            Self::Again => StoreError::Bug(self.to_string()),
        }
    }
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fault(problem) => f.write_str(problem),
            Self::Store(error) => fmt::Display::fmt(error, f),
            Self::Again => f.write_str("something else comes first"),
        }
    }
}

/// What a panic said.
pub(super) fn said(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied();
    let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("it panicked").to_owned()
}
