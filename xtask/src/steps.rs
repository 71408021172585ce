//! A run of named steps: each with a heading and its duration, all of them in a closing summary.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

/// The steps that were taken so far.
#[derive(Default)]
pub(crate) struct Steps {
    taken: Vec<Taken>,
}

struct Taken {
    name: &'static str,
    spent: Duration,
    failure: Option<String>,
}

impl Steps {
    /// Takes one step. A failure is remembered and the next step goes on, so that one run shows all of them.
    pub(crate) fn take(&mut self, name: &'static str, step: impl FnOnce() -> Result<()>) {
        println!("\n── {name} ──");
        let start = Instant::now();
        let failure = step().err().map(|error| format!("{error:#}"));
        let spent = start.elapsed();
        if let Some(failure) = &failure {
            println!("{name} failed: {failure}");
        }
        println!("── {name}: {} ──", short(spent));
        self.taken.push(Taken { name, spent, failure });
    }

    /// Prints what was done, and fails when a step failed.
    pub(crate) fn close(self) -> Result<()> {
        println!("\nstep          time  result");
        for Taken { name, spent, failure } in &self.taken {
            let result = failure.as_deref().map_or_else(|| "ok".to_owned(), |why| format!("FAILED: {why}"));
            println!("{name:<10} {:>7}  {result}", short(*spent));
        }
        let total = self.taken.iter().map(|step| step.spent).sum();
        let failed = self.taken.iter().filter(|step| step.failure.is_some()).count();
        println!("{:<10} {:>7}  {failed} of {} steps failed", "all", short(total), self.taken.len());
        if failed > 0 {
            bail!("{failed} of {} steps failed", self.taken.len());
        }
        Ok(())
    }
}

/// A duration for people: `0.8 s`, `3m05s`.
pub(crate) fn short(duration: Duration) -> String {
    let seconds = duration.as_secs();
    if seconds < 60 {
        format!("{:.1} s", duration.as_secs_f64())
    } else {
        format!("{}m{:02}s", seconds / 60, seconds % 60)
    }
}
