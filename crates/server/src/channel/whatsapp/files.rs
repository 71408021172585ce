//! Files that came with messages. Meta keeps them for some days, so the message is kept at once, with the hash that
//! Meta states, and its bytes are fetched afterwards. What is still to be fetched is kept in the same commit as the
//! message, so that no restart forgets it.

use std::sync::Arc;
use std::time::Duration as Span;

use compact_str::{CompactString, format_compact};
use futures_util::future::join_all;
use tokio::sync::{Mutex, MutexGuard, Notify, watch};
use voorzet_channels::whatsapp::Missing;
use voorzet_channels::whatsapp::receive::File;
use voorzet_domain::time::{Duration, Timestamp};
use voorzet_store::entry::Incoming;

use super::account::Whatsapp;
use super::again::FILES;
use crate::api::problem::Problem;
use crate::serve::app::App;
use crate::serve::clock;

/// For how long a file is tried to be fetched: Meta has it no longer then.
const PATIENCE: Duration = Duration::from_days(7);

/// The waits between tries: the first, and the longest.
const WAIT: (Duration, Duration) = (Duration::from_secs(2), Duration::from_hours(1));

/// How many are fetched at once.
const AT_ONCE: usize = 4;

/// Files that are to be fetched.
#[derive(Default)]
pub(super) struct Files {
    waiting: Mutex<Option<Vec<Waiting>>>,
    more: Notify,
}

/// A file that is to be fetched.
#[derive(Clone)]
struct Waiting {
    file: File,
    tries: u32,
    not_before: Timestamp,
}

impl Whatsapp {
    /// Puts messages in the log together with what is to be fetched for them.
    pub(super) async fn keep(
        &self,
        app: &App,
        mut incoming: Vec<Incoming>,
        files: Vec<File>,
        bytes: usize,
    ) -> Result<(), Problem> {
        if files.is_empty() {
            return app.take_in(&self.name, incoming, bytes).await.map(drop);
        }
        let mut kept = self.waiting(app).await?;
        let mut all = kept.clone().unwrap_or_default();
        let new = files.into_iter().filter(|file| !all.iter().any(|known| known.file.id == file.id));
        let new: Vec<Waiting> = new.map(|file| Waiting { not_before: file.at, file, tries: 0 }).collect();
        all.extend(new);
        incoming.push(self.mark(&all)?);
        app.take_in(&self.name, incoming, bytes).await?;
        *kept = Some(all);
        self.files.more.notify_one();
        Ok(())
    }

