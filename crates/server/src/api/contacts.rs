//! `/api/contacts` and `/api/customers/map`: customers instead of calls.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use voorzet_engine::customers::{ContactFigures, CustomerMap, Standings};
use voorzet_engine::report::contacts::read_store;
use voorzet_store::Reader;

use super::asked::Asked;
use super::period::{Period, publication};
use super::problem::{Details, Problem};
use crate::serve::app::App;
use crate::serve::clock;

/// Contacts over customers
///
/// Who contacts and how often, how that is spread beside what chance gives, who came back within 7, 14 and 30 days, and
/// contacts per hundred orders. It is what `voorzet report contacts` counts; `sequence` says up to where.
#[utoipa::path(get, path = "/api/contacts", operation_id = "get_contacts", tag = "figures", params(Period), responses(
    (status = 200, body = ContactFigures),
    (status = 400, body = Details, content_type = "application/problem+json"),
))]
pub(super) async fn get(
    State(app): State<Arc<App>>,
    Asked(period): Asked<Period>,
) -> Result<Json<ContactFigures>, Problem> {
    let wanted = period.wanted()?;
    let (number, strategy) = publication(&app).await?;
    let (contacts, standings) = (Arc::clone(&app.contacts), Arc::clone(&app.standings));
    let read = move |reader: &Reader| {
        let (contacts, through) =
            contacts.get(reader, number, |reader| read_store(reader, Some(&strategy)))?;
        let (all, _) = standings.get(reader, number, |reader| Standings::read(reader, &strategy))?;
        let among = wanted.segment.as_ref().map(|segment| reader.customers_in(segment)).transpose()?;
        Ok(ContactFigures::of(&contacts, &all, &strategy, &wanted, among, clock::now(), through.0))
    };
    Ok(Json(app.readers.read(read).await?))
}

/// Customers by value, segment and lifecycle
///
/// How many there are and were, their contacts in the days that are asked for, and who moved from which class to which
/// since a year ago, or since as early as is known.
#[utoipa::path(get, path = "/api/customers/map", operation_id = "get_customer_map", tag = "figures", params(Period), responses(
    (status = 200, body = CustomerMap),
    (status = 400, body = Details, content_type = "application/problem+json"),
))]
pub(super) async fn map(
    State(app): State<Arc<App>>,
    Asked(period): Asked<Period>,
) -> Result<Json<CustomerMap>, Problem> {
    let wanted = period.wanted()?;
    let (number, strategy) = publication(&app).await?;
    let (crowds, standings) = (Arc::clone(&app.crowds), Arc::clone(&app.standings));
    let read = move |reader: &Reader| {
        let (all, through) = standings.get(reader, number, |reader| Standings::read(reader, &strategy))?;
        crowds.ask(reader, |crowd| {
            Ok(CustomerMap::of(&all, crowd, &strategy, &wanted, clock::now(), through.0))
        })
    };
    Ok(Json(app.readers.read(read).await?))
}
