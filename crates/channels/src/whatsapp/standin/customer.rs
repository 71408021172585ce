//! Who writes and reads.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use voorzet_domain::time::Timestamp;

use super::Standin;

/// A customer.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Customer {
    /// What they call themselves.
    pub name: String,
    /// When they last wrote.
    pub wrote: Option<Timestamp>,
    /// They want no marketing.
    pub no_marketing: bool,
    /// What they wrote and were written, in order.
    pub held: Vec<Held>,
}

/// A message as a customer has it.
#[derive(Clone, Debug, Serialize)]
pub struct Held {
    /// Its id.
    pub id: String,
    /// Whether it is by us.
    pub ours: bool,
    /// When it came.
    pub at: Timestamp,
    /// What kind it is.
    pub kind: String,
    /// The message, in Meta's form.
    pub said: Value,
}

/// What a customer does.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Written {
    /// What they call themselves, when that is news.
    #[serde(default)]
    pub name: Option<String>,
    /// A text.
    #[serde(default)]
    pub text: Option<String>,
    /// Or a choice, by its id, of what they were last offered.
    #[serde(default)]
    pub choose: Option<String>,
    /// Or a sign at the last message of ours.
    #[serde(default)]
    pub react: Option<String>,
    /// Or a file: its media type, and its bytes in base64.
    #[serde(default)]
    pub file: Option<WrittenFile>,
    /// Or anything, in Meta's form: `{"type": "location", "location": {…}}`.
    #[serde(default)]
    pub said: Option<Map<String, Value>>,
    /// Or that they want marketing no more.
    #[serde(default)]
    pub stop_marketing: bool,
    /// The id of a message that it answers.
    #[serde(default)]
    pub answers: Option<String>,
}

/// A file that a customer sends.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrittenFile {
    /// Its media type.
    pub media: String,
    /// Its bytes, in base64.
    pub base64: String,
    /// What stands beside it.
    #[serde(default)]
    pub caption: Option<String>,
    /// Its name, when it is a document.
    #[serde(default)]
    pub name: Option<String>,
}

impl Held {
    pub(super) fn from_us(id: &str, said: &Value, at: Timestamp) -> Self {
        let kind = said["type"].as_str().unwrap_or("text").to_owned();
        Self { id: id.to_owned(), ours: true, at, said: said[&kind].clone(), kind }
    }

    /// What was offered under an id, as WhatsApp tells that it was chosen.
    fn chosen(&self, id: &str) -> Option<Value> {
        let action = &self.said["action"];
        let buttons = action["buttons"].as_array().into_iter().flatten().map(|button| &button["reply"]);
        let sections = action["sections"].as_array().into_iter().flatten();
        let rows = sections.flat_map(|section| section["rows"].as_array().into_iter().flatten());
        let of =
            |kind: &str, choice: &Value| json!({"type": kind, (kind): {"id": id, "title": choice["title"]}});
        let mut found =
            buttons.map(|choice| ("button_reply", choice)).chain(rows.map(|choice| ("list_reply", choice)));
        found.find(|(_, choice)| choice["id"] == id).map(|(kind, choice)| of(kind, choice))
    }
}

/// To whom a message goes.
pub(super) fn address(said: &Value) -> String {
    let to = said["to"].as_str().or(said["recipient"].as_str()).unwrap_or_default();
    to.trim_start_matches('+').to_owned()
}

impl Standin {
    /// A customer, whether they wrote or not: who is known here has WhatsApp.
    pub fn customer(&mut self, phone: &str) -> &mut Customer {
        self.customers.entry(phone.trim_start_matches('+').to_owned()).or_default()
    }

    /// What a customer has, if they are known.
    pub fn held(&self, phone: &str) -> Option<&Customer> {
        self.customers.get(phone.trim_start_matches('+'))
    }

    /// A customer does something; gives the message's id.
    pub fn write(&mut self, phone: &str, written: &Written, now: Timestamp) -> Result<String, String> {
        let now = self.clock(now);
        let phone = phone.trim_start_matches('+').to_owned();
        if phone.is_empty() || phone.len() > 15 || !phone.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(format!("{phone:?} is no number: digits, the country's first"));
        }
        if let Some(name) = written.name.clone() {
            self.customer(&phone).name = name;
        }
        if written.stop_marketing {
            self.customer(&phone).no_marketing = true;
            self.tell_preference(&phone, now);
            return Ok(String::new());
        }
        let mut said = self.said(&phone, written, now)?;
        let id = self.id("wamid.customer-");
        let seconds = now.as_micros().div_euclid(1_000_000).to_string();
        said.insert("id".to_owned(), id.as_str().into());
        said.insert("from".to_owned(), phone.as_str().into());
        said.insert("timestamp".to_owned(), seconds.into());
        if let Some(answers) = &written.answers {
            said.insert("context".to_owned(), json!({"from": self.settings.number, "id": answers}));
        }
        let kind = said.get("type").and_then(Value::as_str).unwrap_or("text").to_owned();
        let part = said.get(&kind).cloned().unwrap_or_default();
        let customer = self.customer(&phone);
        customer.wrote = Some(now);
        customer.held.push(Held { id: id.clone(), ours: false, at: now, kind, said: part });
        self.tell_message(&phone, &Value::Object(said));
        Ok(id)
    }

    fn said(&mut self, phone: &str, written: &Written, now: Timestamp) -> Result<Map<String, Value>, String> {
        let held = self.customers.get(phone).map(|customer| customer.held.as_slice()).unwrap_or_default();
        let mut ours = held.iter().rev().filter(|held| held.ours);
        let said = if let Some(text) = &written.text {
            json!({"type": "text", "text": {"body": text}})
        } else if let Some(id) = &written.choose {
            let (message, chosen) = ours
                .find_map(|held| Some((held.id.clone(), held.chosen(id)?)))
                .ok_or_else(|| format!("nobody offered {id:?}"))?;
            json!({"type": "interactive", "interactive": chosen, "context": {"id": message}})
        } else if let Some(sign) = &written.react {
            let last = ours.next().ok_or("there is no message to put it at")?;
            json!({"type": "reaction", "reaction": {"message_id": last.id, "emoji": sign}})
        } else if let Some(file) = &written.file {
            self.sent_file(file, now)?
        } else if let Some(said) = &written.said {
            Value::Object(said.clone())
        } else {
            return Err("it says nothing: text, choose, react, file, said or stop_marketing".to_owned());
        };
        match said {
            Value::Object(said) => Ok(said),
            _ => Err("it is no object".to_owned()),
        }
    }
}
