//! Places that cannot be read or written, or should not be.

use std::fs::{self, File};
use std::process::Stdio;

use super::{HISTORY, STRATEGY, put, replay};
use crate::voorzet::{command, root, run};

#[test]
fn decisions_are_never_written_over_a_history() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = fs::read(root().join(HISTORY)).expect("a history");
    let history = put(folder.path(), "history.ndjson", &text);
    let mut names = vec![
        history.clone(),
        folder
            .path()
            .join("../")
            .join(history.strip_prefix(folder.path().parent().expect("a parent")).expect("inside")),
    ];
    #[cfg(unix)]
    {
        let (soft, hard) = (folder.path().join("soft"), folder.path().join("hard"));
        std::os::unix::fs::symlink(&history, &soft).expect("a link");
        fs::hard_link(&history, &hard).expect("a link");
        names.extend([soft, hard]);
    }
    for name in names {
        let told = replay(&[&history], &["--decisions", name.to_str().expect("UTF-8")]).fails(1);
        assert!(told.contains("to be read"), "{told}");
        assert_eq!(fs::read(&history).expect("still there"), text, "{}", name.display());
    }
}

#[test]
fn a_worlds_events_and_its_truth_go_apart() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("world");
    let file = file.to_str().expect("UTF-8");
    let told = run(["world", "--customers", "2", "--days", "1", "--out", file, "--truth", file]).fails(1);
    assert!(told.contains("cannot both"), "{told}");
}

#[test]
fn places_that_cannot_be_written_are_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let missing = folder.path().join("missing/decisions.ndjson");
    for place in [missing.as_path(), folder.path()] {
        let place = place.to_str().expect("UTF-8");
        assert!(replay(&[HISTORY], &["--decisions", place]).fails(1).contains("cannot be written"));
        let told = run(["world", "--customers", "2", "--days", "1", "--out", place]).fails(1);
        assert!(told.contains("cannot be written"), "{told}");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_told() {
    let full = || File::options().write(true).open("/dev/full").expect("Linux has it");
    let told = replay(&[HISTORY], &["--json", "--decisions", "/dev/full"]).fails(1);
    assert!(told.contains("could not be written"), "{told}");
    let told = run(["world", "--customers", "2", "--days", "1", "--out", "/dev/full"]).fails(1);
    assert!(told.contains("could not be written"), "{told}");
    for args in [
        &["replay", "--strategy", STRATEGY, HISTORY][..],
        &["replay", "--strategy", STRATEGY, HISTORY, "--json"],
        &["check", STRATEGY],
        &["check", "--schema"],
        &["world", "--customers", "2", "--days", "1", "--out", "-"],
    ] {
        let output = command(args).stdout(full()).output().expect("the binary starts");
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{args:?}: {told}");
        assert!(told.contains("No space left") && !told.contains("panicked"), "{told}");
    }
    // Where nothing can be told, the exit code still tells.
    let folder = tempfile::tempdir().expect("a folder");
    let garbage = put(folder.path(), "garbage", "garbage\n");
    let garbage = garbage.to_str().expect("UTF-8");
    for (args, code) in [(&["check", "nowhere"][..], 1), (&["replay", "--strategy", STRATEGY, garbage], 0)] {
        let status = command(args).stdout(Stdio::null()).stderr(full()).status().expect("the binary starts");
        assert_eq!(status.code(), Some(code), "{args:?}");
    }
}

#[test]
fn nobody_reading_messages_is_no_failure() {
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    let status = command(["check", "nowhere"]).stderr(writer).status().expect("the binary starts");
    assert_eq!(status.code(), Some(1));
}
