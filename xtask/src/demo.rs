//! `cargo xtask demo`: a sample world, and what a strategy would have done in it.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result};
use lexopt::prelude::*;

use crate::steps::short;
use crate::workspace::{Workspace, run as call};

/// Optimised, but without the link-time optimisation that only a long replay earns back: who looks at the
/// demo for the first time waits for the compiler, not for the replay.
const PROFILE: &str = "demo";

const STRATEGY: &str = "examples/webshop";

/// Builds `voorzet`, makes a world, replays a strategy over it and says what to try next.
pub(crate) fn run(mut arguments: lexopt::Parser) -> Result<()> {
    let (mut customers, mut days, mut seed) = (5_000_u32, 90_u32, 1_u64);
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("customers") => customers = arguments.value()?.parse()?,
            Long("days") => days = arguments.value()?.parse()?,
            Long("seed") => seed = arguments.value()?.parse()?,
            other => return Err(other.unexpected().into()),
        }
    }
    let start = std::time::Instant::now();
    let workspace = Workspace::find()?;
    println!("Building voorzet; the first time this takes a few minutes.");
    let voorzet = workspace.build_voorzet(PROFILE)?;
    let built = start.elapsed();

    // Under `target`, so that it can be looked at afterwards and goes with `cargo clean`.
    let folder = workspace.target.join("demo-world");
    fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    let (history, truth) = (folder.join("history.ndjson"), folder.join("truth.ndjson"));

    println!("\nA webshop with {customers} customers, {days} days long, seed {seed}:");
    let mut world = Command::new(&voorzet);
    world.current_dir(&workspace.root).arg("world").args(["--customers", &customers.to_string()]);
    world.args(["--days", &days.to_string(), "--seed", &seed.to_string()]);
    call(world.arg("--out").arg(&history).arg("--truth").arg(&truth))?;

    println!("\nWhat the strategy in {STRATEGY} would have expected and done:\n");
    let mut replay = Command::new(&voorzet);
    replay.current_dir(&workspace.root).args(["replay", "--strategy", STRATEGY]).arg(&history);
    call(&mut replay)?;

    println!(
        "\nBuilt in {}, made and replayed in {}.\n\
         Change a condition in {STRATEGY}/reasons and see what it does: cargo xtask demo\n\
         Replay your own history: {} replay --strategy DIR --map MAP FILE (examples/helpdesk shows a map)",
        short(built),
        short(start.elapsed().saturating_sub(built)),
        voorzet.display()
    );
    Ok(())
}
