//! Times of the clock: dates that do not exist, hours that happen twice or not at all.

use crate::table::run;

/// The time that a map's `[time]` makes of a text, or why none.
fn read(time: &str, text: &str) -> Result<String, String> {
    let map = format!(
        "format = \"csv\"\ncustomer = {{ account = \"id\" }}\n[time]\n{time}\n[[event]]\ntype = \"e\"\ntime = \"at\"\n"
    );
    let (events, refused) = run(&map, format!("id,at\n1,{text}\n")).expect("columns");
    match events.first() {
        Some(event) => Ok(event["time"].as_str().unwrap_or_default().to_owned()),
        None => Err(refused.concat()),
    }
}

const DUTCH: &str = "zone = \"Europe/Amsterdam\"\nformat = \"%d/%m/%Y %H:%M\"";

#[test]
fn an_hour_that_happens_twice_is_the_earlier_unless_said_otherwise() {
    let with = |policy: &str| read(&format!("{DUTCH}\nrepeated = \"{policy}\""), "25/10/2026 02:30");
    assert_eq!(read(DUTCH, "25/10/2026 02:30").as_deref(), Ok("2026-10-25T00:30:00Z"));
    assert_eq!(with("earlier").as_deref(), Ok("2026-10-25T00:30:00Z"));
    assert_eq!(with("later").as_deref(), Ok("2026-10-25T01:30:00Z"));
    assert!(with("reject").is_err_and(|reason| reason.contains("happened twice in Europe/Amsterdam")));
    assert_eq!(read(DUTCH, "25/10/2026 03:00").as_deref(), Ok("2026-10-25T02:00:00Z"));
}

#[test]
fn an_hour_that_is_skipped_is_refused_unless_said_otherwise() {
    let with = |policy: &str| read(&format!("{DUTCH}\nskipped = \"{policy}\""), "29/3/2026 02:30");
    assert!(
        read(DUTCH, "29/3/2026 02:30")
            .is_err_and(|reason| reason.contains("was skipped in Europe/Amsterdam"))
    );
    assert!(with("reject").is_err());
    assert_eq!(with("earlier").as_deref(), Ok("2026-03-29T00:30:00Z"));
    assert_eq!(with("later").as_deref(), Ok("2026-03-29T01:30:00Z"));
}

#[test]
fn dates_that_do_not_exist_are_refused() {
    for text in [
        "31/2/2026 10:00",
        "29/2/2025 10:00",
        "32/1/2026 10:00",
        "1/13/2026 10:00",
        "1/1/2026 24:30",
        "",
        "morgen",
    ] {
        assert!(read(DUTCH, text).is_err(), "{text}");
    }
    assert!(read(DUTCH, "31/2/2026 10:00").is_err_and(|reason| reason.contains("does not exist")));
    assert!(read(DUTCH, "1/1/1066 10:00").is_err_and(|reason| reason.contains("1900")));
}

#[test]
fn formats_are_tried_in_order() {
    let formats = "zone = \"Europe/Amsterdam\"\nformat = [\"%Y-%m-%dT%H:%M:%S%z\", \"%Y%m%d\", \"unix\", \"unix_ms\", \"rfc3339\"]";
    assert_eq!(read(formats, "2026-01-01T10:00:00+0500").as_deref(), Ok("2026-01-01T05:00:00Z"));
    assert_eq!(read(formats, "20260701").as_deref(), Ok("2026-06-30T22:00:00Z"));
    assert_eq!(read("format = \"unix\"", "1767225600.25").as_deref(), Ok("2026-01-01T00:00:00.25Z"));
    assert_eq!(read("format = \"unix_ms\"", "1767225600250").as_deref(), Ok("2026-01-01T00:00:00.25Z"));
    assert_eq!(read("format = \"unix\"", "-1.5").as_deref(), Ok("1969-12-31T23:59:58.5Z"));
    assert!(read("format = \"unix\"", "99999999999999999").is_err());
}
