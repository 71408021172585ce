//! What is committed is there, all of it or nothing.

use voorzet_domain::customer::CustomerId;
use voorzet_store::entry::{Mode, Placed, Position};
use voorzet_store::outbox::{SendChange, SendKey, SendState};
use voorzet_store::reader::{Filter, Hashed, Whose};
use voorzet_store::turn::{RoundChange, Timer, Turn};
use voorzet_store::{OpenError, Store};

use crate::sample::{at, event, json, live, open, options, planned, start, turn, unreadable};

#[test]
fn what_came_in_is_read_back() {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = open(folder.path()).writer;
    let committed = writer.commit(at(5), &[live("a"), unreadable("{"), live("b"), live("a")], None).unwrap();
    assert_eq!(
        committed.placed,
        [Placed::New(Position(1)), Placed::Quarantined(1), Placed::New(Position(2)), Placed::Repeated]
    );
    drop(writer);

    let opened = open(folder.path());
    let reader = opened.store.reader().unwrap();
    let entries = reader.entries(Position(0), 10, Filter::default()).unwrap();
    assert_eq!(entries.len(), 2);
    let (found, put) = (&entries[1].event, event("b"));
    assert_eq!((&found.id, &found.source, &found.kind), (&put.id, &put.source, &put.kind));
    assert_eq!((found.time, &found.customer, &found.asset), (put.time, &put.customer, &put.asset));
    assert_eq!(found.data.get(), put.data.get());
    assert_eq!((entries[1].at, entries[1].mode, entries[1].own), (at(5), Mode::Live, None));
    let quarantined = reader.quarantine(i64::MAX, 10).unwrap();
    assert_eq!((quarantined[0].number, quarantined[0].body.as_str()), (1, "{"));
}

#[test]
fn a_turn_is_read_back() {
    let folder = tempfile::tempdir().unwrap();
    let opened = open(folder.path());
    let mut writer = opened.writer;
    writer.commit(at(1), &[live("a")], None).unwrap();
    let put = turn(1);
    let committed = writer.commit(at(2), &[live("b")], Some(&put)).unwrap();
    assert_eq!((committed.own, committed.own_at.len(), committed.last), (Position(2), 1, Position(3)));
    assert_eq!(committed.placed, [Placed::New(Position(3))]);

    let reader = opened.store.reader().unwrap();
    let own = reader.caused_by(Position(1), 10).unwrap();
    assert_eq!(own.len(), 1);
    assert_eq!(own[0].own.unwrap().customer, Some(CustomerId(1)));
    assert_eq!((own[0].event.source.as_str(), own[0].event.id.as_str()), ("voorzet", "2"));
    let filter = Filter { whose: Whose::Own, kinds: &["decision.made"], ..Filter::default() };
    assert_eq!(reader.entries(Position(0), 10, filter).unwrap().len(), 1);
    assert_eq!(reader.customers([CustomerId(1), CustomerId(9)]).unwrap(), put.customers);
    assert_eq!(reader.due(at(60), 10).unwrap(), put.set);
    assert_eq!(reader.due(at(59), 10).unwrap(), []);
    assert_eq!(reader.next_timer().unwrap(), Some(put.set[0]));
    assert_eq!(reader.rounds().unwrap()[0].customers, [1, 0, 0, 0, 2, 0, 0, 0]);
    assert_eq!(reader.learned().unwrap(), put.learned);
    assert_eq!(reader.poison().unwrap(), put.poison);
    assert_eq!(reader.latest_strategy().unwrap().as_ref(), put.published.first());
    assert_eq!(reader.sums(20_000, 20_000).unwrap(), put.figures.sums);
    assert_eq!(reader.unique_contacts(0, 30_000).unwrap()[0].customers, 1);
    assert_eq!(reader.traits(CustomerId(1)).unwrap(), put.figures.traits);
    let progress = reader.progress().unwrap();
    assert_eq!((progress.through, progress.clock), (put.through, put.clock));
    assert_eq!(reader.routes().unwrap(), put.routes);
    assert_eq!(reader.due_sends("mail", at(29), 10).unwrap().len(), 0);
    assert_eq!(reader.next_send("mail", at(29)).unwrap(), Some(at(30)));
    assert_eq!(reader.next_send("mail", at(30)).unwrap(), None);
    assert_eq!(reader.waiting_of_customer(CustomerId(7)).unwrap().len(), 1);
    assert_eq!(reader.waiting_of_customer(CustomerId(8)).unwrap().len(), 0);
    let send = &reader.due_sends("mail", at(30), 10).unwrap()[0];
    assert_eq!(send.planned.key, put.planned[0].key);
    assert_eq!(send.planned.quiet, put.planned[0].quiet);
}

