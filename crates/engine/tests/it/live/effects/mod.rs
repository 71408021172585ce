//! What was avoided and what was caused, through the live loop.

mod guard;
mod ledger;
mod worlds;

use voorzet_domain::strategy::File;
use voorzet_domain::time::Timestamp;
use voorzet_engine::effects::{Effects, Experiments};
use voorzet_engine::projection::day_of;

use super::Place;

/// A strategy that tells of parcels that are late, with other lines in its `strategy.toml` and its reason.
fn files(organisation: &str, reason: &str) -> Vec<File> {
    let organisation = format!(
        r#"
organisation = "Voorbeeld"
languages = ["en"]
timezone = "UTC"
quiet = false
{organisation}

[budget]
limits = []

[value]
contact = {{ digital = 100.0, personal = 100.0 }}
annoyance = {{ base = 0.0, per_touch = 0.0 }}
action = {{ mail = 0.01 }}

[purposes]
service = {{ basis = "contract" }}

[channels]
mail = {{ needs = "account" }}

[queues.desk]
name = "Desk"
"#
    );
    let reason = format!(
        r#"
name = "Late"
{reason}

[[signal]]
id = "late"
on = "parcel.late"
lead = "0s"
within = "3d"

[proactive]
message = "late"
purpose = "service"
channels = ["mail"]

[inbound]
offer = ["digital:desk"]
"#
    );
    vec![
        File::new("strategy.toml", organisation),
        File::new("events.toml", "[\"parcel.late\"]\n"),
        File::new("reasons/late.toml", reason),
        File::new("reasons/lost.toml", "name = \"Lost\"\ncomplaint = true\n"),
        File::new("messages/late.en.md", "# Late\n\nIt comes later.\n"),
    ]
}

/// What was measured, on the day of an instant.
fn effects(place: &Place, now: Timestamp) -> Effects {
    let today = day_of(now.to_jiff().to_zoned(jiff::tz::TimeZone::UTC).date());
    Experiments::read(&place.reader()).expect("experiments").effects(today)
}
