//! The project's own commands: `cargo xtask test`, `tidy`, `ui`, `demo`, `bench` and `soak`.
//!
//! They do all their own set-up, so that a fresh machine with Rust, Node and a C compiler needs nothing else.

mod bench;
mod calendar;
mod demo;
mod soak;
mod steps;
mod test;
mod tidy;
mod ui;
mod workspace;

use std::process::ExitCode;

use anyhow::Result;

const HELP: &str = "\
Voorzet's own commands.

  cargo xtask demo [--speed N] [--listen ADDRESS] [--once] [--customers N] [--days D] [--seed S]
      builds voorzet, imports a sample web shop's history and lets the shop go on, live, N times as fast as
      the clock; --once stops after the first live decision

  cargo xtask test [STEP…]
      sets up what the tests need, then runs all steps or those named; --list names them

  cargo xtask tidy
      checks the rules of the house (CONTRIBUTING.md says why each is there)

  cargo xtask ui
      builds the workspace into ui/dist, from where the program takes it in

  cargo xtask bench [window] [world] [helpdesk] [check] [live] [--runs N] [--events N] [--keep]
      measures against named references in the same run; writes target/bench/report.json

  cargo xtask soak [WORD…] [--cases N]
      the long forms of the tests that look for rare faults: hours
";

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1);
    let command = arguments.next().unwrap_or_default();
    let rest = lexopt::Parser::from_args(arguments);
    let result = match command.to_str() {
        Some("demo") => demo::run(rest),
        Some("test") => test::run(rest),
        Some("tidy") => tidy::run(rest),
        Some("ui") => build_ui(),
        Some("bench") => bench::run(rest),
        Some("soak") => soak::run(rest),
        Some(bench::BARE) => bench::bare::run(rest),
        Some("" | "help" | "--help" | "-h") => {
            print!("{HELP}");
            return ExitCode::SUCCESS;
        }
        _ => {
            eprintln!("there is no command {}\n\n{HELP}", command.display());
            return ExitCode::from(2);
        }
    };
    report(result)
}

fn build_ui() -> Result<()> {
    ui::Ui::ready(&workspace::Workspace::find()?)?.build()
}

fn report(result: Result<()>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            // A wrong call is told apart from work that failed.
            if error.is::<lexopt::Error>() { ExitCode::from(2) } else { ExitCode::FAILURE }
        }
    }
}
