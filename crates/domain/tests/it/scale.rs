//! Time and memory at the size that design.md promises. Run them one at a time and optimised:
//! `cargo test --release -p voorzet-domain --test it scale -- --ignored --nocapture --test-threads 1`.

#![expect(
    clippy::disallowed_macros,
    clippy::disallowed_methods,
    reason = "a measurement reads what the process spent, and prints it"
)]

use std::hint::black_box;

use voorzet_domain::asset::Assets;
use voorzet_domain::customer::record::Room;
use voorzet_domain::customer::{Cause, CustomerId, Directory};
use voorzet_domain::event::AssetId;
use voorzet_domain::identity::{Claim, Identity};
use voorzet_domain::time::{Duration, Timestamp};

const CUSTOMERS: u32 = 1_000_000;

fn at(hour: i64) -> Timestamp {
    Timestamp::from_micros(1_767_225_600_000_000).expect("2026").plus(Duration::from_hours(hour))
}

/// What the process occupies, in bytes.
fn resident() -> f64 {
    let pages = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    pages.split(' ').nth(1).and_then(|pages| pages.parse::<f64>().ok()).unwrap_or(0.0) * 4_096.0
}

/// Seconds of processor time: the wall's are other people's as well.
fn seconds(work: impl FnOnce()) -> f64 {
    let spent = || {
        let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
        text.split(' ').next().and_then(|nanos| nanos.parse::<f64>().ok()).unwrap_or(0.0) / 1e9
    };
    let start = spent();
    work();
    spent() - start
}

/// The reference's hash: as fast, as fixed.
#[derive(Default, Clone)]
struct Fixed(u64);

impl std::hash::Hasher for Fixed {
    fn write(&mut self, bytes: &[u8]) {
        self.0 = xxhash_rust::xxh3::xxh3_64_with_seed(bytes, self.0);
    }
    fn finish(&self) -> u64 {
        self.0
    }
}

fn claim(identity: Option<Identity>) -> Claim {
    Claim { identity: identity.expect("an identity"), verified: false }
}

fn account(n: u32) -> Claim {
    claim(Identity::account(&format!("u{n:07}")))
}

/// A customer comes in, with three identities.
fn come(directory: &mut Directory, n: u32) {
    let claims = [
        account(n),
        claim(Identity::mail(&format!("voornaam.achternaam{n}@voorbeeld.nl"))),
        claim(Identity::device(&format!("{n:08x}-1f2e-4d3c-8b4a-{n:012x}"))),
    ];
    let id = format!("{:08x}-aaaa-4bbb-8ccc-{n:012x}", n ^ 0x5a5a);
    directory.identify(&claims, Cause { source: "web", id: &id, time: at(0) });
}

#[test]
#[ignore = "measures"]
fn a_million_customers_with_three_identities() {
    let mut directory = Directory::default();
    let before = resident();
    let building = seconds(|| {
        for n in 0..CUSTOMERS {
            come(&mut directory, n);
        }
    });
    let identities = directory.identity_count() as f64;
    println!(
        "{:.0} bytes an identity, {:.0} ns to learn one",
        (resident() - before) / identities,
        building * 1e9 / identities
    );

    // Scattered, so that nothing is near anything.
    let order: Vec<u32> =
        (0..CUSTOMERS).map(|n| (u64::from(n) * 7_919 % u64::from(CUSTOMERS)) as u32).collect();
    let one: Vec<Claim> = order.iter().map(|n| account(*n)).collect();
    let cause = Cause { source: "web", id: "e", time: at(1) };
    for _ in 0..3 {
        let time = seconds(|| {
            for claim in &one {
                black_box(directory.resolve(std::slice::from_ref(claim), cause));
            }
        });
        println!("{:.0} ns to resolve an account", time * 1e9 / f64::from(CUSTOMERS));
    }
    let plain: hashbrown::HashMap<Identity, u32, std::hash::BuildHasherDefault<Fixed>> =
        (0..CUSTOMERS).map(|n| (account(n).identity, n)).collect();
    let reference = seconds(|| {
        for claim in &one {
            black_box(plain.get(&claim.identity));
        }
    });
    println!("{:.0} ns in a plain hash map of the accounts alone, the reference", reference * 1e3);
    let find = seconds(|| {
        for claim in &one {
            black_box(directory.find(&claim.identity));
        }
    });
    let single = seconds(|| {
        for n in &order {
            black_box(directory.is_single(CustomerId(*n)));
        }
    });
    println!("{:.0} ns to find, {:.1} ns to ask whether single", find * 1e3, single * 1e3);
}

#[test]
#[ignore = "measures"]
fn three_million_identities_from_rows() {
    let mut directory = Directory::journaled(1);
    let mut changes = Vec::new();
    let mut writing = 0.0;
    for n in 0..CUSTOMERS {
        come(&mut directory, n);
        if n % 1_000 == 999 {
            writing += seconds(|| changes.push(directory.take_changes()));
        }
    }
    drop(directory);
    let before = resident();
    let room = Room { originals: CUSTOMERS as usize, identities: 3 * CUSTOMERS as usize };
    let mut loaded = None;
    let loading = seconds(|| {
        let mut restore = Directory::restore(2, room);
        for row in changes.iter_mut().flat_map(|changes| std::mem::take(&mut changes.sources)) {
            restore.source(row).expect("fits");
        }
        for row in changes.iter().flat_map(|changes| &changes.originals) {
            restore.original(*row).expect("fits");
        }
        for row in changes.iter().flat_map(|changes| &changes.identities) {
            restore.identity(row).expect("fits");
        }
        loaded = Some(restore.finish().expect("fits"));
    });
    println!(
        "{writing:.2} s to give rows away, {loading:.2} s to load {} identities, {:.0} bytes each",
        loaded.as_ref().map_or(0, Directory::identity_count),
        (resident() - before) / (3.0 * f64::from(CUSTOMERS))
    );
}

#[test]
#[ignore = "measures"]
fn an_asset_tied_to_everybody() {
    let mut assets = Assets::default();
    let line = AssetId::parse("line:M52").expect("an asset");
    let before = resident();
    let tying = seconds(|| {
        for n in 0..CUSTOMERS {
            assets.tie(&line, CustomerId(n), at(0), Some(at(24 * 30)));
        }
    });
    let ties = f64::from(CUSTOMERS);
    println!(
        "{:.1} bytes a tie with its customer's chain, {:.0} ns to tie",
        (resident() - before) / ties,
        tying * 1e9 / ties
    );
    let renewing = seconds(|| {
        for n in 0..CUSTOMERS {
            assets.tie(
                &line,
                CustomerId((u64::from(n) * 17 % u64::from(CUSTOMERS)) as u32),
                at(1),
                Some(at(24 * 31)),
            );
        }
    });
    let fan = seconds(|| assert_eq!(assets.tied(&line, at(2)).len(), CUSTOMERS as usize));
    println!("{:.0} ns to renew, {:.1} ms to list them all", renewing * 1e9 / ties, fan * 1e3);
    let prune = seconds(|| assets.prune(at(24 * 60)));
    println!("{:.1} ms to prune all", prune * 1e3);
    assert!(assets.is_empty());
}
