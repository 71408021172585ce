//! The files of the proposal: a strategy that can be checked, replayed and published as it is, and that says in
//! comments where to go on.

use std::collections::BTreeMap;
use std::fmt::Write;

use voorzet_channels::tabular::quoted;
use voorzet_domain::strategy::model::Level;

use super::map::Plan;
use super::reason::ProposedReason;
use super::role::Role;
use super::{Export, Wanted};

/// The queue in which everything waits to begin with.
const QUEUE: &str = "front-desk";

/// The files by path.
pub(super) fn files(
    export: &Export,
    wanted: &Wanted,
    plan: &Plan<'_>,
    reasons: &[ProposedReason],
    map: &str,
) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    let priority = plan.column(Role::Priority).is_some();
    files.insert("strategy.toml".to_owned(), strategy(export, wanted, plan));
    files.insert("events.toml".to_owned(), events(priority));
    for reason in reasons {
        files.insert(format!("reasons/{}.toml", reason.id), self::reason(reason));
    }
    let about = format!("# How {} becomes contacts.\n", one_line(&export.name));
    files.insert("maps/helpdesk.toml".to_owned(), about + map);
    files
}

fn strategy(export: &Export, wanted: &Wanted, plan: &Plan<'_>) -> String {
    let Wanted { organisation, language, timezone, .. } = wanted;
    let queue = plan.said("Klantenservice", "Customer service");
    format!(
        "# A first strategy, proposed from {}. Read it before you publish it.\n\n\
         organisation = {}\nlanguages    = [{}]\ntimezone     = {}\n\
         quiet        = {{ from = \"21:00\", to = \"08:00\" }}\n\n\
         [budget]\nlimits = [{{ max = 2, per = \"7d\" }}, {{ max = 5, per = \"30d\" }}]\n\n\
         [queues]\n{QUEUE} = {{ name = {} }}\n",
        one_line(&export.name),
        quoted(organisation),
        quoted(language),
        quoted(timezone),
        quoted(queue),
    )
}

fn events(priority: bool) -> String {
    let mut events = "# What maps/helpdesk.toml makes of the export is `contact.received`, which is known by itself. Add \
                      what happens\n# before a contact (orders, deliveries, invoices), and signals can see contacts \
                      coming.\n"
        .to_owned();
    if priority {
        events.push_str("\n[\"contact.received\"]\nfields = { priority = \"string\" }\n");
    }
    events
}

fn reason(reason: &ProposedReason) -> String {
    let mut text = String::new();
    let percent = |share: f64| (share * 1_000.0).round() / 10.0;
    // Writing to a string cannot fail.
    let _ = write!(
        text,
        "# {} contacts of {} customers, {} % of all.",
        reason.contacts,
        reason.customers,
        percent(reason.share)
    );
    if let Some(repeats) = reason.repeat_share {
        let _ = write!(text, " After {} % of them the customer came again within 30 days.", percent(repeats));
    }
    let _ = write!(
        text,
        "\n# Begin at level {} ({}). {}\n",
        reason.level.number(),
        reason.level.name(),
        advice(reason.level)
    );
    let _ = write!(
        text,
        "name  = {}\nvalue = {{ customer = {:?}, company = {:?} }}\n\n[inbound]\n",
        quoted(&reason.name),
        reason.value.customer,
        reason.value.company
    );
    let offer =
        if reason.level == Level::Personal { ["personal", "digital"] } else { ["digital", "personal"] };
    let _ = writeln!(text, "offer = [\"{}:{QUEUE}\", \"{}:{QUEUE}\"]", offer[0], offer[1]);
    text
}

/// What a level needs that an export cannot give.
const fn advice(level: Level) -> &'static str {
    match level {
        Level::Prevent => {
            "Find the cause: a [[signal]] on the event that\n# goes before the contact, and a [prevent] step with a webhook \
             to the system that can repair it."
        }
        Level::Proactive => {
            "A [[signal]] on the event that goes before the\n# contact, and a [proactive] step with a message in time."
        }
        Level::SelfService => {
            "Write answers/<name>.<language>.md, and put\n# \"self_service:<name>\" first among the offers."
        }
        Level::Digital => "A person, by chat, mail or social media.",
        Level::Personal => "A person, by phone or in person.",
    }
}

/// A text as it fits in a comment.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(200).collect()
}
