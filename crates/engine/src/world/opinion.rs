//! What customers think of how they were helped, when they are asked. Drawn from the seed, the customer and how often
//! they were asked; and it depends on how they were served.

use std::time::Duration;

use super::draw::{Draws, For};
use super::live::Course;
use super::words::opinion::{self, Mood};

/// Where the draws about opinions begin among all those about a customer.
const MOMENT: u32 = 8_000;

/// How a customer was served before they were asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Served {
    /// The longest that they waited for an answer.
    pub waited: Duration,
    /// How often they had to write again after an answer, or got in touch again.
    pub again: u32,
    /// Whether somebody has called them back since they gave a bad score.
    pub called_back: bool,
}

/// What a customer answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opinion {
    /// Whether they would recommend the shop: 0–10.
    pub nps: u8,
    /// Whether it is solved: 0 or 1.
    pub solved: u8,
    /// In their own words.
    pub words: Option<&'static str>,
    /// What they write for others to read, with stars.
    pub review: Option<(u8, &'static str)>,
}

impl Opinion {
    /// The score that they give to a question, where they give one.
    pub fn score(&self, question: &str) -> Option<u8> {
        match question {
            "nps" => Some(self.nps),
            "solved" => Some(self.solved),
            "csat" => Some(1 + self.nps * 4 / 10),
            "ces" => Some(1 + self.nps * 6 / 10),
            _ => None,
        }
    }
}

impl Course {
    /// What a customer says when they are asked for the n-th time, by a channel; nothing when they do not answer. Of those
    /// asked by mail three in ten do, in a chat or by WhatsApp half.
    pub fn opinion(&self, account: &str, asked: u32, channel: &str, served: Served) -> Option<Opinion> {
        let number = self.number(account)?;
        let world = self.world();
        let english = world.customers.get(number as usize)?.english;
        let mut draws = Draws::of(world.settings.seed, For::Detail, number, MOMENT + asked);
        let answers = if channel == "mail" { 0.3 } else { 0.5 };
        if !draws.chance(answers) {
            return None;
        }
        let minutes = served.waited.as_secs_f64() / 60.0;
        let patience = 9.0 - (0.6 * minutes).min(3.0) - 1.4 * f64::from(served.again.min(3));
        let comfort = if served.called_back { 2.0 } else { 0.0 };
        let nps = (patience + comfort + 1.8 * draws.normal()).round().clamp(0.0, 10.0) as u8;
        let solved =
            u8::from(draws.chance(if served.called_back { 0.9 } else { 0.35 + 0.06 * f64::from(nps) }));
        let mood = match nps {
            0..=6 if draws.chance(0.75) => Mood::Complains,
            9..=10 if draws.chance(0.7) => Mood::Praises,
            _ => Mood::Suggests,
        };
        let says = draws.chance(0.4);
        let text = opinion::write(english, mood, &mut draws);
        let reviews = says && draws.chance(0.4);
        let stars = (1 + nps * 4 / 10).clamp(1, 5);
        Some(Opinion { nps, solved, words: says.then_some(text), review: reviews.then_some((stars, text)) })
    }
}

#[cfg(test)]
mod tests {
    use voorzet_domain::time::Timestamp;

    use super::*;
    use crate::world::{Settings, World};

    fn course() -> Course {
        let start = Timestamp::parse("2026-01-01T00:00:00Z").expect("an instant");
        let world = World::new(Settings { customers: 2_000, days: 3, seed: 1, start }).expect("a world");
        world.course(start)
    }

    fn opinions(course: &Course, channel: &str, served: Served) -> Vec<Opinion> {
        let ask = |number: u32| course.opinion(&format!("u{number:06}"), 1, channel, served);
        (0..2_000).filter_map(ask).collect()
    }

    fn mean(opinions: &[Opinion]) -> f64 {
        opinions.iter().map(|said| f64::from(said.nps)).sum::<f64>() / opinions.len() as f64
    }

    #[test]
    fn a_share_answers_and_who_was_served_badly_scores_lower() {
        let course = course();
        let well = opinions(&course, "mail", Served::default());
        let chat = opinions(&course, "chat", Served::default());
        assert!((540..660).contains(&well.len()) && (930..1_070).contains(&chat.len()), "{}", chat.len());
        let slow = Served { waited: Duration::from_mins(4), ..Served::default() };
        let (slow, again) = (opinions(&course, "mail", slow), Served { again: 2, ..Served::default() });
        let again = opinions(&course, "mail", again);
        assert_eq!(slow.len(), well.len(), "how they were served does not change who answers");
        assert!(mean(&well) > mean(&slow) + 1.0 && mean(&well) > mean(&again) + 1.0);
        assert!(well.iter().any(|said| said.nps <= 6) && well.iter().any(|said| said.nps >= 9));
        assert!(chat.iter().any(|said| said.words.is_some()) && chat.iter().any(|said| said.words.is_none()));
        assert!(chat.iter().any(|said| said.review.is_some()));
    }

    #[test]
    fn the_same_customer_asked_the_same_time_says_the_same() {
        let (one, other) = (course(), course());
        for number in 0..200 {
            let account = format!("u{number:06}");
            let served = Served { again: 1, ..Served::default() };
            assert_eq!(one.opinion(&account, 2, "chat", served), other.opinion(&account, 2, "chat", served));
        }
        assert_eq!(one.opinion("u999999", 1, "mail", Served::default()), None);
    }
}
