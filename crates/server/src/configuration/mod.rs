//! How the server is set up: what is compiled in, overridden by a file, the environment and the command line.
//!
//! | file | what |
//! |---|---|
//! | `layers` | one layer over another, and what is wrong in it |
//! | `config.default.toml` (beside `src`) | every setting with its meaning; what is not in it does not exist |

mod layers;

use std::net::{IpAddr, SocketAddr};
use std::path::Path;

use anyhow::{Context, bail};
use serde::Deserialize;
use toml::Table;

use crate::say::say;

/// Every setting with its meaning and what it is when nobody says otherwise.
pub(crate) const DEFAULT: &str = include_str!("../../config.default.toml");

/// How the server is set up.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Configuration {
    /// Where it listens.
    pub(crate) listen: SocketAddr,
    /// Whether that may be an address that others reach.
    pub(crate) allow_public: bool,
    /// What is taken in, and how fast.
    pub(crate) intake: Intake,
    /// Who asks, and how fast.
    pub(crate) access: Access,
    /// How much is decided on at once.
    pub(crate) engine: Engine,
    /// Those who listen to the log.
    pub(crate) stream: Stream,
    /// What is told of what happens.
    pub(crate) log: Log,
    /// Where traces go.
    pub(crate) traces: Traces,
    /// By what messages to customers leave.
    pub(crate) channels: Table,
    /// Systems that the strategy calls.
    pub(crate) webhooks: Table,
    /// Systems that are told what is decided.
    pub(crate) subscribers: Table,
}

/// What is taken in, and how fast.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Intake {
    pub(crate) event_bytes: usize,
    pub(crate) batch_bytes: usize,
    pub(crate) lines_bytes: usize,
    pub(crate) segment_batch_bytes: usize,
    pub(crate) strict: bool,
    pub(crate) events_per_second: u64,
    pub(crate) bytes_per_second: u64,
    pub(crate) burst_seconds: u64,
    pub(crate) queue_events: usize,
    pub(crate) queue_bytes: usize,
    pub(crate) commit_events: usize,
    pub(crate) most_behind: u64,
}

/// Who asks, and how fast.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Access {
    pub(crate) requests_per_second: u64,
    pub(crate) burst_seconds: u64,
    pub(crate) head_seconds: u64,
    pub(crate) proxies: Vec<IpAddr>,
}

/// How much is decided on at once.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Engine {
    pub(crate) customers_in_memory: usize,
    pub(crate) portion: usize,
    pub(crate) round_portion: usize,
    pub(crate) round_at: usize,
    pub(crate) tries: u32,
}

/// Those who listen to the log.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Stream {
    pub(crate) listeners: usize,
    pub(crate) recent_bytes: usize,
}

/// What is told of what happens.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Log {
    pub(crate) level: String,
    pub(crate) format: LogFormat,
}

/// How it is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LogFormat {
    Auto,
    Text,
    Json,
}

/// Where traces go.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Traces {
    pub(crate) endpoint: String,
    pub(crate) share: f64,
}

impl Configuration {
    /// The settings for a data folder. `file` is one that was named; `set` are `name=value` pairs of the command
    /// line. What is wrong goes to standard error.
    pub(crate) fn load(folder: &Path, file: Option<&Path>, set: &[String]) -> anyhow::Result<Self> {
        let own = folder.join("voorzet.toml");
        let file = file.or_else(|| own.is_file().then_some(own.as_path()));
        let text = file
            .map(|file| {
                let text = std::fs::read_to_string(file)
                    .with_context(|| format!("{} cannot be read", file.display()))?;
                Ok::<_, anyhow::Error>((file.display().to_string(), text))
            })
            .transpose()?;
        match Self::of(text.as_ref().map(|(name, text)| (name.as_str(), text.as_str())), environment(), set) {
            Ok(configuration) => Ok(configuration),
            Err(problems) => {
                for problem in &problems {
                    say(problem);
                }
                let number = problems.len();
                bail!("the settings have {number} {}", if number == 1 { "error" } else { "errors" })
            }
        }
    }

    /// The settings from a file's name and text, the environment's names and values, and the command line's.
    fn of(
        file: Option<(&str, &str)>,
        environment: impl IntoIterator<Item = (String, String)>,
        set: &[String],
    ) -> Result<Self, Vec<String>> {
        let mut layers = layers::Layers::new(DEFAULT);
        if let Some((name, text)) = file {
            layers.file(name, text);
        }
        for (name, value) in environment {
            layers.variable(&name, &value);
        }
        for pair in set {
            layers.flag(pair);
        }
        let configuration: Self = layers.finish()?;
        let configuration = configuration.checked().map_err(|problem| vec![problem])?;
        crate::delivery::routes(&configuration).map(|_| configuration)
    }

