//! Publications that follow one another.

use voorzet_domain::strategy::File;
use voorzet_domain::time::Timestamp;
use voorzet_engine::live::{Answer, Command, CommandError, Settings, Work};

use super::Place;

fn publish(organisation: &str, over: Option<i64>) -> Command {
    let files = vec![File::new("strategy.toml", format!("organisation = \"{organisation}\""))];
    Command::Publish { files, by: "Ada".into(), note: String::new(), over }
}

#[test]
fn who_publishes_over_another_publication_than_is_meant_is_told_also_within_one_turn() {
    let now = Timestamp::parse("2026-03-01T08:00:00Z").expect("an instant");
    let mut place = Place::new(Settings::default(), now);
    let commands = vec![
        publish("a", Some(0)),
        publish("b", Some(0)),
        publish("b", Some(1)),
        publish("b", Some(2)),
        publish("c", None),
    ];
    let turned = place.turn(Work { commands, ..Work::default() });
    let numbers: Vec<_> = turned
        .answers
        .into_iter()
        .map(|answer| match answer {
            Ok(Answer::Published { number, .. }) => Ok(number),
            Ok(_) => Ok(0),
            Err(CommandError::Overtaken(number)) => Err(number),
            Err(error) => panic!("{error}"),
        })
        .collect();
    assert_eq!(numbers, [Ok(1), Err(1), Ok(2), Ok(0), Ok(3)]);
    place.settle();
    let published = place.reader().strategies().expect("publications");
    assert_eq!(published.iter().map(|published| published.number).collect::<Vec<_>>(), [3, 2, 1]);
    assert!(
        place
            .reader()
            .latest_strategy()
            .expect("a store")
            .is_some_and(|latest| latest.files.contains("\\\"c\\\""))
    );
}
