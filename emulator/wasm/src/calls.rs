//! Pending requests, and background work.

use std::cell::RefCell;
use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};

use axum::body::Bytes;
use axum::http::Request;
use clerk_emulator::{Core, Task};
use http_body_util::BodyExt;
use js_sys::{Array, Uint8Array};
use wasm_bindgen::JsValue;

use crate::host;

type Call = Pin<Box<dyn Future<Output = JsValue>>>;

#[derive(Default)]
struct Calls {
    last: u32,
    open: HashMap<u32, Call>,
}

thread_local! {
    static CALLS: RefCell<Calls> = RefCell::default();
}

fn add(call: Call) -> u32 {
    CALLS.with_borrow_mut(|calls| {
        calls.last = calls.last.wrapping_add(1);
        calls.open.insert(calls.last, call);
        calls.last
    })
}

pub(crate) fn begin(core: Core, request: Request<Bytes>) -> u32 {
    add(Box::pin(answer(core, request)))
}

/// Starts background work. JavaScript polls it like calls.
pub(crate) fn spawn(task: Task) {
    let number = add(Box::pin(async {
        task.await;
        JsValue::UNDEFINED
    }));
    host::wake(number);
}

pub(crate) fn poll(number: u32) -> JsValue {
    // Not borrowed during the poll, because an answer may wake another call.
    let Some(mut call) = CALLS.with_borrow_mut(|calls| calls.open.remove(&number)) else {
        return JsValue::UNDEFINED;
    };
    match call.as_mut().poll(&mut Context::from_waker(&Waker::from(Arc::new(Awaited(number))))) {
        Poll::Ready(answer) => answer,
        Poll::Pending => {
            CALLS.with_borrow_mut(|calls| calls.open.insert(number, call));
            JsValue::UNDEFINED
        }
    }
}

/// Wakes a call: JavaScript then polls it again.
struct Awaited(u32);

impl Wake for Awaited {
    fn wake(self: Arc<Self>) {
        host::wake(self.0);
    }
}

async fn answer(core: Core, request: Request<Bytes>) -> JsValue {
    let Ok(response) = core.handle(request).await else { return JsValue::NULL };
    let (parts, mut body) = response.into_parts();
    let headers = Array::new();
    for (name, value) in &parts.headers {
        headers.push(&name.as_str().into());
        headers.push(&String::from_utf8_lossy(value.as_bytes()).as_ref().into());
    }
    let mut bytes = Vec::new();
    let mut is_cut_off = false;
    while let Some(frame) = body.frame().await {
        let Ok(frame) = frame else {
            is_cut_off = true;
            break;
        };
        bytes.extend_from_slice(frame.data_ref().map_or(&[], |data| data));
    }
    let body = Uint8Array::from(bytes.as_slice());
    Array::of4(&parts.status.as_u16().into(), &headers, &body, &is_cut_off.into()).into()
}
