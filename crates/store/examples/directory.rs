//! How long it takes to know everybody again: `directory FOLDER [CUSTOMERS]`.
//!
//! Writes that many customers (a million when not said), each with an account, a mail address and a telephone
//! number, a thousand a commit, and then loads all of them.

use std::path::PathBuf;
use std::time::Instant;

use voorzet_domain::customer::{Cause, Directory};
use voorzet_domain::identity::{Claim, Identity, IdentityKind};
use voorzet_domain::time::Timestamp;
use voorzet_store::turn::Turn;
use voorzet_store::{Options, Store};

const SEED: u64 = 7;

#[expect(clippy::disallowed_methods, reason = "a measurement reads the clock")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args_os().skip(1);
    let folder = PathBuf::from(arguments.next().ok_or("in which folder?")?);
    let customers = arguments.next().map_or(Ok(1_000_000), |text| text.to_string_lossy().parse::<u64>())?;
    let now = Timestamp::parse("2026-03-01T08:00:00Z")?;
    let options = Options { now, seed: SEED, vfs: None };
    let mut opened = Store::open(&folder, &options)?;
    let mut directory = opened.writer.read().directory(SEED)?;
    let known = directory.len() as u64;
    let start = Instant::now();
    for number in known..customers {
        // In no order, as customers come.
        let mixed = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 24;
        let of = |kind, value| Claim { identity: Identity { kind, value }, verified: true };
        let claims = [
            of(IdentityKind::Account, format!("c-{mixed:010x}").into()),
            of(IdentityKind::Mail, format!("{mixed:010x}@post.example").into()),
            of(IdentityKind::Phone, format!("+316{mixed:012}").into()),
        ];
        let id = format!("m-{number}");
        directory.identify(&claims, Cause { source: "shop", id: &id, time: now });
        if number % 1_000 == 999 {
            let turn = Turn { clock: now, directory: directory.take_changes(), ..Turn::default() };
            opened.writer.commit(now, &[], Some(&turn))?;
        }
    }
    println!("{} customers written in {:.2} s", customers - known, start.elapsed().as_secs_f64());
    drop(opened);
    let start = Instant::now();
    let opened = Store::open(&folder, &options)?;
    let opening = start.elapsed().as_secs_f64();
    let loaded: Directory = opened.writer.read().directory(SEED)?;
    println!(
        "{} identities of {} customers known again in {:.2} s, after {opening:.2} s to open",
        loaded.identity_count(),
        loaded.len(),
        start.elapsed().as_secs_f64() - opening,
    );
    Ok(())
}
