//! What an answer means: what is done next depends on Meta's code, and on the status only where there is none.

use compact_str::CompactString;
use hyper::StatusCode;
use serde::Deserialize;
use voorzet_domain::time::{Duration, Timestamp};

use crate::Came;
use crate::http::{Answer, Broken, Reached};

/// How long to wait after more was sent in a second than a number may send.
const MOMENT: Duration = Duration::from_secs(1);

/// How long to wait after one customer was written to more often than WhatsApp lets through.
const PAIR: Duration = Duration::from_secs(6);

/// How long to wait when an app or account asked for more than it may in an hour.
const QUOTA: Duration = Duration::from_mins(5);

/// How long to wait when customers call our messages unwanted.
const UNWANTED: Duration = Duration::from_hours(1);

#[derive(Deserialize)]
struct Taken {
    #[serde(default)]
    messages: Vec<TakenMessage>,
}

#[derive(Deserialize)]
struct TakenMessage {
    id: CompactString,
}

#[derive(Deserialize)]
struct Refused {
    error: Problem,
}

#[derive(Deserialize)]
struct Problem {
    code: i64,
    #[serde(default)]
    message: String,
    #[serde(default)]
    error_data: Option<Details>,
}

#[derive(Deserialize)]
struct Details {
    #[serde(default)]
    details: String,
}

/// What came of handing a message over.
pub fn answered(outcome: Result<Answer, Broken>, now: Timestamp) -> Came {
    match outcome {
        Ok(answer) if answer.status.is_success() => {
            let taken: Option<Taken> = serde_json::from_slice(&answer.body).ok();
            let first = taken.and_then(|taken| taken.messages.into_iter().next());
            Came::Sent { reference: first.map(|message| message.id) }
        }
        Ok(answer) => refused(&answer, now),
        Err(Broken { reached: Reached::Forbidden, problem }) => Came::Rejected { problem },
        Err(Broken { reached: Reached::Nothing, problem }) => Came::Retry { after: None, problem },
        // Meta knows no keys: a second try could be a second message.
        Err(Broken { reached: Reached::Something, problem }) => Came::Unsure { problem },
    }
}

/// What an answer that is no success means.
pub fn refused(answer: &Answer, now: Timestamp) -> Came {
    let after = answer.retry_after(now);
    if let Ok(Refused { error }) = serde_json::from_slice::<Refused>(&answer.body) {
        let details = error.error_data.map(|data| data.details).filter(|details| !details.is_empty());
        let problem = sentence(error.code, &details.unwrap_or(error.message));
        return by_code(error.code, answer.status, after, problem);
    }
    let problem = format!("answered {}", answer.status.as_u16());
    match answer.status {
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Came::Auth { problem },
        StatusCode::TOO_MANY_REQUESTS => Came::Retry { after: after.or(Some(MOMENT)), problem },
        StatusCode::SERVICE_UNAVAILABLE => Came::Retry { after, problem },
        // Something between us and Meta broke off, and what Meta has of it nobody says.
        status if status.is_server_error() => Came::Unsure { problem },
        _ => Came::Rejected { problem },
    }
}

fn by_code(code: i64, status: StatusCode, after: Option<Duration>, problem: String) -> Came {
    match code {
        // The pair of us and this one customer; the others may go.
        131_056 => Came::Later { after: after.unwrap_or(PAIR), problem },
        130_429 => Came::Retry { after: after.or(Some(MOMENT)), problem },
        4 | 80_007 | 133_016 => Came::Retry { after: after.or(Some(QUOTA)), problem },
        131_048 => Came::Retry { after: after.or(Some(UNWANTED)), problem },
        1 | 2 | 131_000 | 131_016 | 131_057 | 133_004 | 135_000 => Came::Retry { after, problem },
        // Who we are, what we may, what we owe: nothing goes before somebody looks after it.
        0 | 3 | 10 | 190 | 200..=299 | 368 | 131_005 | 131_031 | 131_042 | 131_045 | 133_000..=133_015 => {
            Came::Auth { problem }
        }
        _ if status == StatusCode::UNAUTHORIZED => Came::Auth { problem },
        _ if status == StatusCode::TOO_MANY_REQUESTS => {
            Came::Retry { after: after.or(Some(MOMENT)), problem }
        }
        _ if status.is_server_error() => Came::Retry { after, problem },
        _ => Came::Rejected { problem },
    }
}

