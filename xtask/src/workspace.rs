//! Where the workspace lies, and how its tools are called.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

/// The profile that is optimised, but without the link-time optimisation that only a long run earns back: who looks
/// at the demo for the first time waits for the compiler, not for the replay.
pub(crate) const QUICK: &str = "demo";

/// The workspace this command runs in.
pub(crate) struct Workspace {
    /// The folder of the workspace's `Cargo.toml`.
    pub(crate) root: PathBuf,
    /// Where cargo builds.
    pub(crate) target: PathBuf,
}

impl Workspace {
    /// Asks cargo, starting at the folder that holds this crate.
    pub(crate) fn find() -> Result<Self> {
        let here = std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| PathBuf::from("."), PathBuf::from);
        let output = cargo(&here)
            .args(["metadata", "--no-deps", "--format-version=1"])
            .stderr(Stdio::inherit())
            .output()
            .context("cargo cannot be started")?;
        if !output.status.success() {
            bail!("`cargo metadata` failed");
        }
        let metadata: serde_json::Value = serde_json::from_slice(&output.stdout)?;
        let folder = |key: &str| {
            metadata[key].as_str().map(PathBuf::from).with_context(|| format!("cargo named no {key}"))
        };
        Ok(Self { root: folder("workspace_root")?, target: folder("target_directory")? })
    }

    /// `cargo`, to be run at the root.
    pub(crate) fn cargo(&self) -> Command {
        let mut command = cargo(&self.root);
        command.env("PATH", self.path_with_tools());
        command
    }

    /// Where pinned tools are installed.
    pub(crate) fn tools(&self) -> PathBuf {
        self.target.join("tools")
    }

    /// Builds the binary `voorzet` under this profile and says where it is.
    pub(crate) fn build_voorzet(&self, profile: &str) -> Result<PathBuf> {
        let mut build = self.cargo();
        build.args(["build", "--package", "voorzet-server", "--profile", profile]);
        run(&mut build)?;
        // Cargo calls the folder of the profile `dev` otherwise.
        let folder = if profile == "dev" { "debug" } else { profile };
        Ok(self.target.join(folder).join(format!("voorzet{}", std::env::consts::EXE_SUFFIX)))
    }

    /// `PATH` with the pinned tools in front, so that `cargo deny` finds them.
    fn path_with_tools(&self) -> std::ffi::OsString {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let folders = std::iter::once(self.tools().join("bin")).chain(std::env::split_paths(&path));
        std::env::join_paths(folders).unwrap_or(path)
    }
}

/// The cargo that started this program, without what it told this program about its own crate: build
/// scripts watch some of these variables and would be built anew.
fn cargo(folder: &Path) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(folder);
    for (name, _) in std::env::vars_os() {
        let own = name
            .to_str()
            .is_some_and(|name| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_"));
        if own {
            command.env_remove(name);
        }
    }
    command
}

/// Runs a command with its output shown, and fails when it fails.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("{} cannot be started", shown(command)))?;
    if !status.success() {
        bail!("`{}` failed ({status})", shown(command));
    }
    Ok(())
}

/// The program's place on `PATH`, if it is there.
pub(crate) fn which(program: impl AsRef<Path>) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(program.as_ref())).find(|file| file.is_file())
}

/// A command as one would type it.
pub(crate) fn shown(command: &Command) -> String {
    let name = Path::new(command.get_program()).file_name().unwrap_or_default();
    let words = std::iter::once(name).chain(command.get_args()).map(OsStr::to_string_lossy);
    words.collect::<Vec<_>>().join(" ")
}
