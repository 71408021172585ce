//! What people and tokens may do, and the roles that bundle it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Permissions with the names under which they are known outside.
macro_rules! permissions {
    ($($variant:ident = $name:literal: $meaning:literal,)*) => {
        /// Something that one may be allowed to do.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
        pub(crate) enum Permission {
            $(#[doc = $meaning] #[serde(rename = $name)] $variant,)*
        }

        impl Permission {
            /// All there are.
            pub(crate) const ALL: &[Self] = &[$(Self::$variant,)*];

            /// Its name.
            pub(crate) const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }
        }
    };
}

permissions! {
    FiguresRead = "figures.read": "Read figures",
    EventsRead = "events.read": "Read the log",
    CustomersRead = "customers.read": "Look at customers",
    CustomersChange = "customers.change": "Merge customers and undo it",
    ConversationsRead = "conversations.read": "Read conversations and the work of the day",
    ConversationsAnswer = "conversations.answer": "Answer customers and work on cases",
    AgentsChange = "agents.change": "Say what agents can and how much they take",
    FeedbackChange = "feedback.change": "Judge reviews, and take care of what customers complain of and suggest",
    StrategyRead = "strategy.read": "Read strategies",
    StrategyDraft = "strategy.draft": "Write drafts and replay them",
    StrategyPublish = "strategy.publish": "Publish strategies",
    SourcesRead = "sources.read": "Look at sources and quarantine",
    SourcesChange = "sources.change": "Change sources and quarantine",
    OutboxRead = "outbox.read": "Look at what is to be sent",
    OutboxChange = "outbox.change": "Retry and call off what is to be sent",
    PeopleRead = "people.read": "Look at people and tokens",
    PeopleChange = "people.change": "Invite and disable people",
    SettingsChange = "settings.change": "Change the organisation's settings",
    AuditRead = "audit.read": "Read what was done",
    WatchRead = "watch.read": "See how the server is",
}

/// What a person is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Role {
    /// May do everything.
    Administrator,
    /// Writes and publishes strategies, and reads everything.
    Manager,
    /// Serves customers.
    Agent,
    /// Reads figures and drafts strategies.
    Analyst,
    /// Connects systems.
    Integrator,
}

/// A set of permissions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Permissions(u32);

impl Permissions {
    /// None.
    pub(crate) const NONE: Self = Self(0);

    /// All.
    pub(crate) fn all() -> Self {
        Permission::ALL.iter().copied().collect()
    }

    /// Whether this one is among them.
    pub(crate) const fn has(self, permission: Permission) -> bool {
        self.0 & (1 << permission as u32) != 0
    }

    /// Those that are in both.
    pub(crate) const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Those in either.
    pub(crate) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// As a list.
    pub(crate) fn list(self) -> Vec<Permission> {
        Permission::ALL.iter().copied().filter(|permission| self.has(*permission)).collect()
    }
}

impl FromIterator<Permission> for Permissions {
    fn from_iter<T: IntoIterator<Item = Permission>>(permissions: T) -> Self {
        permissions.into_iter().fold(Self::NONE, |set, permission| Self(set.0 | 1 << permission as u32))
    }
}

impl Role {
    /// What this role may do.
    pub(crate) fn grants(self) -> Permissions {
        use Permission as P;
        let some = |permissions: &[P]| permissions.iter().copied().collect();
        match self {
            Self::Administrator => Permissions::all(),
            Self::Manager => {
                let not = [P::PeopleChange, P::SettingsChange, P::SourcesChange];
                P::ALL.iter().copied().filter(|permission| !not.contains(permission)).collect()
            }
            Self::Agent => some(&[
                P::CustomersRead,
                P::CustomersChange,
                P::ConversationsRead,
                P::ConversationsAnswer,
                P::FiguresRead,
                P::EventsRead,
                P::StrategyRead,
            ]),
            Self::Analyst => some(&[
                P::FiguresRead,
                P::EventsRead,
                P::CustomersRead,
                P::ConversationsRead,
                P::StrategyRead,
                P::StrategyDraft,
                P::WatchRead,
            ]),
            Self::Integrator => some(&[
                P::SourcesRead,
                P::SourcesChange,
                P::EventsRead,
                P::OutboxRead,
                P::OutboxChange,
                P::WatchRead,
                P::StrategyRead,
            ]),
        }
    }
}

/// What several roles together may do.
pub(crate) fn granted(roles: &[Role]) -> Permissions {
    roles.iter().fold(Permissions::NONE, |all, role| all.or(role.grants()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_permission_is_held_by_somebody_and_none_is_left_out_of_all() {
        assert_eq!(Permissions::all().list(), Permission::ALL);
        assert!(!Role::Manager.grants().has(Permission::PeopleChange));
        assert!(Role::Manager.grants().has(Permission::StrategyPublish));
        assert_eq!(Role::Agent.grants().and(Role::Integrator.grants()).list().len(), 2);
    }

    #[test]
    fn names_outside_are_the_names_inside() {
        for permission in Permission::ALL {
            let json = serde_json::to_string(permission).expect("JSON");
            assert_eq!(json, format!("\"{}\"", permission.name()));
        }
    }
}
