//! The Rust API in a real browser, against a running emulator: `cargo xtask test browser` starts both.

#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests may say what they expect bluntly")]

mod bulk_invite;
mod endings;
mod invitations;
mod live_list;
mod sign_in;
mod support;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
