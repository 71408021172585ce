//! `/api/settings`: what is set for the whole organisation.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::asked::Sent;
use super::problem::{Details, Problem};
use crate::access::audit::Said;
use crate::access::role::Role;
use crate::access::settings::{Provider, SecondFactor, Settings};
use crate::serve::app::App;

/// What is set for the whole organisation.
#[derive(Serialize, ToSchema)]
pub(super) struct ShownSettings {
    /// The organisation's name.
    organisation: String,
    /// The address under which people reach this server: `https://voorzet.example.com`; empty when it is the one
    /// they use.
    address: String,
    /// How one signs in.
    sign_in: ShownSignIn,
    /// How long a session lasts at most.
    session_hours: u32,
}

/// How one signs in.
#[derive(Serialize, ToSchema)]
struct ShownSignIn {
    /// With a password.
    password: bool,
    /// Whether everybody needs a second factor.
    second_factor: SecondFactor,
    /// At other providers.
    sso: Vec<ShownProvider>,
}

/// A provider of OpenID Connect.
#[derive(Serialize, ToSchema)]
struct ShownProvider {
    /// What it is called in addresses.
    id: String,
    /// What it is called on the screen.
    name: String,
    /// Its address.
    issuer: String,
    /// What we are called there.
    client_id: String,
    /// Whether it has a secret.
    secret_set: bool,
    /// The roles of somebody who is not known here yet; without any they are refused.
    newcomers: Vec<Role>,
}

/// What is to be set for the whole organisation.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewSettings {
    /// The organisation's name.
    organisation: String,
    /// The address under which people reach this server, or nothing.
    address: String,
    /// How one signs in.
    sign_in: NewSignIn,
    /// How long a session lasts at most.
    session_hours: u32,
}

/// How one is to sign in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewSignIn {
    /// With a password.
    password: bool,
    /// Whether everybody needs a second factor.
    second_factor: SecondFactor,
    /// At other providers.
    #[serde(default)]
    sso: Vec<NewProvider>,
}

/// A provider of OpenID Connect.
#[derive(Deserialize, ToSchema)]
struct NewProvider {
    /// What it is called in addresses.
    id: String,
    /// What it is called on the screen.
    name: String,
    /// Its address.
    issuer: String,
    /// What we are called there.
    client_id: String,
    /// Its secret; without one it keeps the one that it has.
    #[serde(default)]
    client_secret: Option<String>,
    /// The roles of somebody who is not known here yet; without any they are refused.
    #[serde(default)]
    newcomers: Vec<Role>,
}

impl ShownSettings {
    fn of(settings: &Settings) -> Self {
        let shown = |provider: &Provider| ShownProvider {
            id: provider.id.clone(),
            name: provider.name.clone(),
            issuer: provider.issuer.clone(),
            client_id: provider.client_id.clone(),
            secret_set: !provider.client_secret.is_empty(),
            newcomers: provider.newcomers.clone(),
        };
        Self {
            organisation: settings.organisation.clone(),
            address: settings.address.clone(),
            sign_in: ShownSignIn {
                password: settings.password,
                second_factor: settings.second_factor,
                sso: settings.sso.iter().map(shown).collect(),
            },
            session_hours: settings.session_hours,
        }
    }
}

impl NewSettings {
    /// With the secrets that are known already.
    fn over(self, old: &Settings) -> Settings {
        let provider = |new: NewProvider| {
            // A secret is for the issuer it was given for, and is not sent to another.
            let same = |other: &&Provider| other.id == new.id && other.issuer == new.issuer;
            let kept = || old.sso.iter().find(same).map(|other| other.client_secret.clone());
            Provider {
                client_secret: new.client_secret.clone().or_else(kept).unwrap_or_default(),
                id: new.id,
                name: new.name,
                issuer: new.issuer,
                client_id: new.client_id,
                newcomers: new.newcomers,
            }
        };
        Settings {
            organisation: self.organisation.trim().to_owned(),
            address: self.address.trim().to_owned(),
            password: self.sign_in.password,
            second_factor: self.sign_in.second_factor,
            sso: self.sign_in.sso.into_iter().map(provider).collect(),
            session_hours: self.session_hours,
        }
    }
}

/// What is set for the whole organisation
#[utoipa::path(get, path = "/api/settings", operation_id = "get_settings", tag = "accounts", responses((status = 200, body = ShownSettings)))]
pub(super) async fn get(State(app): State<Arc<App>>) -> Json<ShownSettings> {
    Json(ShownSettings::of(&app.access.known().settings))
}

/// Sets it
///
/// When the address becomes one with https, or is one no longer, everybody signs in again.
#[utoipa::path(put, path = "/api/settings", operation_id = "change_settings", tag = "accounts", request_body = NewSettings, responses(
    (status = 200, body = ShownSettings),
    (status = 422, description = "It cannot be that", body = Details, content_type = "application/problem+json"),
))]
pub(super) async fn put(
    State(app): State<Arc<App>>,
    Sent(new): Sent<NewSettings>,
) -> Result<(Extension<Said>, Json<ShownSettings>), Problem> {
    let changing = app.access.changing.lock().await;
    let settings = new.over(&app.access.known().settings);
    if let Some(mistake) = settings.mistake() {
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "settings").detail(mistake));
    }
    let shown = ShownSettings::of(&settings);
    app.keep_settings(settings).await?;
    drop(changing);
    Ok((Extension(Said { object: "settings".to_owned(), detail: String::new() }), Json(shown)))
}
