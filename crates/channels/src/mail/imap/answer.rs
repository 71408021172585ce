//! What an IMAP server says, as far as it matters here.

use imap_proto::{AttributeValue, Capability, MailboxDatum, Response, ResponseCode, Status};
use voorzet_domain::time::Timestamp;

use crate::mail::bounds::LARGEST;
use crate::mail::connection::Failure;

/// What a server says.
#[derive(Debug)]
pub(super) enum Answer {
    /// That we may go on.
    GoOn,
    /// That the command of a tag is done, or why it is not.
    Done(String, Result<(), Failure>),
    /// Something else.
    Other(Told),
}

/// Something that it tells by the way.
#[derive(Debug)]
pub(super) struct Told {
    pub kind: Kind,
}

#[derive(Debug)]
pub(super) enum Kind {
    Bye(String),
    Capabilities(Vec<String>),
    Exists,
    Fetched(Fetched),
    Found(Vec<u32>),
    Next(u32),
    Nothing,
    Validity(u32),
}

/// What is told of one mail.
#[derive(Debug, Default)]
pub(super) struct Fetched {
    pub uid: Option<u32>,
    pub size: Option<usize>,
    pub arrived: Option<Timestamp>,
    pub body: Option<Vec<u8>>,
}

/// How many bytes follow this line that are part of it: `… {12}`.
pub(super) fn literal(line: &[u8]) -> Result<Option<usize>, Failure> {
    let end = line.trim_ascii_end();
    let Some(rest) = end.strip_suffix(b"}") else { return Ok(None) };
    let Some(open) = memchr::memrchr(b'{', rest) else { return Ok(None) };
    let digits = rest[open + 1..].strip_suffix(b"+").unwrap_or(&rest[open + 1..]);
    let Ok(length) = std::str::from_utf8(digits).unwrap_or_default().parse::<usize>() else {
        return Ok(None);
    };
    if length > LARGEST + 1_000_000 {
        return Err(Failure::Nonsense(format!("a text of {length} bytes")));
    }
    Ok(Some(length))
}

/// Reads what it says. What nobody understands is as good as nothing: servers tell much that was not asked for.
pub(super) fn read(whole: &[u8]) -> Answer {
    let nothing = Answer::Other(Told { kind: Kind::Nothing });
    let Ok((_, response)) = Response::from_bytes(whole) else { return by_hand(whole).unwrap_or(nothing) };
    let kind = match response {
        Response::Continue { .. } => return Answer::GoOn,
        Response::Done { tag, status, information, .. } => {
            let text = information.unwrap_or_default().into_owned();
            return Answer::Done(tag.0, done(&status, text));
        }
        Response::Capabilities(known) => Kind::Capabilities(known.iter().map(capability).collect()),
        Response::Data { status: Status::Bye, information, .. } => {
            Kind::Bye(information.unwrap_or_default().into_owned())
        }
        Response::Data { code: Some(ResponseCode::UidValidity(validity)), .. } => Kind::Validity(validity),
        Response::Data { code: Some(ResponseCode::UidNext(next)), .. } => Kind::Next(next),
        Response::MailboxData(MailboxDatum::Exists(_)) => Kind::Exists,
        Response::MailboxData(MailboxDatum::Search(found)) => Kind::Found(found),
        Response::Fetch(_, values) => Kind::Fetched(fetched(values)),
        _ => Kind::Nothing,
    };
    Answer::Other(Told { kind })
}

/// The end of a command whose text is of no known form.
fn by_hand(whole: &[u8]) -> Option<Answer> {
    let line = String::from_utf8_lossy(whole);
    let mut words = line.trim().splitn(3, ' ');
    let (tag, status, text) = (words.next()?, words.next()?, words.next().unwrap_or_default().to_owned());
    if tag == "+" {
        return Some(Answer::GoOn);
    }
    let status = match status.to_ascii_uppercase().as_str() {
        "OK" => Status::Ok,
        "NO" => Status::No,
        "BAD" => Status::Bad,
        _ => return None,
    };
    (tag != "*").then(|| Answer::Done(tag.to_owned(), done(&status, text)))
}

fn done(status: &Status, text: String) -> Result<(), Failure> {
    match status {
        Status::Ok | Status::PreAuth => Ok(()),
        Status::No | Status::Bad | Status::Bye => Err(Failure::Refused("what was asked", text)),
    }
}

fn capability(capability: &Capability<'_>) -> String {
    match capability {
        Capability::Imap4rev1 => "IMAP4REV1".to_owned(),
        Capability::Auth(method) => format!("AUTH={method}"),
        Capability::Atom(name) => name.to_string(),
    }
}

fn fetched(values: Vec<AttributeValue<'_>>) -> Fetched {
    let mut fetched = Fetched::default();
    for value in values {
        match value {
            AttributeValue::Uid(uid) => fetched.uid = Some(uid),
            AttributeValue::Rfc822Size(size) => fetched.size = Some(size as usize),
            AttributeValue::InternalDate(date) => fetched.arrived = arrived(&date),
            AttributeValue::BodySection { data: Some(data), .. } | AttributeValue::Rfc822(Some(data)) => {
                fetched.body = Some(data.into_owned());
            }
            _ => {}
        }
    }
    fetched
}

/// Reads ` 7-Jul-1996 02:44:25 -0700`.
fn arrived(date: &str) -> Option<Timestamp> {
    let at = jiff::fmt::strtime::parse("%d-%b-%Y %H:%M:%S %z", date.trim()).ok()?.to_timestamp().ok()?;
    Timestamp::from_micros(at.as_microsecond())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_servers_say_is_read() {
        assert!(matches!(read(b"+ idling\r\n"), Answer::GoOn));
        assert!(matches!(read(b"v1 OK done\r\n"), Answer::Done(tag, Ok(())) if tag == "v1"));
        assert!(matches!(read(b"v2 NO [AUTHENTICATIONFAILED] no\r\n"), Answer::Done(_, Err(_))));
        assert!(matches!(read(b"v3 NO [SOMETHING NEW {] x\r\n"), Answer::Done(_, Err(_))));
        assert!(matches!(read(b"* 12 EXISTS\r\n"), Answer::Other(Told { kind: Kind::Exists })));
        assert!(matches!(read(b"* X-WHAT ever {\r\n"), Answer::Other(Told { kind: Kind::Nothing })));
        let fetch = b"* 1 FETCH (UID 7 RFC822.SIZE 10 INTERNALDATE \" 7-Jul-2026 02:44:25 +0200\" BODY[] {3}\r\na\r\n)\r\n";
        let Answer::Other(Told { kind: Kind::Fetched(fetched) }) = read(fetch) else { panic!("a mail") };
        assert_eq!(
            (fetched.uid, fetched.size, fetched.body.as_deref()),
            (Some(7), Some(10), Some(&b"a\r\n"[..]))
        );
        assert_eq!(fetched.arrived.map(|at| at.to_string()).as_deref(), Some("2026-07-07T00:44:25Z"));
    }

    #[test]
    fn lengths_are_believed_up_to_a_bound() {
        assert_eq!(literal(b"* 1 FETCH (BODY[] {12}\r\n"), Ok(Some(12)));
        assert_eq!(literal(b"* OK {x}\r\n"), Ok(None));
        assert!(literal(b"* 1 FETCH (BODY[] {99999999999}\r\n").is_err());
    }
}
