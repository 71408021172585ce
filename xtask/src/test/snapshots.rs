//! Snapshots that no test looks at any more.
//!
//! `insta` writes the name of every snapshot a run compares with into the file that a variable names; what
//! the source tree holds beyond those is left over from a test that is gone.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::tidy;

/// The variable by which `insta` is told where to write.
pub(super) const VARIABLE: &str = "INSTA_SNAPSHOT_REFERENCES_FILE";

/// The snapshots that one run of the tests compared with.
pub(super) struct References(PathBuf);

impl References {
    /// Starts with an empty list.
    pub(super) fn start(target: &Path) -> Result<Self> {
        let file = target.join("snapshot-references.txt");
        fs::create_dir_all(target)?;
        fs::write(&file, "").with_context(|| format!("{} cannot be written", file.display()))?;
        Ok(Self(file))
    }

    /// Where `insta` is to write.
    pub(super) fn file(&self) -> &Path {
        &self.0
    }

    /// Fails with the names of the snapshots that no test compared with.
    pub(super) fn check(&self, root: &Path) -> Result<()> {
        let used: BTreeSet<PathBuf> = fs::read_to_string(&self.0)?
            .lines()
            .filter_map(|line| Path::new(line.trim()).canonicalize().ok())
            .collect();
        let mut orphans = Vec::new();
        for path in tidy::tracked(root)?.into_iter().filter(|path| tidy::extension(path) == "snap") {
            if !used.contains(&root.join(&path).canonicalize()?) {
                orphans.push(path);
            }
        }
        if !orphans.is_empty() {
            bail!("no test compares with {}: remove it", orphans.join(", "));
        }
        println!("{} snapshots in use, none left over", used.len());
        Ok(())
    }
}
