//! Customers who get in touch although nothing in the world's story made them: at a help desk somebody always does.

use super::draw::{Draws, For};
use super::happening::{Slot, Story};
use super::line::account;
use super::live::Course;
use super::reason::Reason;
use super::words::message;

/// The channels by which they write, and how often.
const CHANNELS: [(&str, f64); 3] = [("mail", 0.4), ("chat", 0.35), ("whatsapp", 0.25)];

/// Somebody who gets in touch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visitor {
    /// `u000123`.
    pub account: String,
    /// `mail`, `chat` or `whatsapp`.
    pub channel: &'static str,
    /// What they write.
    pub text: String,
}

impl Course {
    /// The n-th customer who gets in touch without a cause. None in a world without customers.
    pub fn visitor(&self, number: u32) -> Option<Visitor> {
        let world = self.world();
        let mut draws = Draws::of(world.settings.seed, For::Visitor, number, 0);
        let customer = draws.below(world.customers.len() as u32);
        let who = world.customers.get(customer as usize)?;
        let channel = CHANNELS[draws.weighted(&CHANNELS.map(|(_, weight)| weight))].0;
        let reason = draws.pick(&Reason::ALL);
        let (mut name, mut text) = (Vec::new(), vec![b'"']);
        account(&mut name, customer);
        let story = Story::new(0, Slot::Chatter);
        message::write(&mut text, reason, who.english, false, customer, story, &mut draws);
        let text = String::from_utf8(text.split_off(1)).ok()?;
        Some(Visitor { account: String::from_utf8(name).ok()?, channel, text })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use voorzet_domain::time::Timestamp;

    use crate::world::{Settings, World};

    #[test]
    fn visitors_are_customers_who_write_by_every_channel_and_the_same_in_every_run() {
        let start = Timestamp::parse("2026-01-01T00:00:00Z").expect("an instant");
        let course = |customers| {
            let world = World::new(Settings { customers, days: 3, seed: 1, start }).expect("a world");
            world.course(start)
        };
        let (one, other) = (course(50), course(50));
        let visitors: Vec<_> = (0..100).filter_map(|number| one.visitor(number)).collect();
        assert_eq!(visitors.len(), 100);
        for (number, visitor) in (0..).zip(&visitors) {
            assert_eq!(other.visitor(number).as_ref(), Some(visitor));
            assert!(one.person(&visitor.account).is_some() && visitor.text.len() > 10, "{visitor:?}");
            assert!(!visitor.text.contains(['{', '"']), "{visitor:?}");
        }
        let channels: BTreeSet<&str> = visitors.iter().map(|visitor| visitor.channel).collect();
        assert_eq!(channels.len(), 3);
    }
}
