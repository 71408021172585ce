//! What came by WhatsApp and could not be read, once more. Meta signed it when it came.

use voorzet_channels::whatsapp::receive::{File, Number, read_again};
use voorzet_store::entry::{Incoming, Mode};
use voorzet_store::quarantine::Quarantined;

use super::account::Whatsapp;
use crate::serve::app::App;
use crate::serve::clock;

/// The door of files that could not be fetched.
pub(super) const FILES: &str = "whatsapp/files";

/// Reads something in quarantine; files that belong to it are fetched from now on.
pub(super) async fn read(account: &Whatsapp, app: &App, item: &Quarantined) -> Result<Vec<Incoming>, String> {
    let kept = |_| "what is to be fetched for it cannot be kept now".to_owned();
    if item.door == FILES {
        let file: File = serde_json::from_str(&item.body).map_err(|error| error.to_string())?;
        // From now on it has as long as any.
        let file = File { at: clock::now(), ..file };
        account.keep(app, Vec::new(), vec![file], 0).await.map_err(kept)?;
        return Ok(Vec::new());
    }
    let number = Number { account: &account.name, id: &account.settings.number };
    let arrived = read_again(&item.body, number, item.at)?;
    let files = arrived.files.into_iter().map(|(_, file)| file).collect();
    account.keep(app, Vec::new(), files, 0).await.map_err(kept)?;
    Ok(arrived.events.into_iter().map(|event| Incoming::Event { event, mode: Mode::Live }).collect())
}
