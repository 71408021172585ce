//! Strategies that are being written: whoever saves says what they changed.

use voorzet_store::draft::{DraftChange, DraftRecord};
use voorzet_store::entry::{Incoming, Placed};
use voorzet_store::reader::Hashed;

use crate::sample::{at, live, open};

fn draft(revision: i64, by: &str) -> DraftRecord {
    DraftRecord {
        id: "d1".to_owned(),
        name: "Spring".to_owned(),
        revision,
        based_on: None,
        at: at(revision),
        by: by.to_owned(),
        files: format!(r#"{{"strategy.toml":"{by}"}}"#),
    }
}

#[test]
fn what_somebody_else_saved_is_never_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let opened = open(folder.path());
    let mut writer = opened.writer;
    let mut change = |change| writer.commit(at(9), &[Incoming::Draft(change)], None).unwrap().placed[0];
    let save = |revision, by| DraftChange::Save(draft(revision, by));
    assert_eq!(change(DraftChange::Begin(draft(1, "Anna"))), Placed::Marked);
    assert_eq!(change(save(2, "Bram")), Placed::Marked);
    assert_eq!(change(save(2, "Anna")), Placed::Overtaken);
    assert_eq!(change(save(4, "Anna")), Placed::Overtaken);
    assert_eq!(change(DraftChange::Base { id: "d1".to_owned(), on: 7 }), Placed::Marked);

    let reader = opened.store.reader().unwrap();
    let expected = DraftRecord { based_on: Some(7), ..draft(2, "Bram") };
    assert_eq!(reader.draft("d1").unwrap(), Some(expected.clone()));
    assert_eq!(reader.drafts().unwrap(), [DraftRecord { files: String::new(), ..expected }]);
    assert_eq!(reader.draft("d2").unwrap(), None);

    assert_eq!(change(DraftChange::Drop { id: "d1".to_owned() }), Placed::Marked);
    assert_eq!(change(save(3, "Bram")), Placed::Overtaken);
    assert_eq!(change(DraftChange::Drop { id: "d1".to_owned() }), Placed::Overtaken);
}

#[test]
fn a_draft_and_events_go_in_one_commit_and_the_hash_knows_both() {
    let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let hash = |folder: &std::path::Path, drafts: bool| {
        let mut opened = open(folder);
        let begin = Incoming::Draft(DraftChange::Begin(draft(1, "Anna")));
        let incoming = if drafts { vec![live("a"), begin] } else { vec![live("a")] };
        opened.writer.commit(at(1), &incoming, None).unwrap();
        opened.store.reader().unwrap().hash(Hashed::Everything).unwrap()
    };
    assert_ne!(hash(one.path(), true), hash(other.path(), false));
}
