//! What is open, what a turn changed, and how a step is taken back.
//!
//! Open cases are in memory, of the rest what a turn touches. What was changed since the last commit is looked up here
//! before the store, which does not know it yet.

use std::collections::{BTreeMap, BTreeSet};

use compact_str::CompactString;
use hashbrown::HashMap;
use smallvec::SmallVec;
use voorzet_domain::conversation::case::Kind;
use voorzet_domain::conversation::{
    Agent, AgentId, Attachment, BlobHash, Case, CaseId, Conversation, ConversationId, MessageNumber,
};
use voorzet_domain::customer::CustomerId;
use voorzet_domain::time::Timestamp;
use voorzet_store::desk::{AcknowledgedRow, DeskChanges, MessageRow, SuppressedRow};
use voorzet_store::entry::Position;
use voorzet_store::error::StoreError;
use voorzet_store::reader::{LastNumbers, Reader};

use super::label::{Labels, Relabelled};
use crate::feedback;
use crate::feedback::silence::Silent;
use crate::projection::service::Served;

/// Conversations, cases, messages and agents.
#[derive(Debug, Default)]
pub(crate) struct Desk {
    cases: HashMap<CaseId, Case>,
    conversations: HashMap<ConversationId, Conversation>,
    agents: BTreeMap<AgentId, Agent>,
    last: LastNumbers,
    /// The cases in memory of each original customer.
    of_customer: HashMap<CustomerId, SmallVec<[CaseId; 2]>>,
    /// When cases wake or go back.
    wakes: BTreeSet<(Timestamp, CaseId)>,
    /// What was said since the last commit, and by which words it is found.
    messages: BTreeMap<MessageNumber, (MessageRow, String)>,
    /// Their numbers by name.
    names: HashMap<CompactString, MessageNumber>,
    /// What tells a thread, told since the last commit.
    threads: BTreeMap<String, ConversationId>,
    unsaid: Vec<MessageNumber>,
    /// Files that were named since the last commit.
    files: BTreeMap<MessageNumber, Vec<BlobHash>>,
    /// What counts of what happened since it was last asked.
    served: Vec<Served>,
    suppressed: Vec<SuppressedRow>,
    acknowledged: Vec<AcknowledgedRow>,
    /// What agents said that messages are about.
    pub(super) labels: Labels,
    /// When agents were last given something.
    given: BTreeMap<AgentId, Timestamp>,
    touched: Touched,
    /// What is to be put back when the step under way fails, the oldest first.
    undo: Vec<Undo>,
    /// Whether something changed since routing last looked.
    moved: bool,
    /// For how long customers were silent, since it was last asked.
    silences: Vec<Silent>,
    /// Who is asked how they were helped.
    pub(crate) feedback: feedback::Memory,
}

/// What changed since the last commit, or was read for it.
#[derive(Debug, Default)]
struct Touched {
    cases: BTreeSet<CaseId>,
    read: BTreeSet<CaseId>,
    conversations: BTreeSet<ConversationId>,
    agents: BTreeSet<AgentId>,
}

/// How something was.
#[derive(Debug)]
enum Undo {
    Case(CaseId, Option<Box<Case>>),
    Conversation(ConversationId, Option<Box<Conversation>>),
    Agent(AgentId, Option<Agent>),
    Thread(String, Option<ConversationId>),
    Message(MessageNumber),
    Last(LastNumbers),
    Unsaid,
    Suppressed,
    Acknowledged,
    Served(usize),
    Silences(usize),
    Label(Relabelled),
}

/// A moment in a step, to go back to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mark(usize, feedback::Mark);

impl Desk {
    /// What is open, from the store.
    pub(crate) fn load(disk: &Reader) -> Result<Self, StoreError> {
        let labels = Labels::load(disk)?;
        let feedback = feedback::Memory::load(disk)?;
        let mut desk = Self { last: disk.last_numbers()?, labels, moved: true, feedback, ..Self::default() };
        for case in disk.open_cases()? {
            desk.put_case(case);
        }
        desk.agents.extend(disk.agents()?.into_iter().map(|agent| (agent.id, agent)));
        Ok(desk)
    }

    /// All that was changed is on disk: what is not open need not stay in memory.
    pub(crate) fn begin(&mut self) {
        self.undo.clear();
        let Touched { cases, read, conversations: _, agents: _ } = std::mem::take(&mut self.touched);
        for id in cases.into_iter().chain(read) {
            if self.cases.get(&id).is_some_and(|case| !case.is_open()) {
                self.drop_case(id);
            }
        }
        self.conversations.clear();
        self.messages.clear();
        self.names.clear();
        self.threads.clear();
        self.unsaid.clear();
        self.files.clear();
        self.suppressed.clear();
        self.acknowledged.clear();
        self.labels.begin();
        self.feedback.begin();
    }

