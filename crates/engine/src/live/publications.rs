//! Published strategies: the one in force, those before it, and customers' states from one to the other.

use std::collections::BTreeMap;
use std::sync::Arc;

use voorzet_domain::customer::CustomerId;
use voorzet_domain::state::CustomerState;
use voorzet_domain::state::record;
use voorzet_domain::strategy::model::{Halted, Level, Strategy};
use voorzet_domain::strategy::renumber::Renumbering;
use voorzet_domain::strategy::{File, load};
use voorzet_store::effects::DecisionType;
use voorzet_store::error::StoreError;
use voorzet_store::reader::Reader;
use voorzet_store::turn::{CustomerRecord, StrategyRecord};

use super::stop::Stop;

/// Published strategies.
#[derive(Default)]
pub(super) struct Publications {
    /// The one in force, and its number.
    current: Option<(i64, Arc<Strategy>)>,
    /// The last that was published, which may not be in force yet, and the hash of its files.
    latest: Option<(i64, String)>,
    /// Compiled so far.
    compiled: BTreeMap<i64, Arc<Strategy>>,
    /// From the numbers of others to those of the one in force, as far as they were asked for.
    renumberings: BTreeMap<i64, Renumbering>,
    /// What guards have halted, whatever is published.
    halted: Vec<Halted>,
}

impl Publications {
    /// Those of a store, of which `in_force` decides; when none does yet, the first.
    pub(super) fn open(disk: &Reader, in_force: Option<i64>) -> Result<Self, Stop> {
        let mut all = Self::default();
        if let Some(latest) = disk.latest_strategy()? {
            all.latest = Some((latest.number, latest.version));
            all.put_in_force(in_force.unwrap_or(1), disk)?;
        }
        Ok(all)
    }

    /// Those of a store, seen from a publication as if it were in force.
    fn seen_from(number: i64, strategy: &Arc<Strategy>) -> Self {
        Self { current: Some((number, Arc::clone(strategy))), ..Self::default() }
    }

    /// The one in force.
    pub(super) fn current(&self) -> Option<&Arc<Strategy>> {
        self.current.as_ref().map(|(_, strategy)| strategy)
    }

    /// The number of the one in force; 0 when there is none.
    pub(super) fn number(&self) -> i64 {
        self.current.as_ref().map_or(0, |(number, _)| *number)
    }

    /// The number and the hash of the one published last.
    pub(super) fn latest(&self) -> Option<(i64, &str)> {
        self.latest.as_ref().map(|(number, version)| (*number, version.as_str()))
    }

    /// A strategy was published under a number; it is in force only when the log comes there, but for the first.
    pub(super) fn add(&mut self, number: i64, strategy: Arc<Strategy>) {
        self.latest = Some((number, strategy.version.clone()));
        if self.current.is_none() {
            self.current = Some((number, self.heeding(Arc::clone(&strategy))));
            self.renumberings.clear();
        }
        self.compiled.insert(number, strategy);
    }

    /// From now on this one decides.
    pub(super) fn put_in_force(&mut self, number: i64, disk: &Reader) -> Result<Arc<Strategy>, Stop> {
        let strategy = self.compiled(number, disk)?;
        let strategy = self.heeding(strategy);
        self.current = Some((number, Arc::clone(&strategy)));
        self.renumberings.clear();
        Ok(strategy)
    }

    /// Guards have halted these and no others: what decides heeds it.
    pub(super) fn halt<'h>(&mut self, halted: impl Iterator<Item = &'h DecisionType>) {
        let known = |of: &DecisionType| {
            let level = Level::from_name(&of.level)?;
            Some(Halted { reason: of.reason.clone(), level, by: of.by.clone() })
        };
        let halted: Vec<Halted> = halted.filter_map(known).collect();
        if halted == self.halted {
            return;
        }
        self.halted = halted;
        if let Some((number, strategy)) = self.current.take() {
            self.current = Some((number, self.heeding(strategy)));
        }
    }

    fn heeding(&self, mut strategy: Arc<Strategy>) -> Arc<Strategy> {
        if strategy.halted != self.halted {
            Arc::make_mut(&mut strategy).halted.clone_from(&self.halted);
        }
        strategy
    }

    /// The strategy of a publication.
    fn compiled(&mut self, number: i64, disk: &Reader) -> Result<Arc<Strategy>, Stop> {
        if let Some(strategy) = self.compiled.get(&number) {
            return Ok(Arc::clone(strategy));
        }
        let record = disk.strategy(number)?;
        let damaged = || StoreError::Damaged(format!("publication {number} is not there or cannot be read"));
        let strategy = Arc::new(record.as_ref().and_then(compile).ok_or_else(damaged)?);
        self.compiled.insert(number, Arc::clone(&strategy));
        Ok(strategy)
    }

    /// A state as it is kept.
    ///
    /// One that cannot be read is that customer's trouble and nobody else's.
    pub(super) fn read_state(record: &CustomerRecord) -> Result<CustomerState, Stop> {
        let damaged = |error| {
            Stop::Fault(format!("the state of customer {} cannot be read: {error}", record.customer.0))
        };
        record::read(&record.state).map_err(damaged)
    }

    /// A state as it is to be kept.
    pub(super) fn write_state(state: &CustomerState) -> Vec<u8> {
        record::write(state)
    }

    /// Brings a state to the numbers of the publication in force.
    pub(super) fn renumber(
        &mut self,
        state: &mut CustomerState,
        strategy: &mut i64,
        disk: &Reader,
    ) -> Result<(), Stop> {
        let number = self.number();
        if *strategy == number {
            return Ok(());
        }
        if *strategy != 0
            && let Some(current) = self.current.as_ref().map(|(_, current)| Arc::clone(current))
        {
            if !self.renumberings.contains_key(strategy) {
                let old = self.compiled(*strategy, disk)?;
                self.renumberings.insert(*strategy, Renumbering::between(&old, &current));
            }
            state.renumber(&self.renumberings[strategy]);
        }
        *strategy = number;
        Ok(())
    }
}

/// What is remembered of some customers, in the numbers of a publication's strategy; of whom nothing is, a new state.
///
/// # Errors
/// When the store fails, or a state in it cannot be read.
pub fn states(
    disk: &Reader,
    (number, strategy): (i64, &Arc<Strategy>),
    customers: &[CustomerId],
) -> Result<Vec<CustomerState>, StoreError> {
    let mut publications = Publications::seen_from(number, strategy);
    let mut states = Vec::with_capacity(customers.len());
    for customer in customers {
        let state = match disk.customers([*customer])?.pop() {
            None => CustomerState::default(),
            Some(record) => {
                let mut state = Publications::read_state(&record).map_err(Stop::into_store)?;
                let mut spoken = record.strategy;
                publications.renumber(&mut state, &mut spoken, disk).map_err(Stop::into_store)?;
                state
            }
        };
        states.push(state);
    }
    Ok(states)
}

/// A publication's files.
pub(super) fn files(record: &StrategyRecord) -> Option<Vec<File>> {
    let files: BTreeMap<String, String> = serde_json::from_str(&record.files).ok()?;
    Some(files.into_iter().map(|(path, text)| File::new(path, text)).collect())
}

/// A publication's strategy.
fn compile(record: &StrategyRecord) -> Option<Strategy> {
    load(&files(record)?).strategy
}
