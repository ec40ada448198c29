//! Sends webhooks with Tokio's sockets.

use std::sync::{Mutex, PoisonError};

use axum::body::Body;
use axum::http::header::{self, HeaderName};
use axum::http::{Request, Uri};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::runtime::Handle;
use tokio::task::JoinSet;

use crate::runtime::{Outgoing, Post, Task};

/// Sends on the current Tokio runtime. `None` without one. The tasks end when the last clone is dropped.
pub(crate) fn outgoing() -> Option<Outgoing> {
    let runtime = Handle::try_current().ok()?;
    let tasks = Mutex::new(JoinSet::new());
    let spawn = move |task: Task| {
        let mut tasks = tasks.lock().unwrap_or_else(PoisonError::into_inner);
        while tasks.try_join_next().is_some() {}
        tasks.spawn_on(task, &runtime);
    };
    Some(Outgoing::new(spawn, exchange))
}

async fn exchange(Post { url, headers, body }: Post) -> Result<u16, String> {
    let uri: Uri = url.parse().map_err(|cause| format!("{url}: {cause}"))?;
    let host = uri.host().unwrap_or_default().trim_matches(['[', ']']);
    let stream = TcpStream::connect((host, uri.port_u16().unwrap_or(80)));
    let stream = stream.await.map_err(|cause| cause.to_string())?;
    let (mut sender, connection) =
        http1::handshake(TokioIo::new(stream)).await.map_err(|cause| cause.to_string())?;
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    let authority = uri.authority().map(|authority| authority.as_str()).unwrap_or_default();
    let mut request = Request::post(path)
        .header(header::HOST, authority)
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::USER_AGENT, concat!("clerk-emulator/", env!("CARGO_PKG_VERSION")));
    for (name, value) in headers {
        request = request.header(HeaderName::from_static(name), value);
    }
    let request = request.body(Body::from(body)).map_err(|cause| cause.to_string())?;
    let answered = async move {
        let answer = sender.send_request(request).await.map_err(|cause| cause.to_string())?;
        Ok(answer.status().as_u16())
    };
    // A connection only makes progress while it is polled.
    tokio::pin!(answered);
    tokio::select! {
        outcome = &mut answered => outcome,
        ended = connection => match ended {
            Ok(()) => answered.await,
            Err(cause) => Err(cause.to_string()),
        },
    }
}
