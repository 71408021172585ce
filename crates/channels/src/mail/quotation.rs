//! Where the sender's own words end and what they quote, or sign with, begins.

use std::sync::LazyLock;

use regex::RegexSet;

/// Lines by which mail programs announce what is quoted.
static ANNOUNCED: LazyLock<RegexSet> = LazyLock::new(|| {
    set(&[
        r"^(?:on|op|am|le|den|el|il)\b.{4,300}\b(?:wrote|schreef|schrieb|écrit|skrev|escribió|scritto)\b.{0,60}:\s*$",
        r"^(?:on|op|am)\b.{4,300}\bheeft\b.{1,200}\b(?:geschreven|het volgende)\b.{0,40}:\s*$",
        r"^.{2,120}<?[^\s@<>]+@[^\s<>]+>?.{0,40}\b(?:wrote|schreef|schrieb)\b.{0,80}:\s*$",
        r"^\d{4}-\d\d-\d\d.{0,40}<[^\s@<>]+@[^\s<>]+>\s*:\s*$",
        r"^-{2,}\s*(?:original message|oorspronkelijk bericht|ursprüngliche nachricht|forwarded message|doorgestuurd bericht)\b.*$",
        r"^_{20,}$",
    ])
});

/// The fields that Outlook writes before what it quotes.
static FROM: LazyLock<RegexSet> = LazyLock::new(|| set(&[r"^\*?(?:from|van|von|de)\s*:\*?\s*\S"]));
static SENT: LazyLock<RegexSet> = LazyLock::new(|| {
    set(&[r"^\*?(?:sent|verzonden|gesendet|date|datum|envoyé|subject|onderwerp|betreff)\s*:\*?\s*\S"])
});

/// What telephones and programs sign with.
static SIGNED: LazyLock<RegexSet> = LazyLock::new(|| {
    set(&[
        r"^(?:sent from|verstuurd vanaf|verzonden vanaf|verzonden vanuit|verstuurd met|verzonden met|gesendet von|get outlook for|outlook voor|download outlook)\b.{0,80}$",
    ])
});

/// How far after its first an announcement, or after `From:` the other fields, may go on.
const ANNOUNCEMENT: usize = 3;
const FIELDS: usize = 4;

/// How much of a text, in bytes, is the sender's own. Nothing when all of it is, or when it cannot be said: answers
/// that stand between what they answer, and mails that are nothing but forwarded.
pub(super) fn own(text: &str) -> Option<usize> {
    let lines = lines(text);
    let quoted = quotation(&lines);
    if quoted.is_none() && lines.iter().any(|line| line.text.starts_with('>')) && !ends_quoted(&lines) {
        // Answers between what is quoted: a signature below them cuts nothing off that matters.
        return signature(&lines, lines.len()).and_then(|index| cut(text, &lines, index));
    }
    let until = quoted.unwrap_or(lines.len());
    let until = signature(&lines, until).or(quoted)?;
    cut(text, &lines, until)
}

struct Line<'a> {
    start: usize,
    text: &'a str,
}

fn lines(text: &str) -> Vec<Line<'_>> {
    let mut at = 0;
    let line = |line: &'_ str| {
        let start = at;
        at += line.len();
        (start, line.len())
    };
    let places: Vec<(usize, usize)> = text.split_inclusive('\n').map(line).collect();
    places.into_iter().map(|(start, len)| Line { start, text: text[start..start + len].trim() }).collect()
}

