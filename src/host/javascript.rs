//! The host of the npm package: its functions are those of js/host.ts.
//!
//! What takes time is told by number: the host answers by calling an export of this module with the number again. So no
//! closure and no Promise of JavaScript's crosses the boundary.

use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use clerk_organization_core::answer::{NoAnswer, Reply};
use clerk_organization_core::call::Event;
use clerk_organization_core::request::Wire;
use wasm_bindgen::prelude::*;

use crate::value::Js;

#[wasm_bindgen(raw_module = "clerk-organization/host")]
extern "C" {
    pub(crate) fn at(value: &JsValue, path: &str) -> JsValue;
    pub(crate) fn member(value: &JsValue, name: &str) -> JsValue;
    #[wasm_bindgen(js_name = haveTexts)]
    pub(crate) fn have_texts(value: &JsValue, names: &str) -> bool;
    pub(crate) fn display(value: &JsValue) -> String;
    #[wasm_bindgen(js_name = isOnline)]
    pub(crate) fn is_online() -> bool;
    #[wasm_bindgen(js_name = tabState)]
    pub(crate) fn tab_state() -> u32;
    #[wasm_bindgen(js_name = readCookies)]
    pub(crate) fn read_cookies() -> String;
    #[wasm_bindgen(js_name = writeCookie)]
    pub(crate) fn write_cookie(text: &str);
    #[wasm_bindgen(js_name = isHttps)]
    pub(crate) fn is_https() -> bool;

    #[wasm_bindgen(js_name = send)]
    fn host_send(
        operation: u32,
        id: u32,
        name: &str,
        retries: u32,
        url: &str,
        is_get: bool,
        with_credentials: bool,
        content_type: Option<&str>,
        token: Option<&str>,
        body: &str,
        time_limit_ms: u32,
        observer: &JsValue,
    );
    #[wasm_bindgen(js_name = wait)]
    fn host_wait(operation: u32, id: u32, name: &str, retries: u32, ms: u32, observer: &JsValue);
    /// Ends a request or a wait whose result nothing needs any more.
    #[wasm_bindgen(js_name = end)]
    fn host_end(operation: u32);
}

/// Sends a request. Dropping the future ends the request.
pub(crate) fn send(id: u32, wire: &Wire, observer: &JsValue) -> Operation {
    let operation = Operation::start();
    host_send(
        operation.number,
        id,
        &wire.name,
        wire.retries,
        &wire.url,
        wire.is_get,
        wire.with_credentials,
        wire.content_type,
        wire.token.as_deref(),
        &wire.body,
        super::TIME_LIMIT_MS,
        observer,
    );
    operation
}

/// Waits before a request is sent again. Dropping the future ends the wait.
pub(crate) fn wait(id: u32, wire: &Wire, ms: u32, observer: &JsValue) -> Operation {
    let operation = Operation::start();
    host_wait(operation.number, id, &wire.name, wire.retries, ms, observer);
    operation
}

thread_local! {
    static OPERATIONS: RefCell<Operations> = const { RefCell::new(Operations { last: 0, running: Vec::new() }) };
}

/// What the host is doing. A number is never used again: a late answer to something that was ended finds nothing.
struct Operations {
    last: u32,
    running: Vec<Running>,
}

struct Running {
    number: u32,
    waker: Option<Waker>,
    event: Option<Event<Js>>,
}

/// Something that the host does, on its way to an event.
pub(crate) struct Operation {
    number: u32,
}

impl Operation {
    fn start() -> Self {
        OPERATIONS.with_borrow_mut(|operations| {
            operations.last = operations.last.wrapping_add(1);
            let number = operations.last;
            operations.running.push(Running { number, waker: None, event: None });
            Self { number }
        })
    }
}

impl Future for Operation {
    type Output = Event<Js>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Event<Js>> {
        OPERATIONS.with_borrow_mut(|operations| {
            let Some(at) = operations.running.iter().position(|running| running.number == self.number) else {
                return Poll::Pending;
            };
            match operations.running.get_mut(at) {
                Some(running) if running.event.is_none() => {
                    running.waker = Some(context.waker().clone());
                    Poll::Pending
                }
                _ => match operations.running.swap_remove(at).event {
                    Some(event) => Poll::Ready(event),
                    None => Poll::Pending,
                },
            }
        })
    }
}

impl Drop for Operation {
    fn drop(&mut self) {
        let is_running = OPERATIONS.with_borrow_mut(|operations| {
            let at = operations.running.iter().position(|running| running.number == self.number);
            at.map(|at| operations.running.swap_remove(at)).is_some_and(|running| running.event.is_none())
        });
        if is_running {
            host_end(self.number);
        }
    }
}

fn finish(number: u32, event: Event<Js>) {
    let waker = OPERATIONS.with_borrow_mut(|operations| {
        let running = operations.running.iter_mut().find(|running| running.number == number)?;
        running.event = Some(event);
        running.waker.take()
    });
    if let Some(waker) = waker {
        waker.wake();
    }
    crate::js::executor::run();
}

/// The request of that number was answered.
#[wasm_bindgen]
#[allow(clippy::too_many_arguments, reason = "one crossing of the boundary for all of an answer")]
pub fn answered(
    operation: u32,
    status: u16,
    status_text: String,
    retry_after: Option<u32>,
    date: Option<f64>,
    dev_browser: Option<String>,
    is_json: bool,
    body: JsValue,
) {
    let body = if is_json { Ok(Js(body)) } else { Err(Js(body)) };
    finish(operation, Event::Answered(Reply { status, status_text, retry_after, date, dev_browser, body }));
}

/// The request of that number got no answer.
#[wasm_bindgen(js_name = notAnswered)]
pub fn not_answered(operation: u32, is_timeout: bool, cause: JsValue) {
    finish(operation, Event::NotAnswered(NoAnswer { is_timeout, cause: Js(cause) }));
}

/// The wait of that number is over.
#[wasm_bindgen]
pub fn waited(operation: u32) {
    finish(operation, Event::Waited);
}
