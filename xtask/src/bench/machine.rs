//! Where and when was measured.

use std::fs;
use std::time::{SystemTime, UNIX_EPOCH};

use serde::Serialize;

use crate::calendar;

/// The machine and the day.
#[derive(Serialize)]
pub(super) struct Machine {
    /// `2026-11-21`.
    pub(super) date: String,
    /// The processor's name for itself.
    pub(super) processor: String,
    /// Cores this process may use.
    pub(super) cores: usize,
    /// Memory in GiB.
    pub(super) memory: u64,
}

impl Machine {
    pub(super) fn read() -> Self {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let (year, month, day) = calendar::date((now.as_secs() / 86_400).cast_signed());
        let memory = field("/proc/meminfo", "MemTotal").and_then(|text| text.split(' ').next()?.parse().ok());
        Self {
            date: format!("{year:04}-{month:02}-{day:02}"),
            processor: field("/proc/cpuinfo", "model name")
                .unwrap_or_else(|| std::env::consts::ARCH.to_owned()),
            cores: std::thread::available_parallelism().map_or(1, usize::from),
            memory: memory.unwrap_or(0_u64).div_ceil(1 << 20),
        }
    }
}

/// The first value under this name in a file of `name: value` lines.
fn field(file: &str, name: &str) -> Option<String> {
    let text = fs::read_to_string(file).ok()?;
    let value = text.lines().find_map(|line| line.strip_prefix(name)?.trim_start().strip_prefix(':'))?;
    Some(value.trim().to_owned())
}
