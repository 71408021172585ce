//! `strategy.toml`: the organisation, and the names of what it has.

use std::sync::Arc;

use compact_str::CompactString;
use jiff::tz::TimeZone;

use super::super::model::{
    Basis, Budget, Channel, Economics, Learning, Level, Localised, Measure, Purpose, Queue, QueueId, Quiet,
    Trait, Webhook,
};
use super::super::read::conform::{clock, zone};
use super::super::read::source::is_language;
use super::super::read::table::{Item, Table, Word};
use super::super::report::Report;
use super::super::shape::Noun;
use super::names::Names;
use super::{budget, measure, queue};
use crate::hours::Hours;
use crate::identity::IdentityKind;
use crate::problem::nearest;
use crate::value::FieldType;

/// What `strategy.toml` says, with what is assumed where it is silent.
#[derive(Debug)]
pub(super) struct Organisation {
    pub name: String,
    pub languages: Vec<CompactString>,
    pub zone: TimeZone,
    pub region: Option<CompactString>,
    pub salt: CompactString,
    pub quiet: Option<Quiet>,
    pub budget: Budget,
    pub economics: Economics,
    pub learning: Learning,
    pub global_holdout: f64,
    pub measure: Measure,
    pub purposes: Vec<Purpose>,
    pub channels: Vec<Channel>,
    pub contact_levels: Vec<(CompactString, Level)>,
    pub webhooks: Vec<Webhook>,
    pub queues: Vec<Queue>,
    pub default_queue: Option<QueueId>,
    pub hours: Vec<(CompactString, Arc<Hours>)>,
    pub traits: Vec<Trait>,
}

/// Reads `strategy.toml`; without it everything is as assumed.
pub(super) fn read(table: Option<&Table<'_>>, names: &mut Names, report: &mut Report) -> Organisation {
    let Some(table) = table else { return Organisation::assumed(names) };
    let assumed = Organisation::assumed(&mut Names::default());
    let word = |key: &str| table.word(key).map(|word| word.text);
    let languages = languages(table, report).unwrap_or(assumed.languages);
    let learning = table.table("learning");
    let number = |part: &Option<Table<'_>>, key: &str, assumed: f64| {
        part.as_ref().and_then(|part| part.number(key)).unwrap_or(assumed)
    };
    let purposes = purposes(table).unwrap_or(assumed.purposes);
    let mut channels = channels(table).unwrap_or(assumed.channels);
    name_all(names, &purposes, &channels);
    let economics = economics(table, &mut channels, report);
    let measure = table.table("measure");
    let zone = word("timezone").and_then(zone).unwrap_or(assumed.zone);
    let measured = measure::read(measure.as_ref(), &zone, report);
    let hours = queue::hours(table, &zone, names, report);
    let queues = queue::read(table, &languages, &hours, names, report);
    Organisation {
        name: word("organisation").unwrap_or_default().to_owned(),
        zone,
        region: word("region").map(Into::into),
        salt: word("salt").unwrap_or_default().into(),
        quiet: quiet(table, report),
        budget: budget::read(table.table("budget").as_ref(), report),
        economics,
        learning: Learning {
            prior: number(&learning, "prior", assumed.learning.prior),
            weight: number(&learning, "weight", assumed.learning.weight),
        },
        global_holdout: number(&measure, "holdout", assumed.global_holdout),
        measure: measured,
        purposes,
        channels,
        contact_levels: contact_levels(table),
        webhooks: webhooks(table, names),
        default_queue: queue::default(table, &queues, names, report),
        queues,
        hours,
        traits: traits(table),
        languages,
    }
}

impl Organisation {
    /// What holds where `strategy.toml` is silent.
    fn assumed(names: &mut Names) -> Self {
        let purpose = |name: &str, basis| Purpose { name: name.into(), basis };
        let channel = |name: &str, needs, consent, cost| Channel {
            name: CompactString::from(name),
            needs: Some(needs),
            consent,
            cost,
        };
        let purposes = vec![purpose("service", Basis::Contract), purpose("marketing", Basis::Consent)];
        let channels = vec![
            channel("mail", IdentityKind::Mail, false, 0.01),
            channel("sms", IdentityKind::Phone, false, 0.08),
            channel("whatsapp", IdentityKind::Phone, true, 0.07),
            channel("push", IdentityKind::Device, false, 0.001),
        ];
        name_all(names, &purposes, &channels);
        Self {
            name: String::new(),
            languages: vec!["nl".into(), "en".into()],
            zone: zone("Europe/Amsterdam").unwrap_or(TimeZone::UTC),
            region: None,
            salt: CompactString::default(),
            quiet: Some(Quiet { from: 21 * 60, to: 8 * 60 }),
            budget: budget::assumed(),
            economics: ASSUMED_ECONOMICS,
            learning: Learning { prior: 0.1, weight: 20.0 },
            global_holdout: 0.02,
            measure: Measure::assumed(),
            purposes,
            channels,
            contact_levels: assumed_levels(),
            webhooks: Vec::new(),
            queues: Vec::new(),
            default_queue: None,
            hours: Vec::new(),
            traits: Vec::new(),
        }
    }
}

