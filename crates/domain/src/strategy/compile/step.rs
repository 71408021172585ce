//! The steps of a reason: what each does, for whom, and whether the next can be reached.

use super::super::model::{
    Act, Announce, Basis, ChannelChoice, ChannelId, Kind, Level, MessageId, PurposeId, QueueId, Step,
    WebhookId,
};
use super::super::read::table::{Item, Table, Word};
use super::super::report::Place;
use super::super::shape::Noun;
use super::Compiler;
use super::reason::Frame;
use super::text::Use;
use crate::expr::{Program, Wanted};
use crate::time::Duration;

/// The most steps of one reason.
const MOST_STEPS: usize = 64;

/// Which keys say what a step does, and at which levels.
const ACTS: [(&str, &[Level], &str); 6] = [
    ("call", &[Level::Prevent], "a step at level prevent"),
    ("message", &[Level::Proactive], "a step at level proactive"),
    ("channels", &[Level::Proactive], "a step at level proactive"),
    ("alert", &[Level::Proactive], "a step at level proactive"),
    ("announce", &[Level::Proactive], "a step at level proactive"),
    (
        "offer",
        &[Level::SelfService, Level::Digital, Level::Personal],
        "a step at level self_service or above",
    ),
];

impl Compiler {
    /// Compiles `[[step]]`, or `[prevent]` and `[proactive]`.
    pub(super) fn steps(&mut self, frame: &Frame<'_>) -> Vec<Step> {
        let mut tables: Vec<(Level, Table<'_>)> = Vec::new();
        for (key, level) in [("prevent", Level::Prevent), ("proactive", Level::Proactive)] {
            if let Some(table) = frame.table.table(key) {
                if frame.table.get("step").is_some() {
                    let message = format!("`[{key}]` beside `[[step]]`: their order is not known");
                    self.report.error(frame.table.place_of(key), message).hint("write it as a [[step]], too");
                }
                tables.push((level, table));
            }
        }
        for table in frame.table.tables("step") {
            if let Some(level) = table.word("level").and_then(|word| Level::from_name(word.text)) {
                tables.push((level, table));
            }
        }
        if let Some((_, table)) = tables.get(MOST_STEPS) {
            self.report.error(table.place, format!("more than {MOST_STEPS} steps on one reason"));
            tables.truncate(MOST_STEPS);
        }
        let mut steps: Vec<Step> = Vec::new();
        for (level, table) in &tables {
            let Some(step) = self.step(frame, *level, table) else { continue };
            if let Some(before) = steps.iter().position(|before| stops(before, &step)) {
                let message =
                    format!("this step is never reached: step {} is taken before it, always", before + 1);
                self.report.warning(table.place, message).hint(
                    "give the earlier step a condition (`when`), or a time to wait for what proves it done (`wait`)",
                );
            }
            for done in &step.done {
                self.vocabulary.types[done.index()].done.push((frame.id, steps.len()));
            }
            steps.push(step);
        }
        steps
    }

    fn step(&mut self, frame: &Frame<'_>, level: Level, table: &Table<'_>) -> Option<Step> {
        for (key, levels, home) in ACTS {
            if table.get(key).is_some() && !levels.contains(&level) {
                let message = format!("`{key}` belongs to {home}, and this one is {}", level.name());
                self.report.error(table.place_of(key), message);
            }
        }
        let when = self.condition(table.get("when"), &frame.on);
        let purpose = self.purpose(frame, level, table);
        let act = match level {
            Level::Prevent => self.call(table),
            Level::Proactive => self.approach(frame, table),
            _ => self.offer(level, table),
        };
        let step = Step {
            level,
            when,
            act: act?,
            purpose,
            urgent: self.urgent(frame, table),
            replaces: table.flag("replaces").unwrap_or(false),
            done: self.events(table, "done"),
            wait: table.duration("wait"),
            closing: self.closing(frame, table),
        };
        if !step.done.is_empty() && step.wait.is_none() && level == Level::Prevent {
            let message = "`done` without `wait`: nobody waits for the proof, and no further step is taken";
            self.report.warning(table.place_of("done"), message).hint("say how long to wait: wait = \"30m\"");
        }
        Some(step)
    }

    fn call(&mut self, table: &Table<'_>) -> Option<Act> {
        let Some(word) = table.word("call") else {
            let message = "a step at level prevent needs `call`: the webhook that repairs the cause";
            self.report.error(table.place, message);
            return None;
        };
        self.names.resolve(Noun::Webhook, &word, &mut self.report).map(|id| Act::Call(WebhookId(id)))
    }

    fn approach(&mut self, frame: &Frame<'_>, table: &Table<'_>) -> Option<Act> {
        match (table.word("message"), table.word("alert")) {
            (Some(_), Some(_)) => {
                let message = "a step sends a `message` or gives an `alert`, not both";
                let hint = "make two steps, or tell the customer of the call with `announce`";
                self.report.error(table.place_of("alert"), message).hint(hint);
                None
            }
            (Some(message), None) => self.send(frame, table, &message),
            (None, Some(queue)) => self.alert(frame, table, &queue),
            (None, None) => {
                if table.get("message").is_none() && table.get("alert").is_none() {
                    let message = "a step at level proactive needs `message`, or `alert` for an agent's call";
                    self.report.error(table.place, message);
                }
                None
            }
        }
    }

    fn send(&mut self, frame: &Frame<'_>, table: &Table<'_>, message: &Word<'_>) -> Option<Act> {
        if table.get("announce").is_some() {
            let message = "`announce` goes before an agent's call, and this step gives no `alert`";
            self.report.error(table.place_of("announce"), message);
        }
        let message = self.message(frame, message);
        let mut channels: Vec<ChannelChoice> = Vec::new();
        for item in table.items("channels") {
            let inner = item.table();
            let word = inner.and_then(|inner| inner.word("use")).or_else(|| item.word());
            let when = self.condition(inner.and_then(|inner| inner.get("when")), &frame.on);
            let Some(channel) = word.and_then(|word| self.channel(&word)) else { continue };
            if channels.iter().any(|known| known.channel == channel && known.when.is_none()) {
                let message = "this channel stands in the list already, without a condition";
                self.report.warning(item.place, message);
            }
            channels.push(ChannelChoice { channel, when });
        }
        let stated = table.get("channels");
        if stated.is_none() || (channels.is_empty() && stated.is_some_and(|item| item.items().is_empty())) {
            let place = stated.map_or(table.place, |item| item.place);
            self.report.error(place, "a message needs `channels` to go by").hint(
                "channels = [\"mail\"], or with a condition: [{ use = \"push\", when = \"…\" }, \"mail\"]",
            );
        }
        Some(Act::Send { message: message?, channels })
    }

    fn alert(&mut self, frame: &Frame<'_>, table: &Table<'_>, queue: &Word<'_>) -> Option<Act> {
        if table.get("channels").is_some() {
            let message = "`channels` are for a `message`; an agent's call needs none";
            let hint = "channels of the announcement stand in `announce`";
            self.report.error(table.place_of("channels"), message).hint(hint);
        }
        let queue = self.names.resolve(Noun::Queue, queue, &mut self.report).map(QueueId);
        let announce = table.table("announce").and_then(|announce| self.announce(frame, &announce));
        Some(Act::Alert { queue: queue?, announce })
    }

    fn announce(&mut self, frame: &Frame<'_>, table: &Table<'_>) -> Option<Announce> {
        let lead = table.duration("lead").unwrap_or(Duration::from_hours(2));
        if lead < Duration::from_mins(30) || lead > Duration::from_hours(24) {
            let message = format!("a call is announced 30m to 24h before it, not {lead}");
            let hint = "sooner it is not read, later it is forgotten";
            self.report.error(table.get("lead").map_or(table.place, |item| item.place), message).hint(hint);
        }
        let channels: Vec<ChannelId> =
            table.words("channels").iter().filter_map(|word| self.channel(word)).collect();
        let message = table.word("message").and_then(|word| self.message(frame, &word));
        Some(Announce { message: message?, lead, channels })
    }

    fn offer(&mut self, level: Level, table: &Table<'_>) -> Option<Act> {
        let Some(word) = table.word("offer") else {
            if table.get("offer").is_none() {
                let message = format!("a step at level {} needs `offer`: what is offered", level.name());
                self.report.error(table.place, message).hint("offer = \"digital:<queue>\", for instance");
            }
            return None;
        };
        let (offered, target) = self.offered(&word)?;
        if offered != level {
            let message = format!("an offer at level {} in a step at level {}", offered.name(), level.name());
            self.report.error(word.place, message);
        }
        Some(Act::Offer(target))
    }

    fn channel(&mut self, word: &Word<'_>) -> Option<ChannelId> {
        self.names.resolve(Noun::Channel, word, &mut self.report).map(ChannelId)
    }

    fn message(&mut self, frame: &Frame<'_>, word: &Word<'_>) -> Option<MessageId> {
        let message = MessageId(self.names.resolve(Noun::Message, word, &mut self.report)?);
        self.uses.push(Use { message, reason: frame.id, about: frame.on.clone() });
        Some(message)
    }

    fn urgent(&mut self, frame: &Frame<'_>, table: &Table<'_>) -> Option<Program> {
        let item = table.get("urgent")?;
        match (item.flag(), item.word()) {
            (Some(true), _) => self.constant("true", Wanted::Condition),
            (_, Some(word)) => self.expression(&word, Wanted::Condition, &frame.on),
            _ => None,
        }
    }

    fn closing(&mut self, frame: &Frame<'_>, table: &Table<'_>) -> Option<MessageId> {
        let word = table.word("closing")?;
        let incident = |id: &&super::super::model::TypeId| {
            self.vocabulary.types[id.index()].name.starts_with("incident.")
        };
        if frame.on.iter().find(incident).is_none() {
            let message = "`closing` tells that an incident is over, and no signal of this reason is on one";
            self.report.warning(table.place_of("closing"), message);
        }
        self.message(frame, &word)
    }

    /// The purpose of a step: what it says, else what its kind of reason usually has.
    fn purpose(&mut self, frame: &Frame<'_>, level: Level, table: &Table<'_>) -> Option<PurposeId> {
        let item: Option<Item<'_>> = table.get("purpose");
        let (id, place) = match item.and_then(|item| item.word()) {
            Some(word) => (self.names.resolve(Noun::Purpose, &word, &mut self.report)?, word.place),
            None if level == Level::Prevent || item.is_some() => return None,
            None => {
                let usual = if frame.kind == Kind::Marketing { "marketing" } else { "service" };
                let Some(id) = self.names.find(Noun::Purpose, usual) else {
                    let message = format!("a step needs `purpose`: no purpose `{usual}` is declared");
                    self.report
                        .error(table.place, message)
                        .hint("what is not declared as a purpose is refused");
                    return None;
                };
                (id, table.place)
            }
        };
        self.warn_of_purpose(frame.kind, PurposeId(id), place);
        Some(PurposeId(id))
    }

    /// One line of upselling makes a message marketing, and what must be told needs no consent.
    fn warn_of_purpose(&mut self, kind: Kind, id: PurposeId, place: Place) {
        let Some(purpose) = self.organisation.purposes.get(id.index()) else { return };
        let (name, basis) = (&purpose.name, purpose.basis);
        if kind.never_withheld() && basis == Basis::Consent {
            let message = format!(
                "what is of kind {} goes only to who consented to `{name}`: the rest is not told",
                kind.name()
            );
            self.report.warning(place, message).hint("take a purpose that needs no consent");
        } else if kind == Kind::Marketing && matches!(basis, Basis::Contract | Basis::Legal) {
            let message = format!("marketing on the ground of `{}`: the law asks for consent", basis.name());
            self.report.warning(place, message).hint("take a purpose whose basis is consent");
        } else if name == "marketing" && kind != Kind::Marketing {
            let message = format!("a reason of kind {} with the purpose marketing", kind.name());
            let hint =
                "one line of upselling makes a message marketing: say kind = \"marketing\", or leave it out";
            self.report.warning(place, message).hint(hint);
        } else if name == "service" && kind == Kind::Marketing {
            let message = "a reason of kind marketing with the purpose service";
            self.report.warning(place, message).hint("what sells is no service message");
        }
    }
}

/// Whether a step is taken whenever a later one could be, and never passes on: it has no condition and
/// no time to wait, and nothing about the customer rules it out that would let the later one through.
fn stops(before: &Step, later: &Step) -> bool {
    if before.when.is_some() || before.wait.is_some() {
        return false;
    }
    match (&before.act, &later.act) {
        (Act::Call(_) | Act::Offer(_), _) => true,
        (Act::Alert { .. }, Act::Alert { .. }) => before.purpose == later.purpose,
        (Act::Send { channels: free, .. }, Act::Send { channels: wanted, .. }) => {
            let open = |channel| free.iter().any(|choice| choice.channel == channel && choice.when.is_none());
            before.purpose == later.purpose && wanted.iter().all(|choice| open(choice.channel))
        }
        _ => false,
    }
}
