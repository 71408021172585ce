//! Lines of the store go to who listens, in their order, as soon as they are on disk.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, MissedTickBehavior, interval, sleep};
use voorzet_domain::conversation::happening::Resolved;
use voorzet_domain::event::builtin;
use voorzet_engine::own::kind;
use voorzet_store::entry::{Entry, Position};
use voorzet_store::line::Line;

use super::Chat;
use super::show::shown;
use crate::api::problem::Problem;
use crate::serve::app::App;
use crate::serve::clock;

/// How many are taken at once.
const PORTION: usize = 500;

/// How long to wait when the store cannot be read.
const PAUSE: Duration = Duration::from_millis(500);

/// How often it is looked at whether there is something to ask.
const TICK: Duration = Duration::from_secs(1);

/// How often it is looked at whether a queue opened or closed.
const HOURS: Duration = Duration::from_secs(5);

/// What was written that is about chats.
#[derive(Default)]
struct News {
    /// There may be lines.
    has_lines: bool,
    /// Cases were resolved.
    resolved: Vec<Arc<Entry>>,
}

impl Chat {
    /// Follows what is written, for as long as the server runs.
    pub(super) async fn follow(self: &Arc<Self>, app: &App) {
        let mut head = app.hub.head();
        let mut position = head.borrow().last;
        let mut number = loop {
            let begun = async {
                self.find_key(app).await?;
                app.readers.read(voorzet_store::Reader::last_line).await
            };
            match begun.await {
                Ok(number) => break number,
                Err(problem) => tracing::warn!(account = %self.name, %problem, "the chat cannot begin yet"),
            }
            sleep(PAUSE).await;
        };
        let mut tick = interval(TICK);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut hours = interval(HOURS);
        hours.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                changed = head.changed() => if changed.is_err() { return },
                _ = tick.tick() => self.rooms.pass(clock::now()),
                _ = hours.tick() => self.show_openings(app).await,
            }
            let last = head.borrow_and_update().last;
            let news = self.news(app, &mut position, last);
            if news.has_lines {
                number = self.deliver(app, number).await;
            }
            // After what was said, which may be what resolved it.
            for entry in news.resolved {
                self.resolved(app, &entry).await;
            }
        }
    }

    /// What of that which was written since is about chats. What is no longer at hand may be lines.
    fn news(&self, app: &App, position: &mut Position, last: Position) -> News {
        let mut news = News::default();
        while *position < last {
            let Some(entries) = app.hub.after(*position, PORTION).filter(|entries| !entries.is_empty())
            else {
                *position = last;
                news.has_lines = true;
                return news;
            };
            *position = entries.last().map_or(last, |entry| entry.position);
            for entry in entries {
                news.has_lines |= self.is_said(&entry);
                if entry.own.is_some() && entry.event.kind == Resolved::KIND {
                    news.resolved.push(entry);
                }
            }
        }
        news
    }

    fn is_said(&self, entry: &Entry) -> bool {
        match entry.event.kind.as_str() {
            builtin::MESSAGE => entry.event.source == self.name,
            kind::DELIVERY_SENT | kind::DELIVERY_DELIVERED => true,
            _ => false,
        }
    }

    /// Shows the lines after a number to those who listen, and gives the number of the last. A store that cannot be
    /// read is asked until it can.
    async fn deliver(&self, app: &App, mut number: i64) -> i64 {
        loop {
            let begun = Instant::now();
            let lines: Result<Vec<Line>, Problem> =
                app.readers.read(move |reader| reader.lines(number, PORTION)).await;
            match lines {
                Ok(lines) => {
                    let is_whole = lines.len() < PORTION;
                    number = lines.last().map_or(number, |line| line.number);
                    for line in lines.into_iter().filter(|line| line.account == self.name) {
                        let Some(room) = self.rooms.find(&line.address) else { continue };
                        if let Some(line) = shown(line) {
                            room.said(line);
                        }
                    }
                    if is_whole {
                        return number;
                    }
                }
                Err(problem) => {
                    tracing::warn!(account = %self.name, %problem, seconds = begun.elapsed().as_secs_f64(), "lines cannot be read");
                    sleep(PAUSE).await;
                }
            }
        }
    }
}