const ASSUMED_ECONOMICS: Economics = Economics {
    digital: 4.5,
    personal: 8.0,
    repeat: 0.2,
    effort: 0.0,
    alert: 6.0,
    prevent: 0.2,
    annoyance: 0.05,
    annoyance_per_touch: 0.05,
    uplift_prevent: 0.8,
    uplift_proactive: 0.3,
    explore: 0.0,
};

fn name_all(names: &mut Names, purposes: &[Purpose], channels: &[Channel]) {
    for purpose in purposes {
        names.add(Noun::Purpose, &purpose.name);
    }
    for channel in channels {
        names.add(Noun::Channel, &channel.name);
    }
}

fn languages(table: &Table<'_>, report: &mut Report) -> Option<Vec<CompactString>> {
    let mut languages: Vec<CompactString> = Vec::new();
    let list = table.get("languages")?;
    for word in table.words("languages") {
        if !is_language(word.text) {
            continue;
        }
        if languages.iter().any(|language| language == word.text) {
            report.error(word.place, format!("`{}` stands twice in `languages`", word.text));
        } else {
            languages.push(word.text.into());
        }
    }
    if list.items().is_empty() {
        report.error(list.place, "`languages` needs at least one language");
    }
    (!languages.is_empty()).then_some(languages)
}

fn quiet(table: &Table<'_>, report: &mut Report) -> Option<Quiet> {
    let Some(item) = table.get("quiet") else { return Some(Quiet { from: 21 * 60, to: 8 * 60 }) };
    let quiet = item.table()?;
    let minute = |key: &str| quiet.word(key).and_then(|word| clock(word.text));
    let (from, to) = (minute("from")?, minute("to")?);
    if from == to {
        let message = "quiet hours that begin and end at the same time are no hours, or all";
        report.error(item.place, message).hint("write quiet = false to have none");
    }
    Some(Quiet { from, to })
}

fn purposes(table: &Table<'_>) -> Option<Vec<Purpose>> {
    let entries = table.table("purposes")?.entries();
    let purpose = |(name, item): (Word<'_>, Item<'_>)| {
        let basis = item.table().and_then(|purpose| Basis::from_name(purpose.word("basis")?.text));
        // Without a ground the purpose is an error already; its name is still known.
        Purpose { name: name.text.into(), basis: basis.unwrap_or(Basis::Consent) }
    };
    Some(entries.map(purpose).collect())
}

fn channels(table: &Table<'_>) -> Option<Vec<Channel>> {
    let entries = table.table("channels")?.entries();
    let channel = |(name, item): (Word<'_>, Item<'_>)| {
        let inner = item.table();
        let needs = inner.and_then(|inner| IdentityKind::from_name(inner.word("needs")?.text));
        let consent = inner.and_then(|inner| inner.flag("consent")).unwrap_or(false);
        let cost = match name.text {
            "mail" => 0.01,
            "sms" => 0.08,
            "whatsapp" => 0.07,
            "push" => 0.001,
            _ => 0.0,
        };
        Channel { name: name.text.into(), needs, consent, cost }
    };
    Some(entries.map(channel).collect())
}

