//! Webhooks: what they say, in which order, how often.

use serde::Deserialize;
use serde_json::{Value, json};
use voorzet_domain::time::Timestamp;

use super::Standin;
use crate::whatsapp::secret::Secret;
use crate::whatsapp::sign::sign;

/// A webhook to deliver.
#[derive(Clone, Debug)]
pub struct Hook {
    /// Its body.
    pub body: Vec<u8>,
    /// Its signature.
    pub signature: String,
    /// Whether it is by Meta: one that is not is delivered once, whatever is answered.
    pub forged: bool,
}

/// How webhooks come.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hooks {
    /// What is told of a message of ours, in this order; several of one, too.
    #[serde(default = "statuses")]
    pub statuses: Vec<String>,
    /// How often each comes at once.
    #[serde(default = "once")]
    pub times: usize,
}

fn statuses() -> Vec<String> {
    ["sent", "delivered", "read"].map(ToOwned::to_owned).to_vec()
}

fn once() -> usize {
    1
}

impl Default for Hooks {
    fn default() -> Self {
        Self { statuses: statuses(), times: once() }
    }
}

impl Standin {
    /// Tells what a customer wrote.
    pub(super) fn tell_message(&mut self, phone: &str, said: &Value) {
        let name = self.customers.get(phone).map(|customer| customer.name.clone()).unwrap_or_default();
        let contact = json!({"profile": {"name": name}, "wa_id": phone});
        self.tell(json!({"contacts": [contact], "messages": [said]}), "messages");
    }

    /// Tells that a customer wants no marketing.
    pub(super) fn tell_preference(&mut self, phone: &str, now: Timestamp) {
        let said = json!({
            "wa_id": phone, "category": "marketing_messages", "value": "stop",
            "detail": "User requested to stop marketing messages", "timestamp": seconds(now),
        });
        self.tell(json!({"user_preferences": [said]}), "user_preferences");
    }

    /// Tells what became of a message of ours.
    pub(super) fn tell_of(
        &mut self,
        id: &str,
        to: &str,
        key: Option<&str>,
        arrives: Result<(), i64>,
        now: Timestamp,
    ) {
        let steps = match arrives {
            Ok(()) => self.hooks.statuses.clone(),
            Err(_) => vec!["failed".to_owned()],
        };
        for step in steps {
            let mut said = json!({"id": id, "status": step, "timestamp": seconds(now), "recipient_id": to});
            if let Some(key) = key {
                said["biz_opaque_callback_data"] = key.into();
            }
            match arrives {
                Ok(()) => {
                    said["pricing"] =
                        json!({"billable": true, "pricing_model": "PMP", "category": "utility"});
                }
                Err(code) => {
                    let details = "Message was not delivered";
                    said["errors"] =
                        json!([{"code": code, "title": details, "error_data": {"details": details}}]);
                }
            }
            self.tell(json!({"statuses": [said]}), "messages");
        }
    }

    fn tell(&mut self, mut value: Value, field: &str) {
        value["messaging_product"] = "whatsapp".into();
        value["metadata"] =
            json!({"display_phone_number": "31850000000", "phone_number_id": self.settings.number});
        let change = json!({"field": field, "value": value});
        let entry = json!({"id": self.settings.business, "changes": [change]});
        self.deliver(&json!({"object": "whatsapp_business_account", "entry": [entry]}));
    }

    /// Delivers a body, signed.
    pub(super) fn deliver(&mut self, body: &Value) {
        let body = body.to_string().into_bytes();
        let hook = Hook { signature: sign(&self.settings.app_secret, &body), body, forged: false };
        for _ in 0..self.hooks.times.max(1) {
            self.to_deliver.push_back(hook.clone());
        }
    }

    /// A webhook that somebody else signed.
    pub(super) fn forged(&self, number: usize) -> Hook {
        let said = json!({"id": format!("wamid.forged-{number}"), "from": "31600000000", "timestamp": "1",
            "type": "text", "text": {"body": "forged"}});
        let value = json!({"metadata": {"phone_number_id": self.settings.number}, "messages": [said]});
        let entry = json!({"changes": [{"field": "messages", "value": value}]});
        let body = json!({"entry": [entry]}).to_string().into_bytes();
        let signature = Secret::new("somebody else's").map(|secret| sign(&secret, &body)).unwrap_or_default();
        Hook { body, signature, forged: true }
    }
}

fn seconds(now: Timestamp) -> String {
    now.as_micros().div_euclid(1_000_000).to_string()
}
