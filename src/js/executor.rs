//! The executor of the npm package: futures of this module as Promises of JavaScript's.
//!
//! Own code, because wasm-bindgen-futures makes closures and Promises for every wait, which is 1.6 KB (brotli) more. A
//! task is polled when something that it waits for wakes it; what the host does wakes it through an export of
//! src/host/javascript.rs.

use std::cell::RefCell;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};

use js_sys::Promise;
use wasm_bindgen::prelude::*;

use crate::flight::Boxed;

#[wasm_bindgen(raw_module = "clerk-organization/host")]
extern "C" {
    /// The Promise of the task with this number.
    #[wasm_bindgen(js_name = promiseOf)]
    fn promise_of(task: u32) -> Promise;
    /// Settles it.
    fn settle(task: u32, is_success: bool, value: &JsValue);
}

thread_local! {
    static TASKS: RefCell<Tasks> = const { RefCell::new(Tasks { last: 0, waiting: Vec::new(), ready: Vec::new(), is_running: false }) };
}

struct Tasks {
    last: u32,
    waiting: Vec<(u32, Boxed<Result<JsValue, JsValue>>)>,
    ready: Vec<u32>,
    is_running: bool,
}

/// A task that wakes. Any waker may be sent to another thread, so it carries the task's number instead of the task.
struct Woken(u32);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        TASKS.with_borrow_mut(|tasks| tasks.ready.push(self.0));
    }
}

/// Starts a task. [`cancel`] ends it before its time.
pub(crate) fn start(future: Boxed<Result<JsValue, JsValue>>) -> Promise {
    let task = TASKS.with_borrow_mut(|tasks| {
        tasks.last = tasks.last.wrapping_add(1);
        let task = tasks.last;
        tasks.waiting.push((task, future));
        tasks.ready.push(task);
        task
    });
    let promise = promise_of(task);
    run();
    promise
}

/// Polls the tasks that are ready, until none is.
pub(crate) fn run() {
    // What runs may call back into this module; the loop that is running already sees to what becomes ready.
    if TASKS.with_borrow_mut(|tasks| std::mem::replace(&mut tasks.is_running, true)) {
        return;
    }
    while let Some((task, future)) = TASKS.with_borrow_mut(next_ready) {
        let Some(mut future) = future else { continue };
        let waker = Waker::from(Arc::new(Woken(task)));
        match future.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Pending => TASKS.with_borrow_mut(|tasks| tasks.waiting.push((task, future))),
            Poll::Ready(Ok(value)) => settle(task, true, &value),
            Poll::Ready(Err(error)) => settle(task, false, &error),
        }
    }
    TASKS.with_borrow_mut(|tasks| tasks.is_running = false);
}

fn next_ready(tasks: &mut Tasks) -> Option<(u32, Option<Boxed<Result<JsValue, JsValue>>>)> {
    let task = tasks.ready.pop()?;
    let at = tasks.waiting.iter().position(|(waiting, _)| *waiting == task);
    Some((task, at.map(|at| tasks.waiting.swap_remove(at).1)))
}

/// Ends the task of that number: its work is dropped where it stands, and its request ends with it. Its Promise is
/// js/host.ts's to reject.
#[wasm_bindgen]
pub fn cancel(task: u32) {
    let future = TASKS.with_borrow_mut(|tasks| {
        let at = tasks.waiting.iter().position(|(waiting, _)| *waiting == task);
        at.map(|at| tasks.waiting.swap_remove(at))
    });
    drop(future);
    run();
}
