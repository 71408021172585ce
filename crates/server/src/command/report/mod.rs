//! `voorzet report`: figures to hand on, over the store or straight over files.

mod contacts;
mod contacts_table;
mod effects;
mod feedback;

use std::process::ExitCode;

use clap::{Args, Subcommand};

/// Figures to hand on, over the store or straight over files. docs/report.md defines each of them
#[derive(Args)]
pub(crate) struct ReportArgs {
    #[command(subcommand)]
    about: About,
}

#[derive(Subcommand)]
enum About {
    Contacts(contacts::ContactsArgs),
    Effects(effects::EffectsArgs),
    Feedback(feedback::FeedbackArgs),
}

impl ReportArgs {
    pub(crate) fn run(self) -> anyhow::Result<ExitCode> {
        match self.about {
            About::Contacts(contacts) => contacts.run(),
            About::Effects(effects) => effects.run(),
            About::Feedback(feedback) => feedback.run(),
        }
    }
}
