//! A secret that stands in the settings, or in a file that they name. Such a file is read whenever the secret is needed, so
//! that one that is put in its place counts from then on, without a restart.

use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use voorzet_channels::whatsapp::Secret;

/// What a secret begins with that stands in a file.
const FILE: &str = "file:";

/// How often it is looked at whether one was put in its place.
const LOOK: Duration = Duration::from_secs(5);

/// A secret, and where it comes from.
#[derive(Clone, Debug)]
pub(super) struct Held {
    file: Option<PathBuf>,
    last: Arc<RwLock<Secret>>,
}

impl Held {
    /// Reads what a setting says. The problem says nothing of the secret itself.
    pub(super) fn read(text: &str, setting: &str) -> Result<Self, String> {
        let file = text.strip_prefix(FILE);
        let read = match file {
            Some(path) => fs::read_to_string(path)
                .map_err(|error| format!("`{setting}`: {path} cannot be read: {error}"))?,
            None => text.to_owned(),
        };
        let secret = Secret::new(&read).ok_or_else(|| format!("`{setting}` is empty"))?;
        Ok(Self { file: file.map(PathBuf::from), last: Arc::new(RwLock::new(secret)) })
    }

    /// The secret as it is now. While its file is missing or empty, as when it is being written, the last one counts.
    pub(super) fn now(&self) -> Secret {
        let last = || self.last.read().unwrap_or_else(PoisonError::into_inner).clone();
        let Some(file) = &self.file else { return last() };
        let Some(read) = fs::read_to_string(file).ok().and_then(|text| Secret::new(&text)) else {
            return last();
        };
        if read != last() {
            *self.last.write().unwrap_or_else(PoisonError::into_inner) = read.clone();
        }
        read
    }

    /// Waits until it is another than it was.
    pub(super) async fn changed(&self, before: &Secret) {
        if self.file.is_none() {
            return std::future::pending().await;
        }
        while self.now() == *before {
            tokio::time::sleep(LOOK).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_again_and_one_that_is_being_written_changes_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("token");
        let put = |text: &str| fs::write(&file, text).expect("written");
        put("one\n");
        let held = Held::read(&format!("file:{}", file.display()), "token").expect("a secret");
        let now = || held.now().reveal().to_owned();
        assert_eq!(now(), "one");
        put("");
        assert_eq!(now(), "one");
        put("two\n");
        assert_eq!(now(), "two");
        fs::remove_file(&file).expect("removed");
        assert_eq!((now().as_str(), format!("{held:?}").contains("two")), ("two", false));
        assert_eq!(Held::read("plain", "token").expect("a secret").now().reveal(), "plain");
    }
}
