//! Speaking with an IMAP server (RFC 3501, 2177): as much as it takes to read a mailbox and to keep copies.
//! Nothing is ever deleted.
//!
//! | file | what |
//! |---|---|
//! | `answer` | what the server says |
//! | `name` | names of mailboxes, texts and sets of numbers as they go on the wire |

mod answer;
mod name;

use std::sync::Arc;
use std::time::Duration;

use tokio_rustls::rustls::ClientConfig;
use voorzet_domain::time::Timestamp;

use super::connection::{Connection, Failure, Security, Server};
use super::login::Login;
use answer::{Answer, Told};
use name::{quoted, set, utf7};

/// A conversation with an IMAP server, signed in.
pub struct Session {
    connection: Connection,
    commands: u32,
    capabilities: Vec<String>,
    /// Whether the server said of something new since it was last searched for: it says so once.
    news: bool,
}

/// A mailbox that was opened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Opened {
    /// Numbers of mails mean the same as long as this is the same.
    pub validity: u32,
    /// The number that the next mail gets, at least.
    pub next: u32,
}

/// What is known of a mail before it is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its number.
    pub uid: u32,
    /// How long it is.
    pub size: usize,
    /// When the server took it in.
    pub arrived: Option<Timestamp>,
}

impl Session {
    /// Connects and signs in.
    pub async fn open(server: &Server, tls: &Arc<ClientConfig>, login: &Login) -> Result<Self, Failure> {
        let connection = Connection::open(server, tls).await?;
        let mut session = Self { connection, commands: 0, capabilities: Vec::new(), news: false };
        let greeting = session.answer().await?;
        if let Answer::Other(Told { kind: answer::Kind::Bye(text), .. }) = greeting {
            return Err(Failure::Refused("the connection", text));
        }
        if server.security == Security::StartTls {
            session.command("STARTTLS").await?;
            session.connection = session.connection.upgrade().await?;
        }
        session.ask_capabilities().await?;
        session.sign_in(login).await?;
        session.ask_capabilities().await?;
        Ok(session)
    }

    /// Whether the server tells by itself when something comes.
    pub fn tells(&self) -> bool {
        self.can("IDLE")
    }

    fn can(&self, capability: &str) -> bool {
        self.capabilities.iter().any(|known| known.eq_ignore_ascii_case(capability))
    }

    async fn ask_capabilities(&mut self) -> Result<(), Failure> {
        for told in self.command("CAPABILITY").await? {
            if let answer::Kind::Capabilities(known) = told.kind {
                self.capabilities = known;
            }
        }
        Ok(())
    }

    async fn sign_in(&mut self, login: &Login) -> Result<(), Failure> {
        let (method, said) = login.said();
        let refused = |failure: Failure| match failure {
            Failure::Refused(_, text) => Failure::Auth(text),
            other => other,
        };
        if self.can(&format!("AUTH={method}")) {
            let at_once = self.can("SASL-IR");
            let command = if at_once {
                format!("AUTHENTICATE {method} {said}")
            } else {
                format!("AUTHENTICATE {method}")
            };
            let mut texts = vec![said].into_iter();
            if at_once {
                texts.next();
            }
            // After our one text, a server that asks for more says what is wrong; an empty line ends that.
            return self
                .command_with(&command, || texts.next().unwrap_or_default())
                .await
                .map(drop)
                .map_err(refused);
        }
        let Login::Password { user, password } = login else {
            return Err(Failure::Auth(format!("it does not take {method}")));
        };
        let command = format!("LOGIN {} {}", quoted(user)?, quoted(password)?);
        self.command(&command).await.map(drop).map_err(refused)
    }

    /// Opens a mailbox; `only_reading` changes nothing in it, not even what is new.
    pub async fn select(&mut self, mailbox: &str, only_reading: bool) -> Result<Opened, Failure> {
        let verb = if only_reading { "EXAMINE" } else { "SELECT" };
        let mut opened = Opened::default();
        for told in self.command(&format!("{verb} {}", quoted(&utf7(mailbox))?)).await? {
            match told.kind {
                answer::Kind::Validity(validity) => opened.validity = validity,
                answer::Kind::Next(next) => opened.next = next,
                _ => {}
            }
        }
        if opened.validity == 0 {
            return Err(Failure::Nonsense(format!("{mailbox} has no UIDVALIDITY")));
        }
        if opened.next == 0 {
            // A few do not say it.
            opened.next = self.search("ALL").await?.last().map_or(1, |last| last + 1);
        }
        Ok(opened)
    }

    /// The numbers of the mails for which something holds, in order.
    pub async fn search(&mut self, what: &str) -> Result<Vec<u32>, Failure> {
        let mut found = Vec::new();
        self.news = false;
        for told in self.command(&format!("UID SEARCH {what}")).await? {
            if let answer::Kind::Found(uids) = told.kind {
                found.extend(uids);
            }
        }
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }

    /// Whether a mailbox holds a mail of this id.
    pub async fn holds(&mut self, mailbox: &str, id: &str) -> Result<bool, Failure> {
        self.select(mailbox, true).await?;
        let found = self.search(&format!("HEADER Message-ID {}", quoted(&format!("<{id}>"))?)).await?;
        Ok(!found.is_empty())
    }

