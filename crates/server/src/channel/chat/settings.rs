//! `[channels.chat]`: an account of the web chat, as it is set up.

use std::collections::BTreeMap;
use std::fs;

use serde::Deserialize;
use toml::Table;
use voorzet_channels::chat::{Colour, Key};
use voorzet_domain::time::Duration;

use crate::access::place::is_origin;

/// What a secret begins with that stands in a file.
const FILE: &str = "file:";

/// The languages that the widget speaks.
pub(super) const LANGUAGES: [&str; 2] = ["nl", "en"];

/// What the chat looks like when nothing is said of it.
const COLOUR: &str = "#1f4e8c";

/// How it is set up.
pub(super) struct Settings {
    /// The pages that may open it.
    pub(super) origins: Vec<String>,
    /// What the organisation's own site signs identities with.
    pub(super) identity_key: Option<Key>,
    /// What it is called, by language.
    pub(super) name: BTreeMap<String, String>,
    /// The organisation's colour.
    pub(super) colour: Colour,
    /// How long after our last answer it is asked whether that helped.
    pub(super) ask_after: Duration,
    /// Whether somebody is there, whatever the opening hours say; when nobody is, only a call can be asked for.
    pub(super) stated: Option<bool>,
    /// The page of a made-up shop is shown at `/sample-shop`, and may open it.
    pub(super) sample_shop: bool,
    /// How many sockets may be open at once.
    pub(super) sockets: usize,
    /// How many requests and messages a second one address may send.
    pub(super) per_address: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default)]
    origins: Vec<String>,
    #[serde(default)]
    identity_secret: Option<String>,
    #[serde(default)]
    name: Option<Name>,
    #[serde(default)]
    colour: Option<String>,
    #[serde(default)]
    ask_after: Option<String>,
    #[serde(default)]
    closed: bool,
    #[serde(default)]
    always_open: bool,
    #[serde(default)]
    sample_shop: bool,
    #[serde(default = "sockets")]
    sockets: usize,
    #[serde(default = "per_address")]
    per_address: u64,
}

/// One name, or one for each language.
#[derive(Deserialize)]
#[serde(untagged)]
enum Name {
    One(String),
    Each(BTreeMap<String, String>),
}

const fn sockets() -> usize {
    10_000
}

const fn per_address() -> u64 {
    20
}

impl Settings {
    /// Reads them, or says in a plain sentence what is wrong.
    pub(super) fn read(table: Table) -> Result<Self, String> {
        let written: Written =
            table.try_into().map_err(|error: toml::de::Error| error.message().to_owned())?;
        if written.origins.is_empty() && !written.sample_shop {
            return Err(
                "`origins` is missing: the pages that may open the chat, like [\"https://shop.example\"]"
                    .to_owned(),
            );
        }
        if let Some(wrong) = written.origins.iter().find(|origin| !is_origin(origin)) {
            return Err(format!("`origins`: `{wrong}` is no origin like https://shop.example"));
        }
        let colour = written.colour.as_deref().unwrap_or(COLOUR);
        let colour =
            Colour::parse(colour).ok_or_else(|| format!("`colour`: `{colour}` is no colour like #1f4e8c"))?;
        let ask_after = written.ask_after.as_deref().unwrap_or("10m");
        let ask_after = Duration::parse(ask_after).map_err(|error| format!("`ask_after`: {error}"))?;
        if written.sockets == 0 || written.per_address == 0 {
            return Err("`sockets` and `per_address` are at least 1".to_owned());
        }
        if written.closed && written.always_open {
            return Err("`closed` and `always_open` cannot both be true".to_owned());
        }
        Ok(Self {
            origins: written.origins,
            identity_key: written.identity_secret.as_deref().map(secret).transpose()?,
            name: name(written.name)?,
            colour,
            ask_after,
            stated: (written.closed || written.always_open).then_some(written.always_open),
            sample_shop: written.sample_shop,
            sockets: written.sockets,
            per_address: written.per_address,
        })
    }
}

/// A secret as it stands in the settings, or in a file that they name. The problem says nothing of the secret.
fn secret(text: &str) -> Result<Key, String> {
    let read = match text.strip_prefix(FILE) {
        Some(path) => fs::read_to_string(path).map_err(|error| format!("{path} cannot be read: {error}"))?,
        None => text.to_owned(),
    };
    Key::new(read.trim().as_bytes()).ok_or_else(|| "`identity_secret` has at least 32 characters".to_owned())
}

fn name(written: Option<Name>) -> Result<BTreeMap<String, String>, String> {
    let known = || LANGUAGES.into_iter().map(str::to_owned);
    let name: BTreeMap<String, String> = match written {
        None => known().zip(["Klantenservice", "Customer service"].map(str::to_owned)).collect(),
        Some(Name::One(name)) => known().map(|language| (language, name.clone())).collect(),
        Some(Name::Each(names)) => names,
    };
    match LANGUAGES.into_iter().find(|language| name.get(*language).is_none_or(|name| name.trim().is_empty()))
    {
        Some(missing) => Err(format!("`name` says nothing in `{missing}`")),
        None => Ok(name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Settings, String> {
        Settings::read(text.parse().expect("TOML"))
    }

    fn problem(text: &str) -> String {
        read(text).err().expect("wrong")
    }

    #[test]
    fn the_least_that_must_be_said_are_the_pages() {
        let settings = read("origins = [\"https://shop.example\"]").expect("sound");
        assert_eq!(settings.name["nl"], "Klantenservice");
        assert_eq!(
            (settings.colour.to_string().as_str(), settings.ask_after),
            (COLOUR, Duration::from_mins(10))
        );
        assert!(settings.identity_key.is_none() && !settings.sample_shop && settings.stated.is_none());
        assert!(read("sample_shop = true").is_ok());
    }

    #[test]
    fn what_is_wrong_is_said_without_the_secret() {
        let with = |rest: &str| problem(&format!("origins = [\"https://shop.example\"]\n{rest}"));
        assert!(problem("").contains("`origins` is missing"));
        for wrong in ["https://shop.example/", "*", "shop.example", "https://shop.example/chat"] {
            assert!(problem(&format!("origins = [\"{wrong}\"]")).contains("is no origin"), "{wrong}");
        }
        assert!(with("colour = \"blue\"").contains("`blue` is no colour"));
        assert!(with("name = { nl = \"Hulp\" }").contains("says nothing in `en`"));
        assert!(with("identity_secret = \"too short\"").contains("at least 32"));
        assert!(!with("identity_secret = \"too short\"").contains("too short"));
        assert!(with("identity_secret = \"file:/nowhere\"").contains("/nowhere cannot be read"));
        assert!(with("ask_after = \"soon\"").contains("`ask_after`"));
        assert!(with("closed = true\nalways_open = true").contains("cannot both"));
        assert!(with("sockets = 0").contains("at least 1"));
        assert!(with("origin = 1").contains("origin"));
    }
}
