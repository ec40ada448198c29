//! The host of Rust front ends in a browser: the browser's own functions, through web-sys and gloo-net.

mod fetch;

use clerk_organization_core::addresses::address_key;
use clerk_organization_core::base64;
use clerk_organization_core::call::Event;
use clerk_organization_core::request::Wire;
use clerk_organization_core::value::Kind;
use futures_core::future::LocalBoxFuture;
use js_sys::{Array, Function, Object, Promise, Reflect};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::Host;
use crate::params::Logo;
use crate::value::Js;

impl Host {
    /// Sends a request, with an upload instead of its form if there is one. Dropping the future aborts the request.
    pub(crate) fn send(&self, wire: &Wire, upload: Option<&Logo>) -> LocalBoxFuture<'static, Event<Js>> {
        fetch::send(wire, upload)
    }

    /// Spawns a future.
    pub(crate) fn spawn(&self, future: LocalBoxFuture<'static, ()>) {
        wasm_bindgen_futures::spawn_local(future);
    }
}

/// Params as the object that a JavaScript caller would write.
pub(crate) fn object(params: &(impl Serialize + ?Sized)) -> Js {
    let serializer = serde_wasm_bindgen::Serializer::json_compatible();
    Js(params.serialize(&serializer).unwrap_or(JsValue::UNDEFINED))
}

/// The server's JSON as plain data.
pub(crate) fn plain<R: DeserializeOwned>(json: Js) -> Result<R, serde_wasm_bindgen::Error> {
    serde_wasm_bindgen::from_value(json.0)
}

/// A text as the server would send it.
pub(crate) fn text(text: &str) -> Js {
    Js(JsValue::from_str(text))
}

/// The page's origin.
pub(crate) fn page_origin() -> Option<String> {
    at(&js_sys::global(), "location.origin").and_then(|origin| origin.as_string())
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(callback: &Function, ms: u32) -> JsValue;
    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(timer: &JsValue);
    #[wasm_bindgen(js_name = String)]
    pub(crate) fn display(value: &JsValue) -> String;
}

/// The member of an object or array; undefined for everything else.
pub(crate) fn member(value: &JsValue, name: &str) -> JsValue {
    Reflect::get(value, &name.into()).unwrap_or(JsValue::UNDEFINED)
}

/// The value at a path of names and indexes. `None` if it is absent or null.
pub(crate) fn at(value: &JsValue, path: &str) -> Option<JsValue> {
    let found = path
        .split('.')
        .try_fold(value.clone(), |value, name| value.is_object().then(|| member(&value, name)));
    found.filter(|found| !found.is_undefined() && !found.is_null())
}

pub(crate) fn kind(value: &JsValue) -> Kind {
    match value {
        value if value.is_undefined() || value.is_null() => Kind::Null,
        value if value.is_string() => Kind::Text,
        value if Array::is_array(value) => Kind::Array,
        value if value.is_object() => Kind::Object,
        value if value.as_bool().is_some() => Kind::Boolean,
        value if value.as_f64().is_some() => Kind::Number,
        _ => Kind::Other,
    }
}

/// Parses JSON in UTF-8 and base64. `None` if the text is invalid.
pub(crate) fn parse_base64(text: &str) -> Option<JsValue> {
    let json = base64::decode(text)?;
    js_sys::JSON::parse(std::str::from_utf8(&json).ok()?).ok()
}

/// 0 for everything but an array.
pub(crate) fn length(value: &JsValue) -> u32 {
    value.dyn_ref::<Array>().map_or(0, Array::length)
}

/// The members of an object as an array: a name, its value, the next name.
pub(crate) fn entries(value: &JsValue) -> JsValue {
    let Some(object) = value.dyn_ref::<Object>() else { return Array::new().into() };
    Object::entries(object).flat(1).into()
}

/// See [`Value::fold`](clerk_organization_core::value::Value::fold).
pub(crate) fn fold(text: &str) -> String {
    address_key(text)
}

/// A value as JSON; empty if that is impossible.
pub(crate) fn json(value: &JsValue) -> String {
    js_sys::JSON::stringify(value).ok().and_then(|text| text.as_string()).unwrap_or_default()
}

