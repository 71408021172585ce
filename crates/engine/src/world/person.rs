//! Who a customer is, as far as they say so when they write; and what they say to an answer.

use super::draw::{Draws, For};
use super::live::Course;
use super::words::{self, names};

/// Who a customer is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// What they are called.
    pub name: String,
    /// Their mail address.
    pub mail: String,
    /// Their telephone number, in E.164.
    pub phone: String,
    /// Their language: `nl` or `en`.
    pub language: &'static str,
}

/// What an agent of the made-up shop answers.
pub fn answer(english: bool, number: u32) -> &'static str {
    words::answer::of_shop(english, number)
}

/// What an agent notes down after calling a customer back.
pub fn called(english: bool, number: u32) -> &'static str {
    words::answer::of_call(english, number)
}

impl Course {
    /// The customer of an account: `u000123`.
    pub fn person(&self, account: &str) -> Option<Person> {
        let number = self.number(account)?;
        let world = self.world();
        let who = world.customers.get(number as usize)?;
        let name = names::Name::of(world.settings.seed, number);
        let written = |write: &dyn Fn(&mut Vec<u8>)| {
            let mut out = Vec::new();
            write(&mut out);
            String::from_utf8(out).ok()
        };
        Some(Person {
            name: written(&|out| name.write(out))?,
            mail: written(&|out| name.mail(out, number))?,
            phone: names::phone(number),
            language: who.language(),
        })
    }

    /// What a customer says when they were answered for the n-th time: most thank or say nothing, some have
    /// not been helped yet.
    pub fn reply(&self, account: &str, answers: u32) -> Option<&'static str> {
        let number = self.number(account)?;
        let world = self.world();
        let english = world.customers.get(number as usize)?.english;
        let mut draws = Draws::of(world.settings.seed, For::Detail, number, 7_000 + answers);
        words::answer::write(english, answers, &mut draws)
    }
}

#[cfg(test)]
mod tests {
    use voorzet_domain::time::Timestamp;

    use crate::world::{Settings, World};

    #[test]
    fn a_customer_writes_as_who_they_are_and_stops_at_some_point() {
        let start = Timestamp::parse("2026-01-01T00:00:00Z").expect("an instant");
        let world = World::new(Settings { customers: 50, days: 3, seed: 1, start }).expect("a world");
        let course = world.course(start);
        let person = course.person("u000007").expect("a person");
        assert!(person.mail.ends_with(".example") && person.phone.starts_with("+31970"));
        assert_eq!(course.person("u000050"), None);
        let says = |number: u32, answers| course.reply(&format!("u{number:06}"), answers).is_some();
        let (spoke, went_on) = ((0..50).filter(|n| says(*n, 1)).count(), (0..50).any(|n| says(n, 4)));
        assert!((25..45).contains(&spoke) && !went_on, "{spoke} said something to a first answer");
    }
}
