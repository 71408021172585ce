//! What comes, into the log: batch after batch, each with how far it was read.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::watch;
use voorzet_channels::mail::imap::{Listed, Session};
use voorzet_channels::mail::{Failure, LARGEST, Mailbox, Read, Refused, read};
use voorzet_domain::time::Timestamp;
use voorzet_store::entry::{Incoming, Mode};
use voorzet_store::outbox::RouteResult;
use voorzet_store::quarantine::Quarantined;

use super::Mail;
use super::position::Position;
use super::unsubscribe;
use crate::serve::app::App;
use crate::serve::clock;

/// How long to wait after a failure, at first and at most.
const FIRST: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_mins(5);

/// How long a server is waited for before it is asked again: within what routers on the way keep a silent
/// connection.
const IDLE: Duration = Duration::from_mins(4);

/// How many mails are read at once, and how much of them.
const AMOUNT: usize = 200;
const BYTES: usize = 8_000_000;

/// How many are read at once while people wait for answers, for each that is put on disk at once.
const AHEAD: usize = 4;

/// How much of what cannot be read is kept.
const KEPT: usize = 256 * 1024;

/// How often it is told that all is well.
const WELL: Duration = Duration::from_mins(1);

/// Reads a mailbox until the server stops. Whatever goes wrong is told, and tried again.
pub(super) async fn listen(mail: &Mail, app: &Arc<App>, mut stop: watch::Receiver<bool>) {
    let mut wait = FIRST;
    loop {
        let mut listening = Listening { mail, app, told: None };
        let ended = tokio::select! {
            _ = stop.wait_for(|stop| *stop) => return,
            ended = listening.run() => ended,
        };
        if listening.told.is_some() {
            wait = FIRST;
        }
        if let Err(failure) = ended {
            if matches!(failure, Failure::Auth(_)) {
                mail.logins.forget().await;
            }
            tracing::warn!(account = %mail.name, %failure, seconds = wait.as_secs(), "the mailbox cannot be read");
            listening.tell(Some(failure.to_string())).await;
        }
        tokio::select! {
            _ = stop.wait_for(|stop| *stop) => return,
            () = tokio::time::sleep(wait) => {}
        }
        wait = (wait * 2).min(LONGEST);
    }
}

/// A mailbox that is being read over one connection.
struct Listening<'a> {
    mail: &'a Mail,
    app: &'a Arc<App>,
    /// When it was last told that all is well.
    told: Option<Instant>,
}

