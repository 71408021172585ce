//! One run of a program, pinned to cores: how long, how much processor time, how large.

use std::ffi::OsStr;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, bail};
use wait4::Wait4;

use crate::workspace::which;

/// A program to measure, run at the workspace's root.
pub(super) struct Program {
    path: PathBuf,
    root: PathBuf,
}

/// What one run took.
pub(super) struct Run {
    /// Seconds on the wall.
    pub(super) seconds: f64,
    /// The most memory that was resident, in bytes.
    pub(super) peak: u64,
    /// What it printed.
    pub(super) output: String,
}

/// The cores a run may use.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Cores {
    /// The first core alone.
    One,
    /// The first two.
    Two,
}

impl Program {
    pub(super) fn new(path: PathBuf, root: &Path) -> Self {
        Self { path, root: root.to_owned() }
    }

    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Runs it and waits; its errors are shown, its output is kept.
    pub(super) fn measure<A: AsRef<OsStr>>(&self, arguments: &[A], cores: Cores) -> Result<Run> {
        let mut command = self.pinned(cores)?;
        command.args(arguments).current_dir(&self.root).stdin(Stdio::null()).stdout(Stdio::piped());
        let start = Instant::now();
        let mut child =
            command.spawn().with_context(|| format!("{} cannot be started", self.path.display()))?;
        let mut output = String::new();
        if let Some(mut stdout) = child.stdout.take() {
            stdout.read_to_string(&mut output)?;
        }
        let used = child.wait4()?;
        let seconds = start.elapsed().as_secs_f64();
        if !used.status.success() {
            bail!("`{}` failed ({})", crate::workspace::shown(&command), used.status);
        }
        Ok(Run { seconds, peak: used.rusage.maxrss, output })
    }

    /// Pinned from outside, so that the program finds as many cores as it would on such a machine. Without
    /// the means to pin, one core cannot be measured.
    fn pinned(&self, cores: Cores) -> Result<Command> {
        if which("taskset").is_none() {
            if cores == Cores::One {
                bail!("measuring on one core needs `taskset`, of the package util-linux");
            }
            return Ok(Command::new(&self.path));
        }
        let mut command = Command::new("taskset");
        command.args(["-c", if cores == Cores::One { "0" } else { "0,1" }]).arg(&self.path);
        Ok(command)
    }
}

/// The middle one of these, by value; 0 of none.
pub(super) fn median(values: impl IntoIterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.into_iter().collect();
    values.sort_by(f64::total_cmp);
    match values.len() {
        0 => 0.0,
        count if count % 2 == 1 => values[count / 2],
        count => f64::midpoint(values[count / 2 - 1], values[count / 2]),
    }
}

/// The median time of these runs, in seconds.
pub(super) fn seconds(runs: &[Run]) -> f64 {
    median(runs.iter().map(|run| run.seconds))
}

/// The largest of these runs, in bytes.
pub(super) fn peak(runs: &[Run]) -> u64 {
    runs.iter().map(|run| run.peak).max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle() {
        assert!((median([3.0, 1.0, 2.0]) - 2.0).abs() < f64::EPSILON);
        assert!((median([4.0, 1.0, 2.0, 3.0]) - 2.5).abs() < f64::EPSILON);
        assert!(median([]).abs() < f64::EPSILON);
    }
}
