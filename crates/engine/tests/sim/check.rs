//! What must hold when everything has come to rest.

use std::collections::BTreeMap;

use voorzet_domain::conversation::Happening;
use voorzet_domain::event::builtin;
use voorzet_domain::time::{Duration, Timestamp};
use voorzet_engine::live::{self, Command, Core, Work};
use voorzet_engine::own::{self, kind};
use voorzet_engine::projection;
use voorzet_store::entry::{Entry, Incoming, Mode, Position};
use voorzet_store::outbox::{Send, SendKey, SendState};
use voorzet_store::reader::{Filter, Hashed};
use voorzet_store::simulated::Disk;
use voorzet_store::{Reader, Store, Writer};

use super::run::{Simulation, knows_keys};

/// Asks whether what must hold does; else says what does not.
pub(crate) fn check(simulation: &mut Simulation) -> Result<(), String> {
    simulation.close();
    let options = simulation.disk.options(Timestamp::MAX, simulation.seed());
    let mut writer = Store::open(&simulation.disk.folder(), &options).map_err(said)?.writer;
    let log = writer.read().entries(Position(0), usize::MAX, Filter::default()).map_err(said)?;
    places(&log)?;
    acknowledged(simulation, &log)?;
    sends(simulation, writer.read(), &log)?;
    conversations(simulation, writer.read(), &log)?;
    let progress = writer.read().progress().map_err(said)?;
    let undecided = log.iter().find(|entry| entry.own.is_none() && entry.position > progress.through);
    if let Some(entry) = undecided {
        return Err(format!("entry {} was never decided on", entry.position.0));
    }
    decisions(simulation, &log, progress.clock.plus(Duration::from_micros(1)))?;
    rebuilt(&mut writer)
}

/// The log has no gaps, and its instants never go back.
fn places(log: &[Entry]) -> Result<(), String> {
    for (index, pair) in log.windows(2).enumerate() {
        if pair[1].position.0 != pair[0].position.0 + 1 || pair[1].at < pair[0].at {
            return Err(format!("after entry {} of the log comes {:?}", index + 1, pair[1]));
        }
    }
    Ok(())
}

/// What was acknowledged is in the log once; what was not, at most once.
fn acknowledged(simulation: &Simulation, log: &[Entry]) -> Result<(), String> {
    let mut kept: BTreeMap<&str, u32> = BTreeMap::new();
    for entry in log.iter().filter(|entry| entry.own.is_none()) {
        *kept.entry(&entry.event.id).or_default() += 1;
    }
    if let Some((id, times)) = kept.iter().find(|(_, times)| **times > 1) {
        return Err(format!("event {id} is in the log {times} times"));
    }
    let lost = simulation.acknowledged.iter().find(|event| !kept.contains_key(event.id.as_str()));
    lost.map_or(Ok(()), |event| Err(format!("event {} was acknowledged and is lost", event.id)))
}

/// Nothing was sent twice without anybody asking, nothing was sent that the outbox does not know of, and nothing
/// hangs.
fn sends(simulation: &Simulation, reader: &Reader, log: &[Entry]) -> Result<(), String> {
    if simulation.providers.too_early > 0 {
        return Err(format!(
            "{} calls before the deadline a provider had set",
            simulation.providers.too_early
        ));
    }
    for ((route, key), effects) in &simulation.providers.effects {
        let asked = simulation.retried.get(key).copied().unwrap_or_default();
        if *effects > 1 + if knows_keys(route) { 0 } else { asked } {
            return Err(format!("{key:?} went out {effects} times by {route}, {asked} of them asked for"));
        }
        let send =
            reader.send(key).map_err(said)?.ok_or(format!("{key:?} went out and is not in the outbox"))?;
        let known = match send.state {
            SendState::Sent | SendState::Delivered | SendState::Read | SendState::Unsure => true,
            // Called off, or given up, while the provider had it and had not said so.
            SendState::Cancelled | SendState::Failed => send.tries > 0,
            SendState::Planned => send.tries > 0 && send.problem.is_some(),
            SendState::Sending => false,
        };
        if !known {
            return Err(format!("{key:?} went out, and the outbox says {}", send.state.name()));
        }
    }
    let mut before = i64::MAX;
    loop {
        let some: Vec<Send> = reader.sends(None, before, 500).map_err(said)?;
        let Some(last) = some.last() else { return Ok(()) };
        before = last.number;
        for send in &some {
            let key = (send.planned.route.clone(), send.planned.key.clone());
            let went = simulation.providers.effects.contains_key(&key);
            match send.state {
                SendState::Delivered if !went => return Err(format!("{:?} never arrived", send.planned.key)),
                SendState::Sending => return Err(format!("{:?} hangs", send.planned.key)),
                _ => {}
            }
            let planned = format!("\"{}\"", send.planned.key.0);
            let says = |entry: &&Entry| {
                entry.event.kind == kind::DELIVERY_PLANNED && entry.event.data.get().contains(&planned)
            };
            if log.iter().filter(says).count() != 1 {
                return Err(format!("the log does not say once that {planned} was planned"));
            }
        }
    }
}