/// A code in a sentence for people, with what Meta says beside it where ours does not say it all.
pub(super) fn sentence(code: i64, said: &str) -> String {
    let ours = match code {
        131_047 => "the 24-hour window is closed: send a template",
        131_026 => "WhatsApp cannot deliver it: the number has no WhatsApp, or one that is too old",
        131_049 => "WhatsApp holds it back: this customer has had enough marketing for now",
        131_050 => "the customer stopped marketing messages in WhatsApp",
        131_056 => "this customer was written to too often in a short time",
        131_030 => "the number is not on the list of those that a test number may write to",
        131_051 => "WhatsApp does not take messages of this type",
        131_042 => "Meta wants to be paid first: look at the account's billing",
        131_031 => "Meta locked the account",
        132_000 => "the template wants another number of parameters",
        132_001 => "there is no such template in this language, or it is not approved",
        132_005 => "the template becomes too long with these parameters",
        132_007 | 132_012 => "the template does not take parameters of this form",
        132_015 => "Meta paused the template, since customers do not like it",
        132_016 => "Meta disabled the template, since it was paused too often",
        133_010 => "the number is not registered at Meta",
        0 | 190 => "the token is no longer worth anything: make another one",
        _ => "",
    };
    match (ours.is_empty(), said.is_empty()) {
        (true, true) => format!("refused with code {code}"),
        (true, false) => format!("{said} ({code})"),
        (false, _) => format!("{ours} ({code})"),
    }
}

#[cfg(test)]
mod tests {
    use hyper::HeaderMap;

    use super::*;

    fn said(status: u16, body: &str) -> Came {
        let status = StatusCode::from_u16(status).expect("a status");
        let answer = Answer { status, headers: HeaderMap::new(), body: body.as_bytes().to_vec() };
        answered(Ok(answer), Timestamp::MIN)
    }

    fn code(status: u16, code: i64) -> Came {
        said(
            status,
            &format!(
                r#"{{"error":{{"message":"(#{code}) What Meta says","type":"OAuthException","code":{code}}}}}"#
            ),
        )
    }

    #[test]
    fn codes_are_told_apart_by_what_is_to_be_done() {
        for (status, number) in
            [(400, 131_047), (400, 131_026), (400, 131_051), (404, 132_001), (400, 131_030), (400, 100)]
        {
            assert!(matches!(code(status, number), Came::Rejected { .. }), "{number}");
        }
        for (status, number) in
            [(401, 190), (401, 0), (403, 10), (403, 200), (403, 299), (400, 133_010), (401, 100)]
        {
            assert!(matches!(code(status, number), Came::Auth { .. }), "{number}");
        }
        for (status, number) in [(500, 131_000), (503, 131_016), (503, 2), (500, 999)] {
            assert!(matches!(code(status, number), Came::Retry { after: None, .. }), "{number}");
        }
        for (status, number) in [(400, 130_429), (429, 130_429), (400, 80_007), (400, 4), (429, 999)] {
            assert!(matches!(code(status, number), Came::Retry { after: Some(_), .. }), "{number}");
        }
        assert!(matches!(code(400, 131_056), Came::Later { after, .. } if after == PAIR));
        let Came::Rejected { problem } = code(400, 131_047) else { panic!() };
        assert_eq!(problem, "the 24-hour window is closed: send a template (131047)");
        let Came::Rejected { problem } = code(400, 131_009) else { panic!() };
        assert_eq!(problem, "(#131009) What Meta says (131009)");
    }

    #[test]
    fn without_a_code_the_status_says_it_and_what_nobody_knows_is_unsure() {
        assert!(matches!(said(502, "<html>"), Came::Unsure { .. }));
        assert!(matches!(said(500, ""), Came::Unsure { .. }));
        assert!(matches!(said(503, ""), Came::Retry { .. }));
        assert!(matches!(said(404, ""), Came::Rejected { .. }));
        assert!(matches!(said(401, ""), Came::Auth { .. }));
        let broken = |reached| Broken { reached, problem: "it broke off".to_owned() };
        let came = |reached| answered(Err(broken(reached)), Timestamp::MIN);
        assert!(matches!(came(Reached::Something), Came::Unsure { .. }));
        assert!(matches!(came(Reached::Nothing), Came::Retry { after: None, .. }));
        assert!(matches!(came(Reached::Forbidden), Came::Rejected { .. }));
        let Came::Sent { reference } = said(200, r#"{"messages":[{"id":"wamid.1"}]}"#) else { panic!() };
        assert_eq!(reference.as_deref(), Some("wamid.1"));
        assert_eq!(said(200, "{"), Came::Sent { reference: None });
    }
}
