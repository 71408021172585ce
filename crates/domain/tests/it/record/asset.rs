//! Assets, ties and incidents as rows.

use std::collections::BTreeMap;

use proptest::prelude::*;
use voorzet_domain::asset::Assets;
use voorzet_domain::asset::record::{self as assets, AssetRecord, Room, TieRecord};
use voorzet_domain::customer::CustomerId;
use voorzet_domain::event::AssetId;
use voorzet_domain::incident::Incidents;
use voorzet_domain::incident::record::{self as incidents, IncidentRecord, ReachedRecord};
use voorzet_domain::time::{Duration, Timestamp};

/// The tables of a store.
#[derive(Default)]
struct Rows {
    assets: BTreeMap<u64, AssetRecord>,
    ties: BTreeMap<u64, TieRecord>,
    incidents: BTreeMap<u64, IncidentRecord>,
    reached: BTreeMap<(u64, CustomerId), ReachedRecord>,
}

impl Rows {
    fn apply(&mut self, assets: assets::Changes, incidents: incidents::Changes) {
        self.assets.extend(assets.assets.into_iter().map(|row| (row.number, row)));
        self.ties.extend(assets.ties.into_iter().map(|row| (row.number, row)));
        for gone in assets.gone_assets {
            self.assets.remove(&gone).expect("it was written");
        }
        for gone in assets.gone_ties {
            self.ties.remove(&gone).expect("it was written");
        }
        self.incidents.extend(incidents.incidents.into_iter().map(|row| (row.number, row)));
        self.reached.extend(incidents.reached.into_iter().map(|row| ((row.incident, row.customer), row)));
        for gone in incidents.gone {
            self.incidents.remove(&gone);
            self.reached.retain(|(incident, _), _| *incident != gone);
        }
    }

    fn load(&self, seed: u64) -> World {
        let room = Room { assets: self.assets.len(), ties: self.ties.len() };
        let mut assets = Assets::restore(seed, room);
        self.assets.values().for_each(|row| assets.asset(row).unwrap());
        self.ties.values().for_each(|row| assets.tie(row).unwrap());
        let mut incidents = Incidents::restore();
        self.incidents.values().for_each(|row| incidents.incident(row.clone()).unwrap());
        self.reached.values().for_each(|row| incidents.reached(*row).unwrap());
        World { assets: assets.finish().unwrap(), incidents: incidents.finish() }
    }
}

struct World {
    assets: Assets,
    incidents: Incidents,
}

#[derive(Clone, Debug)]
enum Step {
    Tie { asset: u8, customer: u8, from: i64, lasts: Option<i64> },
    End { asset: u8, customer: Option<u8>, at: i64 },
    PartOf { part: u8, whole: u8, at: i64 },
    Update { incident: u8, assets: Vec<u8>, at: i64 },
    Close { incident: u8, at: i64 },
    Reach { incident: u8, few: usize, at: i64 },
    Say { incident: u8, position: i64 },
    Prune { before: i64 },
    Write,
    Reload,
}

fn step() -> impl Strategy<Value = Step> {
    let (asset, customer, incident, hour) = (0..8_u8, 0..6_u8, 0..3_u8, 0..60_i64);
    let lasts = prop::option::of(0..30_i64);
    prop_oneof![
        8 => (asset.clone(), customer.clone(), hour.clone(), lasts)
            .prop_map(|(asset, customer, from, lasts)| Step::Tie { asset, customer, from, lasts }),
        4 => (asset.clone(), prop::option::of(customer), hour.clone())
            .prop_map(|(asset, customer, at)| Step::End { asset, customer, at }),
        3 => (asset.clone(), asset.clone(), hour.clone())
            .prop_map(|(part, whole, at)| Step::PartOf { part, whole, at }),
        3 => (incident.clone(), prop::collection::vec(asset, 1..3), hour.clone())
            .prop_map(|(incident, assets, at)| Step::Update { incident, assets, at }),
        1 => (incident.clone(), hour.clone()).prop_map(|(incident, at)| Step::Close { incident, at }),
        3 => (incident.clone(), 0..4_usize, hour.clone())
            .prop_map(|(incident, few, at)| Step::Reach { incident, few, at }),
        1 => (incident, any::<i64>()).prop_map(|(incident, position)| Step::Say { incident, position }),
        1 => hour.prop_map(|before| Step::Prune { before }),
        3 => Just(Step::Write),
        2 => Just(Step::Reload),
    ]
}

fn at(hour: i64) -> Timestamp {
    // Not a whole number of milliseconds, which ties keep.
    Timestamp::from_micros(1_767_225_600_000_321).expect("2026").plus(Duration::from_hours(hour))
}