    /// What is to be fetched, as the store has it. While it is held nobody else changes it.
    async fn waiting(&self, app: &App) -> Result<MutexGuard<'_, Option<Vec<Waiting>>>, Problem> {
        let mut waiting = self.files.waiting.lock().await;
        if waiting.is_none() {
            let name = self.kept_as();
            let kept = app.readers.read(move |reader| reader.meta(&name)).await?;
            let files: Vec<File> = kept
                .map(|kept| serde_json::from_str(&kept))
                .transpose()
                .map_err(|error| Problem::internal(&error))?
                .unwrap_or_default();
            let begin = |file: File| Waiting { not_before: file.at, file, tries: 0 };
            *waiting = Some(files.into_iter().map(begin).collect());
        }
        Ok(waiting)
    }

    fn mark(&self, all: &[Waiting]) -> Result<Incoming, Problem> {
        let files: Vec<&File> = all.iter().map(|waiting| &waiting.file).collect();
        let value = serde_json::to_string(&files).map_err(|error| Problem::internal(&error))?;
        Ok(Incoming::Mark { name: self.kept_as(), value })
    }

    fn kept_as(&self) -> CompactString {
        format_compact!("whatsapp/{}/files", self.name)
    }

    /// Those that are due, and otherwise when the next is.
    async fn due(&self, app: &App) -> Result<Result<Vec<Waiting>, Option<Timestamp>>, Problem> {
        let waiting = self.waiting(app).await?;
        let all = waiting.as_deref().unwrap_or_default();
        let now = clock::now();
        let due: Vec<Waiting> =
            all.iter().filter(|one| one.not_before <= now).take(AT_ONCE).cloned().collect();
        if due.is_empty() { Ok(Err(all.iter().map(|one| one.not_before).min())) } else { Ok(Ok(due)) }
    }

    /// Fetches one, and keeps what came of it.
    async fn get(&self, app: &App, waiting: Waiting) {
        let file = &waiting.file;
        let hash = file.hash.clone();
        let here = app.readers.read(move |reader| Ok(reader.blob(&hash)?.is_some())).await;
        let done = if here.is_ok_and(|here| here) {
            self.settle(app, file, Vec::new()).await
        } else {
            let (graph, number) = (self.settings.graph(), &self.settings.number);
            let fetched = graph.fetch(app.delivery.client(), number, file, clock::now()).await;
            let late = clock::now().since(file.at) > PATIENCE;
            match fetched {
                Ok(bytes) => {
                    self.settle(app, file, vec![Incoming::Blob { hash: file.hash.clone(), bytes }]).await
                }
                Err(Missing::ForGood(problem)) => self.give_up(app, file, problem).await,
                Err(Missing::Now(problem) | Missing::Auth(problem)) if late => {
                    self.give_up(app, file, problem).await
                }
                Err(Missing::Auth(problem)) => {
                    self.tell(app, Some(problem)).await;
                    Ok(false)
                }
                Err(Missing::Now(problem)) => {
                    tracing::info!(account = %self.name, file = %file.id, %problem, "a file is not here yet");
                    Ok(false)
                }
            }
        };
        if !done.unwrap_or(false) {
            self.put_off(app, &waiting).await;
        }
    }

    /// A file that never comes is told to people: its message is there without it.
    async fn give_up(&self, app: &App, file: &File, problem: String) -> Result<bool, Problem> {
        let body = serde_json::to_string(file).map_err(|error| Problem::internal(&error))?;
        let (source, door) = (self.name.clone(), CompactString::const_new(FILES));
        let problem = format!("the file cannot be fetched: {problem}");
        self.settle(app, file, vec![Incoming::Unreadable { source, door, body, problem }]).await
    }

    /// It is no longer to be fetched.
    async fn settle(&self, app: &App, file: &File, mut incoming: Vec<Incoming>) -> Result<bool, Problem> {
        let mut kept = self.waiting(app).await?;
        let mut all = kept.clone().unwrap_or_default();
        all.retain(|known| known.file.id != file.id);
        incoming.push(self.mark(&all)?);
        let bytes = incoming.iter().map(size).sum();
        app.take_in(&self.name, incoming, bytes).await?;
        *kept = Some(all);
        Ok(true)
    }

    async fn put_off(&self, app: &App, waiting: &Waiting) {
        let Ok(mut kept) = self.waiting(app).await else { return };
        let known = kept.iter_mut().flatten().find(|known| known.file.id == waiting.file.id);
        if let Some(known) = known {
            known.tries += 1;
            let wait = WAIT.0.as_micros() << known.tries.min(20);
            known.not_before = clock::now().plus(Duration::from_micros(wait).min(WAIT.1));
        }
    }
}

fn size(incoming: &Incoming) -> usize {
    match incoming {
        Incoming::Blob { bytes, .. } => bytes.len(),
        _ => 0,
    }
}

/// Fetches what is to be fetched, until it is asked to stop.
pub(super) async fn fetch(account: &Arc<Whatsapp>, app: &Arc<App>, mut stop: watch::Receiver<bool>) {
    loop {
        let work = async {
            match account.due(app).await {
                Ok(Ok(due)) => {
                    join_all(due.into_iter().map(|waiting| account.get(app, waiting))).await;
                }
                Ok(Err(next)) => {
                    let wait = next.map_or(Span::from_hours(1), |next| {
                        Span::from_micros(next.since(clock::now()).as_micros().unsigned_abs())
                    });
                    // Whichever comes first.
                    let _ = tokio::time::timeout(wait, account.files.more.notified()).await;
                }
                Err(problem) => {
                    tracing::warn!(account = %account.name, %problem, "what is to be fetched cannot be read");
                    tokio::time::sleep(Span::from_secs(1)).await;
                }
            }
        };
        tokio::select! {
            () = work => {}
            _ = stop.wait_for(|stop| *stop) => break,
        }
    }
}
