//! `/api/people`: who may sign in.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use voorzet_domain::time::Duration;
use voorzet_store::account::AccountChange;

use super::asked::{Named, Sent};
use super::problem::{Details, Problem};
use super::sign_in::new_person;
use super::signed::ShownPerson;
use crate::access::again::ShownOnce;
use crate::access::audit::Said;
use crate::access::known::Known;
use crate::access::person::{Credential, Means, Person, name};
use crate::access::role::Role;
use crate::access::{place, ticket};
use crate::serve::app::App;
use crate::serve::clock;

/// How long an invitation holds.
const INVITATION: Duration = Duration::from_days(7);

/// Who may sign in.
#[derive(Serialize, Deserialize, ToSchema)]
pub(crate) struct ShownPeople {
    pub(crate) people: Vec<ShownMember>,
}

/// One of them.
#[derive(Serialize, Deserialize, ToSchema)]
pub(crate) struct ShownMember {
    /// Who.
    #[serde(flatten)]
    pub(crate) person: ShownPerson,
    /// Since when they may not sign in.
    pub(crate) disabled: Option<String>,
    /// Since when they are known.
    pub(crate) at: String,
    /// Whether they have a second factor, or a passkey.
    pub(crate) second_factor: bool,
    /// Whether they have not followed their invitation yet.
    pub(crate) invited: bool,
}

/// Somebody who is to be invited.
#[derive(Serialize, Deserialize, ToSchema)]
pub(crate) struct NewPerson {
    /// Their name.
    pub(crate) name: String,
    /// Their mail address.
    pub(crate) email: String,
    /// What they are to be.
    pub(crate) roles: Vec<Role>,
}

/// Somebody who is invited.
#[derive(Serialize, Deserialize, ToSchema)]
pub(crate) struct Invited {
    /// Who.
    pub(crate) person: ShownPerson,
    /// Where they choose a password, within a week. It is shown once.
    pub(crate) link: String,
}

/// Where somebody chooses a password.
#[derive(Serialize, Deserialize, ToSchema)]
pub(crate) struct Link {
    /// It holds for a week, and is shown once.
    pub(crate) link: String,
}

/// What is to be different about somebody.
#[derive(Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PersonChange {
    /// Their name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<String>,
    /// What they are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) roles: Option<Vec<Role>>,
    /// Whether they may not sign in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) disabled: Option<bool>,
}

impl ShownMember {
    pub(crate) fn of(known: &Known, person: &Person) -> Self {
        let number = person.number;
        let invited = |one: &Credential| matches!(one.means, Means::Invitation { .. });
        Self {
            person: ShownPerson::of(person),
            disabled: person.disabled.map(|at| at.to_string()),
            at: person.at.to_string(),
            second_factor: known.totp(number).is_some() || known.passkeys(number).next().is_some(),
            invited: known.password(number).is_none() && known.of(number).any(invited),
        }
    }
}

impl ShownPeople {
    /// Everybody.
    pub(crate) fn of(known: &Known) -> Self {
        Self { people: known.people.values().map(|person| ShownMember::of(known, person)).collect() }
    }
}

/// An invitation for somebody: what is kept, and what stands in the link. Earlier ones are worth nothing any more.
pub(crate) fn invitation(known: &Known, person: i64) -> Result<(Vec<AccountChange>, String), Problem> {
    let (ticket, now) = (ticket::random()?, clock::now());
    let means = Means::Invitation { hash: ticket::hash(&ticket), until: now.plus(INVITATION).as_micros() };
    let number = known.next_credential();
    let new = Credential { number, person, name: String::new(), means, at: now, used: None };
    let old = known.of(person).filter(|one| matches!(one.means, Means::Invitation { .. }));
    let mut changes: Vec<_> = old.map(|one| AccountChange::DropCredential(one.number)).collect();
    changes.push(AccountChange::Credential(new.record()));
    Ok((changes, format!("/invitation/{ticket}")))
}

/// Who may sign in
#[utoipa::path(get, path = "/api/people", operation_id = "list_people", tag = "accounts", responses((status = 200, body = ShownPeople)))]
pub(super) async fn list(State(app): State<Arc<App>>) -> Json<ShownPeople> {
    Json(ShownPeople::of(&app.access.known()))
}

/// Invites somebody
#[utoipa::path(post, path = "/api/people", operation_id = "invite_person", tag = "accounts", request_body = NewPerson, responses(
    (status = 201, body = Invited),
    (status = 409, description = "The mail address is taken", body = Details, content_type = "application/problem+json"),
    (status = 422, description = "The name or mail address cannot be one", body = Details, content_type = "application/problem+json"),
))]
pub(super) async fn invite(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    Sent(new): Sent<NewPerson>,
) -> Result<(StatusCode, Extension<ShownOnce>, Extension<Said>, Json<Invited>), Problem> {
    let changing = app.access.changing.lock().await;
    let (person, changes, path, origin) = {
        let known = app.access.known();
        let (person, changes, path) = invited(&known, &new)?;
        (person, changes, path, place::origin(&known.settings.address, &headers))
    };
    app.keep_accounts(changes).await?;
    drop(changing);
    let said = said(&person, &format!("as {:?}", person.roles));
    let invited = Invited { person: ShownPerson::of(&person), link: format!("{origin}{path}") };
    Ok((StatusCode::CREATED, Extension(ShownOnce), Extension(said), Json(invited)))
}

