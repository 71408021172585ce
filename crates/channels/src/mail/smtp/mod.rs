//! Handing a mail to an SMTP server (RFC 5321), told apart by what is to be done next.
//!
//! Up to the last dot the server has nothing: whatever goes wrong, it may be tried again. Between the last dot and
//! the answer nobody knows. That is the one moment when a mail can be sent twice or never, and it is said.
//!
//! | file | what |
//! |---|---|
//! | `reply` | what the server says |

mod reply;

use std::sync::Arc;

use compact_str::CompactString;
use tokio_rustls::rustls::ClientConfig;
use voorzet_domain::conversation::Bounced;
use voorzet_domain::event::Event;
use voorzet_domain::time::Timestamp;

use super::address::Address;
use super::bounce::is_hard;
use super::connection::{Connection, Failure, Security, Server};
use super::login::Login;
use super::read::bounce_event;
use crate::Came;
use reply::Reply;

/// A mail and its way.
#[derive(Clone, Copy, Debug)]
pub struct Parcel<'a> {
    /// From whom, which is where it comes back to.
    pub from: &'a Address,
    /// To whom.
    pub to: &'a Address,
    /// Its id, which is what it is known by from then on.
    pub id: &'a str,
    /// The mail.
    pub mail: &'a [u8],
}

/// What came of a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handed {
    /// What is to be done next.
    pub came: Came,
    /// Whether the server says that there is no such address.
    pub no_address: bool,
}

/// How far a mail came, and why no further.
enum Stop {
    /// Something is wrong with the server or on the way to it.
    Way(Failure),
    /// The server does not take it now.
    Later(String),
    /// It never will.
    Never(Reply),
    /// The last dot was sent and nothing was said.
    Unknown(String),
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Self::Way(failure)
    }
}

/// Hands a mail to a server.
pub async fn send(
    server: &Server,
    tls: &Arc<ClientConfig>,
    login: Option<&Login>,
    parcel: Parcel<'_>,
) -> Handed {
    let came = |came| Handed { came, no_address: false };
    match hand(server, tls, login, parcel).await {
        Ok(()) => came(Came::Sent { reference: Some(parcel.id.into()) }),
        Err(Stop::Way(Failure::Auth(problem))) => came(Came::Auth { problem }),
        Err(Stop::Way(failure)) => came(Came::Retry { after: None, problem: failure.to_string() }),
        Err(Stop::Later(problem)) => came(Came::Retry { after: None, problem }),
        Err(Stop::Unknown(problem)) => came(Came::Unsure { problem }),
        Err(Stop::Never(reply)) => Handed {
            no_address: reply.of_receiver
                && is_hard(reply.status().as_deref().unwrap_or("5.0.0"), &reply.text),
            came: Came::Rejected { problem: reply.to_string() },
        },
    }
}

/// The event that an address takes no messages, when a server said so as something was handed to it.
pub fn rejected(account: &str, key: &str, to: &Address, problem: &str, at: Timestamp) -> Event {
    let bounced = Bounced {
        account: account.into(),
        address: to.to_string(),
        hard: true,
        key: Some(key.into()),
        problem: problem.to_owned(),
    };
    bounce_event(account.into(), CompactString::from(format!("rejected|{key}")), &bounced, at)
}

async fn hand(
    server: &Server,
    tls: &Arc<ClientConfig>,
    login: Option<&Login>,
    parcel: Parcel<'_>,
) -> Result<(), Stop> {
    let mut client = Client { connection: Connection::open(server, tls).await? };
    let greeting = client.reply().await?;
    greeting.wants(220, "the connection")?;
    let mut can = client.greet(parcel.from.domain()).await?;
    if server.security == Security::StartTls {
        client.ask("STARTTLS").await?.wants(220, "STARTTLS")?;
        client.connection = client.connection.upgrade().await?;
        can = client.greet(parcel.from.domain()).await?;
    }
    if let Some(login) = login {
        client.sign_in(login, &can).await?;
    }
    let other_scripts = parcel.to.is_international() || parcel.from.is_international();
    if other_scripts && !can.has("SMTPUTF8") {
        return Err(Stop::Never(Reply::ours(
            553,
            "5.6.7",
            "the mail server does not take addresses in other scripts",
        )));
    }
    let mut from = format!("MAIL FROM:<{}>", parcel.from);
    if can.has("SIZE") {
        from.push_str(&format!(" SIZE={}", parcel.mail.len()));
    }
    if other_scripts {
        from.push_str(" SMTPUTF8");
    }
    client.ask(&from).await?.taken(false)?;
    client.ask(&format!("RCPT TO:<{}>", parcel.to)).await?.taken(true)?;
    client.ask("DATA").await?.begun()?;
    client.connection.say(&dotted(parcel.mail)).await?;
    let unknown = |failure: Failure| Stop::Unknown(format!("after the whole mail was sent: {failure}"));
    client.connection.say(b".\r\n").await.map_err(unknown)?;
    let reply = client.reply().await.map_err(unknown)?;
    reply.taken(false)?;
    // It has the mail, whatever comes of our goodbye.
    let _ = client.connection.say(b"QUIT\r\n").await;
    Ok(())
}

