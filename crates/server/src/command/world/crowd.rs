//! The world's customers as they act by themselves: who writes, who replies, and who answers when asked.

use std::time::{Duration, Instant};

use voorzet_engine::world::live::Course;

use super::receiver::Mail;
use super::respondents::{Asked, Respondents};
use super::writers::{Contact, Writers};
use crate::say::say;

/// Customers, of whom some are about to do something.
pub(super) struct Crowd {
    writers: Writers,
    respondents: Respondents,
    visits: Option<Visits>,
}

/// Those who get in touch without a cause.
struct Visits {
    every: Duration,
    next: Instant,
    number: u32,
}

impl Crowd {
    /// Customers who write, and one without a cause every so often.
    pub(super) fn new(writers: Writers, every: Option<Duration>) -> Self {
        let visits = every.map(|every| Visits { every, next: Instant::now() + every, number: 0 });
        Self { writers, respondents: Respondents::default(), visits }
    }

    /// Whether customers write by a channel themselves.
    pub(super) fn use_channel(&self, channel: &str) -> bool {
        self.writers.use_channel(channel)
    }

    /// When somebody does something next.
    pub(super) fn next_at(&self) -> Option<Instant> {
        let visit = self.visits.as_ref().map(|visits| visits.next);
        [self.writers.next_reply(), self.respondents.next_answer(), visit].into_iter().flatten().min()
    }

    /// Who is to do something by now does it.
    pub(super) fn act(&mut self, course: &Course) {
        while let Some(reply) = self.writers.due() {
            self.write(&reply, course);
        }
        while let Some(asked) = self.respondents.due() {
            let Some(who) = course.person(&asked.account) else { continue };
            if let Err(problem) = self.respondents.say(asked, &who, &self.writers) {
                say(format_args!("an answer is not taken: {problem:#}"));
            }
        }
        if let Some(visits) = self.visits.as_mut().filter(|visits| visits.next <= Instant::now()) {
            visits.number += 1;
            visits.next = Instant::now() + visits.every;
            let (id, visitor) = (format!("visitor-{}", visits.number), course.visitor(visits.number));
            if let Some(visitor) = visitor.filter(|visitor| self.writers.use_channel(visitor.channel)) {
                let (account, channel, text) = (visitor.account, visitor.channel.to_owned(), visitor.text);
                self.write(&Contact { id, account, channel, text }, course);
            }
        }
    }

    /// A customer writes. One message that is not taken ends no world.
    pub(super) fn write(&mut self, contact: &Contact, course: &Course) {
        let Some(who) = course.person(&contact.account) else { return };
        self.respondents.wrote(&contact.account);
        if let Err(problem) = self.writers.write(contact, &who) {
            say(format_args!("a message by {} is not taken: {problem:#}", contact.channel));
        }
    }

    /// A conversation began.
    pub(super) fn opened(&mut self, conversation: u64, channel: &str, address: &str) {
        self.writers.opened(conversation, channel, address);
    }

    /// Somebody was answered.
    pub(super) fn answered(&mut self, conversation: u64, message: u64, course: &Course) {
        self.writers.answered(conversation, message, |account, answers| course.reply(account, answers));
        if let Some((_, account)) = self.writers.whose(conversation) {
            self.respondents.answered(account);
        }
    }

    /// Somebody is asked in a conversation how they were helped. Who is asked by mail finds it in their mailbox.
    pub(super) fn asked(&mut self, conversation: u64, key: &str, text: &str, course: &Course) {
        let whose = self.writers.whose(conversation);
        if let Some((channel, account)) = whose.filter(|(channel, _)| *channel != "mail") {
            self.respondents.ask(Asked::there(account, channel, key, text), course);
        }
    }

    /// Somebody has mail.
    pub(super) fn mailed(&mut self, mail: &Mail, course: &Course) {
        let account = self.writers.who_has("mail", &mail.to);
        if let Some(asked) = account.and_then(|account| Asked::by_mail(account, &mail.text)) {
            self.respondents.ask(asked, course);
        }
    }
}
