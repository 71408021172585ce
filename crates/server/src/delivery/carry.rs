//! One send, by its route.

use serde::Deserialize;
use voorzet_channels::Came;
use voorzet_channels::http::Client;
use voorzet_channels::webhook::{self, Webhook};
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
    let webhook = Webhook {
        id: &dispatch.key.0,
        // What is configured now goes before what was planned then.
        url: endpoint.url.as_deref().unwrap_or(&dispatch.to),
        body: dispatch.body.get(),
        secrets: &endpoint.secrets,
        allow_private: endpoint.allow_private,
        timeout: endpoint.timeout,
    };
    webhook::send(client, webhook, clock::now()).await
}
