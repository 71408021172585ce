//! The world's customers write for themselves: what they contact about by mail, chat or WhatsApp becomes a message by
//! that channel, as a customer's own would come; and they may reply to an answer.

use std::collections::{BTreeMap, HashMap};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use serde::Deserialize;
use serde_json::{Value, json};
use ureq::Agent;
use voorzet_channels::chat::{Identity, Key};
use voorzet_engine::world::person::Person;

use crate::serve::clock;

/// How soon a customer replies, at the earliest, and how much later it may be.
const THINKING: (Duration, u64) = (Duration::from_secs(6), 14_000);

/// For how long the shop's page vouches for who is signed in.
const VOUCHED: i64 = 3_600;

/// How the world's customers write.
pub(super) struct Ways {
    /// The write key with which mails are handed in.
    pub(super) mail_key: Option<String>,
    /// What the shop's page signs with who is signed in to it.
    pub(super) chat_secret: Option<String>,
    /// Where Meta's stand-in listens.
    pub(super) whatsapp: Option<String>,
}

/// What a customer contacts about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Contact {
    pub(super) id: String,
    /// `u000123`.
    pub(super) account: String,
    pub(super) channel: String,
    pub(super) text: String,
}

impl Contact {
    /// The contact that a line of the world tells of.
    pub(super) fn read(line: &str) -> Option<Self> {
        #[derive(Deserialize)]
        struct Told {
            id: String,
            #[serde(rename = "type")]
            kind: String,
            subject: String,
            #[serde(default)]
            customer: Option<String>,
            data: Data,
        }
        #[derive(Deserialize)]
        struct Data {
            channel: String,
            text: String,
        }
        let told: Told =
            serde_json::from_str(line).ok().filter(|told: &Told| told.kind == "contact.received")?;
        let account = told.customer.as_deref().unwrap_or(&told.subject).strip_prefix("account:")?.to_owned();
        Some(Self { id: told.id, account, channel: told.data.channel, text: told.data.text })
    }
}

/// Customers who write.
pub(super) struct Writers {
    agent: Agent,
    to: String,
    ways: Ways,
    chat_key: Option<Key>,
    /// Whose an address on a channel is.
    addresses: HashMap<(String, String), String>,
    /// The chat of a customer: its session, and what opens it.
    chats: HashMap<String, (String, String)>,
    /// By which channel a conversation is, and whose it is.
    conversations: HashMap<u64, (String, String)>,
    /// How often a customer was answered.
    answers: HashMap<String, u32>,
    /// Who is about to reply.
    thinking: BTreeMap<Instant, Contact>,
}

impl Writers {
    /// Customers who write to a server.
    pub(super) fn new(agent: Agent, to: &str, ways: Ways) -> anyhow::Result<Self> {
        let key = |secret: &String| Key::new(secret.as_bytes()).context("--chat-secret is too short");
        let chat_key = ways.chat_secret.as_ref().map(key).transpose()?;
        Ok(Self {
            agent,
            to: to.to_owned(),
            ways,
            chat_key,
            addresses: HashMap::new(),
            chats: HashMap::new(),
            conversations: HashMap::new(),
            answers: HashMap::new(),
            thinking: BTreeMap::new(),
        })
    }

    /// Whether customers write by a channel themselves.
    pub(super) fn use_channel(&self, channel: &str) -> bool {
        match channel {
            "mail" => self.ways.mail_key.is_some(),
            "chat" => self.chat_key.is_some(),
            "whatsapp" => self.ways.whatsapp.is_some(),
            _ => false,
        }
    }

    /// A customer writes.
    pub(super) fn write(&mut self, contact: &Contact, who: &Person) -> anyhow::Result<()> {
        let channel = contact.channel.as_str();
        let address = match channel {
            "mail" => self.mail(contact, who)?,
            "chat" => self.chat(contact, who)?,
            "whatsapp" => self.whatsapp(contact, who)?,
            _ => bail!("nobody writes by {channel} here"),
        };
        self.addresses.insert((channel.to_owned(), address), contact.account.clone());
        // By mail they may be asked whatever they wrote by.
        self.addresses.insert(("mail".to_owned(), who.mail.clone()), contact.account.clone());
        Ok(())
    }

    /// A conversation began.
    pub(super) fn opened(&mut self, conversation: u64, channel: &str, address: &str) {
        if let Some(account) = self.addresses.get(&(channel.to_owned(), address.to_owned())) {
            self.conversations.insert(conversation, (channel.to_owned(), account.clone()));
        }
    }