/// The text before a line, when there is any.
fn cut(text: &str, lines: &[Line<'_>], index: usize) -> Option<usize> {
    let own = text[..lines[index].start].trim_end().len();
    (own > 0).then_some(own)
}

/// The line where what is quoted begins, when nothing of the sender's own comes after it.
fn quotation(lines: &[Line<'_>]) -> Option<usize> {
    for (index, line) in lines.iter().enumerate() {
        if line.text.is_empty() || line.text.len() > 400 {
            continue;
        }
        if announces(lines, index).is_some_and(|after| is_quoted_to_the_end(&lines[after..]))
            || fields(lines, index)
        {
            return Some(index);
        }
        if line.text.starts_with('>') && is_quoted_to_the_end(&lines[index..]) {
            return Some(index);
        }
    }
    None
}

/// Whether a quotation is announced here, in one line or a few; gives the line after it.
fn announces(lines: &[Line<'_>], index: usize) -> Option<usize> {
    let mut whole = String::new();
    for (count, line) in lines[index..].iter().take(ANNOUNCEMENT).enumerate() {
        if line.text.is_empty() || line.text.starts_with('>') {
            break;
        }
        if count > 0 {
            whole.push(' ');
        }
        whole.push_str(line.text);
        if ANNOUNCED.is_match(&whole) {
            return Some(index + count + 1);
        }
    }
    None
}

/// Whether the fields begin here that Outlook writes before what it quotes.
fn fields(lines: &[Line<'_>], index: usize) -> bool {
    FROM.is_match(lines[index].text)
        && lines[index + 1..].iter().take(FIELDS).filter(|line| SENT.is_match(line.text)).count() >= 2
}

/// Whether all that follows is quoted: marked so, or with no mark at all. Where marked lines end and other text
/// goes on, that text is an answer.
fn is_quoted_to_the_end(lines: &[Line<'_>]) -> bool {
    let mut said = lines.iter().filter(|line| !line.text.is_empty());
    let Some(first) = said.next() else { return true };
    if !first.text.starts_with('>') {
        return true;
    }
    let rest: Vec<&Line<'_>> = said.skip_while(|line| line.text.starts_with('>')).collect();
    rest.is_empty() || SIGNED.is_match(rest[0].text) || rest[0].text == "--"
}

fn ends_quoted(lines: &[Line<'_>]) -> bool {
    lines.iter().rev().find(|line| !line.text.is_empty()).is_some_and(|line| line.text.starts_with('>'))
}

/// The line where a signature begins, among the first `until` lines.
fn signature(lines: &[Line<'_>], until: usize) -> Option<usize> {
    let marked = lines[..until].iter().rposition(|line| line.text == "--");
    let last = lines[..until].iter().rposition(|line| !line.text.is_empty());
    let machine = last.filter(|last| SIGNED.is_match(lines[*last].text));
    marked.or(machine)
}

/// A set that was tried in the tests; were it wrong, nothing would be cut.
fn set(patterns: &[&str]) -> RegexSet {
    RegexSet::new(patterns.iter().map(|pattern| format!("(?i){pattern}"))).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let own = own(text);
        assert_eq!(&text[..own.unwrap_or(text.len())], expected, "{text}");
    }

    #[test]
    fn what_is_quoted_or_signed_is_not_the_senders_own() {
        assert!(ANNOUNCED.len() > 4 && SIGNED.len() == 1, "they compile");
        check(
            "Waar blijft het?\n\nOp di 3 mrt 2026 om 10:11 schreef Winkel <a@b.nl>:\n> Dag\n> An\n",
            "Waar blijft het?",
        );
        check(
            "Yes.\n\nOn Tue, Mar 3, 2026 at 10:11 AM Some Very Long Name\n<a@b.example> wrote:\n\n> Hello\n",
            "Yes.",
        );
        check("Ja\n\nOp 3 mrt 2026 om 10:11 heeft An <a@b.nl> het volgende geschreven:\n\nDag\n", "Ja");
        check(
            "Prima\n\nVan: Winkel <a@b.nl>\nVerzonden: dinsdag 3 maart 2026\nAan: An\nOnderwerp: Re: pakket\n\nDag",
            "Prima",
        );
        check("Fine\n________________________________\nFrom: x\nSent: y\nSubject: z\n\nHello", "Fine");
        check("Fine\n\n-----Oorspronkelijk bericht-----\nDag", "Fine");
        check("Dank u.\n-- \nAn Jansen\nDirecteur\n", "Dank u.");
        check(
            "Ok\n\nVerstuurd vanaf mijn iPhone\n\nOp 3 mrt. 2026 om 10:11 schreef Winkel <a@b.nl>:\n> x\n",
            "Ok",
        );
        check("Eens\n> wat u zei\n", "Eens");
    }

    #[test]
    fn what_cannot_be_told_apart_stays_whole() {
        for text in [
            "Geen citaat hier.\nVan: mij een groet",
            "> vraag een\nAntwoord een\n> vraag twee\nAntwoord twee",
            "On Tuesday you wrote:\n> is it here?\n\nNo, it is not.",
            "-----Original Message-----\nFrom: x\nSent: y\nSubject: z\n\nforwarded",
            "",
        ] {
            check(text, text);
        }
    }
}
