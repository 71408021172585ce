//! Where everybody who waits stands in the queue, as the routing takes them.

use std::collections::BTreeMap;

use voorzet_domain::conversation::{Case, CaseId};
use voorzet_domain::routing::{Item, places};
use voorzet_domain::strategy::model::Strategy;
use voorzet_domain::time::Timestamp;
use voorzet_store::desk::{Order, View};
use voorzet_store::{Reader, StoreError};

use crate::desk::route;

/// How many of those that wait are looked at, those that are due first: who is further behind learns it when nearer.
const MOST: usize = 500;

/// The cases that wait, those that are due first, and the place of each in the queue in which it is worked now, from 1.
/// What is worked nowhere now, because its queue and those that follow it are closed, has none.
///
/// # Errors
/// When the store fails.
pub fn waiting(
    reader: &Reader,
    strategy: &Strategy,
    now: Timestamp,
) -> Result<(Vec<Case>, BTreeMap<CaseId, u32>), StoreError> {
    let cases = reader.cases(&View::Waiting, Order::Due, None, MOST)?;
    let (mut items, mut elsewhere) = (Vec::new(), Vec::new());
    for case in &cases {
        match item(strategy, case) {
            Some(item) => items.push(item),
            None => elsewhere.push(case.id),
        }
    }
    let mut places: BTreeMap<CaseId, u32> = places(&items, &strategy.queues, now).into_iter().collect();
    // Without queues the first due is the first.
    places.extend(elsewhere.into_iter().zip(1..));
    Ok((cases, places))
}

fn item<'a>(strategy: &Strategy, case: &'a Case) -> Option<Item<'a>> {
    let own = case.home.as_ref().unwrap_or(&case.queue);
    Some(Item {
        id: case.id,
        queue: strategy.queue_named(own).or(strategy.default_queue)?,
        channel: case.means(),
        skills: &[],
        language: case.language.as_deref(),
        due: case.due,
        since: case.waiting_since.unwrap_or(case.last_at),
        value: route::value(strategy, case),
        last_agent: None,
        lain_with: None,
        not_to: None,
    })
}
