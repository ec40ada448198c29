//! The background work of an open client: it renews the session's token, and in a browser it follows the page and the
//! other tabs. Dropping it ends the work.

use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::rc::{Rc, Weak};
use std::task::{Poll, Waker};
use std::time::Duration;

use clerk_organization_core::polling::poll_delay;
use clerk_organization_core::token_cache::TokenKey;
use clerk_organization_core::value::Value;

use super::active_session::active_organization;
use super::clerk::Inner;
#[cfg(target_arch = "wasm32")]
use super::page::Page;
use crate::client::Client;
use crate::flight::Boxed;
use crate::host;

pub(crate) struct Background {
    #[cfg(target_arch = "wasm32")]
    page: Page,
    _polling: Option<Task>,
}

impl Background {
    pub(crate) fn start(clerk: &Inner) -> Self {
        let poll = || Task::start(&clerk.client, Box::pin(poll(Rc::downgrade(&clerk.client))));
        Self {
            #[cfg(target_arch = "wasm32")]
            page: Page::open(&clerk.client, &clerk.publishable_key),
            _polling: clerk.polling.then(poll),
        }
    }

    /// Reports a sign-out to the other tabs, if there are any.
    pub(crate) fn report_sign_out(&self) {
        #[cfg(target_arch = "wasm32")]
        self.page.other_tabs.report_sign_out();
    }
}

/// Renews the token until the client is dropped.
async fn poll(client: Weak<Client>) {
    let mut failures = 0;
    loop {
        host::sleep(Duration::from_millis(poll_delay(host::has_focus(), failures) as u64)).await;
        let Some(client) = client.upgrade() else { return };
        failures = if refresh_token(&client).await { 0 } else { failures + 1 };
    }
}

/// Requests a token if the cached one expires soon. Returns false after a failure.
pub(super) async fn refresh_token(client: &Rc<Client>) -> bool {
    let key = {
        let state = client.browser.state.borrow();
        let session = state.session_id().and_then(|id| state.session(id));
        session.and_then(|session| {
            let organization_id = active_organization(&session);
            Some(TokenKey::new(&session.text_at("id")?, None, organization_id.as_deref()))
        })
    };
    match key {
        Some(key) => client.token(key, false).await.is_ok(),
        None => true,
    }
}

/// A spawned task, which ends when this is dropped.
struct Task {
    future: Rc<RefCell<Option<Boxed<()>>>>,
    waker: Rc<RefCell<Option<Waker>>>,
    is_over: Rc<Cell<bool>>,
}

impl Task {
    fn start(client: &Client, future: Boxed<()>) -> Self {
        let future = Rc::new(RefCell::new(Some(future)));
        let task = Self { future, waker: Rc::default(), is_over: Rc::default() };
        let (slot, waker, is_over) =
            (Rc::clone(&task.future), Rc::clone(&task.waker), Rc::clone(&task.is_over));
        client.browser.host.spawn(Box::pin(poll_fn(move |context| {
            let Some(mut future) = slot.take() else { return Poll::Ready(()) };
            waker.replace(Some(context.waker().clone()));
            let polled = future.as_mut().poll(context);
            // The task's own code may have dropped it.
            if polled.is_pending() && !is_over.get() {
                slot.replace(Some(future));
            }
            polled
        })));
        task
    }
}

impl Drop for Task {
    fn drop(&mut self) {
        self.is_over.set(true);
        drop(self.future.take());
        // The executor polls the empty task once more, and so ends it: a `LocalSet` waits for all its tasks.
        if let Some(waker) = self.waker.take() {
            waker.wake();
        }
    }
}
