//! A message as it goes out: the body of what the outbox hands to a channel's account.

use compact_str::CompactString;
use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer, Serialize};

use super::attachment::Attachment;
use crate::time::Timestamp;

/// A message as it goes out. The address stands beside it in the outbox, and its send key is the id that a provider
/// which knows keys is given.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Outgoing {
    /// The conversation it belongs to; none when it begins one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversation: Option<u32>,
    /// Its number among all messages. A strategy's message has its name there, and no number.
    #[serde(default, deserialize_with = "numbered", skip_serializing_if = "Option::is_none")]
    pub message: Option<u32>,
    /// Who is written to, by name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Who writes, as the customer sees it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// Its subject, where the channel has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// What it says: plain text of an agent, or the Markdown of a strategy's message.
    pub text: String,
    /// Its language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<CompactString>,
    /// Files and pictures.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
    /// What it answers, by the channel's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answers: Option<String>,
    /// The channel's ids of the thread, the oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub thread: Vec<String>,
    /// What the answer to it will carry, so that its thread is found: a word of letters and digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    /// A template that the channel's provider approved, in place of free text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub template: Option<Template>,
    /// What can be chosen in answer: at most three are buttons, at most ten a list.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<super::received::Choice>,
    /// Until when the channel takes free text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window: Option<Timestamp>,
    /// A machine wrote it: an answer to it by another machine is not wanted.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub automatic: bool,
    /// The link by which its purpose is no longer allowed, with one click.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unsubscribe: Option<String>,
    /// The same where there is no browser: to which address to write, and what as the subject.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unsubscribe_by_mail: Option<(String, String)>,
}

/// A template that the channel's provider approved.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Template {
    /// Its name at the provider.
    pub name: String,
    /// Its language at the provider: `nl`.
    pub language: String,
    /// What its placeholders stand for, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parameters: Vec<String>,
}

/// A number, where there is one.
fn numbered<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u32>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Either {
        Number(u32),
        Other(IgnoredAny),
    }
    Ok(match Either::deserialize(deserializer)? {
        Either::Number(number) => Some(number),
        Either::Other(_) => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_of_a_strategy_is_one_too() {
        let text = r##"{"message":"held","reason":"late","key":"","customer":"account:u1","language":"en","subject":"S","text":"# T"}"##;
        let outgoing: Outgoing = serde_json::from_str(text).expect("a message");
        assert_eq!((outgoing.message, outgoing.text.as_str()), (None, "# T"));
        let ours = Outgoing { message: Some(7), ..outgoing };
        let text = serde_json::to_string(&ours).expect("JSON");
        assert_eq!(serde_json::from_str::<Outgoing>(&text).expect("a message"), ours);
    }
}
