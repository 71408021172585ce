//! Every folder under `examples/` runs as its README says, and comes out as written beside it.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::{expected, voorzet};

/// One folder.
struct Example {
    name: String,
    folder: PathBuf,
}

impl Example {
    /// All of them, by name.
    fn all() -> Vec<Self> {
        let entries = fs::read_dir(voorzet::root().join("examples")).expect("there are examples");
        let mut all: Vec<Self> = entries
            .map(|entry| entry.expect("an entry").path())
            .filter(|folder| folder.is_dir())
            .map(|folder| Self {
                name: folder.file_name().unwrap_or_default().to_string_lossy().into(),
                folder,
            })
            .collect();
        all.sort_by(|a, b| a.name.cmp(&b.name));
        assert!(!all.is_empty());
        all
    }

    fn readme(&self) -> String {
        fs::read_to_string(self.folder.join("README.md")).expect("every example explains itself")
    }

    /// Its history.
    fn history(&self) -> PathBuf {
        let names = ["history.ndjson", "history.csv"];
        let found = names.map(|name| self.folder.join(name)).into_iter().find(|file| file.is_file());
        found.unwrap_or_else(|| panic!("{} has no history", self.name))
    }

    /// The arguments of the first `$ voorzet replay` over its own history in its README, else those that do
    /// without any option, with another file in the place of that history.
    fn replay(&self, history: &Path) -> Vec<String> {
        let own = format!("examples/{}/{}", self.name, file_name(&self.history()));
        let readme = self.readme();
        let lines = readme.lines().filter_map(|line| line.strip_prefix("$ voorzet replay "));
        let line = lines.map(words).find(|words| words.contains(&own.as_str()));
        let strategy = format!("examples/{}", self.name);
        let words = line.unwrap_or_else(|| vec!["--strategy", &strategy, &own]);
        let history = history.display().to_string();
        let place = |word: &str| if word == own { history.clone() } else { word.to_owned() };
        std::iter::once("replay".to_owned()).chain(words.into_iter().map(place)).collect()
    }

    /// What a replay of a history prints, and every decision it takes.
    fn outcome(&self, history: &Path) -> (String, String) {
        let folder = tempfile::tempdir().expect("a folder");
        let decisions = folder.path().join("decisions.ndjson");
        let mut args = self.replay(history);
        args.extend(["--json".into(), "--decisions".into(), decisions.display().to_string()]);
        let report = voorzet::run(args).ok();
        (report, fs::read_to_string(decisions).expect("decisions were written"))
    }

    /// Compares what comes of another form of its history with what comes of the history.
    fn same_from(&self, name: &str, bytes: &[u8]) {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join(name);
        fs::write(&file, bytes).expect("the file can be written");
        let (report, decisions) = self.outcome(&self.history());
        let (other_report, other_decisions) = self.outcome(&file);
        expected::same_text(&format!("{}, {name}: the report", self.name), &report, &other_report);
        expected::same_text(&format!("{}, {name}: the decisions", self.name), &decisions, &other_decisions);
    }
}

