//! The example of the language's specification, loaded whole.

use voorzet_domain::strategy::model::{
    Act, Basis, Chance, KeyRule, Kind, Level, Quadrant, Strategy, Subject, Target, Trigger,
};
use voorzet_domain::strategy::{File, load};
use voorzet_domain::time::Duration;

/// The files of the example.
pub(super) fn files() -> Vec<File> {
    [
        ("strategy.toml", include_str!("late_delivery/strategy.toml")),
        ("events.toml", include_str!("late_delivery/events.toml")),
        ("reasons/delivery.toml", "name = { nl = \"Bezorging\", en = \"Delivery\" }\n"),
        ("reasons/late-delivery.toml", include_str!("late_delivery/late-delivery.toml")),
        ("messages/late-delivery.nl.md", include_str!("late_delivery/late-delivery.nl.md")),
        ("messages/late-delivery.en.md", include_str!("late_delivery/late-delivery.en.md")),
        ("messages/we-call.nl.md", "# {{ organisation }} belt u\n\nOver uw pakket.\n"),
        ("messages/we-call.en.md", "# {{ organisation }} will call you\n\nAbout your parcel.\n"),
        ("answers/track-your-parcel.nl.md", "# Waar is mijn pakket?\n\nKijk in de app.\n"),
        ("answers/track-your-parcel.en.md", "# Where is my parcel?\n\nLook in the app.\n"),
    ]
    .map(|(path, text)| File::new(path, text))
    .into()
}

fn strategy() -> Strategy {
    let loaded = load(&files());
    assert_eq!(loaded.errors, [], "no errors");
    assert_eq!(loaded.warnings, [], "no warnings");
    loaded.strategy.expect("a strategy")
}

#[test]
fn the_example_loads_whole() {
    let strategy = strategy();
    assert_eq!(strategy.organisation, "Webwinkel");
    assert_eq!(strategy.version.len(), 16);
    assert_eq!(strategy.zone.iana_name(), Some("Europe/Amsterdam"));
    let late = strategy.reason_id("late-delivery").expect("the reason");
    let parent = strategy.reason_id("delivery").expect("its parent");
    let reason = &strategy.reasons[late.index()];
    assert_eq!(reason.line, [late, parent]);
    assert_eq!((reason.kind, reason.quadrant()), (Kind::Service, Quadrant::Eliminate));
    assert!(matches!(reason.key, KeyRule::Asset));
    assert!((reason.holdout - 0.10).abs() < 1e-9);
    assert_eq!(reason.handled, Level::Digital);
    assert_eq!(reason.signals.len(), 3);
    let levels: Vec<Level> = reason.steps.iter().map(|step| step.level).collect();
    assert_eq!(levels, [Level::Prevent, Level::Proactive, Level::Proactive]);
    assert_eq!(reason.offers.len(), 4);
    assert!(matches!(reason.offers[1].target, Target::Answer(_)));

    let signal = &strategy.signals[reason.signals[0].index()];
    assert_eq!((signal.lead, signal.within), (Duration::from_mins(30), Duration::from_days(3)));
    assert!(matches!(signal.chance, Chance::Learned));
    assert!(matches!(strategy.signals[reason.signals[1].index()].trigger, Trigger::Absence { .. }));
    assert!(matches!(strategy.signals[reason.signals[2].index()].trigger, Trigger::Before { .. }));
    let other = strategy.reason_id("other").expect("`other` is always there");
    assert_eq!(strategy.reasons[other.index()].name.get("nl"), "Overig");
}

#[test]
fn steps_and_announcements_are_what_the_file_says() {
    let strategy = strategy();
    let reason = &strategy.reasons[strategy.reason_id("late-delivery").expect("the reason").index()];
    let Act::Send { channels, .. } = &reason.steps[1].act else { panic!("the second step sends") };
    let names: Vec<&str> =
        channels.iter().map(|choice| strategy.channels[choice.channel.index()].name.as_str()).collect();
    assert_eq!(names, ["push", "whatsapp", "mail"]);
    assert!(channels[0].when.is_some() && channels[1].when.is_none());
    assert!(reason.steps[1].replaces && reason.steps[1].urgent.is_some());
    let purpose = reason.steps[1].purpose.expect("a purpose");
    assert_eq!(strategy.purposes[purpose.index()].basis, Basis::Contract);
    let Act::Alert { announce: Some(announce), .. } = &reason.steps[2].act else { panic!("the third calls") };
    assert_eq!(announce.lead, Duration::from_hours(2));
    assert!(announce.channels.is_empty());
}

#[test]
fn event_types_know_what_they_set_off() {
    let strategy = strategy();
    let kind = |name: &str| {
        &strategy.types[strategy.type_id(name).unwrap_or_else(|| panic!("{name} is known")).index()]
    };
    assert_eq!(kind("delivery.delayed").subject, Subject::Asset("parcel".into()));
    assert_eq!(kind("delivery.delayed").signals.len(), 1);
    assert_eq!(kind("delivery.completed").lapses.len(), 1);
    assert_eq!(kind("invoice.paid").calls_off.len(), 1);
    assert_eq!(kind("delivery.rescheduled").done.len(), 1);
    let shipped = kind("order.shipped");
    assert_eq!(shipped.link.as_ref().and_then(|link| link.lasts), Some(Duration::from_days(30)));
    assert_eq!(shipped.reads.len(), 1, "the field of its link");
    let shipped = strategy.type_id("order.shipped").expect("known");
    assert_eq!(kind("delivery.completed").unties, [shipped]);
    assert!(!kind("weather.changed").touches_customers(), "what nobody names costs nothing");
    assert!(kind("weather.changed").reads.is_empty());
}

#[test]
fn the_version_depends_on_the_files_and_not_on_their_order() {
    let mut turned = files();
    turned.reverse();
    let before = strategy().version;
    assert_eq!(load(&turned).strategy.expect("a strategy").version, before);
    turned[0].text.push('\n');
    assert_ne!(load(&turned).strategy.expect("a strategy").version, before);
}