#[test]
fn a_send_changes_and_is_counted() {
    let folder = tempfile::tempdir().unwrap();
    let opened = open(folder.path());
    let mut writer = opened.writer;
    let twice = vec![planned("k", "mail", start()), planned("k", "mail", start())];
    let mut put = Turn { planned: twice, ..Turn::default() };
    assert_eq!(writer.commit(at(1), &[], Some(&put)).unwrap().doubled, [1]);
    put.planned.clear();
    put.sends = vec![SendChange {
        key: SendKey("k".into()),
        state: SendState::Sent,
        tries: 1,
        at: at(3),
        not_before: at(3),
        problem: None,
        reference: Some("p-1".into()),
    }];
    writer.commit(at(3), &[], Some(&put)).unwrap();
    let reader = opened.store.reader().unwrap();
    let counts = reader.send_counts().unwrap();
    assert_eq!((counts.len(), counts[0].state, counts[0].amount), (1, SendState::Sent, 1));
    let send = reader.send(&SendKey("k".into())).unwrap().unwrap();
    assert_eq!((send.state, send.tries, send.reference.as_deref()), (SendState::Sent, 1, Some("p-1")));
    assert_eq!(reader.due_sends("mail", at(9), 9).unwrap().len(), 0);
    assert_eq!(reader.sends(Some(SendState::Sent), i64::MAX, 9).unwrap().len(), 1);
    assert_eq!(reader.sends(None, i64::MAX, 9).unwrap().len(), 1);
}

#[test]
fn a_commit_that_fails_leaves_nothing_and_succeeds_later() {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = open(folder.path()).writer;
    writer.commit(at(1), &[live("a")], Some(&turn(1))).unwrap();
    let before = writer.read().hash(Hashed::Everything).unwrap();
    let mut wrong = turn(2);
    // The first publication stands already, so this cannot be.
    wrong.published[0].number = 1;
    assert!(writer.commit(at(2), &[live("b")], Some(&wrong)).is_err());
    assert_eq!(writer.read().hash(Hashed::Everything).unwrap(), before);
    wrong.published[0].number = 2;
    let committed = writer.commit(at(2), &[live("b")], Some(&wrong)).unwrap();
    assert_eq!(committed.placed, [Placed::New(Position(4))]);
    assert_ne!(writer.read().hash(Hashed::Everything).unwrap(), before);
}

#[test]
fn a_round_goes_its_way() {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = open(folder.path()).writer;
    writer.commit(at(1), &[], Some(&turn(1))).unwrap();
    let rounds = vec![
        RoundChange::Done { position: Position(1), done: 1 },
        RoundChange::Ahead { position: Position(1), customer: CustomerId(2) },
    ];
    let unset = vec![Timer { due: at(60), customer: CustomerId(1) }];
    let mut next = Turn { rounds, unset, ..Turn::default() };
    writer.commit(at(2), &[], Some(&next)).unwrap();
    let round = &writer.read().rounds().unwrap()[0];
    assert_eq!((round.done, round.ahead.as_slice()), (1, [CustomerId(2)].as_slice()));
    assert_eq!(writer.read().next_timer().unwrap(), None);
    next.rounds = vec![RoundChange::End { position: Position(1) }];
    writer.commit(at(3), &[], Some(&next)).unwrap();
    assert_eq!(writer.read().rounds().unwrap(), []);
}

#[test]
fn a_second_writer_is_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let _first = open(folder.path());
    let second = Store::open(folder.path(), &options(start()));
    let Err(OpenError::InUse { holder, .. }) = second else { panic!("it was opened twice") };
    assert_eq!(holder, Some(std::process::id()));
}

#[test]
fn json_is_kept_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = open(folder.path()).writer;
    let mut odd = event("odd");
    odd.data = json("{ \"b\":1.50,\"a\" :\"\\u0000é\" }");
    writer
        .commit(
            at(1),
            &[voorzet_store::entry::Incoming::Event { event: odd.clone(), mode: Mode::History }],
            None,
        )
        .unwrap();
    let found = writer.read().entry(Position(1)).unwrap().unwrap();
    assert_eq!(found.event.data.get(), odd.data.get());
    assert_eq!((found.mode, found.at), (Mode::History, start()));
}
