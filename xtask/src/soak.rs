//! `cargo xtask soak`: the long forms of the tests that look for rare faults.
//!
//! Each is an ordinary test with `soak` in its name, which takes seconds in CI and as long as it should here:
//! hundreds of killed servers, a thousand power losses, ten thousand seeds of the simulation. What they
//! count and measure they print.

use anyhow::Result;
use lexopt::prelude::*;

use crate::test::tools;
use crate::workspace::{QUICK, Workspace, run as call};

/// Set while the long forms run.
const VARIABLE: &str = "VOORZET_SOAK";

/// Runs all long forms, or those whose names hold one of these words.
pub(crate) fn run(mut arguments: lexopt::Parser) -> Result<()> {
    let (mut words, mut cases) = (Vec::new(), 1_000_000_u64);
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("cases") => cases = arguments.value()?.parse()?,
            Value(word) => words.push(word.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    let workspace = Workspace::find()?;
    tools::have(&workspace, &tools::NEXTEST)?;
    let mut soak = workspace.cargo();
    soak.args(["nextest", "run", "--workspace", "--locked", "--cargo-profile", QUICK]);
    soak.args(["--profile", "soak", "--success-output", "final", "--no-fail-fast", "--test-threads", "2"]);
    soak.args(["-E", &filter(&words)]).env(VARIABLE, "1");
    call(&mut soak)?;
    if words.is_empty() {
        let mut fuzz = workspace.cargo();
        fuzz.args(["nextest", "run", "--workspace", "--locked", "--cargo-profile", QUICK]);
        fuzz.args(["--no-fail-fast", "-E", "test(/fuzz/)"]).env("PROPTEST_CASES", cases.to_string());
        call(&mut fuzz)?;
    }
    Ok(())
}

/// The tests that are meant.
fn filter(words: &[String]) -> String {
    if words.is_empty() {
        return "test(/soak/)".to_owned();
    }
    let named: Vec<String> = words.iter().map(|word| format!("test(/{word}/)")).collect();
    format!("test(/soak/) & ({})", named.join(" | "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_choose_among_the_long_forms() {
        assert_eq!(filter(&[]), "test(/soak/)");
        assert_eq!(filter(&["power".into(), "kill".into()]), "test(/soak/) & (test(/power/) | test(/kill/))");
    }
}
