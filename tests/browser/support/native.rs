//! An app outside a browser, with an emulator in the same process for each test.

use std::cell::RefCell;
use std::rc::Rc;

pub(crate) use actix_rt::test as api_test;
use clerk_emulator::{Config, Emulator};
use clerk_organization::{ClerkOptions, MemoryStore, NativeOptions};
use serde_json::Value;

/// The state of one test, kept per thread because each test runs on its own thread.
struct Test {
    emulator: Emulator,
    store: Rc<MemoryStore>,
}

thread_local! {
    static TEST: RefCell<Option<Test>> = const { RefCell::new(None) };
}

fn with<R>(read: impl FnOnce(&Test) -> R) -> R {
    TEST.with_borrow(|test| read(test.as_ref().unwrap()))
}

/// The store of this test's app.
pub(crate) fn store() -> Rc<MemoryStore> {
    with(|test| Rc::clone(&test.store))
}

pub(crate) fn emulator() -> Value {
    with(|test| test.emulator.instance())
}

pub(super) async fn control(method: &str, url: &str, path: &str, body: Option<&str>) -> String {
    let method = method.parse().unwrap();
    let mut request = reqwest::Client::new().request(method, format!("{url}/__emulator/{path}"));
    if let Some(body) = body {
        request = request.header("content-type", "application/json").body(body.to_owned());
    }
    let answer = request.send().await.unwrap();
    let status = answer.status();
    let text = answer.text().await.unwrap();
    assert!(status.is_success(), "{path}: {text}");
    text
}

pub(super) async fn start() {
    let emulator = Emulator::start(Config::default()).await.unwrap();
    TEST.set(Some(Test { emulator, store: Rc::default() }));
}

/// Stops this test's emulator.
pub(crate) async fn stop() {
    let test = TEST.take().unwrap();
    test.emulator.stop().await;
}

pub(super) fn options() -> ClerkOptions {
    let spawn: clerk_organization::Spawn = Rc::new(spawn);
    let native = NativeOptions { store: store(), spawn: Some(spawn), ..Default::default() };
    ClerkOptions { native, ..Default::default() }
}

/// Spawns a future.
pub(crate) fn spawn(future: impl Future<Output = ()> + 'static) {
    drop(actix_rt::spawn(future));
}
