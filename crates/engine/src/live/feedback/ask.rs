//! It has settled: the customer is asked, or not.

use compact_str::CompactString;
use serde_json::value::to_raw_value;
use serde_json::{Value, json};
use voorzet_domain::conversation::happening::Said;
use voorzet_domain::conversation::{CaseId, Conversation, Outgoing};
use voorzet_domain::customer::CustomerId;
use voorzet_domain::feedback::gate::{self, Barrier};
use voorzet_domain::feedback::happening::{Asked, Dropped, Postponed};
use voorzet_domain::feedback::invitation::Why;
use voorzet_domain::feedback::words::{self, Words};
use voorzet_domain::feedback::{Invitation, Question};
use voorzet_domain::strategy::model::Strategy;
use voorzet_domain::time::Timestamp;
use voorzet_store::outbox::{Planned, SendKey};

use super::answer::first_key;
use super::way::{Way, thread, touch};
use crate::deliver::{Plan, Recipient, quiet_hours};
use crate::live::Core;
use crate::live::desk::Scene;
use crate::live::stop::Stop;

/// How many of a customer's last cases are looked at for one after which nobody is asked.
const LAST_CASES: usize = 20;

/// As many days back.
const SPARED: voorzet_domain::time::Duration = voorzet_domain::time::Duration::from_days(90);

impl Core {
    /// Asks somebody, unless something stands in the way.
    pub(super) fn ask(
        &mut self,
        known: &Invitation,
        scene: Scene<'_>,
        strategy: &Strategy,
    ) -> Result<(), Stop> {
        let drop = |why| Dropped { invitation: known.id, why };
        let Some(customer) = known.customer.filter(|_| !strategy.feedback.ask.is_empty()) else {
            return self.tell_feedback(drop(Why::Off), scene);
        };
        if scene.at >= known.give_up {
            return self.tell_feedback(drop(Why::Budget), scene);
        }
        if self.has_open(customer)? || self.case(known.case)?.is_none_or(|case| case.is_open()) {
            return self.tell_feedback(drop(Why::Back), scene);
        }
        if self.is_spared(known, customer, scene.at, strategy)? {
            return self.tell_feedback(drop(Why::Spared), scene);
        }
        self.people.load(customer, self.store.read(), &mut self.publications)?;
        let recipient = self.recipient(customer)?;
        let way = match self.find_way(known, customer, &recipient, strategy, scene.at)? {
            Ok(way) => way,
            Err(Barrier::Budget(until)) if until < known.give_up => {
                // Not at the same instant again.
                let until = until.plus(voorzet_domain::time::Duration::from_micros(1));
                return self.tell_feedback(Postponed { invitation: known.id, until }, scene);
            }
            Err(barrier) => {
                let why = match barrier {
                    Barrier::Recently => Why::Recently,
                    Barrier::Spared => Why::Spared,
                    Barrier::Refused => Why::Refused,
                    Barrier::Budget(_) => Why::Budget,
                };
                return self.tell_feedback(drop(why), scene);
            }
        };
        let questions = questions(known, strategy);
        if open(known, &questions).is_empty() {
            // Nothing goes out, so it is no touch.
            let words = self.words_for(known, &recipient, strategy)?;
            return self.tell_feedback(asked(known, &way, questions, words, scene, strategy), scene);
        }
        let worked =
            self.people.work(customer, |person| gate::touch(person, strategy, touch(known.id), scene.at))?;
        self.people.accept(worked);
        self.put_question(known, &way, &recipient, scene, strategy)
    }

