//! The binary, run as a person runs it: from the project's root, with its words and its exit code.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What a run came to.
#[derive(Debug)]
pub(crate) struct Run {
    /// The exit code; none when a signal ended it.
    pub(crate) code: Option<i32>,
    /// Standard output.
    pub(crate) stdout: String,
    /// Standard error.
    pub(crate) stderr: String,
}

impl Run {
    /// The output of a run that went well.
    pub(crate) fn ok(self) -> String {
        assert_eq!(self.code, Some(0), "{}", self.stderr);
        self.stdout
    }

    /// The output of a run that went well, as JSON.
    pub(crate) fn json(self) -> serde_json::Value {
        let text = self.ok();
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error} in: {text}"))
    }

    /// The messages of a run that failed with this code. A panic is never a message.
    pub(crate) fn fails(self, code: i32) -> String {
        assert_eq!(self.code, Some(code), "{}{}", self.stdout, self.stderr);
        assert!(!self.stderr.contains("panicked"), "{}", self.stderr);
        self.stderr
    }
}

/// The binary with these arguments, from the project's root.
pub(crate) fn command<A: AsRef<OsStr>>(args: impl IntoIterator<Item = A>) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_voorzet"));
    // What asks tests for their long forms is no setting of the program.
    command.args(args).current_dir(root()).stdin(Stdio::null()).env_remove("VOORZET_SOAK");
    command
}

/// Runs it to the end.
pub(crate) fn run<A: AsRef<OsStr>>(args: impl IntoIterator<Item = A>) -> Run {
    let output = command(args).output().expect("the binary starts");
    let text = |bytes| String::from_utf8(bytes).expect("the binary writes UTF-8");
    Run { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
}

/// The project's root.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the crate is in a workspace")
}

/// Real histories are no part of the project; they are looked for in the folder that `VOORZET_BENCH_DATA`
/// names, else in the one beside the project.
pub(crate) fn data(path: &str) -> Option<PathBuf> {
    let named = std::env::var_os("VOORZET_BENCH_DATA").map(PathBuf::from);
    let file = named.unwrap_or_else(|| root().join("../shared")).join("data").join(path);
    file.is_file().then_some(file)
}
