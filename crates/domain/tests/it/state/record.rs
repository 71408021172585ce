//! A customer's state as bytes.

use std::hint::black_box;

use jiff::tz::TimeZoneDatabase;
use proptest::prelude::*;
use voorzet_domain::event::AssetId;
use voorzet_domain::state::consent::{Consent, Permissions, Preference, Shelved};
use voorzet_domain::state::expectation::{Arm, Climb, Expectation, RateWindow, Watch};
use voorzet_domain::state::history::TrackId;
use voorzet_domain::state::record::{RecordError, read, write};
use voorzet_domain::state::{CustomerState, Rare, Told, Touch};
use voorzet_domain::strategy::model::{ChannelId, Kind, PurposeId, ReasonId, SignalId, TraitId};
use voorzet_domain::time::{Duration, Timestamp};
use voorzet_domain::value::{FieldId, Fields, Value};

use super::sample::state;

/// A customer with a late parcel, and some past.
fn usual() -> CustomerState {
    let at = |minutes| {
        let start = Timestamp::from_micros(1_780_000_000_000_000).expect("2026");
        start.plus(Duration::from_mins(minutes))
    };
    let mut state = CustomerState::new(0x0123_4567_89ab_cdef);
    state.identities = 0b1011;
    for n in 0..5 {
        state.history.record(TrackId(n as u16 % 3), at(n * 700), Duration::MAX);
    }
    let fields = Fields::new(vec![
        (FieldId(3), Value::Double(6.0)),
        (FieldId(5), Value::Text("postnl".into())),
        (FieldId(6), Value::Bool(true)),
    ]);
    state.expectations.push(Expectation {
        reason: ReasonId(2),
        key: "parcel:3SABC1234567".into(),
        opened: at(4_000),
        ready: at(4_030),
        deadline: at(8_320),
        chance: 0.34,
        signal: SignalId(4),
        signals: 1,
        fields,
        asset: AssetId::parse("parcel:3SABC1234567"),
        climb: Climb::Rests,
        held_out: Some(false),
        taken: Some(1),
        repaired: false,
        told: None,
    });
    state.windows.push(RateWindow {
        signal: SignalId(4),
        key: "parcel:3SABC1234567".into(),
        ready: at(4_030),
        ends: at(8_320),
        hit: false,
        arm: Arm::Treated,
    });
    state.settle_due();
    state
}

#[test]
fn a_usual_state_is_small() {
    let bytes = write(&usual());
    assert!(bytes.len() <= 190, "{} bytes", bytes.len());
    assert_eq!(write(&CustomerState::new(7)).len(), 11, "of somebody of whom nothing is known");
}

#[test]
fn what_a_newer_build_wrote_is_told_apart_from_damage() {
    let mut bytes = write(&usual());
    bytes[0] = 2;
    assert_eq!(read(&bytes), Err(RecordError::Newer(2)));
    assert_eq!(read(&[]), Err(RecordError::Damaged(0)));
    let mut bytes = write(&usual());
    bytes.push(0);
    assert_eq!(read(&bytes), Err(RecordError::Damaged(bytes.len() - 1)), "nothing may follow");
}

