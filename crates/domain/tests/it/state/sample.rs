//! Any state of a customer, whatever a strategy would make of it.

use compact_str::CompactString;
use jiff::tz::TimeZoneDatabase;
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use voorzet_domain::event::AssetId;
use voorzet_domain::state::consent::{Consent, Permissions, Preference, Shelved};
use voorzet_domain::state::expectation::{Arm, Climb, Expectation, RateWindow, Watch};
use voorzet_domain::state::history::{History, MAX_TRACKS, TrackId};
use voorzet_domain::state::{CustomerState, Rare, Told, Touch};
use voorzet_domain::strategy::model::{ChannelId, Kind, PurposeId, ReasonId, SignalId, TraitId};
use voorzet_domain::time::{Duration, Timestamp};
use voorzet_domain::value::{FieldId, Fields, Value};

fn time() -> impl Strategy<Value = Timestamp> {
    let micros = Timestamp::MIN.as_micros()..Timestamp::MAX.as_micros();
    prop_oneof![
        6 => micros.prop_map(|micros| Timestamp::from_micros(micros).expect("in range")),
        1 => prop_oneof![Just(Timestamp::MIN), Just(Timestamp::LAST), Just(Timestamp::MAX)],
    ]
}

fn text() -> impl Strategy<Value = CompactString> {
    prop_oneof![Just(String::new()), "[a-zé]{1,8}", "[ -~]{20,40}"].prop_map(CompactString::from)
}

fn asset() -> impl Strategy<Value = AssetId> {
    "[a-z]{1,6}:[ -~]{1,30}".prop_map(|text| AssetId::parse(&text).expect("kind:name"))
}

fn number() -> impl Strategy<Value = f64> {
    any::<f64>().prop_filter("a number", |number| !number.is_nan())
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(Value::Int),
        number().prop_map(Value::Double),
        time().prop_map(Value::Time),
        text().prop_map(Value::Text),
    ]
}

fn fields() -> impl Strategy<Value = Fields> {
    vec((any::<u16>().prop_map(FieldId), value()), 0..4).prop_map(Fields::new)
}

fn climb() -> impl Strategy<Value = Climb> {
    prop_oneof![
        Just(Climb::Rests),
        (any::<u8>(), time()).prop_map(|(step, until)| Climb::Deferred { step, until }),
        (any::<u8>(), time()).prop_map(|(step, until)| Climb::Waits { step, until }),
        (any::<u8>(), time()).prop_map(|(step, until)| Climb::Announced { step, until }),
    ]
}

fn expectation() -> impl Strategy<Value = Expectation> {
    let who = (any::<u16>(), text(), any::<u16>(), any::<u32>(), fields(), of(asset()));
    let when = (time(), time(), time(), number());
    let how = (climb(), of(any::<bool>()), of(any::<u8>()), any::<bool>(), of(any::<u16>()));
    (who, when, how).prop_map(|(who, when, how)| Expectation {
        reason: ReasonId(who.0),
        key: who.1,
        opened: when.0,
        ready: when.1,
        deadline: when.2,
        chance: when.3,
        signal: SignalId(who.2),
        signals: who.3,
        fields: who.4,
        asset: who.5,
        climb: how.0,
        held_out: how.1,
        taken: how.2,
        repaired: how.3,
        told: how.4.map(ChannelId),
    })
}

fn watch() -> impl Strategy<Value = Watch> {
    (any::<u16>(), text(), time(), of(time()), fields(), of(asset())).prop_map(
        |(signal, key, due, moment, fields, asset)| Watch {
            signal: SignalId(signal),
            key,
            due,
            moment,
            fields,
            asset,
        },
    )
}

fn window() -> impl Strategy<Value = RateWindow> {
    (any::<u16>(), text(), time(), time(), any::<bool>(), 0..3_usize).prop_map(
        |(signal, key, ready, ends, hit, arm)| RateWindow {
            signal: SignalId(signal),
            key,
            ready,
            ends,
            hit,
            arm: Arm::ALL[arm],
        },
    )
}

fn touch() -> impl Strategy<Value = Touch> {
    (time(), 0..Kind::ALL.len(), any::<u32>()).prop_map(|(at, kind, thread)| Touch {
        at,
        kind: Kind::ALL[kind],
        thread,
    })
}

fn rare() -> impl Strategy<Value = Rare> {
    let consent =
        (any::<u16>(), of(any::<u16>()), any::<bool>(), time()).prop_map(|(purpose, channel, given, at)| {
            Consent { purpose: PurposeId(purpose), channel: channel.map(ChannelId), given, at }
        });
    let preference = (any::<u16>(), of(asset()), of(time()), time())
        .prop_map(|(channel, asset, until, at)| Preference { channel: ChannelId(channel), asset, until, at });
    let shelved = (text(), of(text()), any::<bool>(), time())
        .prop_map(|(purpose, channel, given, at)| Shelved { purpose, channel, given, at });
    let zone = prop_oneof![Just("Europe/Amsterdam"), Just("America/New_York"), Just("Asia/Kolkata")]
        .prop_map(|name| TimeZoneDatabase::bundled().get(name).expect("a bundled zone"));
    let told = (expectation(), of(time())).prop_map(|(about, due)| Told { about, due });
    let traits = vec((any::<u16>().prop_map(TraitId), time(), value()), 0..4);
    let said = (vec(consent, 0..4), vec(preference, 0..3), vec(shelved, 0..2));
    (traits, said, of((time(), zone)), vec(told, 0..3)).prop_map(
        |(traits, (consents, preferences, shelved), zone, told)| Rare {
            traits,
            permissions: Permissions { consents, preferences, shelved },
            zone,
            told,
        },
    )
}

fn history() -> impl Strategy<Value = History> {
    let track = (0..MAX_TRACKS as u16).prop_map(TrackId);
    let moments = vec((track, time(), of(number())), 0..20);
    moments.prop_map(|moments| {
        let mut history = History::default();
        for (track, at, amount) in moments {
            match amount {
                None => history.record(track, at, Duration::MAX),
                Some(amount) => history.record_amount(track, at, amount, Duration::MAX),
            }
        }
        history
    })
}

/// Any state, of which what is due was worked out or not.
pub(super) fn state() -> impl Strategy<Value = CustomerState> {
    let lists = (vec(expectation(), 0..4), vec(watch(), 0..3), vec(window(), 0..4), vec(touch(), 0..5));
    (any::<u64>(), any::<u8>(), history(), lists, of(rare()), any::<bool>()).prop_map(
        |(key, identities, history, (expectations, watches, windows, touches), rare, settled)| {
            let mut state = CustomerState::new(key);
            state.identities = identities;
            state.history = history;
            state.expectations = expectations;
            state.watches = watches;
            state.windows = windows;
            state.touches = touches;
            state.rare = rare.map(Box::new);
            if settled {
                state.settle_due();
            }
            state
        },
    )
}
