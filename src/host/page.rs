//! The functions that both hosts in a browser share.

pub(crate) use crate::value::Js as Json;

/// The page, worker or Node process, whose state is global.
pub(crate) struct Host;

impl Host {
    pub(crate) fn read_cookies(&self) -> String {
        super::read_cookies()
    }

    pub(crate) fn write_cookie(&self, text: &str) {
        super::write_cookie(text);
    }
}

/// Unix milliseconds.
pub(crate) fn now() -> f64 {
    js_sys::Date::now()
}

/// A random number from 0 up to 1.
pub(crate) fn chance() -> f64 {
    js_sys::Math::random()
}
