//! What each figure means, in the words of those who read it, and since when it means that.
//!
//! A figure that is counted differently from some day on gets a row of its own with that day: what was reported before
//! keeps the meaning that it had.

/// What a figure means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Definition {
    /// The figure, as the API calls it.
    pub figure: &'static str,
    /// What it means, in Dutch.
    pub nl: &'static str,
    /// What it means, in English.
    pub en: &'static str,
    /// The first day on which it does: `2026-11-22`.
    pub since: &'static str,
}

const fn since_the_first(figure: &'static str, nl: &'static str, en: &'static str) -> Definition {
    Definition { figure, nl, en, since: "2026-11-22" }
}

/// Every definition that there was: by figure, the oldest first.
pub const fn definitions() -> &'static [Definition] {
    &DEFINITIONS
}

/// What a figure means on a day (`2026-11-22`): the newest definition that is not younger.
pub fn on(figure: &str, day: &str) -> Option<&'static Definition> {
    DEFINITIONS.iter().rfind(|known| known.figure == figure && known.since <= day)
}

static DEFINITIONS: [Definition; 16] = [
    since_the_first(
        "received",
        "Berichten die een kanaal van klanten heeft aangenomen.",
        "Messages of customers that a channel has taken.",
    ),
    since_the_first(
        "stored",
        "Ontvangen berichten die in het logboek staan. Gelijk aan ontvangen, of er is iets mis.",
        "Received messages that stand in the log. The same as received, or something is wrong.",
    ),
    since_the_first(
        "answered",
        "Ontvangen berichten waarop daarna is geantwoord, of waarvan de zaak is opgelost.",
        "Received messages that were answered afterwards, or whose case was resolved.",
    ),
    since_the_first(
        "open",
        "Ontvangen berichten waarop nog niet is geantwoord. Ontvangen = beantwoord + open + automatisch.",
        "Received messages that are not answered yet. Received = answered + open + automatic.",
    ),
    since_the_first(
        "automatic",
        "Berichten die een systeem schreef (afwezigheid, bezorgstatus) en reacties op een bericht: ze openen niets en tellen niet als contact.",
        "Messages that a system wrote (absence, delivery status) and reactions to a message: they open nothing and count as no contact.",
    ),
    since_the_first(
        "first_answer",
        "Tijd van het eerste bericht van een zaak tot ons eerste antwoord, geteld in de openingstijden van de wachtrij. Automatische antwoorden tellen niet mee.",
        "Time from the first message of a case until our first answer, counted in the queue's opening hours. Automatic answers do not count.",
    ),
    since_the_first(
        "next_answer",
        "Tijd van een later bericht van de klant, als eerste na ons laatste antwoord, tot ons volgende antwoord, geteld in openingstijden.",
        "Time from a later message of the customer, the first after our last answer, until our next answer, counted in opening hours.",
    ),
    since_the_first(
        "promise",
        "Antwoorden binnen de reactietermijn van wachtrij en kanaal, van alle antwoorden waarvoor een termijn gold. Wat te laat is en nog openstaat, telt als te laat.",
        "Answers within the time promised by queue and channel, of all answers that were promised. What is late and still open counts as late.",
    ),
    since_the_first(
        "resolved",
        "Zaken die zijn opgelost, op de dag waarop dat de eerste keer gebeurde.",
        "Cases that were resolved, on the day on which that first happened.",
    ),
    since_the_first(
        "resolved_at_once",
        "Opgeloste zaken met hoogstens één antwoord, zonder doorzetten, niet heropend en zonder herhaalcontact binnen 7 dagen; van de zaken waarvan die 7 dagen voorbij zijn.",
        "Resolved cases with at most one answer, no hand-over, not opened again and without a repeat contact within 7 days; of those whose 7 days are over.",
    ),
    since_the_first(
        "repeats_7d",
        "Opgeloste zaken waarna dezelfde klant binnen 7 dagen over dezelfde contactreden terugkwam, via welk kanaal ook; van de zaken waarvan die 7 dagen voorbij zijn.",
        "Resolved cases after which the same customer came again on the same reason within 7 days, by whichever channel; of those whose 7 days are over.",
    ),
    since_the_first(
        "handed_over",
        "Keren dat een zaak naar een andere wachtrij of medewerker is doorgezet door een medewerker.",
        "Times that a case was handed to another queue or agent by an agent.",
    ),
    since_the_first(
        "reopened",
        "Keren dat een opgeloste zaak weer openging, omdat de klant opnieuw schreef of omdat een medewerker dat deed.",
        "Times that a resolved case was opened again, because the customer wrote again or an agent did so.",
    ),
    since_the_first(
        "waiting",
        "Zaken in een wachtrij die van niemand zijn.",
        "Cases in a queue that are nobody's.",
    ),
    since_the_first(
        "late",
        "Zaken waarop is toegezegd al te hebben geantwoord.",
        "Cases that were promised to have been answered by now.",
    ),
    since_the_first(
        "contacts",
        "Contacten: een klant benadert ons over één contactreden. Twee redenen in één bericht zijn twee contacten; een vervolg binnen de afhandeltermijn van het kanaal is geen nieuw contact.",
        "Contacts: a customer approaches us about one reason. Two reasons in one message are two contacts; what follows within the channel's settling time is no new one.",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_has_one_meaning_on_a_day() {
        let mut sorted: Vec<_> = definitions().iter().map(|known| (known.figure, known.since)).collect();
        let all = sorted.len();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(sorted.len(), all);
        assert_eq!(on("promise", "2026-11-21"), None);
        assert_eq!(on("promise", "2027-01-01").map(|known| known.since), Some("2026-11-22"));
        assert_eq!(on("promises", "2027-01-01"), None);
        for known in definitions() {
            assert!(known.since.len() == 10 && known.nl.ends_with('.') && known.en.ends_with('.'));
        }
    }
}
