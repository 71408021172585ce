//! `[channels.mail]`, read.

use std::fs;

use serde::Deserialize;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use toml::{Table, Value};
use voorzet_channels::http::Target;
use voorzet_channels::mail::{Address, Security, Server};
use voorzet_domain::time::Duration;
use voorzet_engine::deliver::Acknowledges;

/// What a secret begins with that stands in a file.
const FILE: &str = "file:";

/// How often a server is asked that tells nothing by itself.
const POLL: Duration = Duration::from_secs(30);

/// As it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    address: String,
    #[serde(default)]
    name: Option<String>,
    imap: String,
    smtp: String,
    #[serde(default)]
    password: Option<String>,
    #[serde(default)]
    oauth2: Option<OAuth>,
    #[serde(default)]
    ca: Option<String>,
    #[serde(default)]
    allow_plain: bool,
    #[serde(default)]
    reply_tokens: Option<String>,
    #[serde(default)]
    authserv: Option<String>,
    #[serde(default)]
    lists: Vec<String>,
    #[serde(default)]
    sent: Option<String>,
    #[serde(default)]
    seen: bool,
    #[serde(default)]
    poll: Option<String>,
    #[serde(default)]
    acknowledge: Option<Value>,
}

/// Where tokens are fetched, and what for.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OAuth {
    pub(super) token_url: String,
    pub(super) client_id: String,
    #[serde(default)]
    pub(super) client_secret: Option<String>,
    pub(super) refresh_token: String,
}

/// An account of mail, as it is set up.
pub(super) struct Settings {
    pub(super) address: Address,
    pub(super) name: Option<String>,
    pub(super) imap: Place,
    pub(super) smtp: Place,
    pub(super) password: Option<String>,
    pub(super) oauth2: Option<OAuth>,
    pub(super) tagged: bool,
    pub(super) authserv: Option<String>,
    pub(super) lists: Vec<String>,
    pub(super) sent: Option<String>,
    pub(super) seen: bool,
    pub(super) poll: Duration,
    pub(super) acknowledges: Option<Acknowledges>,
    ca: Option<String>,
}

/// Where a server is, and who we are there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) server: Server,
    /// None: nobody, as for a relay that knows us by our address.
    pub(super) user: Option<String>,
    /// Of IMAP, the mailbox.
    pub(super) mailbox: String,
}

impl Settings {
    /// Reads them, or says in a plain sentence what is wrong.
    pub(super) fn read(table: Table) -> Result<Self, String> {
        let written: Written =
            Value::Table(table).try_into().map_err(|error: toml::de::Error| error.message().to_owned())?;
        let address = Address::parse(&written.address).map_err(|error| format!("`address`: {error}"))?;
        let imap = Place::read("imap", &written.imap, (993, 143), written.allow_plain)?;
        let smtp = Place::read("smtp", &written.smtp, (465, 587), written.allow_plain)?;
        if imap.user.is_none() {
            return Err("`imap` names no user: imaps://user@imap.example.com".to_owned());
        }
        let password = written.password.as_deref().map(|text| secret("password", text)).transpose()?;
        let oauth2 = written.oauth2.map(|oauth| oauth.read(written.allow_plain)).transpose()?;
        match (&password, &oauth2) {
            (None, None) => return Err("`password` is missing, or `oauth2`".to_owned()),
            (Some(_), Some(_)) => {
                return Err("`password` and `oauth2` are both there; one is enough".to_owned());
            }
            _ => {}
        }
        let tagged = match written.reply_tokens.as_deref() {
            None | Some("none") => false,
            Some("plus") => true,
            Some(other) => return Err(format!("`reply_tokens` is \"plus\" or \"none\", not \"{other}\"")),
        };
        let poll = written.poll.as_deref().map_or(Ok(POLL), Duration::parse);
        let poll = poll.map_err(|error| format!("`poll`: {error}"))?;
        if poll < Duration::from_secs(1) || poll > Duration::from_mins(60) {
            return Err("`poll` is between 1s and 1h".to_owned());
        }
        let acknowledges = match written.acknowledge {
            None | Some(Value::Boolean(false)) => None,
            Some(Value::Boolean(true)) => Some(Acknowledges::Plainly),
            Some(Value::String(name)) if !name.is_empty() => Some(Acknowledges::With(name.into())),
            Some(_) => {
                return Err("`acknowledge` is true, or the name of an answer of the strategy".to_owned());
            }
        };
        Ok(Self {
            address,
            name: written.name,
            imap,
            smtp,
            password,
            oauth2,
            tagged,
            authserv: written.authserv,
            lists: written.lists,
            sent: written.sent,
            seen: written.seen,
            poll,
            acknowledges,
            ca: written.ca,
        })
    }

