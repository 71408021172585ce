//! About which reason a message is, and which queue takes it.

use compact_str::CompactString;
use voorzet_domain::conversation::Received;
use voorzet_domain::decide::outcome::{End, Happening, Means};
use voorzet_domain::strategy::model::{QueueId, Strategy};
use voorzet_domain::time::Duration;

use voorzet_insight::intent::{Counts, Intent, Keyword, Keywords};
use voorzet_insight::language::{Detector, Language};

use super::{label, route};

/// About which reason something is, and how that is known.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Proposal {
    /// The reason, by name.
    pub(crate) reason: CompactString,
    /// Whether nobody said so.
    pub(crate) proposed: bool,
    /// How sure that is, 0 to 1.
    pub(crate) confidence: f64,
}

impl Proposal {
    /// Somebody said so.
    pub(crate) fn stated(reason: CompactString) -> Self {
        Self { reason, proposed: false, confidence: 1.0 }
    }
}

/// How much a keyword of the reason above it says for a reason.
const FROM_ABOVE: f64 = 0.5;

/// What tells reasons and languages of messages.
#[derive(Debug, Default)]
pub(crate) struct Reader {
    intent: Intent,
    languages: Detector,
}

impl Reader {
    /// From now on by the words of this strategy.
    pub(crate) fn read_by(&mut self, strategy: &Strategy) {
        let mut keywords = Vec::new();
        for (place, reason) in strategy.reasons.iter().enumerate() {
            for (generation, id) in reason.line.iter().enumerate() {
                let weight = FROM_ABOVE.powi(generation as i32);
                for (language, words) in &strategy.reasons[id.index()].keywords {
                    // Forms are known in two languages; a word of another is found as it is written.
                    let language = Language::from_code(language).unwrap_or(Language::English);
                    keywords.extend(words.iter().map(|text| Keyword {
                        text,
                        language,
                        reason: place,
                        weight,
                    }));
                }
            }
        }
        let reasons = strategy.reasons.iter().map(|reason| reason.id.to_string()).collect();
        self.intent = Intent::new(reasons, Keywords::new(keywords));
    }

    /// What a message is about, by its words and by what agents said of earlier ones; `other` when neither tells.
    pub(crate) fn propose(&self, counts: &Counts, strategy: &Strategy, received: &Received) -> Proposal {
        let told = self.intent.propose(counts, &label::text(received), label::stated(received));
        let told = told.map(|told| (self.intent.reasons()[told.reason].as_str(), told.confidence));
        let (reason, confidence) = told.unwrap_or((OTHER, 0.0));
        // As many digits as mean something, and read from the log as they were written.
        let confidence = (confidence * 1_000.0).round() / 1_000.0;
        Proposal { reason: known(strategy, reason), proposed: true, confidence }
    }

    /// The language of a message; none of what says too little.
    pub(crate) fn language(&self, received: &Received) -> Option<CompactString> {
        let stated = received.language.clone();
        stated.or_else(|| Some(self.languages.detect(received.own_text())?.code().into()))
    }
}

const OTHER: &str = "other";

/// The name of a reason as the strategy knows it; `other` for one that it does not.
pub(crate) fn known(strategy: &Strategy, name: &str) -> CompactString {
    let id = strategy.reason_id(name).unwrap_or(strategy.other());
    strategy.reasons[id.index()].id.clone()
}

/// What came of deciding on a contact.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Contacted {
    /// Whether it was expected.
    pub(crate) expected: bool,
    /// How many seconds ahead; none when it was not expected in time.
    pub(crate) lead_seconds: Option<u32>,
    /// The first queue that was offered.
    pub(crate) queue: Option<QueueId>,
    /// The segment that the customer was in.
    pub(crate) segment: Option<CompactString>,
}

impl Contacted {
    /// What came of it, as the decision tells.
    pub(crate) fn of(happenings: &[Happening], segment: Option<CompactString>) -> Self {
        let mut contacted = Self { segment, ..Self::default() };
        for happening in happenings {
            match happening {
                Happening::Settled { end: End::Met | End::TooLate, .. } => contacted.expected = true,
                Happening::Contact { expected, .. } => contacted.lead_seconds = expected.map(seconds),
                Happening::Decision(decision) if decision.opened.is_none() && contacted.queue.is_none() => {
                    let mut open = decision.candidates.iter().filter(|candidate| candidate.out.is_none());
                    contacted.queue = open.find_map(|candidate| match candidate.means {
                        Means::Queue(queue) => Some(queue),
                        _ => None,
                    });
                }
                _ => {}
            }
        }
        contacted
    }
}

fn seconds(lead: Duration) -> u32 {
    u32::try_from(lead.as_secs()).unwrap_or(u32::MAX)
}

/// The queue that takes a contact: the first that was offered; else the one that its reason leads to.
pub(crate) fn queue(strategy: &Strategy, reason: &str, offered: Option<QueueId>) -> CompactString {
    match offered.or_else(|| strategy.queue_of(strategy.reason_id(reason)?)) {
        Some(queue) => strategy.queues[queue.index()].name.clone(),
        None => route::default_queue(strategy),
    }
}
