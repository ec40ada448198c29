//! What the browser (a window, a worker, or Node) does for the core: requests, timers, cookies, and looking into values.
//!
//! Two hosts offer the same functions. Rust front ends use `rust.rs`, which needs nothing but a browser. The npm package
//! uses `javascript.rs`, whose other half is js/host.ts: a request then crosses the boundary twice instead of a dozen
//! times.

#[cfg(not(feature = "js"))]
mod rust;
#[cfg(not(feature = "js"))]
pub(crate) use rust::*;

#[cfg(feature = "js")]
mod javascript;
#[cfg(feature = "js")]
pub(crate) use javascript::*;

use clerk_organization_core::call::Facts;

/// What the host knows now.
pub(crate) fn facts() -> Facts {
    let tab_state = match tab_state() {
        1 => Some("focused"),
        2 => Some("visible"),
        3 => Some("hidden"),
        _ => None,
    };
    Facts { now_ms: now(), chance: js_sys::Math::random(), is_online: is_online(), tab_state }
}

/// Unix milliseconds.
pub(crate) fn now() -> f64 {
    js_sys::Date::now()
}

/// Whether the page has the focus; true where there is no page.
pub(crate) fn has_focus() -> bool {
    tab_state() <= 1
}
