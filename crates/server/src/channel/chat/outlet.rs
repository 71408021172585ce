//! What waits to be sent to one who listens. It is bounded: who reads too slowly is cut off, and may come back for the
//! rest, as nothing that was said lives here alone.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::extract::ws::Utf8Bytes;
use tokio::sync::Notify;

/// How much may wait for one who listens, in bytes. With the one frame that is being written it stays below a
/// megabyte.
pub(super) const MOST: usize = 512 * 1_024;

/// What a frame costs beside its text, roughly.
const OVERHEAD: usize = 64;

/// A frame that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Waiting {
    /// The number of the line that it is, when it is one: who has seen that is not shown it again.
    pub(super) number: Option<i64>,
    /// The frame.
    pub(super) text: Utf8Bytes,
}

/// What waits to be sent to one who listens.
#[derive(Default)]
pub(super) struct Outlet {
    inside: Mutex<Inside>,
    changed: Notify,
    over: Notify,
}

#[derive(Default)]
struct Inside {
    waiting: VecDeque<Waiting>,
    bytes: usize,
    is_over: bool,
}

impl Outlet {
    /// Adds a frame; or cuts off who does not keep up.
    pub(super) fn push(&self, frame: Waiting) {
        let mut inside = self.inside();
        if inside.is_over {
            return;
        }
        inside.bytes += OVERHEAD + frame.text.len();
        if inside.bytes > MOST {
            drop(inside);
            self.end();
            return;
        }
        inside.waiting.push_back(frame);
        drop(inside);
        self.changed.notify_one();
    }

    /// The next frame, once there is one; none when it is over.
    pub(super) async fn next(&self) -> Option<Waiting> {
        loop {
            let changed = self.changed.notified();
            if let Some(frame) = self.take() {
                return Some(frame);
            }
            if self.inside().is_over {
                return None;
            }
            changed.await;
        }
    }

    /// The next frame that is there.
    pub(super) fn take(&self) -> Option<Waiting> {
        let mut inside = self.inside();
        let frame = inside.waiting.pop_front()?;
        inside.bytes -= OVERHEAD + frame.text.len();
        Some(frame)
    }

    /// Lets go of everything that waits.
    pub(super) fn end(&self) {
        let mut inside = self.inside();
        inside.is_over = true;
        inside.waiting = VecDeque::new();
        inside.bytes = 0;
        drop(inside);
        self.changed.notify_one();
        self.over.notify_one();
    }

    /// Waits until it is over.
    pub(super) async fn ended(&self) {
        let over = self.over.notified();
        if !self.inside().is_over {
            over.await;
        }
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    fn frame(number: i64, length: usize) -> Waiting {
        Waiting { number: Some(number), text: "x".repeat(length).into() }
    }

    #[test]
    fn frames_go_out_in_their_order() {
        let outlet = Outlet::default();
        outlet.push(frame(1, 10));
        outlet.push(frame(2, 10));
        assert_eq!(outlet.next().now_or_never(), Some(Some(frame(1, 10))));
        assert_eq!(outlet.next().now_or_never(), Some(Some(frame(2, 10))));
        assert_eq!(outlet.next().now_or_never(), None, "it waits");
    }

    #[test]
    fn who_does_not_keep_up_is_cut_off_and_holds_nothing() {
        let outlet = Outlet::default();
        let mut held = 0;
        for number in 0..2_000 {
            outlet.push(frame(number, 1_000));
            held = held.max(outlet.inside().bytes);
        }
        assert!(held <= MOST, "{held}");
        assert_eq!(outlet.ended().now_or_never(), Some(()));
        assert_eq!(outlet.next().now_or_never(), Some(None));
        assert_eq!(outlet.inside().waiting.capacity(), 0);
    }
}
