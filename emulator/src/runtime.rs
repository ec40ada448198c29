//! What the emulator needs of the program that runs it: to wait, and to do work that takes long. On a Tokio runtime such
//! work leaves the threads that serve connections. Anywhere else it runs at once.

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

/// Runs work that no caller waits for.
pub(crate) fn detached(work: impl FnOnce() + Send + 'static) {
    #[cfg(feature = "server")]
    if let Ok(runtime) = tokio::runtime::Handle::try_current() {
        runtime.spawn_blocking(work);
        return;
    }
    work();
}
