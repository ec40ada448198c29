//! A request: what is asked, and the bytes that go out for it. Equal to clerk-js 6.40 byte for byte.

use crate::error::InvalidParam;
use crate::form::{Form, digits, path_segment};
use crate::operations::{Expected, Method, Operation};
use crate::params::{self, Sent};
use crate::publishable_key::Instance;
use crate::value::Value;

/// The version of Clerk's API that is asked for: the one that clerk-js [`CLERK_JS_VERSION`] asks for.
pub const CLERK_API_VERSION: &str = "2026-08-20";
/// The version of clerk-js whose behaviour on the wire is mirrored. The server reads it as `_clerk_js_version`.
pub const CLERK_JS_VERSION: &str = "6.40.0";

/// Where sessions, attempts and the client itself are. Requests below this path name their session themselves.
const CLIENT: &str = "/client";

/// A request as data.
#[derive(Clone, Debug)]
pub struct Request {
    /// The verb.
    pub method: Method,
    /// What a success must carry.
    pub expected: Expected,
    /// Whether the client is to be fetched after a success without one.
    pub updates_client: bool,
    /// The path below `/v1`, its segments percent-encoded; for a relay its whole URL.
    path: String,
    /// The ids in the path.
    pub ids: Vec<String>,
    query: Form,
    body: String,
    target: Target,
    /// The addresses that an invitation is for.
    pub email_addresses: Vec<String>,
    /// The role that an invitation is for.
    pub role: String,
}

/// Who is asked, and how it knows the caller.
#[derive(Clone, Debug)]
enum Target {
    /// The Frontend API, with the browser's cookies.
    Session,
    /// The Frontend API, without cookies and without a content type: clerk-js 6.40 creates a dev browser this way.
    Anonymous,
    /// The app's own relay, with this session token.
    Relay(String),
}

/// A request as it goes out. Everything but a `GET` is a `POST`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wire {
    /// Where it goes.
    pub url: String,
    /// Whether the verb on the wire is `GET`.
    pub is_get: bool,
    /// Whether the browser's cookies go along.
    pub with_credentials: bool,
    /// The content type; it is there with or without a body, as clerk-js sends it.
    pub content_type: Option<&'static str>,
    /// The session token of the `Authorization` header.
    pub token: Option<String>,
    /// The body; empty for none.
    pub body: String,
    /// The verb and the path, for errors and events; nothing in them is secret.
    pub name: String,
    /// How often it was sent before.
    pub retries: u32,
}

impl Request {
    /// Reads the params of an operation and fills its path with ids.
    ///
    /// # Errors
    ///
    /// Names the param or id that is invalid; nothing is sent then.
    pub fn new<V: Value>(
        operation: &'static Operation,
        ids: &[&str],
        params: &V,
    ) -> Result<Self, InvalidParam> {
        let Sent { query, form, email_addresses, role } = params::read(&operation.input, params)?;
        let expected = operation.path.matches("{}").count();
        if ids.len() != expected || ids.iter().any(|id| id.is_empty()) {
            return Err(InvalidParam::new("id", "is required"));
        }
        let body = form.as_str().into();
        Ok(Self { query, body, email_addresses, role, ..Self::internal(operation, ids, &[], &[]) })
    }

    /// A request of the core's own, with its ids, query and form as they are.
    pub(crate) fn internal(
        operation: &'static Operation,
        ids: &[&str],
        query: &[(&str, &str)],
        form: &[(&str, &str)],
    ) -> Self {
        let mut path = String::new();
        for (at, piece) in operation.path.split("{}").enumerate() {
            if let Some(id) = at.checked_sub(1).and_then(|at| ids.get(at)) {
                path_segment(id, &mut path);
            }
            path.push_str(piece);
        }
        let pairs = |pairs: &[(&str, &str)]| {
            let mut form = Form::default();
            pairs.iter().for_each(|(name, value)| form.push(name, value));
            form
        };
        Self {
            method: operation.method,
            expected: operation.expected,
            updates_client: operation.updates_client,
            target: if operation.path == "/dev_browser" { Target::Anonymous } else { Target::Session },
            path,
            ids: ids.iter().map(|id| (*id).into()).collect(),
            query: pairs(query),
            body: pairs(form).as_str().into(),
            email_addresses: Vec::new(),
            role: String::new(),
        }
    }

    /// An invitation that the app's own relay is asked for, at an absolute URL, with a session token and a JSON body.
    pub fn relay(
        url: String,
        token: String,
        body: String,
        email_addresses: Vec<String>,
        role: String,
    ) -> Self {
        let expected = if email_addresses.len() == 1 { Expected::Invitation } else { Expected::Invitations };
        Self {
            method: Method::Post,
            expected,
            updates_client: false,
            path: url,
            ids: Vec::new(),
            query: Form::default(),
            body,
            target: Target::Relay(token),
            email_addresses,
            role,
        }
    }

