//! `voorzet outbox`: what is to be sent, and how far that is.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::{Args, Subcommand};
use comfy_table::{Table, presets};
use voorzet_engine::live::Command;
use voorzet_store::outbox::SendKey;

use super::{DATA, ask, print_json};
use crate::api::Done;
use crate::api::outbox::{Sends, ShownSend, state};
use crate::running::{part, reader};
use crate::say::shown;

/// What is to be sent: lists it, shows one, tries one again, or calls one off
#[derive(Args)]
pub(crate) struct OutboxArgs {
    #[command(subcommand)]
    action: Option<Action>,
    #[command(flatten)]
    list: List,
}

#[derive(Subcommand)]
enum Action {
    /// Lists it, newest first
    List(List),
    /// Shows one with what is sent
    Show(One),
    /// Sends one that failed, or of which nobody knows whether it went
    Retry(One),
    /// Calls one off
    Cancel(One),
    /// Sends again to a receiver that had said that it is no more (410)
    Revive(Gone),
}

#[derive(Args)]
struct List {
    /// Only what is in this state: planned, sending, sent, delivered, failed, unsure or cancelled
    #[arg(long)]
    state: Option<String>,
    /// At most so many
    #[arg(long, default_value_t = 100)]
    limit: usize,
    /// The folder with everything that is kept
    #[arg(long, value_name = "DIR", default_value = DATA)]
    data: PathBuf,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
struct Gone {
    /// The route: subscriber:crm
    route: String,
    /// The folder with everything that is kept
    #[arg(long, value_name = "DIR", default_value = DATA)]
    data: PathBuf,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
struct One {
    /// Its key
    key: String,
    /// The folder with everything that is kept
    #[arg(long, value_name = "DIR", default_value = DATA)]
    data: PathBuf,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

impl OutboxArgs {
    pub(crate) fn run(self) -> anyhow::Result<ExitCode> {
        match self.action {
            None => self.list.run()?,
            Some(Action::List(list)) => list.run()?,
            Some(Action::Show(one)) => one.show()?,
            Some(Action::Retry(one)) => one.ask("retry", Command::Retry)?,
            Some(Action::Cancel(one)) => one.ask("cancel", Command::Cancel)?,
            Some(Action::Revive(gone)) => gone.revive()?,
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl List {
    fn run(&self) -> anyhow::Result<()> {
        let state = self.state.as_deref().map(state).transpose().map_err(anyhow::Error::msg)?;
        let sends = reader(&self.data)?.sends(state, i64::MAX, self.limit)?;
        let sends = Sends::of(sends, self.limit);
        if self.json {
            return print_json(&sends);
        }
        let mut table = Table::new();
        table.load_style(presets::NOTHING);
        table.set_header(["state", "route", "to", "tries", "changed", "key", "problem"]);
        for send in &sends.sends {
            let problem = send.problem.as_deref().unwrap_or_default();
            let tries = send.tries.to_string();
            let row = [send.state, &send.route, &send.to, &tries, &send.changed, &send.key, problem];
            table.add_row(row.map(|text| shown(text).into_owned()));
        }
        writeln!(std::io::stdout(), "{table}")?;
        Ok(())
    }
}

impl Gone {
    fn revive(&self) -> anyhow::Result<()> {
        let path = format!("/api/routes/{}/revive", part(&self.route));
        let command = Command::Revive(self.route.as_str().into());
        let done: Done = ask(&self.data, |running| running.post(&path, &()), command, |_| Done::YES)?;
        if self.json { print_json(&done) } else { Ok(()) }
    }
}

impl One {
    fn show(&self) -> anyhow::Result<()> {
        let key = SendKey(self.key.as_str().into());
        let send = reader(&self.data)?.send(&key)?;
        print_json(&ShownSend::of(
            send.with_context(|| format!("nothing in the outbox has the key {}", self.key))?,
        ))
    }

    fn ask(&self, what: &str, command: fn(SendKey) -> Command) -> anyhow::Result<()> {
        let path = format!("/api/outbox/{}/{what}", part(&self.key));
        let done: Done = ask(
            &self.data,
            |running| running.post(&path, &()),
            command(SendKey(self.key.as_str().into())),
            |_| Done::YES,
        )?;
        if self.json { print_json(&done) } else { Ok(()) }
    }
}