    /// Says it, and puts it in the outbox.
    fn put_question(
        &mut self,
        known: &Invitation,
        way: &Way,
        recipient: &Recipient,
        scene: Scene<'_>,
        strategy: &Strategy,
    ) -> Result<(), Stop> {
        let feedback = &strategy.feedback;
        let words = self.words_for(known, recipient, strategy)?;
        let again = known.again.is_some();
        let asked = asked(known, way, questions(known, strategy), words, scene, strategy);
        // What they said by themselves they are not asked again.
        let questions = open(known, &asked.questions);
        let key = asked.key.clone();
        let subject = feedback.subject.as_ref().map_or(words.subject, |own| own.get(words.language));
        let mut outgoing = if way.inline {
            let first = questions.first().copied().unwrap_or(Question::Solved);
            let mut outgoing = words::as_message(strategy, known.id, first, words, &way.channel);
            outgoing.text = format!("{}\n\n{}", words::intro(words, feedback, again), outgoing.text);
            outgoing
        } else if way.channel == "mail" {
            let text = words::as_mail(strategy, &questions, known.id, words, again);
            Outgoing { text, subject: Some(subject.to_owned()), ..Outgoing::default() }
        } else {
            let text = words::as_link(feedback, known.id, words, again);
            Outgoing { text, ..Outgoing::default() }
        };
        outgoing.language = Some(words.language.into());
        outgoing.automatic = true;
        if let Some(conversation) = &way.conversation {
            let text = if way.inline {
                outgoing.text.clone()
            } else {
                let asked = questions.iter().map(|one| words.question(*one, &strategy.organisation));
                format!(
                    "{}\n\n{}",
                    words::intro(words, feedback, again),
                    asked.collect::<Vec<_>>().join("\n")
                )
            };
            let said = Spoken { key: &key, text, subject: outgoing.subject.clone() };
            self.say_by_machine(conversation, said, &mut outgoing, way.inline, scene)?;
        }
        self.tell_feedback(asked, scene)?;
        let planned = Planned {
            quiet: (way.channel != "chat").then(|| quiet_hours(strategy, recipient)).flatten(),
            not_after: Some(known.give_up),
            ..planned(&key, way, recipient, strategy, &outgoing, scene.at)?
        };
        let planned = Planned { thread: thread(known.id), ..planned };
        let failed = self.refusal(&planned.route, &planned.to);
        self.said.plans.push(Plan { planned, failed, replaces: false });
        Ok(())
    }

    /// What a machine of ours says in a conversation stands in it.
    pub(super) fn say_by_machine(
        &mut self,
        conversation: &Conversation,
        said: Spoken<'_>,
        outgoing: &mut Outgoing,
        inline: bool,
        scene: Scene<'_>,
    ) -> Result<(), Stop> {
        let message = self.desk.next_message();
        let happening = Said {
            conversation: conversation.id,
            message,
            id: said.key.to_owned(),
            by: None,
            author: None,
            text: said.text,
            subject: said.subject,
            attachments: Vec::new(),
            template: None,
            choices: outgoing.choices.clone(),
            key: said.key.into(),
            cases: Vec::new(),
            waited: std::collections::BTreeMap::new(),
            at_once: true,
            acknowledges: None,
        };
        self.happen(happening, Scene { customer: conversation.customer, heard: None, ..scene })?;
        outgoing.name.clone_from(&conversation.name);
        outgoing.window = conversation.window_until();
        outgoing.token = Some(conversation.token.to_string());
        if inline {
            (outgoing.conversation, outgoing.message) = (Some(conversation.id.0), Some(message.0));
        } else {
            outgoing.answers = conversation.last_id().cloned();
            outgoing.thread.clone_from(&conversation.ids);
        }
        Ok(())
    }

