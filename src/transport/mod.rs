//! Sending. The network, waiting, chance and the browser's memory are one parameter, [`Transport`], so that the
//! client can be tested without any of them; [`fetch`] is the one that is real.

pub(crate) mod retry;

#[cfg(target_arch = "wasm32")]
pub(crate) mod fetch;

use std::future::Future;
use std::pin::Pin;

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

    /// Sends once. Settles within the time limit; dropping what it gives ends the request. What is sent again has the
    /// same `id`.
    fn send<'a>(&'a self, id: u32, request: &WireRequest) -> Boxed<'a, Answer<Self::Value>>;
    /// Waits before that request is sent again.
    fn wait<'a>(&'a self, id: u32, request: &WireRequest, ms: u32) -> Boxed<'a, ()>;
    /// A random number from 0 up to 1.
    fn luck(&self) -> f64;
    /// Whether the host believes that it has a network.
    fn online(&self) -> bool;
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
