//! A disk that loses power, fills up and refuses: what was acknowledged stays, what failed never happened.

use std::collections::BTreeSet;

use voorzet_domain::conversation::MessageNumber;
use voorzet_store::entry::{Incoming, Placed, Position};
use voorzet_store::outbox::{SendChange, SendKey, SendState};
use voorzet_store::reader::{Filter, Hashed, Whose};
use voorzet_store::simulated::{Disk, Faults};
use voorzet_store::turn::Turn;
use voorzet_store::{Store, StoreError, Writer};

use crate::sample::{at, desk, live, planned, start, turn, unreadable};

/// How many seeds are tried: a few, more in the long form, or what `VOORZET_SEEDS` says.
#[expect(clippy::disallowed_methods, reason = "the long form of a test is asked for by its caller")]
fn seeds() -> u64 {
    let stated = std::env::var("VOORZET_SEEDS").ok().and_then(|text| text.parse().ok());
    let many = if std::env::var_os("VOORZET_SOAK").is_some() { 1_000 } else { 50 };
    stated.unwrap_or(many)
}

fn draw(chance: &mut u64) -> u64 {
    *chance = chance.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mixed = (*chance ^ (*chance >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

fn open(disk: &Disk) -> Result<Writer, voorzet_store::OpenError> {
    Store::open(&disk.folder(), &disk.options(start(), 7)).map(|opened| opened.writer)
}

/// What has been acknowledged, and what may be there all the same.
#[derive(Default)]
struct Told {
    /// Ids of events.
    acknowledged: BTreeSet<String>,
    /// Ids of events whose commit failed.
    attempted: BTreeSet<String>,
    /// The number of the last turn that was acknowledged.
    turns: u32,
    next: u64,
}

impl Told {
    /// A commit of a few events, some of them repeats, and often a turn.
    fn commit(&mut self, writer: &mut Writer, chance: &mut u64) -> Result<(), StoreError> {
        let mut ids: Vec<String> = (0..draw(chance) % 30)
            .map(|_| {
                self.next += 1;
                format!("e-{}", self.next)
            })
            .collect();
        if let Some(known) = self.acknowledged.iter().next() {
            ids.push(known.clone());
        }
        // Some bodies are larger than a page.
        let long = draw(chance).is_multiple_of(5).then(|| unreadable(&"x".repeat(9_000)));
        let incoming: Vec<Incoming> = ids.iter().map(|id| live(id)).chain(long).collect();
        let turn = draw(chance).is_multiple_of(2).then(|| whole_turn(self.turns + 1));
        match writer.commit(at(self.next as i64), &incoming, turn.as_ref()) {
            Ok(committed) => {
                assert_eq!(committed.placed.len(), incoming.len());
                self.acknowledged.extend(ids);
                self.turns += u32::from(turn.is_some());
                Ok(())
            }
            Err(error) => {
                self.attempted.extend(ids);
                Err(error)
            }
        }
    }

    /// Everything that was acknowledged is there, once, and nothing is there by halves.
    fn check(&self, writer: &Writer, what: &str) {
        writer.read().check().unwrap_or_else(|error| panic!("{what}: {error}"));
        let filter = Filter { whose: Whose::Outside, ..Filter::default() };
        let all = writer.read().entries(Position(0), usize::MAX, Filter::default()).expect("entries");
        for (entry, position) in all.iter().zip(1..) {
            assert_eq!(entry.position, Position(position), "{what}: a position is left out");
        }
        let ids: Vec<String> = writer
            .read()
            .entries(Position(0), usize::MAX, filter)
            .expect("entries")
            .into_iter()
            .map(|entry| entry.event.id.to_string())
            .collect();
        let found: BTreeSet<String> = ids.iter().cloned().collect();
        assert_eq!(found.len(), ids.len(), "{what}: an event is there twice");
        let lost: Vec<_> = self.acknowledged.difference(&found).collect();
        assert!(lost.is_empty(), "{what}: acknowledged and lost: {lost:?}");
        let invented: Vec<_> = found
            .iter()
            .filter(|id| !self.acknowledged.contains(*id) && !self.attempted.contains(*id))
            .collect();
        assert!(invented.is_empty(), "{what}: never sent: {invented:?}");
        // A turn's parts: its own entry, its customer, what it plans, how far it is.
        let own = all.iter().filter(|entry| entry.own.is_some()).count();
        let sends = writer.read().sends(None, i64::MAX, usize::MAX).expect("sends").len();
        let through = writer.read().progress().expect("progress").through.0 as usize;
        assert_eq!((own, sends), (through, through), "{what}: a turn is there by halves");
        let found = writer.read().search("all", MessageNumber(u32::MAX), usize::MAX).expect("found");
        let said = writer.read().last_numbers().expect("numbers").message.0 as usize;
        assert_eq!((found.len(), said), (through, through), "{what}: a message is there by halves");
        assert!(through >= self.turns as usize, "{what}: an acknowledged turn is lost");
    }

    /// Takes for acknowledged what turned out to be there.
    fn adopt(&mut self, writer: &Writer) {
        self.turns = writer.read().progress().expect("progress").through.0 as u32;
        let filter = Filter { whose: Whose::Outside, ..Filter::default() };
        let all = writer.read().entries(Position(0), usize::MAX, filter).expect("entries");
        self.acknowledged.extend(all.into_iter().map(|entry| entry.event.id.to_string()));
    }
}

/// Of the sample turn what can happen again and again, and a change of what an earlier one planned.
fn whole_turn(number: u32) -> Turn {
    let mut turn = turn(number);
    if number > 1 {
        turn.sends = vec![SendChange {
            key: SendKey(format!("key-{}", number - 1).into()),
            state: SendState::Sent,
            tries: 1,
            at: at(1),
            not_before: at(1),
            problem: None,
            reference: None,
        }];
    }
    turn.planned = vec![planned(&format!("key-{number}"), "mail", at(1))];
    turn.desk = desk(number);
    turn
}

#[test]
fn soak_power_fails_at_any_point_and_nothing_acknowledged_is_lost() {
    for seed in 0..seeds() {
        let mut chance = seed;
        let disk = Disk::new(seed);
        let mut told = Told::default();
        for life in 0..4 {
            let what = format!("seed {seed}, life {life}");
            // Early ones strike while the store is being made or put right.
            let early = draw(&mut chance).is_multiple_of(4);
            let reach = if early { 60 } else { 900 };
            disk.crash_at(disk.changes() + 1 + draw(&mut chance) % reach);
            if let Ok(mut writer) = open(&disk) {
                told.check(&writer, &what);
                told.adopt(&writer);
                while told.commit(&mut writer, &mut chance).is_ok() {}
                assert!(disk.is_dead(), "{what}: a commit failed by itself");
            }
            if draw(&mut chance).is_multiple_of(4) && !disk.is_dead() {
                disk.kill();
            } else {
                disk.crash();
                disk.restart();
            }
        }
        let writer = open(&disk).unwrap_or_else(|error| panic!("seed {seed}: {error}"));
        told.check(&writer, &format!("seed {seed}, in the end"));
    }
}

#[test]
fn soak_what_a_killed_program_left_is_made_safe_before_anything_rests_on_it() {
    for seed in 0..seeds() {
        let disk = Disk::new(seed);
        let mut writer = open(&disk).expect("a store");
        writer.commit(at(1), &[live("a")], None).unwrap();
        disk.set_faults(Faults { syncs: true, ..Faults::default() });
        assert!(writer.commit(at(2), &[live("b")], None).is_err());
        disk.kill();
        drop(writer);
        let mut writer = open(&disk).expect("a store");
        let seen = writer.read().last().unwrap().0;
        let more = i64::from(seed.is_multiple_of(2));
        if more == 1 {
            writer.commit(at(3), &[live("c")], None).unwrap();
        }
        disk.crash();
        drop(writer);
        disk.restart();
        let writer = open(&disk).expect("a store");
        assert_eq!(writer.read().last().unwrap().0, Position(seen.0 + more), "seed {seed}");
        writer.read().check().unwrap();
    }
}

#[test]
fn soak_a_disk_that_refuses_for_a_while_acknowledges_nothing_and_forgets_nothing() {
    for seed in 0..seeds() {
        let mut chance = seed ^ 0xfa17;
        let disk = Disk::new(seed);
        let mut told = Told::default();
        let mut writer = open(&disk).expect("a store");
        for trouble in 0..6 {
            let what = format!("seed {seed}, trouble {trouble}");
            for _ in 0..draw(&mut chance) % 12 {
                told.commit(&mut writer, &mut chance).unwrap_or_else(|error| panic!("{what}: {error}"));
            }
            let faults = match draw(&mut chance) % 4 {
                0 => Faults { room: Some(disk.size() + draw(&mut chance) % 40_000), ..Faults::default() },
                1 => Faults { writes: true, ..Faults::default() },
                2 => Faults { syncs: true, ..Faults::default() },
                _ => Faults { reads: true, writes: true, syncs: true, ..Faults::default() },
            };
            disk.set_faults(faults);
            let mut refused = 0;
            for _ in 0..12 {
                if let Err(error) = told.commit(&mut writer, &mut chance) {
                    assert!(error.passes(), "{what}, {faults:?}: {error}");
                    refused += 1;
                }
            }
            // On a full disk there may be room in what is there already.
            assert!(refused > 0 || faults.room.is_some(), "{what}: {faults:?} had no effect");
            match draw(&mut chance) % 3 {
                0 => disk.set_faults(Faults::default()),
                end => {
                    // It ends before the disk is well, by a kill or for want of power.
                    if end == 1 {
                        disk.kill();
                    } else {
                        disk.crash();
                    }
                    drop(writer);
                    if end == 2 {
                        disk.restart();
                    }
                    writer = open(&disk).unwrap_or_else(|error| panic!("{what}, again: {error}"));
                    told.check(&writer, &what);
                    told.adopt(&writer);
                    if draw(&mut chance).is_multiple_of(2) {
                        disk.crash();
                        drop(writer);
                        disk.restart();
                        writer = open(&disk).unwrap_or_else(|error| panic!("{what}, third: {error}"));
                        told.check(&writer, &what);
                    }
                }
            }
            // The same writer goes on by itself, and nothing that failed is there.
            told.attempted.clear();
            // What failed is gone for good once something else is written in its place: a commit that holds nothing
            // but repeats writes nothing.
            let before = told.next;
            while told.next == before {
                told.commit(&mut writer, &mut chance)
                    .unwrap_or_else(|error| panic!("{what}, after: {error}"));
            }
            told.check(&writer, &what);
            if draw(&mut chance).is_multiple_of(2) {
                disk.crash();
                drop(writer);
                disk.restart();
                writer = open(&disk).unwrap_or_else(|error| panic!("{what}, again: {error}"));
                told.check(&writer, &what);
            }
        }
    }
}

#[test]
fn the_same_value_is_committed_after_the_disk_was_full() {
    let disk = Disk::new(1);
    let mut writer = open(&disk).expect("a store");
    writer.commit(at(1), &[live("a")], None).unwrap();
    let before = writer.read().hash(Hashed::Everything).unwrap();
    // More than the write-ahead log has room for, written over from its start.
    let incoming = [live("b"), live("c"), unreadable(&"x".repeat(2_000_000))];
    let value = whole_turn(1);
    disk.set_faults(Faults { room: Some(disk.size()), ..Faults::default() });
    assert!(matches!(writer.commit(at(2), &incoming, Some(&value)), Err(StoreError::Full)));
    assert_eq!(writer.read().hash(Hashed::Everything).unwrap(), before);
    disk.set_faults(Faults::default());
    let committed = writer.commit(at(3), &incoming, Some(&value)).unwrap();
    assert_eq!(
        committed.placed,
        [Placed::New(Position(3)), Placed::New(Position(4)), Placed::Quarantined(1)]
    );
}

#[test]
fn a_failed_sync_is_no_acknowledgement_even_when_a_crash_follows() {
    let disk = Disk::new(3);
    let mut writer = open(&disk).expect("a store");
    writer.commit(at(1), &[live("a")], None).unwrap();
    disk.set_faults(Faults { syncs: true, ..Faults::default() });
    let failed = writer.commit(at(2), &[live("b")], None);
    assert!(matches!(failed, Err(StoreError::Disk(_))), "{failed:?}");
    disk.set_faults(Faults::default());
    // What the failed sync left is not what the next commit rests on.
    writer.commit(at(3), &[live("c")], None).unwrap();
    disk.crash();
    drop(writer);
    disk.restart();
    let writer = open(&disk).expect("a store");
    let ids: Vec<_> = writer.read().entries(Position(0), 9, Filter::default()).unwrap();
    let ids: Vec<_> = ids.iter().map(|entry| entry.event.id.as_str()).collect();
    assert_eq!(ids, ["a", "c"]);
}
