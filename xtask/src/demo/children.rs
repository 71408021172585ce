//! The programs of a demo: begun together, and stopped together.

use std::process::{Child, ChildStdout, Command};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

/// How long a program may take to stop.
const GRACE: Duration = Duration::from_secs(15);

/// How often it is looked whether one ended.
const GLANCE: Duration = Duration::from_millis(100);

/// Programs that run.
pub(super) struct Children {
    running: Vec<(&'static str, Child)>,
    /// Somebody pressed Ctrl-C. The programs hear that themselves.
    asked: Arc<AtomicBool>,
}

impl Children {
    /// None yet; from now on Ctrl-C does not end us before them.
    pub(super) fn begin() -> Result<Self> {
        let asked = Arc::new(AtomicBool::new(false));
        let told = Arc::clone(&asked);
        ctrlc::set_handler(move || told.store(true, Ordering::SeqCst)).context("Ctrl-C cannot be heard")?;
        Ok(Self { running: Vec::new(), asked })
    }

    /// Begins one; what it says, when that is piped.
    pub(super) fn add(&mut self, name: &'static str, command: &mut Command) -> Result<Option<ChildStdout>> {
        let mut child = command.spawn().with_context(|| format!("{name} cannot be started"))?;
        let said = child.stdout.take();
        self.running.push((name, child));
        Ok(said)
    }

    /// Waits until Ctrl-C, or until one ends by itself; then all are stopped.
    pub(super) fn wait(mut self) -> Result<()> {
        while !self.asked.load(Ordering::SeqCst) {
            for (name, child) in &mut self.running {
                if let Some(status) = child.try_wait()? {
                    let name = *name;
                    self.stop()?;
                    if !self.asked.load(Ordering::SeqCst) {
                        bail!("{name} ended ({status})");
                    }
                    return Ok(());
                }
            }
            std::thread::sleep(GLANCE);
        }
        println!("\nstopping");
        self.stop()
    }

    /// Stops all, the last first, and waits for their ends.
    pub(super) fn stop(&mut self) -> Result<()> {
        while let Some((name, mut child)) = self.running.pop() {
            if !self.asked.load(Ordering::SeqCst) {
                ask(&mut child)?;
            }
            let begun = Instant::now();
            while child.try_wait()?.is_none() {
                if begun.elapsed() > GRACE {
                    println!("{name} does not stop, and is ended");
                    child.kill()?;
                }
                std::thread::sleep(GLANCE);
            }
        }
        Ok(())
    }
}

impl Drop for Children {
    fn drop(&mut self) {
        // After a failure nobody is left behind.
        for (_, child) in &mut self.running {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// Asks a program to stop.
fn ask(child: &mut Child) -> Result<()> {
    if cfg!(unix) {
        Command::new("kill").arg(child.id().to_string()).status().context("there is no `kill`")?;
    } else {
        child.kill()?;
    }
    Ok(())
}
