//! The functions that JavaScript provides: time, timers, webhooks, URLs, Unicode, the log.

use std::cell::RefCell;
use std::collections::HashMap;
use std::time::Duration;

use clerk_emulator::{LogSink, Outgoing, Platform, Post, Sleep, TimeSource, Url};
use tokio::sync::oneshot;
use wasm_bindgen::prelude::*;

use crate::calls;

#[wasm_bindgen]
extern "C" {
    /// `engine.ts` implements it.
    pub type Host;

    /// Returns Unix milliseconds.
    #[wasm_bindgen(method)]
    fn now(this: &Host) -> f64;

    /// Calls `endTimer` with this number after `milliseconds`.
    #[wasm_bindgen(method, js_name = startTimer)]
    fn start_timer(this: &Host, timer: u32, milliseconds: f64);

    /// Stops a timer that is no longer needed.
    #[wasm_bindgen(method, js_name = stopTimer)]
    fn stop_timer(this: &Host, timer: u32);

    /// Polls the call with this number, after `wake` has returned.
    #[wasm_bindgen(method)]
    fn wake(this: &Host, call: u32);

    /// Sends a webhook and calls `endPost` with this number. `headers` has alternating names and values.
    #[wasm_bindgen(method)]
    fn post(this: &Host, number: u32, url: &str, headers: Vec<String>, body: &str);

    /// Parses a URL like the global `URL`: `[scheme, host, origin, path, href]`. `None` if it is invalid.
    #[wasm_bindgen(method, js_name = parseUrl)]
    fn parse_url(this: &Host, text: &str) -> Option<Vec<String>>;

    /// Whether a character is a letter, a mark or a digit in a regular expression with the flag `u`.
    #[wasm_bindgen(method, js_name = isLetterMarkOrDigit)]
    fn is_letter_mark_or_digit(this: &Host, letter: &str) -> bool;

    /// Unicode Normalization Form C.
    #[wasm_bindgen(method)]
    fn compose(this: &Host, text: &str) -> String;

    /// A host name in ASCII, like the global `URL`. `None` if it is invalid.
    #[wasm_bindgen(method, js_name = domainToAscii)]
    fn domain_to_ascii(this: &Host, name: &str) -> Option<String>;

    /// Receives a line of the request log.
    #[wasm_bindgen(method)]
    fn log(this: &Host, line: &str);
}

/// Operations that the host will end, by number.
struct Waiting<T> {
    last: u32,
    open: HashMap<u32, oneshot::Sender<T>>,
}

impl<T> Default for Waiting<T> {
    fn default() -> Self {
        Self { last: 0, open: HashMap::new() }
    }
}

impl<T> Waiting<T> {
    fn add(&mut self) -> (u32, oneshot::Receiver<T>) {
        let (ended, waiting) = oneshot::channel();
        self.last = self.last.wrapping_add(1);
        self.open.insert(self.last, ended);
        (self.last, waiting)
    }

    /// Ends an operation. Its future may already be dropped.
    fn end(&mut self, number: u32, value: T) {
        let _ = self.open.remove(&number).map(|ended| ended.send(value));
    }
}

/// The status of an answer, or the reason of the failure.
type Posted = Result<u16, String>;

thread_local! {
    /// JavaScript values cannot be sent to other threads, but the emulator's parameters must be `Send`.
    static HOST: RefCell<Option<Host>> = const { RefCell::new(None) };
    static TIMERS: RefCell<Waiting<()>> = RefCell::default();
    static POSTS: RefCell<Waiting<Posted>> = RefCell::default();
}

pub(crate) fn set(host: Host) {
    HOST.set(Some(host));
    clerk_emulator::lend(Platform { parse_url, is_letter_mark_or_digit, compose, domain_to_ascii });
}

fn parse_url(text: &str) -> Option<Url> {
    let parts = with(|host| host.parse_url(text)).flatten()?;
    let [scheme, host, origin, path, href] = <[String; 5]>::try_from(parts).ok()?;
    Some(Url { scheme, host, origin, path, href })
}

fn compose(text: &str) -> String {
    with(|host| host.compose(text)).unwrap_or_default()
}

fn domain_to_ascii(name: &str) -> Option<String> {
    with(|host| host.domain_to_ascii(name)).flatten()
}

fn is_letter_mark_or_digit(letter: char) -> bool {
    with(|host| host.is_letter_mark_or_digit(letter.encode_utf8(&mut [0; 4]))).unwrap_or_default()
}

fn with<T>(use_it: impl FnOnce(&Host) -> T) -> Option<T> {
    HOST.with_borrow(|host| host.as_ref().map(use_it))
}

pub(crate) fn wake(call: u32) {
    with(|host| host.wake(call));
}

#[allow(clippy::cast_possible_truncation, reason = "every moment of a Date fits")]
pub(crate) fn time() -> TimeSource {
    TimeSource::new(|| with(Host::now).unwrap_or_default() as i64)
}

pub(crate) fn log() -> LogSink {
    LogSink::new(|line| {
        with(|host| host.log(&line));
    })
}

pub(crate) fn sleep() -> Sleep {
    Sleep::new(|duration: Duration| {
        let (timer, waiting) = TIMERS.with_borrow_mut(Waiting::add);
        with(|host| host.start_timer(timer, duration.as_secs_f64() * 1000.0));
        let timer = Timer(timer);
        async move {
            drop(waiting.await);
            drop(timer);
        }
    })
}

/// A timer that is stopped when it is dropped. Otherwise it would keep a Node process alive.
struct Timer(u32);

impl Drop for Timer {
    fn drop(&mut self) {
        end_timer(self.0);
        with(|host| host.stop_timer(self.0));
    }
}

pub(crate) fn end_timer(timer: u32) {
    TIMERS.with_borrow_mut(|timers| timers.end(timer, ()));
}

pub(crate) fn outgoing() -> Outgoing {
    Outgoing::new(calls::spawn, |Post { url, headers, body }| {
        let (number, waiting) = POSTS.with_borrow_mut(Waiting::add);
        let headers = headers.into_iter().flat_map(|(name, value)| [name.to_owned(), value]).collect();
        with(|host| host.post(number, &url, headers, &body));
        async move { waiting.await.unwrap_or_else(|ended| Err(ended.to_string())) }
    })
}

pub(crate) fn end_post(number: u32, posted: Posted) {
    POSTS.with_borrow_mut(|posts| posts.end(number, posted));
}

/// Randomness is passed in with the options. No code may use another source.
fn refuse(_: &mut [u8]) -> Result<(), getrandom::Error> {
    Err(getrandom::Error::UNSUPPORTED)
}
getrandom::register_custom_getrandom!(refuse);
