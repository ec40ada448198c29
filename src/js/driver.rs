//! The driver of the core's calls for JavaScript: it performs their actions, and steps them when js/host.ts reports the
//! results.
//!
//! There are no futures. A call is a number, which js/host.ts gets with each request and wait, and passes back with the
//! result. So no closure and no Promise crosses the boundary, which saves 1.6 KB (brotli) compared with
//! wasm-bindgen-futures. Nothing is borrowed while JavaScript runs, because a listener may make other calls.

use std::cell::RefCell;

use clerk_organization_core::answer::{NoAnswer, NoAnswerReason, Reply};
use clerk_organization_core::call::{Action, Call, Event, Shared};
use clerk_organization_core::error::Outcome;
use clerk_organization_core::organization_counts::Counts;
use clerk_organization_core::publishable_key::Instance;
use clerk_organization_core::request::Request;
use clerk_organization_core::token_cache::TokenKey;
use clerk_organization_core::value::Value;
use js_sys::Promise;
use wasm_bindgen::prelude::*;

use super::Listener;
use super::error::thrown;
use crate::browser::Browser;
use crate::host;
use crate::value::Js;

/// The time limit of a request.
const TIME_LIMIT_MS: u32 = 30_000;

#[wasm_bindgen(raw_module = "clerk-organization/host")]
extern "C" {
    /// The Promise with this number.
    #[wasm_bindgen(js_name = promiseOf)]
    fn promise_of(number: u32) -> Promise;
    /// Settles a Promise.
    fn settle(number: u32, is_success: bool, value: &JsValue);
    fn send(
        call: u32,
        id: u32,
        name: &str,
        retries: u32,
        url: &str,
        is_get: bool,
        with_credentials: bool,
        content_type: &JsValue,
        token: Option<&str>,
        body: Option<&str>,
        time_limit_ms: u32,
        observer: &Listener,
    );
    fn wait(call: u32, id: u32, name: &str, retries: u32, ms: u32, observer: &Listener);
    /// Aborts the request or the wait of a call, if it has one.
    fn end(call: u32);
}

thread_local! {
    static CALLS: RefCell<Calls> = const { RefCell::new(Calls { last: 0, running: Vec::new() }) };
    /// The drivers by their numbers.
    static DRIVERS: RefCell<Vec<&'static Driver>> = const { RefCell::new(Vec::new()) };
}

/// The calls that have not ended. Numbers are never reused, so a late answer to an ended call has no effect.
struct Calls {
    last: u32,
    running: Vec<Running>,
}

struct Running {
    number: u32,
    driver: &'static Driver,
    call: Call<Js>,
    /// The key of the call, by which equal calls that start meanwhile share it. Empty if it is not shared.
    key: String,
    /// The numbers of the Promises and of the calls that wait for the outcome. The call ends with the last of them.
    waiters: Vec<u32>,
}

impl Calls {
    fn next_number(&mut self) -> u32 {
        self.last = self.last.wrapping_add(1);
        self.last
    }
}

/// A browser's client of one instance.
///
/// It is never freed: its listener holds the `Clerk` object, which has the driver's number.
pub(crate) struct Driver {
    pub(crate) browser: Browser,
    pub(crate) counts: RefCell<Counts>,
    listener: Listener,
    number: u32,
}

/// The driver with this number.
#[inline(never)]
pub(crate) fn driver(number: u32) -> &'static Driver {
    #[allow(clippy::indexing_slicing, reason = "js/wasm.ts has no number but those of `Driver::new`")]
    DRIVERS.with_borrow(|drivers| drivers[number as usize])
}

