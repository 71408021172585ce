//! `cargo xtask bench`: how fast and how large, as medians of interleaved runs and, where there is a
//! reference, as ratios to it in the same run.
//!
//! Absolute figures differ between machines; the ratio to a bare loop over the same file travels.

pub(crate) mod bare;
mod check;
mod helpdesk;
mod history;
mod live;
mod machine;
mod measure;
mod report;
mod window;
mod world;

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use lexopt::prelude::*;

use crate::workspace::{Workspace, run as call};
use measure::Program;
use report::Report;

/// The hidden command under which this program runs as the reference.
pub(crate) const BARE: &str = "bench-bare";

/// The profile users get, link-time optimisation included.
const PROFILE: &str = "release";

/// The variable that names the folder with measured files that are not part of the project.
const DATA: &str = "VOORZET_BENCH_DATA";

/// What the benchmarks have in common.
struct Bench {
    workspace: Workspace,
    /// Where histories are made and the report is written.
    folder: PathBuf,
    voorzet: Program,
    /// Runs of each measurement, when asked for.
    runs: Option<usize>,
    /// Events of each generated world.
    events: u64,
    /// Keep the large histories.
    keep: bool,
}

type Benchmark = (&'static str, fn(&Bench, &mut Report) -> Result<()>);

const BENCHMARKS: [Benchmark; 6] = [
    ("window", window::run),
    ("world", world::run),
    ("helpdesk", helpdesk::run),
    ("check", check::run),
    ("live", live::run),
    ("full", live::full::run),
];

/// Those that run when none is named. The others take a quarter of an hour and as much disk as they need.
const USUAL: usize = 5;

/// Runs the usual benchmarks, or those named.
pub(crate) fn run(mut arguments: lexopt::Parser) -> Result<()> {
    let (mut chosen, mut runs, mut events, mut keep) = (Vec::new(), None, 10_000_000, false);
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("runs") => runs = Some(arguments.value()?.parse::<usize>()?.max(1)),
            Long("events") => events = arguments.value()?.parse()?,
            Long("keep") => keep = true,
            Value(name) => match BENCHMARKS.iter().find(|benchmark| name == benchmark.0) {
                Some(benchmark) => chosen.push(benchmark),
                None => bail!(
                    "there is no benchmark {}; there are window, world, helpdesk, check, live and full",
                    name.display()
                ),
            },
            other => return Err(other.unexpected().into()),
        }
    }
    if chosen.is_empty() {
        chosen.extend(&BENCHMARKS[..USUAL]);
    }
    let workspace = Workspace::find()?;
    let folder = workspace.target.join("bench");
    fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    let voorzet = Program::new(workspace.build_voorzet(PROFILE)?, &workspace.root);
    let bench = Bench { workspace, folder, voorzet, runs, events, keep };

    let mut report = Report::new(machine::Machine::read());
    for (name, benchmark) in chosen {
        println!("── {name} ──");
        if let Err(error) = benchmark(&bench, &mut report) {
            report.fail(name, &format!("{error:#}"));
        }
    }
    report.close(&bench.folder.join("report.json"))
}

impl Bench {
    /// How often to measure: as asked, else as usual for this benchmark.
    fn runs(&self, usual: usize) -> usize {
        self.runs.unwrap_or(usual)
    }

    /// A measured file that is not part of the project, when it is there.
    fn data(&self, path: &str) -> Option<PathBuf> {
        let folder =
            std::env::var_os(DATA).map_or_else(|| self.workspace.root.join("../shared"), PathBuf::from);
        Some(folder.join(path)).filter(|file| file.exists())
    }

    /// This program, optimised like `voorzet`, to run as the reference.
    fn reference(&self) -> Result<Program> {
        call(self.workspace.cargo().args(["build", "--package", "xtask", "--profile", PROFILE]))?;
        let program =
            self.workspace.target.join(PROFILE).join(format!("xtask{}", std::env::consts::EXE_SUFFIX));
        Ok(Program::new(program, &self.workspace.root))
    }
}
