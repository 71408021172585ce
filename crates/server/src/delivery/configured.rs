//! The settings `[channels]`, `[webhooks]` and `[subscribers]`, as routes. What is wrong in them is said, all at once.

use std::fs;

use compact_str::{CompactString, format_compact};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use toml::{Table, Value};
use voorzet_channels::http::Target;
use voorzet_channels::webhook::Secret;
use voorzet_domain::problem::nearest;
use voorzet_domain::time::Duration;
use voorzet_engine::deliver::routes::{SUBSCRIBER, WEBHOOK};
use voorzet_engine::deliver::{Endpoint, Pace, Rate, Route, Routes};
use voorzet_engine::own::kind;

use crate::channel::{Accounts, PROVIDERS};
use crate::configuration::Configuration;

/// What a secret begins with that stands in a file.
const FILE: &str = "file:";

/// How long a call takes at most, when nothing is said of it.
const TIMEOUT: Duration = Duration::from_secs(15);

/// The longest that can be said.
const LONGEST: Duration = Duration::from_secs(120);

/// `[webhooks.carrier-reschedule]`, and with `types` `[subscribers.crm]`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Hook {
    #[serde(default)]
    url: Option<String>,
    secrets: Vec<String>,
    #[serde(default)]
    types: Option<Vec<CompactString>>,
    #[serde(default)]
    allow_private: bool,
    #[serde(default)]
    timeout: Option<String>,
    #[serde(default)]
    concurrency: Option<u32>,
    #[serde(default)]
    per_second: Option<u32>,
}

/// The routes that are set up, or everything that is wrong with them.
pub(crate) fn routes(configuration: &Configuration) -> Result<(Routes, Accounts), Vec<String>> {
    let mut read = Read::default();
    read.channels(&configuration.channels);
    read.section("webhooks", &configuration.webhooks, WEBHOOK, Hook::webhook);
    read.section("subscribers", &configuration.subscribers, SUBSCRIBER, Hook::subscriber);
    if read.problems.is_empty() { Ok((read.routes, read.accounts)) } else { Err(read.problems) }
}

#[derive(Default)]
struct Read {
    routes: Routes,
    accounts: Accounts,
    problems: Vec<String>,
}

impl Read {
    /// Every account with a channel's provider.
    fn channels(&mut self, table: &Table) {
        for (name, value) in table {
            if let Err(problem) = self.channel(name, value.clone()) {
                self.problems.push(format!("channels.{name}: {problem}"));
            }
        }
    }

    fn channel(&mut self, name: &str, value: Value) -> Result<(), String> {
        let Value::Table(mut settings) = value else { return Err("it is no table".to_owned()) };
        let mut take = |setting| settings.remove(setting).map(Value::try_into).transpose();
        let wrong = |error: toml::de::Error| error.message().to_owned();
        let provider: String = take("provider").map_err(wrong)?.ok_or("`provider` is missing")?;
        let concurrency = settings.remove("concurrency").map(Value::try_into).transpose().map_err(wrong)?;
        let per_second = settings.remove("per_second").map(Value::try_into).transpose().map_err(wrong)?;
        let route = if provider == "log" {
            if let Some(unknown) = settings.keys().next() {
                return Err(format!("`log` has no setting `{unknown}`"));
            }
            Route::log()
        } else if provider == "webhook" {
            let hook: Hook = Value::Table(settings).try_into().map_err(wrong)?;
            hook.channel()?
        } else {
            let known = PROVIDERS.iter().find(|known| known.name == provider);
            let account = (known.ok_or_else(|| no_provider(&provider))?.set_up)(name, settings)?;
            let route = account.route();
            self.accounts.add(name.into(), account);
            route
        };
        let route = Route { pace: paced(route.pace, concurrency, per_second)?, ..route };
        self.routes.0.insert(name.into(), route);
        Ok(())
    }

    fn section<T: DeserializeOwned>(
        &mut self,
        section: &str,
        table: &Table,
        prefix: &str,
        route: fn(T) -> Result<Route, String>,
    ) {
        for (name, value) in table {
            let read = value.clone().try_into::<T>().map_err(|error| error.message().to_owned());
            match read.and_then(route) {
                Ok(route) => {
                    self.routes.0.insert(format_compact!("{prefix}{name}"), route);
                }
                Err(problem) => self.problems.push(format!("{section}.{name}: {problem}")),
            }
        }
    }
}

