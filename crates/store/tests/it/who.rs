//! Who is who, assets and incidents: what a journal gave comes back as it was.

use voorzet_domain::asset::Assets;
use voorzet_domain::customer::{Cause, CustomerId, Directory};
use voorzet_domain::event::AssetId;
use voorzet_domain::identity::{Claim, Identity};
use voorzet_domain::incident::{Incident, Incidents};
use voorzet_store::turn::Turn;

use crate::sample::{at, open};

const SEED: u64 = 11;

fn claims(names: &[(Option<Identity>, bool)]) -> Vec<Claim> {
    let claim = |(identity, verified): &(Option<Identity>, bool)| Claim {
        identity: identity.clone().expect("an identity"),
        verified: *verified,
    };
    names.iter().map(claim).collect()
}

/// Everything that the directory can be asked.
fn shown(directory: &Directory) -> Vec<String> {
    let customers = (0..directory.len()).map(|number| CustomerId(number as u32));
    let mut shown: Vec<String> = customers
        .map(|customer| {
            format!(
                "{customer:?} {:?} {} {:?} {:?} {:?} {:?}",
                directory.group(customer),
                directory.key(customer),
                directory.label(customer),
                directory.identities(customer).collect::<Vec<_>>(),
                directory.links(customer).collect::<Vec<_>>(),
                directory.suggestions(customer).collect::<Vec<_>>(),
            )
        })
        .collect();
    shown.sort();
    shown
}

#[test]
fn customers_links_and_suggestions_come_back() {
    let folder = tempfile::tempdir().unwrap();
    let opened = open(folder.path());
    let mut writer = opened.writer;
    let mut directory = Directory::journaled(SEED);
    let cause = |id: &'static str, seconds| Cause { source: "shop", id, time: at(seconds) };
    let (ann, bob) = (Identity::account("ann"), Identity::account("bob"));
    let (mail, device) = (Identity::mail("ann@bos.nl"), Identity::device("d-1"));
    let phone = Identity::phone("0612345678", Some("NL"));
    directory.resolve(&claims(&[(device.clone(), false)]), cause("1", 1));
    directory.identify(&claims(&[(ann, true), (device, false), (mail.clone(), false)]), cause("2", 2));
    writer
        .commit(at(3), &[], Some(&Turn { directory: directory.take_changes(), ..Turn::default() }))
        .unwrap();
    directory.resolve(&claims(&[(bob, true), (phone.clone(), false)]), cause("3", 3));
    directory.resolve(&claims(&[(mail, true), (phone, false)]), cause("4", 4));
    let wrong = directory.merge(CustomerId(0), CustomerId(1), "carol", cause("5", 5)).unwrap();
    directory.undo(wrong, "dave", at(6)).unwrap();
    directory.merge(CustomerId(1), CustomerId(0), "erin", cause("6", 6)).unwrap();
    let changes = directory.take_changes();
    assert!(!changes.links.is_empty() && !changes.suggestions.is_empty(), "{changes:?}");
    writer.commit(at(7), &[], Some(&Turn { directory: changes, ..Turn::default() })).unwrap();

    let reader = opened.store.reader().unwrap();
    let mut loaded = reader.directory(SEED).unwrap();
    assert_eq!(shown(&loaded), shown(&directory));
    assert!(loaded.take_changes().is_empty());
    let found = reader.identities_named("ann@bos.nl", 10).unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(reader.identities_beginning("ann@", 10).unwrap(), found);
    assert!(reader.identities_of(found[0].customer, 10).unwrap().contains(&found[0]));
}

#[test]
fn assets_ties_and_incidents_come_back() {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = open(folder.path()).writer;
    let (mut assets, mut incidents) = (Assets::journaled(SEED), Incidents::journaled());
    let asset = |name| AssetId::new("router", name).expect("an asset");
    assets.tie(&asset("a"), CustomerId(1), at(1), Some(at(100)));
    assets.tie(&asset("b"), CustomerId(2), at(1), None);
    assets.tie(&asset("old"), CustomerId(3), at(1), Some(at(2)));
    assets.end(&asset("b"), Some(CustomerId(2)), at(50));
    assets.part_of(&asset("a"), &asset("line"), at(1)).unwrap();
    incidents.update("i-1", &[asset("line"), asset("b")], "no power", at(3));
    incidents.update("i-2", &[asset("b")], "gone", at(3));
    incidents.reach("i-1", 1, CustomerId(1));
    incidents.reach("i-2", 1, CustomerId(2));
    incidents.note_said("i-1", 77);
    let turn = |assets: &mut Assets, incidents: &mut Incidents| Turn {
        assets: assets.take_changes(),
        incidents: incidents.take_changes(),
        ..Turn::default()
    };
    writer.commit(at(4), &[], Some(&turn(&mut assets, &mut incidents))).unwrap();
    incidents.close("i-2", at(5));
    assets.prune(at(40));
    incidents.prune(at(40));
    let changes = turn(&mut assets, &mut incidents);
    assert!(!changes.assets.gone_ties.is_empty() && !changes.incidents.gone.is_empty());
    writer.commit(at(41), &[], Some(&changes)).unwrap();

    let mut loaded = writer.read().assets(SEED).unwrap();
    assert_eq!((loaded.len(), loaded.tie_count()), (assets.len(), assets.tie_count()));
    for (name, seconds) in [("a", 45), ("b", 45), ("b", 55), ("line", 45), ("old", 45)] {
        assert_eq!(loaded.tied(&asset(name), at(seconds)), assets.tied(&asset(name), at(seconds)), "{name}");
    }
    assert_eq!(loaded.tied(&asset("line"), at(45)), [CustomerId(1)]);
    assert!(loaded.take_changes().is_empty());
    let mut found = writer.read().incidents().unwrap();
    let (all, expected): (Vec<&Incident>, Vec<&Incident>) =
        (found.all().collect(), incidents.all().collect());
    assert_eq!(all, expected);
    assert_eq!((all.len(), all[0].said), (1, Some(77)));
    assert!(found.take_changes().is_empty());
}
