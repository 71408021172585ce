//! `voorzet check`: is a strategy folder in order?

mod against;

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use serde_json::json;
use voorzet_domain::problem::Problem;
use voorzet_domain::strategy::{load, schema, summary};

use crate::say::{say, shown};
use crate::{folder, strategy_folder};

#[derive(Args)]
pub(crate) struct Check {
    /// The strategy folder
    #[arg(required_unless_present = "schema")]
    dir: Option<PathBuf>,

    /// Print one JSON document: {ok, errors, warnings}
    #[arg(long)]
    json: bool,

    /// Print the JSON Schema of the files, for editors
    #[arg(long, conflicts_with = "json")]
    schema: bool,

    /// Warn of signals that nothing in this history sets off; may be given more than once
    #[arg(long, value_name = "FILE", conflicts_with = "schema")]
    against: Vec<PathBuf>,

    /// How the columns of that history become events: a file, or the name of one in the strategy's maps/
    #[arg(long, requires = "against")]
    map: Option<PathBuf>,
}

impl Check {
    pub(crate) fn run(self) -> anyhow::Result<ExitCode> {
        let mut out = std::io::stdout().lock();
        let Some(dir) = self.dir.filter(|_| !self.schema) else {
            writeln!(out, "{:#}", schema())?;
            return Ok(ExitCode::SUCCESS);
        };
        let folder = folder::read(&dir)?;
        let mut loaded = load(&folder.files);
        loaded.errors.extend(folder.errors);
        sort(&mut loaded.errors);
        let ok = loaded.errors.is_empty();
        if let Some(strategy) = loaded.strategy.as_ref().filter(|_| ok && !self.against.is_empty()) {
            let map = self.map.as_deref().map(|map| strategy_folder::map(map, &dir)).transpose()?;
            let silent = against::warnings(&loaded, strategy, &self.against, map.as_ref())?;
            loaded.warnings.extend(silent);
            sort(&mut loaded.warnings);
        }
        if self.json {
            let document = json!({
                "ok": ok,
                "errors": told(&loaded.errors),
                "warnings": told(&loaded.warnings),
            });
            writeln!(out, "{document:#}")?;
        } else {
            for (word, problems) in [("error", &loaded.errors), ("warning", &loaded.warnings)] {
                for problem in problems {
                    eprint(word, problem);
                }
            }
            match &loaded.strategy {
                Some(strategy) if ok => {
                    write!(out, "{}", shown(&summary(strategy).to_string()))?;
                    if !loaded.warnings.is_empty() {
                        writeln!(out, "\n{}", counted(loaded.warnings.len(), "warning"))?;
                    }
                }
                _ => {
                    let (errors, warnings) = (loaded.errors.len(), loaded.warnings.len());
                    say(format_args!("{}, {}", counted(errors, "error"), counted(warnings, "warning")));
                }
            }
        }
        Ok(if ok { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

/// By file and place.
fn sort(problems: &mut [Problem]) {
    problems.sort_by(|a, b| (&a.file, a.line, a.column).cmp(&(&b.file, b.line, b.column)));
}

/// Problems as data; the hint is always there, null when there is none.
fn told(problems: &[Problem]) -> serde_json::Value {
    let one = |problem: &Problem| {
        json!({
            "file": problem.file,
            "line": problem.line,
            "column": problem.column,
            "message": problem.message,
            "hint": problem.hint,
        })
    };
    problems.iter().map(one).collect()
}

fn eprint(word: &str, problem: &Problem) {
    say(format_args!("{}:{}:{}: {word}: {}", problem.file, problem.line, problem.column, problem.message));
    if let Some(hint) = &problem.hint {
        say(format_args!("    {hint}"));
    }
}

fn counted(number: usize, thing: &str) -> String {
    format!("{number} {thing}{}", if number == 1 { "" } else { "s" })
}
