//! The strategy that a demo runs: a copy in which nobody is waited for to have settled, so that customers are asked within
//! minutes how they were helped.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

/// Where it says what customers are asked.
const SECTION: &str = "\n[feedback]\n";

/// After how long it has settled in a demo, by channel.
const SETTLED: &str =
    "settled = { mail = \"20s\", chat = \"20s\", whatsapp = \"20s\", call = \"20s\", phone = \"20s\" }\n";

/// The folders of a strategy.
const FOLDERS: [&str; 3] = ["reasons", "messages", "answers"];

/// Copies a strategy. Of the folder it is from, what is no part of a strategy stays behind.
pub(super) fn copy(from: &Path, to: &Path) -> Result<()> {
    let own = fs::read_to_string(from.join("strategy.toml")).context("the strategy cannot be read")?;
    let changed = hurried(&own)?;
    for folder in FOLDERS {
        fs::create_dir_all(to.join(folder)).with_context(|| format!("{} cannot be made", to.display()))?;
        for file in fs::read_dir(from.join(folder)).with_context(|| format!("{folder} cannot be read"))? {
            let file = file?;
            fs::copy(file.path(), to.join(folder).join(file.file_name()))?;
        }
    }
    fs::copy(from.join("events.toml"), to.join("events.toml"))?;
    fs::write(to.join("strategy.toml"), changed).context("the copy of the strategy cannot be written")
}

/// The same strategy, in a hurry.
fn hurried(strategy: &str) -> Result<String> {
    if strategy.matches(SECTION).count() != 1 {
        bail!("the strategy has no [feedback]");
    }
    Ok(strategy.replace(SECTION, &format!("{SECTION}{SETTLED}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_copy_says_nothing_else_but_when_it_has_settled() {
        let own = "quiet = false\n\n[feedback]\nask = [\"nps\"]\n";
        let changed: toml::Table = hurried(own).expect("it asks").parse().expect("TOML");
        assert_eq!(changed["feedback"]["settled"]["mail"].as_str(), Some("20s"));
        assert_eq!(changed["feedback"]["ask"][0].as_str(), Some("nps"));
        assert!(hurried("quiet = false\n").is_err());
    }
}
