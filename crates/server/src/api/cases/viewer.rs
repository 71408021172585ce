//! Who looks at the desk, and what everything is called for them; and who works at it.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::http::StatusCode;
use voorzet_domain::conversation::AgentId;
use voorzet_domain::strategy::model::Strategy;
use voorzet_engine::inbox::Naming;
use voorzet_store::Reader;

use crate::access::caller::Caller;
use crate::access::person::Person;
use crate::api::period::strategy;
use crate::api::problem::Problem;
use crate::serve::app::App;

/// Who looks at the desk.
pub(in crate::api) struct Viewer {
    pub(in crate::api) strategy: Arc<Strategy>,
    people: BTreeMap<i64, String>,
    language: String,
    /// Who it is; nobody of the desk when it is a machine.
    pub(in crate::api) me: Option<AgentId>,
}

impl Viewer {
    /// Of a caller: who, and in which language.
    pub(in crate::api) async fn of(app: &App, caller: &Caller) -> Result<Self, Problem> {
        let strategy = strategy(app).await?;
        let person = caller.person();
        let own = person.and_then(|person| person.language.clone());
        let asked = || {
            let asked = caller.language.as_ref().map(ToString::to_string);
            asked.filter(|asked| strategy.languages.iter().any(|language| language == asked.as_str()))
        };
        let first = || strategy.languages.first().map(ToString::to_string);
        let language = own.or_else(asked).or_else(first).unwrap_or_else(|| "en".to_owned());
        let me = person.map(|person| AgentId(person.number));
        Ok(Self { people: app.access.known().names(), language, me, strategy })
    }

    /// What everything is called, as a reader of the store finds it.
    pub(in crate::api) fn naming<'a>(&'a self, reader: &'a Reader) -> Naming<'a> {
        Naming::new(reader, &self.strategy, &self.people, &self.language)
    }

    /// What a person is called.
    pub(in crate::api) fn name(&self, agent: AgentId) -> String {
        self.people.get(&agent.0).cloned().unwrap_or_default()
    }
}

/// The person who works at the desk. What has no person behind it, like the machine's own token, cannot have a case.
pub(in crate::api) fn worker(caller: &Caller) -> Result<&Arc<Person>, Problem> {
    caller.person().ok_or_else(|| {
        Problem::new(StatusCode::FORBIDDEN, "person")
            .detail("this is done by people, or by tokens that they made")
    })
}
