//! How much memory bombs take, and how long: each is read by a process of its own, that says how far its memory grew.
//! What takes longer on a slow machine fails nothing; what takes more memory does.

use std::fmt::Write as _;
use std::process::Command;
use std::time::Instant;

use voorzet_channels::chat::Kind;
use voorzet_channels::mail::{harmless, read};

use super::{arrived, mail, mailbox};

/// The most that a process may grow by.
const MOST: u64 = 256 * 1_024 * 1_024;

/// By which a process of its own is told which bomb to read.
const WHICH: &str = "VOORZET_BOMB";

/// What reads a bomb, and says whether it was refused.
type Reads = fn(&[u8]) -> bool;

fn as_mail(raw: &[u8]) -> bool {
    read(raw, &mailbox(), arrived()).is_err()
}

fn as_file(raw: &[u8]) -> bool {
    Kind::of(raw).is_err()
}

fn as_html(raw: &[u8]) -> bool {
    harmless(&String::from_utf8_lossy(raw)).is_none()
}

/// In base64, as long as a mail may be with all of it.
fn attached(media: &str, bytes: &[u8]) -> Vec<u8> {
    use base64::Engine;
    let encoded = base64::engine::general_purpose::STANDARD.encode(bytes);
    let mut lines = String::with_capacity(encoded.len() * 80 / 76);
    for line in encoded.as_bytes().chunks(76) {
        lines.push_str(&String::from_utf8_lossy(line));
        lines.push_str("\r\n");
    }
    mail(
        "Content-Type: multipart/mixed; boundary=b\r\n",
        &format!("--b\r\nContent-Type: {media}\r\nContent-Transfer-Encoding: base64\r\n\r\n{lines}--b--\r\n"),
    )
}

/// A packed file that says that its one member comes to four gigabytes.
fn zip(length: usize) -> Vec<u8> {
    let mut bytes = b"PK\x03\x04\x14\0\0\0\x08\0\0\0\0\0\0\0\0\0".to_vec();
    bytes.extend((length as u32).to_le_bytes());
    bytes.extend(u32::MAX.to_le_bytes());
    bytes.extend(b"\x01\0\0\0a");
    // A block of zeros, over and over, as `deflate` has it.
    bytes.resize(length, 0);
    bytes
}

/// A picture of so many pixels a side that is all one colour.
fn picture(side: u32, length: usize) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    bytes.extend(side.to_be_bytes());
    bytes.extend(side.to_be_bytes());
    bytes.extend(b"\x08\x06\0\0\0");
    bytes.resize(length, 0);
    bytes
}

fn gif() -> Vec<u8> {
    let mut bytes = b"GIF89a\xff\xff\xff\xff\0\0\0".to_vec();
    bytes.resize(1_000_000, 0x2c);
    bytes
}

