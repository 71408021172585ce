//! Who is tied to what, what is part of what, and whom an incident reaches.

use proptest::prelude::*;
use voorzet_domain::asset::{Assets, DEPTH_LIMIT, PartError, Tied};
use voorzet_domain::customer::CustomerId;
use voorzet_domain::event::AssetId;
use voorzet_domain::incident::{Change, Incidents};
use voorzet_domain::time::{Duration, Timestamp};

fn at(hour: i64) -> Timestamp {
    Timestamp::from_micros(1_767_225_600_000_000).expect("2026").plus(Duration::from_hours(hour))
}

fn asset(text: &str) -> AssetId {
    AssetId::parse(text).expect("kind:name")
}

fn ids(numbers: &[u32]) -> Vec<CustomerId> {
    numbers.iter().copied().map(CustomerId).collect()
}

#[test]
fn a_tie_holds_from_until() {
    let mut assets = Assets::default();
    let parcel = asset("parcel:3SX");
    assert!(assets.tied(&parcel, at(0)).is_empty());
    assert_eq!(assets.tie(&parcel, CustomerId(7), at(0), Some(at(10))), Tied::New);
    assert_eq!(assets.tie(&parcel, CustomerId(3), at(2), None), Tied::New);
    assert_eq!(assets.tie(&parcel, CustomerId(3), at(2), None), Tied::Unchanged);
    assert_eq!(assets.tied(&parcel, at(0).minus(Duration::from_hours(1))), ids(&[]));
    assert_eq!(assets.tied(&parcel, at(0)), ids(&[7]));
    assert_eq!(assets.tied(&parcel, at(9)), ids(&[3, 7]));
    assert_eq!(assets.tied(&parcel, at(10)), ids(&[3]), "the end is not in it");
    assert_eq!(assets.tie(&parcel, CustomerId(7), at(5), Some(at(15))), Tied::Renewed);
    assert_eq!(assets.tied(&parcel, at(14)), ids(&[3, 7]));
    assets.end(&parcel, Some(CustomerId(3)), at(12));
    assert_eq!(assets.tied(&parcel, at(14)), ids(&[7]));
    assets.end(&parcel, None, at(13));
    assert_eq!(assets.tied(&parcel, at(13)), ids(&[]));
    assert_eq!(assets.tied(&parcel, at(11)), ids(&[3, 7]));
    assert_eq!(assets.tie(&parcel, CustomerId(7), at(20), None), Tied::Renewed);
    assert!(assets.is_tied(&parcel, CustomerId(7), at(1_000_000)));
    let of: Vec<AssetId> = assets.assets_of(CustomerId(7), at(21)).collect();
    assert_eq!(of, [parcel]);
}

#[test]
fn a_late_start_does_not_outlive_its_end() {
    let mut assets = Assets::default();
    let (parcel, other) = (asset("parcel:1"), asset("parcel:2"));
    assets.end(&parcel, Some(CustomerId(1)), at(5));
    assets.tie(&parcel, CustomerId(1), at(0), None);
    assets.end(&other, None, at(5));
    assets.tie(&other, CustomerId(1), at(0), Some(at(100)));
    for parcel in [&parcel, &other] {
        assert!(!assets.is_tied(parcel, CustomerId(1), at(6)));
        assets.tie(parcel, CustomerId(1), at(7), Some(at(9)));
        assert!(assets.is_tied(parcel, CustomerId(1), at(8)), "what starts after the end does");
        assets.tie(parcel, CustomerId(1), at(1), Some(at(50)));
        assert!(!assets.is_tied(parcel, CustomerId(1), at(10)));
    }
    assert!(assets.is_tied(&other, CustomerId(1), at(8)));
}

