//! The functions of the embedder, the program that runs the emulator: waiting, sending webhooks, and slow work. On a
//! Tokio runtime, slow work runs on blocking threads. Without one it runs immediately.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

/// How to wait: a function that returns a future, which completes after the duration.
#[derive(Clone)]
pub struct Sleep(Arc<dyn Fn(Duration) -> Waiting + Send + Sync>);

type Waiting = Pin<Box<dyn Future<Output = ()> + Send>>;

impl Sleep {
    /// Waits with a custom timer.
    pub fn new<F>(timer: impl Fn(Duration) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        Self(Arc::new(move |duration| Box::pin(timer(duration))))
    }

    /// Waits with Tokio's timer. Requires a Tokio runtime at the time of the call.
    #[cfg(feature = "server")]
    pub fn tokio() -> Self {
        Self::new(tokio::time::sleep)
    }

    pub(crate) fn sleep(&self, duration: Duration) -> Waiting {
        (self.0)(duration)
    }
}

impl fmt::Debug for Sleep {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Sleep")
    }
}

/// A webhook to send: a POST request with JSON, over plain http and without redirects.
#[derive(Debug)]
pub struct Post {
    /// The URL, with the scheme `http`.
    pub url: String,
    /// Headers in addition to `content-type`.
    pub headers: Vec<(&'static str, String)>,
    /// The JSON body.
    pub body: String,
}

/// Background work.
pub type Task = Pin<Box<dyn Future<Output = ()> + Send>>;
type Posting = Pin<Box<dyn Future<Output = Result<u16, String>> + Send>>;

/// How to send webhooks: a function that runs a task to completion, and one that sends a request and returns the status
/// of the answer or the reason of the failure.
#[derive(Clone)]
pub struct Outgoing {
    spawn: Arc<dyn Fn(Task) + Send + Sync>,
    pub(crate) poster: Poster,
}

/// The part of [`Outgoing`] that sends. Tasks only hold this part, because the function that runs them owns them.
#[derive(Clone)]
pub(crate) struct Poster(Arc<dyn Fn(Post) -> Posting + Send + Sync>);

impl Outgoing {
    /// Sends with custom functions.
    pub fn new<F>(
        spawn: impl Fn(Task) + Send + Sync + 'static,
        post: impl Fn(Post) -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Result<u16, String>> + Send + 'static,
    {
        Self { spawn: Arc::new(spawn), poster: Poster(Arc::new(move |request| Box::pin(post(request)))) }
    }

    pub(crate) fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        (self.spawn)(Box::pin(task));
    }
}

impl Poster {
    pub(crate) fn post(&self, request: Post) -> Posting {
        (self.0)(request)
    }
}

impl fmt::Debug for Outgoing {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Outgoing")
    }
}

/// Runs work that uses the database, hashes or signs. Returns `Err` if it panicked on another thread.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, String> {
    #[cfg(feature = "server")]
    if let Ok(runtime) = tokio::runtime::Handle::try_current() {
        return runtime.spawn_blocking(work).await.map_err(|panicked| panicked.to_string());
    }
    Ok(work())
}

/// Runs work in the background.
pub(crate) fn detached(work: impl FnOnce() + Send + 'static) {
    #[cfg(feature = "server")]
    if let Ok(runtime) = tokio::runtime::Handle::try_current() {
        runtime.spawn_blocking(work);
        return;
    }
    work();
}
