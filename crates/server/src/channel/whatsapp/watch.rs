//! Whether we are still accepted, and which templates are approved: asked now and then, so that a token that was
//! revoked is known before somebody wants to send something.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::watch;
use voorzet_channels::whatsapp::{Approved, Missing};

use super::account::Whatsapp;
use crate::serve::app::App;
use crate::serve::clock;

/// How often it is asked whether we are accepted.
const ASK: Duration = Duration::from_mins(5);

/// How often it is asked what is approved.
const APPROVAL: Duration = Duration::from_hours(1);

/// Asks now and then, until it is asked to stop.
pub(super) async fn watch(account: &Arc<Whatsapp>, app: &Arc<App>, mut stop: watch::Receiver<bool>) {
    let mut asked: Option<Instant> = None;
    let mut well = None;
    loop {
        let token = account.settings.token.now();
        let work = async {
            let told = account.ask(app, well).await;
            if asked.is_none_or(|asked| asked.elapsed() > APPROVAL) {
                account.ask_for_templates(app).await;
                asked = Some(Instant::now());
            }
            well = told.or(well);
            tokio::select! {
                () = tokio::time::sleep(ASK) => {}
                () = account.settings.token.changed(&token) => {}
                () = account.approval.notified() => asked = None,
            }
        };
        tokio::select! {
            () = work => {}
            _ = stop.wait_for(|stop| *stop) => break,
        }
    }
}

impl Whatsapp {
    /// Whether we are accepted; nothing when Meta cannot be asked. That it goes well again is told once.
    async fn ask(&self, app: &App, before: Option<bool>) -> Option<bool> {
        let asked =
            self.settings.graph().ask(app.delivery.client(), &self.settings.number, clock::now()).await;
        match asked {
            Ok(()) => {
                if before != Some(true) {
                    self.tell(app, None).await;
                }
                Some(true)
            }
            Err(Missing::Auth(problem) | Missing::ForGood(problem)) => {
                self.tell(app, Some(problem)).await;
                Some(false)
            }
            Err(Missing::Now(problem)) => {
                tracing::info!(account = %self.name, %problem, "Meta cannot be asked");
                None
            }
        }
    }

    /// What is approved, where Meta is to be asked; what the settings say of a template goes before that.
    async fn ask_for_templates(&self, app: &App) {
        let Some(business) = &self.settings.business else { return };
        match self.settings.graph().templates(app.delivery.client(), business, clock::now()).await {
            Ok(found) => {
                let mut all = self.settings.templates.clone();
                let same = |one: &Approved, other: &Approved| {
                    one.name == other.name && one.language == other.language
                };
                all.extend(
                    found
                        .into_iter()
                        .filter(|found| !self.settings.templates.iter().any(|written| same(written, found))),
                );
                tracing::info!(account = %self.name, amount = all.len(), "templates are known");
                self.approve(all);
            }
            Err(problem) => tracing::warn!(account = %self.name, %problem, "templates cannot be asked for"),
        }
    }
}
