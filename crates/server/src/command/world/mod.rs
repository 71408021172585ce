//! `voorzet world`: a made-up organisation's history, together with its truth; and how it goes on.

mod colleagues;
mod crowd;
mod live;
mod receiver;
mod respondents;
mod writers;

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::Args;
use voorzet_domain::time::Timestamp;
use voorzet_engine::world::{Settings, World};

use crate::progress::Progress;
use crate::say::say;

/// Writes a seeded sample world's history: a web shop that also provides internet, its customers, what
/// happens to them and what they contact it about. The names in it are made up
#[derive(Args)]
pub(crate) struct WorldArgs {
    /// How many customers
    #[arg(long, default_value_t = 5_000)]
    customers: u32,
    /// How many days
    #[arg(long, default_value_t = 90)]
    days: u32,
    /// Another seed, another world; the same seed, the same bytes
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// When it begins, as an RFC 3339 timestamp
    #[arg(long, value_name = "TIME", default_value = "2026-01-01T00:00:00Z")]
    start: String,
    /// Where the events go, as NDJSON; `-` for standard output
    #[arg(long, value_name = "FILE", required_unless_present = "live")]
    out: Option<PathBuf>,
    /// Where the truth goes: who would have contacted anyway, and what each message would have changed
    #[arg(long, value_name = "FILE")]
    truth: Option<PathBuf>,
    /// Write only who the customers are and what they contact about, that so many times as often: what a large help
    /// desk has
    #[arg(long, value_name = "TIMES")]
    helpdesk: Option<f64>,
    /// End the history at this instant instead of the last midnight
    #[arg(long, value_name = "TIME")]
    until: Option<String>,
    /// Send what happens from then on to a server, as it happens
    #[command(flatten)]
    live: Option<live::Feed>,
}

impl WorldArgs {
    pub(crate) fn run(self) -> anyhow::Result<ExitCode> {
        let settings = Settings {
            customers: self.customers,
            days: self.days,
            seed: self.seed,
            start: Timestamp::parse(&self.start)?,
        };
        let mut world = World::new(settings)?;
        if let Some(live) = self.live {
            return live.run(world);
        }
        if let Some(times) = self.helpdesk {
            world.as_helpdesk(times);
        }
        let out = self.out.context("--out is missing")?;
        if let Some(truth) = self.truth.as_ref().filter(|truth| **truth == out) {
            bail!("the events and the truth cannot both go to {}", truth.display());
        }
        if let Some(until) = &self.until {
            world.end_at(Timestamp::parse(until)?);
        }
        let mut events = create(&out)?;
        let mut truth = self.truth.as_deref().map(create).transpose()?;
        let bar = Progress::new(u64::from(self.days), out != Path::new("-"));
        let mut tell = |at: voorzet_engine::world::Progress| bar.at(u64::from(at.day), at.events);
        let sink = truth.as_mut().map(|file| file as &mut dyn Write);
        let done = world.write(&mut events, sink, &mut tell).context("the world could not be written")?;
        events.flush().context("the events could not be written")?;
        if let Some(truth) = &mut truth {
            truth.flush().context("the truth could not be written")?;
        }
        bar.done();
        let span = self
            .until
            .as_ref()
            .map_or_else(|| format!("over {} days", self.days), |until| format!("until {until}"));
        say(format_args!("{} events of {} customers {span}", done.events, self.customers));
        Ok(ExitCode::SUCCESS)
    }
}

fn create(path: &Path) -> anyhow::Result<BufWriter<Box<dyn Write>>> {
    let file: Box<dyn Write> = if path == Path::new("-") {
        Box::new(std::io::stdout().lock())
    } else {
        Box::new(File::create(path).with_context(|| format!("{} cannot be written", path.display()))?)
    };
    Ok(BufWriter::with_capacity(1 << 16, file))
}