impl Driver {
    pub(crate) fn new(instance: Instance, listener: Listener) -> &'static Self {
        DRIVERS.with_borrow_mut(|drivers| {
            let number = drivers.len() as u32;
            let browser = Browser::new(instance, host::Host);
            let driver: &'static Self =
                Box::leak(Box::new(Self { browser, counts: RefCell::default(), listener, number }));
            drivers.push(driver);
            driver
        })
    }

    /// The driver's number in JavaScript.
    pub(crate) fn number(&self) -> u32 {
        self.number
    }

    /// Sends the request of an operation.
    pub(crate) fn call(&'static self, name: &str, ids: &[&str], params: JsValue) -> Promise {
        match self.browser.request(name, ids, &Js(params)) {
            Ok(request) => self.promise(String::new(), Call::plain(request)),
            Err(param) => settled(false, &super::error::refused(&param)),
        }
    }

    /// Sends a change of an organization's invitations. Equal changes that overlap share one request: a double click is
    /// one invitation. Throws for invalid params, so that a change that is not sent never shows.
    pub(crate) fn change(
        &'static self,
        name: &str,
        ids: &[&str],
        params: JsValue,
    ) -> Result<Promise, JsValue> {
        match self.browser.request(name, ids, &Js(params)) {
            Ok(request) => Ok(self.send_change(request, ids.first().unwrap_or(&""))),
            Err(param) => Err(super::error::refused(&param)),
        }
    }

    /// Sends a request for an invitation, to the Frontend API or to a relay.
    pub(crate) fn send_change(&'static self, request: Request, organization_id: &str) -> Promise {
        self.promise(request.key(), Call::change(request, organization_id))
    }

    /// A session token: the cached one, or a new one.
    pub(crate) fn token(&'static self, key: TokenKey, skips_cache: bool) -> Promise {
        let facts = host::facts();
        if !skips_cache
            && let Some(token) = self.browser.state.borrow().tokens.fresh_token(&key, facts.now_ms)
        {
            return settled(true, &JsValue::from_str(&token.jwt));
        }
        let name = ["token\n", &key.session_id, "\n", &key.template, "\n", &key.organization_id].concat();
        if skips_cache {
            // A pending request continues for its callers; later callers share the new one.
            CALLS.with_borrow_mut(|calls| {
                if let Some(running) = calls.running.iter_mut().find(|running| self.is_of(running, &name)) {
                    running.key = String::new();
                }
            });
        }
        self.promise(name, Call::token(key, skips_cache, facts.tab_state))
    }

    /// Creates a dev browser if the instance needs one.
    pub(crate) fn prepare(&'static self) -> Promise {
        // The borrow ends before the call starts.
        let lacks_dev_browser = self.browser.state.borrow().lacks_dev_browser();
        match lacks_dev_browser {
            true => self.shared(Shared::DevBrowser),
            false => settled(true, &JsValue::UNDEFINED),
        }
    }

    /// One of the core's shared calls, for a caller.
    pub(crate) fn shared(&'static self, shared: Shared) -> Promise {
        let (number, promise) = new_promise();
        self.join(shared, number);
        promise
    }

    /// Lets a waiter share one of the core's shared calls.
    fn join(&'static self, shared: Shared, waiter: u32) {
        let key = match shared {
            Shared::DevBrowser => "dev browser",
            Shared::Load => "load",
            Shared::Recovery => "recovery",
        };
        let call = Call::shared(shared, &self.browser.state.borrow());
        self.start(key.into(), call, waiter);
    }

    /// The Promise of a call, which shares the running call of this key if there is one.
    fn promise(&'static self, key: String, call: Call<Js>) -> Promise {
        let (number, promise) = new_promise();
        self.start(key, call, number);
        promise
    }

    /// Starts a call for a waiter, or lets it share the running call of this key. An empty key is never shared.
    fn start(&'static self, key: String, call: Call<Js>, waiter: u32) {
        let started = CALLS.with_borrow_mut(|calls| {
            if !key.is_empty()
                && let Some(running) = calls.running.iter_mut().find(|running| self.is_of(running, &key))
            {
                running.waiters.push(waiter);
                return None;
            }
            let number = calls.next_number();
            calls.running.push(Running { number, driver: self, call, key, waiters: vec![waiter] });
            Some(number)
        });
        if let Some(number) = started {
            step(number, Event::Start);
        }
    }

    fn is_of(&'static self, running: &Running, key: &str) -> bool {
        running.key == key && std::ptr::eq(running.driver, self)
    }

    /// Performs the action of a call. Returns the event, if there is one at once.
    fn perform(&'static self, number: u32, action: Action<Js>) -> Option<Event<Js>> {
        match action {
            Action::Send { id, wire } => {
                let request = &wire.request;
                send(
                    number,
                    id,
                    &request.name(),
                    wire.retries,
                    &wire.url,
                    request.is_get(),
                    request.needs_client(),
                    host::constant(request.content_type().unwrap_or_default()),
                    request.token(),
                    Some(request.body()).filter(|body| !body.is_empty()),
                    TIME_LIMIT_MS,
                    &self.listener,
                );
            }
            Action::Wait { id, wire, ms } => {
                wait(number, id, &wire.request.name(), wire.retries, ms, &self.listener);
            }
            Action::Join(shared) => self.join(shared, number),
            Action::Adopt { client, session_id } => {
                let client = client.map_or(JsValue::NULL, |client| client.0);
                return Some(Event::Adopted(self.listener.adopt(&client, session_id.as_deref())));
            }
            Action::Done(outcome) => finish(number, outcome),
        }
        None
    }
}

