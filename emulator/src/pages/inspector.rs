//! The inspector: a page for people with a live view of an instance's data and requests. Its script calls the controls.

use axum::http::header::{self, HeaderName, HeaderValue};

use crate::http::reply::Reply;

/// The path of the page below an instance.
pub(crate) const INSPECTOR: &str = "/__emulator/inspector";

const PAGE: &str = include_str!("inspector/inspector.html");
const SCRIPT: &str = include_str!("inspector/inspector.js");
/// The page may only use its own script and the controls on its own host.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; connect-src 'self'; img-src data:; \
                      base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The page for the instance at this path.
pub(crate) fn page(root: &str) -> Reply {
    let page = PAGE.replace("__emulator/inspector.js", &format!("{root}/__emulator/inspector.js"));
    let reply = Reply::of_type("text/html; charset=utf-8", page);
    let fixed: [(HeaderName, &str); 3] = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
    ];
    fixed
        .into_iter()
        .fold(reply, |reply, (name, value)| reply.with_header(name, HeaderValue::from_static(value)))
}

pub(crate) fn script() -> Reply {
    Reply::of_type("text/javascript; charset=utf-8", SCRIPT)
}