/// What a bomb is called, how it is made, and what reads it.
type Bomb = (&'static str, fn() -> Vec<u8>, Reads);

fn bombs() -> Vec<Bomb> {
    let nested = || {
        let mut text = String::new();
        for depth in 0..100_000 {
            write!(text, "Content-Type: multipart/mixed; boundary=b{depth}\r\n\r\n--b{depth}\r\n")
                .expect("text");
        }
        mail(&text, "x")
    };
    let few_nested = || {
        let mut text = String::new();
        for depth in 0..199 {
            write!(text, "Content-Type: multipart/mixed; boundary=b{depth}\r\n\r\n--b{depth}\r\n")
                .expect("text");
        }
        mail(&text, &"x\r\n".repeat(11_000_000))
    };
    vec![
        (
            "a zip of 25 MB that says 4 GB, attached",
            || attached("application/zip", &zip(25_000_000)),
            as_mail,
        ),
        ("the same as a file of the chat", || zip(10_000_000), as_file),
        (
            "a picture of 65,535² pixels, attached",
            || attached("image/png", &picture(65_535, 25_000_000)),
            as_mail,
        ),
        ("the same as a file of the chat", || picture(65_535, 9_000_000), as_file),
        ("a picture of 20,000² pixels of the chat", || picture(20_000, 9_000_000), as_file),
        ("an animation of 65,535² pixels of the chat", gif, as_file),
        ("100,000 parts in parts", nested, as_mail),
        ("199 parts in parts around 33 MB", few_nested, as_mail),
        (
            "mails in mails, 1,000,000 deep",
            || mail(&"Content-Type: message/rfc822\r\n\r\n".repeat(1_000_000), "x"),
            as_mail,
        ),
        (
            "a million parts beside each other",
            || mail("Content-Type: multipart/mixed; boundary=b\r\n", &"--b\r\n\r\nx\r\n".repeat(3_000_000)),
            as_mail,
        ),
        ("a head of 35 MB", || mail(&format!("X-A: {}\r\n", "b".repeat(35_000_000)), ""), as_mail),
        ("a million fields", || mail(&"X-A: b\r\n".repeat(1_000_000), ""), as_mail),
        (
            "35 MB of text that is all `=3D`",
            || mail("Content-Transfer-Encoding: quoted-printable\r\n", &"=3D".repeat(11_600_000)),
            as_mail,
        ),
        (
            "25 MB of HTML in one mail",
            || mail("Content-Type: text/html\r\n", &"<p>x".repeat(6_000_000)),
            as_mail,
        ),
        (
            "900 kB of HTML that opens and never closes",
            || mail("Content-Type: text/html\r\n", &"<a><b><i><u><s><font>".repeat(43_000)),
            as_mail,
        ),
        ("a table in a table, 9,000 deep", || "<table><tr><td>".repeat(9_000).into_bytes(), as_html),
        (
            "28,000 fonts that every paragraph opens again",
            || ("<font color=1>".repeat(14_000) + &"<p>".repeat(14_000)).into_bytes(),
            as_html,
        ),
        (
            "a megabyte of styles",
            || format!("<p style=\"{}\">x", "color:red;".repeat(99_000)).into_bytes(),
            as_html,
        ),
        (
            "36 MB of references",
            || mail(&format!("References: {}\r\n", "<a@b> ".repeat(85_000)), &"x".repeat(34_000_000)),
            as_mail,
        ),
    ]
}

/// A line of what the system tells of this process, in bytes.
#[cfg(target_os = "linux")]
fn memory(line: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("its status");
    let found = status.lines().find_map(|status| status.strip_prefix(line)?.strip_prefix(':'));
    let kilobytes = found.and_then(|rest| rest.split_whitespace().next()?.parse::<u64>().ok());
    kilobytes.expect("a number") * 1_024
}

/// Reads one bomb, in a process of its own: what it grew by, how long it took, and whether it was refused.
#[cfg(target_os = "linux")]
#[test]
fn reads_one_bomb_when_it_is_told_which() {
    let Ok(which) = std::env::var(WHICH) else { return };
    let (_, make, reads) = bombs().swap_remove(which.parse().expect("a number"));
    let raw = make();
    // What making it took is given back, and the peak begins here.
    std::fs::write("/proc/self/clear_refs", "5").expect("it may be told so");
    let (before, begun) = (memory("VmRSS"), Instant::now());
    let refused = reads(&raw);
    let took = begun.elapsed();
    println!("BOMB {} {} {refused}", memory("VmHWM").saturating_sub(before), took.as_micros());
}

/// Prints what each takes, or each third; more than it may fails.
#[cfg(target_os = "linux")]
fn measure(every: usize) {
    let program = std::env::current_exe().expect("this program");
    let mut most = (0, 0.0_f64);
    let all = bombs();
    for (number, (name, ..)) in all.iter().enumerate().filter(|(number, _)| number % every == 0) {
        let child = Command::new(&program)
            .args(["--exact", "mail::measured::reads_one_bomb_when_it_is_told_which", "--nocapture"])
            .env(WHICH, number.to_string())
            .output()
            .expect("it runs");
        let out = String::from_utf8_lossy(&child.stdout);
        let found = out.lines().find_map(|line| Some(line.split_once("BOMB ")?.1));
        let found =
            found.unwrap_or_else(|| panic!("{name}: {out}{}", String::from_utf8_lossy(&child.stderr)));
        let mut words = found.split_whitespace();
        let grown: u64 = words.next().expect("bytes").parse().expect("a number");
        let micros: f64 = words.next().expect("a time").parse().expect("a number");
        let refused = words.next() == Some("true");
        println!(
            "{name}: grows by {:.1} MB, {:.3} s, {}",
            grown as f64 / 1e6,
            micros / 1e6,
            if refused { "refused" } else { "read within its bounds" }
        );
        assert!(grown <= MOST, "{name} grows by {grown} bytes");
        most = (most.0.max(grown), most.1.max(micros));
    }
    println!("at most {:.1} MB and {:.3} s", most.0 as f64 / 1e6, most.1 / 1e6);
}

#[cfg(target_os = "linux")]
#[test]
fn no_bomb_takes_much_memory() {
    measure(3);
}

/// `cargo nextest run --release -p voorzet-channels --run-ignored only bombs_measured --no-capture`
#[cfg(target_os = "linux")]
#[test]
#[ignore = "measures: how long each takes says something in a release build alone"]
fn bombs_measured() {
    measure(1);
}
