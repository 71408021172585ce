//! What became of a request's events.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;
use voorzet_store::entry::Placed;

use super::received::{LISTED, limits};
use crate::intake::quota::Left;

/// What became of a request's events. All of it is on disk.
pub(super) struct Accepted {
    /// The ids of the first items, those that could be read.
    pub(super) listed: Vec<Option<String>>,
    pub(super) placed: Vec<Placed>,
    pub(super) left: Option<Left>,
}

/// What became of the events.
#[derive(Serialize, ToSchema)]
pub(super) struct Receipt {
    /// How many are new.
    accepted: usize,
    /// How many were here before and change nothing.
    repeated: usize,
    /// How many cannot be read and are in quarantine.
    quarantined: usize,
    /// Each of them in the order in which they came, unless there are more than a hundred.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    events: Vec<Place>,
}

/// Where an event is.
#[derive(Serialize, ToSchema)]
pub(super) struct Place {
    /// Its id; none of what could not be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    /// Its position in the log; none when it was here before.
    #[serde(skip_serializing_if = "Option::is_none")]
    position: Option<i64>,
    /// Its number in quarantine.
    #[serde(skip_serializing_if = "Option::is_none")]
    quarantined: Option<i64>,
}

/// What Segment's clients expect.
#[derive(Serialize, ToSchema)]
pub(super) struct Success {
    /// Always true.
    success: bool,
    /// How many calls cannot be read and are in quarantine.
    #[serde(skip_serializing_if = "is_zero")]
    quarantined: usize,
}

impl Accepted {
    /// The answer with counts and places.
    pub(super) fn receipt(self) -> Response {
        let count = |wanted: fn(&Placed) -> bool| self.placed.iter().filter(|placed| wanted(placed)).count();
        let receipt = Receipt {
            accepted: count(|placed| matches!(placed, Placed::New(_))),
            repeated: count(|placed| matches!(placed, Placed::Repeated)),
            quarantined: self.quarantined(),
            events: if self.placed.len() > LISTED {
                Vec::new()
            } else {
                self.listed.into_iter().zip(&self.placed).map(place).collect()
            },
        };
        with_limits((StatusCode::ACCEPTED, Json(receipt)).into_response(), self.left)
    }

    /// The answer as Segment gives it.
    pub(super) fn success(self) -> Response {
        let success = Success { success: true, quarantined: self.quarantined() };
        with_limits(Json(success).into_response(), self.left)
    }

    fn quarantined(&self) -> usize {
        self.placed.iter().filter(|placed| matches!(placed, Placed::Quarantined(_))).count()
    }
}

fn place((id, placed): (Option<String>, &Placed)) -> Place {
    match placed {
        Placed::New(position) => Place { id, position: Some(position.0), quarantined: None },
        Placed::Quarantined(number) => Place { id, position: None, quarantined: Some(*number) },
        _ => Place { id, position: None, quarantined: None },
    }
}

fn with_limits(mut response: Response, left: Option<Left>) -> Response {
    for (name, value) in left.into_iter().flat_map(limits) {
        if let Ok(value) = value.parse() {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks with a reference")]
fn is_zero(number: &usize) -> bool {
    *number == 0
}
