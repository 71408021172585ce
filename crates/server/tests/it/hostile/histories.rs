//! Histories that are no histories.

use std::fs;
use std::io::Write;
use std::process::Stdio;

use super::{HISTORY, STRATEGY, counts, event, put, replay};
use crate::voorzet::{command, root, run};

const AT: &str = "2026-03-02T10:00:00Z";

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).expect("in memory");
    encoder.finish().expect("in memory")
}

/// Files by name, with the number of events and of unreadable lines or events that they come to.
fn damaged() -> Vec<(&'static str, Vec<u8>, (u64, u64))> {
    let good = event("good", "u", AT);
    let other = event("other", "u", AT);
    let many: String = (0..5_000).map(|n| event(&n.to_string(), "u", AT) + "\n").collect();
    let mut bad_sum = gzip(many.as_bytes());
    let end = bad_sum.len();
    bad_sum[end - 8..].fill(0);
    let with = |old: &str, new: &str| good.replace(old, new);
    let amount = |value: &str| with("\"amount\":1.0", &format!("\"amount\":{value}"));
    let lines = |first: String| format!("{first}\n{other}").into_bytes();
    let utf16: Vec<u8> = "\u{feff}{}".encode_utf16().flat_map(u16::to_le_bytes).collect();
    vec![
        ("nothing", Vec::new(), (0, 0)),
        ("nothing packed", gzip(b""), (0, 0)),
        ("only a packed start", vec![0x1f, 0x8b], (0, 1)),
        ("blank lines", b"\n\n  \n\t\n\r\n".to_vec(), (0, 0)),
        ("a wrong check sum", bad_sum, (5_000, 1)),
        ("packed, then not", [gzip(many.as_bytes()), b"garbage".to_vec()].concat(), (5_000, 1)),
        ("UTF-16", utf16, (0, 1)),
        ("Latin-1", b"{\"type\":\"caf\xe9\"}\n".to_vec(), (0, 1)),
        ("zero bytes", lines("\0".repeat(100_000)), (1, 1)),
        ("a zero in an id", lines(with("\"u\"", "\"a\\u0000b\"")), (2, 1)),
        ("brackets", lines("[".repeat(100_000)), (1, 0)),
        ("braces", lines("{\"a\":".repeat(100_000)), (1, 1)),
        ("deep data", lines(amount(&format!("{}{}", "[".repeat(100_000), "]".repeat(100_000)))), (2, 0)),
        ("a number beyond numbers", lines(amount("1e999")), (2, 0)),
        ("a number of many digits", lines(amount(&"9".repeat(100_000))), (2, 0)),
        ("a key given twice", lines(with("{\"event\"", "{\"type\":\"page\",\"event\"")), (1, 1)),
        ("half a letter", lines(with("\"u\"", "\"\\ud800\"")), (1, 1)),
        ("an array cut off", format!("[{good},{}", &other[..30]).into_bytes(), (1, 1)),
        ("an array of anything", format!("[{good},1,null,\"x\",{{}},tru,{other},]").into_bytes(), (2, 5)),
        ("arrays in an array", format!("[[{good}],[{other}]]").into_bytes(), (2, 0)),
        ("commas", format!("[,,,{good},,,]").into_bytes(), (1, 0)),
        ("an id of nothing", lines(event("", "u", AT)), (2, 0)),
        ("a long id", lines(event(&"i".repeat(900_000), "u", AT)), (2, 0)),
        ("a long customer", lines(event("long", &"u".repeat(900_000), AT)), (2, 1)),
        ("no customer", lines(event("nobody", "", AT)), (2, 1)),
        ("one id, two bodies", lines(event("other", "v", AT)), (1, 0)),
        ("a day that is none", lines(event("x", "u", "2026-02-30T10:00:00Z")), (1, 1)),
        ("no time", lines(event("x", "u", "2026-02-28")), (1, 1)),
        ("no offset", lines(event("x", "u", "2026-02-28T10:00:00")), (1, 1)),
        ("the year nought", lines(event("x", "u", "0000-01-01T00:00:00Z")), (1, 1)),
        ("the last year", lines(event("x", "u", "9999-12-31T23:59:59Z")), (1, 1)),
        ("a leap second", lines(event("x", "u", "2016-12-31T23:59:60Z")), (2, 0)),
        (
            "the end of time",
            format!("{other}\n{}", event("x", "u", "2199-12-31T23:59:59.999999Z")).into(),
            (2, 0),
        ),
    ]
}