    /// What counts of what happened since this was last asked.
    pub(crate) fn take_served(&mut self) -> Vec<Served> {
        std::mem::take(&mut self.served)
    }

    /// For how long customers were silent, since this was last asked.
    pub(crate) fn take_silences(&mut self) -> Vec<Silent> {
        std::mem::take(&mut self.silences)
    }

    /// What changed since the last commit, to be committed.
    pub(crate) fn changes(&self) -> DeskChanges {
        let Touched { cases, conversations, agents, .. } = &self.touched;
        DeskChanges {
            conversations: conversations
                .iter()
                .filter_map(|id| self.conversations.get(id))
                .cloned()
                .collect(),
            cases: cases.iter().filter_map(|id| self.cases.get(id)).cloned().collect(),
            messages: self.messages.values().map(|(row, _)| row.clone()).collect(),
            unsaid: self.unsaid.clone(),
            attached: self.attached(),
            threads: self.threads.iter().map(|(key, conversation)| (key.clone(), *conversation)).collect(),
            words: self.messages.iter().map(|(number, (_, words))| (*number, words.clone())).collect(),
            agents: agents.iter().filter_map(|id| self.agents.get(id)).cloned().collect(),
            suppressed: self.suppressed.clone(),
            acknowledged: self.acknowledged.clone(),
            labels: self.labels.changes(),
            feedback: self.feedback.changes(),
        }
    }

    fn attached(&self) -> Vec<(BlobHash, MessageNumber)> {
        let of = |(number, files): (&MessageNumber, &Vec<BlobHash>)| {
            let number = *number;
            files.clone().into_iter().map(move |hash| (hash, number))
        };
        self.files.iter().flat_map(of).collect()
    }

    /// The step went well.
    pub(crate) fn settle(&mut self) {
        self.undo.clear();
        self.feedback.settle();
    }

    /// Where a step is.
    pub(crate) fn mark(&self) -> Mark {
        Mark(self.undo.len(), self.feedback.mark())
    }

    /// The step failed: everything is as before it.
    pub(crate) fn take_back(&mut self) {
        self.take_back_to(Mark(0, feedback::Mark::default()));
    }

    /// Everything is as it was then.
    pub(crate) fn take_back_to(&mut self, mark: Mark) {
        self.feedback.take_back_to(mark.1);
        while self.undo.len() > mark.0 {
            let Some(undo) = self.undo.pop() else { break };
            match undo {
                Undo::Case(_, Some(case)) => self.put_case(*case),
                Undo::Case(id, None) => self.drop_case(id),
                Undo::Conversation(id, Some(known)) => drop(self.conversations.insert(id, *known)),
                Undo::Conversation(id, None) => drop(self.conversations.remove(&id)),
                Undo::Agent(id, Some(agent)) => drop(self.agents.insert(id, agent)),
                Undo::Agent(id, None) => drop(self.agents.remove(&id)),
                Undo::Thread(key, Some(known)) => drop(self.threads.insert(key, known)),
                Undo::Thread(key, None) => drop(self.threads.remove(&key)),
                Undo::Message(number) => {
                    if let Some((MessageRow { name: Some(name), .. }, _)) = self.messages.remove(&number) {
                        self.names.remove(&name);
                    }
                    self.files.remove(&number);
                }
                Undo::Served(length) => self.served.truncate(length),
                Undo::Silences(length) => self.silences.truncate(length),
                Undo::Last(last) => self.last = last,
                Undo::Unsaid => drop(self.unsaid.pop()),
                Undo::Suppressed => drop(self.suppressed.pop()),
                Undo::Acknowledged => drop(self.acknowledged.pop()),
                Undo::Label(label) => self.labels.take_back(&label),
            }
        }
    }

    /// Whether something changed since this was last asked.
    pub(crate) fn take_moved(&mut self) -> bool {
        std::mem::take(&mut self.moved)
    }

    /// A case, also one that is not open.
    pub(crate) fn case(&mut self, id: CaseId, disk: &Reader) -> Result<Option<&Case>, StoreError> {
        if !self.cases.contains_key(&id)
            && let Some(case) = disk.case(id)?
        {
            self.touched.read.insert(id);
            self.put_case(case);
        }
        Ok(self.cases.get(&id))
    }