    /// The same request with one more pair in its query.
    pub fn with_query(mut self, name: &str, value: &str) -> Self {
        self.query.push(name, value);
        self
    }

    /// Whether this asks about or changes the client itself.
    pub fn is_below_client(&self) -> bool {
        self.path.starts_with(CLIENT)
    }

    /// Whether the Frontend API is asked for the browser's client: whether a dev browser and a session matter to it.
    pub fn needs_client(&self) -> bool {
        matches!(self.target, Target::Session)
    }

    /// The verb and the path, for errors.
    pub fn name(&self) -> String {
        match self.target {
            Target::Relay(_) => "POST ".to_owned() + path_of(&self.path),
            _ => self.method.as_str().to_owned() + " /v1" + &self.path,
        }
    }

    /// Equal for requests that ask for the same: a second one that is made while the first is under way shares it.
    pub fn key(&self) -> String {
        [self.method.as_str(), &self.path, "?", self.query.as_str(), "\n", &self.body].concat()
    }

    /// The bytes of one sending.
    pub fn encode(&self, instance: &Instance, tail: &Tail<'_>) -> Wire {
        let name = self.name();
        if let Target::Relay(token) = &self.target {
            return Wire {
                url: self.path.clone(),
                is_get: false,
                with_credentials: false,
                content_type: Some("application/json"),
                token: Some(token.clone()),
                body: self.body.clone(),
                name,
                retries: tail.retries,
            };
        }
        let retries = digits(tail.retries);
        let verb = self.method.as_str();
        let mut query = self.query.clone();
        for (name, value) in [
            ("__clerk_api_version", Some(CLERK_API_VERSION)),
            ("_clerk_js_version", Some(CLERK_JS_VERSION)),
            ("_method", Some(verb).filter(|_| !matches!(self.method, Method::Get | Method::Post))),
            // `/client…` names its session in the path, or asks for all of them (clerk-js 6.40).
            ("_clerk_session_id", tail.session_id.filter(|_| !self.is_below_client())),
            ("__clerk_db_jwt", tail.dev_browser),
            ("_clerk_retry_attempt", Some(&*retries).filter(|_| tail.retries > 0)),
        ] {
            if let Some(value) = value {
                query.push(name, value);
            }
        }
        let is_get = self.method == Method::Get;
        let with_credentials = self.needs_client();
        Wire {
            url: [&instance.origin, "/v1", &self.path, "?", query.as_str()].concat(),
            is_get,
            with_credentials,
            content_type: (!is_get && with_credentials).then_some("application/x-www-form-urlencoded"),
            token: None,
            body: self.body.clone(),
            name,
            retries: tail.retries,
        }
    }
}

/// The path of an absolute URL.
fn path_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = rest.find('/').and_then(|at| rest.get(at..)).unwrap_or("/");
    path.split(['?', '#']).next().unwrap_or("/")
}

/// What one sending adds to the query of its request.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tail<'a> {
    /// The session that the request acts for.
    pub session_id: Option<&'a str>,
    /// The dev browser, in a development instance.
    pub dev_browser: Option<&'a str>,
    /// How often the request was sent before.
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
            request("getOrganization", &["org_1"]).encode(&instance(), &signed_in).url,
            format!("{start}/organizations/org_1?{VERSIONS}&_clerk_session_id=sess_1&__clerk_db_jwt=dvb_1")
        );
        assert_eq!(
            request("getClient", &[]).encode(&instance(), &Tail { retries: 2, ..signed_in }).url,
            format!("{start}/client?{VERSIONS}&__clerk_db_jwt=dvb_1&_clerk_retry_attempt=2")
        );
        assert_eq!(
            request("touchEnvironment", &[]).encode(&instance(), &Tail::default()).url,
            format!("{start}/environment?{VERSIONS}&_method=PATCH")
        );
    }

    #[test]
    fn only_get_and_post_leave_and_a_post_needs_no_preflight() {
        for (name, is_get, content_type) in [
            ("getClient", true, None),
            ("removeAllSessions", false, Some("application/x-www-form-urlencoded")),
            ("createDevBrowser", false, None),
        ] {
            let wire = request(name, &[]).encode(&instance(), &Tail::default());
            assert_eq!((wire.is_get, wire.content_type), (is_get, content_type), "{name}");
            assert_eq!(wire.with_credentials, name != "createDevBrowser");
        }
    }

    #[test]
    fn an_id_from_outside_never_leaves_its_path_segment() {
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
        let wire = request.encode(&instance(), &Tail { session_id: Some("sess_1"), ..Tail::default() });
        assert_eq!(wire.url, "https://app.example.com/api/invite?x=1");
        assert_eq!((wire.token.as_deref(), wire.with_credentials), (Some("a.b.c"), false));
        assert_eq!(wire.name, "POST /api/invite");
    }
}