fn no_provider(name: &str) -> String {
    let known: Vec<&str> = PROVIDERS.iter().map(|provider| provider.name).chain(["webhook", "log"]).collect();
    format!("there is no provider `{name}`; there is `{}`", known.join("`, `"))
}

impl Hook {
    fn webhook(self) -> Result<Route, String> {
        if self.types.is_some() {
            return Err("`types` is for subscribers".to_owned());
        }
        self.route(Vec::new())
    }

    fn subscriber(mut self) -> Result<Route, String> {
        let types = self.types.take().unwrap_or_default();
        if self.url.is_none() {
            return Err("`url` is missing: where it listens".to_owned());
        }
        if types.is_empty() {
            return Err("`types` is missing: what it is told, like [\"decision.made\"]".to_owned());
        }
        if let Some(unknown) = types.iter().find(|name| !kind::ALL.contains(&name.as_str())) {
            let near = nearest(unknown, kind::ALL).map(|near| format!("; is `{near}` meant?"));
            return Err(format!("nothing of ours is called `{unknown}`{}", near.unwrap_or_default()));
        }
        self.route(types)
    }

    /// A channel whose messages another system sends: at once or soon, like messages, and under its own pace.
    fn channel(self) -> Result<Route, String> {
        if self.url.is_none() {
            return Err("`url` is missing: where messages are taken".to_owned());
        }
        let route = self.webhook()?;
        Ok(Route { pace: Pace::messages(), ..route })
    }

    fn route(self, types: Vec<CompactString>) -> Result<Route, String> {
        if let Some(url) = &self.url {
            let target = Target::parse(url).map_err(|error| format!("`url`: {error}"))?;
            if !target.tls && !self.allow_private {
                return Err("`url` must begin with https://, unless `allow_private` is true".to_owned());
            }
        }
        if self.secrets.is_empty() {
            return Err("`secrets` is empty: calls are signed, and the receiver checks that".to_owned());
        }
        let timeout = self.timeout.as_deref().map_or(Ok(TIMEOUT), Duration::parse);
        let timeout = timeout.map_err(|error| format!("`timeout`: {error}"))?;
        if timeout > LONGEST || timeout < Duration::from_secs(1) {
            return Err(format!("`timeout` is between 1s and {LONGEST}"));
        }
        let endpoint = Endpoint {
            url: self.url,
            secrets: self.secrets.iter().map(|text| secret(text)).collect::<Result<_, _>>()?,
            allow_private: self.allow_private,
            timeout,
        };
        let route = Route::subscriber(endpoint, types);
        Ok(Route { pace: paced(route.pace, self.concurrency, self.per_second)?, ..route })
    }
}

/// A secret as it stands in the settings, or in a file that they name.
fn secret(text: &str) -> Result<Secret, String> {
    let read = match text.strip_prefix(FILE) {
        Some(path) => fs::read_to_string(path).map_err(|error| format!("{path} cannot be read: {error}"))?,
        None => text.to_owned(),
    };
    // The problem says nothing of the secret itself.
    Secret::parse(&read).map_err(|error| format!("`secrets`: {error}"))
}

fn paced(pace: Pace, concurrency: Option<u32>, per_second: Option<u32>) -> Result<Pace, String> {
    if concurrency == Some(0) || per_second == Some(0) {
        return Err("`concurrency` and `per_second` are at least 1".to_owned());
    }
    let rate = per_second.map(|sends| Rate { sends, per: Duration::from_secs(1) });
    Ok(Pace { concurrency: concurrency.unwrap_or(pace.concurrency), rate, ..pace })
}

#[cfg(test)]
mod tests {
    use voorzet_engine::deliver::Provider;

    use super::*;

    fn read(text: &str) -> Result<Routes, Vec<String>> {
        routes(&Configuration::sample(text)).map(|(routes, _)| routes)
    }

