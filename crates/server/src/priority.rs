//! Work that may take its time, and gives way to everything that must not wait.

use tokio::sync::oneshot;

use crate::api::problem::Problem;

/// What such a thread's share of a processor gives way by: as much as there is.
#[cfg(target_os = "linux")]
const NICE: i32 = 19;

/// Lets everything else go before this thread and those that it starts.
pub(crate) fn give_way() {
    // On other systems this would slow down the whole process.
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::setpriority_process(None, NICE) {
        tracing::warn!(%error, "work aside does not give way");
    }
}

/// Does something on a thread of its own that gives way.
pub(crate) async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Problem> {
    let (tell, told) = oneshot::channel();
    let run = move || {
        give_way();
        // Who asked may be gone.
        let _ = tell.send(work());
    };
    let started = std::thread::Builder::new().name("aside".to_owned()).spawn(run);
    started.map_err(|error| Problem::internal(&error))?;
    told.await.map_err(|_| Problem::internal(&"work aside broke off"))
}
