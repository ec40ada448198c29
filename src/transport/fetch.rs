//! The transport of a browser, a worker or Node: gloo-net for the response and its headers; the call to `fetch` is ours,
//! in `browser.js`.
//!
//! gloo-net's request builder is left alone: it reads the URL twice over and adds 2.6 KB (brotli) to the package. And
//! its `send` panics (0.7) when `fetch` rejects with something that is not an Error (an abort reason that is a string,
//! a mocked fetch) or resolves to something that is not a Response: the caller's Promise then never settles.

use gloo_net::http::Response;
use js_sys::{Array, Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::{Answer, Boxed, Transport, Unanswered};
use crate::response::{Reply, Value};
use crate::wire::WireRequest;

// In the npm package the bundler resolves the name to js/host.ts; a Rust front end links the script beside this file.
#[cfg_attr(feature = "js", wasm_bindgen(raw_module = "clerk-organization/host"))]
#[cfg_attr(not(feature = "js"), wasm_bindgen(module = "/src/transport/browser.js"))]
extern "C" {
    fn at(value: &JsValue, path: &str) -> JsValue;
    #[wasm_bindgen(js_name = textAt)]
    fn text_at(value: &JsValue, path: &str) -> Option<String>;
    fn has(value: &JsValue, name: &str) -> bool;
    fn session(client: &JsValue, wanted: Option<&str>, any: bool) -> Option<String>;
    fn find(page: &JsValue, sought: &str) -> JsValue;
    fn ending() -> web_sys::AbortController;
    fn wait(id: u32, url: &str, get: bool, ms: u32, observed: Option<&Function>) -> Promise;
    fn exchange(
        id: u32,
        url: &str,
        get: bool,
        bare: bool,
        body: &str,
        ending: &web_sys::AbortController,
        observed: Option<&Function>,
    ) -> Promise;
    #[wasm_bindgen(js_name = retryAfter)]
    fn retry_after(header: &str) -> Option<u32>;
    fn online() -> bool;
}

#[cfg_attr(feature = "js", wasm_bindgen(raw_module = "clerk-organization/host"))]
#[cfg_attr(not(feature = "js"), wasm_bindgen(module = "/src/transport/cookies.js"))]
extern "C" {
    /// Resolves to the dev browser that this host remembers.
    #[wasm_bindgen(js_name = devBrowser)]
    pub(crate) fn dev_browser(publishable_key: &str) -> Promise;
    #[wasm_bindgen(js_name = rememberDevBrowser)]
    fn remember_dev_browser(publishable_key: &str, id: Option<&str>);
}

/// The browser around us.
pub(crate) struct Browser {
    /// Names this instance's cookies.
    pub(crate) publishable_key: String,
    /// Is told of every sending: `(event, details)`.
    pub(crate) observed: Option<Function>,
}

/// Ends a request that nobody waits for any more. One that was answered is left alone: a page may have kept a copy of
/// the response, which it reads later.
struct Ending {
    controller: web_sys::AbortController,
    answered: bool,
}

impl Ending {
    fn answered(&mut self) {
        self.answered = true;
    }
}

impl Drop for Ending {
    fn drop(&mut self) {
        if !self.answered {
            self.controller.abort();
        }
    }
}

impl Transport for Browser {
    type Value = JsValue;

    fn send<'a>(&'a self, id: u32, request: &WireRequest) -> Boxed<'a, Answer<JsValue>> {
        let mut ending = Ending { controller: ending(), answered: false };
        let WireRequest { url, get, bare, body } = request;
        let answer =
            JsFuture::from(exchange(id, url, *get, *bare, body, &ending.controller, self.observed.as_ref()));
        Box::pin(async move {
            let answer = answer.await;
            ending.answered();
            let answer: Array = match answer {
                Ok(answer) => answer.unchecked_into(),
                Err(cause) => return Err(Unanswered { timeout: is_timeout(&cause), cause }),
            };
            let response = Response::from(answer.get(0).unchecked_into::<web_sys::Response>());
            let headers = response.headers();
            Ok(Reply {
                status: response.status(),
                status_text: response.status_text(),
                retry_after: headers.get("retry-after").and_then(|header| retry_after(&header)),
                dev_browser: headers.get("clerk-db-jwt"),
                body: if answer.get(1).is_truthy() { Ok(answer.get(2)) } else { Err(answer.get(2)) },
            })
        })
    }

    fn wait<'a>(&'a self, id: u32, request: &WireRequest, ms: u32) -> Boxed<'a, ()> {
        let waited = JsFuture::from(wait(id, &request.url, request.get, ms, self.observed.as_ref()));
        Box::pin(async move {
            let _ = waited.await;
        })
    }

    fn luck(&self) -> f64 {
        js_sys::Math::random()
    }

    fn online(&self) -> bool {
        online()
    }

    fn remember_dev_browser(&self, id: Option<&str>) {
        remember_dev_browser(&self.publishable_key, id);
    }
}

fn is_timeout(cause: &JsValue) -> bool {
    text_at(cause, "name").as_deref() == Some("TimeoutError")
}

impl Value for JsValue {
    fn at(&self, path: &str) -> Option<Self> {
        let found = at(self, path);
        (!found.is_undefined()).then_some(found)
    }

    fn text_at(&self, path: &str) -> Option<String> {
        text_at(self, path)
    }

    fn has(&self, name: &str) -> bool {
        has(self, name)
    }

    fn session(&self, wanted: Option<String>, any: bool) -> Option<String> {
        session(self, wanted.as_deref(), any)
    }

    fn find(&self, sought: &str) -> Option<Self> {
        let found = find(self, sought);
        (!found.is_undefined()).then_some(found)
    }
}
