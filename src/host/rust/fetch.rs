//! Requests through the browser's `fetch`.
//!
//! gloo-net wraps only the response. It does not call `fetch`, because gloo-net 0.7 panics if `fetch` rejects with a
//! value that is not an Error, or resolves to a value that is not a Response.

use clerk_organization_core::answer::{NoAnswer, NoAnswerReason, Reply};
use clerk_organization_core::call::Event;
use clerk_organization_core::request::Wire;
use futures_core::future::LocalBoxFuture;
use gloo_net::http::Response;
use js_sys::{Array, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::Timer;
use crate::params::Logo;
use crate::value::Js;

/// The time limit of a request.
const TIME_LIMIT_MS: u32 = 30_000;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_name = fetch)]
    fn global_fetch(url: &str, init: &web_sys::RequestInit) -> Result<Promise, JsValue>;
}

/// Sends a request. Dropping the future ends the request.
pub(super) fn send(wire: &Wire, upload: Option<&Logo>) -> LocalBoxFuture<'static, Event<Js>> {
    let limit = Timer::start(TIME_LIMIT_MS);
    let request = Request::start(wire, upload);
    Box::pin(async move {
        let answer = match request {
            Ok(request) => request.answer(limit).await,
            Err(cause) => Err(NoAnswer { reason: NoAnswerReason::Network, cause: Js(cause) }),
        };
        match answer {
            Ok(reply) => Event::Answered(reply),
            Err(no_answer) => Event::NotAnswered(no_answer),
        }
    })
}

/// A request, which is aborted if it is dropped before it is answered.
struct Request {
    controller: web_sys::AbortController,
    response: Promise,
    is_answered: bool,
}

impl Drop for Request {
    fn drop(&mut self) {
        // An answered request is not aborted, because the page may have kept a copy of the response to read later.
        if !self.is_answered {
            self.controller.abort();
        }
    }
}

impl Request {
    fn start(wire: &Wire, upload: Option<&Logo>) -> Result<Self, JsValue> {
        let controller = web_sys::AbortController::new()?;
        let init = web_sys::RequestInit::new();
        init.set_method(if wire.request.is_get() { "GET" } else { "POST" });
        init.set_signal(Some(&controller.signal()));
        if wire.request.needs_client() {
            init.set_credentials(web_sys::RequestCredentials::Include);
        }
        let headers = Object::new();
        let authorization = wire.request.token().map(|token| "Bearer ".to_owned() + token);
        // For an upload the browser writes the content type.
        let content_type = wire.request.content_type().filter(|_| upload.is_none());
        for (name, value) in [("content-type", content_type), ("authorization", authorization.as_deref())] {
            if let Some(value) = value {
                Reflect::set(&headers, &name.into(), &value.into())?;
            }
        }
        init.set_headers(&headers);
        if let Some(upload) = upload {
            init.set_body(&form(upload)?);
        } else if !wire.request.body().is_empty() {
            init.set_body(&wire.request.body().into());
        }
        let response = global_fetch(&wire.url, &init)?;
        Ok(Self { controller, response, is_answered: false })
    }

    async fn answer(mut self, limit: Timer) -> Result<Reply<Js>, NoAnswer<Js>> {
        let response = within(&limit, self.response.clone()).await?;
        // `Response.error()` has the status 0.
        let response: web_sys::Response = match response.dyn_into::<web_sys::Response>() {
            Ok(response) if response.status() != 0 => response,
            Ok(response) => {
                return Err(NoAnswer { reason: NoAnswerReason::Network, cause: Js(response.into()) });
            }
            Err(cause) => return Err(NoAnswer { reason: NoAnswerReason::Network, cause: Js(cause) }),
        };
        let read = response.json();
        let response = Response::from(response);
        let body = match read {
            Ok(read) => match within(&limit, read).await {
                Ok(body) => Ok(Js(body)),
                Err(no_answer) if no_answer.reason == NoAnswerReason::Timeout => return Err(no_answer),
                Err(no_answer) => Err(no_answer.cause),
            },
            Err(cause) => Err(Js(cause)),
        };
        self.is_answered = true;
        let headers = response.headers();
        Ok(Reply {
            status: response.status(),
            status_text: response.status_text(),
            retry_after: headers.get("retry-after").and_then(|header| seconds(&header)),
            date: headers.get("date").map(|date| js_sys::Date::parse(&date)).filter(|date| date.is_finite()),
            dev_browser: headers.get("clerk-db-jwt"),
            body,
        })
    }
}

/// The form of an upload, as clerk-js 6.40 sends it.
fn form(upload: &Logo) -> Result<JsValue, JsValue> {
    let properties = web_sys::BlobPropertyBag::new();
    properties.set_type(&upload.content_type);
    let bytes = Array::of1(&Uint8Array::from(upload.bytes.as_slice()));
    let blob = web_sys::Blob::new_with_u8_array_sequence_and_options(&bytes, &properties)?;
    let form = web_sys::FormData::new()?;
    form.append_with_blob_and_filename("file", &blob, &upload.file_name)?;
    Ok(form.into())
}

/// The result of a Promise, or a timeout.
async fn within(limit: &Timer, promise: Promise) -> Result<JsValue, NoAnswer<Js>> {
    let first = Promise::race(&Array::of2(&promise, &limit.over));
    match JsFuture::from(first).await {
        // The timer's Promise resolves to undefined, which is neither a response nor JSON.
        Ok(value) if value.is_undefined() => Err(NoAnswer {
            reason: NoAnswerReason::Timeout,
            cause: Js(js_sys::Error::new("TimeoutError").into()),
        }),
        Ok(value) => Ok(value),
        Err(cause) => Err(NoAnswer { reason: NoAnswerReason::Network, cause: Js(cause) }),
    }
}

/// The seconds of a `Retry-After`, which may also be a date. `None` if it is neither.
fn seconds(header: &str) -> Option<u32> {
    let header = header.trim();
    if header.bytes().all(|byte| byte.is_ascii_digit()) && !header.is_empty() {
        return Some(header.parse().unwrap_or(u32::MAX));
    }
    // `Date.parse` even accepts "soon 7" as a date.
    let is_date = header.get(3..5).is_some_and(|rest| rest == ", ");
    let ms = if is_date { js_sys::Date::parse(header) - js_sys::Date::now() } else { f64::NAN };
    ms.is_finite().then(|| (ms / 1000.0).ceil().max(0.0) as u32)
}
