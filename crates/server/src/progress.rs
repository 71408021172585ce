//! Progress on a terminal: how far, how fast, how long to go. None in a pipe.

use std::io::IsTerminal;

use indicatif::{ProgressBar, ProgressStyle};

/// Progress through files of a known size.
pub(crate) struct Progress(Option<ProgressBar>);

impl Progress {
    /// A bar over so many bytes, if there is a terminal to show it on and it is wanted.
    pub(crate) fn new(bytes: u64, wanted: bool) -> Self {
        if !wanted || !std::io::stderr().is_terminal() {
            return Self(None);
        }
        let style = ProgressStyle::with_template("{bar:30} {percent:>3} %  {msg}  {eta} to go");
        let bar = ProgressBar::new(bytes);
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        Self(Some(bar))
    }

    /// So many bytes and events are done.
    pub(crate) fn at(&self, bytes: u64, events: u64) {
        if let Some(bar) = &self.0 {
            bar.set_position(bytes);
            let seconds = bar.elapsed().as_secs_f64().max(0.001);
            bar.set_message(format!("{events} events, {:.0} a second", events as f64 / seconds));
        }
    }

    /// All is done; the bar goes away.
    pub(crate) fn done(&self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }
}