fn asset(number: u8) -> AssetId {
    AssetId::new("box", &"x".repeat(number as usize * 4 + 1)).expect("a name")
}

impl World {
    /// Does a step, and gives all that can be seen of what it did.
    fn act(&mut self, step: &Step) -> String {
        let Self { assets, incidents } = self;
        match step {
            Step::Tie { asset: number, customer, from, lasts } => {
                let (asset, customer) = (asset(*number), CustomerId((*customer).into()));
                let until = lasts.map(|lasts| at(from + lasts));
                let tied = assets.tie(&asset, customer, at(*from), until);
                format!("{tied:?} {:?}", incidents.reached_by_tie(&asset, customer, assets))
            }
            Step::End { asset: number, customer, at: hour } => {
                assets.end(&asset(*number), customer.map(|n| CustomerId(n.into())), at(*hour));
                String::new()
            }
            Step::PartOf { part, whole, at: hour } => {
                format!("{:?}", assets.part_of(&asset(*part), &asset(*whole), at(*hour)))
            }
            Step::Update { incident, assets: on, at: hour } => {
                let on: Vec<AssetId> = on.iter().copied().map(asset).collect();
                let change = incidents.update(&format!("i{incident}"), &on, &format!("at {hour}"), at(*hour));
                format!("{change:?}")
            }
            Step::Close { incident, at: hour } => {
                format!("{:?}", incidents.close(&format!("i{incident}"), at(*hour)))
            }
            Step::Reach { incident, few, at: hour } => {
                let id = format!("i{incident}");
                let revision = incidents.get(&id).map_or(0, |incident| incident.revision);
                let customers = incidents.to_reach(&id, assets, at(*hour), None);
                let portion = customers.iter().take(*few);
                let reached: Vec<bool> =
                    portion.map(|customer| incidents.reach(&id, revision, *customer)).collect();
                format!("{customers:?} {reached:?}")
            }
            Step::Say { incident, position } => {
                incidents.note_said(&format!("i{incident}"), *position);
                String::new()
            }
            Step::Prune { before } => {
                assets.prune(at(*before));
                incidents.prune(at(*before));
                String::new()
            }
            Step::Write | Step::Reload => String::new(),
        }
    }

    /// Everything that it answers.
    fn answers(&self) -> Vec<String> {
        let Self { assets, incidents } = self;
        let mut said = vec![format!("{} {}", assets.len(), assets.tie_count())];
        for number in 0..8 {
            let asset = asset(number);
            said.push(format!("{:?}", assets.wholes(&asset).collect::<Vec<_>>()));
            said.push(format!("{:?}", incidents.open_on(&asset, assets)));
            said.extend((-1..95).map(|hour| format!("{:?}", assets.tied(&asset, at(hour)))));
        }
        for customer in (0..6).map(CustomerId) {
            let of = |hour| format!("{:?}", assets.assets_of(customer, at(hour)).collect::<Vec<_>>());
            said.extend((-1..95).map(of));
        }
        for incident in incidents.all() {
            // Its number depends on whether another of its name was forgotten before it was loaded.
            let mut incident = incident.clone();
            incident.number = 0;
            said.push(format!("{incident:?} {:?}", incidents.to_reach(&incident.id, assets, at(30), None)));
        }
        said
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn written_and_loaded_at_any_moment_it_is_the_same(steps in prop::collection::vec(step(), 1..100)) {
        let mut kept = World { assets: Assets::seeded(1), incidents: Incidents::default() };
        let mut live = World { assets: Assets::journaled(2), incidents: Incidents::journaled() };
        let mut rows = Rows::default();
        for (number, step) in steps.iter().enumerate() {
            match step {
                Step::Write => rows.apply(live.assets.take_changes(), live.incidents.take_changes()),
                Step::Reload => {
                    rows.apply(live.assets.take_changes(), live.incidents.take_changes());
                    live = rows.load(number as u64);
                    prop_assert!(live.assets.take_changes().is_empty());
                    prop_assert!(live.incidents.take_changes().is_empty());
                }
                _ => prop_assert_eq!(live.act(step), kept.act(step), "{:?}", step),
            }
        }
        prop_assert_eq!(live.answers(), kept.answers());
        prop_assert!(kept.assets.take_changes().is_empty() && kept.incidents.take_changes().is_empty());
        rows.apply(live.assets.take_changes(), live.incidents.take_changes());
        prop_assert_eq!(rows.load(3).answers(), kept.answers());
    }
}
