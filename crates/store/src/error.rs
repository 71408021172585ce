//! What can go wrong, told apart by what to do about it.

use std::path::PathBuf;

/// Why something was not written or read. Whatever it is, nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is no room on the disk. Worth trying again.
    #[error("the disk is full")]
    Full,
    /// The disk refuses. Worth trying again.
    #[error("the disk refuses: {0}")]
    Disk(String),
    /// What is on the disk is not what was written. A back-up is needed.
    #[error("the store is damaged: {0}")]
    Damaged(String),
    /// It was asked for something that cannot be: a fault in the program.
    #[error("the store was asked for what cannot be: {0}")]
    Bug(String),
}

impl StoreError {
    /// Whether the same may succeed later, without anybody doing anything in the program.
    pub const fn passes(&self) -> bool {
        matches!(self, Self::Full | Self::Disk(_))
    }
}

/// Why a store cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another process writes to it.
    #[error("{} is in use{}", folder.display(), holder.map(|id| format!(" by process {id}")).unwrap_or_default())]
    InUse {
        /// The folder.
        folder: PathBuf,
        /// The other process, if it said so.
        holder: Option<u32>,
    },
    /// A newer program made it.
    #[error("{} was written by a newer version (store {found}; this program knows up to {known})", folder.display())]
    Newer {
        /// The folder.
        folder: PathBuf,
        /// Its version.
        found: u32,
        /// The newest version that this program knows.
        known: u32,
    },
    /// There is no store where one is expected.
    #[error("there is no store in {}", .0.display())]
    Missing(PathBuf),
    /// There is something where a store or a copy is to be made.
    #[error("there is something in {} already", .0.display())]
    Taken(PathBuf),
    /// The folder cannot be made or used.
    #[error("{} cannot be used: {error}", folder.display())]
    Folder {
        /// The folder or file.
        folder: PathBuf,
        /// What the system says.
        error: std::io::Error,
    },
    /// The store itself.
    #[error(transparent)]
    Store(#[from] StoreError),
}
