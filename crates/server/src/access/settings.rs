//! What an administrator sets for the whole organisation. It is kept in the store, beside the sources.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use voorzet_domain::time::Duration;

use super::place;

/// The name under which the store keeps it.
pub(crate) const KEPT_AS: &str = "server.settings";

/// What is set for the whole organisation.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Settings {
    /// The organisation's name.
    pub(crate) organisation: String,
    /// The address under which people reach this server; empty when it is the one they use.
    pub(crate) address: String,
    /// Whether one may sign in with a password.
    pub(crate) password: bool,
    /// Whether everybody needs a second factor.
    pub(crate) second_factor: SecondFactor,
    /// Where else one may sign in.
    pub(crate) sso: Vec<Provider>,
    /// How long a session lasts at most.
    pub(crate) session_hours: u32,
}

/// Whether a second factor is needed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SecondFactor {
    /// For who has one.
    #[default]
    Optional,
    /// For everybody: who has none can do nothing else than set one up.
    Required,
}

/// A provider of OpenID Connect.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Provider {
    /// What it is called in addresses.
    pub(crate) id: String,
    /// What it is called on the screen.
    pub(crate) name: String,
    /// Its address: `https://login.example.com`.
    pub(crate) issuer: String,
    /// What we are called there.
    pub(crate) client_id: String,
    /// What proves that it is us.
    pub(crate) client_secret: String,
    /// The roles of somebody who is not known here yet; without any they are refused.
    #[serde(default)]
    pub(crate) newcomers: Vec<super::role::Role>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            organisation: String::new(),
            address: String::new(),
            password: true,
            second_factor: SecondFactor::Optional,
            sso: Vec::new(),
            session_hours: 12,
        }
    }
}

impl Settings {
    /// How long a session lasts at most.
    pub(crate) fn longest(&self) -> Duration {
        Duration::from_hours(i64::from(self.session_hours.clamp(1, 24 * 30)))
    }

    /// How long a session lasts without a request: a quarter of that, and half an hour at least.
    pub(crate) fn idle(&self) -> Duration {
        Duration::from_mins((i64::from(self.session_hours.clamp(1, 24 * 30)) * 15).max(30))
    }

    /// What is wrong with it.
    pub(crate) fn mistake(&self) -> Option<String> {
        if self.organisation.chars().count() > 200 {
            return Some("the organisation's name has at most 200 characters".to_owned());
        }
        if !self.address.is_empty() && !place::is_origin(&self.address) {
            return Some("the address is one like https://voorzet.example.com, without a path".to_owned());
        }
        if !(1..=24 * 30).contains(&self.session_hours) {
            return Some("a session lasts between 1 and 720 hours".to_owned());
        }
        if !self.password && self.sso.is_empty() {
            return Some("without passwords there must be another way to sign in".to_owned());
        }
        self.sso.iter().enumerate().find_map(|(index, provider)| {
            let sound =
                |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
            if provider.id.is_empty() || provider.id.len() > 40 || !provider.id.chars().all(sound) {
                return Some("a provider's id has small letters, digits and dashes".to_owned());
            }
            if self.sso[..index].iter().any(|other| other.id == provider.id) {
                return Some(format!("there are two providers `{}`", provider.id));
            }
            if !super::oidc::may_be_called(&provider.issuer) {
                return Some(format!("the issuer of `{}` is an address with https://", provider.id));
            }
            None
        })
    }
}
