//! How fast one caller may ask.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

use super::caller::{Caller, Kind};
use crate::api::problem::Problem;
use crate::configuration::Access;
use crate::intake::quota::{Left, Quota};

/// So many callers are remembered; then all begin anew.
const MOST: usize = 20_000;

/// The machine's own command line asks as fast as it likes, and is told so.
const MACHINE_PER_SECOND: u64 = 10_000;

/// How fast callers may ask, and how much of that is left.
pub(crate) struct Limits {
    per_second: u64,
    burst_seconds: u64,
    quotas: Mutex<HashMap<String, Arc<Quota>>>,
}

impl Limits {
    pub(crate) fn new(settings: &Access) -> Self {
        let Access { requests_per_second, burst_seconds, .. } = *settings;
        Self { per_second: requests_per_second, burst_seconds, quotas: Mutex::default() }
    }

    /// Counts a request; what is left, or that it comes too soon.
    pub(crate) fn take(&self, caller: &Caller) -> Result<Option<Left>, Problem> {
        let (quota, now) = (self.quota(caller), Instant::now());
        match quota.may_begin(now) {
            Ok(_) => Ok(quota.take(now, 1, 0)),
            Err(left) => {
                let mut problem = Problem::new(StatusCode::TOO_MANY_REQUESTS, "too-fast")
                    .detail("this caller asks faster than one may")
                    .retry_after(left.wait);
                for (name, value) in headers(left) {
                    problem = problem.header(name, value.to_str().unwrap_or_default());
                }
                Err(problem)
            }
        }
    }

    fn quota(&self, caller: &Caller) -> Arc<Quota> {
        let mut quotas = self.quotas.lock().unwrap_or_else(PoisonError::into_inner);
        if quotas.len() >= MOST {
            quotas.clear();
        }
        let per_second =
            if matches!(caller.kind, Kind::Machine) { MACHINE_PER_SECOND } else { self.per_second };
        let new = || Arc::new(Quota::new(per_second, 0, self.burst_seconds));
        Arc::clone(quotas.entry(caller.key()).or_insert_with(new))
    }
}

/// What is left, in an answer's headers.
pub(crate) fn say(left: Option<Left>, to: &mut HeaderMap) {
    to.extend(left.into_iter().flat_map(headers).map(|(name, value)| (Some(name), value)));
}

fn headers(left: Left) -> Vec<(HeaderName, HeaderValue)> {
    let policy = format!("\"requests\";q={};w={}", left.burst, left.window.max(1));
    let now = format!("\"requests\";r={};t={}", left.events, left.wait);
    [("ratelimit-policy", policy), ("ratelimit", now)]
        .into_iter()
        .filter_map(|(name, value)| Some((HeaderName::from_static(name), value.parse().ok()?)))
        .collect()
}
