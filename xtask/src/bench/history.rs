//! A history for the window rule: Segment lines of one type over thirty days, customers drawn evenly.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use anyhow::{Context, Result};

use crate::calendar;

const SPAN: u64 = 30 * 86_400_000;
const START: i64 = 1_760_000_000_000;

/// Writes this many events of this many customers in order of time. The same numbers give the same bytes.
pub(super) fn write(file: &Path, events: u64, customers: u64) -> Result<()> {
    let mut random = Random(42);
    let mut times: Vec<u64> = (0..events).map(|_| random.below(SPAN)).collect();
    times.sort_unstable();
    let create = File::create(file).with_context(|| format!("{} cannot be written", file.display()))?;
    let mut out = BufWriter::with_capacity(1 << 20, create);
    for (number, time) in times.into_iter().enumerate() {
        let (customer, cents, sku) =
            (random.below(customers), 100 + random.below(99_899), random.below(5_000));
        writeln!(
            out,
            r#"{{"messageId":"m-{number:08}","type":"track","event":"checkout_failed","userId":"u{customer:06}","timestamp":"{}","properties":{{"amount":{}.{:02},"sku":"S{sku:04}","channel":"web"}},"context":{{"ip":"203.0.113.7","locale":"en-GB"}}}}"#,
            calendar::stamp(START + time.cast_signed()),
            cents / 100,
            cents % 100,
        )?;
    }
    out.flush()?;
    Ok(())
}

/// `SplitMix64`: sixteen lines less than a dependency, and even enough to draw customers with.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % limit
    }
}
