//! Params become a request as data: method, path, query and form. No I/O, no base URL.
//!
//! One file per resource of Clerk's Frontend API; names and order of the parameters are those that clerk-js 6.40
//! sends.

pub(crate) mod client;
pub(crate) mod invitations;

use crate::wire::encoding::{Pairs, halves, path_segment};

/// The verbs of the Frontend API. On the wire only `GET` and `POST` appear; see [`crate::wire`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "js"), allow(dead_code, reason = "what Rust callers do is a GET or a POST"))]
pub(crate) enum Method {
    Get,
    Post,
    Put,
    Patch,
    Delete,
}

impl Method {
    /// The verb as it is written.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }

    /// The verb of that name; `POST` for a name that is none.
    #[cfg(all(target_arch = "wasm32", feature = "js"))]
    pub(crate) fn named(name: &str) -> Self {
        let all = [Self::Get, Self::Put, Self::Patch, Self::Delete];
        all.into_iter().find(|method| method.as_str() == name).unwrap_or(Self::Post)
    }
}

/// A request as data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Request {
    pub(crate) method: Method,
    /// The path below `/v1`, its segments already percent-encoded; may end in a query.
    pub(crate) path: String,
    pub(crate) query: Pairs,
    pub(crate) form: Pairs,
    /// Sent without cookies and without a content type, as clerk-js 6.40 makes a dev browser.
    pub(crate) bare: bool,
}

impl Request {
    /// Every other segment is meant to come from outside: it is percent-encoded, so that an id can only ever be one
    /// segment.
    pub(crate) fn new(method: Method, segments: &[&str]) -> Self {
        let mut path = String::new();
        for segment in segments {
            path.push('/');
            path_segment(segment, &mut path);
        }
        Self { method, path, query: Pairs::default(), form: Pairs::default(), bare: false }
    }

    /// The request in a few words, for errors: verb and path, nothing that could be a secret.
    pub(crate) fn name(&self) -> String {
        let (path, _query) = halves(&self.path, b'?');
        self.method.as_str().to_owned() + " /v1" + path
    }
}
