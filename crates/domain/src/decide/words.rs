//! The why of a decision in plain words, Dutch and English.

use super::outcome::{Barrier, Decision, Deed, Means, Verdict};
use crate::strategy::model::{Level, Strategy, Trigger};

/// The why in English.
pub fn english(decision: &Decision, strategy: &Strategy) -> String {
    tell(decision, strategy, &EN)
}

/// The why in Dutch.
pub fn dutch(decision: &Decision, strategy: &Strategy) -> String {
    tell(decision, strategy, &NL)
}

/// The sentences of one language.
struct Phrases {
    code: &'static str,
    contact: fn(&str) -> String,
    event: fn(&str, &str, u32) -> String,
    absence: fn(&str, &str, &str, u32) -> String,
    before: fn(&str, &str, &str, u32) -> String,
    over: fn(&str) -> String,
    after_repair: &'static str,
    act: fn(&str) -> String,
    replaces: &'static str,
    held_out: fn(&str) -> String,
    no_steps: &'static str,
    nothing: &'static str,
    deferred: fn(&str, &str) -> String,
    refused: fn(&str) -> String,
    explored: &'static str,
    means: fn(Level, Means, &str) -> String,
    ruled_out: fn(&str, &str) -> String,
    barrier: fn(Barrier) -> &'static str,
    score: fn(&str) -> String,
}

const EN: Phrases = Phrases {
    code: "en",
    contact: |reason| format!("The customer contacts us about “{reason}”."),
    event: |reason, event, percent| {
        format!("After “{event}” a contact about “{reason}” is expected ({percent} %).")
    },
    absence: |reason, event, after, percent| {
        format!(
            "Nothing followed “{event}” within {after}, so a contact about “{reason}” is expected ({percent} %)."
        )
    },
    before: |reason, event, before, percent| {
        format!(
            "The moment of “{event}” comes in {before}, so a contact about “{reason}” is expected ({percent} %)."
        )
    },
    over: |reason| format!("The customer was told about “{reason}”, and it is over now."),
    after_repair: "The repair was not confirmed in time.",
    act: |what| format!("Chosen: {what}."),
    replaces: "It takes the place of the earlier message.",
    held_out: |what| {
        format!("Chosen: {what}; not carried out, because the customer is in the control group.")
    },
    no_steps: "The strategy has no step for it, so nothing is done.",
    nothing: "Nothing is done.",
    deferred: |until, why| format!("It waits until {until}: {why}."),
    refused: |why| format!("It is not done: {why}."),
    explored: "This choice was drawn at random, to learn from it.",
    means: |level, means, name| match (means, level) {
        (Means::Webhook(_), _) => format!("have the cause repaired by “{name}”"),
        (Means::Message(..), _) => format!("a message by {name}"),
        (Means::Announcement(..), _) => format!("a call, announced by {name}"),
        (Means::Alert(_), _) => format!("a call by an agent of “{name}”"),
        (Means::Answer(_), _) => format!("offer the answer “{name}”"),
        (Means::Queue(_), Level::Personal) => format!("offer a person of “{name}” by phone or in person"),
        (Means::Queue(_), _) => format!("offer a person of “{name}” in writing"),
    },
    ruled_out: |what, why| format!("Not {what}: {why}"),
    barrier: |barrier| match barrier {
        Barrier::Condition => "its condition does not hold",
        Barrier::ConsentRefused => "the customer does not want it",
        Barrier::ConsentMissing => "it needs a consent that was never given",
        Barrier::Unreachable => "the customer has no address for it",
        Barrier::Quiet => "these are the customer's quiet hours",
        Barrier::Budget => "the contact budget is used up",
        Barrier::Value => "it costs more than it brings",
        Barrier::TooLate => "what it was for came to an end while it waited",
        Barrier::Outranked => "another was better",
        Barrier::Halted => "the guard halted it",
    },
    score: |score| format!("worth {score}"),
};

