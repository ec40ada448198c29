//! The Rust API against an emulator: natively, as `cargo test` runs it, with an emulator in the same process; and in a real
//! browser, as `cargo xtask test browser` runs it, which starts both. What only one of the two has is tested there alone.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests may say what they expect bluntly")]

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
