//! `voorzet standin`: somebody who takes the place of a channel's provider, for trying things out.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use tokio::net::TcpListener;
use tokio::sync::watch;
use toml::{Table, Value};

use super::DATA;
use crate::channel::whatsapp::standin::{Options, serve};
use crate::configuration::Configuration;
use crate::delivery;

/// Takes the place of a channel's provider, for trying things out without one
#[derive(Args)]
pub(crate) struct StandinArgs {
    #[command(subcommand)]
    who: Who,
}

#[derive(Subcommand)]
enum Who {
    Whatsapp(WhatsappArgs),
}

/// Takes Meta's place for an account of WhatsApp: it keeps Meta's rules, and its customers write when they are told to.
/// It reads the same settings as the server, in which the account's `url` is this address and `allow_private` is true
#[derive(Args)]
struct WhatsappArgs {
    /// Where to listen; port 0 takes any that is free
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8602")]
    listen: String,
    /// The settings, instead of voorzet.toml in the data folder
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// The account, as it is called in the settings
    #[arg(long, default_value = "whatsapp")]
    account: String,
    /// The server that is told what customers write
    #[arg(long, value_name = "URL")]
    server: Option<String>,
    /// How many messages it takes in a second instead of 80
    #[arg(long, value_name = "N")]
    per_second: Option<u32>,
    /// How many messages to one customer it takes at once instead of 45; then one every six seconds
    #[arg(long, value_name = "N")]
    pair: Option<u32>,
}

impl StandinArgs {
    pub(crate) fn run(self) -> anyhow::Result<ExitCode> {
        match self.who {
            Who::Whatsapp(whatsapp) => whatsapp.run(),
        }
    }
}

impl WhatsappArgs {
    fn run(self) -> anyhow::Result<ExitCode> {
        let configuration = Configuration::load(Path::new(DATA), self.config.as_deref(), &[])?;
        let Some(Value::Table(mut settings)) = configuration.channels.get(&self.account).cloned() else {
            bail!("the settings have no account [channels.{}]", self.account);
        };
        without_what_all_have(&mut settings);
        let options = Options {
            account: self.account,
            settings,
            server: self.server,
            per_second: self.per_second,
            pair: self.pair,
        };
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
        runtime.block_on(async {
            let listener = TcpListener::bind(&self.listen).await;
            let listener = listener.with_context(|| format!("{} cannot be listened on", self.listen))?;
            let mut out = std::io::stdout().lock();
            writeln!(out, "The stand-in for Meta listens on http://{}", listener.local_addr()?)?;
            writeln!(out, "  ready      stop with Ctrl-C")?;
            out.flush()?;
            drop(out);
            let (told, stop) = watch::channel(false);
            tokio::spawn(async move {
                if tokio::signal::ctrl_c().await.is_ok() {
                    told.send_replace(true);
                }
            });
            serve(listener, delivery::client()?, options, stop).await
        })?;
        Ok(ExitCode::SUCCESS)
    }
}

/// Leaves what every channel's settings may have.
fn without_what_all_have(settings: &mut Table) {
    for name in ["provider", "concurrency", "per_second"] {
        settings.remove(name);
    }
}
