//! The workspace in `ui/`: its packages, its checks and its build, which the program takes in.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::workspace::{Workspace, run, which};

/// The oldest Node that its tools run on.
const NODE: (u32, u32) = (20, 19);

/// The workspace's folder, with Node to work on it.
pub(crate) struct Ui {
    folder: PathBuf,
}

impl Ui {
    /// Sees to it that its packages are there: those of the lock file, and no others.
    pub(crate) fn ready(workspace: &Workspace) -> Result<Self> {
        let ui = Self { folder: workspace.root.join("ui") };
        node()?;
        let lock = ui.folder.join("package-lock.json");
        if !is_newer(&ui.folder.join("node_modules/.package-lock.json"), &lock) {
            run(ui.npm().args(["ci", "--no-audit", "--no-fund"]))?;
        }
        Ok(ui)
    }

    /// Builds it into `ui/dist`.
    pub(crate) fn build(&self) -> Result<()> {
        self.script("build")
    }

    /// Every check on it, and its build.
    pub(crate) fn verify(&self) -> Result<()> {
        run(self.npm().args(["exec", "--no", "--", "openapi-typescript", "openapi.json"]).args([
            "-o",
            "src/api/schema.d.ts",
            "--empty-objects-unknown",
            "--check",
        ]))
        .context("its types are not those of openapi.json: `npm run types` in ui/")?;
        self.script("verify")
    }

    /// What people do in it, in a real browser, on a server that this program runs.
    pub(crate) fn journeys(&self, voorzet: &Path, pictures: &Path) -> Result<()> {
        fs::create_dir_all(pictures)?;
        let chromium = CHROMIUM.iter().find_map(which).context("there is no Chromium")?;
        run(self
            .npm()
            .args(["run", "--silent", "journeys"])
            .env("VOORZET", voorzet)
            .env("CHROMIUM", chromium)
            .env("PICTURES", pictures))
    }

    fn script(&self, name: &str) -> Result<()> {
        run(self.npm().args(["run", "--silent", name]))
    }

    fn npm(&self) -> Command {
        let mut npm = Command::new("npm");
        npm.current_dir(&self.folder);
        npm
    }
}

/// The names under which Chromium is installed.
pub(crate) const CHROMIUM: [&str; 4] =
    ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// Node, new enough.
fn node() -> Result<()> {
    let answer = Command::new("node").arg("--version").output();
    let version = answer.context("there is no Node: the workspace is built with it")?.stdout;
    let version = String::from_utf8_lossy(&version).trim().to_owned();
    let mut parts = version.trim_start_matches('v').split('.').map_while(|part| part.parse::<u32>().ok());
    let found = (parts.next().unwrap_or(0), parts.next().unwrap_or(0));
    if found < NODE {
        bail!("Node {version} is too old: the workspace is built with {}.{} or newer", NODE.0, NODE.1);
    }
    Ok(())
}

fn is_newer(file: &Path, than: &Path) -> bool {
    let changed = |path: &Path| path.metadata().and_then(|known| known.modified()).ok();
    changed(file).zip(changed(than)).is_some_and(|(file, than)| file >= than)
}
