//! `voorzet`: the one binary. The command line is here; each command has a file of its own.

mod access;
mod api;
mod channel;
mod command;
mod configuration;
mod delivery;
mod desk;
mod feedback;
mod folder;
mod history_file;
mod intake;
mod ladder;
mod moment;
mod priority;
mod progress;
mod replays;
mod running;
mod say;
mod serve;
mod strategy_folder;
mod uploads;
mod workspace;

use std::process::ExitCode;

use clap::Parser;

use command::Command;

/// Runs a contact strategy: expects contacts before they come, helps at the lowest level that will do,
/// and shows what it avoided and caused.
#[derive(Parser)]
#[command(name = "voorzet", version, arg_required_else_help = true, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

fn main() -> ExitCode {
    match Arguments::parse().command.run() {
        Ok(code) => code,
        // A reader that has seen enough, such as `head`, is no failure.
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            say::say(format_args!("voorzet: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        let written = cause.downcast_ref::<std::io::Error>().map(std::io::Error::kind);
        let json = cause.downcast_ref::<serde_json::Error>().and_then(serde_json::Error::io_error_kind);
        written.or(json) == Some(std::io::ErrorKind::BrokenPipe)
    })
}
