//! `POST /api/cases/{id}/presence`: that one is at a case. Nothing of it is kept.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::State;
use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use voorzet_domain::conversation::CaseId;
use voorzet_store::Reader;

use super::unknown;
use super::viewer::worker;
use crate::access::caller::Caller;
use crate::api::asked::{Named, Sent};
use crate::api::problem::{Details, Problem};
use crate::channel;
use crate::desk::presence::Present;
use crate::serve::app::App;

/// What one does at a case.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct Sign {
    /// Whether one is writing an answer.
    #[serde(default)]
    typing: bool,
    /// Whether one went away from it.
    #[serde(default)]
    left: bool,
}

/// Who is at a case.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct AtCase {
    presence: Vec<Present>,
}

/// Says that one is at a case, and who else is
///
/// It counts for 20 seconds.
#[utoipa::path(post, path = "/api/cases/{id}/presence", operation_id = "be_at_case", tag = "desk",
    params(("id" = u32, Path, description = "The number of the case")), request_body = Sign,
    responses(
        (status = 200, body = AtCase),
        (status = 404, body = Details, content_type = "application/problem+json"),
    )
)]
pub(in crate::api) async fn post(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Named(id): Named<u32>,
    Sent(sign): Sent<Sign>,
) -> Result<Json<AtCase>, Problem> {
    let person = worker(&caller)?;
    let (presence, now) = (&app.desk.presence, Instant::now());
    let read = move |reader: &Reader| {
        let case = reader.case(CaseId(id))?;
        case.map(|case| reader.conversations_of(&case)).transpose()
    };
    let conversations = app.readers.read(read).await?.ok_or_else(|| unknown(id))?;
    let me = Some(person.number);
    let is_news = if sign.left {
        presence.leave(id, me)
    } else {
        presence.sign(id, Present { agent: me, name: Some(person.name.clone()), typing: sign.typing }, now)
    };
    if is_news {
        let _nobody_listens = app.desk.feed.present.send(id);
        let shown = channel::Sign::Typing { name: &person.name, on: sign.typing && !sign.left };
        for known in conversations {
            app.delivery.accounts().show(&known.account, &known.address, shown);
        }
    }
    Ok(Json(AtCase { presence: presence.at(id, now) }))
}
