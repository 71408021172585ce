//! What was said with an address that reads along.

use voorzet_store::entry::{Incoming, Placed, Position};
use voorzet_store::line::{Line, Said};
use voorzet_store::outbox::{SendChange, SendKey, SendState};
use voorzet_store::turn::Turn;

use crate::sample::{at, live, open, planned};

/// Something that came from an address on the chat.
fn came(id: &str, address: &str) -> [Incoming; 2] {
    [live(id), Incoming::Line { account: "chat".into(), address: address.into() }]
}

/// Something to send to an address.
fn to(key: &str, route: &str, address: &str) -> Turn {
    let planned = voorzet_store::outbox::Planned { to: address.into(), ..planned(key, route, at(1)) };
    Turn { planned: vec![planned], ..Turn::default() }
}

fn is(key: &str, state: SendState) -> Turn {
    let change = SendChange {
        key: SendKey(key.into()),
        state,
        tries: 1,
        at: at(2),
        not_before: at(1),
        problem: None,
        reference: None,
    };
    Turn { sends: vec![change], ..Turn::default() }
}

/// Numbers, addresses and what was said.
fn told(lines: &[Line]) -> Vec<(i64, String, String)> {
    let said = |line: &Line| match &line.said {
        Said::Came(entry) => entry.event.id.to_string(),
        Said::Went(send) => send.planned.key.0.to_string(),
    };
    lines.iter().map(|line| (line.number, line.address.to_string(), said(line))).collect()
}

#[test]
fn lines_have_the_order_in_which_they_could_be_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let opened = open(folder.path());
    let mut writer = opened.writer;
    writer.commit(at(1), &came("a", "s1"), Some(&to("first", "chat", "s1"))).expect("written");
    writer.commit(at(2), &[], Some(&to("second", "chat", "s1"))).expect("written");
    let reader = opened.store.reader().expect("a reader");
    assert_eq!(
        told(&reader.lines(0, 10).expect("lines")),
        [(1, "s1".into(), "a".into())],
        "what waits is no line"
    );
    // The second goes first: who has read up to it has missed nothing before it.
    writer.commit(at(3), &came("b", "s2"), Some(&is("second", SendState::Sent))).expect("written");
    writer.commit(at(4), &[], Some(&is("first", SendState::Sending))).expect("written");
    writer.commit(at(5), &[], Some(&is("first", SendState::Sent))).expect("written");
    writer.commit(at(6), &[], Some(&is("first", SendState::Delivered))).expect("written");
    let expected = [(1, "s1", "a"), (2, "s1", "second"), (3, "s2", "b"), (4, "s1", "first")];
    let expected = expected.map(|(number, address, said)| (number, address.to_owned(), said.to_owned()));
    assert_eq!(told(&reader.lines(0, 10).expect("lines")), expected);
    assert_eq!(told(&reader.lines(2, 1).expect("lines")), expected[2..3]);
    assert_eq!(
        told(&reader.lines_of("chat", "s1", 1, 10).expect("lines")),
        [expected[1].clone(), expected[3].clone()]
    );
    assert_eq!(reader.last_line().expect("a number"), 4);
    let last = reader.last_line_of("chat", "s2").expect("lines").expect("a line");
    assert_eq!(told(&[last]), expected[2..3]);
    drop(writer);
    let again = open(folder.path());
    assert_eq!(
        told(&again.store.reader().expect("a reader").lines(0, 10).expect("lines")),
        expected,
        "for ever"
    );
}

#[test]
fn a_repeat_is_no_line_and_who_does_not_read_along_has_none() {
    let folder = tempfile::tempdir().expect("a folder");
    let opened = open(folder.path());
    let mut writer = opened.writer;
    writer.commit(at(1), &came("a", "s1"), Some(&to("letter", "mail", "a@example.com"))).expect("written");
    let committed =
        writer.commit(at(2), &came("a", "s1"), Some(&is("letter", SendState::Sent))).expect("written");
    assert_eq!(committed.placed, [Placed::Repeated, Placed::Marked]);
    let lost = [Incoming::Line { account: "chat".into(), address: "s1".into() }];
    writer.commit(at(3), &lost, None).expect("written");
    let lines = opened.store.reader().expect("a reader").lines(0, 10).expect("lines");
    assert_eq!(told(&lines), [(1, "s1".into(), "a".into())]);
    let Said::Came(entry) = &lines[0].said else { panic!("it came") };
    assert_eq!(entry.position, Position(1));
}
