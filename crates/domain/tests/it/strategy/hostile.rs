//! Input from nowhere: whatever the files hold, there is an answer, and soon.

use std::path::Path;

use proptest::prelude::*;
use voorzet_domain::strategy::{File, load};

use super::{late_delivery, mistakes};

const PATHS: [&str; 6] = [
    "strategy.toml",
    "events.toml",
    "reasons/late.toml",
    "messages/late.nl.md",
    "answers/track.nl.md",
    "elsewhere.bin",
];

/// A change to one place of one file.
#[derive(Clone, Debug)]
enum Change {
    Delete(usize),
    Insert(String),
    Copy(usize, usize),
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        (1_usize..40).prop_map(Change::Delete),
        "[\\[\\]{}=\"'#.,:%|a-z0-9 \\n\\\\é-]{1,12}".prop_map(Change::Insert),
        (0_usize..2_000, 1_usize..200).prop_map(|(from, length)| Change::Copy(from, length)),
    ]
}

fn boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn apply(text: &mut String, at: usize, change: &Change) {
    let at = boundary(text, at % (text.len() + 1));
    match change {
        Change::Delete(length) => {
            let end = boundary(text, at + length);
            text.replace_range(at..end.max(at), "");
        }
        Change::Insert(new) => text.insert_str(at, new),
        Change::Copy(from, length) => {
            let from = boundary(text, from % (text.len() + 1));
            let end = boundary(text, from + length).max(from);
            let part = text[from..end].to_owned();
            text.insert_str(at, &part);
        }
    }
}

/// Loads and checks what always holds of the answer.
fn answer(files: &[File]) {
    let loaded = load(files);
    assert_eq!(loaded.strategy.is_some(), loaded.errors.is_empty());
    for problems in [&loaded.errors, &loaded.warnings] {
        assert!(problems.len() <= 500);
        assert!(problems.is_sorted_by_key(|problem| (problem.file.clone(), problem.line, problem.column)));
        assert!(problems.iter().all(|problem| problem.line >= 1 && !problem.message.is_empty()));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn fuzz_any_text_gets_an_answer(texts in prop::collection::vec((0_usize..6, any::<String>()), 0..5)) {
        let files: Vec<File> = texts.into_iter().map(|(path, text)| File::new(PATHS[path], text)).collect();
        answer(&files);
    }

    #[test]
    fn fuzz_any_bytes_read_as_text_get_an_answer(bytes in prop::collection::vec(any::<u8>(), 0..2_000)) {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        answer(&PATHS.map(|path| File::new(path, text.clone())));
    }

    #[test]
    fn fuzz_a_changed_strategy_gets_an_answer(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<usize>(), change()), 1..6),
        whole in any::<bool>(),
    ) {
        let mut files = if whole { late_delivery::files() } else { mistakes::sound() };
        for (file, at, change) in changes {
            let index = file.index(files.len());
            apply(&mut files[index].text, at, &change);
        }
        answer(&files);
    }

    #[test]
    fn fuzz_a_changed_example_gets_an_answer(
        example in 0..EXAMPLES.len(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<usize>(), change()), 1..4),
    ) {
        let mut files = example_files(EXAMPLES[example]);
        for (file, at, change) in changes {
            let index = file.index(files.len());
            apply(&mut files[index].text, at, &change);
        }
        answer(&files);
    }
}

const EXAMPLES: [&str; 2] = ["public-transport", "window"];

/// The files of an example, as they stand in the documentation.
fn example_files(name: &str) -> Vec<File> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(name);
    let mut files = Vec::new();
    for inside in ["", "reasons", "messages", "answers"] {
        let Ok(entries) = std::fs::read_dir(folder.join(inside)) else { continue };
        for path in entries.map(|entry| entry.expect("an entry").path()) {
            let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let own = !inside.is_empty() || file == "strategy.toml" || file == "events.toml";
            if own && path.is_file() {
                let name = if inside.is_empty() { file } else { format!("{inside}/{file}") };
                files.push(File::new(name, std::fs::read_to_string(&path).expect("a text")));
            }
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

/// A file with a text repeated up to the size that a caller lets through.
fn big(path: &str, head: &str, part: impl Fn(usize) -> String) -> Vec<File> {
    let mut text = head.to_owned();
    let mut number = 0;
    while text.len() < 1_000_000 {
        text.push_str(&part(number));
        number += 1;
    }
    let mut files = mistakes::sound();
    files.retain(|file| file.path != path);
    files.push(File::new(path, text));
    files
}

#[test]
fn a_megabyte_of_anything_gets_an_answer_soon() {
    answer(&big("events.toml", "", |i| format!("[\"e{i}\"]\nfields = {{ f{i} = \"int\" }}\n")));
    answer(&big("events.toml", "", |i| format!("[e{i}.x]\n")));
    answer(&big("reasons/late.toml", "on = [", |i| format!("\"e{i}\",")));
    answer(&big("reasons/late.toml", "", |i| format!("[[signal]]\nid = \"s{i}\"\non = \"e{i}\"\n")));
    answer(&big("reasons/late.toml", "", |i| format!("k{i} = 1\n")));
    answer(&big("reasons/late.toml", "[[signal]]\nid = \"a\"\nuntil = [", |i| format!("\"e{i}\",")));
    answer(&big("messages/late.nl.md", "# x\n", |i| format!("{{{{ event.f{i} }}}}\n")));
    answer(&big("messages/late.nl.md", "# x\n", |_| "{% if x %}".to_owned()));
    answer(&big("messages/late.nl.md", "# x\n", |_| "{{ ((((".to_owned()));
    answer(&big("strategy.toml", "[queues]\n", |i| format!("q{i} = {{}}\n")));
    answer(&big("strategy.toml", "a = ", |_| "[".to_owned()));
}

#[test]
fn ten_thousand_reasons_in_one_line_of_descent_get_an_answer_soon() {
    let mut files = mistakes::sound();
    for i in 0..10_000 {
        files.push(File::new(format!("reasons/r{i}.toml"), format!("parent = \"r{}\"\n", i + 1)));
    }
    answer(&files);
}

#[test]
fn a_file_given_twice_is_refused() {
    let mut files = mistakes::sound();
    files.push(files[0].clone());
    let loaded = load(&files);
    assert!(loaded.errors.iter().any(|problem| problem.message == "this file is given twice"));
}
