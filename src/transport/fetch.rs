//! The transport of a browser, a worker or Node: gloo-net for the request's headers and for the response, the call to
//! `fetch` between them is ours.
//!
//! Its request builder is left alone: it reads the URL twice over and adds 2.6 KB (brotli) to the package. And its
//! `send` panics (0.7) when `fetch` rejects with something that is not an Error (an abort reason that is a string, a
//! mocked fetch) or resolves to something that is not a Response: the caller's Promise then never settles.

use gloo_net::http::{Headers, Response};
use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::{Boxed, Transport, Unanswered};
use crate::response::{Body, Reply, Value};
use crate::wire::WireRequest;

/// How long an answer may take, body included.
const TIME_LIMIT_MS: u32 = 30_000;

#[wasm_bindgen]
extern "C" {
    // The global one, which windows, workers and Node share.
    #[wasm_bindgen(js_name = fetch, catch)]
    fn global_fetch(request: &web_sys::Request) -> Result<Promise, JsValue>;
}

#[wasm_bindgen(module = "/src/transport/browser.js")]
extern "C" {
    fn at(value: &JsValue, path: &str) -> JsValue;
    #[wasm_bindgen(js_name = textAt)]
    fn text_at(value: &JsValue, path: &str) -> Option<String>;
    fn has(value: &JsValue, name: &str) -> bool;
    fn sleep(ms: u32) -> Promise;
    #[wasm_bindgen(js_name = unlessAborted)]
    fn unless_aborted(promise: &Promise, signal: &web_sys::AbortSignal) -> Promise;
    fn online() -> bool;
    #[wasm_bindgen(js_name = devBrowser)]
    fn dev_browser(publishable_key: &str) -> Promise;
    #[wasm_bindgen(js_name = rememberDevBrowser)]
    fn remember_dev_browser(publishable_key: &str, id: Option<&str>);
}

/// The browser around us.
pub(crate) struct Browser {
    /// Names this instance's cookies.
    pub(crate) publishable_key: String,
}

impl Transport for Browser {
    type Value = JsValue;

    fn send(&self, request: WireRequest) -> Boxed<'_, Result<Reply<JsValue>, Unanswered<JsValue>>> {
        Box::pin(exchange(request))
    }

    fn sleep(&self, ms: u32) -> Boxed<'_, ()> {
        Box::pin(async move {
            let _ = JsFuture::from(sleep(ms)).await;
        })
    }

    fn luck(&self) -> f64 {
        js_sys::Math::random()
    }

    fn online(&self) -> bool {
        online()
    }

    fn dev_browser(&self) -> Boxed<'_, Option<String>> {
        // A page that refuses cookies has no dev browser yet.
        Box::pin(async move { JsFuture::from(dev_browser(&self.publishable_key)).await.ok()?.as_string() })
    }

    fn remember_dev_browser(&self, id: Option<&str>) {
        remember_dev_browser(&self.publishable_key, id);
    }
}

async fn exchange(request: WireRequest) -> Result<Reply<JsValue>, Unanswered<JsValue>> {
    let limit = web_sys::AbortSignal::timeout_with_u32(TIME_LIMIT_MS);
    let init = web_sys::RequestInit::new();
    init.set_credentials(web_sys::RequestCredentials::Include);
    init.set_signal(Some(&limit));
    if !request.get {
        init.set_method("POST");
        let headers = Headers::new();
        headers.set("content-type", "application/x-www-form-urlencoded");
        init.set_headers(&headers.into_raw());
        if !request.body.is_empty() {
            init.set_body(&request.body.into());
        }
    }
    let raw = web_sys::Request::new_with_str_and_init(&request.url, &init)?;
    let raw = JsFuture::from(unless_aborted(&global_fetch(&raw)?, &limit)).await?;
    let Ok(raw) = raw.dyn_into::<web_sys::Response>() else {
        return Err(JsValue::from_str("fetch gave no Response.").into());
    };
    let reading = raw.json()?;
    let response = Response::from(raw);
    let status = response.status();
    let body = match JsFuture::from(unless_aborted(&reading, &limit)).await {
        Ok(json) => Body::Json(json),
        Err(cause) if is_timeout(&cause) => return Err(cause.into()),
        Err(_) if status == 204 => Body::None,
        Err(cause) => Body::Unreadable(cause),
    };
    let headers = response.headers();
    Ok(Reply {
        status,
        status_text: response.status_text(),
        retry_after: headers.get("retry-after"),
        dev_browser: headers.get("clerk-db-jwt"),
        body,
    })
}

impl From<JsValue> for Unanswered<JsValue> {
    fn from(cause: JsValue) -> Self {
        Self { timeout: is_timeout(&cause), cause }
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
}
