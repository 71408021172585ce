//! What the server itself remembers of the desk, where agents work: nothing that is decided on, and mostly nothing that
//! outlives it.
//!
//! | file | what |
//! |---|---|
//! | `feed`, `keep` | what changes, for those who watch; the task that names and counts it |
//! | `attendance` | which agents are there |
//! | `customers` | what customers who are there see of the desk, and it of them |
//! | `presence` | who looks at which case, and who types |
//! | `uploads` | who brought which file that no message names yet |
//! | `macros` | texts and actions that agents use again and again |
//! | `picture` | which bytes are a picture that may be shown |

pub(crate) mod attendance;
pub(crate) mod customers;
pub(crate) mod feed;
pub(crate) mod keep;
pub(crate) mod macros;
pub(crate) mod picture;
pub(crate) mod presence;
pub(crate) mod uploads;

use voorzet_store::{Reader, StoreError};

use attendance::Attendance;
use feed::Feed;
use macros::Macros;
use presence::Presence;
use uploads::Uploads;

/// What the server remembers of the desk.
pub(crate) struct Desk {
    pub(crate) feed: Feed,
    pub(crate) attendance: Attendance,
    pub(crate) presence: Presence,
    pub(crate) uploads: Uploads,
    pub(crate) macros: Macros,
}

impl Desk {
    /// What the store knows, and nobody there yet.
    pub(crate) fn open(disk: &Reader) -> Result<Self, StoreError> {
        Ok(Self {
            feed: Feed::new(disk.last()?.0),
            attendance: Attendance::default(),
            presence: Presence::default(),
            uploads: Uploads::default(),
            macros: Macros::open(disk)?,
        })
    }
}
