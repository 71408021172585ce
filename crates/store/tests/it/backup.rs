//! Copies made while events come in, and stores made of them.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};

use voorzet_store::backup::restore;
use voorzet_store::reader::Hashed;
use voorzet_store::{OpenError, Store};

use crate::sample::{at, live, open, turn};

#[test]
fn a_copy_made_under_load_is_the_store_as_it_was_at_one_moment() {
    let folder = tempfile::tempdir().unwrap();
    let opened = open(&folder.path().join("data"));
    let (store, mut writer) = (opened.store, opened.writer);
    let copied = AtomicBool::new(false);
    let hashes = std::thread::scope(|scope| {
        let load = scope.spawn(|| {
            let mut hashes = BTreeMap::new();
            let mut number = 0;
            while !copied.load(Ordering::Relaxed) || number < 50 {
                number += 1;
                let few: Vec<_> = (0..20).map(|event| live(&format!("{number}-{event}"))).collect();
                let last = writer.commit(at(number), &few, Some(&turn(number as u32))).unwrap().last;
                hashes.insert(last, writer.read().hash(Hashed::Everything).unwrap());
            }
            hashes
        });
        let reader = store.reader().unwrap();
        for copy in 0..5 {
            // Each copy is of more than the one before.
            let before = reader.last().unwrap().0;
            while reader.last().unwrap().0 == before {
                std::thread::yield_now();
            }
            store.backup(&folder.path().join(format!("copy-{copy}"))).unwrap();
        }
        copied.store(true, Ordering::Relaxed);
        load.join().unwrap()
    });
    let mut seen = Vec::new();
    for copy in 0..5 {
        let from = folder.path().join(format!("copy-{copy}"));
        let to = folder.path().join(format!("restored-{copy}"));
        restore(&from, &to, false).unwrap();
        let reader = Store::at(&to).unwrap().reader().unwrap();
        let last = reader.last().unwrap().0;
        assert_eq!(Some(&reader.hash(Hashed::Everything).unwrap()), hashes.get(&last), "copy {copy}");
        seen.push(last);
        drop(reader);
        // It goes on from there.
        let mut writer = open(&to).writer;
        let next = writer.commit(at(100_000), &[live("1-1"), live("new")], None).unwrap();
        assert_eq!(next.last.0, last.0 + 1);
    }
    assert!(seen.windows(2).all(|two| two[0] < two[1]), "{seen:?}");
}

#[test]
fn a_store_that_is_there_is_not_written_over_unasked() {
    let folder = tempfile::tempdir().unwrap();
    let (data, copy) = (folder.path().join("data"), folder.path().join("copy"));
    let opened = open(&data);
    let mut writer = opened.writer;
    writer.commit(at(1), &[live("a")], None).unwrap();
    let before = writer.read().hash(Hashed::Everything).unwrap();
    opened.store.backup(&copy).unwrap();
    assert!(matches!(opened.store.backup(&copy), Err(OpenError::Taken(_))));
    writer.commit(at(2), &[live("b")], None).unwrap();
    assert!(matches!(restore(&copy, &data, true), Err(OpenError::InUse { .. })));
    drop(writer);
    assert!(matches!(restore(&copy, &data, false), Err(OpenError::Taken(_))));
    assert_eq!(open(&data).writer.read().last().unwrap().0.0, 2);
    restore(&copy, &data, true).unwrap();
    assert_eq!(open(&data).writer.read().hash(Hashed::Everything).unwrap(), before);
}

#[test]
fn a_damaged_copy_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let (data, copy) = (folder.path().join("data"), folder.path().join("copy"));
    let opened = open(&data);
    let mut writer = opened.writer;
    let many: Vec<_> = (0..500).map(|number| live(&format!("e-{number}"))).collect();
    writer.commit(at(1), &many, None).unwrap();
    opened.store.backup(&copy).unwrap();
    let mut bytes = std::fs::read(&copy).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 4_096].fill(0xa5);
    std::fs::write(&copy, bytes).unwrap();
    assert!(restore(&copy, &folder.path().join("other"), false).is_err());
    std::fs::write(&copy, b"no store at all").unwrap();
    assert!(restore(&copy, &folder.path().join("other"), false).is_err());
    assert!(!folder.path().join("other").join(voorzet_store::store::FILE).exists());
}
