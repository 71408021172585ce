//! The accounts that are set up, by the name of their route: `mail`, `whatsapp:shop`.

use std::any::Any;
use std::collections::BTreeMap;
use std::sync::Arc;

use compact_str::CompactString;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::Account;
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

    /// Its place among them.
    pub(crate) fn number(&self, name: &str) -> Option<usize> {
        self.0.keys().position(|known| known == name)
    }

    /// The account of this name, when it is of this provider.
    pub(crate) fn of<A: Account>(&self, name: &str) -> Option<Arc<A>> {
        let account: Arc<dyn Any + Send + Sync> = self.get(name)?;
        account.downcast().ok()
    }

    /// Every account of this provider.
    pub(crate) fn all_of<A: Account>(&self) -> impl Iterator<Item = Arc<A>> {
        self.0.keys().filter_map(|name| self.of(name))
    }

    /// Has all of them listen until they are asked to stop.
    pub(crate) fn listen(&self, app: &Arc<App>, stop: &watch::Receiver<bool>) -> Vec<JoinHandle<()>> {
        let listen = |account: &Arc<dyn Account>| {
            Some(tokio::spawn(Arc::clone(account).listen(Arc::clone(app), stop.clone())?))
        };
        self.0.values().filter_map(listen).collect()
    }
}
