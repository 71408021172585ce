//! Cargo's companions, in pinned versions: taken from `PATH` when there, else built into `target/tools`.

use std::process::{Command, Stdio};

use anyhow::{Context, Result};

use crate::workspace::{Workspace, run};

/// A cargo subcommand from crates.io.
pub(crate) struct Tool {
    /// The crate and the program.
    name: &'static str,
    /// The version that is built when none is there.
    version: &'static str,
    /// Flags of `cargo install` that keep the build short.
    flags: &'static [&'static str],
}

pub(crate) const NEXTEST: Tool = Tool {
    name: "cargo-nextest",
    version: "0.9.143",
    flags: &["--no-default-features", "--features", "default-no-update"],
};

/// Unoptimised, like the next: each looks at the workspace for a second, and optimising it takes minutes.
pub(crate) const MACHETE: Tool = Tool { name: "cargo-machete", version: "0.9.2", flags: &["--debug"] };

pub(crate) const DENY: Tool =
    Tool { name: "cargo-deny", version: "0.20.2", flags: &["--no-default-features", "--debug"] };

/// Sees to it that the tool can be called through [`Workspace::cargo`].
pub(crate) fn have(workspace: &Workspace, tool: &Tool) -> Result<()> {
    if answers(workspace, tool) {
        return Ok(());
    }
    let Tool { name, version, flags } = tool;
    println!("{name} is not there: building version {version} into {}", workspace.tools().display());
    let mut install = workspace.cargo();
    install.args(["install", "--locked", "--quiet", name, "--version", version]).args(*flags);
    install.arg("--root").arg(workspace.tools());
    // Its own target folder, kept: a build that was cut off goes on where it stopped.
    install.env("CARGO_TARGET_DIR", workspace.target.join("tools-build"));
    install.env("CARGO_PROFILE_DEV_DEBUG", "0");
    run(&mut install).with_context(|| format!("{name} cannot be installed"))
}

fn answers(workspace: &Workspace, tool: &Tool) -> bool {
    let subcommand = tool.name.trim_start_matches("cargo-");
    let mut ask: Command = workspace.cargo();
    ask.args([subcommand, "--version"]).stdout(Stdio::null()).stderr(Stdio::null());
    ask.status().is_ok_and(|status| status.success())
}
