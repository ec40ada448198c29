//! A request and its bytes, which equal those of clerk-js 6.40.

use std::rc::Rc;

use crate::error::InvalidParam;
use crate::form::{Form, path_segment};
use crate::operations::{Expected, Operation};
use crate::params::{self, Sent};
use crate::publishable_key::Instance;
use crate::text::{before, digits, push, split_once};
use crate::value::Value;

/// The requested version of Clerk's API, as in clerk-js [`CLERK_JS_VERSION`].
pub const CLERK_API_VERSION: &str = "2026-08-20";
/// The version of clerk-js whose requests this crate sends. The server reads it as `_clerk_js_version`.
pub const CLERK_JS_VERSION: &str = "6.40.0";

/// The path of sessions, attempts and the client itself. Requests below it have their session in the path.
const CLIENT: &str = "/client";

/// A request as data.
#[derive(Debug)]
pub struct Request {
    /// The verb.
    pub method: &'static str,
    /// The expected content of a 2xx answer.
    pub expected: Expected,
    /// Whether the client is fetched after a 2xx answer without one.
    pub updates_client: bool,
    /// Whether it is safe to retry without an answer.
    pub is_repeatable: bool,
    /// The path below `/v1`, with percent-encoded segments. For a relay the whole URL.
    path: String,
    /// The last id in the path: the id of the requested or changed object.
    pub id: String,
    target: Target,
    /// The params: the query, the body, and the addresses of an invitation.
    pub sent: Sent,
}

/// The receiver of a request, and how the request identifies the caller.
#[derive(Debug)]
enum Target {
    /// The Frontend API, with the browser's cookies.
    Session,
    /// The Frontend API, without cookies and without a content type: clerk-js 6.40 creates a dev browser this way.
    Anonymous,
    /// The app's own relay, with this session token.
    Relay(String),
}

/// One attempt of a request.
#[derive(Clone, Debug)]
pub struct Wire {
    /// The request, whose verb, headers and body are the same in each attempt.
    pub request: Rc<Request>,
    /// The URL.
    pub url: String,
    /// The number of earlier attempts.
    pub retries: u32,
}

impl Request {
    /// Reads the params of an operation and fills its path with ids.
    ///
    /// # Errors
    ///
    /// Names the param or id that is invalid.
    pub fn new<V: Value>(operation: Operation, ids: &[&str], params: &V) -> Result<Self, Box<InvalidParam>> {
        let Some(path) = fill_path(operation.path, ids) else {
            return Err(InvalidParam::new("id", "is required"));
        };
        let mut request = Self::of(operation, path, ids);
        params::read(&operation.input, params, &mut request.sent)?;
        Ok(request)
    }

    /// A request by the core itself, with the ids, query and form as passed.
    pub(crate) fn internal(
        operation: Operation,
        ids: &[&str],
        query: &[(&str, &str)],
        form: &[(&str, &str)],
    ) -> Self {
        let mut request = Self::of(operation, fill_path(operation.path, ids).unwrap_or_default(), ids);
        query.iter().for_each(|(name, value)| request.sent.query.push(name, value));
        form.iter().for_each(|(name, value)| request.sent.form.push(name, value));
        request
    }

    fn of(operation: Operation, path: String, ids: &[&str]) -> Self {
        Self {
            method: operation.method,
            expected: operation.expected,
            updates_client: operation.updates_client,
            is_repeatable: operation.is_repeatable,
            target: if operation.path == "/dev_browser" { Target::Anonymous } else { Target::Session },
            path,
            id: (*ids.last().unwrap_or(&"")).into(),
            sent: Sent::default(),
        }
    }

