//! The shapes of Meta's webhooks. Lists are kept as text and read one by one, so that one that cannot be read does
//! not stop those beside it.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::json::Text;

#[derive(Deserialize)]
pub(super) struct Body<'a> {
    #[serde(borrow)]
    pub(super) entry: Vec<Entry<'a>>,
}

#[derive(Deserialize)]
pub(super) struct Entry<'a> {
    #[serde(borrow, default)]
    pub(super) changes: Vec<&'a RawValue>,
}

#[derive(Deserialize)]
pub(super) struct Change<'a> {
    #[serde(borrow)]
    pub(super) field: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) value: &'a RawValue,
}

#[derive(Deserialize)]
pub(super) struct Value<'a> {
    #[serde(borrow)]
    pub(super) metadata: Option<Metadata<'a>>,
    #[serde(borrow, default)]
    pub(super) contacts: Vec<Contact<'a>>,
    #[serde(borrow, default)]
    pub(super) messages: Vec<&'a RawValue>,
    #[serde(borrow, default)]
    pub(super) statuses: Vec<&'a RawValue>,
    #[serde(borrow, default)]
    pub(super) user_preferences: Vec<&'a RawValue>,
    #[serde(borrow, default)]
    pub(super) errors: Vec<Trouble<'a>>,
}

#[derive(Deserialize)]
pub(super) struct Metadata<'a> {
    #[serde(borrow)]
    pub(super) phone_number_id: Cow<'a, str>,
}

/// Who writes, as their profile says.
#[derive(Deserialize)]
pub(super) struct Contact<'a> {
    #[serde(borrow, default)]
    pub(super) profile: Option<Profile<'a>>,
    #[serde(borrow, default)]
    pub(super) wa_id: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    pub(super) user_id: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
pub(super) struct Profile<'a> {
    #[serde(borrow, default)]
    pub(super) name: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    pub(super) username: Option<Cow<'a, str>>,
}

/// What every message has; what it says stands under the name of its type.
#[derive(Deserialize)]
pub(super) struct Message<'a> {
    #[serde(borrow)]
    pub(super) id: Cow<'a, str>,
    /// Digits; not there when the customer hides their number.
    #[serde(borrow, default)]
    pub(super) from: Option<Cow<'a, str>>,
    /// The customer, as this business knows them without a number.
    #[serde(borrow, default)]
    pub(super) from_user_id: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub(super) timestamp: Text<'a>,
    #[serde(borrow, rename = "type")]
    pub(super) kind: Cow<'a, str>,
    #[serde(borrow, default)]
    pub(super) context: Option<Context<'a>>,
    #[serde(borrow, default)]
    pub(super) errors: Vec<Trouble<'a>>,
}

/// What a message answers.
#[derive(Deserialize)]
pub(super) struct Context<'a> {
    #[serde(borrow, default)]
    pub(super) id: Option<Cow<'a, str>>,
}

/// What is wrong.
#[derive(Deserialize)]
pub(super) struct Trouble<'a> {
    #[serde(default)]
    pub(super) code: i64,
    #[serde(borrow, default)]
    pub(super) title: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    pub(super) message: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    pub(super) error_data: Option<Details<'a>>,
}

#[derive(Deserialize)]
pub(super) struct Details<'a> {
    #[serde(borrow, default)]
    pub(super) details: Option<Cow<'a, str>>,
}

/// What became of a message of ours.
#[derive(Deserialize)]
pub(super) struct Status<'a> {
    #[serde(borrow)]
    pub(super) id: Cow<'a, str>,
    #[serde(borrow, rename = "status")]
    pub(super) step: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) timestamp: Text<'a>,
    #[serde(borrow, default)]
    pub(super) recipient_id: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    pub(super) recipient_user_id: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    pub(super) biz_opaque_callback_data: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    pub(super) errors: Vec<Trouble<'a>>,
}

/// What a customer says in WhatsApp itself of what they want to have.
#[derive(Deserialize)]
pub(super) struct Preference<'a> {
    #[serde(borrow, default)]
    pub(super) wa_id: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    pub(super) user_id: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub(super) value: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) timestamp: Text<'a>,
}

impl Trouble<'_> {
    /// In one sentence.
    pub(super) fn said(&self) -> String {
        let details = self.error_data.as_ref().and_then(|data| data.details.as_deref());
        let said = details.or(self.message.as_deref()).or(self.title.as_deref());
        super::super::refusal::sentence(self.code, said.unwrap_or_default())
    }
}
