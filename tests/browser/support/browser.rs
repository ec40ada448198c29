//! A page in a browser, and one emulator process for all tests.

use clerk_organization::ClerkOptions;
use js_sys::Promise;
use serde_json::Value;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
pub(crate) use wasm_bindgen_futures::spawn_local as spawn;
pub(crate) use wasm_bindgen_test::wasm_bindgen_test as api_test;

#[wasm_bindgen(inline_js = r#"
    export async function control(method, url, path, body) {
        const answer = await fetch(`${url}/__emulator/${path}`, { method, body,
            headers: body ? { 'content-type': 'application/json' } : {} });
        if (!answer.ok) throw new Error(await answer.text());
        return answer.text();
    }
    export function forget_cookies() {
        for (const cookie of document.cookie.split('; ')) {
            document.cookie = `${cookie.split('=')[0]}=; Path=/; Max-Age=0`;
        }
    }
"#)]
extern "C" {
    #[wasm_bindgen(js_name = control)]
    fn fetch_control(method: &str, url: &str, path: &str, body: Option<&str>) -> Promise;
    fn forget_cookies();
}

/// The first line that the emulator prints, as JSON.
const EMULATOR: Option<&str> = option_env!("CLERK_EMULATOR");

pub(crate) fn emulator() -> Value {
    let Some(announcement) = EMULATOR else {
        panic!("CLERK_EMULATOR is not set: run `cargo xtask test browser`, which starts an emulator")
    };
    serde_json::from_str(announcement).unwrap()
}

pub(super) async fn control(method: &str, url: &str, path: &str, body: Option<&str>) -> String {
    JsFuture::from(fetch_control(method, url, path, body)).await.unwrap().as_string().unwrap()
}

pub(super) async fn start() {
    // The changes of the test before are reported to other tabs 50 ms later, and the next test is one.
    super::sleep(100).await;
    super::post("reset", "").await;
    forget_cookies();
}

pub(super) fn options() -> ClerkOptions {
    ClerkOptions::default()
}
