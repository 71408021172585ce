//! Connections: taken up one by one, each with a time within which the head of a request must have come, so that
//! nobody holds connections by saying nothing.

use std::net::SocketAddr;
use std::pin::pin;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, watch};
use tower_service::Service;

/// How long to wait when no connection can be taken up: there are as many as there may be.
const PAUSE: Duration = Duration::from_secs(1);

/// Serves until it is to stop, and then until what is under way is answered.
pub(crate) async fn serve(
    listener: TcpListener,
    router: Router,
    head: Duration,
    mut stop: watch::Receiver<bool>,
) {
    // Held by every connection that is open.
    let (open, mut closed) = mpsc::channel::<()>(1);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = stop.wait_for(|stop| *stop) => break,
        };
        match accepted {
            Ok((stream, peer)) => {
                // What is said in a socket leaves at once, not when what was said before has been acknowledged. A
                // connection that has ended meanwhile ends as any.
                let _ = stream.set_nodelay(true);
                let connection = connect(stream, peer, router.clone(), head, stop.clone());
                let open = open.clone();
                tokio::spawn(async move {
                    connection.await;
                    drop(open);
                });
            }
            Err(error) if is_of_one(&error) => {}
            Err(error) => {
                tracing::error!(%error, "no connection can be taken up");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
    drop(listener);
    drop(open);
    closed.recv().await;
}

/// One connection, until who made it hangs up; or until what is under way is answered, once it is to stop.
async fn connect(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    head: Duration,
    mut stop: watch::Receiver<bool>,
) {
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        let mut router = router.clone();
        async move { router.call(request).await }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(head)
        .serve_connection(TokioIo::new(stream), service)
        // A connection that becomes a socket is its own from then on; whoever has it ends it.
        .with_upgrades();
    let mut connection = pin!(connection);
    tokio::select! {
        // Who hangs up does so.
        _ = connection.as_mut() => return,
        _ = stop.wait_for(|stop| *stop) => {}
    }
    connection.as_mut().graceful_shutdown();
    let _ = connection.await;
}

/// Whether it is the other end's trouble, and not ours.
fn is_of_one(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}
