//! From reasons to levels: where contacts were handled, and on which level something was done about those that were
//! expected and did not come.

use std::collections::BTreeMap;

use compact_str::CompactString;
use serde::Serialize;
use utoipa::ToSchema;
use voorzet_domain::strategy::model::{Level, Strategy};

/// The net under the ladder.
pub const NET: &str = "webcare";

/// Channels whose contacts are made in public, where the net is.
const IN_PUBLIC: &str = "social";

/// Channels by which customers help themselves, where the strategy does not say otherwise.
const SELF_SERVICE: [&str; 8] = ["app", "assistant", "bot", "chatbot", "community", "portal", "site", "web"];

/// One band: what goes from a reason to a level.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Flow {
    /// The reason.
    pub reason: String,
    /// `prevent`, `proactive`, `self_service`, `digital`, `personal` or `webcare`.
    pub level: String,
    /// Contacts that came and were handled there: by their channel.
    pub came: u64,
    /// Expectations about which something was done there and that ended without a contact: candidates for avoided.
    pub not_came: u64,
    /// Those of them in imported history, where nothing was really done.
    pub not_came_in_history: u64,
}

/// The level at which contacts by a channel are handled.
pub fn level_of(channel: &str, reason: &str, strategy: &Strategy) -> &'static str {
    if channel == IN_PUBLIC {
        return NET;
    }
    if let Some((_, level)) = strategy.contact_levels.iter().find(|(name, _)| name == channel) {
        return level.name();
    }
    if SELF_SERVICE.contains(&channel) {
        return Level::SelfService.name();
    }
    strategy.reason_id(reason).map_or(Level::Digital, |id| strategy.reasons[id.index()].handled).name()
}

/// The bands, added up.
#[derive(Default)]
pub(super) struct Flows(BTreeMap<(CompactString, &'static str), Band>);

#[derive(Clone, Copy, Default)]
struct Band {
    came: u64,
    not_came: u64,
    in_history: u64,
}

impl Flows {
    pub(super) fn came(&mut self, reason: &str, channel: &str, contacts: u64, strategy: &Strategy) {
        let level = level_of(channel, reason, strategy);
        self.0.entry((reason.into(), level)).or_default().came += contacts;
    }

    pub(super) fn not_came(&mut self, reason: &str, level: &str, expectations: u64, history: bool) {
        if let Some(level) = Level::from_name(level) {
            let band = self.0.entry((reason.into(), level.name())).or_default();
            band.not_came += expectations;
            band.in_history += if history { expectations } else { 0 };
        }
    }

    /// Contacts that came, by level.
    pub(super) fn handled(&self, level: &str) -> u64 {
        self.0.iter().filter(|((_, name), _)| *name == level).map(|(_, band)| band.came).sum()
    }

    pub(super) fn bands(self) -> Vec<Flow> {
        let band = |((reason, level), band): ((CompactString, &str), Band)| Flow {
            reason: reason.into(),
            level: level.to_owned(),
            came: band.came,
            not_came: band.not_came,
            not_came_in_history: band.in_history,
        };
        self.0.into_iter().map(band).collect()
    }
}