const NL: Phrases = Phrases {
    code: "nl",
    contact: |reason| format!("De klant neemt contact op over “{reason}”."),
    event: |reason, event, percent| {
        format!("Na “{event}” wordt een contact over “{reason}” verwacht ({percent} %).")
    },
    absence: |reason, event, after, percent| {
        format!(
            "Op “{event}” volgde binnen {after} niets; daarom wordt een contact over “{reason}” verwacht ({percent} %)."
        )
    },
    before: |reason, event, before, percent| {
        format!(
            "Het moment van “{event}” komt over {before}; daarom wordt een contact over “{reason}” verwacht ({percent} %)."
        )
    },
    over: |reason| format!("De klant kreeg bericht over “{reason}”, en dat is nu voorbij."),
    after_repair: "Het herstel is niet op tijd bevestigd.",
    act: |what| format!("Gekozen: {what}."),
    replaces: "Dit komt in de plaats van het eerdere bericht.",
    held_out: |what| format!("Gekozen: {what}; niet uitgevoerd, want de klant zit in de controlegroep."),
    no_steps: "De strategie heeft hier geen stap voor; er gebeurt niets.",
    nothing: "Er gebeurt niets.",
    deferred: |until, why| format!("Het wacht tot {until}: {why}."),
    refused: |why| format!("Het gebeurt niet: {why}."),
    explored: "Deze keuze is geloot, om ervan te leren.",
    means: |level, means, name| match (means, level) {
        (Means::Webhook(_), _) => format!("de oorzaak laten herstellen door “{name}”"),
        (Means::Message(..), _) => format!("een bericht via {name}"),
        (Means::Announcement(..), _) => format!("een telefoontje, aangekondigd via {name}"),
        (Means::Alert(_), _) => format!("een telefoontje door een medewerker van “{name}”"),
        (Means::Answer(_), _) => format!("het antwoord “{name}” aanbieden"),
        (Means::Queue(_), Level::Personal) => {
            format!("een medewerker van “{name}” aanbieden, telefonisch of in persoon")
        }
        (Means::Queue(_), _) => format!("een medewerker van “{name}” aanbieden, schriftelijk"),
    },
    ruled_out: |what, why| format!("Niet {what}: {why}"),
    barrier: |barrier| match barrier {
        Barrier::Condition => "de voorwaarde geldt niet",
        Barrier::ConsentRefused => "de klant wil dit niet",
        Barrier::ConsentMissing => "hiervoor is toestemming nodig, en die is nooit gegeven",
        Barrier::Unreachable => "de klant is zo niet te bereiken",
        Barrier::Quiet => "het zijn de stille uren van de klant",
        Barrier::Budget => "het contactbudget is op",
        Barrier::Value => "het kost meer dan het oplevert",
        Barrier::TooLate => "waar het voor was, is voorbij gegaan terwijl het wachtte",
        Barrier::Outranked => "een ander was beter",
        Barrier::Halted => "de bewaker heeft dit stilgelegd",
    },
    score: |score| format!("waard {score}"),
};

fn tell(decision: &Decision, strategy: &Strategy, say: &Phrases) -> String {
    let mut sentences = vec![cause(decision, strategy, say)];
    if decision.if_not_fixed {
        sentences.push(say.after_repair.to_owned());
    }
    let deed = |deed: &Deed| (say.means)(deed.level, deed.means, deed.means.name(strategy));
    match &decision.verdict {
        Verdict::Act(done) => {
            sentences.push((say.act)(&deed(done)));
            if done.replaces {
                sentences.push(say.replaces.to_owned());
            }
        }
        Verdict::HeldOut(done) => sentences.push((say.held_out)(&deed(done))),
        Verdict::Nothing if decision.candidates.is_empty() => sentences.push(say.no_steps.to_owned()),
        Verdict::Nothing => sentences.push(say.nothing.to_owned()),
        Verdict::Deferred { until, by } => {
            let local = strategy.zone.to_datetime(until.to_jiff()).strftime("%Y-%m-%d %H:%M").to_string();
            sentences.push((say.deferred)(&local, (say.barrier)(*by)));
        }
        Verdict::Refused { by } => sentences.push((say.refused)((say.barrier)(*by))),
    }
    if decision.probability < 0.5 {
        sentences.push(say.explored.to_owned());
    }
    let reasons = &strategy.reasons[decision.reason.index()];
    for candidate in &decision.candidates {
        let Some(out) = candidate.out else { continue };
        let level = match decision.signal {
            Some(_) => reasons.steps.get(candidate.step as usize).map(|step| step.level),
            None => reasons.offers.get(candidate.step as usize).map(|offer| offer.level),
        };
        let name = candidate.means.name(strategy);
        let what = (say.means)(level.unwrap_or(Level::Digital), candidate.means, name);
        let mut sentence = (say.ruled_out)(&what, (say.barrier)(out));
        if let Some(score) = candidate.score {
            let worth = (say.score)(&format!("{score:.2}"));
            sentence = format!("{sentence} ({worth})");
        }
        sentence.push('.');
        sentences.push(sentence);
    }
    sentences.join(" ")
}

/// What led to the decision.
fn cause(decision: &Decision, strategy: &Strategy, say: &Phrases) -> String {
    let reason = strategy.reasons[decision.reason.index()].name.get(say.code);
    let Some(signal) = decision.signal.map(|id| &strategy.signals[id.index()]) else {
        return (say.contact)(reason);
    };
    if decision.closing {
        return (say.over)(reason);
    }
    let event = signal.on.first().map_or("", |id| strategy.types[id.index()].name.as_str());
    let percent = (decision.chance * 100.0).round() as u32;
    match &signal.trigger {
        Trigger::Event => (say.event)(reason, event, percent),
        Trigger::Absence { after, .. } => (say.absence)(reason, event, &after.to_string(), percent),
        Trigger::Before { before, .. } => (say.before)(reason, event, &before.to_string(), percent),
    }
}