    /// The settings as they are, with this file over them.
    #[cfg(test)]
    pub(crate) fn sample(text: &str) -> Self {
        let mut layers = layers::Layers::new(DEFAULT);
        layers.file("voorzet.toml", text);
        layers.finish().expect("settings")
    }

    fn checked(self) -> Result<Self, String> {
        if !self.listen.ip().is_loopback() && !self.allow_public {
            return Err(format!(
                "listen: {} can be reached from other machines, and what goes there is not encrypted; \
                 put a proxy with TLS before it, or set allow_public = true if that is what you want",
                self.listen.ip()
            ));
        }
        for (name, value) in [
            ("intake.event_bytes", self.intake.event_bytes),
            ("intake.queue_events", self.intake.queue_events),
            ("intake.queue_bytes", self.intake.queue_bytes),
            ("intake.commit_events", self.intake.commit_events),
            ("engine.portion", self.engine.portion),
            ("engine.round_portion", self.engine.round_portion),
        ] {
            if value == 0 {
                return Err(format!("{name}: 0 would let nothing through"));
            }
        }
        if !(0.0..=1.0).contains(&self.traces.share) {
            return Err(format!("traces.share: {} is no share between 0 and 1", self.traces.share));
        }
        Ok(self)
    }
}

/// What the environment says that is meant for us.
fn environment() -> impl Iterator<Item = (String, String)> {
    std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(file: &str, environment: &[(&str, &str)], set: &[&str]) -> Result<Configuration, Vec<String>> {
        let environment = environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let set: Vec<String> = set.iter().map(|pair| (*pair).to_owned()).collect();
        Configuration::of(Some(("voorzet.toml", file)), environment, &set)
    }

    fn problems(file: &str, environment: &[(&str, &str)], set: &[&str]) -> String {
        of(file, environment, set).expect_err("wrong").join("\n")
    }

    #[test]
    fn later_layers_go_over_earlier_ones() {
        let made = of("", &[], &[]).expect("the defaults are sound");
        assert_eq!((made.listen.port(), made.intake.strict), (8600, false));
        let file = "listen = \"127.0.0.1:1\"\n[intake]\nstrict = true\nevent_bytes = 10\n";
        let environment = [
            ("VOORZET_LISTEN", "127.0.0.1:2"),
            ("VOORZET_INTAKE__EVENT_BYTES", "20"),
            ("PATH", "/bin"),
            ("VOORZET_CHANNELS__MAIL__PROVIDER", "log"),
        ];
        let made = of(file, &environment, &["listen=127.0.0.1:3"]).expect("sound");
        assert_eq!((made.listen.port(), made.intake.strict, made.intake.event_bytes), (3, true, 20));
        assert!(format!("{made:?}").contains("\"provider\": String(\"log\")"));
    }

    #[test]
    fn what_does_not_exist_is_named_with_the_nearest_name() {
        let told = problems("lisen = \"x\"\n[intake]\nstrickt = true\n", &[], &[]);
        assert!(told.contains("voorzet.toml: `lisen` is no setting; is `listen` meant?"), "{told}");
        assert!(told.contains("`intake.strickt` is no setting; is `intake.strict` meant?"), "{told}");
        let told = problems("", &[("VOORZET_INTAK__STRICT", "true")], &["intake.portions=3"]);
        assert!(told.contains("VOORZET_INTAK__STRICT: `intak` is no setting; is `intake` meant?"), "{told}");
        assert!(told.contains("--set: `intake.portions` is no setting"), "{told}");
    }

    #[test]
    fn what_is_of_another_kind_is_said() {
        assert!(problems("listen = 3\n", &[], &[]).contains("`listen` is text"));
        assert!(
            problems("[intake]\nstrict = \"yes\"\n", &[], &[]).contains("`intake.strict` is true or false")
        );
        assert!(problems("intake = 3\n", &[], &[]).contains("`intake` is a section"));
        assert!(problems("", &[("VOORZET_INTAKE__EVENT_BYTES", "many")], &[]).contains("is a whole number"));
        assert!(problems("listen = \"here\"\n", &[], &[]).contains("listen"));
        assert!(problems("a = [\n", &[], &[]).contains("voorzet.toml"));
        assert!(problems("[intake]\nqueue_events = 0\n", &[], &[]).contains("nothing through"));
        assert!(problems("[intake]\nqueue_events = -1\n", &[], &[]).contains("queue_events"));
    }

    #[test]
    fn others_are_let_in_only_on_purpose() {
        assert!(problems("", &[], &["listen=0.0.0.0:80"]).contains("allow_public"));
        assert!(of("allow_public = true", &[], &["listen=[::]:80"]).is_ok());
        assert!(of("", &[], &["listen=[::1]:80"]).is_ok());
    }
}