    /// By which channel a conversation is, and whose it is.
    pub(super) fn whose(&self, conversation: u64) -> Option<(&str, &str)> {
        self.conversations.get(&conversation).map(|(channel, account)| (channel.as_str(), account.as_str()))
    }

    /// Who has an address on a channel.
    pub(super) fn who_has(&self, channel: &str, address: &str) -> Option<&str> {
        self.addresses.get(&(channel.to_owned(), address.to_owned())).map(String::as_str)
    }

    /// Somebody was answered. `reply` says what a customer says to the n-th answer.
    pub(super) fn answered(
        &mut self,
        conversation: u64,
        message: u64,
        reply: impl FnOnce(&str, u32) -> Option<&'static str>,
    ) {
        let Some((channel, account)) = self.conversations.get(&conversation).cloned() else { return };
        let answers = self.answers.entry(account.clone()).or_default();
        *answers += 1;
        let Some(text) = reply(&account, *answers) else { return };
        // Spread over the seconds by what is at hand, so that a run can be told again.
        let pause = THINKING.0 + Duration::from_millis(message.wrapping_mul(2_654_435_761) % THINKING.1);
        let id = format!("said-again-{message}");
        self.thinking.insert(Instant::now() + pause, Contact { id, account, channel, text: text.to_owned() });
    }

    /// When the next reply is due.
    pub(super) fn next_reply(&self) -> Option<Instant> {
        self.thinking.first_key_value().map(|(at, _)| *at)
    }

    /// A reply that is due.
    pub(super) fn due(&mut self) -> Option<Contact> {
        let first = self.thinking.first_entry().filter(|first| *first.key() <= Instant::now())?;
        Some(first.remove())
    }

    /// The address that the mail is from.
    fn mail(&self, contact: &Contact, who: &Person) -> anyhow::Result<String> {
        let key = self.ways.mail_key.as_deref().unwrap_or_default();
        let subject: String = contact
            .text
            .split_inclusive(['.', '?', '!'])
            .next()
            .unwrap_or_default()
            .chars()
            .take(60)
            .collect();
        let message = json!({
            "id": contact.id,
            "from": {"address": who.mail, "name": who.name},
            "customer": format!("mail:{}", who.mail),
            "channel": "mail",
            "subject": subject.trim(),
            "text": format!("{}\n\n{}", contact.text, who.name),
            "language": who.language,
        });
        self.post(&format!("{}/messages", self.to), Some(key), &message)?;
        Ok(who.mail.clone())
    }

    /// The session in which it is chatted.
    fn chat(&mut self, contact: &Contact, who: &Person) -> anyhow::Result<String> {
        let known = self.chats.get(&contact.account).map(|(session, _)| session.clone());
        let session = match known {
            Some(session) => session,
            None => self.begin_chat(contact, who)?.0,
        };
        self.by_chat(&contact.account, &json!({"type": "say", "id": contact.id, "text": contact.text}))?;
        Ok(session)
    }

    fn begin_chat(&mut self, contact: &Contact, who: &Person) -> anyhow::Result<(String, String)> {
        let key = self.chat_key.as_ref().context("--chat-secret is missing")?;
        let identity = Identity {
            account: contact.account.clone(),
            name: Some(who.name.clone()),
            mail: Some(who.mail.clone()),
            expires: clock::now().as_micros() / 1_000_000 + VOUCHED,
        };
        let begin = json!({"account": "chat", "language": who.language, "identity": identity.sign(key)?});
        let begun = self.post(&format!("{}/chat/sessions", self.to), None, &begin)?;
        let part = |name: &str| begun[name].as_str().map(ToOwned::to_owned);
        let chat = part("session").zip(part("token")).context("the chat does not begin")?;
        self.chats.insert(contact.account.clone(), chat.clone());
        Ok(chat)
    }

    /// The number that it is written from.
    fn whatsapp(&self, contact: &Contact, who: &Person) -> anyhow::Result<String> {
        self.by_whatsapp(who, &json!({"name": who.name, "text": contact.text}))?;
        Ok(who.phone.clone())
    }

    /// A customer does something in WhatsApp.
    pub(super) fn by_whatsapp(&self, who: &Person, written: &Value) -> anyhow::Result<()> {
        self.post(&format!("{}/messages", self.telephone(who)), None, written).map(drop)
    }

