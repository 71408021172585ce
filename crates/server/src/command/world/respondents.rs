//! Some of the world's customers answer when they are asked how they were helped, by the way in which they were asked:
//! they follow a link of their mail and may fill in the page, choose in the chat, or answer in WhatsApp. What they say
//! depends on how they were served.

use std::collections::{BTreeMap, HashMap};
use std::time::{Duration, Instant};

use anyhow::Context;
use serde_json::{Value, json};
use voorzet_engine::world::live::Course;
use voorzet_engine::world::opinion::{Opinion, Served};
use voorzet_engine::world::person::Person;

use super::writers::Writers;

/// How soon a customer answers, at the earliest, and how much later it may be.
const THINKING: (Duration, u64) = (Duration::from_secs(5), 20_000);

/// How soon they look again for what has not arrived yet, and how often.
const AGAIN: (Duration, u32) = (Duration::from_secs(5), 6);

/// With what the key of every question begins.
const KEY: &str = "feedback:";

/// With what the page's path begins on which it is answered.
const PAGE: &str = "/f/";

/// What the key ends with of what is said when all is answered.
const THANKS: &str = ":thanks";

/// A customer is asked something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Asked {
    /// Who: `u000123`.
    pub(super) account: String,
    channel: String,
    /// Where it is answered, of what came by mail.
    links: Vec<String>,
    /// What was asked in the conversation itself: its key and its words.
    there: Option<(String, String)>,
    /// How often they looked for it.
    looked: u32,
}

/// How a customer is served, as it goes.
#[derive(Debug, Default)]
struct Story {
    waits_since: Option<Instant>,
    served: Served,
    was_answered: bool,
    /// How often they were asked.
    asked: u32,
    /// What they think now, when they say so at all.
    opinion: Option<Opinion>,
}

/// Customers who may be asked.
#[derive(Default)]
pub(super) struct Respondents {
    stories: HashMap<String, Story>,
    thinking: BTreeMap<(Instant, u64), Asked>,
    /// Counts what they think about.
    number: u64,
}

impl Asked {
    /// Whether something with this key asks how somebody was helped, or belongs to that.
    pub(super) fn is(key: &str) -> bool {
        key.starts_with(KEY)
    }

    /// It was asked in a conversation.
    pub(super) fn there(account: &str, channel: &str, key: &str, text: &str) -> Self {
        let there = Some((key.to_owned(), text.to_owned()));
        let (account, channel) = (account.to_owned(), channel.to_owned());
        Self { account, channel, links: Vec::new(), there, looked: 0 }
    }

    /// It was asked in a mail, when that has links to answer by.
    pub(super) fn by_mail(account: &str, text: &str) -> Option<Self> {
        let links = links(text);
        let (account, channel) = (account.to_owned(), "mail".to_owned());
        (!links.is_empty()).then_some(Self { account, channel, links, there: None, looked: 0 })
    }

    /// Whether it begins an invitation: later questions and thanks belong to one that did.
    fn is_first(&self) -> bool {
        let key = self.there.as_ref().map_or("", |(key, _)| key);
        key.matches(':').count() <= 1
    }
}

impl Respondents {
    /// A customer wrote, and waits.
    pub(super) fn wrote(&mut self, account: &str) {
        let story = self.stories.entry(account.to_owned()).or_default();
        story.served.again += u32::from(story.was_answered);
        story.waits_since.get_or_insert_with(Instant::now);
    }

    /// A customer was answered.
    pub(super) fn answered(&mut self, account: &str) {
        let story = self.stories.entry(account.to_owned()).or_default();
        story.was_answered = true;
        if let Some(since) = story.waits_since.take() {
            story.served.waited = story.served.waited.max(since.elapsed());
        }
    }

    /// A customer is asked: who answers does so after a while.
    pub(super) fn ask(&mut self, asked: Asked, course: &Course) {
        let story = self.stories.entry(asked.account.clone()).or_default();
        if asked.is_first() {
            story.asked += 1;
            // Nobody is asked again so soon but of a call-back.
            story.served.called_back = story.asked > 1;
            story.opinion = course.opinion(&asked.account, story.asked, &asked.channel, story.served);
            (story.served, story.was_answered) = (Served::default(), false);
        }
        if story.opinion.is_some() {
            let spread = self.number.wrapping_mul(2_654_435_761) % THINKING.1;
            self.think(asked, THINKING.0 + Duration::from_millis(spread));
        }
    }

