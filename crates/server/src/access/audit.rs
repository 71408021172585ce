//! What is told of what somebody did: who, when, what, to what, from where. Never what it said.

use std::collections::HashMap;

use axum::http::Method;
use axum::response::Response;
use voorzet_store::account::{AccountChange, AuditRecord};

use super::caller::Caller;
use super::role::Permission;
use crate::api::problem::Problem;
use crate::serve::app::App;
use crate::serve::clock;

/// What routes are called: the `operationId` of the document.
pub(crate) type Operations = HashMap<(Method, String), String>;

/// What an answer says for the audit log, as an extension of it: more than its address does.
#[derive(Clone, Debug)]
pub(crate) struct Said {
    /// To what it was done: `person 3`.
    pub(crate) object: String,
    /// What else is to be known.
    pub(crate) detail: String,
}

/// An entry of the audit log.
pub(crate) fn entry(caller: &Caller, action: &str, object: &str, detail: &str) -> AccountChange {
    AccountChange::Audit(AuditRecord {
        number: 0,
        at: clock::now(),
        person: caller.person().map(|person| person.number),
        who: caller.name(),
        action: action.to_owned(),
        object: object.to_owned(),
        detail: detail.to_owned(),
        address: caller.address.clone(),
    })
}

/// An entry on somebody who is not signed in yet, or no longer.
pub(crate) fn entry_of(
    person: Option<i64>,
    who: &str,
    caller: &Caller,
    action: &str,
    detail: &str,
) -> AccountChange {
    AccountChange::Audit(AuditRecord {
        number: 0,
        at: clock::now(),
        person,
        who: who.to_owned(),
        action: action.to_owned(),
        object: String::new(),
        detail: detail.to_owned(),
        address: caller.address.clone(),
    })
}

impl App {
    /// Tells in the audit log that a caller did something: `app.audit(&caller, "view_customer", "customer 12", "")`.
    pub(crate) async fn audit(
        &self,
        caller: &Caller,
        action: &str,
        object: &str,
        detail: &str,
    ) -> Result<(), Problem> {
        self.keep_accounts(vec![entry(caller, action, object, detail)]).await
    }
}

/// What an answer says for the audit log; nothing when nothing was done.
pub(crate) fn said(response: &Response, address: &str) -> Option<Said> {
    let done = response.status().is_success() || response.status().is_redirection();
    let plain = || Said { object: address.to_owned(), detail: String::new() };
    done.then(|| response.extensions().get::<Said>().cloned().unwrap_or_else(plain))
}

/// Tells what a request did, if it did something.
pub(crate) async fn done(app: &App, caller: &Caller, method: &Method, path: &str, said: Option<Said>) {
    let Some(Said { object, detail }) = said else { return };
    let action = app.access.operation(method, path);
    if let Err(problem) = app.audit(caller, &action, &object, &detail).await {
        tracing::error!(?problem, action, "something that was done cannot be told in the audit log");
    }
}

impl super::Access {
    /// What a route is called.
    pub(crate) fn operation(&self, method: &Method, path: &str) -> String {
        let named = self.operations.get().and_then(|all| all.get(&(method.clone(), path.to_owned())));
        named.cloned().unwrap_or_else(|| format!("{method} {path}"))
    }
}

/// Permissions as a list of words.
pub(crate) fn words(permissions: &[Permission]) -> String {
    permissions.iter().map(|permission| permission.name()).collect::<Vec<_>>().join(", ")
}
