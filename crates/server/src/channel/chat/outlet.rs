//! What waits to be sent to one who listens. It is bounded: for one who does not keep up nothing of what was said is
//! held here, as it is in the store, from where they are given it as fast as they take it.

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

/// What comes next.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// A frame.
    Frame(Waiting),
    /// Lines that are no longer held here: they are read from the store.
    Lines,
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
    /// Lines were let go of.
    is_behind: bool,
    is_over: bool,
}

impl Outlet {
    /// Adds a frame.
    pub(super) fn push(&self, frame: Waiting) {
        let mut inside = self.inside();
        if inside.is_over || (inside.is_behind && frame.number.is_some()) {
            return;
        }
        inside.bytes += size(&frame);
        inside.waiting.push_back(frame);
        if inside.bytes > MOST && !inside.let_go() {
            drop(inside);
            self.end();
            return;
        }
        drop(inside);
        self.changed.notify_one();
    }

    /// What comes next, once there is something; none when it is over.
    pub(super) async fn next(&self) -> Option<Next> {
        loop {
            let changed = self.changed.notified();
            if let Some(next) = self.take() {
                return Some(next);
            }
            if self.inside().is_over {
                return None;
            }
            changed.await;
        }
    }

    /// What is there already.
    pub(super) fn take(&self) -> Option<Next> {
        let mut inside = self.inside();
        if std::mem::take(&mut inside.is_behind) {
            return Some(Next::Lines);
        }
        let frame = inside.waiting.pop_front()?;
        inside.bytes -= size(&frame);
        Some(Next::Frame(frame))
    }

    /// Lets go of everything that waits.
    pub(super) fn end(&self) {
        *self.inside() = Inside { is_over: true, ..Inside::default() };
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

impl Inside {
    /// Lets go of all lines; whether that makes room.
    fn let_go(&mut self) -> bool {
        let lines = self.waiting.len();
        self.waiting.retain(|frame| frame.number.is_none());
        self.waiting.shrink_to_fit();
        self.is_behind |= self.waiting.len() < lines;
        self.bytes = self.waiting.iter().map(size).sum();
        self.bytes <= MOST
    }
}

fn size(frame: &Waiting) -> usize {
    OVERHEAD + frame.text.len()
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    fn line(number: i64, length: usize) -> Waiting {
        Waiting { number: Some(number), text: "x".repeat(length).into() }
    }

    fn sign(length: usize) -> Waiting {
        Waiting { number: None, text: "x".repeat(length).into() }
    }

    /// What comes next, as far as that is known now.
    fn next(outlet: &Outlet) -> Result<Option<Next>, &'static str> {
        outlet.next().now_or_never().ok_or("it waits")
    }

    #[test]
    fn frames_go_out_in_their_order() {
        let outlet = Outlet::default();
        outlet.push(line(1, 10));
        outlet.push(sign(5));
        assert_eq!(next(&outlet), Ok(Some(Next::Frame(line(1, 10)))));
        assert_eq!(next(&outlet), Ok(Some(Next::Frame(sign(5)))));
        assert_eq!(next(&outlet), Err("it waits"));
        outlet.end();
        assert_eq!((next(&outlet), outlet.ended().now_or_never()), (Ok(None), Some(())));
    }

    #[test]
    fn for_who_does_not_keep_up_no_lines_are_held() {
        let outlet = Outlet::default();
        outlet.push(sign(7));
        let mut held = 0;
        for number in 0..2_000 {
            outlet.push(line(number, 1_000));
            held = held.max(outlet.inside().bytes);
        }
        assert!(held <= MOST, "{held}");
        assert_eq!(next(&outlet), Ok(Some(Next::Lines)));
        assert_eq!(next(&outlet), Ok(Some(Next::Frame(sign(7)))), "what stands nowhere else is kept");
        assert_eq!(next(&outlet), Err("it waits"));
        outlet.push(line(2_000, 10));
        assert_eq!(next(&outlet), Ok(Some(Next::Frame(line(2_000, 10)))), "and then it goes on");
    }

    #[test]
    fn who_takes_nothing_at_all_is_cut_off() {
        let outlet = Outlet::default();
        for _ in 0..2_000 {
            outlet.push(sign(1_000));
        }
        assert_eq!((next(&outlet), outlet.ended().now_or_never()), (Ok(None), Some(())));
        let inside = outlet.inside();
        assert_eq!((inside.bytes, inside.waiting.capacity()), (0, 0));
    }
}
