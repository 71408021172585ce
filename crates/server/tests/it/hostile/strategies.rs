//! Strategies that nobody would publish: each gets an answer from `check`, and one from `replay`.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use super::{HISTORY, put, strategy};
use crate::voorzet::{Run, run};

fn check(folder: &Path) -> Run {
    run(["check", folder.to_str().expect("UTF-8")])
}

/// The strategy with a text of one of its files replaced: what `check` says, and when that is nothing, what
/// a replay says.
fn changed(file: &str, old: &str, new: &str) -> Run {
    let folder = strategy();
    let path = folder.path().join(file);
    let text = fs::read_to_string(&path).expect("a file");
    assert!(text.contains(old), "{text}");
    fs::write(&path, text.replace(old, new)).expect("a file");
    let answer = check(folder.path());
    if answer.code != Some(0) {
        return answer;
    }
    run(["replay", "--strategy", folder.path().to_str().expect("UTF-8"), HISTORY, "--json"])
}

const REASON: &str = "reasons/checkout.toml";
const WHEN: &str = "count('checkout_failed', '7d') >= 3";

#[test]
fn absurd_values_are_refused() {
    let deep = |open: &str, close: &str| format!("\nx = {}1{}", open.repeat(100_000), close.repeat(100_000));
    for (file, old, new) in [
        (REASON, "\"3d\"", "\"300y\"".to_owned()),
        (REASON, "\"3d\"", "\"0s\"".to_owned()),
        (REASON, "\"3d\"", "\"99999999999999999999d\"".to_owned()),
        (REASON, "within", "lead = \"5d\"\nwithin".to_owned()),
        (REASON, "0.25", "nan".to_owned()),
        (REASON, "0.25", "inf".to_owned()),
        (REASON, "0.25", "1e999".to_owned()),
        (REASON, "0.25", "-0.1".to_owned()),
        (REASON, "0.25", "\"double(1 / 0)\"".to_owned()),
        (REASON, WHEN, "1 == 1 && ".repeat(100_000)),
        (REASON, WHEN, format!("{}true{}", "(".repeat(400_000), ")".repeat(400_000))),
        (
            REASON,
            "[[step]]",
            "[[step]]\nlevel = \"digital\"\noffer = \"digital:checkout\"\n".repeat(65) + "[[step]]",
        ),
        ("strategy.toml", "\"UTC\"", "\"Mars/Phobos\"".to_owned()),
        ("strategy.toml", "\"UTC\"", "\"../../etc/localtime\"".to_owned()),
        ("strategy.toml", "holdout = 0", "holdout = 1.5".to_owned()),
        ("strategy.toml", "limits = []", "limits = [{ max = 0, per = \"7d\" }]".to_owned()),
        ("strategy.toml", "limits = []", "limits = [{ max = 1, per = \"0s\" }]".to_owned()),
        ("strategy.toml", "= false", "= { from = \"08:00\", to = \"08:00\" }".to_owned()),
        ("strategy.toml", "= false", "= { from = \"25:00\", to = \"-1:00\" }".to_owned()),
        ("strategy.toml", "[queues]", "[value.contact]\ndigital = -5.0\n[queues]".to_owned()),
        ("strategy.toml", "[queues]", format!("{}\n[queues]", deep("[", "]"))),
        ("strategy.toml", "[queues]", format!("{}\n[queues]", deep("{ a = ", "}"))),
        ("strategy.toml", "[queues]", format!("[{}b]\n[queues]", "a.".repeat(100_000))),
    ] {
        let told = changed(file, old, &new).fails(1);
        let shown = new.chars().take(40).collect::<String>();
        assert!(told.contains(&format!("{file}:")), "{shown}: {told}");
        assert!(told.len() < 50_000, "{shown}: an answer is for reading");
    }
}

#[test]
fn odd_values_are_carried_out() {
    let waits = "[[step]]\nlevel = \"digital\"\noffer = \"digital:checkout\"\nwait = \"0s\"\n".repeat(63);
    for (file, old, new) in [
        (REASON, "\"3d\"", "\"109572d\"".to_owned()),
        (REASON, "0.25", "\"0.0 / 0.0\"".to_owned()),
        (REASON, "0.25", "\"1.0 / 0.0\"".to_owned()),
        (REASON, "0.25", "\"event.amount / 0.0\"".to_owned()),
        (REASON, "0.25", "\"-1.0\"".to_owned()),
        (REASON, "[[step]]", format!("{waits}[[step]]")),
        ("strategy.toml", "holdout = 0", "holdout = 1.0".to_owned()),
        ("strategy.toml", "[queues]", "[value]\nexplore = 1.0\n[queues]".to_owned()),
        ("strategy.toml", "= false", "= { from = \"00:00\", to = \"23:59\" }".to_owned()),
        ("strategy.toml", "= false", "= { from = \"23:59\", to = \"23:58\" }".to_owned()),
    ] {
        let report = changed(file, old, &new).json();
        let text = report.to_string();
        assert_eq!(report["totals"]["signals"], 4, "{new}: {text}");
    }
    for at in [
        "timestamp('2000-01-01T00:00:00Z')",
        "now",
        "now - duration('1h')",
        "timestamp('2199-12-31T00:00:00Z')",
    ] {
        let when = format!("when   = \"{WHEN}\"");
        changed(REASON, &when, &format!("at = \"{at}\"\nbefore = \"24h\"")).ok();
    }
}

#[test]
fn templates_cannot_run_away() {
    for body in [
        "{% if event.amount %}".repeat(40_000),
        "{% for i in range(100000000) %}x{% endfor %}".to_owned(),
        "{% include \"m.en.md\" %}{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}".to_owned(),
    ] {
        let folder = strategy();
        fs::create_dir(folder.path().join("messages")).expect("a folder");
        put(folder.path(), "messages/m.en.md", format!("# x\n\n{body}\n"));
        let told = check(folder.path()).fails(1);
        assert!(told.contains("messages/m.en.md:3:"), "{told}");
    }
}

#[test]
fn folders_full_of_anything_get_an_answer() {
    let folder = strategy();
    for n in 0..10_000 {
        put(folder.path(), &format!("reasons/r{n}.toml"), "name = \"R\"\n");
    }
    assert!(check(folder.path()).fails(1).contains("more than 6000 files"));

    let folder = strategy();
    put(folder.path(), "reasons/binary.toml", b"name = \"\xff\xfe\0\"");
    assert!(check(folder.path()).fails(1).contains("reasons/binary.toml:1:9"));
    put(folder.path(), "reasons/binary.toml", vec![b'#'; 2_000_000]);
    assert!(check(folder.path()).fails(1).contains("larger than"));

    let folder = strategy();
    let mut traits = "\n[traits]\n".to_owned();
    for n in 0..50_000 {
        let _ = writeln!(traits, "k{n} = \"int\"");
    }
    let text = fs::read_to_string(folder.path().join("strategy.toml")).expect("a file") + &traits;
    put(folder.path(), "strategy.toml", text);
    assert!(check(folder.path()).fails(1).contains("more than 2000"));

    let file = strategy();
    let told = check(&file.path().join("strategy.toml")).fails(1);
    assert!(told.contains("is no folder"), "{told}");
}

#[test]
#[cfg(unix)]
fn links_that_go_round_and_pipes_are_left_alone() {
    let folder = strategy();
    for (to, name) in [(".", "round"), ("self.toml", "self.toml"), ("/dev/zero", "zero.toml")] {
        std::os::unix::fs::symlink(to, folder.path().join("reasons").join(name)).expect("a link");
    }
    check(folder.path()).ok();
}