    /// What is known of mails before they are read. What is gone is left out.
    pub async fn list(&mut self, uids: &[u32]) -> Result<Vec<Listed>, Failure> {
        let told = self.command(&format!("UID FETCH {} (UID RFC822.SIZE INTERNALDATE)", set(uids))).await?;
        let listed = told.into_iter().filter_map(|told| match told.kind {
            answer::Kind::Fetched(fetched) => {
                Some(Listed { uid: fetched.uid?, size: fetched.size?, arrived: fetched.arrived })
            }
            _ => None,
        });
        let mut listed: Vec<Listed> = listed.filter(|listed| uids.contains(&listed.uid)).collect();
        listed.sort_unstable_by_key(|listed| listed.uid);
        listed.dedup_by_key(|listed| listed.uid);
        Ok(listed)
    }

    /// Mails as they came, or of those that are too large their heads. They do not become read by it.
    pub async fn fetch(&mut self, uids: &[u32], only_heads: bool) -> Result<Vec<(u32, Vec<u8>)>, Failure> {
        let part = if only_heads { "BODY.PEEK[HEADER]" } else { "BODY.PEEK[]" };
        let told = self.command(&format!("UID FETCH {} (UID {part})", set(uids))).await?;
        let mut fetched: Vec<(u32, Vec<u8>)> = told
            .into_iter()
            .filter_map(|told| match told.kind {
                answer::Kind::Fetched(fetched) => Some((fetched.uid?, fetched.body?)),
                _ => None,
            })
            .collect();
        fetched.sort_unstable_by_key(|(uid, _)| *uid);
        Ok(fetched)
    }

    /// Marks mails as read.
    pub async fn mark_seen(&mut self, uids: &[u32]) -> Result<(), Failure> {
        self.command(&format!("UID STORE {} +FLAGS.SILENT (\\Seen)", set(uids))).await.map(drop)
    }

    /// Keeps a copy in a mailbox, as read.
    pub async fn append(&mut self, mailbox: &str, mail: &[u8]) -> Result<(), Failure> {
        let command = format!("APPEND {} (\\Seen) {{{}}}", quoted(&utf7(mailbox))?, mail.len());
        let tag = self.begin(&command).await?;
        loop {
            match self.answer().await? {
                Answer::GoOn => {
                    self.connection.say(mail).await?;
                    self.connection.say(b"\r\n").await?;
                }
                Answer::Done(done, result) if done == tag => return result,
                Answer::Done(..) | Answer::Other(_) => {}
            }
        }
    }

    /// Waits until the server tells of something new, or for so long. Gives whether it did.
    pub async fn wait(&mut self, most: Duration) -> Result<bool, Failure> {
        if self.news {
            return Ok(true);
        }
        let tag = self.begin("IDLE").await?;
        let mut told = false;
        let until = tokio::time::Instant::now() + most;
        loop {
            let left = until.saturating_duration_since(tokio::time::Instant::now());
            let answer = match self.answer_within(left.max(Duration::from_millis(1))).await {
                Err(Failure::Slow) => break,
                answer => answer?,
            };
            match answer {
                Answer::Other(Told { kind: answer::Kind::Exists, .. }) => {
                    told = true;
                    break;
                }
                Answer::Done(done, result) if done == tag => return result.map(|()| told),
                Answer::GoOn | Answer::Done(..) | Answer::Other(_) => {}
            }
        }
        self.connection.say(b"DONE\r\n").await?;
        loop {
            match self.answer().await? {
                Answer::Other(Told { kind: answer::Kind::Exists, .. }) => told = true,
                Answer::Done(done, result) if done == tag => return result.map(|()| told),
                Answer::GoOn | Answer::Done(..) | Answer::Other(_) => {}
            }
        }
    }

    /// Has the server say what is new, when it does not by itself.
    pub async fn nudge(&mut self) -> Result<(), Failure> {
        self.command("NOOP").await.map(drop)
    }

    /// Says goodbye. That it went well matters to nobody.
    pub async fn end(mut self) {
        let _ = self.command("LOGOUT").await;
    }

    async fn command(&mut self, command: &str) -> Result<Vec<Told>, Failure> {
        self.command_with(command, String::new).await
    }

    /// A command, and what is said each time the server asks to go on.
    async fn command_with(
        &mut self,
        command: &str,
        mut more: impl FnMut() -> String,
    ) -> Result<Vec<Told>, Failure> {
        let tag = self.begin(command).await?;
        let mut told = Vec::new();
        loop {
            match self.answer().await? {
                Answer::GoOn => self.connection.say(format!("{}\r\n", more()).as_bytes()).await?,
                Answer::Done(done, result) if done == tag => return result.map(|()| told),
                Answer::Done(..) => {}
                Answer::Other(other) => {
                    self.news |= matches!(other.kind, answer::Kind::Exists);
                    told.push(other);
                }
            }
        }
    }

    async fn begin(&mut self, command: &str) -> Result<String, Failure> {
        self.commands += 1;
        let tag = format!("v{}", self.commands);
        self.connection.say(format!("{tag} {command}\r\n").as_bytes()).await?;
        Ok(tag)
    }

    async fn answer(&mut self) -> Result<Answer, Failure> {
        self.answer_within(Duration::from_secs(90)).await
    }

    /// The next thing that the server says; what nobody understands is as good as nothing.
    async fn answer_within(&mut self, patience: Duration) -> Result<Answer, Failure> {
        let mut whole = self.connection.line_within(patience).await?;
        while let Some(length) = answer::literal(&whole)? {
            self.connection.bytes(length, &mut whole).await?;
            whole.extend(self.connection.line().await?);
        }
        Ok(answer::read(&whole))
    }
}
