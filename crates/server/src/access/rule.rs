//! Who may call which route: one row for each. A route without a row is closed to everybody.

use std::collections::HashMap;
use std::sync::LazyLock;

use axum::http::Method;

use super::role::Permission as P;
use crate::channel::PROVIDERS;

/// Who may call a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rule {
    /// Anybody; what it gives is looked after in the handler.
    Public,
    /// Who has a write key.
    WriteKey,
    /// A channel's provider, or a customer by it: who it is, the handler finds out, and nothing waits for the gate.
    Channel,
    /// A person who is signed in, about themselves.
    SignedIn,
    /// Who has this permission.
    Needs(P),
    /// The same, for what is asked with a body and changes nothing: it is told nowhere and done anew each time.
    Asks(P),
}

use Rule::{Asks, Needs, Public, SignedIn, WriteKey};

/// The whole of it.
pub(crate) const TABLE: &[(Method, &str, Rule)] = &[
    // Events come in.
    (Method::POST, "/events", WriteKey),
    (Method::POST, "/v1/{call}", WriteKey),
    (Method::POST, "/messages", WriteKey),
    // For everybody.
    (Method::GET, "/healthz", Public),
    (Method::GET, "/readyz", Public),
    (Method::GET, "/api/openapi.json", Public),
    // Signing in and out.
    (Method::GET, "/api/sign-in", Public),
    (Method::POST, "/api/first-run", Public),
    (Method::POST, "/api/session", Public),
    (Method::GET, "/api/session", SignedIn),
    (Method::DELETE, "/api/session", SignedIn),
    (Method::POST, "/api/session/second-factor", Public),
    (Method::POST, "/api/session/passkey/challenge", Public),
    (Method::POST, "/api/session/passkey", Public),
    (Method::GET, "/api/session/sso/{id}", Public),
    (Method::GET, "/api/session/sso/{id}/callback", Public),
    (Method::GET, "/api/invitations/{token}", Public),
    (Method::POST, "/api/invitations/{token}", Public),
    // Oneself.
    (Method::GET, "/api/me", SignedIn),
    (Method::PATCH, "/api/me", SignedIn),
    (Method::POST, "/api/me/password", SignedIn),
    (Method::POST, "/api/me/totp", SignedIn),
    (Method::DELETE, "/api/me/totp", SignedIn),
    (Method::POST, "/api/me/totp/confirm", SignedIn),
    (Method::GET, "/api/me/passkeys", SignedIn),
    (Method::POST, "/api/me/passkeys", SignedIn),
    (Method::POST, "/api/me/passkeys/challenge", SignedIn),
    (Method::DELETE, "/api/me/passkeys/{id}", SignedIn),
    (Method::GET, "/api/me/sessions", SignedIn),
    (Method::DELETE, "/api/me/sessions/{id}", SignedIn),
    // Others.
    (Method::GET, "/api/people", Needs(P::PeopleRead)),
    (Method::POST, "/api/people", Needs(P::PeopleChange)),
    (Method::PATCH, "/api/people/{id}", Needs(P::PeopleChange)),
    (Method::POST, "/api/people/{id}/invitation", Needs(P::PeopleChange)),
    (Method::GET, "/api/tokens", SignedIn),
    (Method::POST, "/api/tokens", SignedIn),
    (Method::DELETE, "/api/tokens/{id}", SignedIn),
    (Method::GET, "/api/audit", Needs(P::AuditRead)),
    (Method::GET, "/api/settings", Needs(P::SettingsChange)),
    (Method::PUT, "/api/settings", Needs(P::SettingsChange)),
    // The log.
    (Method::GET, "/api/entries", Needs(P::EventsRead)),
    (Method::GET, "/api/entries/{position}", Needs(P::EventsRead)),
    (Method::GET, "/api/stream", Needs(P::EventsRead)),
    (Method::GET, "/api/live", Needs(P::EventsRead)),
    // What is to be sent.
    (Method::GET, "/api/outbox", Needs(P::OutboxRead)),
    (Method::GET, "/api/outbox/{key}", Needs(P::OutboxRead)),
    (Method::POST, "/api/outbox/{key}/retry", Needs(P::OutboxChange)),
    (Method::POST, "/api/outbox/{key}/cancel", Needs(P::OutboxChange)),
    (Method::GET, "/api/routes", Needs(P::OutboxRead)),
    (Method::POST, "/api/routes/{route}/revive", Needs(P::OutboxChange)),
    // What comes in, and what of it cannot be read.
    (Method::GET, "/api/sources", Needs(P::SourcesRead)),
    (Method::POST, "/api/sources", Needs(P::SourcesChange)),
    (Method::DELETE, "/api/sources/{name}", Needs(P::SourcesChange)),
    (Method::GET, "/api/quarantine", Needs(P::SourcesRead)),
    (Method::GET, "/api/quarantine/{number}", Needs(P::SourcesRead)),
    (Method::DELETE, "/api/quarantine/{number}", Needs(P::SourcesChange)),
    (Method::POST, "/api/quarantine/{number}/retry", Needs(P::SourcesChange)),
    (Method::POST, "/api/undecided/{position}/retry", Needs(P::SourcesChange)),
    // The strategy, and what came of it.
    (Method::GET, "/api/strategy", Needs(P::StrategyRead)),
    (Method::POST, "/api/strategy", Needs(P::StrategyPublish)),
    (Method::GET, "/api/strategy/publications", Needs(P::StrategyRead)),
    (Method::GET, "/api/strategy/publications/{number}", Needs(P::StrategyRead)),
    (Method::POST, "/api/strategy/publications/{number}/restore", Needs(P::StrategyPublish)),
    (Method::POST, "/api/strategy/check", Asks(P::StrategyRead)),
    (Method::GET, "/api/drafts", Needs(P::StrategyRead)),
    (Method::POST, "/api/drafts", Needs(P::StrategyDraft)),
    (Method::GET, "/api/drafts/{id}", Needs(P::StrategyRead)),
    (Method::PUT, "/api/drafts/{id}", Needs(P::StrategyDraft)),
    (Method::DELETE, "/api/drafts/{id}", Needs(P::StrategyDraft)),
    (Method::POST, "/api/drafts/{id}/publish", Needs(P::StrategyPublish)),
    (Method::GET, "/api/replays", Needs(P::StrategyRead)),
    (Method::POST, "/api/replays", Needs(P::StrategyDraft)),
    (Method::GET, "/api/replays/{id}", Needs(P::StrategyRead)),
    (Method::DELETE, "/api/replays/{id}", Needs(P::StrategyDraft)),
    (Method::POST, "/api/first-strategies", Needs(P::StrategyDraft)),
    (Method::DELETE, "/api/first-strategies/{id}", Needs(P::StrategyDraft)),
    (Method::POST, "/api/first-strategies/{id}/proposal", Needs(P::StrategyDraft)),
    (Method::GET, "/api/ladder", Needs(P::FiguresRead)),
    (Method::GET, "/api/reasons", Needs(P::FiguresRead)),
    (Method::GET, "/api/reasons/{reason}", Needs(P::FiguresRead)),
    (Method::GET, "/api/service", Needs(P::FiguresRead)),
    (Method::GET, "/api/service/received", Needs(P::FiguresRead)),
    (Method::GET, "/api/contacts", Needs(P::FiguresRead)),
    (Method::GET, "/api/customers/map", Needs(P::FiguresRead)),
    (Method::GET, "/api/evidence", Needs(P::EventsRead)),
    // Customers.
    (Method::GET, "/api/customers", Needs(P::CustomersRead)),
    (Method::GET, "/api/customers/{id}", Needs(P::CustomersRead)),
    (Method::GET, "/api/customers/{id}/timeline", Needs(P::CustomersRead)),
    (Method::POST, "/api/customers/{id}/links", Needs(P::CustomersChange)),
    (Method::DELETE, "/api/links/{number}", Needs(P::CustomersChange)),
    // Conversations, and the work on them.
    (Method::GET, "/api/desk", Needs(P::ConversationsRead)),
    (Method::GET, "/api/desk/day", Needs(P::ConversationsRead)),
    (Method::GET, "/api/desk/stream", Needs(P::ConversationsRead)),
    (Method::POST, "/api/desk/status", Needs(P::ConversationsAnswer)),
    (Method::GET, "/api/cases", Needs(P::ConversationsRead)),
    (Method::GET, "/api/cases/search", Needs(P::ConversationsRead)),
    (Method::POST, "/api/cases/bulk", Needs(P::ConversationsAnswer)),
    (Method::GET, "/api/cases/{id}", Needs(P::ConversationsRead)),
    (Method::GET, "/api/cases/{id}/messages", Needs(P::ConversationsRead)),
    (Method::GET, "/api/customers/{id}/cases", Needs(P::ConversationsRead)),
    (Method::POST, "/api/cases/{id}/replies", Needs(P::ConversationsAnswer)),
    (Method::POST, "/api/cases/{id}/notes", Needs(P::ConversationsAnswer)),
    (Method::POST, "/api/cases/{id}/presence", Asks(P::ConversationsAnswer)),
    (Method::POST, "/api/cases/{id}/claim", Needs(P::ConversationsAnswer)),
    (Method::POST, "/api/cases/{id}/assign", Needs(P::ConversationsAnswer)),
    (Method::POST, "/api/cases/{id}/view", Needs(P::ConversationsAnswer)),
    (Method::POST, "/api/cases/{id}/snooze", Needs(P::ConversationsAnswer)),
    (Method::POST, "/api/cases/{id}/wake", Needs(P::ConversationsAnswer)),
    (Method::POST, "/api/cases/{id}/transfer", Needs(P::ConversationsAnswer)),
    (Method::POST, "/api/cases/{id}/resolve", Needs(P::ConversationsAnswer)),
    (Method::POST, "/api/cases/{id}/reopen", Needs(P::ConversationsAnswer)),
    (Method::POST, "/api/cases/{id}/split", Needs(P::ConversationsAnswer)),
    (Method::POST, "/api/cases/{id}/merge", Needs(P::ConversationsAnswer)),
    (Method::POST, "/api/cases/{id}/reason", Needs(P::ConversationsAnswer)),
    (Method::POST, "/api/messages/{number}/undo", Needs(P::ConversationsAnswer)),
    (Method::POST, "/api/messages/{number}/retry", Needs(P::ConversationsAnswer)),
    (Method::GET, "/api/messages/{number}/html", Needs(P::ConversationsRead)),
    (Method::GET, "/api/agents", Needs(P::ConversationsRead)),
    (Method::PUT, "/api/agents/{id}", Needs(P::AgentsChange)),
    (Method::POST, "/api/attachments", Needs(P::ConversationsAnswer)),
    (Method::GET, "/api/attachments/{hash}", Needs(P::ConversationsRead)),
    (Method::GET, "/api/macros", Needs(P::ConversationsRead)),
    (Method::POST, "/api/macros", Needs(P::AgentsChange)),
    (Method::PUT, "/api/macros/{id}", Needs(P::AgentsChange)),
    (Method::DELETE, "/api/macros/{id}", Needs(P::AgentsChange)),
    (Method::GET, "/api/answers", Needs(P::ConversationsRead)),
    (Method::GET, "/api/templates", Needs(P::ConversationsRead)),
    // What was avoided and caused, and what was halted.
    (Method::GET, "/api/effects", Needs(P::FiguresRead)),
    (Method::POST, "/api/guards/{id}/resume", Needs(P::StrategyPublish)),
    // What customers say of how they were helped.
    (Method::GET, "/api/feedback", Needs(P::FiguresRead)),
    (Method::GET, "/api/feedback/mine", Needs(P::ConversationsAnswer)),
    (Method::GET, "/api/feedback/agents", Needs(P::FiguresRead)),
    (Method::PUT, "/api/feedback/agents", Needs(P::SettingsChange)),
    (Method::GET, "/api/feedback/answers", Needs(P::ConversationsRead)),
    (Method::GET, "/api/feedback/themes", Needs(P::ConversationsRead)),
    (Method::GET, "/api/feedback/answers/{id}", Needs(P::ConversationsRead)),
    (Method::GET, "/api/cases/{id}/feedback", Needs(P::ConversationsRead)),
    (Method::GET, "/api/feedback/reviews", Needs(P::ConversationsRead)),
    (Method::POST, "/api/feedback/reviews/{id}/publish", Needs(P::FeedbackChange)),
    (Method::POST, "/api/feedback/reviews/{id}/refuse", Needs(P::FeedbackChange)),
    (Method::GET, "/api/voices", Needs(P::ConversationsRead)),
    (Method::POST, "/api/voices", Needs(P::ConversationsAnswer)),
    (Method::POST, "/api/voices/{id}/echoes", Needs(P::ConversationsAnswer)),
    (Method::PUT, "/api/voices/{id}", Needs(P::FeedbackChange)),
    (Method::POST, "/api/voices/{id}/tell", Needs(P::FeedbackChange)),
    // How the server is.
    (Method::GET, "/api/status", Needs(P::WatchRead)),
    (Method::GET, "/metrics", Needs(P::WatchRead)),
];

