//! The functions that the emulator needs of the embedding program: waiting, sending webhooks, and long work. On a Tokio
//! runtime long work leaves the threads that serve connections. Without one it runs at once.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

/// How to wait: a function that returns a future which is ready after the duration.
#[derive(Clone)]
pub struct Sleep(Arc<dyn Fn(Duration) -> Waiting + Send + Sync>);

type Waiting = Pin<Box<dyn Future<Output = ()> + Send>>;

impl Sleep {
    /// Waits by a timer of your own.
    pub fn new<F>(timer: impl Fn(Duration) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        Self(Arc::new(move |duration| Box::pin(timer(duration))))
    }

    /// Waits by Tokio's timer. Needs a Tokio runtime when it is used.
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

/// A webhook to send: a POST of JSON, over plain http and without redirects.
#[derive(Debug)]
pub struct Post {
    /// An `http` URL.
    pub url: String,
    /// Names and values, beside `content-type`.
    pub headers: Vec<(&'static str, String)>,
    /// JSON.
    pub body: String,
}

/// Work that goes on beside the requests.
pub type Task = Pin<Box<dyn Future<Output = ()> + Send>>;
type Posting = Pin<Box<dyn Future<Output = Result<u16, String>> + Send>>;

/// How webhooks are sent: a function that runs a task to its end, and one that sends a request and returns the status
/// of the answer, or the reason of the failure.
#[derive(Clone)]
pub struct Outgoing {
    spawn: Arc<dyn Fn(Task) + Send + Sync>,
    pub(crate) poster: Poster,
}

/// The part of [`Outgoing`] that sends. Tasks hold nothing else of it: what runs them owns them.
#[derive(Clone)]
pub(crate) struct Poster(Arc<dyn Fn(Post) -> Posting + Send + Sync>);

impl Outgoing {
    /// Sends by functions of your own.
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

/// Runs work that uses the database, hashes or signs. `Err` if it panicked on a thread of its own.
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
