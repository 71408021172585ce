//! `[channels.whatsapp]`, read, or what is wrong with it.

use std::sync::Arc;

use serde::Deserialize;
use toml::{Table, Value};
use voorzet_channels::http::Target;
use voorzet_channels::whatsapp::{Approved, Graph};
use voorzet_domain::time::Duration;

use super::account::Whatsapp;
use super::secret::Held;
use crate::channel::Account;

/// Where Meta is, when nothing is said of it.
const META: &str = "https://graph.facebook.com/v23.0";

/// How long a call may take, when nothing is said of it, and at most.
const TIMEOUT: (Duration, Duration) = (Duration::from_secs(30), Duration::from_secs(120));

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    phone_number_id: String,
    token: String,
    app_secret: String,
    verify_token: String,
    #[serde(default)]
    business_account_id: Option<String>,
    #[serde(default)]
    url: Option<String>,
    #[serde(default)]
    allow_private: bool,
    #[serde(default)]
    timeout: Option<String>,
    #[serde(default)]
    templates: Vec<Approved>,
}

/// What an account is set up with.
#[derive(Clone, Debug)]
pub(super) struct Settings {
    /// The number of ours, by Meta's id.
    pub(super) number: String,
    /// The business account that templates are of, when they are to be asked for.
    pub(super) business: Option<String>,
    graph: Graph,
    pub(super) token: Held,
    pub(super) app_secret: Held,
    pub(super) verify_token: Held,
    pub(super) templates: Vec<Approved>,
}

/// Reads the settings of an account.
pub(super) fn set_up(account: &str, settings: Table) -> Result<Arc<dyn Account>, String> {
    let settings = Settings::read(settings)?;
    let account: Arc<dyn Account> = Arc::new(Whatsapp::new(account, settings));
    Ok(account)
}

impl Settings {
    pub(super) fn read(table: Table) -> Result<Self, String> {
        let written: Written =
            Value::Table(table).try_into().map_err(|error: toml::de::Error| error.message().to_owned())?;
        let url = written.url.as_deref().unwrap_or(META).trim_end_matches('/').to_owned();
        let target = Target::parse(&url).map_err(|error| format!("`url`: {error}"))?;
        if !target.tls && !written.allow_private {
            return Err("`url` must begin with https://, unless `allow_private` is true".to_owned());
        }
        let timeout = written.timeout.as_deref().map_or(Ok(TIMEOUT.0), Duration::parse);
        let timeout = timeout.map_err(|error| format!("`timeout`: {error}"))?;
        if timeout > TIMEOUT.1 || timeout < Duration::from_secs(1) {
            return Err(format!("`timeout` is between 1s and {}", TIMEOUT.1));
        }
        if let Some(problem) = written.templates.iter().find_map(Approved::problem) {
            return Err(format!("`templates`: {problem}"));
        }
        let business = written.business_account_id.map(|id| id_of(&id, "business_account_id")).transpose()?;
        let token = Held::read(&written.token, "token")?;
        Ok(Self {
            number: id_of(&written.phone_number_id, "phone_number_id")?,
            business,
            graph: Graph { url, token: token.now(), allow_private: written.allow_private, timeout },
            token,
            app_secret: Held::read(&written.app_secret, "app_secret")?,
            verify_token: Held::read(&written.verify_token, "verify_token")?,
            templates: written.templates,
        })
    }

    /// Meta, with the token as it is now.
    pub(super) fn graph(&self) -> Graph {
        Graph { token: self.token.now(), ..self.graph.clone() }
    }
}

/// An id of Meta's: it becomes part of addresses that are called.
fn id_of(text: &str, setting: &str) -> Result<String, String> {
    let plain = (1..=32).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.to_owned()).ok_or_else(|| format!("`{setting}` is made of digits, as Meta shows it"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: &str = r#"
        phone_number_id = "1065"
        token = "EAAB-planted"
        app_secret = "planted-too"
        verify_token = "word"
    "#;

    fn read(more: &str) -> Result<Settings, String> {
        Settings::read(format!("{WHOLE}{more}").parse().expect("TOML"))
    }

    #[test]
    fn an_account_is_set_up_and_shows_no_secret() {
        let settings = read(
            "templates = [{ name = \"late\", language = \"nl\", category = \"utility\", text = \"Hoi {{1}}\", parameters = 1 }]",
        )
        .expect("sound");
        assert_eq!((settings.graph.url.as_str(), settings.templates.len()), (META, 1));
        assert!(!format!("{settings:?}").contains("planted"));
    }

    #[test]
    fn what_is_wrong_is_said_without_the_secret() {
        for (more, expected) in [
            ("url = \"http://graph.example\"", "`url` must begin with https://"),
            ("timeout = \"1h\"", "`timeout` is between 1s and 2m"),
            ("business_account_id = \"../x\"", "`business_account_id` is made of digits"),
            ("templats = []", "templats"),
            (
                "templates = [{ name = \"late\", language = \"nl\", category = \"utility\", text = \"{{1}}\" }]",
                "`late` has 1 places and says 0",
            ),
        ] {
            let problem = read(more).expect_err("wrong");
            assert!(problem.contains(expected), "{problem}");
            assert!(!problem.contains("planted"), "{problem}");
        }
        let table: Table = WHOLE.replace("EAAB-planted", "file:/nowhere").parse().expect("TOML");
        assert!(Settings::read(table).expect_err("wrong").contains("/nowhere cannot be read"));
    }
}