pub(crate) fn have_texts(value: &JsValue, names: &str) -> bool {
    let has_all = |row: JsValue| {
        names
            .split(',')
            .all(|name| at(&row, name).and_then(|text| text.as_string()).is_some_and(|text| !text.is_empty()))
    };
    match value.dyn_ref::<Array>() {
        Some(rows) => rows.iter().all(has_all),
        None => has_all(value.clone()),
    }
}

fn global(path: &str) -> JsValue {
    at(&js_sys::global(), path).unwrap_or(JsValue::UNDEFINED)
}

pub(crate) fn is_online() -> bool {
    global("navigator.onLine").as_bool() != Some(false)
}

/// 0 without a document, 1 with the focus, 2 visible, 3 hidden.
pub(crate) fn tab_state() -> u32 {
    let document = global("document");
    if document.is_undefined() {
        return 0;
    }
    let has_focus = member(&document, "hasFocus")
        .dyn_ref::<Function>()
        .and_then(|has_focus| has_focus.call0(&document).ok())
        .is_some_and(|answer| answer.is_truthy());
    match member(&document, "visibilityState").as_string().as_deref() {
        _ if has_focus => 1,
        Some("visible") => 2,
        _ => 3,
    }
}

/// `document.cookie`; empty without a document, or if the page refuses cookies.
pub(crate) fn read_cookies() -> String {
    global("document.cookie").as_string().unwrap_or_default()
}

/// Assigns to `document.cookie`. A page without cookies ignores it.
pub(crate) fn write_cookie(text: &str) {
    let document = global("document");
    if document.is_object() {
        let _ = Reflect::set(&document, &"cookie".into(), &text.into());
    }
}

pub(crate) fn is_https() -> bool {
    global("location.protocol").as_string().as_deref() == Some("https:")
}

/// SHA-1 of a text; `None` if the page has no `crypto.subtle` (plain http on another host than this machine).
pub(crate) async fn sha1(text: &str) -> Option<Vec<u8>> {
    let subtle = global("crypto.subtle");
    let digest: Function = member(&subtle, "digest").dyn_into().ok()?;
    let bytes = js_sys::Uint8Array::from(text.as_bytes());
    let promise: Promise = digest.call2(&subtle, &"SHA-1".into(), &bytes).ok()?.dyn_into().ok()?;
    let digest = JsFuture::from(promise).await.ok()?;
    Some(js_sys::Uint8Array::new(&digest).to_vec())
}

/// Waits before a request is sent again. Dropping the future ends the wait.
pub(crate) fn wait(ms: u32) -> LocalBoxFuture<'static, Event<Js>> {
    let timer = Timer::start(ms);
    Box::pin(async move {
        timer.over().await;
        Event::Waited
    })
}

/// Waits. Dropping the future ends the timer.
pub(crate) fn sleep(duration: std::time::Duration) -> LocalBoxFuture<'static, ()> {
    // Limited to the longest timer of a browser, 25 days, because a longer one fires at once.
    let ms = u32::try_from(duration.as_millis()).unwrap_or(u32::MAX).min(i32::MAX as u32);
    Box::pin(async move { Timer::start(ms).over().await })
}

/// Returns a parameter of the page's URL, and removes it from the address bar and the history.
pub(crate) fn take_from_url(name: &str) -> Option<String> {
    let window = web_sys::window()?;
    let url = web_sys::Url::new(&window.location().href().ok()?).ok()?;
    let value = url.search_params().get(name)?;
    url.search_params().delete(name);
    let history = window.history().ok()?;
    let state = history.state().unwrap_or(JsValue::NULL);
    // This fails in a page that must not change its URL, such as a sandboxed frame.
    let _ = history.replace_state_with_url(&state, "", Some(&url.href()));
    Some(value)
}

/// A timer that ends when it is dropped.
struct Timer {
    timer: JsValue,
    over: Promise,
}

impl Timer {
    fn start(ms: u32) -> Self {
        let mut timer = JsValue::UNDEFINED;
        let over = Promise::new(&mut |resolve, _reject| timer = set_timeout(&resolve, ms));
        Self { timer, over }
    }

    async fn over(&self) {
        let _ = JsFuture::from(self.over.clone()).await;
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        clear_timeout(&self.timer);
    }
}