impl Listening<'_> {
    /// Reads until something goes wrong.
    async fn run(&mut self) -> Result<(), Failure> {
        let (mail, place) = (self.mail, &self.mail.settings.imap);
        let login = mail.logins.at(place, self.app.delivery.client()).await?;
        let login = login.ok_or_else(|| Failure::Auth("no user is named".to_owned()))?;
        let mut session = Session::open(&place.server, &mail.tls, &login).await?;
        let opened = session.select(&place.mailbox, !mail.settings.seen).await?;
        let mut position = Position::in_mailbox(self.known().await?, opened);
        loop {
            while self.batch(&mut session, &mut position).await? {}
            self.is_well().await;
            if session.tells() {
                session.wait(IDLE).await?;
            } else {
                tokio::time::sleep(Duration::from_micros(mail.settings.poll.as_micros().unsigned_abs()))
                    .await;
                session.nudge().await?;
            }
        }
    }

    /// How far it was read.
    async fn known(&self) -> Result<Option<Position>, Failure> {
        let name = Position::kept_as(&self.mail.name);
        let kept = self.app.readers.read(move |reader| reader.meta(&name)).await;
        let kept = kept.map_err(|_| Failure::Lost("the store cannot be read".to_owned()))?;
        let Some(text) = kept else { return Ok(None) };
        match serde_json::from_str(&text) {
            Ok(position) => Ok(Some(position)),
            Err(error) => Err(Failure::Nonsense(format!("how far the mailbox was read: {error}"))),
        }
    }

    /// Reads what is there; gives whether there may be more.
    async fn batch(&mut self, session: &mut Session, position: &mut Position) -> Result<bool, Failure> {
        let (search, more) = position.search();
        let mut uids = session.search(&search).await?;
        uids.retain(|uid| position.is_ahead(*uid));
        if uids.is_empty() {
            if more {
                position.is_through();
                self.take_in(vec![self.mark(position)?], 0).await?;
            }
            return Ok(more);
        }
        let mut left = uids.as_slice();
        while !left.is_empty() {
            // The mail's server and we are busy with them for so long.
            let most = self.app.queue.portion().map_or(AMOUNT, |portion| portion * AHEAD);
            let (next, behind) = left.split_at(most.min(left.len()));
            self.read(session, position, next).await?;
            self.is_well().await;
            left = behind;
        }
        Ok(true)
    }

    /// Reads some mails.
    async fn read(
        &self,
        session: &mut Session,
        position: &mut Position,
        uids: &[u32],
    ) -> Result<(), Failure> {
        let listed = session.list(uids).await?;
        let mut at = 0;
        while at < listed.len() {
            let portion = portion(&listed[at..]);
            at += portion.len();
            self.portion(session, position, portion).await?;
        }
        if let Some(last) = uids.last().filter(|last| position.is_ahead(**last)) {
            // Gone since: nothing to read, and nothing to look for again.
            position.read(*last, None);
            self.take_in(vec![self.mark(position)?], 0).await?;
        }
        Ok(())
    }

    /// Tells that all is well, once in a while.
    async fn is_well(&mut self) {
        if self.told.is_none_or(|told| told.elapsed() >= WELL) {
            self.tell(None).await;
            self.told = Some(Instant::now());
        }
    }

    /// Reads mails that are not too much at once.
    async fn portion(
        &self,
        session: &mut Session,
        position: &mut Position,
        listed: &[Listed],
    ) -> Result<(), Failure> {
        let uids: Vec<u32> = listed.iter().map(|listed| listed.uid).collect();
        let only_heads = listed.iter().any(|listed| listed.size > LARGEST);
        let fetched = session.fetch(&uids, only_heads).await?;
        let (mailbox, kept) = (self.mail.mailbox.clone(), listed.to_vec());
        let key = self.app.readers.read(|reader| reader.meta(unsubscribe::KEPT_AS)).await;
        let key = key.map_err(|_| Failure::Lost("the store cannot be read".to_owned()))?;
        let reading = tokio::task::spawn_blocking(move || {
            let one = |(uid, raw): (u32, Vec<u8>)| {
                let listed = kept.iter().find(|listed| listed.uid == uid)?;
                let incoming = incoming(&raw, listed, &mailbox, key.as_deref());
                Some(OneMail { uid, arrived: listed.arrived, size: listed.size.min(LARGEST), incoming })
            };
            fetched.into_iter().filter_map(one).collect::<VecDeque<OneMail>>()
        });
        let mut mails = reading.await.map_err(|error| Failure::Lost(error.to_string()))?;
        while !mails.is_empty() {
            let few = self.app.queue.portion().map_or(mails.len(), |portion| portion.min(mails.len()));
            self.keep(position, mails.drain(..few)).await?;
        }
        if self.mail.settings.seen {
            session.mark_seen(&uids).await?;
        }
        Ok(())
    }

    /// Has mails on disk, and how far it was read with them.
    async fn keep(
        &self,
        position: &mut Position,
        mails: impl Iterator<Item = OneMail>,
    ) -> Result<(), Failure> {
        let (mut incoming, mut bytes) = (Vec::new(), 0);
        let now = clock::now();
        for mail in mails {
            position.read(mail.uid, mail.arrived.map(|arrived| arrived.min(now)));
            bytes += mail.size;
            incoming.extend(mail.incoming);
        }
        incoming.push(self.mark(position)?);
        self.take_in(incoming, bytes).await
    }

    fn mark(&self, position: &Position) -> Result<Incoming, Failure> {
        let value = serde_json::to_string(position).map_err(|error| Failure::Nonsense(error.to_string()))?;
        Ok(Incoming::Mark { name: Position::kept_as(&self.mail.name), value })
    }

    /// Has it on disk. While nothing is taken the mailbox keeps it for us.
    async fn take_in(&self, incoming: Vec<Incoming>, bytes: usize) -> Result<(), Failure> {
        let mut wait = Duration::from_millis(50);
        loop {
            match self.app.take_in_calmly(incoming.clone(), bytes).await {
                Ok(_) => return Ok(()),
                Err(problem) => {
                    tracing::debug!(account = %self.mail.name, ?problem, "mail waits to be taken in");
                }
            }
            tokio::time::sleep(wait).await;
            wait = (wait * 2).min(Duration::from_secs(2));
        }
    }

    /// Tells how reading goes. When that cannot be kept now, the next time tells it.
    async fn tell(&self, problem: Option<String>) {
        let route = compact_str::format_compact!("{}/in", self.mail.name);
        let health = Incoming::Health(RouteResult { route, at: clock::now(), problem });
        if let Err(problem) = self.app.take_in_calmly(vec![health], 0).await {
            tracing::debug!(account = %self.mail.name, ?problem, "how reading goes is not kept");
        }
    }
}