/// What customers wrote is in one conversation, once; what agents heard that they said is said, once, and each that is
/// said is in the outbox.
fn conversations(simulation: &Simulation, reader: &Reader, log: &[Entry]) -> Result<(), String> {
    let mut heard: BTreeMap<i64, u32> = BTreeMap::new();
    let mut said: BTreeMap<String, u32> = BTreeMap::new();
    for entry in log {
        match Happening::read(&entry.event.kind, entry.event.data.get()) {
            Some(Ok(Happening::Heard(_))) => {
                let cause = entry.own.and_then(|own| own.cause).ok_or("heard without a message")?;
                *heard.entry(cause.0).or_default() += 1;
            }
            Some(Ok(Happening::Said(spoken))) => *said.entry(spoken.key.to_string()).or_default() += 1,
            _ => {}
        }
    }
    let aside = |position: Position| {
        let about = |entry: &&Entry| entry.own.is_some_and(|own| own.cause == Some(position));
        log.iter().filter(about).any(|entry| entry.event.kind == kind::EVENT_QUARANTINED)
    };
    for entry in log.iter().filter(|entry| entry.event.kind == builtin::MESSAGE) {
        let times = heard.get(&entry.position.0).copied().unwrap_or_default();
        if times != 1 && !(times == 0 && aside(entry.position)) {
            return Err(format!("message {} is in {times} places", entry.event.id));
        }
    }
    for (key, times) in &said {
        let send = reader.send(&SendKey(key.as_str().into())).map_err(self::said)?;
        if *times != 1 || send.is_none() {
            return Err(format!("{key} was said {times} times, and its send is {send:?}"));
        }
    }
    let lost = simulation.spoken.iter().find(|key| !said.contains_key(*key));
    lost.map_or(Ok(()), |key| Err(format!("{key} was acknowledged and is not said")))
}

/// The same events at the same instants, without any trouble and in other portions, lead to the same.
fn decisions(simulation: &Simulation, log: &[Entry], end: Timestamp) -> Result<(), String> {
    let disk = Disk::new(simulation.seed());
    let options = disk.options(log[0].at, simulation.seed());
    let writer = Store::open(&disk.folder(), &options).map_err(said)?.writer;
    let mut core = Core::open(writer, live::Settings::default(), log[0].at).map_err(said)?;
    for entry in log {
        let mut work = Work::default();
        if entry.own.is_none() {
            work.incoming.push(Incoming::Event { event: entry.event.clone(), mode: Mode::Live });
        } else if entry.event.kind == kind::STRATEGY_PUBLISHED {
            let said: own::Published = serde_json::from_str(entry.event.data.get()).map_err(said)?;
            let which: usize = said.note.parse().map_err(|_| "a note of nobody's".to_owned())?;
            let (files, note) = (simulation.strategies()[which].clone(), said.note.to_string());
            work.commands.push(Command::Publish { files, by: "somebody".into(), note, over: None });
        } else {
            continue;
        }
        core.turn(entry.at, work).map_err(|refused| refused.to_string())?;
    }
    loop {
        let turned = core.turn(end, Work::default()).map_err(|refused| refused.to_string())?;
        if turned.behind == 0 && turned.wake.is_none_or(|wake| wake > end) {
            break;
        }
    }
    drop(core);
    let calm =
        Store::open(&disk.folder(), &disk.options(Timestamp::MAX, simulation.seed())).map_err(said)?.writer;
    let calm = calm.read().entries(Position(0), usize::MAX, Filter::default()).map_err(said)?;
    let (ours, theirs) = (deciding(log), deciding(&calm));
    let differ = ours.iter().zip(&theirs).find(|(ours, theirs)| ours != theirs);
    if let Some((ours, theirs)) = differ {
        return Err(format!("decided: {ours}\nwithout trouble: {theirs}"));
    }
    if ours.len() == theirs.len() {
        return Ok(());
    }
    let more = ours.get(theirs.len()).or(theirs.get(ours.len()));
    Err(format!("{} decided, {} without trouble; the first more is {more:?}", ours.len(), theirs.len()))
}

/// What was decided and led to it, in an order that does not depend on portions.
fn deciding(log: &[Entry]) -> Vec<String> {
    let kinds = [
        kind::DECISION_MADE,
        kind::CONTACT_COUNTED,
        kind::EXPECTATION_OPENED,
        kind::EXPECTATION_SETTLED,
        kind::HOLDOUT_ASSIGNED,
        kind::CUSTOMER_IDENTIFIED,
        kind::EVENT_QUARANTINED,
        kind::RATES_LEARNED,
    ];
    let name = |position: Position| {
        let cause = log.get(position.0 as usize - 1).map(|entry| &entry.event);
        cause.map(|event| if event.source == "voorzet" { event.kind.clone() } else { event.id.clone() })
    };
    let own = log.iter().filter(|entry| kinds.contains(&entry.event.kind.as_str()));
    let mut all: Vec<String> = own
        .filter_map(|entry| {
            let own = entry.own?;
            let cause = own.cause.and_then(name);
            let data = entry.event.data.get();
            Some(format!("{:?} {} {} {cause:?} {data}", own.customer, entry.event.time, entry.event.kind))
        })
        .collect();
    all.sort_unstable();
    all
}

/// Folding the log again gives the same read models.
fn rebuilt(writer: &mut Writer) -> Result<(), String> {
    let before = writer.read().hash(Hashed::ReadModels).map_err(said)?;
    let zone =
        jiff::tz::TimeZoneDatabase::bundled().get("Europe/Amsterdam").map_err(|error| error.to_string())?;
    projection::rebuild(writer, &zone, &mut |_, _| {}).map_err(said)?;
    let after = writer.read().hash(Hashed::ReadModels).map_err(said)?;
    if before == after {
        Ok(())
    } else {
        Err("the read models are not what the log makes of them".to_owned())
    }
}

fn said(error: impl std::fmt::Display) -> String {
    error.to_string()
}
