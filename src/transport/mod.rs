//! Sending. The network, waiting, chance and the browser's memory are one parameter, [`Transport`], so that the
//! client can be tested without any of them; [`fetch`] is the one that is real.

pub(crate) mod retry;

#[cfg(target_arch = "wasm32")]
pub(crate) mod fetch;

use std::future::Future;
use std::pin::Pin;
use std::task::Poll;

use crate::error::RuntimeErrorCode;
use crate::response::{Failure, Reply, Value};
use crate::wire::WireRequest;

/// A future on one thread. Boxed, because one copy of the code that awaits is smaller than one for each call.
pub(crate) type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// What came of one sending.
pub(crate) type Answer<V> = Result<Reply<V>, Unanswered<V>>;

/// What the client needs of the world.
pub(crate) trait Transport {
    /// The host's values.
    type Value: Value;

    /// Sends once. Settles within the time limit.
    fn send(&self, request: WireRequest) -> Boxed<'_, Answer<Self::Value>>;
    /// Waits.
    fn sleep(&self, ms: u32) -> Boxed<'_, ()>;
    /// A random number from 0 up to 1.
    fn luck(&self) -> f64;
    /// Whether the host believes that it has a network.
    fn online(&self) -> bool;
    /// The dev browser that this host remembers.
    fn dev_browser(&self) -> Boxed<'_, Option<String>>;
    /// Remembers a dev browser, or forgets it.
    fn remember_dev_browser(&self, id: Option<&str>);
}

/// A request that got no answer.
pub(crate) struct Unanswered<V> {
    /// The time limit passed; else the network failed.
    pub(crate) timeout: bool,
    /// What the host threw.
    pub(crate) cause: V,
}

impl<V> From<Unanswered<V>> for Box<Failure<V>> {
    fn from(unanswered: Unanswered<V>) -> Self {
        let (code, message) = match unanswered.timeout {
            true => (RuntimeErrorCode::Timeout, "The server did not answer in time."),
            false => (RuntimeErrorCode::NetworkError, "The server could not be reached."),
        };
        Failure::Runtime { code, message, cause: Some(unanswered.cause) }.into()
    }
}

/// Runs two futures side by side until both are done.
pub(crate) async fn join<A, B>(mut a: Boxed<'_, A>, mut b: Boxed<'_, B>) -> (A, B) {
    let (mut done_a, mut done_b) = (None, None);
    std::future::poll_fn(|context| {
        if done_a.is_none()
            && let Poll::Ready(value) = a.as_mut().poll(context)
        {
            done_a = Some(value);
        }
        if done_b.is_none()
            && let Poll::Ready(value) = b.as_mut().poll(context)
        {
            done_b = Some(value);
        }
        match (done_a.take(), done_b.take()) {
            (Some(a), Some(b)) => Poll::Ready((a, b)),
            (a, b) => {
                (done_a, done_b) = (a, b);
                Poll::Pending
            }
        }
    })
    .await
}
