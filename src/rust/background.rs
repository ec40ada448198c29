//! What a page that stays open does by itself: it keeps the session's token fresh, writes the cookies when it gets the
//! focus, and follows a sign-out in another tab. All of it ends when this is dropped.

use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::rc::{Rc, Weak};
use std::task::Poll;
use std::time::Duration;

use clerk_organization_core::polling::poll_delay;
use clerk_organization_core::token_cache::TokenKey;
use clerk_organization_core::value::Value;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::active_session::active_organization;
use crate::client::Client;
use crate::flight::Boxed;
use crate::host;

/// clerk-js 6.40 reports a sign-out to other tabs on this channel, and listens there.
const CHANNEL: &str = "clerk";

pub(crate) struct Background {
    tabs: Option<Tabs>,
    _focus: Option<FocusListener>,
    _polling: Option<Task>,
}

impl Background {
    pub(crate) fn start(client: &Rc<Client>, polls: bool) -> Self {
        let poll = || Task::start(Box::pin(poll(Rc::downgrade(client))));
        Self { tabs: Tabs::open(client), _focus: FocusListener::add(client), _polling: polls.then(poll) }
    }

    /// Reports a sign-out.
    pub(crate) fn tell_other_tabs(&self) {
        if let Some(tabs) = &self.tabs {
            let message = js_sys::Object::new();
            let _ = js_sys::Reflect::set(&message, &"type".into(), &"signout".into());
            let _ = tabs.channel.post_message(&message);
        }
    }
}

/// Looks after the token until the client is gone.
async fn poll(client: Weak<Client>) {
    let mut failures = 0;
    loop {
        host::sleep(Duration::from_millis(poll_delay(host::has_focus(), failures) as u64)).await;
        let Some(client) = client.upgrade() else { return };
        failures = if refresh_token(&client).await { 0 } else { failures + 1 };
    }
}

/// Requests a token if the cached one expires soon. Returns false after a failure.
async fn refresh_token(client: &Rc<Client>) -> bool {
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

/// A task of its own, which ends when this is dropped.
struct Task {
    future: Rc<RefCell<Option<Boxed<()>>>>,
    is_over: Rc<Cell<bool>>,
}

impl Task {
    fn start(future: Boxed<()>) -> Self {
        let task = Self { future: Rc::new(RefCell::new(Some(future))), is_over: Rc::default() };
        let (slot, is_over) = (Rc::clone(&task.future), Rc::clone(&task.is_over));
        spawn_local(poll_fn(move |context| {
            let Some(mut future) = slot.take() else { return Poll::Ready(()) };
            let polled = future.as_mut().poll(context);
            // Whoever drops the task may be called by what it runs.
            if polled.is_pending() && !is_over.get() {
                slot.replace(Some(future));
            }
            polled
        }));
        task
    }
}

impl Drop for Task {
    fn drop(&mut self) {
        self.is_over.set(true);
        drop(self.future.take());
    }
}

struct FocusListener {
    window: web_sys::Window,
    listener: Closure<dyn FnMut()>,
}

impl FocusListener {
    fn add(client: &Rc<Client>) -> Option<Self> {
        let window = web_sys::window()?;
        let client = Rc::downgrade(client);
        let listener = Closure::<dyn FnMut()>::new(move || {
            let Some(client) = client.upgrade() else { return };
            client.browser.write_session_cookies();
            // A failure shows at the next call; the page keeps its session.
            spawn_local(async move {
                let _ = refresh_token(&client).await;
            });
        });
        window.add_event_listener_with_callback("focus", listener.as_ref().unchecked_ref()).ok()?;
        Some(Self { window, listener })
    }
}

impl Drop for FocusListener {
    fn drop(&mut self) {
        let _ =
            self.window.remove_event_listener_with_callback("focus", self.listener.as_ref().unchecked_ref());
    }
}

struct Tabs {
    channel: web_sys::BroadcastChannel,
    _listener: Closure<dyn FnMut(web_sys::MessageEvent)>,
}

impl Tabs {
    fn open(client: &Rc<Client>) -> Option<Self> {
        let channel = web_sys::BroadcastChannel::new(CHANNEL).ok()?;
        let client = Rc::downgrade(client);
        let listener = Closure::<dyn FnMut(_)>::new(move |event: web_sys::MessageEvent| {
            let is_sign_out = host::at(&event.data(), "type").and_then(|kind| kind.as_string()).as_deref()
                == Some("signout");
            // A message is a reason to look, never a fact: any page of the origin may send it.
            if let Some(client) = client.upgrade().filter(|_| is_sign_out) {
                spawn_local(async move { drop(client.load().await) });
            }
        });
        channel.set_onmessage(Some(listener.as_ref().unchecked_ref()));
        Some(Self { channel, _listener: listener })
    }
}

impl Drop for Tabs {
    fn drop(&mut self) {
        self.channel.set_onmessage(None);
        self.channel.close();
    }
}
