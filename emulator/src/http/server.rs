//! Passes connections to [`pipeline`](super::pipeline). It uses hyper directly, because a fault must be able to close a
//! connection without an answer, and axum's server cannot do that.

use std::sync::Arc;
use std::time::Duration;

use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinSet;

use super::pipeline;
use crate::host::Host;

/// How long open requests may take to finish when the server stops.
const GRACE: Duration = Duration::from_secs(3);
/// How long a client may take to send a request's head, and how long an idle connection stays open.
const HEAD_TIMEOUT: Duration = Duration::from_secs(120);

/// Serves until `stop` receives a message or is dropped.
pub(crate) async fn run(listener: TcpListener, host: Arc<Host>, mut stop: oneshot::Receiver<()>) {
    let graceful = GracefulShutdown::new();
    let mut connections = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = &mut stop => break,
        };
        // The client disconnected early, or too many files are open. Neither stops the server.
        let Ok((stream, _)) = accepted else {
            tokio::time::sleep(Duration::from_millis(10)).await;
            continue;
        };
        let _ = stream.set_nodelay(true);
        let host = Arc::clone(&host);
        let service = service_fn(move |request| pipeline::serve(Arc::clone(&host), request));
        let connection = hyper::server::conn::http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD_TIMEOUT)
            .serve_connection(TokioIo::new(stream), service);
        let watched = graceful.watch(connection);
        // An error means that the client or a fault closed the connection, so there is no answer to send.
        connections.spawn(async move { drop(watched.await) });
        while connections.try_join_next().is_some() {}
    }
    drop(listener);
    let _ = tokio::time::timeout(GRACE, graceful.shutdown()).await;
    connections.shutdown().await;
}
