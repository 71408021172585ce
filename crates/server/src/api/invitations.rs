//! `/api/invitations`: a link that lets somebody choose a password.

use std::sync::Arc;

use axum::extract::State;
use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use voorzet_store::account::AccountChange;

use super::Done;
use super::asked::{Named, Sent};
use super::problem::{Details, Problem};
use crate::access::caller::Caller;
use crate::access::known::Known;
use crate::access::person::{Credential, Means, Person};
use crate::access::{audit, password, ticket};
use crate::serve::app::App;
use crate::serve::clock;

/// Who is invited.
#[derive(Serialize, ToSchema)]
pub(super) struct Invitation {
    /// Their name.
    name: String,
    /// Their mail address.
    email: String,
}

/// What one will sign in by.
#[derive(Serialize, Deserialize, ToSchema)]
pub(crate) struct NewPassword {
    /// A password.
    pub(crate) password: String,
}

/// Who is invited
#[utoipa::path(get, path = "/api/invitations/{token}", operation_id = "get_invitation", tag = "accounts",
    params(("token" = String, Path, description = "What stands in the link")),
    responses(
        (status = 200, body = Invitation),
        (status = 404, description = "It was used, or took too long", body = Details, content_type = "application/problem+json"),
    )
)]
pub(super) async fn get(
    State(app): State<Arc<App>>,
    Named(token): Named<String>,
) -> Result<Json<Invitation>, Problem> {
    let (person, _) = invited(&app.access.known(), &token)?;
    Ok(Json(Invitation { name: person.name.clone(), email: person.email.clone() }))
}

/// Chooses a password
///
/// The link is worth nothing after it. Where they were signed in, that is over.
#[utoipa::path(post, path = "/api/invitations/{token}", operation_id = "accept_invitation", tag = "accounts", request_body = NewPassword,
    params(("token" = String, Path, description = "What stands in the link")),
    responses(
        (status = 200, body = Done),
        (status = 404, description = "It was used, or took too long", body = Details, content_type = "application/problem+json"),
        (status = 422, description = "The password cannot be one", body = Details, content_type = "application/problem+json"),
    )
)]
pub(super) async fn accept(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Named(token): Named<String>,
    Sent(new): Sent<NewPassword>,
) -> Result<Json<Done>, Problem> {
    let (person, _) = invited(&app.access.known(), &token)?;
    password::judge(&new.password, &[&person.email, &person.name])?;
    let hash = password::hash(new.password).await?;
    let changing = app.access.changing.lock().await;
    let mut changes = {
        let known = app.access.known();
        // Once more: somebody else may have used it meanwhile.
        let (person, invitation) = invited(&known, &token)?;
        let mut changes = password_changes(&known, person.number, hash);
        changes.push(AccountChange::DropCredential(invitation));
        changes
    };
    changes.push(audit::entry_of(Some(person.number), &person.name, &caller, "accept_invitation", ""));
    app.keep_accounts(changes).await?;
    drop(changing);
    Ok(Json(Done::YES))
}

/// Who is invited by this, and the number of the invitation.
fn invited(known: &Known, token: &str) -> Result<(Arc<Person>, i64), Problem> {
    let (shown, now) = (ticket::hash(token), clock::now().as_micros());
    let found = known.credentials.values().find(
        |one| matches!(&one.means, Means::Invitation { hash, until } if *hash == shown && *until > now),
    );
    let person = found.and_then(|one| Some((known.people.get(&one.person)?, one.number)));
    let person = person.filter(|(person, _)| person.disabled.is_none());
    let (person, number) =
        person.ok_or_else(|| Problem::unknown("this link was used, or took too long; ask for another"))?;
    Ok((Arc::clone(person), number))
}

/// Somebody signs in by another password from now on.
pub(crate) fn password_changes(known: &Known, person: i64, hash: String) -> Vec<AccountChange> {
    let mut changes = known.ends_of(person, None);
    let number = known.password(person).map_or_else(|| known.next_credential(), |one| one.number);
    let means = Means::Password { hash };
    let new = Credential { number, person, name: String::new(), means, at: clock::now(), used: None };
    changes.push(AccountChange::Credential(new.record()));
    changes
}