#[test]
fn parts_carry_to_their_whole() {
    let mut assets = Assets::default();
    let (area, street, router) = (asset("area:1011"), asset("street:Dam"), asset("router:88"));
    assets.part_of(&street, &area, at(0)).expect("fits");
    assets.part_of(&router, &street, at(0)).expect("fits");
    assets.tie(&router, CustomerId(5), at(0), None);
    assets.tie(&area, CustomerId(5), at(0), None);
    assets.tie(&street, CustomerId(2), at(0), None);
    assert_eq!(assets.tied(&area, at(1)), ids(&[2, 5]), "each once");
    assert_eq!(assets.tied(&router, at(1)), ids(&[5]));
    let wholes: Vec<AssetId> = assets.wholes(&router).collect();
    assert_eq!(wholes, [router.clone(), street.clone(), area.clone()]);
    assert_eq!(assets.part_of(&area, &router, at(1)), Err(PartError::Circle));
    assert_eq!(assets.part_of(&area, &area, at(1)), Err(PartError::Circle));
    // It moves; an older event that arrives later does not move it back.
    assets.part_of(&router, &asset("street:Rokin"), at(5)).expect("fits");
    assets.part_of(&router, &street, at(3)).expect("old news");
    assert_eq!(assets.tied(&street, at(6)), ids(&[2]));
    for n in 1..DEPTH_LIMIT {
        assets.part_of(&asset(&format!("box:{n}")), &asset(&format!("box:{}", n - 1)), at(0)).expect("fits");
    }
    let last = asset(&format!("box:{}", DEPTH_LIMIT - 1));
    assert_eq!(assets.part_of(&asset("box:x"), &last, at(0)), Err(PartError::TooDeep));
    assert_eq!(assets.part_of(&asset("box:0"), &area, at(0)), Err(PartError::TooDeep));
    // What has moved out no longer counts.
    assets.part_of(&asset("box:2"), &asset("attic:1"), at(1)).expect("fits");
    assert_eq!(assets.part_of(&asset("attic:1"), &asset("box:1"), at(1)), Err(PartError::TooDeep));
    assets.part_of(&asset("box:0"), &area, at(1)).expect("fits, with one box in it");
}

#[test]
fn what_is_over_can_be_forgotten() {
    let mut assets = Assets::default();
    for n in 0..100 {
        assets.tie(
            &asset(&format!("parcel:{n}")),
            CustomerId(n),
            at(i64::from(n)),
            Some(at(i64::from(n) + 10)),
        );
    }
    assets.part_of(&asset("router:1"), &asset("area:1"), at(0)).expect("fits");
    assets.tie(&asset("router:1"), CustomerId(200), at(0), None);
    assets.prune(at(100));
    assert_eq!((assets.tie_count(), assets.len()), (11, 12));
    assert_eq!(assets.tied(&asset("area:1"), at(100)), ids(&[200]));
    assert_eq!(assets.tied(&asset("parcel:99"), at(100)), ids(&[99]));
    assert!(assets.tied(&asset("parcel:5"), at(8)).is_empty());
}