    /// A request for an invitation to the app's own relay, at an absolute URL, with a session token and a JSON body.
    pub fn relay(
        url: String,
        token: String,
        body: String,
        email_addresses: Vec<String>,
        role: String,
    ) -> Self {
        let expected = if email_addresses.len() == 1 { Expected::Invitation } else { Expected::Invitations };
        Self {
            method: "POST",
            expected,
            updates_client: false,
            is_repeatable: false,
            path: url,
            id: String::new(),
            target: Target::Relay(token),
            sent: Sent { query: Form::default(), form: Form::of_text(body), email_addresses, role },
        }
    }

    /// Whether this reads or changes the client itself.
    pub fn is_below_client(&self) -> bool {
        self.path.starts_with(CLIENT)
    }

    /// Whether it changes data beyond the browser's client: an organization, or the user's data in it.
    pub fn is_change(&self) -> bool {
        !self.is_get() && self.needs_client() && !self.is_below_client() && self.expected != Expected::Bare
    }

    /// Whether it is sent to the Frontend API with the browser's client: with cookies, a dev browser and a session.
    pub fn needs_client(&self) -> bool {
        matches!(self.target, Target::Session)
    }

    /// Whether the verb on the wire is `GET`. Everything else is a `POST`.
    pub fn is_get(&self) -> bool {
        self.method == "GET"
    }

    /// The content type, also without a body, as in clerk-js.
    pub fn content_type(&self) -> Option<&'static str> {
        match self.target {
            Target::Relay(_) => Some("application/json"),
            Target::Session if !self.is_get() => Some("application/x-www-form-urlencoded"),
            _ => None,
        }
    }

    /// The session token of the `Authorization` header.
    pub fn token(&self) -> Option<&str> {
        match &self.target {
            Target::Relay(token) => Some(token),
            _ => None,
        }
    }

    /// The verb and the path, for errors and events. They contain no secrets.
    pub fn name(&self) -> String {
        match self.target {
            Target::Relay(_) => ["POST ", path_of(&self.path)].concat(),
            _ => [self.method, " /v1", &self.path].concat(),
        }
    }

    /// The body; empty for none.
    pub fn body(&self) -> &str {
        self.sent.form.as_str()
    }

    /// A key that is equal for equal requests. A second request with the key of a pending one shares it.
    pub fn key(&self) -> String {
        [self.method, &self.path, "?", self.sent.query.as_str(), "\n", self.body()].concat()
    }

    /// The URL of one attempt.
    pub fn url(&self, instance: &Instance, tail: &Tail<'_>) -> String {
        if self.token().is_some() {
            return self.path.clone();
        }
        let mut url =
            Form::of_text([&instance.origin, "/v1", &self.path, "?", self.sent.query.as_str()].concat());
        url.push("__clerk_api_version", CLERK_API_VERSION);
        url.push("_clerk_js_version", CLERK_JS_VERSION);
        if !self.is_get() && self.method != "POST" {
            url.push("_method", self.method);
        }
        // Paths below `/client` have their session in the path or are about all sessions (clerk-js 6.40).
        if let Some(session_id) = tail.session_id
            && !self.is_below_client()
        {
            url.push("_clerk_session_id", session_id);
        }
        if let Some(id) = tail.dev_browser {
            url.push("__clerk_db_jwt", id);
        }
        if tail.retries > 0 {
            url.push("_clerk_retry_attempt", &digits(tail.retries));
        }
        url.into_string()
    }
}

/// The path of an operation with its ids. `None` if an id is missing or empty, or if there are too many.
fn fill_path(template: &str, ids: &[&str]) -> Option<String> {
    let mut ids = ids.iter();
    let mut path = String::new();
    for byte in template.bytes() {
        match byte {
            b'{' => path_segment(ids.next().filter(|id| !id.is_empty())?, &mut path),
            b'}' => {}
            _ => push(&mut path, byte),
        }
    }
    ids.next().is_none().then_some(path)
}

/// The path of an absolute URL.
fn path_of(url: &str) -> &str {
    let url = before(before(url, b'?'), b'#');
    // The second slash of `https://` follows the first one.
    let below_scheme = split_once(url, b'/').map_or(url, |(_, rest)| rest.get(1..).unwrap_or_default());
    below_scheme.get(before(below_scheme, b'/').len()..).filter(|path| !path.is_empty()).unwrap_or("/")
}

