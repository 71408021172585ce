//! The commands of `voorzet`, one file each.

mod check;
mod replay;
mod serve;
mod world;

use std::process::ExitCode;

use clap::Subcommand;

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Checks a strategy folder and prints its errors, or a one-screen summary
    Check(check::Check),
    Replay(replay::ReplayArgs),
    Serve(serve::Serve),
    World(world::WorldArgs),
}

impl Command {
    pub(crate) fn run(self) -> anyhow::Result<ExitCode> {
        match self {
            Self::Check(check) => check.run(),
            Self::Replay(replay) => replay.run(),
            Self::Serve(serve) => serve.run(),
            Self::World(world) => world.run(),
        }
    }
}