fn economics(table: &Table<'_>, channels: &mut [Channel], report: &mut Report) -> Economics {
    let mut economics = ASSUMED_ECONOMICS;
    let Some(value) = table.table("value") else { return economics };
    for (part, key, amount) in [
        ("contact", "digital", &mut economics.digital),
        ("contact", "personal", &mut economics.personal),
        ("contact", "repeat", &mut economics.repeat),
        ("contact", "effort", &mut economics.effort),
        ("annoyance", "base", &mut economics.annoyance),
        ("annoyance", "per_touch", &mut economics.annoyance_per_touch),
        ("uplift", "prevent", &mut economics.uplift_prevent),
        ("uplift", "proactive", &mut economics.uplift_proactive),
    ] {
        if let Some(stated) = value.table(part).and_then(|part| part.number(key)) {
            *amount = stated;
        }
    }
    if let Some(explore) = value.number("explore") {
        economics.explore = explore;
    }
    for (name, item) in value.table("action").into_iter().flat_map(|action| action.entries()) {
        let cost = item.number().unwrap_or_default();
        match name.text {
            "prevent" => economics.prevent = cost,
            "alert" => economics.alert = cost,
            _ => {
                if let Some(channel) = channels.iter_mut().find(|channel| channel.name == name.text) {
                    channel.cost = cost;
                } else {
                    let known = channels.iter().map(|channel| channel.name.as_str());
                    let hint = match nearest(name.text, known.chain(["prevent", "alert"])) {
                        Some(near) => format!("did you mean `{near}`?"),
                        None => "declare it in [channels]".to_owned(),
                    };
                    let message = format!("a cost of `{}`, which is no channel", name.text);
                    report.error(name.place, message).hint(hint);
                }
            }
        }
    }
    economics
}

fn assumed_levels() -> Vec<(CompactString, Level)> {
    [
        (Level::Personal, ["phone", "callback", "visit", "counter"].as_slice()),
        (Level::Digital, &["mail", "chat", "whatsapp", "messenger", "sms", "social", "form"]),
        (Level::SelfService, &["web", "app", "assistant"]),
    ]
    .into_iter()
    .flat_map(|(level, channels)| channels.iter().map(move |channel| (CompactString::from(*channel), level)))
    .collect()
}

fn contact_levels(table: &Table<'_>) -> Vec<(CompactString, Level)> {
    let mut levels = assumed_levels();
    for (channel, item) in table.table("levels").into_iter().flat_map(|levels| levels.entries()) {
        let Some(level) = item.word().and_then(|word| Level::from_name(word.text)) else { continue };
        levels.retain(|(known, _)| known != channel.text);
        levels.push((channel.text.into(), level));
    }
    levels
}

fn webhooks(table: &Table<'_>, names: &mut Names) -> Vec<Webhook> {
    let mut webhooks = Vec::new();
    for (name, item) in table.table("webhooks").into_iter().flat_map(|webhooks| webhooks.entries()) {
        let url = item.table().and_then(|webhook| webhook.word("url"));
        names.add(Noun::Webhook, name.text);
        webhooks.push(Webhook { name: name.text.into(), url: url.map_or("", |word| word.text).to_owned() });
    }
    webhooks
}

fn traits(table: &Table<'_>) -> Vec<Trait> {
    let entries = table.table("traits").into_iter().flat_map(|traits| traits.entries());
    entries
        .filter_map(|(name, item)| {
            let kind = FieldType::from_name(item.word()?.text)?;
            Some(Trait { name: name.text.into(), kind, read: false })
        })
        .collect()
}

/// A name in several languages; the id where there is none. Warns of languages that lack it.
pub(super) fn localised(
    item: Option<Item<'_>>,
    id: &str,
    languages: &[CompactString],
    report: &mut Report,
) -> Localised {
    let default = languages.first().cloned().unwrap_or_default();
    let Some(item) = item else { return Localised(vec![(default, id.to_owned())]) };
    if let Some(word) = item.word() {
        return Localised(vec![(default, word.text.to_owned())]);
    }
    let mut texts = Vec::new();
    for (language, text) in item.table().into_iter().flat_map(|names| names.entries()) {
        if is_language(language.text) && !languages.iter().any(|known| known == language.text) {
            let message = format!("`{}` is not among the organisation's languages", language.text);
            report.warning(language.place, message).hint("add it to `languages` of strategy.toml");
        }
        if let Some(text) = text.word() {
            texts.push((CompactString::from(language.text), text.text.to_owned()));
        }
    }
    let missing: Vec<_> =
        languages.iter().filter(|language| texts.iter().all(|(known, _)| known != *language)).collect();
    if !missing.is_empty() {
        let missing: Vec<_> = missing.iter().map(|language| language.as_str()).collect();
        report.warning(item.place, format!("the name is missing in {}", missing.join(", ")));
    }
    Localised(texts)
}