    /// The certificates that are trusted beside those of the machine.
    pub(super) fn certificates(&self) -> Result<Vec<CertificateDer<'static>>, String> {
        let Some(ca) = &self.ca else { return Ok(Vec::new()) };
        let path = ca.strip_prefix(FILE).unwrap_or(ca);
        let read = CertificateDer::pem_file_iter(path).and_then(Iterator::collect::<Result<Vec<_>, _>>);
        match read {
            Ok(certificates) if !certificates.is_empty() => Ok(certificates),
            Ok(_) => Err(format!("`ca`: {path} holds no certificate")),
            Err(error) => Err(format!("`ca`: {path} cannot be read: {error}")),
        }
    }
}

impl OAuth {
    fn read(self, allow_plain: bool) -> Result<Self, String> {
        let written = self;
        let target =
            Target::parse(&written.token_url).map_err(|error| format!("`oauth2.token_url`: {error}"))?;
        if !target.tls && !allow_plain {
            return Err("`oauth2.token_url` must begin with https://".to_owned());
        }
        let client_secret = written.client_secret.as_deref();
        Ok(Self {
            client_secret: client_secret.map(|text| secret("oauth2.client_secret", text)).transpose()?,
            refresh_token: secret("oauth2.refresh_token", &written.refresh_token)?,
            ..written
        })
    }
}

impl Place {
    /// Reads `imaps://user@host:993/INBOX`.
    fn read(
        setting: &str,
        text: &str,
        (over_tls, otherwise): (u16, u16),
        allow_plain: bool,
    ) -> Result<Self, String> {
        let wrong = |what: &str| format!("`{setting}`: {what}");
        let (scheme, rest) =
            text.split_once("://").ok_or_else(|| wrong("it is no address like imaps://user@host"))?;
        let security = match scheme.strip_prefix(setting) {
            Some("s") => Security::Tls,
            Some("+starttls") => Security::StartTls,
            Some("") if allow_plain => Security::Plain,
            Some("") => {
                return Err(wrong(
                    "without TLS everybody on the way reads along; use another, or set `allow_plain`",
                ));
            }
            _ => return Err(wrong(&format!("it begins with {setting}s:// or {setting}+starttls://"))),
        };
        let (authority, mailbox) = rest.split_once('/').unwrap_or((rest, ""));
        let (user, host) =
            authority.rsplit_once('@').map_or((None, authority), |(user, host)| (Some(user), host));
        let default = if security == Security::Tls { over_tls } else { otherwise };
        let (host, port) = match host.rsplit_once(':') {
            Some((host, port)) => (host, port.parse().map_err(|_| wrong("its port is no number"))?),
            None => (host, default),
        };
        if host.is_empty() || !host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_".contains(&byte))
        {
            return Err(wrong("it names no host"));
        }
        let decoded = |text: &str| decoded(text).ok_or_else(|| wrong("a % is followed by two digits"));
        let mailbox = decoded(mailbox)?;
        Ok(Self {
            server: Server { host: host.to_owned(), port, security },
            user: user.map(decoded).transpose()?.filter(|user| !user.is_empty()),
            mailbox: if mailbox.is_empty() { "INBOX".to_owned() } else { mailbox },
        })
    }
}

