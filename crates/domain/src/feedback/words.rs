//! What customers read when they are asked, Dutch and English, unless the organisation says it otherwise. Everybody is
//! addressed formally in Dutch.

use super::question::Question;
use crate::conversation::{Choice, Outgoing};
use crate::strategy::model::{Feedback, Strategy};

use super::invitation::InvitationId;

/// With what an address begins that is completed where it is sent: only there is known where customers reach us, and
/// with what key links are signed.
pub const PLACE: &str = "voorzet:f/";

/// With what the id of a choice begins that answers a question.
const CHOICE: &str = "feedback:";

/// The longest title of a choice, so that every channel takes it.
const TITLE: usize = 20;

/// Where an invitation is answered, to be completed.
pub fn place(invitation: InvitationId) -> String {
    format!("{PLACE}{}", invitation.0)
}

/// The words of a language.
#[derive(Debug)]
pub struct Words {
    /// Its code.
    pub language: &'static str,
    /// The subject of a mail, and the title of the page.
    pub subject: &'static str,
    /// What it begins with.
    pub intro: &'static str,
    /// The same after a call-back.
    pub again: &'static str,
    /// Whether they would recommend us; `{}` is the organisation.
    pub nps: &'static str,
    /// What its ends mean.
    pub nps_ends: (&'static str, &'static str),
    /// How satisfied they are.
    pub csat: &'static str,
    /// What its scores mean.
    pub csat_scores: [&'static str; 5],
    /// Whether it was easy; `{}` is the organisation.
    pub ces: &'static str,
    /// What its scores mean.
    pub ces_scores: [&'static str; 7],
    /// Whether it is solved.
    pub solved: &'static str,
    /// No, and yes.
    pub solved_scores: [&'static str; 2],
    /// How to answer with a number.
    pub number: &'static str,
    /// Before a link to the page.
    pub or_page: &'static str,
    /// What is said when all is answered.
    pub thanks: &'static str,
    /// Before a link to where more can be said.
    pub more: &'static str,
    /// The questions by name, with room for the score: NPS, CSAT, CES, solved or not.
    pub named: [&'static str; 3],
    /// Not solved, and solved.
    pub outcome: [&'static str; 2],
    /// What a mail is called that tells what was done about what they said.
    pub told: &'static str,
}

/// Dutch.
pub static DUTCH: Words = Words {
    language: "nl",
    subject: "Hoe hebben wij u geholpen?",
    intro: "U had onlangs contact met ons. Wij horen graag hoe dat ging. Eén klik is genoeg.",
    again: "Wij hebben u teruggebeld. Wij horen graag of het nu in orde is. Eén klik is genoeg.",
    nps: "Hoe waarschijnlijk is het dat u {} aanbeveelt aan vrienden of collega’s?",
    nps_ends: ("heel onwaarschijnlijk", "heel waarschijnlijk"),
    csat: "Hoe tevreden bent u over hoe wij u hebben geholpen?",
    csat_scores: ["Heel ontevreden", "Ontevreden", "Neutraal", "Tevreden", "Heel tevreden"],
    ces: "{} maakte het mij makkelijk om mijn vraag af te handelen.",
    ces_scores: [
        "Helemaal oneens",
        "Oneens",
        "Beetje oneens",
        "Neutraal",
        "Beetje eens",
        "Eens",
        "Helemaal eens",
    ],
    solved: "Is uw vraag opgelost?",
    solved_scores: ["Nee", "Ja"],
    number: "Antwoord met een cijfer van 0 (heel onwaarschijnlijk) tot en met 10 (heel waarschijnlijk).",
    or_page: "Of antwoord op deze pagina:",
    thanks: "Bedankt voor uw antwoord.",
    more: "Wilt u er iets bij zeggen? Dat kan hier:",
    named: ["NPS {}", "tevredenheid {} van 5", "gemak {} van 7"],
    outcome: ["niet opgelost", "opgelost"],
    told: "Wat wij met uw opmerking hebben gedaan",
};

/// English.
pub static ENGLISH: Words = Words {
    language: "en",
    subject: "How did we help you?",
    intro: "You were in touch with us lately. We would like to hear how that went. One click is enough.",
    again: "We called you back. We would like to hear whether it is all right now. One click is enough.",
    nps: "How likely are you to recommend {} to friends or colleagues?",
    nps_ends: ("not at all likely", "extremely likely"),
    csat: "How satisfied are you with how we helped you?",
    csat_scores: ["Very dissatisfied", "Dissatisfied", "Neutral", "Satisfied", "Very satisfied"],
    ces: "{} made it easy for me to handle my issue.",
    ces_scores: [
        "Strongly disagree",
        "Disagree",
        "Disagree a little",
        "Neutral",
        "Agree a little",
        "Agree",
        "Strongly agree",
    ],
    solved: "Is your question solved?",
    solved_scores: ["No", "Yes"],
    number: "Answer with a number from 0 (not at all likely) to 10 (extremely likely).",
    or_page: "Or answer on this page:",
    thanks: "Thank you for your answer.",
    more: "Would you like to add something? You can do that here:",
    named: ["NPS {}", "satisfaction {} of 5", "ease {} of 7"],
    outcome: ["not solved", "solved"],
    told: "What we did about what you said",
};

impl Words {
    /// Those of a language; English where it is not known.
    pub fn of(language: &str) -> &'static Self {
        if language.starts_with("nl") { &DUTCH } else { &ENGLISH }
    }

    /// A question in words.
    pub fn question(&self, question: Question, organisation: &str) -> String {
        let text = match question {
            Question::Nps => self.nps,
            Question::Csat => self.csat,
            Question::Ces => self.ces,
            Question::Solved => self.solved,
        };
        text.replace("{}", organisation)
    }

    /// A score in short, with what it is of.
    pub fn in_short(&self, question: Question, score: u8) -> String {
        let named = match question {
            Question::Nps => self.named[0],
            Question::Csat => self.named[1],
            Question::Ces => self.named[2],
            Question::Solved => self.outcome[usize::from(score > 0)],
        };
        named.replace("{}", &score.to_string())
    }

    /// What a score means, where it has a word of its own.
    pub fn score(&self, question: Question, score: u8) -> Option<&'static str> {
        let place = usize::from(score.checked_sub(*question.scale().start())?);
        match question {
            Question::Nps => None,
            Question::Csat => self.csat_scores.get(place).copied(),
            Question::Ces => self.ces_scores.get(place).copied(),
            Question::Solved => self.solved_scores.get(place).copied(),
        }
    }
}

/// What somebody is told first.
pub fn intro<'a>(words: &'static Words, feedback: &'a Feedback, again: bool) -> &'a str {
    match &feedback.intro {
        _ if again => words.again,
        Some(intro) => intro.get(words.language),
        None => words.intro,
    }
}

/// A question as a mail asks it: every score is a link, in Markdown.
pub fn as_mail(
    strategy: &Strategy,
    questions: &[Question],
    invitation: InvitationId,
    words: &'static Words,
    again: bool,
) -> String {
    let place = place(invitation);
    let mut text = format!("{}\n", intro(words, &strategy.feedback, again));
    for question in questions {
        text.push_str(&format!("\n**{}**\n\n", words.question(*question, &strategy.organisation)));
        let scores = question.scale().map(|score| {
            let link = format!("{place}?{}={score}", question.name());
            match words.score(*question, score) {
                Some(word) if *question == Question::Solved => format!("[{word}]({link})"),
                Some(word) => format!("[{score} – {word}]({link})"),
                None => format!("[{score}]({link})"),
            }
        });
        let scores: Vec<String> = scores.collect();
        match question {
            Question::Nps => {
                let (least, most) = words.nps_ends;
                text.push_str(&format!("0 = {least}, 10 = {most}\n\n{}\n", scores.join(" \u{a0} ")));
            }
            Question::Solved => text.push_str(&format!("{}\n", scores.join(" \u{a0} "))),
            Question::Csat | Question::Ces => {
                for score in scores {
                    text.push_str(&format!("- {score}\n"));
                }
            }
        }
    }
    text.push_str(&format!("\n{} <{place}>\n", words.or_page));
    text
}

/// Where it is answered, for channels that carry text alone.
pub fn as_link(feedback: &Feedback, invitation: InvitationId, words: &'static Words, again: bool) -> String {
    format!("{} {}", intro(words, feedback, again), place(invitation))
}

/// What is said when all is answered, with the way to say more. In a chat that is the chat.
pub fn thanks(feedback: &Feedback, invitation: InvitationId, words: &'static Words, channel: &str) -> String {
    let thanks = feedback.thanks.as_ref().map_or(words.thanks, |own| own.get(words.language));
    if channel == "chat" {
        return thanks.to_owned();
    }
    format!("{thanks} {} {}", words.more, place(invitation))
}

/// A question as a conversation asks it: what can be chosen, or how to answer where that is too much to choose from.
pub fn as_message(
    strategy: &Strategy,
    invitation: InvitationId,
    question: Question,
    words: &'static Words,
    channel: &str,
) -> Outgoing {
    let asked = words.question(question, &strategy.organisation);
    // WhatsApp's lists have ten rows, and this scale eleven scores.
    let by_number = question == Question::Nps && channel == "whatsapp";
    let text = if by_number { format!("{asked}\n\n{}", words.number) } else { asked };
    let choice = |score: u8| {
        let word = words.score(question, score);
        let title = match word {
            Some(word) if question == Question::Solved => word.to_owned(),
            Some(word) => format!("{score} {word}").chars().take(TITLE).collect(),
            None => score.to_string(),
        };
        Choice { id: choice_id(invitation, question, score), title }
    };
    let choices = if by_number { Vec::new() } else { question.scale().map(choice).collect() };
    Outgoing { text, choices, language: Some(words.language.into()), ..Outgoing::default() }
}

/// The id of a choice.
fn choice_id(invitation: InvitationId, question: Question, score: u8) -> String {
    format!("{CHOICE}{}:{}:{score}", invitation.0, question.name())
}

/// What a choice answers.
pub fn chosen(id: &str) -> Option<(InvitationId, Question, u8)> {
    let mut parts = id.strip_prefix(CHOICE)?.split(':');
    let invitation = InvitationId(parts.next()?.parse().ok()?);
    let question = Question::from_name(parts.next()?)?;
    let score = parts.next()?.parse().ok()?;
    parts.next().is_none().then_some((invitation, question, score))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_says_what_it_answers_and_fits_everywhere() {
        assert_eq!(
            chosen(&choice_id(InvitationId(7), Question::Ces, 4)),
            Some((InvitationId(7), Question::Ces, 4))
        );
        for id in
            ["feedback:7:ces:4:1", "feedback:x:ces:4", "helped:no", "feedback:7:ces:-1", "feedback:7:x:1"]
        {
            assert_eq!(chosen(id), None, "{id}");
        }
        for words in [&DUTCH, &ENGLISH] {
            for question in Question::ALL {
                let titles: Vec<_> =
                    question.scale().filter_map(|score| words.score(question, score)).collect();
                let mut other = titles.clone();
                other.dedup();
                assert_eq!(titles, other);
                assert!(titles.iter().all(|title| title.chars().count() <= TITLE - 2), "{titles:?}");
            }
        }
    }
}