    /// A conversation.
    pub(crate) fn conversation(
        &mut self,
        id: ConversationId,
        disk: &Reader,
    ) -> Result<Option<&Conversation>, StoreError> {
        if !self.conversations.contains_key(&id)
            && let Some(known) = disk.conversation(id)?
        {
            self.conversations.insert(id, known);
        }
        Ok(self.conversations.get(&id))
    }

    /// The conversation that something tells.
    pub(crate) fn thread(&self, key: &str, disk: &Reader) -> Result<Option<ConversationId>, StoreError> {
        match self.threads.get(key) {
            Some(known) => Ok(Some(*known)),
            None => disk.thread(key),
        }
    }

    /// A message.
    pub(crate) fn message(
        &self,
        number: MessageNumber,
        disk: &Reader,
    ) -> Result<Option<MessageRow>, StoreError> {
        let row = match self.messages.get(&number) {
            Some((row, _)) => Some(row.clone()),
            None => disk.message(number)?.map(|shown| shown.row),
        };
        Ok(row.map(|row| MessageRow { unsaid: row.unsaid || self.unsaid.contains(&number), ..row }))
    }

    /// The message of a name.
    pub(crate) fn named(&self, name: &str, disk: &Reader) -> Result<Option<MessageNumber>, StoreError> {
        match self.names.get(name) {
            Some(number) => Ok(Some(*number)),
            None => disk.message_named(name),
        }
    }

    /// Why an address is sent nothing more.
    pub(crate) fn suppressed(
        &self,
        channel: &str,
        address: &str,
        disk: &Reader,
    ) -> Result<Option<String>, StoreError> {
        let here = self.suppressed.iter().find(|row| row.channel == channel && row.address == address);
        match here {
            Some(row) => Ok(Some(row.problem.clone())),
            None => Ok(disk.suppressed(channel, address)?.map(|row| row.problem)),
        }
    }

    /// When an address was last told by a machine that what it wrote arrived.
    pub(crate) fn acknowledged(
        &self,
        channel: &str,
        address: &str,
        disk: &Reader,
    ) -> Result<Option<Timestamp>, StoreError> {
        let mut here = self.acknowledged.iter().rev();
        match here.find(|row| row.channel == channel && row.address == address) {
            Some(row) => Ok(Some(row.at)),
            None => disk.acknowledged(channel, address),
        }
    }

    /// An agent.
    pub(crate) fn agent(&self, id: AgentId) -> Option<&Agent> {
        self.agents.get(&id)
    }

    /// Everybody who answers, in order of numbers.
    pub(crate) fn agents(&self) -> impl Iterator<Item = &Agent> {
        self.agents.values()
    }

    /// What is open, in order of numbers.
    pub(crate) fn open(&self) -> Vec<&Case> {
        let mut open: Vec<&Case> = self.cases.values().filter(|case| case.is_open()).collect();
        open.sort_unstable_by_key(|case| case.id);
        open
    }

    /// The open cases of an original customer, in order of numbers.
    fn open_of(&self, customer: CustomerId) -> impl Iterator<Item = &Case> {
        let known = self.of_customer.get(&customer).into_iter().flatten();
        known.filter_map(|id| self.cases.get(id)).filter(|case| case.is_open())
    }

    /// The open contact of some originals on a reason.
    pub(crate) fn open_contact(&self, originals: &[CustomerId], reason: &str) -> Option<CaseId> {
        let mut open = originals.iter().flat_map(|original| self.open_of(*original));
        let found = open.find(|case| case.reason == reason && case.kind == Kind::Contact);
        found.map(|case| case.id)
    }

    /// The cases of an original customer that are in memory, open or not.
    pub(crate) fn known_of(&self, customer: CustomerId) -> impl Iterator<Item = CaseId> {
        self.of_customer.get(&customer).into_iter().flatten().copied()
    }

    /// When the next case wakes or goes back, and which.
    pub(crate) fn next(&self) -> Option<(Timestamp, CaseId)> {
        self.wakes.first().copied()
    }

    /// Nothing happens to a case by itself until something else did.
    pub(crate) fn forgo(&mut self, case: CaseId) {
        self.wakes.retain(|(_, id)| *id != case);
    }

    /// A number for a conversation.
    pub(crate) fn next_conversation(&mut self) -> ConversationId {
        self.undo.push(Undo::Last(self.last));
        self.last.conversation.0 += 1;
        self.last.conversation
    }

    /// A number for a case.
    pub(crate) fn next_case(&mut self) -> CaseId {
        self.undo.push(Undo::Last(self.last));
        self.last.case.0 += 1;
        self.last.case
    }