/// A text of an address, with what stands there as `%40`.
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        if *first == b'%' {
            let digits = std::str::from_utf8(after.get(..2)?).ok()?;
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
            rest = &after[2..];
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    String::from_utf8(bytes).ok()
}

/// A secret as it stands in the settings, or in a file that they name.
fn secret(setting: &str, text: &str) -> Result<String, String> {
    let read = match text.strip_prefix(FILE) {
        Some(path) => fs::read_to_string(path)
            .map_err(|error| format!("`{setting}`: {path} cannot be read: {error}"))?,
        None => text.to_owned(),
    };
    let secret = read.trim_end_matches(['\r', '\n']).to_owned();
    if secret.is_empty() { Err(format!("`{setting}` is empty")) } else { Ok(secret) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEAST: &str = "address = \"service@shop.example\"\nimap = \"imaps://u@imap.shop.example\"\nsmtp = \"smtps://smtp.shop.example\"\npassword = \"geheim\"\n";

    fn read(text: &str) -> Result<Settings, String> {
        Settings::read(toml::from_str(text).expect("TOML"))
    }

    #[test]
    fn little_is_enough() {
        let settings = read(LEAST).unwrap_or_else(|problem| panic!("{problem}"));
        let server = Server { host: "imap.shop.example".to_owned(), port: 993, security: Security::Tls };
        assert_eq!(settings.imap, Place { server, user: Some("u".to_owned()), mailbox: "INBOX".to_owned() });
        assert_eq!((settings.smtp.server.port, settings.smtp.user.as_deref()), (465, None));
        assert!(!settings.tagged && !settings.seen && settings.sent.is_none());
        assert_eq!(settings.acknowledges, None, "nobody is told without being asked for it");
        let other = LEAST
            .replace("imaps://u@imap.shop.example", "imap+starttls://a%40b.example@c@host:10143/In%20box");
        let imap = read(&other).unwrap_or_else(|problem| panic!("{problem}")).imap;
        assert_eq!((imap.user.as_deref(), imap.mailbox.as_str()), (Some("a@b.example@c"), "In box"));
        assert_eq!((imap.server.port, imap.server.security), (10_143, Security::StartTls));
    }

    #[test]
    fn what_is_wrong_is_said_without_the_secret() {
        let with = |more: &str| format!("{LEAST}{more}\n");
        let cases = [
            (LEAST.replace("service@", ""), "`address`: it is no mail address"),
            (LEAST.replace("imaps://", "imap://"), "`imap`: without TLS everybody"),
            (LEAST.replace("smtps://", "http://"), "`smtp`: it begins with smtps://"),
            (LEAST.replace("u@imap", "imap"), "`imap` names no user"),
            (LEAST.replace("password = \"geheim\"\n", ""), "`password` is missing"),
            (LEAST.replace("geheim", "file:/nowhere"), "/nowhere cannot be read"),
            (LEAST.replace("geheim", ""), "`password` is empty"),
            (with("reply_tokens = \"minus\""), "\"plus\" or \"none\""),
            (with("poll = \"2h\""), "between 1s and 1h"),
            (with("acknowledge = 1"), "the name of an answer"),
            (
                with(
                    "oauth2 = { token_url = \"https://a.example/\", client_id = \"x\", refresh_token = \"y\" }",
                ),
                "one is enough",
            ),
            (with("pasword = \"x\""), "pasword"),
        ];
        for (text, expected) in cases {
            let problem = read(&text).map(drop).expect_err("wrong");
            assert!(problem.contains(expected) && !problem.contains("geheim"), "{problem}");
        }
        let settings =
            read(&with("ca = \"file:/nowhere.pem\"")).unwrap_or_else(|problem| panic!("{problem}"));
        assert!(settings.certificates().expect_err("nothing there").contains("/nowhere.pem cannot be read"));
    }
}