#[test]
fn damaged_histories_are_counted_and_do_not_stop_the_rest() {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, bytes, expected) in damaged() {
        let file = put(folder.path(), name, bytes);
        let run = replay(&[file], &["--json"]);
        let told = run.stderr.clone();
        assert_eq!(counts(&run.json()), expected, "{name}: {told}");
        assert_eq!(expected.1 == 0, told.is_empty(), "{name}: {told}");
    }
}

#[test]
fn what_is_no_file_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    assert!(replay(&[folder.path()], &[]).fails(1).contains("directory"));
    let table = put(folder.path(), "table", "a,b\n1,2\n");
    assert!(replay(&[table], &[]).fails(1).contains("map"));
}

#[test]
fn times_out_of_order_come_out_in_order() {
    let folder = tempfile::tempdir().expect("a folder");
    let times: Vec<String> = (0..28).map(|n| format!("2026-03-{:02}T10:00:00Z", 1 + n * 11 % 28)).collect();
    let lines = |times: &[String]| -> String { times.iter().map(|at| event(at, "u", at) + "\n").collect() };
    let mut sorted = times.clone();
    sorted.sort();
    let straight = replay(&[put(folder.path(), "straight", lines(&sorted))], &["--json"]).json();
    let crooked = put(folder.path(), "crooked", lines(&times));
    assert_eq!(replay(&[crooked], &["--json"]).json(), straight);
    let halves =
        [put(folder.path(), "one", lines(&times[..14])), put(folder.path(), "two", lines(&times[14..]))];
    assert_eq!(replay(&halves, &["--json"]).json(), straight);
}

/// What comes of a history on standard input.
fn piped(name: &str, bytes: &[u8], more: &[&str]) -> crate::voorzet::Run {
    let args = ["replay", "--strategy", STRATEGY, name, "--json"];
    let mut child = command(args.iter().chain(more))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary starts");
    // It may refuse before it reads.
    let _ = child.stdin.take().expect("a pipe").write_all(bytes);
    let output = child.wait_with_output().expect("the binary ends");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    crate::voorzet::Run {
        code: output.status.code(),
        stdout: text(output.stdout),
        stderr: text(output.stderr),
    }
}

#[test]
fn standard_input_is_a_history_in_any_order() {
    let text = fs::read_to_string(root().join(HISTORY)).expect("a history");
    let mut backwards: Vec<&str> = text.lines().collect();
    backwards.reverse();
    let expected = replay(&[HISTORY], &["--json"]).json();
    for name in ["-", "/dev/stdin"] {
        assert_eq!(piped(name, text.as_bytes(), &[]).json(), expected, "{name}");
        let turned = piped(name, backwards.join("\n").as_bytes(), &[]).json();
        assert_eq!(turned["totals"]["expectations"], expected["totals"]["expectations"], "{name}");
        assert_eq!(turned["events"], expected["events"], "{name}");
        let told = piped(name, text.as_bytes(), &["--compare", STRATEGY]).fails(1);
        assert!(told.contains("only once"), "{told}");
    }
}

