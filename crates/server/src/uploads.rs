//! Exports that people sent to be looked at. They hold what customers said and asked, so they are few, stay no longer
//! than a day, and are gone when the server starts again.

use std::collections::VecDeque;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use anyhow::Context;
use axum::body::{Body, Bytes};
use axum::http::StatusCode;
use futures_util::StreamExt;
use voorzet_engine::first_strategy::Export;

use crate::api::problem::Problem;

/// The folder inside the data folder.
const NAME: &str = "uploads";
/// How many are kept.
const MOST: usize = 4;
/// How long.
const KEPT: Duration = Duration::from_hours(24);
/// The largest, in bytes as they come.
const LARGEST: usize = 200_000_000;
/// How long one may take to come.
const PATIENCE: Duration = Duration::from_mins(20);
/// How many pieces wait to be written.
const PIECES: usize = 16;

/// Exports that people sent.
pub(crate) struct Uploads {
    folder: PathBuf,
    /// Oldest first.
    kept: Mutex<VecDeque<Upload>>,
}

/// One of them.
#[derive(Clone)]
pub(crate) struct Upload {
    pub(crate) id: String,
    pub(crate) file: PathBuf,
    pub(crate) export: Arc<Export>,
    at: Instant,
}

impl Uploads {
    /// None; what was there is removed.
    pub(crate) fn open(data: &Path) -> anyhow::Result<Self> {
        let folder = data.join(NAME);
        if folder.exists() {
            fs::remove_dir_all(&folder).with_context(|| format!("{} cannot be emptied", folder.display()))?;
        }
        Ok(Self { folder, kept: Mutex::default() })
    }

    /// Takes a file in.
    pub(crate) async fn take(&self, id: &str, body: Body) -> Result<PathBuf, Problem> {
        self.forget();
        let file = self.folder.join(id);
        let (give, mut pieces) = tokio::sync::mpsc::channel::<Bytes>(PIECES);
        let (folder, path) = (self.folder.clone(), file.clone());
        let written = tokio::task::spawn_blocking(move || {
            fs::create_dir_all(folder)?;
            let mut file = fs::File::create(path)?;
            while let Some(piece) = pieces.blocking_recv() {
                file.write_all(&piece)?;
            }
            file.flush()
        });
        let come = tokio::time::timeout(PATIENCE, pass_on(body, give)).await.unwrap_or_else(|_| {
            Err(Problem::new(StatusCode::REQUEST_TIMEOUT, "slow").detail("the file took too long to come"))
        });
        let written = written.await.map_err(|error| Problem::internal(&error))?;
        let done = come.and_then(|()| written.map_err(|error| Problem::internal(&error)));
        if done.is_err() {
            remove(&file);
        }
        done.map(|()| file)
    }

    /// Keeps one that was taken in and looked at.
    pub(crate) fn keep(&self, id: String, file: PathBuf, export: Export) -> Upload {
        let upload = Upload { id, file, export: Arc::new(export), at: Instant::now() };
        self.kept().push_back(upload.clone());
        self.forget();
        upload
    }

    /// One that is still there.
    pub(crate) fn one(&self, id: &str) -> Option<Upload> {
        self.forget();
        self.kept().iter().find(|upload| upload.id == id).cloned()
    }

    /// Removes one; false when it is not there.
    pub(crate) fn remove(&self, id: &str) -> bool {
        let found = self.one(id);
        self.kept().retain(|upload| upload.id != id);
        if let Some(upload) = &found {
            remove(&upload.file);
        }
        found.is_some()
    }

    /// Removes what is too old or too much.
    fn forget(&self) {
        let mut kept = self.kept();
        while kept.len() > MOST || kept.front().is_some_and(|upload| upload.at.elapsed() > KEPT) {
            if let Some(upload) = kept.pop_front() {
                remove(&upload.file);
            }
        }
    }

    fn kept(&self) -> MutexGuard<'_, VecDeque<Upload>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Gives a body's pieces to who writes them, as long as they are not too many.
async fn pass_on(body: Body, give: tokio::sync::mpsc::Sender<Bytes>) -> Result<(), Problem> {
    let mut body = body.into_data_stream();
    let mut size = 0;
    while let Some(piece) = body.next().await {
        let piece = piece.map_err(|error| Problem::wrong(format!("the file broke off: {error}")))?;
        size += piece.len();
        if size > LARGEST {
            return Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large")
                .detail(format!("a file has {LARGEST} bytes at most; pack it with gzip or zstd")));
        }
        if give.send(piece).await.is_err() {
            // Who writes has stopped, and says why.
            return Ok(());
        }
    }
    Ok(())
}

pub(crate) fn remove(file: &Path) {
    // Gone already is as good.
    let _ = fs::remove_file(file);
}
