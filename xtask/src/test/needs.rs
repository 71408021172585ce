//! What the tests use from the system, and how it gets there: by `apt-get` for root, else by telling.

use std::path::Path;
use std::process::Command;

use anyhow::{Result, bail};

use crate::ui::CHROMIUM;
use crate::workspace::{Workspace, run, which};

/// A program of the system under any of its names, and the Debian package that holds it.
struct Need {
    programs: &'static [&'static str],
    package: &'static str,
    why: &'static str,
}

const NEEDS: [Need; 9] = [
    Need { programs: &["cc"], package: "build-essential", why: "zstd is C and is built from source" },
    Need { programs: &["node"], package: "nodejs", why: "the workspace is built with it" },
    Need { programs: &["npm"], package: "npm", why: "the workspace's packages come by it" },
    Need { programs: &CHROMIUM, package: "chromium", why: "journeys through the workspace run in it" },
    Need { programs: &["dovecot"], package: "dovecot-imapd", why: "mail is read from it in tests" },
    Need { programs: &["/usr/lib/dovecot/lmtp"], package: "dovecot-lmtpd", why: "and comes to it by this" },
    Need { programs: &["postfix"], package: "postfix", why: "mail is sent by it in tests" },
    Need { programs: &["openssl"], package: "openssl", why: "both have a certificate of their own" },
    Need { programs: &["taskset"], package: "util-linux", why: "measurements on one core are pinned to it" },
];

/// Parts of the toolchain: rustup has them, apt does not.
const COMPONENTS: [(&str, &str); 2] = [("fmt", "rustfmt"), ("clippy", "clippy")];

/// Installs what is missing, or says what is missing and how to get it.
pub(super) fn install(workspace: &Workspace) -> Result<()> {
    for (subcommand, component) in COMPONENTS {
        let mut ask = workspace.cargo();
        let answer = ask.args([subcommand, "--version"]).output()?;
        if !answer.status.success() {
            bail!("the toolchain lacks {component}: `rustup component add {component}`");
        }
    }
    let missing: Vec<&Need> =
        NEEDS.iter().filter(|need| !need.programs.iter().any(|name| which(name).is_some())).collect();
    if missing.is_empty() {
        println!("everything the tests need is there");
        return Ok(());
    }
    for Need { programs, package, why } in &missing {
        println!("missing: {} ({why}), from the package {package}", programs[0]);
    }
    let packages: Vec<&str> = missing.iter().map(|need| need.package).collect();
    if which("apt-get").is_none() || !is_root() {
        bail!("install {0}; on Debian and Ubuntu: `sudo apt-get install {0}`", packages.join(" "));
    }
    run(apt().arg("update"))?;
    run(apt().args(["install", "--yes", "--no-install-recommends"]).args(packages))
}

fn apt() -> Command {
    let mut apt = Command::new("apt-get");
    apt.arg("--quiet").env("DEBIAN_FRONTEND", "noninteractive");
    apt
}

/// Whoever owns `/proc/self` is who runs this.
#[cfg(unix)]
fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    Path::new("/proc/self").metadata().is_ok_and(|owner| owner.uid() == 0)
}

#[cfg(not(unix))]
fn is_root() -> bool {
    let _ = Path::new("");
    false
}
