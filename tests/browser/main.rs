//! The Rust API against an emulator. `cargo test` runs these tests natively, with an emulator in the same process.
//! `cargo xtask test browser` runs them in a browser. A few tests need one of the two and run only there.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a panic fails the test")]

mod accept_invitation;
mod bulk_invite;
mod domains;
mod endings;
mod invitations;
mod live_list;
mod live_lists;
mod members;
#[cfg(not(target_arch = "wasm32"))]
mod native;
mod organization;
#[cfg(target_arch = "wasm32")]
mod other_tabs;
mod sign_in;
mod support;
mod user;

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