    /// A number for a message.
    pub(crate) fn next_message(&mut self) -> MessageNumber {
        self.undo.push(Undo::Last(self.last));
        self.last.message.0 += 1;
        self.last.message
    }

    /// Where a message of ours will stand in the log.
    pub(crate) fn place(&mut self, message: MessageNumber, position: Position) {
        if let Some((row, _)) = self.messages.get_mut(&message) {
            row.position = position;
        }
    }

    /// A key tells a conversation from now on.
    pub(super) fn tell(&mut self, key: String, conversation: ConversationId) {
        let before = self.threads.insert(key.clone(), conversation);
        self.undo.push(Undo::Thread(key, before));
    }

    /// A case is as this says from now on.
    pub(super) fn set_case(&mut self, case: Case) {
        let id = case.id;
        let before = self.cases.get(&id).cloned().map(Box::new);
        self.undo.push(Undo::Case(id, before));
        self.put_case(case);
        self.touched.cases.insert(id);
        self.moved = true;
    }

    /// A conversation is as this says from now on.
    pub(super) fn set_conversation(&mut self, known: Conversation) {
        let id = known.id;
        let before = self.conversations.insert(id, known).map(Box::new);
        self.undo.push(Undo::Conversation(id, before));
        self.touched.conversations.insert(id);
    }

    /// An agent is as this says from now on.
    pub(super) fn set_agent(&mut self, agent: Agent) {
        let id = agent.id;
        let before = self.agents.insert(id, agent);
        self.undo.push(Undo::Agent(id, before));
        self.touched.agents.insert(id);
        self.moved = true;
    }

    /// Something was said.
    pub(super) fn add_message(&mut self, row: MessageRow, words: String) {
        self.undo.push(Undo::Message(row.number));
        if let Some(name) = &row.name {
            self.names.insert(name.clone(), row.number);
        }
        self.messages.insert(row.number, (row, words));
    }

    /// A message names files.
    pub(super) fn attach(&mut self, message: MessageNumber, files: &[Attachment]) {
        if !files.is_empty() {
            self.files.insert(message, files.iter().map(|file| file.hash.clone()).collect());
        }
    }

    /// Something counts.
    pub(super) fn serve(&mut self, count: impl FnOnce(&mut Vec<Served>)) {
        self.undo.push(Undo::Served(self.served.len()));
        count(&mut self.served);
    }

    /// A customer was silent, or begins to be.
    pub(super) fn fall_silent(&mut self, tell: impl FnOnce(&mut Vec<Silent>)) {
        self.undo.push(Undo::Silences(self.silences.len()));
        tell(&mut self.silences);
    }

    /// An agent says what a message is about.
    pub(super) fn relabel(&mut self, label: Relabelled) {
        self.labels.apply(&label);
        self.undo.push(Undo::Label(label));
    }

    /// An agent was given something.
    pub(super) fn give(&mut self, agent: AgentId, at: Timestamp) {
        self.given.insert(agent, at);
    }

    /// When an agent was last given something, as far as that is remembered.
    pub(crate) fn given(&self, agent: AgentId) -> Option<Timestamp> {
        self.given.get(&agent).copied()
    }

    /// Something was taken back.
    pub(super) fn unsay(&mut self, message: MessageNumber) {
        self.undo.push(Undo::Unsaid);
        self.unsaid.push(message);
    }

    /// An address is sent nothing more.
    pub(super) fn suppress(&mut self, row: SuppressedRow) {
        self.undo.push(Undo::Suppressed);
        self.suppressed.push(row);
    }

    /// An address is told by a machine that what it wrote arrived.
    pub(super) fn acknowledge(&mut self, row: AcknowledgedRow) {
        self.undo.push(Undo::Acknowledged);
        self.acknowledged.push(row);
    }

    fn put_case(&mut self, case: Case) {
        let id = case.id;
        self.drop_case(id);
        if let Some(customer) = case.customer {
            let known = self.of_customer.entry(customer).or_default();
            if let Err(place) = known.binary_search(&id) {
                known.insert(place, id);
            }
        }
        self.wakes.extend(case.wakes().map(|at| (at, id)));
        self.cases.insert(id, case);
    }

    fn drop_case(&mut self, id: CaseId) {
        let Some(case) = self.cases.remove(&id) else { return };
        if let Some(at) = case.wakes() {
            self.wakes.remove(&(at, id));
        }
        if let Some(customer) = case.customer
            && let Some(known) = self.of_customer.get_mut(&customer)
        {
            known.retain(|known| *known != id);
            if known.is_empty() {
                self.of_customer.remove(&customer);
            }
        }
    }
}