#[test]
fn an_incident_reaches_each_customer_once_per_revision() {
    let (mut assets, mut incidents) = (Assets::default(), Incidents::default());
    let (area, router) = (asset("area:1"), asset("router:1"));
    assets.part_of(&router, &area, at(0)).expect("fits");
    for n in [4, 2, 9] {
        assets.tie(&router, CustomerId(n), at(0), None);
    }
    assert!(incidents.reached_by_tie(&router, CustomerId(2), &assets).is_empty());
    assert_eq!(incidents.update("i1", &[area.clone(), router.clone()], "down", at(1)), Change::Revision(1));
    assert_eq!(incidents.update("i1", &[area.clone(), router.clone()], "down", at(1)), Change::Nothing);
    assert_eq!(incidents.to_reach("i1", &assets, at(1), None), ids(&[2, 4, 9]));
    assert!(incidents.reach("i1", 1, CustomerId(2)) && !incidents.reach("i1", 1, CustomerId(2)));
    assert_eq!(incidents.to_reach("i1", &assets, at(1), Some(CustomerId(2))), ids(&[4, 9]));
    // Tied while it is open: reached by that, and once.
    assets.tie(&router, CustomerId(1), at(2), None);
    assert_eq!(incidents.reached_by_tie(&router, CustomerId(1), &assets), [("i1".into(), 1)]);
    assert!(incidents.reached_by_tie(&router, CustomerId(1), &assets).is_empty());
    // A change goes to all of them, an older one that arrives late to nobody.
    assert_eq!(
        incidents.update("i1", std::slice::from_ref(&area), "fixed at noon", at(3)),
        Change::Revision(2)
    );
    assert_eq!(incidents.update("i1", std::slice::from_ref(&area), "old", at(2)), Change::Nothing);
    assert_eq!(incidents.to_reach("i1", &assets, at(3), None), ids(&[1, 2, 4, 9]));
    assert!(!incidents.reach("i1", 1, CustomerId(4)), "that revision is past");
    assert!(incidents.reach("i1", 2, CustomerId(1)) && incidents.reach("i1", 2, CustomerId(4)));
    // The close tells those who were reached, also of an earlier revision, and nobody else.
    assert_eq!(incidents.close("i1", at(4)), Change::Closed(3));
    assert_eq!(incidents.close("i1", at(5)), Change::Nothing);
    assert_eq!(incidents.to_reach("i1", &assets, at(4), None), ids(&[1, 2, 4]));
    assert!(incidents.reach("i1", 3, CustomerId(2)));
    assert_eq!(incidents.to_reach("i1", &assets, at(4), None), ids(&[1, 4]));
    assert!(incidents.open_on(&router, &assets).is_empty());
    // An opening that arrives after its close opens nothing; a later one does.
    assert_eq!(incidents.close("i2", at(5)), Change::Nothing);
    assert_eq!(incidents.update("i2", std::slice::from_ref(&area), "down", at(4)), Change::Nothing);
    assert_eq!(incidents.update("i1", std::slice::from_ref(&area), "down again", at(8)), Change::Revision(4));
    assert_eq!(incidents.open_on(&router, &assets), ["i1"]);
    incidents.prune(at(100));
    assert_eq!(incidents.all().count(), 1);
}

proptest! {
    #[test]
    fn ties_converge_whatever_the_order(
        starts in prop::collection::vec((0..50_i64, 1..60_i64), 1..8),
        end in prop::option::of(50..60_i64),
        everybody in any::<bool>(),
        order in any::<prop::sample::Index>(),
        turn in any::<prop::sample::Index>(),
    ) {
        let parcel = asset("parcel:1");
        let mut starts = starts;
        let now = 60;
        let holds = end.is_none() && starts.iter().any(|(from, length)| from + length > now);
        let turned = order.index(starts.len());
        starts.rotate_left(turned);
        let turn = turn.index(starts.len() + 1);
        let mut assets = Assets::default();
        for step in 0..=starts.len() {
            if let Some(end) = end.filter(|_| step == turn) {
                assets.end(&parcel, (!everybody).then_some(CustomerId(0)), at(end));
            }
            if let Some((from, length)) = starts.get(step) {
                assets.tie(&parcel, CustomerId(0), at(*from), Some(at(from + length)));
            }
        }
        prop_assert_eq!(assets.is_tied(&parcel, CustomerId(0), at(now)), holds);
        prop_assert_eq!(assets.tied(&parcel, at(now)).len(), usize::from(holds));
    }

    #[test]
    fn parts_never_make_a_circle(steps in prop::collection::vec((0..12_u32, 0..12_u32, 0..9_i64), 1..80)) {
        let mut assets = Assets::default();
        for (part, whole, hour) in steps {
            let (part, whole) = (asset(&format!("box:{part}")), asset(&format!("box:{whole}")));
            let _ = assets.part_of(&part, &whole, at(hour));
        }
        for n in 0..12 {
            let own = asset(&format!("box:{n}"));
            assets.tie(&own, CustomerId(n), at(0), None);
        }
        for n in 0..12 {
            let own = asset(&format!("box:{n}"));
            let wholes: Vec<AssetId> = assets.wholes(&own).collect();
            prop_assert!(wholes.len() <= DEPTH_LIMIT);
            for whole in &wholes {
                prop_assert!(assets.tied(whole, at(1)).contains(&CustomerId(n)), "down is the way back of up");
            }
            for customer in assets.tied(&own, at(1)) {
                let part = asset(&format!("box:{}", customer.0));
                prop_assert!(assets.wholes(&part).any(|whole| whole == own));
            }
        }
    }
}