    fn problem(text: &str) -> String {
        read(text).expect_err("wrong").join("\n")
    }

    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    #[test]
    fn what_is_set_up_becomes_routes() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("secret");
        fs::write(&file, format!("{SECRET}\n")).expect("written");
        let text = format!(
            r#"
            [channels.mail]
            provider = "log"
            per_second = 10
            [channels.portal]
            provider = "webhook"
            url = "http://127.0.0.1:9/messages"
            secrets = ["{SECRET}"]
            allow_private = true
            per_second = 3
            [webhooks.carrier-reschedule]
            secrets = ["{SECRET}", "file:{}"]
            [subscribers.crm]
            url = "http://127.0.0.1:9/hook"
            secrets = ["{SECRET}"]
            types = ["decision.made"]
            allow_private = true
            timeout = "5s"
            concurrency = 2
            "#,
            file.display()
        );
        let routes = read(&text).expect("sound");
        let names: Vec<&str> = routes.0.keys().map(CompactString::as_str).collect();
        assert_eq!(names, ["mail", "portal", "subscriber:crm", "webhook:carrier-reschedule"]);
        let portal = &routes.0["portal"];
        assert_eq!(portal.pace.retries, Pace::messages().retries, "messages go soon or not at all");
        assert_eq!(portal.pace.rate.map(|rate| rate.sends), Some(3));
        let rate = routes.get("mail").and_then(|route| route.pace.rate).expect("a rate");
        assert_eq!((rate.sends, rate.per), (10, Duration::from_secs(1)));
        let Provider::Webhook(carrier) = &routes.0["webhook:carrier-reschedule"].provider else { panic!() };
        assert_eq!((carrier.secrets.len(), carrier.timeout), (2, TIMEOUT));
        let crm = &routes.0["subscriber:crm"];
        assert_eq!((crm.types.as_slice(), crm.pace.concurrency), (["decision.made".into()].as_slice(), 2));
        assert!(!format!("{routes:?}").contains("MfKQ9r8"), "no secret is shown");
    }

    #[test]
    fn what_is_wrong_is_said_with_its_name_and_without_the_secret() {
        let hook = |rest: &str| format!("[webhooks.a]\nsecrets = [\"{SECRET}\"]\n{rest}");
        let cases = [
            ("[channels.mail]\nprovider = \"smtp\"".to_owned(), "channels.mail: there is no provider `smtp`"),
            ("[channels.mail]\nprovider = \"log\"\nconcurrency = 0".to_owned(), "at least 1"),
            (
                format!("[channels.mail]\nprovider = \"webhook\"\nsecrets = [\"{SECRET}\"]"),
                "channels.mail: `url` is missing",
            ),
            ("[webhooks.a]\nsecrets = []".to_owned(), "webhooks.a: `secrets` is empty"),
            ("[webhooks.a]\nsecrets = [\"whsec_abcd\"]".to_owned(), "24 to 64 bytes"),
            ("[webhooks.a]\nsecrets = [\"file:/nowhere\"]".to_owned(), "/nowhere cannot be read"),
            (hook("url = \"http://example.com/\""), "must begin with https://"),
            (hook("url = \"https://user@example.com/\""), "user name"),
            (hook("types = [\"decision.made\"]"), "`types` is for subscribers"),
            (hook("timeout = \"1h\""), "`timeout` is between 1s and 2m"),
            (hook("secrts = 1"), "secrts"),
            (
                format!("[subscribers.a]\nsecrets = [\"{SECRET}\"]\ntypes = [\"decision.made\"]"),
                "`url` is missing",
            ),
            (
                format!("[subscribers.a]\nsecrets = [\"{SECRET}\"]\nurl = \"https://a.example/\""),
                "`types` is missing",
            ),
            (
                format!(
                    "[subscribers.a]\nsecrets = [\"{SECRET}\"]\nurl = \"https://a.example/\"\ntypes = [\"decision.mad\"]"
                ),
                "is `decision.made` meant?",
            ),
        ];
        for (text, expected) in cases {
            let problem = problem(&text);
            assert!(problem.contains(expected), "{problem}");
            assert!(!problem.contains("MfKQ9r8"), "{problem}");
        }
    }
}
