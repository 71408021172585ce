//! The accounts that are set up, by the name of their route: `mail`, `whatsapp:shop`.

use std::any::Any;
use std::collections::BTreeMap;
use std::sync::Arc;

use compact_str::CompactString;
use tokio::sync::{broadcast, watch};
use tokio::task::JoinHandle;

use super::{Account, KnownTemplate, Sign, Typing};
use crate::serve::app::App;

/// The accounts that are set up.
#[derive(Clone, Default)]
pub(crate) struct Accounts(BTreeMap<CompactString, Arc<dyn Account>>);

impl Accounts {
    /// Adds one.
    pub(crate) fn add(&mut self, name: CompactString, account: Arc<dyn Account>) {
        self.0.insert(name, account);
    }

    /// The account of this name.
    pub(crate) fn get(&self, name: &str) -> Option<Arc<dyn Account>> {
        self.0.get(name).cloned()
    }

    /// Whether one has this name, or stands under it: `whatsapp:shop` under `whatsapp`.
    pub(crate) fn is_under(&self, name: &str) -> bool {
        let under =
            |known: &CompactString| known.strip_prefix(name).is_some_and(|rest| rest.starts_with(':'));
        self.0.keys().any(|known| known == name || under(known))
    }

    /// Shows the customer at an address of an account something that leaves no trace.
    pub(crate) fn show(&self, account: &str, address: &str, sign: Sign<'_>) {
        if let Some(account) = self.0.get(account) {
            account.show(address, sign);
        }
    }

    /// The accounts that show customers what leaves no trace.
    pub(crate) fn showing(&self) -> Vec<CompactString> {
        let shows = self.0.iter().filter(|(_, account)| account.typing().is_some());
        shows.map(|(name, _)| name.clone()).collect()
    }

    /// Which customers type, by every account that tells.
    pub(crate) fn typing(&self) -> Vec<broadcast::Receiver<Typing>> {
        self.0.values().filter_map(|account| account.typing()).collect()
    }

    /// What may be written by them when they take no free text, each with its account.
    pub(crate) fn templates(&self) -> impl Iterator<Item = (String, KnownTemplate)> + '_ {
        self.0.iter().flat_map(|(name, account)| {
            account.templates().into_iter().map(move |template| (name.to_string(), template))
        })
    }

    /// Its place among them.
    pub(crate) fn number(&self, name: &str) -> Option<usize> {
        self.0.keys().position(|known| known == name)
    }

    /// The account of this name, when it is of this provider.
    pub(crate) fn of<A: Account>(&self, name: &str) -> Option<Arc<A>> {
        let account: Arc<dyn Any + Send + Sync> = self.get(name)?;
        account.downcast().ok()
    }

    /// All accounts of this provider.
    pub(crate) fn all<A: Account>(&self) -> impl Iterator<Item = (&CompactString, Arc<A>)> {
        self.0.iter().filter_map(|(name, account)| {
            let account: Arc<dyn Any + Send + Sync> = Arc::clone(account) as _;
            Some((name, account.downcast().ok()?))
        })
    }

    /// Has all of them listen until they are asked to stop.
    pub(crate) fn listen(&self, app: &Arc<App>, stop: &watch::Receiver<bool>) -> Vec<JoinHandle<()>> {
        let listen = |account: &Arc<dyn Account>| {
            Some(tokio::spawn(Arc::clone(account).listen(Arc::clone(app), stop.clone())?))
        };
        self.0.values().filter_map(listen).collect()
    }
}
