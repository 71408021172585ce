//! One send, by its route.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::{Map, Value};
use voorzet_channels::Came;
use voorzet_channels::http::Client;
use voorzet_channels::webhook::{self, Webhook};
use voorzet_engine::deliver::routes::{SUBSCRIBER, WEBHOOK};
use voorzet_engine::deliver::{Dispatch, Endpoint, Provider, Routes};

use crate::channel::{Accounts, Tools};
use crate::serve::clock;

/// Hands something to its route, and says what came of it.
pub(super) async fn carry(tools: &Tools, routes: &Routes, accounts: &Accounts, dispatch: Dispatch) -> Came {
    match routes.get(&dispatch.route).map(|route| &route.provider) {
        Some(Provider::Log) => write_down(&dispatch),
        Some(Provider::Webhook(endpoint)) => call(&tools.client, endpoint, &dispatch).await,
        Some(Provider::Account) => match accounts.get(&dispatch.route) {
            Some(account) => account.carry(tools.clone(), dispatch).await,
            None => Came::NotBegun,
        },
        None => Came::NotBegun,
    }
}

/// A line in our own log takes the place of a message.
fn write_down(dispatch: &Dispatch) -> Came {
    #[derive(Deserialize)]
    struct Message {
        /// Of a message of the strategy.
        customer: Option<String>,
        /// Of what an agent says.
        conversation: Option<u32>,
        subject: Option<String>,
    }
    match serde_json::from_str::<Message>(dispatch.body.get()) {
        Ok(Message { customer, conversation, subject }) if customer.is_some() || conversation.is_some() => {
            tracing::info!(route = %dispatch.route, customer, conversation, subject, "message");
            Came::Delivered { reference: None }
        }
        _ => Came::Rejected { problem: "it is no message".to_owned() },
    }
}

async fn call(client: &Client, endpoint: &Endpoint, dispatch: &Dispatch) -> Came {
    let body = match addressed(dispatch) {
        Ok(body) => body,
        Err(error) => return Came::Rejected { problem: format!("it is no message: {error}") },
    };
    let webhook = Webhook {
        id: &dispatch.key.0,
        // What is configured now goes before what was planned then.
        url: endpoint.url.as_deref().unwrap_or(&dispatch.to),
        body: &body,
        secrets: &endpoint.secrets,
        allow_private: endpoint.allow_private,
        timeout: endpoint.timeout,
    };
    webhook::send(client, webhook, clock::now()).await
}

/// What a system is told. One that sends a channel's messages for us is told to whom, too.
fn addressed(dispatch: &Dispatch) -> serde_json::Result<Cow<'_, str>> {
    let body = dispatch.body.get();
    if dispatch.route.starts_with(WEBHOOK) || dispatch.route.starts_with(SUBSCRIBER) {
        return Ok(body.into());
    }
    let mut message: Map<String, Value> = serde_json::from_str(body)?;
    message.insert("to".to_owned(), dispatch.to.as_str().into());
    serde_json::to_string(&message).map(Cow::Owned)
}

#[cfg(test)]
mod tests {
    use serde_json::value::to_raw_value;
    use voorzet_domain::time::Timestamp;
    use voorzet_store::outbox::SendKey;

    use super::*;

    fn told(route: &str) -> Value {
        let body = to_raw_value(&serde_json::json!({"text": "Hi", "choices": []})).expect("JSON");
        let dispatch = Dispatch {
            key: SendKey("k".into()),
            number: 1,
            route: route.into(),
            to: "an@example.com".into(),
            body,
            tries: 0,
            again: false,
            at: Timestamp::MIN,
        };
        serde_json::from_str(&addressed(&dispatch).expect("a message")).expect("JSON")
    }

    #[test]
    fn who_sends_messages_for_us_is_told_to_whom_and_other_systems_are_told_as_it_was_planned() {
        assert_eq!(told("mail"), serde_json::json!({"to": "an@example.com", "text": "Hi", "choices": []}));
        assert_eq!(told("webhook:mail")["to"], Value::Null);
        assert_eq!(told("subscriber:crm")["to"], Value::Null);
    }
}
