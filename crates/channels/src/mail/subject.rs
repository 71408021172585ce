//! Subjects without what answering and forwarding put before them.

use std::sync::LazyLock;

use regex::Regex;

/// What mail programs put before a subject, in the languages around here.
static PREFIX: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let words = "re|fwd?|antw(?:oord)?|betr?|doorst(?:uren)?|aw|wg|sv|vs|tr|rép|rif|r|i|res|enc|odp|ynt";
    Regex::new(&format!(
        r"(?i)^\s*(?:(?:{words})\s*(?:[\[(]\d+[\])])?\s*[:：]|\[(?:ext|extern|external)\])\s*"
    ))
    .ok()
});

/// A subject without what answering and forwarding put before it, in lower case and with single spaces: the same
/// for all mails of a thread.
pub(super) fn plain(subject: &str) -> String {
    let mut rest = subject;
    while let Some(found) = PREFIX.as_ref().and_then(|prefix| prefix.find(rest)) {
        rest = &rest[found.end()..];
    }
    rest.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_go_however_many_there_are() {
        for subject in [
            "Mijn pakket",
            "Re: Mijn  pakket",
            "RE: FW: Antw: mijn pakket",
            "Aw[2]: [EXTERN] WG: Mijn pakket",
        ] {
            assert_eq!(plain(subject), "mijn pakket", "{subject}");
        }
        assert_eq!(plain("Regarding: x"), "regarding: x");
        assert_eq!(plain("Re:"), "");
    }
}
