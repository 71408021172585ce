//! Where a running server is to be found, and the token for it: `server.json` in the data folder, for its owner
//! alone.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

const NAME: &str = "server.json";

/// Where a running server is to be found.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Note {
    /// Its address: `http://127.0.0.1:8600`.
    pub(crate) address: String,
    /// Who has this may ask it for changes.
    pub(crate) token: String,
    /// What lets the first person in, as long as there is nobody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) setup: Option<String>,
    /// Its process.
    pub(crate) process: u32,
}

/// The note of this server, removed when it stops.
pub(crate) struct Posted(PathBuf);

impl Note {
    /// A new token.
    pub(crate) fn token() -> anyhow::Result<String> {
        let mut bytes = [0; 24];
        getrandom::fill(&mut bytes).map_err(|error| anyhow::anyhow!("no random numbers: {error}"))?;
        Ok(URL_SAFE_NO_PAD.encode(bytes))
    }

    /// The note in a data folder, if there is one.
    pub(crate) fn read(folder: &Path) -> Option<Self> {
        serde_json::from_str(&fs::read_to_string(folder.join(NAME)).ok()?).ok()
    }

    /// Puts it in the data folder.
    pub(crate) fn post(&self, folder: &Path) -> anyhow::Result<Posted> {
        let (file, part) = (folder.join(NAME), folder.join(format!("{NAME}.part")));
        let written = || -> std::io::Result<()> {
            let _ = fs::remove_file(&part);
            let mut options = fs::OpenOptions::new();
            options.write(true).create_new(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            serde_json::to_writer(&options.open(&part)?, self)?;
            fs::rename(&part, &file)
        };
        written().with_context(|| format!("{} cannot be written", file.display()))?;
        Ok(Posted(file))
    }
}

impl Drop for Posted {
    fn drop(&mut self) {
        // What is left behind names a server that does not answer, and is written anew by the next.
        let _ = fs::remove_file(&self.0);
    }
}
