//! The whole engine under a fake clock, a disk that fails, a bus that repeats and reorders, and providers that
//! lose answers; faults and crashes at every step, all from one seed.
//!
//! One run is a [`Simulation`]: steps drawn by chance, then everything is healed, the engine runs dry, and
//! [`check`] asks whether what must hold does. The same seed does the same, step for step: the *trace* is a hash of
//! everything that happened. A seed that fails is run again with less trouble and fewer steps, as long as it still
//! fails, and printed; those found are pinned in `seeds.txt`.
//!
//! | file | what |
//! |---|---|
//! | `chance` | random numbers from the seed |
//! | `town` | customers and what happens to them |
//! | `provider` | the world outside |
//! | `run` | the steps |
//! | `check` | what must hold |

mod chance;
mod check;
mod provider;
mod run;
mod town;

use run::{Settings, Simulation};

/// How many seeds: few in CI, a night's worth in soak.
fn seeds() -> u64 {
    if crate::is_soak() { 10_000 } else { 20 }
}

/// Seeds that once failed, or that reach what few do.
fn pinned() -> impl Iterator<Item = u64> {
    let lines =
        include_str!("seeds.txt").lines().map(|line| line.split('#').next().unwrap_or_default().trim());
    lines.filter(|line| !line.is_empty()).map(|line| line.parse().expect("a pinned seed is a number"))
}

/// Runs a seed; what does not hold, with the hash of all that happened.
fn outcome(settings: &Settings) -> Result<u64, String> {
    let settings = settings.clone();
    let run = std::panic::catch_unwind(move || {
        let mut simulation = Simulation::new(&settings);
        simulation.run();
        check::check(&mut simulation).map(|()| simulation.trace())
    });
    run.unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().cloned();
        Err(text.or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string)).unwrap_or_default())
    })
}

/// The least of a failing run that still fails.
fn shrunk(settings: Settings) -> Settings {
    let mut least = settings;
    let fails = |settings: &Settings| outcome(settings).is_err();
    for quiet in [
        |s: &mut Settings| s.disk = 0,
        |s: &mut Settings| s.crashes = 0,
        |s: &mut Settings| s.provider = 0,
        |s: &mut Settings| s.bus = 0,
        |s: &mut Settings| s.jumps = 0,
        |s: &mut Settings| s.people = 0,
        |s: &mut Settings| s.agents = 0,
    ] {
        let mut calmer = least.clone();
        quiet(&mut calmer);
        if fails(&calmer) {
            least = calmer;
        }
    }
    let mut cut = least.steps / 2;
    while cut > 0 {
        let shorter = Settings { steps: least.steps - cut, ..least.clone() };
        if fails(&shorter) {
            least = shorter;
            cut = cut.min(least.steps / 2);
        } else {
            cut /= 2;
        }
    }
    least
}

#[test]
fn soak_the_engine_survives_everything_at_once() {
    let all: Vec<u64> = pinned().chain(1..=seeds()).collect();
    for seed in &all {
        let settings = Settings::of(*seed);
        if let Err(problem) = outcome(&settings) {
            let least = shrunk(settings);
            let still = outcome(&least).err().unwrap_or_default();
            panic!(
                "seed {seed} fails: {problem}\nthe least of it that fails: {least:?}\nwhich says: {still}"
            );
        }
    }
    println!("{} seeds, no violation", all.len());
}

#[test]
fn the_same_seed_does_the_same() {
    for seed in [7, 11, 1_234_567] {
        let settings = Settings::of(seed);
        let first = outcome(&settings).expect("it holds");
        assert_eq!(outcome(&settings).expect("it holds"), first, "seed {seed}");
    }
    assert_ne!(outcome(&Settings::of(7)), outcome(&Settings::of(11)));
}
