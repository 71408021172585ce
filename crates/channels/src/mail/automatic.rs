//! Whether a machine wrote a mail: it is shown, and neither counted nor answered (RFC 3834).

use super::header::Headers;

/// Senders nobody reads the answers of, by the part before the `@`.
const NOBODY: [&str; 10] = [
    "mailer-daemon",
    "postmaster",
    "no-reply",
    "noreply",
    "no_reply",
    "do-not-reply",
    "donotreply",
    "do_not_reply",
    "niet-beantwoorden",
    "bounce",
];

/// What absence notices of programs begin with that say it nowhere else.
const SUBJECTS: [&str; 8] = [
    "automatic reply:",
    "automatisch antwoord:",
    "automatische antwort:",
    "auto reply:",
    "autoreply:",
    "out of office:",
    "afwezigheidsbericht:",
    "abwesenheitsnotiz:",
];

/// Whether a machine wrote it. `from` is the sender, `answer_to` where they want an answer; `lists` are the ids of
/// lists by which people reach us, which are no sign of anything.
pub(super) fn is_automatic(
    headers: &Headers<'_>,
    from: &str,
    answer_to: Option<&str>,
    subject: &str,
    lists: &[String],
) -> bool {
    let lower = |name: &str| headers.get(name).map(|value| value.to_ascii_lowercase());
    let submitted = lower("auto-submitted").is_some_and(|value| !value.starts_with("no"));
    let suppressed = lower("x-auto-response-suppress")
        .is_some_and(|value| value.split([',', ' ']).any(|word| ["all", "oof", "autoreply"].contains(&word)));
    let marked = ["x-autoreply", "x-autorespond", "x-autoresponder", "x-auto-reply-from"]
        .iter()
        .any(|name| headers.get(name).is_some());
    let returns_nowhere = lower("return-path").is_some_and(|value| value == "<>");
    let subject = subject.trim_start().to_lowercase();
    let notice = SUBJECTS.iter().any(|start| subject.starts_with(start));
    submitted
        || suppressed
        || marked
        || returns_nowhere
        || notice
        || is_bulk(headers, lists)
        // A form on a website writes as nobody and says who asks.
        || (is_nobody(from) && answer_to.is_none_or(is_nobody))
}

/// Whether it went to many.
fn is_bulk(headers: &Headers<'_>, lists: &[String]) -> bool {
    let list = headers.get("list-id");
    if let Some(list) = &list
        && lists.iter().any(|known| list.to_ascii_lowercase().contains(&known.to_ascii_lowercase()))
    {
        return false;
    }
    let precedence = headers.get("precedence").unwrap_or_default().to_ascii_lowercase();
    list.is_some() || ["bulk", "list", "junk", "auto_reply"].contains(&precedence.as_str())
}

/// Whether nobody reads what is sent to this address.
fn is_nobody(address: &str) -> bool {
    let local = address.split_once('@').map_or(address, |(local, _)| local).to_ascii_lowercase();
    NOBODY.iter().any(|nobody| {
        local.strip_prefix(nobody).is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_alphanumeric()))
    })
}