struct Client {
    connection: Connection,
}

impl Client {
    async fn greet(&mut self, domain: &str) -> Result<Reply, Stop> {
        let reply = self.ask(&format!("EHLO {domain}")).await?;
        reply.wants(250, "EHLO")?;
        Ok(reply)
    }

    async fn sign_in(&mut self, login: &Login, can: &Reply) -> Result<(), Stop> {
        let (method, said) = login.said();
        if !can.signs_in_by(method) {
            return Err(Failure::Auth(format!("it does not take {method}")).into());
        }
        let mut reply = self.ask(&format!("AUTH {method} {said}")).await?;
        if reply.code == 334 {
            // It says in its own form what is wrong; an empty line ends that.
            reply = self.ask("").await?;
        }
        match reply.code {
            235 => Ok(()),
            400..=499 => Err(Stop::Later(reply.to_string())),
            _ => Err(Failure::Auth(reply.to_string()).into()),
        }
    }

    async fn ask(&mut self, command: &str) -> Result<Reply, Failure> {
        self.connection.say(format!("{command}\r\n").as_bytes()).await?;
        self.reply().await
    }

    async fn reply(&mut self) -> Result<Reply, Failure> {
        let mut reply = Reply::default();
        loop {
            let line = self.connection.line().await?;
            if reply.add(&line)? {
                return Ok(reply);
            }
        }
    }
}

impl Reply {
    /// Whether it is what a command wants that has nothing to do with this mail.
    fn wants(&self, code: u16, what: &'static str) -> Result<(), Stop> {
        match self.code {
            found if found == code => Ok(()),
            530 | 535 => Err(Failure::Auth(self.to_string()).into()),
            _ => Err(Failure::Refused(what, self.to_string()).into()),
        }
    }

    /// Whether this mail, or its receiver, is taken.
    fn taken(mut self, of_receiver: bool) -> Result<(), Stop> {
        match self.code {
            200..=299 => Ok(()),
            530 | 535 => Err(Failure::Auth(self.to_string()).into()),
            500..=599 => {
                self.of_receiver = of_receiver;
                Err(Stop::Never(self))
            }
            // Also what no server says: it has not said that it took it.
            _ => Err(Stop::Later(self.to_string())),
        }
    }

    /// Whether the mail itself may begin.
    fn begun(self) -> Result<(), Stop> {
        match self.code {
            354 => Ok(()),
            200..=399 => Err(Stop::Later(self.to_string())),
            _ => self.taken(false),
        }
    }
}

/// A mail as it goes on the wire: lines that end as they should, and a dot before those that begin with one.
fn dotted(mail: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(mail.len() + mail.len() / 50 + 2);
    for line in mail.split_inclusive(|byte| *byte == b'\n') {
        if line.starts_with(b".") {
            out.push(b'.');
        }
        let bare = line.strip_suffix(b"\n").unwrap_or(line);
        // A carriage return alone ends a line for some servers, and would end the mail where a dot follows.
        out.extend(bare.strip_suffix(b"\r").unwrap_or(bare).iter().copied().filter(|byte| *byte != b'\r'));
        out.extend_from_slice(b"\r\n");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_of_a_mail_ends_it() {
        let check = |mail: &[u8], expected: &[u8]| assert_eq!(dotted(mail), expected);
        check(b"a\r\n.\r\nb", b"a\r\n..\r\nb\r\n");
        check(b"a\n.\nb\n", b"a\r\n..\r\nb\r\n");
        check(b"a\r.\rb\r\n", b"a.b\r\n");
        check(b"..x\r\n", b"...x\r\n");
    }
}
