//! The stream of a client's changes.

use std::pin::Pin;
use std::rc::{Rc, Weak};
use std::task::{Context, Poll};

use futures_core::Stream;

use crate::client::Client;

/// The stream of [`Clerk::changes`](crate::Clerk::changes).
pub struct Changes {
    client: Weak<Client>,
    seen: u32,
}

impl Changes {
    pub(crate) fn new(client: &Rc<Client>) -> Self {
        Self { client: Rc::downgrade(client), seen: client.followers.signal.now() }
    }
}

impl Stream for Changes {
    type Item = ();

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<()>> {
        let client = self.client.upgrade().filter(|client| !client.followers.is_closed());
        let Some(client) = client else { return Poll::Ready(None) };
        client.followers.signal.poll(&mut self.seen, context).map(Some)
    }
}
