//! The functions of the host that the core needs: requests, timers, cookies, and reading values.
//!
//! Three hosts have the same functions. Rust front ends in a browser use `rust.rs`, which needs only a browser. Outside
//! a browser they use `native.rs`. The npm package uses `javascript.rs`, whose other half is js/host.ts. With it a
//! request crosses the boundary twice instead of a dozen times.

#[cfg(all(target_arch = "wasm32", not(feature = "js")))]
mod rust;
#[cfg(all(target_arch = "wasm32", not(feature = "js")))]
pub(crate) use rust::*;

#[cfg(all(target_arch = "wasm32", feature = "js"))]
mod javascript;
#[cfg(all(target_arch = "wasm32", feature = "js"))]
pub(crate) use javascript::*;

#[cfg(target_arch = "wasm32")]
mod page;
#[cfg(target_arch = "wasm32")]
pub(crate) use page::*;

#[cfg(not(target_arch = "wasm32"))]
mod native;
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use native::*;

use clerk_organization_core::call::Facts;

/// The current state of the host.
pub(crate) fn facts() -> Facts {
    let tab_state = match tab_state() {
        1 => Some("focused"),
        2 => Some("visible"),
        3 => Some("hidden"),
        _ => None,
    };
    Facts { now_ms: now(), chance: chance(), is_online: is_online(), tab_state }
}

/// Whether the page has the focus; true without a page.
pub(crate) fn has_focus() -> bool {
    tab_state() <= 1
}