/// Somebody new and their invitation, as changes.
pub(crate) fn invited(
    known: &Known,
    new: &NewPerson,
) -> Result<(Person, Vec<AccountChange>, String), Problem> {
    let mut person = new_person(&new.name, &new.email, new.roles.clone())?;
    if known.by_email(&person.email).is_some() {
        return Err(
            Problem::new(StatusCode::CONFLICT, "person").detail("somebody has this mail address already")
        );
    }
    person.number = known.next_person();
    let (mut changes, path) = invitation(known, person.number)?;
    changes.insert(0, AccountChange::Person(person.record()));
    Ok((person, changes, path))
}

/// Changes somebody: what they are called, what they are, whether they may sign in
///
/// Where they are signed in, that is over at once when they may do something else than before.
#[utoipa::path(patch, path = "/api/people/{id}", operation_id = "change_person", tag = "accounts", request_body = PersonChange,
    params(("id" = i64, Path, description = "Their number")),
    responses(
        (status = 200, body = ShownMember),
        (status = 404, body = Details, content_type = "application/problem+json"),
        (status = 409, description = "There would be no administrator left", body = Details, content_type = "application/problem+json"),
        (status = 422, description = "The name cannot be one", body = Details, content_type = "application/problem+json"),
    )
)]
pub(super) async fn change(
    State(app): State<Arc<App>>,
    Named(id): Named<i64>,
    Sent(change): Sent<PersonChange>,
) -> Result<(Extension<Said>, Json<ShownMember>), Problem> {
    let changing = app.access.changing.lock().await;
    let (person, changes) = changed(&app.access.known(), id, &change)?;
    app.keep_accounts(changes).await?;
    drop(changing);
    let detail =
        format!("as {:?}{}", person.roles, if person.disabled.is_some() { ", disabled" } else { "" });
    Ok((Extension(said(&person, &detail)), Json(ShownMember::of(&app.access.known(), &person))))
}

/// Somebody as they are to be, and what changes by that.
pub(crate) fn changed(
    known: &Known,
    id: i64,
    change: &PersonChange,
) -> Result<(Person, Vec<AccountChange>), Problem> {
    let before = known.people.get(&id).ok_or_else(|| Problem::unknown("there is no such person"))?;
    let mut person = Person::clone(before);
    if let Some(new) = &change.name {
        let wrong = || {
            Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "person").detail("a name has 1 to 100 characters")
        };
        person.name = name(new).ok_or_else(wrong)?;
    }
    if let Some(roles) = &change.roles {
        person.roles.clone_from(roles);
    }
    match change.disabled {
        Some(true) => person.disabled = person.disabled.or_else(|| Some(clock::now())),
        Some(false) => person.disabled = None,
        None => {}
    }
    let able = |person: &Person| person.disabled.is_none() && person.roles.contains(&Role::Administrator);
    if able(before) && !able(&person) && known.administrators_but(id) == 0 {
        return Err(Problem::new(StatusCode::CONFLICT, "last-administrator")
            .detail("there would be no administrator left"));
    }
    let mut changes = vec![AccountChange::Person(person.record())];
    if person.disabled.is_some() || person.roles != before.roles {
        changes.extend(known.ends_of(id, None));
    }
    Ok((person, changes))
}

/// Gives somebody a new link to choose a password
#[utoipa::path(post, path = "/api/people/{id}/invitation", operation_id = "invite_again", tag = "accounts",
    params(("id" = i64, Path, description = "Their number")),
    responses(
        (status = 200, body = Link),
        (status = 404, body = Details, content_type = "application/problem+json"),
    )
)]
pub(super) async fn again(
    State(app): State<Arc<App>>,
    Named(id): Named<i64>,
    headers: HeaderMap,
) -> Result<(Extension<ShownOnce>, Extension<Said>, Json<Link>), Problem> {
    let changing = app.access.changing.lock().await;
    let person = app.access.person(id)?;
    let (changes, path, origin) = {
        let known = app.access.known();
        let (changes, path) = invitation(&known, id)?;
        (changes, path, place::origin(&known.settings.address, &headers))
    };
    app.keep_accounts(changes).await?;
    drop(changing);
    Ok((Extension(ShownOnce), Extension(said(&person, "")), Json(Link { link: format!("{origin}{path}") })))
}

fn said(person: &Person, detail: &str) -> Said {
    Said {
        object: format!("person {}", person.number),
        detail: format!("{} {detail}", person.name).trim().to_owned(),
    }
}
