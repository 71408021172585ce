//! What the pages say, Dutch and English. Questions are in `domain::feedback::words`.

/// The words of a language.
pub(super) struct Words {
    pub(super) language: &'static str,
    /// The other language, its code and how it calls itself.
    pub(super) other: (&'static str, &'static str),
    pub(super) title: &'static str,
    pub(super) thanks: &'static str,
    pub(super) kept: &'static str,
    pub(super) correct: &'static str,
    pub(super) done: &'static str,
    pub(super) more: &'static str,
    pub(super) optional: &'static str,
    pub(super) send: &'static str,
    pub(super) review: &'static str,
    pub(super) review_why: &'static str,
    pub(super) stars: &'static str,
    pub(super) star: [&'static str; 5],
    pub(super) own: &'static str,
    pub(super) name: &'static str,
    pub(super) name_hint: &'static str,
    pub(super) send_review: &'static str,
    pub(super) reviewed: &'static str,
    pub(super) published: &'static str,
    pub(super) privacy: &'static str,
    pub(super) unknown: (&'static str, &'static str),
    pub(super) expired: (&'static str, &'static str),
    pub(super) later: (&'static str, &'static str),
    pub(super) reviews: &'static str,
    pub(super) no_reviews: &'static str,
    pub(super) older: &'static str,
    pub(super) somebody: &'static str,
    /// After the mean, of one review and of `{}` of them.
    pub(super) of_five: [&'static str; 2],
    pub(super) months: [&'static str; 12],
    pub(super) moderated: &'static str,
}

const DUTCH: Words = Words {
    language: "nl",
    other: ("en", "English"),
    title: "Hoe hebben wij u geholpen?",
    thanks: "Bedankt voor uw antwoord",
    kept: "Uw antwoord is bewaard.",
    correct: "U kunt het hieronder aanpassen of aanvullen.",
    done: "Alles is bewaard. U kunt deze pagina sluiten, of hieronder nog iets aanpassen.",
    more: "Wilt u er iets bij zeggen?",
    optional: "Dat hoeft niet.",
    send: "Versturen",
    review: "Wilt u ook een review schrijven?",
    review_why: "Die lezen anderen op onze website, nadat wij hebben gekeken of er niets in staat wat niet mag. Ook een kritische review plaatsen wij.",
    stars: "Hoeveel sterren geeft u ons?",
    star: ["1 ster", "2 sterren", "3 sterren", "4 sterren", "5 sterren"],
    own: "Uw review",
    name: "Naam onder de review",
    name_hint: "Mag ook een voornaam zijn, of leeg blijven.",
    send_review: "Review versturen",
    reviewed: "Bedankt voor uw review. Wij bekijken die eerst; daarna staat die op onze website.",
    published: "Uw review staat op onze website.",
    privacy: "Uw antwoord hoort bij uw vraag aan ons. Wij gebruiken het om beter te helpen.",
    unknown: ("Deze link klopt niet", "Gebruik de link uit het bericht, helemaal."),
    expired: (
        "U kunt niet meer antwoorden",
        "Deze vraag is gesloten. Laat het ons gerust op een andere manier weten.",
    ),
    later: ("Probeer het zo nog eens", "Uw antwoord kon nu niet worden bewaard."),
    reviews: "Wat klanten van ons vinden",
    no_reviews: "Er zijn nog geen reviews.",
    older: "Oudere reviews",
    somebody: "Een klant",
    of_five: ["van de 5 sterren, uit één review", "van de 5 sterren, uit {} reviews"],
    months: [
        "januari",
        "februari",
        "maart",
        "april",
        "mei",
        "juni",
        "juli",
        "augustus",
        "september",
        "oktober",
        "november",
        "december",
    ],
    moderated: "Elke review is van een klant die wij hebben geholpen. Wij plaatsen ze allemaal, behalve wat strafbaar of beledigend is of gegevens van mensen bevat.",
};

const ENGLISH: Words = Words {
    language: "en",
    other: ("nl", "Nederlands"),
    title: "How did we help you?",
    thanks: "Thank you for your answer",
    kept: "Your answer is saved.",
    correct: "You can change it below, or add to it.",
    done: "Everything is saved. You can close this page, or still change something below.",
    more: "Would you like to add something?",
    optional: "You do not have to.",
    send: "Send",
    review: "Would you like to write a review too?",
    review_why: "Others read it on our website, once we have looked whether nothing is in it that may not be. We publish critical reviews too.",
    stars: "How many stars do you give us?",
    star: ["1 star", "2 stars", "3 stars", "4 stars", "5 stars"],
    own: "Your review",
    name: "Name under the review",
    name_hint: "A first name will do, or leave it empty.",
    send_review: "Send review",
    reviewed: "Thank you for your review. We look at it first; then it stands on our website.",
    published: "Your review stands on our website.",
    privacy: "Your answer belongs to your question to us. We use it to help better.",
    unknown: ("This link is not right", "Use the link in the message, all of it."),
    expired: ("You can no longer answer", "This question is closed. Feel free to tell us in another way."),
    later: ("Please try again in a moment", "Your answer could not be saved now."),
    reviews: "What customers think of us",
    no_reviews: "There are no reviews yet.",
    older: "Older reviews",
    somebody: "A customer",
    of_five: ["of 5 stars, from one review", "of 5 stars, from {} reviews"],
    months: [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    moderated: "Every review is by a customer whom we helped. We publish all of them, except what is against the law, insulting, or holds data about people.",
};

impl Words {
    /// Those of a language; English where it is not known.
    pub(super) fn of(language: &str) -> &'static Self {
        if language.starts_with("nl") { &DUTCH } else { &ENGLISH }
    }

    /// A mean with one digit, as it is written: `4,2`.
    pub(super) fn mean(&self, mean: f64) -> String {
        let written = format!("{mean:.1}");
        if self.language == "nl" { written.replace('.', ",") } else { written }
    }

    /// A day such as `2026-03-03`, as it is said: `3 March 2026`.
    pub(super) fn day(&self, day: &str) -> String {
        let said = || {
            let mut parts = day.split('-');
            let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
            let month = self.months.get(month.parse::<usize>().ok()?.checked_sub(1)?)?;
            Some(format!("{} {month} {year}", day.trim_start_matches('0')))
        };
        said().unwrap_or_else(|| day.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::Words;

    #[test]
    fn days_and_means_are_said_as_people_say_them() {
        let (dutch, english) = (Words::of("nl-NL"), Words::of("en"));
        assert_eq!((dutch.mean(4.25), english.mean(4.0)), ("4,2".to_owned(), "4.0".to_owned()));
        assert_eq!(dutch.day("2026-03-03"), "3 maart 2026");
        assert_eq!(english.day("2026-12-31"), "31 December 2026");
        assert_eq!(english.day("2026-13-01"), "2026-13-01");
        assert_eq!(english.day(""), "");
    }
}
