//! Params become a request as data: method, path, query and form. No I/O, no encoding.
//!
//! One file per resource of Clerk's Frontend API; names and order of the parameters are those that clerk-js 6.40
//! sends.

pub(crate) mod client;
pub(crate) mod invitations;

/// The verbs of the Frontend API. On the wire only `GET` and `POST` appear; see [`crate::wire`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Method {
    Get,
    Post,
    Patch,
}

/// A request as data. `query` and `form` hold pairs in the order in which they go out; a name may repeat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Request {
    pub(crate) method: Method,
    /// The path below `/v1`, its segments already percent-encoded.
    pub(crate) path: String,
    pub(crate) query: Pairs,
    pub(crate) form: Pairs,
}

pub(crate) type Pairs = Vec<(String, String)>;

impl Request {
    pub(crate) fn new(method: Method, path: String) -> Self {
        Self { method, path, query: Vec::new(), form: Vec::new() }
    }

    fn field(mut self, name: &str, value: &str) -> Self {
        self.form.push((name.into(), value.into()));
        self
    }
}

/// `/first/second/…` with each segment percent-encoded, so that an id from outside can only ever be one segment.
fn path(segments: &[&str]) -> String {
    let mut path = String::new();
    for segment in segments {
        path.push('/');
        crate::wire::encoding::path_segment(segment, &mut path);
    }
    path
}
