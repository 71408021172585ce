//! Settings, as a person meets them.

use std::process::Stdio;

use crate::voorzet::{command, run};

#[test]
fn every_setting_is_printed_with_its_meaning() {
    let printed = run(["serve", "--print-config"]).ok();
    assert!(printed.contains("listen = \"127.0.0.1:8600\""));
    assert!(printed.starts_with('#'));
}

#[test]
fn what_is_wrong_is_said_before_anything_is_done() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let data = data.to_str().expect("UTF-8");
    let told = run(["serve", "--data", data, "--set", "intake.strickt=true"]).fails(1);
    assert!(told.contains("`intake.strickt` is no setting; is `intake.strict` meant?"), "{told}");
    let told = run(["serve", "--data", data, "--listen", "0.0.0.0:0"]).fails(1);
    assert!(told.contains("allow_public = true"), "{told}");
    let file = folder.path().join("own.toml");
    std::fs::write(&file, "[intake]\nstrict = 3\n").expect("a file");
    let told = run(["serve", "--data", data, "--config", file.to_str().expect("UTF-8")]).fails(1);
    assert!(told.contains("own.toml: `intake.strict` is true or false"), "{told}");
    let mut with = command(["serve", "--data", data]);
    let output = with.env("VOORZET_STREEM__LISTENERS", "3").stdout(Stdio::null()).output().expect("it runs");
    let told = String::from_utf8(output.stderr).expect("UTF-8");
    assert!(told.contains("VOORZET_STREEM__LISTENERS: `streem` is no setting; is `stream` meant?"), "{told}");
    assert!(!std::path::Path::new(data).exists(), "nothing was made");
}
