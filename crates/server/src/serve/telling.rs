//! The server's own log, on standard error: what happens, never what is in events or keys.

use std::io::IsTerminal;

use anyhow::Context;
use tracing_subscriber::EnvFilter;

use crate::configuration::{Log, LogFormat};

/// Begins to tell.
pub(crate) fn start(log: &Log) -> anyhow::Result<()> {
    let filter = EnvFilter::try_new(&log.level).with_context(|| format!("log.level: `{}`", log.level))?;
    let terminal = std::io::stderr().is_terminal();
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let json = match log.format {
        LogFormat::Auto => !terminal,
        LogFormat::Json => true,
        LogFormat::Text => false,
    };
    if json {
        lines.json().flatten_event(true).init();
    } else {
        lines.with_ansi(terminal).with_target(false).init();
    }
    Ok(())
}