#[test]
fn control_characters_are_shown_and_not_sent() {
    let orders = "\u{1b}]0;x\u{7}\u{1b}[31m\u{9b}2J\u{202e}";
    let lines = [
        event("a", orders, AT),
        event(orders, "u", orders),
        serde_json::json!({ "type": orders, "messageId": "b" }).to_string(),
        serde_json::json!({ "specversion": orders, "id": "c" }).to_string(),
        format!("{{\"type\":\"{orders}\"}}"),
    ];
    let folder = tempfile::tempdir().expect("a folder");
    let file = put(folder.path(), "history\u{1b}[31m", lines.join("\n"));
    let run = replay(&[&file], &[]);
    let missing = replay(&[folder.path().join(orders.replace('/', ""))], &[]);
    assert!(run.stderr.contains(r"\u{1b}[31m") && missing.stderr.contains(r"\u{1b}"), "{}", run.stderr);
    for text in [run.stdout, run.stderr, missing.stderr] {
        let sent = text.chars().find(|c| (c.is_control() && *c != '\n') || *c == '\u{202e}');
        assert_eq!(sent, None, "{text}");
    }
}

/// A table whose rows a map makes events of, in any state.
#[test]
fn damaged_tables_are_counted_and_do_not_stop_the_rest() {
    let map = "source = \"t\"\nformat = \"csv\"\n[csv]\ndelimiter = \";\"\n[time]\nformat = \"%Y-%m-%d %H:%M\"\n\
               zone = \"Europe/Amsterdam\"\n[rows]\ntime = \"at\"\n[customer]\naccount = \"who\"\n[[event]]\n\
               type = \"checkout_failed\"\n";
    let folder = tempfile::tempdir().expect("a folder");
    let map = put(folder.path(), "map.toml", map);
    let map = map.to_str().expect("UTF-8");
    let row = "u;2026-03-02 10:00\n";
    for (name, text, expected) in [
        ("sound", format!("who;at\n{row}"), (1, 0)),
        ("marked, with Windows line ends", "\u{feff}who;at\r\nu;2026-03-02 10:00\r\n".to_owned(), (1, 0)),
        ("a header only", "who;at\n".to_owned(), (0, 0)),
        ("too few and too many", format!("who;at\nu\nu;2026-03-02 10:00;x\n{row}"), (1, 2)),
        ("a quote that is not closed", format!("who;at\n\"u;2026-03-02 10:00\n{row}"), (1, 1)),
        ("a day that is none", format!("who;at\nu;2026-02-29 10:00\n{row}"), (1, 1)),
        ("the hour that is skipped", format!("who;at\nu;2026-03-29 02:30\n{row}"), (1, 1)),
        ("the hour that is repeated", format!("who;at\nu;2026-10-25 02:30\n{row}"), (2, 0)),
        ("zero bytes", format!("who;at\n\0;2026-03-02 10:00\n{row}"), (1, 1)),
    ] {
        let file = put(folder.path(), "table.csv", text);
        let run = replay(&[file], &["--json", "--map", map]);
        let told = run.stderr.clone();
        assert_eq!(counts(&run.json()), expected, "{name}: {told}");
    }
    let file = put(folder.path(), "table.csv", "name,moment\nu,2026-03-02 10:00\n");
    assert!(replay(&[file], &["--map", map]).fails(1).contains("does not fit"));
}

/// A few megabytes that unpack to many: what is empty is passed over, what never ends is skipped.
#[test]
fn bombs_do_not_go_off() {
    let folder = tempfile::tempdir().expect("a folder");
    let good = event("good", "u", AT);
    for (name, byte, unreadable) in [("zeros", 0, 1), ("blank", b'\n', 0), ("one line", b'x', 1)] {
        let mut bomb = zstd::Encoder::new(Vec::new(), 1).expect("in memory");
        for _ in 0..64 {
            bomb.write_all(&vec![byte; 1 << 20]).expect("in memory");
        }
        bomb.write_all(format!("\n{good}\n").as_bytes()).expect("in memory");
        let file = put(folder.path(), name, bomb.finish().expect("in memory"));
        assert_eq!(counts(&replay(&[file], &["--json"]).json()), (1, unreadable), "{name}");
    }
}

#[test]
fn nothing_at_all_is_a_report_too() {
    let folder = tempfile::tempdir().expect("a folder");
    let empty = put(folder.path(), "empty", "");
    let table = replay(&[&empty], &[]).ok();
    assert!(table.contains("all reasons"), "{table}");
    let file = empty.to_str().expect("UTF-8");
    run(["check", STRATEGY, "--against", file]).ok();
}