/// A customer who has everything.
fn whole() -> CustomerState {
    let at = |minutes| Timestamp::default().plus(Duration::from_mins(minutes));
    let mut state = usual();
    state.history.record_amount(TrackId(7), at(3), 12.5, Duration::MAX);
    let told = state.expectations[0].clone();
    for (step, climb) in (1..).zip([
        Climb::Deferred { step: 0, until: at(90) },
        Climb::Waits { step: 1, until: at(80) },
        Climb::Announced { step: 2, until: at(70) },
    ]) {
        let held_out = [None, Some(true), Some(false)][step as usize - 1];
        let told = Some(ChannelId(step));
        let (asset, taken, repaired) = (None, None, true);
        let base = state.expectations[0].clone();
        state.expectations.push(Expectation { climb, held_out, told, asset, taken, repaired, ..base });
    }
    let fields = Fields::new(vec![(FieldId(1), Value::Int(-3)), (FieldId(2), Value::Time(at(1)))]);
    for moment in [None, Some(at(50))] {
        let (signal, key, due, asset) = (SignalId(9), "k".into(), at(40), None);
        state.watches.push(Watch { signal, key, due, moment, fields: fields.clone(), asset });
    }
    for arm in Arm::ALL {
        let base = state.windows[0].clone();
        state.windows.push(RateWindow { arm, hit: true, ..base });
    }
    for kind in Kind::ALL {
        state.touches.push(Touch { at: at(20), kind, thread: 77 });
    }
    let asset = AssetId::parse("box:1");
    state.rare = Some(Box::new(Rare {
        traits: vec![(TraitId(1), at(2), Value::Bool(false))],
        permissions: Permissions {
            consents: vec![
                Consent { purpose: PurposeId(0), channel: None, given: true, at: at(5) },
                Consent { purpose: PurposeId(1), channel: Some(ChannelId(2)), given: false, at: at(6) },
            ],
            preferences: vec![
                Preference { channel: ChannelId(0), asset: None, until: None, at: at(7) },
                Preference { channel: ChannelId(1), asset, until: Some(at(9)), at: at(8) },
            ],
            shelved: vec![
                Shelved { purpose: "news".into(), channel: None, given: false, at: at(1) },
                Shelved { purpose: "news".into(), channel: Some("fax".into()), given: true, at: at(2) },
            ],
        },
        zone: TimeZoneDatabase::bundled().get("Europe/Amsterdam").ok().map(|zone| (at(7), zone)),
        told: vec![Told { about: told.clone(), due: None }, Told { about: told, due: Some(at(30)) }],
    }));
    state
}

fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_hexdigit).collect();
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap();
    digits.chunks(2).map(byte).collect()
}

/// What this build wrote must be read by every later one: when this fails, a new form is needed.
#[test]
fn the_first_form_stays_readable() {
    assert_eq!(read(&hex(include_str!("usual.hex"))), Ok(usual()));
    assert_eq!(read(&hex(include_str!("whole.hex"))), Ok(whole()));
}

#[test]
#[ignore = "measures; run it optimised, with --nocapture"]
#[expect(clippy::disallowed_macros, clippy::disallowed_methods, reason = "a measurement, printed")]
fn how_long_it_takes() {
    let state = usual();
    let bytes = write(&state);
    let rounds = 1_000_000_u32;
    let nanos = |work: &mut dyn FnMut()| {
        let start = std::time::Instant::now();
        (0..rounds).for_each(|_| work());
        start.elapsed().as_nanos() as f64 / f64::from(rounds)
    };
    let writing = nanos(&mut || {
        black_box(write(black_box(&state)));
    });
    let reading = nanos(&mut || {
        black_box(read(black_box(&bytes))).unwrap();
    });
    let cloning = nanos(&mut || {
        black_box(black_box(&state).clone());
    });
    println!(
        "{} bytes; {writing:.0} ns to write, {reading:.0} ns to read; {cloning:.0} ns to clone, the reference",
        bytes.len()
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn every_state_comes_back_equal(state in state()) {
        let back = read(&write(&state)).unwrap();
        prop_assert_eq!(back.due(), state.due());
        prop_assert_eq!(back, state);
    }

    #[test]
    fn any_bytes_are_a_state_or_an_error(
        state in state(),
        at in any::<prop::sample::Index>(),
        with in prop::collection::vec(any::<u8>(), 0..12),
        cut in any::<prop::sample::Index>(),
    ) {
        let mut bytes = write(&state);
        let from = at.index(bytes.len());
        let to = (from + with.len()).min(bytes.len());
        bytes.splice(from..to, with);
        let whole = read(&bytes);
        // What is read at all is a state like any other.
        if let Ok(state) = whole {
            prop_assert_eq!(read(&write(&state)), Ok(state));
        }
        let _ = read(&bytes[..cut.index(bytes.len())]);
    }

    #[test]
    fn noise_is_a_state_or_an_error(mut bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = read(&bytes);
        bytes.insert(0, 1);
        let _ = read(&bytes);
    }
}
