//! The versions of a store: numbered steps, each in a transaction of its own.

use rusqlite::Connection;

use crate::error::StoreError;
use crate::sqlite;

/// Every step, oldest first. The version of a store is how many of them it has had; one that was released is
/// never changed.
const STEPS: [&str; 8] = [
    include_str!("sql/0001_first.sql"),
    include_str!("sql/0002_who.sql"),
    include_str!("sql/0003_accounts.sql"),
    include_str!("sql/0004_drafts.sql"),
    include_str!("sql/0005_health.sql"),
    include_str!("sql/0006_conversations.sql"),
    include_str!("sql/0007_effects.sql"),
    include_str!("sql/0008_feedback.sql"),
];

/// The version that this program writes.
pub const CURRENT: u32 = STEPS.len() as u32;

/// Takes the steps that are still to be taken, up to a version. A new store is made in one go.
pub(crate) fn run(connection: &Connection, from: u32, to: u32) -> Result<(), StoreError> {
    if from == 0 {
        return take(connection, 0, to);
    }
    (from..to).try_for_each(|version| take(connection, version, version + 1))
}

/// Takes some steps in one transaction.
fn take(connection: &Connection, from: u32, to: u32) -> Result<(), StoreError> {
    sqlite::within(connection, || {
        for step in &STEPS[from as usize..to as usize] {
            connection.execute_batch(step)?;
        }
        sqlite::set_version(connection, to)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry::{Incoming, Mode};
    use crate::reader::{Hashed, Reader};
    use crate::store::{Options, Store};
    use voorzet_domain::event::Event;
    use voorzet_domain::time::Timestamp;

    fn fill(folder: &std::path::Path) {
        let now = Timestamp::parse("2026-03-01T08:00:00Z").expect("an instant");
        let mut opened = Store::open(folder, &Options { now, seed: 3, vfs: None }).expect("a store");
        let events = (0..100).map(|number| Incoming::Event {
            event: Event {
                id: format!("e-{number}").into(),
                source: "shop".into(),
                kind: "order.placed".into(),
                time: now,
                customer: smallvec::SmallVec::new(),
                asset: None,
                data: serde_json::value::RawValue::from_string("{}".to_owned()).expect("JSON"),
            },
            mode: Mode::Live,
        });
        opened.writer.commit(now, &events.collect::<Vec<_>>(), None).expect("a commit");
    }

    fn hash(folder: &std::path::Path) -> crate::reader::StateHash {
        let reader = Store::at(folder).and_then(|store| Ok(store.reader()?)).expect("a reader");
        reader.hash(Hashed::Everything).expect("a hash")
    }

    /// A store as the program of that version left it, with what `fill` put in.
    fn older(folder: &std::path::Path, version: u32) {
        let new = tempfile::tempdir().expect("a folder");
        fill(new.path());
        let file = folder.join(crate::store::FILE);
        let connection = sqlite::open_writer(&file, None).expect("a file");
        run(&connection, 0, version).expect("its tables");
        connection
            .execute("ATTACH $1 AS newer", [new.path().join(crate::store::FILE).to_str()])
            .expect("attached");
        connection.execute_batch("DELETE FROM progress").expect("emptied");
        // The index of words keeps tables of its own, and has nothing here.
        let sql =
            "SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'message_words%'";
        let mut names = connection.prepare(sql).expect("names");
        let names: Vec<String> =
            names.query_map([], |row| row.get(0)).and_then(Iterator::collect).expect("names");
        for name in names {
            let sql = format!("INSERT INTO main.{name} SELECT * FROM newer.{name}");
            connection.execute(&sql, []).expect("a table");
        }
    }

    #[test]
    fn an_older_store_becomes_what_a_new_one_is_and_a_copy_stays() {
        let (new, old) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
        fill(new.path());
        for version in 1..CURRENT {
            let folder = old.path().join(version.to_string());
            std::fs::create_dir(&folder).expect("a folder");
            older(&folder, version);
            let now = Timestamp::parse("2026-03-02T08:00:00Z").expect("an instant");
            let options = Options { now, seed: 9, vfs: None };
            let upgrade = Store::open(&folder, &options).expect("a store").upgrade.expect("an upgrade");
            assert_eq!((upgrade.from, upgrade.to), (version, CURRENT));
            assert_eq!(hash(&folder), hash(new.path()), "from version {version}");
            let copy = upgrade.copy.expect("a copy");
            assert!(copy.ends_with(format!("voorzet.db.before-{}", version + 1)), "{}", copy.display());
            assert_eq!(sqlite::check_copy(&copy).expect("a whole copy"), version);
            assert_eq!(Store::open(&folder, &options).expect("a store").upgrade, None);
        }
    }

    #[test]
    fn a_newer_store_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        fill(folder.path());
        let connection = sqlite::open_writer(&folder.path().join(crate::store::FILE), None).expect("a file");
        sqlite::set_version(&connection, CURRENT + 1).expect("a version");
        drop(connection);
        let now = Timestamp::parse("2026-03-02T08:00:00Z").expect("an instant");
        let refused = Store::open(folder.path(), &Options { now, seed: 9, vfs: None });
        let Err(crate::OpenError::Newer { found, known, .. }) = refused else { panic!("it was opened") };
        assert_eq!((found, known), (CURRENT + 1, CURRENT));
    }

    #[test]
    fn a_step_that_fails_is_undone() {
        let folder = tempfile::tempdir().expect("a folder");
        let connection = sqlite::open_writer(&folder.path().join("x.db"), None).expect("a file");
        connection.execute_batch("CREATE TABLE log (position INTEGER)").expect("something in the way");
        assert!(run(&connection, 0, CURRENT).is_err());
        let reader = Reader::new(connection);
        assert_eq!(sqlite::version(reader.connection()).expect("a version"), 0);
        assert!(reader.connection().prepare("SELECT name FROM meta").is_err());
    }
}
