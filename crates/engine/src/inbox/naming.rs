//! What customers, agents and reasons are called. What was looked up once is remembered, for a list names the same
//! ones again and again.

use std::cell::RefCell;
use std::collections::BTreeMap;

use voorzet_domain::conversation::{AgentId, ConversationId};
use voorzet_domain::customer::CustomerId;
use voorzet_domain::strategy::model::Strategy;
use voorzet_store::{Reader, StoreError};

use super::happened::Who;
use super::row::{CaseAgent, CaseCustomer, CaseReason};
use crate::profile::Called;

/// What everybody and everything is called.
pub struct Naming<'a> {
    pub(super) reader: &'a Reader,
    pub(super) strategy: &'a Strategy,
    people: &'a BTreeMap<i64, String>,
    /// The language of whoever looks.
    pub(super) language: &'a str,
    customers: RefCell<BTreeMap<CustomerId, Option<CaseCustomer>>>,
}

impl<'a> Naming<'a> {
    /// By a strategy's names and those of people, for somebody who reads a language.
    pub fn new(
        reader: &'a Reader,
        strategy: &'a Strategy,
        people: &'a BTreeMap<i64, String>,
        language: &'a str,
    ) -> Self {
        Self { reader, strategy, people, language, customers: RefCell::default() }
    }

    /// An agent.
    pub fn agent(&self, agent: AgentId) -> CaseAgent {
        CaseAgent { id: agent.0, name: self.people.get(&agent.0).cloned().unwrap_or_default() }
    }

    /// Who did something, by number.
    pub(super) fn who(&self, agent: AgentId) -> Who {
        let CaseAgent { id, name } = self.agent(agent);
        Who { id: Some(id), name }
    }

    /// A reason.
    pub fn reason(&self, id: &str, proposed: bool) -> CaseReason {
        let known = self.strategy.reasons.iter().find(|reason| reason.id == id);
        let name = known.map(|reason| reason.name.by_language()).unwrap_or_default();
        CaseReason { id: id.to_owned(), name, proposed }
    }

    /// A customer; none when there is no such one.
    ///
    /// # Errors
    /// When the store fails.
    pub fn customer(&self, customer: CustomerId) -> Result<Option<CaseCustomer>, StoreError> {
        if let Some(known) = self.customers.borrow().get(&customer) {
            return Ok(known.clone());
        }
        let called = Called::read(self.reader, customer)?;
        let shown = called.map(|Called { id, label, name, .. }| CaseCustomer { id, label, name });
        self.customers.borrow_mut().insert(customer, shown.clone());
        Ok(shown)
    }

    /// Who writes in a conversation, as they say it themselves.
    ///
    /// # Errors
    /// When the store fails.
    pub fn sender(&self, conversation: ConversationId) -> Result<Option<String>, StoreError> {
        let known = self.reader.conversation(conversation)?;
        Ok(known.map(|known| known.name.unwrap_or(known.address)))
    }
}
