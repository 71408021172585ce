//! Who contacted the organisation, kept in memory for whoever asks for figures: read from the store when somebody
//! first asks, and kept up with what is written.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError, RwLock};

use voorzet_engine::live::Turned;
use voorzet_engine::projection::crowd::Crowd;
use voorzet_store::entry::Position;
use voorzet_store::figure::Contact;
use voorzet_store::{Reader, StoreError};

/// How many contacts may wait to be taken in before the one who writes tries to do that.
const WAITING: usize = 50_000;

/// Who contacted the organisation.
#[derive(Default)]
pub(crate) struct Crowds {
    crowd: RwLock<Option<Known>>,
    /// Nobody is told anything before somebody asks.
    asked: AtomicBool,
    news: Mutex<News>,
}

struct Known {
    crowd: Crowd,
    /// Up to where the log is in it.
    through: Position,
}

/// What was written and is not taken in. Whoever writes waits for nobody, so it is put here first.
#[derive(Default)]
struct News {
    contacts: Vec<(Position, Contact)>,
    relinked: bool,
}

impl Crowds {
    /// Notes what a turn wrote.
    pub(crate) fn turned(&self, turned: &mut Turned) {
        if !self.asked.load(Ordering::Acquire) || (turned.contacts.is_empty() && !turned.relinked) {
            return;
        }
        // What is said of who is who takes effect in a turn that may write nothing else.
        let last = turned.entries.last().map_or(Position(0), |entry| entry.position);
        let mut news = self.news.lock().unwrap_or_else(PoisonError::into_inner);
        news.contacts.extend(turned.contacts.drain(..).map(|contact| (last, contact)));
        news.relinked |= turned.relinked;
        if news.contacts.len() > WAITING
            && let Ok(mut crowd) = self.crowd.try_write()
            && let Some(known) = crowd.as_mut()
        {
            news.relinked = known.take(&mut news);
        }
    }

    /// Answers a question about everybody, as of now.
    pub(crate) fn ask<T>(
        &self,
        reader: &Reader,
        answer: impl FnOnce(&Crowd) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.asked.store(true, Ordering::Release);
        {
            let mut crowd = self.crowd.write().unwrap_or_else(PoisonError::into_inner);
            let mut known = if let Some(known) = crowd.take() {
                known
            } else {
                let (crowd, through) = Crowd::read(reader)?;
                Known { crowd, through }
            };
            let relinked = known.take(&mut self.news.lock().unwrap_or_else(PoisonError::into_inner));
            let read = if relinked { known.crowd.read_links(reader) } else { Ok(()) };
            *crowd = Some(known);
            read?;
        }
        let crowd = self.crowd.read().unwrap_or_else(PoisonError::into_inner);
        match crowd.as_ref() {
            Some(known) => answer(&known.crowd),
            // Another who asked could not read it.
            None => answer(&Crowd::default()),
        }
    }
}

impl Known {
    /// Takes in what is newer than what was read. Says whether links are to be read again.
    fn take(&mut self, news: &mut News) -> bool {
        for (position, contact) in news.contacts.drain(..) {
            if position > self.through {
                self.crowd.add(&contact);
            }
        }
        std::mem::take(&mut news.relinked)
    }
}