/// Steps a call until it waits for an event.
fn step(number: u32, event: Event<Js>) {
    let mut next = Some(event);
    while let Some(event) = next {
        let is_adopted = matches!(event, Event::Adopted(true));
        let facts = host::facts();
        let stepped = CALLS.with_borrow_mut(|calls| {
            let running = calls.running.iter_mut().find(|running| running.number == number)?;
            let driver = running.driver;
            let action = running.call.step(&mut driver.browser.state.borrow_mut(), event, &facts);
            Some((driver, action))
        });
        // `None` if the call has ended meanwhile.
        let Some((driver, action)) = stepped else { return };
        driver.browser.apply_effects();
        if is_adopted {
            driver.listener.adopted();
        }
        next = driver.perform(number, action);
    }
}

/// Ends a call with its outcome.
fn finish(number: u32, outcome: Outcome<Js>) {
    let Some(ended) = take(|running| running.number == number) else { return };
    let error = match &outcome {
        Ok(_) => JsValue::UNDEFINED,
        Err(failure) => thrown(failure, &ended.call.name()),
    };
    for waiter in ended.waiters {
        let is_call = CALLS.with_borrow(|calls| calls.running.iter().any(|running| running.number == waiter));
        match &outcome {
            _ if is_call => step(waiter, Event::Joined(outcome.as_ref().err().cloned())),
            Ok(value) => settle(waiter, true, &value.0),
            Err(_) => settle(waiter, false, &error),
        }
    }
}

fn take(is_it: impl Fn(&Running) -> bool) -> Option<Running> {
    CALLS.with_borrow_mut(|calls| {
        let at = calls.running.iter().position(is_it)?;
        Some(calls.running.swap_remove(at))
    })
}

/// A new Promise and its number.
fn new_promise() -> (u32, Promise) {
    let number = CALLS.with_borrow_mut(Calls::next_number);
    (number, promise_of(number))
}

/// A settled Promise.
fn settled(is_success: bool, value: &JsValue) -> Promise {
    let (number, promise) = new_promise();
    settle(number, is_success, value);
    promise
}

/// Withdraws the Promise with this number. If no other Promise waits for the call, the call is dropped and its request
/// aborted. js/host.ts rejects the Promise.
#[wasm_bindgen]
pub fn cancel(number: u32) {
    CALLS.with_borrow_mut(|calls| {
        for running in &mut calls.running {
            if let Some(at) = running.waiters.iter().position(|waiter| *waiter == number) {
                running.waiters.remove(at);
            }
        }
    });
    while let Some(ended) = take(|running| running.waiters.is_empty()) {
        end(ended.number);
        cancel(ended.number);
    }
}

fn number(given: f64) -> Option<f64> {
    if given.is_nan() { None } else { Some(given) }
}

/// Reports the answer to the request of a call. Missing numbers are NaN, a missing `dev_browser` is null.
#[wasm_bindgen]
#[allow(clippy::too_many_arguments, reason = "an answer crosses the boundary in one call")]
pub fn answered(
    call: u32,
    status: u16,
    status_text: JsValue,
    retry_after: f64,
    date: f64,
    dev_browser: JsValue,
    is_json: bool,
    body: JsValue,
) {
    let body = if is_json { Ok(Js(body)) } else { Err(Js(body)) };
    let status_text = Js(status_text).text().unwrap_or_default();
    let (retry_after, date) = (number(retry_after).map(|seconds| seconds as u32), number(date));
    let dev_browser = Js(dev_browser).text().filter(|id| !id.is_empty());
    step(call, Event::Answered(Reply { status, status_text, retry_after, date, dev_browser, body }));
}

/// Reports that the request of a call got no answer.
#[wasm_bindgen(js_name = notAnswered)]
pub fn not_answered(call: u32, is_timeout: bool, cause: JsValue) {
    let reason = if is_timeout { NoAnswerReason::Timeout } else { NoAnswerReason::Network };
    step(call, Event::NotAnswered(NoAnswer { reason, cause: Js(cause) }));
}

/// Reports that the wait of a call is over.
#[wasm_bindgen]
pub fn waited(call: u32) {
    step(call, Event::Waited);
}
