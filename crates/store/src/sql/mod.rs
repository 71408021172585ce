//! Every statement, one text for each, in the words that SQLite and `PostgreSQL` share: `$1…$n` in order,
//! instants as whole microseconds, JSON as text. What must differ is in `crate::sqlite`.

pub(crate) mod accounts;
pub(crate) mod assets;
pub(crate) mod blobs;
pub(crate) mod customers;
pub(crate) mod desk;
pub(crate) mod directory;
pub(crate) mod drafts;
pub(crate) mod effects;
pub(crate) mod feedback;
pub(crate) mod figures;
pub(crate) mod hash;
pub(crate) mod lines;
pub(crate) mod log;
pub(crate) mod meta;
pub(crate) mod outbox;
pub(crate) mod quarantine;
pub(crate) mod rounds;
pub(crate) mod seen;
pub(crate) mod service;
pub(crate) mod strategies;

#[cfg(test)]
mod tests {
    use crate::store::{Options, Store};

    /// Words and signs that SQLite alone understands, or that others understand otherwise.
    const FOREIGN: [&str; 20] = [
        "INSERT OR",
        "REPLACE INTO",
        "AUTOINCREMENT",
        "ROWID",
        "DATETIME(",
        "STRFTIME(",
        "JULIANDAY(",
        "JSON_EXTRACT",
        "JSON_EACH",
        "->>",
        "GLOB",
        "IFNULL",
        "TYPEOF(",
        "PRAGMA",
        "GROUP_CONCAT",
        "INSTR(",
        "CHANGES(",
        "ISNULL",
        "?",
        "`",
    ];

    /// The statements of this folder: whatever stands between quotes in its files.
    fn statements() -> Vec<(String, String)> {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/sql");
        let mut found = Vec::new();
        for entry in std::fs::read_dir(folder).expect("the folder") {
            let path = entry.expect("an entry").path();
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            if name == "mod.rs" || path.extension().is_none_or(|ending| ending != "rs") {
                continue;
            }
            let text = std::fs::read_to_string(&path).expect("a file");
            assert!(!text.contains('\\'), "{name}: nothing in a statement needs an escape");
            found.extend(text.split('"').skip(1).step_by(2).map(|sql| (name.clone(), sql.to_owned())));
        }
        found
    }

    #[test]
    fn every_statement_is_in_words_that_are_shared_and_numbers_its_parameters_in_order() {
        let folder = tempfile::tempdir().expect("a folder");
        let now = voorzet_domain::time::Timestamp::MIN;
        let opened = Store::open(folder.path(), &Options { now, seed: 1, vfs: None }).expect("a store");
        let statements = statements();
        assert!(statements.len() > 80, "{} statements", statements.len());
        for (file, sql) in statements {
            let upper = sql.to_uppercase();
            for word in FOREIGN {
                assert!(!upper.contains(word), "{file}: `{word}` in {sql}");
            }
            // Where there may be none, databases differ on whether it comes first or last.
            let nulls = ["not_after", "cause", "scheduled", "moved", "asset", "based_on"];
            for order in sql.split("ORDER BY").skip(1) {
                let sorted =
                    nulls.iter().any(|column| order.split([' ', ',', '.']).any(|word| word == *column));
                assert!(!sorted || upper.contains("NULLS LAST"), "{file}: {sql}");
            }
            let prepared = opened.writer.read().connection().prepare(&sql);
            let statement = prepared.unwrap_or_else(|error| panic!("{file}: {error}: {sql}"));
            for index in 1..=statement.parameter_count() {
                let name = format!("${index}");
                assert_eq!(statement.parameter_name(index), Some(name.as_str()), "{file}: {sql}");
            }
        }
    }
}