    fn think(&mut self, asked: Asked, pause: Duration) {
        self.number += 1;
        self.thinking.insert((Instant::now() + pause, self.number), asked);
    }

    /// When the next answer is due.
    pub(super) fn next_answer(&self) -> Option<Instant> {
        self.thinking.first_key_value().map(|((at, _), _)| *at)
    }

    /// Who answers now.
    pub(super) fn due(&mut self) -> Option<Asked> {
        let first = self.thinking.first_entry().filter(|first| first.key().0 <= Instant::now())?;
        Some(first.remove())
    }

    /// They do. What has not arrived yet is looked for again.
    pub(super) fn say(&mut self, asked: Asked, who: &Person, writers: &Writers) -> anyhow::Result<()> {
        let opinion = self.stories.get(&asked.account).and_then(|story| story.opinion);
        let Some(opinion) = opinion else { return Ok(()) };
        let there = asked.there.as_ref().map(|(key, text)| (key.as_str(), text.as_str()));
        let has_arrived = match there {
            None => by_page(&asked.links, &opinion, who, writers)?,
            Some((key, text)) if asked.channel == "chat" => {
                in_chat(&asked.account, key, text, &opinion, writers)?
            }
            Some((key, text)) => in_whatsapp(who, key, text, &opinion, writers)?,
        };
        if !has_arrived && asked.looked < AGAIN.1 {
            self.think(Asked { looked: asked.looked + 1, ..asked }, AGAIN.0);
        }
        Ok(())
    }
}

/// One click on a score; who has more to say does so on the page.
fn by_page(links: &[String], opinion: &Opinion, who: &Person, writers: &Writers) -> anyhow::Result<bool> {
    let scored = links.iter().find(|link| {
        let query = link.split_once('?').and_then(|(_, query)| query.split_once('='));
        query.is_some_and(|(question, score)| {
            opinion.score(question).map(|own| own.to_string()).as_deref() == Some(score)
        })
    });
    if let Some(link) = scored {
        writers.follow(link)?;
    }
    let page = links.iter().find(|link| !link.contains('?')).or(links.first()).context("there is no link")?;
    let page = page.split('?').next().unwrap_or_default();
    if let Some(words) = opinion.words {
        // The page has every question that a link was for.
        let asks = |question: &&str| links.iter().any(|link| link.contains(&format!("?{question}=")));
        let mut fields = vec![("text", words.to_owned())];
        for question in ["nps", "csat", "ces", "solved"].into_iter().filter(asks) {
            fields.extend(opinion.score(question).map(|score| (question, score.to_string())));
        }
        writers.fill_in(page, &fields)?;
    }
    if let Some((stars, text)) = opinion.review {
        let name = who.name.split(' ').next().unwrap_or_default().to_owned();
        let review = [("stars", stars.to_string()), ("text", text.to_owned()), ("name", name)];
        writers.fill_in(&format!("{page}/review"), &review)?;
    }
    Ok(true)
}

/// What is offered in the chat is chosen there.
fn in_chat(
    account: &str,
    key: &str,
    text: &str,
    opinion: &Opinion,
    writers: &Writers,
) -> anyhow::Result<bool> {
    if key.ends_with(THANKS) {
        return Ok(true);
    }
    let line = writers.last_by_chat(account)?;
    if !is_the_same(line["text"].as_str(), text) {
        return Ok(false);
    }
    if let Some((id, title)) = chosen(&line["choices"], opinion) {
        let choice = json!({"id": id, "title": title});
        let said = id.replace(':', "-");
        writers.by_chat(account, &json!({"type": "say", "id": said, "text": title, "choice": choice}))?;
    }
    Ok(true)
}

