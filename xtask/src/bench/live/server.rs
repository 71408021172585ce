//! The server under measurement: started on a folder, asked how it stands, stopped.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::client::Client;
use super::load::Door;

/// A `voorzet serve` of its own.
pub(super) struct Server {
    child: Child,
    pub(super) door: Door,
    /// Seconds from starting the program to its first answer.
    pub(super) first_answer: f64,
}

/// How long a server may take to answer at all.
const PATIENCE: Duration = Duration::from_mins(1);

impl Server {
    /// Starts one on a folder, with a strategy when the folder has none yet.
    pub(super) fn start(voorzet: &Path, folder: &Path, strategy: Option<&Path>) -> Result<Self> {
        fs::create_dir_all(folder)?;
        // A key is shown once, so each run has a source of its own.
        let source = format!("bench-{}", SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis());
        let key = write_key(voorzet, folder, &[&source])?;
        let mut command = Command::new(voorzet);
        command.arg("serve").arg("--data").arg(folder).args(["--listen", "127.0.0.1:0"]);
        if let Some(strategy) = strategy {
            command.arg("--strategy").arg(strategy);
        }
        let log = fs::File::create(folder.join("serve.log"))?;
        let start = Instant::now();
        let child =
            command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log).spawn().context("no server")?;
        let mut server = Self {
            child,
            door: Door { address: String::new(), key, token: String::new() },
            first_answer: f64::NAN,
        };
        let note = folder.join("server.json");
        while start.elapsed() < PATIENCE {
            if let Some(status) = server.child.try_wait()? {
                bail!("the server ended ({status}); {} says why", folder.join("serve.log").display());
            }
            if let Some((address, token)) = noted(&note)
                && let Ok(mut client) = Client::connect(&address, "")
                && client.get("/healthz").is_ok_and(|answer| answer.status == 200)
            {
                server.first_answer = start.elapsed().as_secs_f64();
                (server.door.address, server.door.token) = (address, token);
                return Ok(server);
            }
            thread::sleep(Duration::from_millis(2));
        }
        bail!("the server does not answer")
    }

    /// What `/api/status` says.
    pub(super) fn status(&self) -> Result<Value> {
        let answer = self.door.watcher()?.get("/api/status")?;
        Ok(serde_json::from_slice(&answer.body)?)
    }

    /// Waits until everything in the log is decided on.
    pub(super) fn settle(&self) -> Result<()> {
        loop {
            let status = self.status()?;
            let behind = status["behind"].as_u64().context("the status has no `behind`")?;
            if behind == 0 && status["loading"] != Value::Bool(true) {
                return Ok(());
            }
            thread::sleep(Duration::from_millis(2));
        }
    }

    /// What is resident of it now, in bytes.
    pub(super) fn resident(&self) -> Result<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no VmRSS")?;
        let kilobytes: u64 = line.trim().trim_end_matches("kB").trim().parse()?;
        Ok(kilobytes * 1_024)
    }

    /// Asks it to stop, and waits.
    pub(super) fn stop(mut self) -> Result<()> {
        Command::new("kill").arg("-TERM").arg(self.child.id().to_string()).status()?;
        self.child.wait()?;
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // After `stop` there is nothing left to end.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Where a server is, and the token for it.
fn noted(note: &PathBuf) -> Option<(String, String)> {
    let note: Value = serde_json::from_str(&fs::read_to_string(note).ok()?).ok()?;
    let address = note["address"].as_str()?;
    let address = address.trim_start_matches("http://").trim_end_matches('/');
    Some((address.to_owned(), note["token"].as_str()?.to_owned()))
}

/// A write key of a new source, which is named first in what `voorzet source add` is told.
pub(super) fn write_key(voorzet: &Path, folder: &Path, source: &[&str]) -> Result<String> {
    let mut command = Command::new(voorzet);
    command.args(["source", "add"]).args(source).args(["--json", "--data"]).arg(folder);
    let output = command.stderr(Stdio::inherit()).output().context("no source can be added")?;
    if !output.status.success() {
        bail!("no source can be added ({})", output.status);
    }
    let made: Value = serde_json::from_slice(&output.stdout)?;
    Ok(made["key"].as_str().context("the answer has no key")?.to_owned())
}
