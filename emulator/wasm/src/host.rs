//! What the page or the process has for the emulator: time, timers, a log.

use std::cell::RefCell;
use std::collections::HashMap;
use std::time::Duration;

use clerk_emulator::{LogSink, Sleep, TimeSource};
use tokio::sync::oneshot;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// `engine.ts` implements it.
    pub type Host;

    /// Unix milliseconds.
    #[wasm_bindgen(method)]
    fn now(this: &Host) -> f64;

    /// Calls `endTimer` with this number after so many milliseconds.
    #[wasm_bindgen(method, js_name = startTimer)]
    fn start_timer(this: &Host, timer: u32, milliseconds: f64);

    /// Polls the call with this number, but not before this returns.
    #[wasm_bindgen(method)]
    fn wake(this: &Host, call: u32);

    /// Takes a line of the request log.
    #[wasm_bindgen(method)]
    fn log(this: &Host, line: &str);
}

#[derive(Default)]
struct Timers {
    last: u32,
    waiting: HashMap<u32, oneshot::Sender<()>>,
}

thread_local! {
    /// JavaScript's values cannot be part of what may be sent to other threads, as the emulator's parameters may.
    static HOST: RefCell<Option<Host>> = const { RefCell::new(None) };
    static TIMERS: RefCell<Timers> = RefCell::default();
}

pub(crate) fn set(host: Host) {
    HOST.set(Some(host));
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
        let (ended, waiting) = oneshot::channel();
        let timer = TIMERS.with_borrow_mut(|timers| {
            timers.last = timers.last.wrapping_add(1);
            timers.waiting.insert(timers.last, ended);
            timers.last
        });
        with(|host| host.start_timer(timer, duration.as_secs_f64() * 1000.0));
        async move { drop(waiting.await) }
    })
}

pub(crate) fn end_timer(timer: u32) {
    let ended = TIMERS.with_borrow_mut(|timers| timers.waiting.remove(&timer));
    // Its call may have gone on without it.
    let _ = ended.map(|ended| ended.send(()));
}

/// Randomness comes with the options; nothing may take it from elsewhere.
fn refuse(_: &mut [u8]) -> Result<(), getrandom::Error> {
    Err(getrandom::Error::UNSUPPORTED)
}
getrandom::register_custom_getrandom!(refuse);
