//! The events of an open page: it writes the cookies when it gets the focus, and follows a sign-out in another tab.

use std::rc::Rc;

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::background::refresh_token;
use crate::client::Client;
use crate::host;

/// clerk-js 6.40 reports a sign-out to other tabs on this channel, and listens there.
const CHANNEL: &str = "clerk";

pub(super) struct Page {
    tabs: Option<Tabs>,
    _focus: Option<FocusListener>,
}

impl Page {
    pub(super) fn open(client: &Rc<Client>) -> Self {
        Self { tabs: Tabs::open(client), _focus: FocusListener::add(client) }
    }

    pub(super) fn tell_other_tabs(&self) {
        if let Some(tabs) = &self.tabs {
            let message = js_sys::Object::new();
            let _ = js_sys::Reflect::set(&message, &"type".into(), &"signout".into());
            let _ = tabs.channel.post_message(&message);
        }
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
            client.browser.take_over_cookies();
            // The next call fails with the reason; the page keeps its session.
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
            // The state is fetched, because any page of the origin can send a message.
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
