//! Where replays are kept: one file each in the data folder, so that what took minutes to find outlives the server.
//! They hold figures and nothing of customers.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;

use super::Record;

/// The folder inside the data folder.
const NAME: &str = "replays";

/// The folder with the files.
pub(super) struct Kept(PathBuf);

impl Kept {
    /// The folder, and what is in it, newest first. What cannot be read there is left alone.
    pub(super) fn open(data: &Path) -> anyhow::Result<(Self, Vec<Record>)> {
        let folder = data.join(NAME);
        let mut records = Vec::new();
        if !folder.exists() {
            return Ok((Self(folder), records));
        }
        let trouble = || format!("{} cannot be read", folder.display());
        for entry in fs::read_dir(&folder).with_context(trouble)? {
            let text = fs::read_to_string(entry.with_context(trouble)?.path());
            records.extend(text.ok().and_then(|text| serde_json::from_str::<Record>(&text).ok()));
        }
        records.sort_by(|a, b| b.asked.cmp(&a.asked));
        Ok((Self(folder), records))
    }

    /// The data folder, where something may be put aside.
    pub(super) fn data(&self) -> &Path {
        self.0.parent().unwrap_or(&self.0)
    }

    /// Keeps one. When the disk refuses, it is only in memory.
    pub(super) fn write(&self, record: &Record) {
        let new = self.file(&record.id).with_extension("new");
        let written = fs::create_dir_all(&self.0)
            .and_then(|()| serde_json::to_vec(record).map_err(std::io::Error::from))
            .and_then(|text| fs::write(&new, text))
            .and_then(|()| fs::rename(&new, self.file(&record.id)));
        if let Err(error) = written {
            tracing::warn!(%error, "a replay cannot be kept");
        }
    }

    /// Keeps one no longer.
    pub(super) fn remove(&self, id: &str) {
        // Gone already is as good.
        let _ = fs::remove_file(self.file(id));
    }

    fn file(&self, id: &str) -> PathBuf {
        self.0.join(id).with_extension("json")
    }
}