/// Every row: those of the API, and those of the channels' providers.
fn rows() -> impl Iterator<Item = &'static (Method, &'static str, Rule)> {
    let providers = PROVIDERS.iter().flat_map(|provider| provider.rules);
    TABLE.iter().chain(providers).chain(crate::feedback::RULES)
}

static BY_PATH: LazyLock<HashMap<&'static str, Vec<(Method, Rule)>>> = LazyLock::new(|| {
    let mut rules: HashMap<_, Vec<_>> = HashMap::new();
    for (method, path, rule) in rows() {
        rules.entry(*path).or_default().push((method.clone(), *rule));
    }
    rules
});

/// The rule of a route. Who asks for the head of something asks for it.
pub(crate) fn of(method: &Method, path: &str) -> Option<Rule> {
    let method = if *method == Method::HEAD { &Method::GET } else { method };
    let rules = BY_PATH.get(path)?;
    if *method == Method::OPTIONS {
        // A page of others asks first whether it may ask, and the channel says so.
        return rules.iter().map(|(_, rule)| *rule).find(|rule| *rule == Rule::Channel);
    }
    rules.iter().find(|(other, _)| other == method).map(|(_, rule)| *rule)
}

/// Routes of a document that have no row, and rows that are no route.
#[cfg(test)]
pub(crate) fn differences(document: &serde_json::Value) -> Vec<String> {
    let mut described = std::collections::BTreeSet::new();
    for (path, operations) in document["paths"].as_object().into_iter().flatten() {
        let methods = operations.as_object().into_iter().flatten().map(|(method, _)| method);
        described.extend(methods.map(|method| format!("{} {path}", method.to_uppercase())));
    }
    let rows: std::collections::BTreeSet<String> =
        rows().map(|(method, path, _)| format!("{method} {path}")).collect();
    let without_row = described.difference(&rows).map(|route| format!("{route} has no row"));
    without_row.chain(rows.difference(&described).map(|row| format!("{row} is no route"))).collect()
}