fn words(line: &str) -> Vec<&str> {
    line.split_whitespace().collect()
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

#[test]
fn strategies_have_no_errors_and_no_warnings_that_the_readme_does_not_explain() {
    for example in Example::all() {
        let dir = format!("examples/{}", example.name);
        let checked = voorzet::run(["check", &dir, "--json"]).json();
        assert_eq!(checked["ok"], true, "{dir}: {checked:#}");
        assert_eq!(checked["errors"].as_array().map(Vec::len), Some(0), "{dir}: {checked:#}");
        let readme = example.readme();
        for warning in checked["warnings"].as_array().expect("warnings") {
            let message = warning["message"].as_str().expect("a message");
            assert!(readme.contains(message), "{dir}: {warning:#}");
        }
    }
}

#[test]
fn replays_come_out_as_expected() {
    for example in Example::all() {
        let (report, decisions) = example.outcome(&example.history());
        let file = |name: &str| example.folder.join(name);
        expected::same(&file("expected.ndjson"), &decisions);
        expected::same(&file("expected.json"), &report);
    }
}

#[test]
fn two_replays_give_the_same_bytes() {
    for example in Example::all() {
        let history = fs::read(example.history()).expect("a history");
        example.same_from(&file_name(&example.history()), &history);
    }
}

#[test]
fn compressed_histories_give_the_same() {
    for example in Example::all() {
        let name = file_name(&example.history());
        let history = fs::read(example.history()).expect("a history");
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        gzip.write_all(&history).expect("bytes");
        example.same_from(&format!("{name}.gz"), &gzip.finish().expect("bytes"));
        example.same_from(&format!("{name}.zst"), &zstd::encode_all(history.as_slice(), 0).expect("bytes"));
    }
}

#[test]
fn histories_out_of_order_are_sorted_first() {
    for example in Example::all() {
        let name = file_name(&example.history());
        let history = fs::read_to_string(example.history()).expect("a history");
        let header = usize::from(example.history().extension().is_some_and(|end| end == "csv"));
        let mut lines = history.lines();
        let mut mixed: Vec<&str> = lines.by_ref().take(header).collect();
        // What happens at one instant happens in the order of the file, so that stays.
        let lines: Vec<&str> = lines.collect();
        let moments: Vec<&[&str]> =
            lines.chunk_by(|a, b| instant(a).is_some() && instant(a) == instant(b)).collect();
        // Neither in order nor simply backwards: every third moment, from the end.
        for start in 0..3 {
            mixed.extend(moments.iter().rev().skip(start).step_by(3).copied().flatten());
        }
        example.same_from(&name, (mixed.join("\n") + "\n").as_bytes());
    }
}

/// When a line of NDJSON happened, as it is written.
fn instant(line: &str) -> Option<String> {
    let event: serde_json::Value = serde_json::from_str(line).ok()?;
    let time = event.get("time").or_else(|| event.get("timestamp"))?;
    time.as_str().map(ToOwned::to_owned)
}

/// Every `$ voorzet …` in a block of a README prints what stands below it.
#[test]
fn readmes_show_what_the_binary_prints() {
    for example in Example::all() {
        let readme = example.readme();
        let mut written = String::new();
        let mut blocks = readme.split("```console\n");
        written.push_str(blocks.next().unwrap_or_default());
        for block in blocks {
            let (block, rest) = block.split_once("```").unwrap_or((block, ""));
            written.push_str("```console\n");
            written.push_str(&shown(block));
            written.push_str("```");
            written.push_str(rest);
        }
        expected::same(&example.folder.join("README.md"), &written);
    }
}

/// A block with its commands run again. A command over a real history that is not here stays as it is.
fn shown(block: &str) -> String {
    let mut text = String::new();
    for part in block.split("$ ").skip(1) {
        let (line, before) = part.split_once('\n').unwrap_or((part, ""));
        let mut args: Vec<String> =
            words(line).into_iter().skip_while(|word| *word == "voorzet").map(ToOwned::to_owned).collect();
        let real = args.iter_mut().find(|arg| arg.ends_with(".csv.gz"));
        let missing = real.is_some_and(|arg| match voorzet::data(&format!("servicenow_incidents/{arg}")) {
            Some(file) => {
                *arg = file.display().to_string();
                false
            }
            None => true,
        });
        text.extend(["$ ", line, "\n"]);
        if missing {
            eprintln!("skipped, because its history is not here: {line}");
            text.push_str(before);
        } else {
            let run = voorzet::run(args);
            for line in run.ok().lines() {
                text.push_str(line.trim_end());
                text.push('\n');
            }
        }
    }
    text
}

#[test]
fn neither_the_place_nor_the_language_of_the_machine_matters() {
    for example in Example::all() {
        let folder = tempfile::tempdir().expect("a folder");
        let outcome = |zone: &str, language: &str| {
            let decisions = folder.path().join("decisions.ndjson");
            let mut args = example.replay(&example.history());
            args.extend(["--decisions".into(), decisions.display().to_string()]);
            let mut command = voorzet::command(args);
            let output = command.env("TZ", zone).env("LC_ALL", language).env("LANG", language).output();
            let output = output.expect("the binary starts");
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            (output.stdout, fs::read(decisions).expect("decisions were written"))
        };
        let here = outcome("UTC", "C");
        assert_eq!(outcome("UTC", "C"), here, "{}, again", example.name);
        assert_eq!(outcome("Asia/Tokyo", "tr_TR.UTF-8"), here, "{}, elsewhere", example.name);
    }
}