/// The query params that an attempt adds to its request.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tail<'a> {
    /// The session that the request acts for.
    pub session_id: Option<&'a str>,
    /// The dev browser, in a development instance.
    pub dev_browser: Option<&'a str>,
    /// The number of earlier attempts.
    pub retries: u32,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operations::operation;
    use serde_json::json;

    const VERSIONS: &str = "__clerk_api_version=2026-08-20&_clerk_js_version=6.40.0";

    fn instance() -> Instance {
        Instance { origin: "http://127.0.0.1:4100".into(), has_dev_browser: true, is_development: true }
    }

    fn request(name: &str, ids: &[&str]) -> Request {
        Request::new(operation(name).unwrap(), ids, &json!({})).unwrap()
    }

    #[test]
    fn the_query_ends_as_in_clerk_js() {
        let start = "http://127.0.0.1:4100/v1";
        let signed_in = Tail { session_id: Some("sess_1"), dev_browser: Some("dvb_1"), retries: 0 };
        assert_eq!(
            request("getOrganization", &["org_1"]).url(&instance(), &signed_in),
            format!("{start}/organizations/org_1?{VERSIONS}&_clerk_session_id=sess_1&__clerk_db_jwt=dvb_1")
        );
        assert_eq!(
            request("getClient", &[]).url(&instance(), &Tail { retries: 2, ..signed_in }),
            format!("{start}/client?{VERSIONS}&__clerk_db_jwt=dvb_1&_clerk_retry_attempt=2")
        );
        assert_eq!(
            request("touchEnvironment", &[]).url(&instance(), &Tail::default()),
            format!("{start}/environment?{VERSIONS}&_method=PATCH")
        );
    }

    #[test]
    fn only_get_and_post_are_sent_and_a_post_needs_no_preflight() {
        for (name, is_get, content_type) in [
            ("getClient", true, None),
            ("removeAllSessions", false, Some("application/x-www-form-urlencoded")),
            ("createDevBrowser", false, None),
        ] {
            let request = request(name, &[]);
            assert_eq!((request.is_get(), request.content_type()), (is_get, content_type), "{name}");
            assert_eq!(request.needs_client(), name != "createDevBrowser");
        }
    }

    #[test]
    fn any_id_stays_in_its_path_segment() {
        let path = |ids: &[&str]| request("revokeInvitation", ids).name();
        assert_eq!(
            path(&["../../client", "x/../y?z#"]),
            "POST /v1/organizations/..%2F..%2Fclient/invitations/x%2F..%2Fy%3Fz%23/revoke"
        );
        assert_eq!(path(&["..", "."]), "POST /v1/organizations/%252E%252E/invitations/%252E/revoke");
    }

    #[test]
    fn an_empty_or_missing_id_is_refused() {
        for ids in [&["org_1"][..], &["org_1", ""], &[]] {
            let refused = Request::new(operation("revokeInvitation").unwrap(), ids, &json!({}));
            assert_eq!(refused.unwrap_err().param, "id");
        }
    }

    #[test]
    fn a_relay_gets_json_with_the_session_token_and_no_cookies() {
        let request = Request::relay(
            "https://app.example.com/api/invite?x=1".into(),
            "a.b.c".into(),
            "{}".into(),
            vec!["a@x.io".into()],
            "org:member".into(),
        );
        let url = request.url(&instance(), &Tail { session_id: Some("sess_1"), ..Tail::default() });
        assert_eq!(url, "https://app.example.com/api/invite?x=1");
        assert_eq!((request.token(), request.needs_client()), (Some("a.b.c"), false));
        assert_eq!(request.content_type(), Some("application/json"));
        assert_eq!(request.name(), "POST /api/invite");
    }
}
