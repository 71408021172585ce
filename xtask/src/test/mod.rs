//! `cargo xtask test`: everything that CI asks, as named steps.

mod needs;
mod snapshots;
pub(crate) mod tools;

use std::path::Path;
use std::process::Command;

use anyhow::{Result, bail};
use lexopt::prelude::*;

use crate::steps::Steps;
use crate::tidy;
use crate::ui::Ui;
use crate::workspace::{Workspace, run as call};

/// How many random inputs the short fuzz gives each property: enough to take seconds, not minutes.
const FUZZ_CASES: &str = "4096";

/// One step: its name, what it is for, and what it does.
type Step = (&'static str, &'static str, fn(&Workspace) -> Result<()>);

/// In this order: what is quick and often wrong comes first.
const STEPS: [Step; 11] = [
    ("needs", "installs the system packages that the tests use", needs::install),
    ("fmt", "the code is formatted", fmt),
    ("tidy", "the rules of the house hold", |workspace| tidy::check(&workspace.root)),
    ("ui", "the workspace: its words, types, unit tests, size and build", ui),
    ("clippy", "no lint warns, in any target", clippy),
    ("tests", "unit and integration tests, and no snapshot is left over", tests),
    ("journeys", "what people do in the workspace, in a real browser", journeys),
    ("doc", "examples in the documentation run", doc_tests),
    ("fuzz", "a short run of random input at every parser", fuzz),
    ("machete", "no dependency is unused", machete),
    ("deny", "licences, banned crates and sources (its advisories need a network)", deny),
];

/// Runs all steps, or those named.
pub(crate) fn run(mut arguments: lexopt::Parser) -> Result<()> {
    let mut chosen: Vec<&Step> = Vec::new();
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("list") => {
                for (name, what, _) in &STEPS {
                    println!("{name:<10} {what}");
                }
                return Ok(());
            }
            Value(name) => match STEPS.iter().find(|step| name == step.0) {
                Some(step) => chosen.push(step),
                None => bail!("there is no step {}; `cargo xtask test --list` names them", name.display()),
            },
            other => return Err(other.unexpected().into()),
        }
    }
    if chosen.is_empty() {
        chosen.extend(&STEPS);
    }
    let workspace = Workspace::find()?;
    let mut steps = Steps::default();
    for (name, _, step) in chosen {
        steps.take(name, || step(&workspace));
    }
    steps.close()
}

fn fmt(workspace: &Workspace) -> Result<()> {
    call(workspace.cargo().args(["fmt", "--all", "--check"]))
}

fn ui(workspace: &Workspace) -> Result<()> {
    Ui::ready(workspace)?.verify()
}

/// On the program as the tests built it; its pictures are kept.
fn journeys(workspace: &Workspace) -> Result<()> {
    let voorzet = workspace.build_voorzet("dev")?;
    Ui::ready(workspace)?.journeys(&voorzet, &workspace.target.join("pictures"))
}

fn clippy(workspace: &Workspace) -> Result<()> {
    call(workspace.cargo().args([
        "clippy",
        "--workspace",
        "--all-targets",
        "--locked",
        "--",
        "-D",
        "warnings",
    ]))
}

fn tests(workspace: &Workspace) -> Result<()> {
    tools::have(workspace, &tools::NEXTEST)?;
    let references = snapshots::References::start(&workspace.target)?;
    let mut nextest = workspace.cargo();
    nextest.args(["nextest", "run", "--workspace", "--locked", "--no-tests=warn"]);
    quiet_snapshots(&mut nextest).env(snapshots::VARIABLE, references.file());
    call(&mut nextest)?;
    references.check(&workspace.root)
}

fn doc_tests(workspace: &Workspace) -> Result<()> {
    call(quiet_snapshots(workspace.cargo().args(["test", "--doc", "--workspace", "--locked"])))
}

/// The properties whose names say `fuzz`, with many more cases than the ordinary run gives them.
fn fuzz(workspace: &Workspace) -> Result<()> {
    tools::have(workspace, &tools::NEXTEST)?;
    let mut nextest = workspace.cargo();
    nextest.args(["nextest", "run", "--workspace", "--locked", "--no-tests=warn", "-E", "test(/fuzz/)"]);
    call(nextest.env("PROPTEST_CASES", FUZZ_CASES))
}

fn machete(workspace: &Workspace) -> Result<()> {
    tools::have(workspace, &tools::MACHETE)?;
    call(workspace.cargo().args(["machete", "--with-metadata"]))
}

fn deny(workspace: &Workspace) -> Result<()> {
    if !Path::new(&workspace.root).join("deny.toml").is_file() {
        bail!("deny.toml is missing");
    }
    tools::have(workspace, &tools::DENY)?;
    call(workspace.cargo().args(["deny", "check", "bans", "licenses", "sources"]))
}

/// A test run never writes snapshots: a changed one is a failure to look at.
fn quiet_snapshots(command: &mut Command) -> &mut Command {
    command.env("INSTA_UPDATE", "no").env("INSTA_FORCE_PASS", "0")
}