/// A button or a row of a list, or a number where there is neither; and more on the page that is named at the end.
fn in_whatsapp(
    who: &Person,
    key: &str,
    text: &str,
    opinion: &Opinion,
    writers: &Writers,
) -> anyhow::Result<bool> {
    let said = writers.last_by_whatsapp(who)?;
    let body = said["body"].as_str().or(said["body"]["text"].as_str());
    if key.ends_with(THANKS) {
        let links = links(body.unwrap_or_default());
        return if links.is_empty() { Ok(false) } else { by_page(&links, opinion, who, writers) };
    }
    if !is_the_same(body, text) {
        return Ok(false);
    }
    let action = &said["action"];
    let buttons = action["buttons"].as_array().into_iter().flatten().map(|button| button["reply"].clone());
    let sections = action["sections"].as_array().into_iter().flatten();
    let rows = sections.flat_map(|section| section["rows"].as_array().into_iter().flatten().cloned());
    let offered: Value = buttons.chain(rows).collect();
    let written = match chosen(&offered, opinion) {
        Some((id, _)) => json!({"choose": id}),
        None => json!({"text": opinion.nps.to_string()}),
    };
    writers.by_whatsapp(who, &written)?;
    Ok(true)
}

/// What is chosen of what is offered: its id, which names the question and the score, and its title.
fn chosen<'a>(offered: &'a Value, opinion: &Opinion) -> Option<(&'a str, &'a str)> {
    offered.as_array()?.iter().find_map(|choice| {
        let id = choice["id"].as_str()?;
        let mut parts = id.strip_prefix(KEY)?.rsplit(':');
        let (score, question) = (parts.next()?, parts.next()?);
        let is_theirs = opinion.score(question)?.to_string() == score;
        is_theirs.then_some((id, choice["title"].as_str().unwrap_or_default()))
    })
}

/// Whether something that arrived is what was said: channels show the same words in other forms.
fn is_the_same(arrived: Option<&str>, said: &str) -> bool {
    let words = |text: &str| -> String { text.chars().filter(|sign| sign.is_alphanumeric()).collect() };
    arrived.is_some_and(|arrived| words(arrived) == words(said))
}

/// The addresses in a text that lead to the page on which it is answered.
fn links(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(begin) = rest.find("http") {
        rest = &rest[begin..];
        let end = rest.find(|sign: char| sign.is_whitespace() || "()<>[]\"".contains(sign));
        let (link, after) = rest.split_at(end.unwrap_or(rest.len()));
        if link.contains(PAGE) {
            found.push(link.to_owned());
        }
        rest = after;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPINION: Opinion = Opinion { nps: 9, solved: 1, words: None, review: None };

    #[test]
    fn links_are_found_in_a_mail_and_nothing_else_is() {
        let text = "How was it?\n\n[9](http://h:1/f/AbC-_1?nps=9) [Yes](http://h:1/f/AbC-_1?solved=1)\n\
                    Or here: http://h:1/f/AbC-_1\nhttps://shop.example/";
        let found = links(text);
        assert_eq!(
            found,
            ["http://h:1/f/AbC-_1?nps=9", "http://h:1/f/AbC-_1?solved=1", "http://h:1/f/AbC-_1"]
        );
        assert_eq!(Asked::by_mail("u1", text).expect("they are asked").links, found);
        assert_eq!(Asked::by_mail("u1", "Your parcel is late. https://shop.example/"), None);
    }

    #[test]
    fn what_is_chosen_is_the_score_of_the_question_that_is_asked() {
        let offered = json!([
            {"id": "feedback:7:solved:0", "title": "No"},
            {"id": "feedback:7:solved:1", "title": "Yes"},
        ]);
        assert_eq!(chosen(&offered, &OPINION), Some(("feedback:7:solved:1", "Yes")));
        assert_eq!(chosen(&json!([{"id": "helped:yes", "title": "Yes"}]), &OPINION), None);
        assert_eq!(chosen(&Value::Null, &OPINION), None);
    }

    #[test]
    fn only_the_first_question_begins_an_invitation() {
        let asked = |key: &str| Asked::there("u1", "chat", key, "Well?");
        assert!(asked("feedback:7").is_first());
        assert!(!asked("feedback:7:solved").is_first() && !asked("feedback:7:thanks").is_first());
        assert!(Asked::is("feedback:7") && !Asked::is("ack:7") && !Asked::is(""));
    }

    #[test]
    fn what_is_shown_in_another_form_is_the_same() {
        assert!(is_the_same(Some("*How was it?*\n\n0 - 10"), "**How was it?**\n\n0 – 10"));
        assert!(!is_the_same(Some("How was it"), "Is it solved?") && !is_the_same(None, ""));
    }
}