/// What a mail brings.
struct OneMail {
    uid: u32,
    arrived: Option<Timestamp>,
    size: usize,
    incoming: Vec<Incoming>,
}

/// The first of these that are not too much at once. One that is too large is alone.
fn portion(listed: &[Listed]) -> &[Listed] {
    let mut bytes = 0;
    let fits = |listed: &&Listed| {
        bytes += listed.size;
        bytes <= BYTES
    };
    let amount = listed.iter().take_while(fits).count().max(1);
    &listed[..amount]
}

/// What a mail brings: what it holds, or why it cannot be read.
/// `key` is what links to stop a purpose are signed with.
fn incoming(raw: &[u8], listed: &Listed, mailbox: &Mailbox, key: Option<&str>) -> Vec<Incoming> {
    let arrived = listed.arrived.unwrap_or_else(clock::now);
    let event = |event| Incoming::Event { event, mode: Mode::Live };
    match safely(raw, listed, mailbox, arrived) {
        Ok(Read::Message(message, files)) => {
            if let Some(withdrawn) = key.and_then(|key| unsubscribe::by_mail(&message, key)) {
                return vec![event(withdrawn)];
            }
            let blobs = files.into_iter().map(|file| Incoming::Blob { hash: file.hash, bytes: file.bytes });
            blobs.chain([event(*message)]).collect()
        }
        Ok(Read::Bounced(events)) => events.into_iter().map(event).collect(),
        Ok(Read::Ours) => Vec::new(),
        Err(refused) => vec![Incoming::Unreadable {
            source: mailbox.account.clone(),
            door: "mail".into(),
            body: String::from_utf8_lossy(&raw[..raw.len().min(KEPT)]).into_owned(),
            problem: refused.to_string(),
        }],
    }
}

/// Reads a mail in quarantine once more.
pub(super) fn again(
    item: &Quarantined,
    mailbox: &Mailbox,
    key: Option<&str>,
) -> Result<Vec<Incoming>, String> {
    if item.body.len() >= KEPT {
        return Err("only its beginning is kept here; the whole mail is in the mailbox".to_owned());
    }
    let listed = Listed { uid: 0, size: item.body.len(), arrived: Some(item.at) };
    let read = incoming(item.body.as_bytes(), &listed, mailbox, key);
    let problem = read.iter().find_map(|incoming| match incoming {
        Incoming::Unreadable { problem, .. } => Some(problem.clone()),
        _ => None,
    });
    problem.map_or(Ok(read), Err)
}

/// Reads a mail. A bug of ours is no more than a mail that cannot be read.
fn safely(raw: &[u8], listed: &Listed, mailbox: &Mailbox, arrived: Timestamp) -> Result<Read, Refused> {
    if listed.size > LARGEST {
        return Err(Refused::Large(listed.size));
    }
    catch_unwind(AssertUnwindSafe(|| read(raw, mailbox, arrived))).unwrap_or_else(|_| {
        tracing::error!(account = %mailbox.account, uid = listed.uid, "reading a mail broke off");
        Err(Refused::Broken)
    })
}
