//! The engine's core, as the server and the command line open it.

use std::path::Path;

use voorzet_engine::deliver::Routes;
use voorzet_engine::live::{Answer, Command, CommandError, Core, Settings, Work};
use voorzet_store::Store;

use super::clock;
use crate::command::options;
use crate::configuration::Engine;

/// What bounds it, with a number that nobody outside can know.
pub(crate) fn settings(engine: &Engine, routes: Routes) -> anyhow::Result<Settings> {
    Ok(Settings {
        cache: engine.customers_in_memory,
        portion: engine.portion,
        round_portion: engine.round_portion,
        round_at: engine.round_at,
        tries: engine.tries,
        seed: getrandom::u64().map_err(|error| anyhow::anyhow!("no random numbers: {error}"))?,
        history: false,
        routes,
    })
}

/// Has something written down in a store on which no server runs. It takes effect when one does.
pub(crate) fn once(folder: &Path, command: Command) -> anyhow::Result<Result<Answer, CommandError>> {
    let writer = Store::open(folder, &options()?)?.writer;
    let now = clock::now();
    let mut core = Core::open(writer, Settings::default(), now)?;
    // Without what is remembered it decides nothing and sends nothing.
    let _loader = core.loader();
    let turned = core.turn(now, Work { commands: vec![command], ..Work::default() })?;
    turned.answers.into_iter().next().ok_or_else(|| anyhow::anyhow!("the core does not answer"))
}
