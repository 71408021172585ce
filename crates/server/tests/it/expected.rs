//! What a test expects, in a file that people read. `UPDATE_EXPECT=1 cargo test` writes such files anew;
//! read what changed before you commit it.

use std::path::Path;

/// Whether files of what is expected are to be written instead of compared with.
pub(crate) fn is_updated() -> bool {
    std::env::var_os("UPDATE_EXPECT").is_some_and(|value| value == "1")
}

/// Compares a text with a file, byte for byte; tells the first line that differs.
pub(crate) fn same(file: &Path, found: &str) {
    if is_updated() {
        std::fs::write(file, found).expect("the file can be written");
        return;
    }
    let expected = std::fs::read_to_string(file)
        .unwrap_or_else(|error| panic!("{}: {error}; UPDATE_EXPECT=1 writes it", file.display()));
    same_text(&file.display().to_string(), &expected, found);
}

/// Compares two texts, byte for byte; tells the first line that differs.
pub(crate) fn same_text(what: &str, expected: &str, found: &str) {
    if expected == found {
        return;
    }
    let line = expected.lines().zip(found.lines()).take_while(|(a, b)| a == b).count();
    let of = |text: &str| text.lines().nth(line).unwrap_or("(the end)").to_owned();
    panic!(
        "{what}, line {}: expected and found\n  {}\n  {}\nIs that what should happen? UPDATE_EXPECT=1 writes it.",
        line + 1,
        of(expected),
        of(found),
    );
}