    /// The last message that a customer has of us in WhatsApp, in Meta's form.
    pub(super) fn last_by_whatsapp(&self, who: &Person) -> anyhow::Result<Value> {
        let customer = self.get(&self.telephone(who), None)?;
        let held = customer["held"].as_array().map(Vec::as_slice).unwrap_or_default();
        Ok(held
            .iter()
            .rev()
            .find(|held| held["ours"] == true)
            .map_or(Value::Null, |held| held["said"].clone()))
    }

    fn telephone(&self, who: &Person) -> String {
        let standin = self.ways.whatsapp.as_deref().unwrap_or_default().trim_end_matches('/');
        format!("{standin}/standin/customers/{}", who.phone.trim_start_matches('+'))
    }

    /// Says something in a customer's chat.
    pub(super) fn by_chat(&self, account: &str, frame: &Value) -> anyhow::Result<()> {
        let (_, token) = self.chats.get(account).context("they have no chat")?;
        let said = json!({"account": "chat", "frames": [frame]});
        let told = self.post(&format!("{}/chat/send", self.to), Some(token), &said)?;
        let problem =
            told["frames"].as_array().into_iter().flatten().find(|frame| frame["type"] == "problem");
        problem.map_or(Ok(()), |problem| bail!("the chat takes none of it: {}", problem["detail"]))
    }

    /// The last line of ours in a customer's chat.
    pub(super) fn last_by_chat(&self, account: &str) -> anyhow::Result<Value> {
        let (_, token) = self.chats.get(account).context("they have no chat")?;
        let (mut after, mut last) = (0, Value::Null);
        loop {
            let url = format!("{}/chat/poll?account=chat&after={after}", self.to);
            let told = self.get(&url, Some(token))?;
            let history =
                told["frames"].as_array().into_iter().flatten().find(|frame| frame["type"] == "history");
            let Some(history) = history else { return Ok(last) };
            for line in history["said"].as_array().into_iter().flatten() {
                after = line["number"].as_i64().unwrap_or_default();
                if line["by"] != "customer" {
                    last = line.clone();
                }
            }
            if history["more"] != true {
                return Ok(last);
            }
        }
    }

    /// Follows a link, as a browser does.
    pub(super) fn follow(&self, link: &str) -> anyhow::Result<()> {
        read(link, self.agent.get(link).header("accept", "text/html").call()).map(drop)
    }

    /// Sends a form, as a browser does.
    pub(super) fn fill_in(&self, form: &str, fields: &[(&str, String)]) -> anyhow::Result<()> {
        let fields = fields.iter().map(|(name, value)| (*name, value.as_str()));
        read(form, self.agent.post(form).header("origin", &self.to).send_form(fields)).map(drop)
    }

    fn get(&self, url: &str, token: Option<&str>) -> anyhow::Result<Value> {
        let mut request = self.agent.get(url).header("origin", &self.to);
        if let Some(token) = token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let text = read(url, request.call())?;
        Ok(serde_json::from_str(&text).unwrap_or(Value::Null))
    }

    fn post(&self, url: &str, token: Option<&str>, body: &Value) -> anyhow::Result<Value> {
        // The chat takes nothing but what comes from the shop's page.
        let mut request = self.agent.post(url).header("origin", &self.to);
        if let Some(token) = token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let text = read(url, request.content_type("application/json").send(body.to_string()))?;
        Ok(serde_json::from_str(&text).unwrap_or(Value::Null))
    }
}

/// What is answered, when it is not refused.
fn read(url: &str, answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> anyhow::Result<String> {
    let mut answer = answer.with_context(|| format!("{url} does not answer"))?;
    let text = answer.body_mut().read_to_string().unwrap_or_default();
    if !answer.status().is_success() {
        bail!("{url}: {} {text}", answer.status());
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contact_is_read_and_nothing_else() {
        let line = r#"{"specversion":"1.0","id":"c-1","source":"/helpdesk","type":"contact.received","time":"2026-01-01T10:00:00Z","subject":"account:u000007","data":{"reason":"late-delivery","channel":"chat","language":"nl","text":"Waar blijft het?"}}"#;
        let contact = Contact::read(line).expect("a contact");
        assert_eq!((contact.account.as_str(), contact.channel.as_str()), ("u000007", "chat"));
        assert_eq!((contact.id.as_str(), contact.text.as_str()), ("c-1", "Waar blijft het?"));
        assert_eq!(Contact::read(&line.replace("contact.received", "order.placed")), None);
        assert_eq!(Contact::read("{}"), None);
    }
}