    /// The words of the customer's language.
    fn words_for(
        &mut self,
        known: &Invitation,
        recipient: &Recipient,
        strategy: &Strategy,
    ) -> Result<&'static Words, Stop> {
        let said = self.case(known.case)?.and_then(|case| case.language);
        // A call-back says nothing of the language; the question that led to it was asked in one.
        let first = match known.again.filter(|_| said.is_none()) {
            Some(first) => self.invitation(first)?.map(|first| first.language),
            None => None,
        };
        let said = said.or(first.filter(|language| !language.is_empty()));
        let language = said.as_deref().or_else(|| recipient.language(&strategy.languages));
        Ok(Words::of(language.unwrap_or("en")))
    }

    /// To whom it goes.
    pub(super) fn recipient(&self, customer: CustomerId) -> Result<Recipient, Stop> {
        let mut traits = Vec::new();
        for original in self.people.originals(customer) {
            traits.extend(self.store.read().traits(original)?);
            traits.extend(self.fold.traits_of(original).cloned());
        }
        Ok(Recipient::of(&self.people.directory, customer, &traits))
    }

    /// Whether anything of a customer is open, whatever it is.
    fn has_open(&mut self, customer: CustomerId) -> Result<bool, Stop> {
        for original in self.people.originals(customer) {
            let known: Vec<CaseId> = self.desk.known_of(original).collect();
            for id in known {
                if self.case(id)?.is_some_and(|case| case.is_open()) {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    /// Whether it was about something after which nobody is asked, or they had such a thing lately.
    fn is_spared(
        &mut self,
        known: &Invitation,
        customer: CustomerId,
        now: Timestamp,
        strategy: &Strategy,
    ) -> Result<bool, Stop> {
        let spared = |reason: &str| {
            let line = strategy.reason_id(reason).map(|id| &strategy.reasons[id.index()].line);
            line.is_some_and(|line| line.iter().any(|id| strategy.feedback.spare.contains(id)))
        };
        if strategy.feedback.spare.is_empty() {
            return Ok(false);
        }
        if spared(&known.reason) {
            return Ok(true);
        }
        let originals = self.people.originals(customer);
        let past = self.store.read().cases_of(&originals, CaseId(u32::MAX), LAST_CASES)?;
        Ok(past.iter().any(|case| now.since(case.last_at) <= SPARED && spared(&case.reason)))
    }
}

/// What a customer is to be asked, in order.
fn questions(known: &Invitation, strategy: &Strategy) -> Vec<Question> {
    let mut questions = strategy.feedback.ask.clone();
    if known.again.is_some() {
        // What a call-back was for comes first.
        questions.retain(|question| *question != Question::Solved);
        questions.insert(0, Question::Solved);
    }
    questions
}

/// Those of them to which the customer has said nothing yet.
fn open(known: &Invitation, questions: &[Question]) -> Vec<Question> {
    questions.iter().copied().filter(|question| known.score(*question).is_none()).collect()
}

/// They are asked.
fn asked(
    known: &Invitation,
    way: &Way,
    questions: Vec<Question>,
    words: &Words,
    scene: Scene<'_>,
    strategy: &Strategy,
) -> Asked {
    Asked {
        invitation: known.id,
        route: way.route.clone(),
        questions,
        review: strategy.feedback.review && known.again.is_none(),
        language: words.language.into(),
        key: first_key(known.id),
        thread: thread(known.id),
        until: scene.at.plus(strategy.feedback.open),
    }
}

/// What a machine says.
pub(super) struct Spoken<'a> {
    /// Under which key it is sent.
    pub(super) key: &'a str,
    /// As it stands in the thread.
    pub(super) text: String,
    /// Its subject.
    pub(super) subject: Option<String>,
}

/// What goes to the outbox, at once and at any hour.
pub(super) fn planned(
    key: &CompactString,
    way: &Way,
    recipient: &Recipient,
    strategy: &Strategy,
    outgoing: &Outgoing,
    now: Timestamp,
) -> Result<Planned, Stop> {
    let purpose = strategy.feedback.purpose.map(|id| &strategy.purposes[id.index()]);
    let mut body = serde_json::to_value(outgoing)?;
    if let (Value::Object(fields), false) = (&mut body, way.inline) {
        fields.insert("reason".to_owned(), json!("feedback"));
        fields.insert("customer".to_owned(), json!(recipient.label));
        if let Some(purpose) = purpose {
            fields.insert("purpose".to_owned(), json!(purpose.name));
            fields.insert("basis".to_owned(), json!(purpose.basis.name()));
        }
    }
    Ok(Planned {
        key: SendKey(key.clone()),
        route: way.route.clone(),
        customer: Some(recipient.customer),
        to: way.to.clone(),
        purpose: purpose.map(|purpose| purpose.name.clone()),
        channel: Some(way.channel.clone()),
        thread: 0,
        body: to_raw_value(&body)?,
        cause: None,
        at: now,
        not_before: now,
        not_after: way.conversation.as_ref().and_then(Conversation::window_until),
        quiet: None,
    })
}
