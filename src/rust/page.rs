//! The events of an open page: it writes the cookies when it gets the focus, and follows the other tabs.

use std::rc::Rc;

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::background::refresh_token;
use super::other_tabs::OtherTabs;
use crate::client::Client;

pub(super) struct Page {
    pub(super) other_tabs: OtherTabs,
    _focus: Option<FocusListener>,
}

impl Page {
    pub(super) fn open(client: &Rc<Client>, publishable_key: &str) -> Self {
        Self { other_tabs: OtherTabs::open(client, publishable_key), _focus: FocusListener::add(client) }
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
            // The result is ignored: after a failure the page keeps its session, and the next call reports the reason.
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
