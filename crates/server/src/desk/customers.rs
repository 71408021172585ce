//! What customers who are there see of the desk while they wait, and what the desk sees of them: who types, who answers,
//! the place in the queue. Nothing of it is kept, and only a channel that shows it is told.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use compact_str::CompactString;
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::MissedTickBehavior;
use voorzet_domain::conversation::{Case, Conversation};
use voorzet_engine::inbox::waiting;
use voorzet_store::desk::{Order, View};
use voorzet_store::{Reader, StoreError};

use super::presence::Present;
use crate::api::period;
use crate::api::problem::Problem;
use crate::channel::{Sign, Typing};
use crate::serve::app::App;
use crate::serve::clock;

/// How often those who wait are told their place, when it is another.
const ROUND: Duration = Duration::from_secs(2);

/// How often they are told though nothing changed: somebody may have come back.
const AGAIN: Duration = Duration::from_secs(10);

/// Of how many whom somebody answers it is told by whom.
const MOST: usize = 500;

/// Tells customers who are there how things are, until the server stops.
pub(crate) async fn keep(app: Arc<App>) {
    let typing = app.delivery.accounts().typing();
    if typing.is_empty() {
        return;
    }
    for account in typing {
        tokio::spawn(follow(Arc::clone(&app), account));
    }
    let mut round = tokio::time::interval(ROUND);
    round.set_missed_tick_behavior(MissedTickBehavior::Skip);
    let mut over = app.hub.head();
    let (mut seen, mut told) = (None, Instant::now());
    loop {
        round.tick().await;
        let head = *over.borrow_and_update();
        if head.over {
            return;
        }
        if seen == Some(head.last) && told.elapsed() < AGAIN {
            continue;
        }
        match standing(&app).await {
            Ok(all) => {
                // Who was told this before is not told again: the channel remembers.
                for (whom, how) in &all {
                    let sign = Sign::Answered { by: how.by.as_deref(), place: how.place };
                    app.delivery.accounts().show(&whom.0, &whom.1, sign);
                }
                (seen, told) = (Some(head.last), Instant::now());
            }
            Err(problem) => tracing::warn!(?problem, "nobody who waits is told their place"),
        }
    }
}

/// An account, and where a customer is on it.
type Whom = (CompactString, String);

/// How things are for a customer.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Standing {
    /// Who answers, by name.
    by: Option<String>,
    /// Their place in the queue, while nobody does.
    place: Option<u32>,
}

/// How things are for everybody whose case is open on a channel that shows it.
async fn standing(app: &Arc<App>) -> Result<BTreeMap<Whom, Standing>, Problem> {
    let strategy = period::strategy(app).await?;
    let people = app.access.known().names();
    let shows: Vec<CompactString> = app.delivery.accounts().showing();
    let read = move |reader: &Reader| {
        reader.at_once(|reader| {
            let mut standing = BTreeMap::new();
            let (cases, places) = waiting(reader, &strategy, clock::now())?;
            for case in cases {
                let how = Standing { by: None, place: places.get(&case.id).copied() };
                for whom in of(reader, &case, &shows)? {
                    standing.entry(whom).or_insert_with(|| how.clone());
                }
            }
            for case in reader.cases(&View::All, Order::Newest, None, MOST)? {
                let Some(agent) = case.agent else { continue };
                let how = Standing { by: people.get(&agent.0).cloned(), place: None };
                for whom in of(reader, &case, &shows)? {
                    standing.insert(whom, how.clone());
                }
            }
            Ok(standing)
        })
    };
    app.readers.read(read).await
}

/// Where the customer of a case may be told something.
fn of(reader: &Reader, case: &Case, shows: &[CompactString]) -> Result<Vec<Whom>, StoreError> {
    if !case.channels.iter().any(|channel| shows.iter().any(|account| account.starts_with(channel.as_str())))
    {
        return Ok(Vec::new());
    }
    let known = reader.conversations_of(case)?.into_iter().filter(|known| shows.contains(&known.account));
    Ok(known.map(|Conversation { account, address, .. }| (account, address)).collect())
}

/// Agents see which customers type.
async fn follow(app: Arc<App>, mut typing: broadcast::Receiver<Typing>) {
    loop {
        match typing.recv().await {
            Ok(typing) => {
                if let Err(problem) = show(&app, typing).await {
                    tracing::warn!(?problem, "that a customer types is not shown");
                }
            }
            // Who still types says so again.
            Err(RecvError::Lagged(_)) => {}
            Err(RecvError::Closed) => return,
        }
    }
}

async fn show(app: &App, Typing { account, address, on }: Typing) -> Result<(), Problem> {
    let read = move |reader: &Reader| {
        let Some(known) = reader.conversations_with(&account, &address, 1)?.pop() else { return Ok(None) };
        let cases = reader.cases_of_conversation(known.id, 8)?;
        Ok(Some((known.name, cases)))
    };
    let Some((name, cases)) = app.readers.read(read).await? else { return Ok(()) };
    for case in cases.iter().filter(|case| case.is_open()) {
        let present = Present { agent: None, name: name.clone(), typing: true };
        let is_news = if on {
            app.desk.presence.sign(case.id.0, present, Instant::now())
        } else {
            app.desk.presence.leave(case.id.0, None)
        };
        if is_news {
            let _nobody_listens = app.desk.feed.present.send(case.id.0);
        }
    }
    Ok(())
}
