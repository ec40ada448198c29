//! Status and body become the envelope `{response, client}` or a failure.
//!
//! The body was parsed by the host (the browser), so this reads it through [`Value`] and never copies what it does
//! not need. No I/O, no resource types.

use crate::error::{ApiError, ApiErrorItem, Error, InvalidParam, RuntimeError, RuntimeErrorCode};
use crate::wire::encoding::digits;

/// A value of the host: parsed JSON, or whatever it threw. JavaScript's own values in a browser.
pub(crate) trait Value: Clone {
    /// What lies at a path of names (`session.user.id`); `None` when it is absent or null.
    fn at(&self, path: &str) -> Option<Self>;
    /// The same, unless it is no string.
    fn text_at(&self, path: &str) -> Option<String>;
    /// The elements of an array at that path, up to the first that is null; none when it is no array.
    fn items_at(&self, path: &str) -> Vec<Self> {
        let mut items = Vec::new();
        while let Some(item) = self.at(&(path.to_owned() + "." + &digits(items.len() as u32))) {
            items.push(item);
        }
        items
    }
    /// The strings of an array at that path, up to the first element that is none.
    fn texts_at(&self, path: &str) -> Vec<String> {
        let mut texts = Vec::new();
        while let Some(text) = self.text_at(&(path.to_owned() + "." + &digits(texts.len() as u32))) {
            texts.push(text);
        }
        texts
    }
    /// Whether there is a member of that name, null included.
    fn has(&self, name: &str) -> bool;
    /// The session of a client that requests are to act for: the one of that id while it is signed in, else, where any
    /// will do, the first that is.
    fn session(&self, wanted: Option<String>, any: bool) -> Option<String> {
        let mut ids = Vec::new();
        for session in self.items_at("sessions") {
            if let Some("active" | "pending") = session.text_at("status").as_deref() {
                ids.extend(session.text_at("id"));
            }
        }
        let wanted = wanted.filter(|id| ids.contains(id));
        wanted.or_else(|| ids.into_iter().next().filter(|_| any))
    }
    /// What a change that may have happened would have given, if it is in this page of invitations; `sought` says which,
    /// see [`Sought`](crate::operation::Sought).
    fn find(&self, sought: &str) -> Option<Self>;
}

/// What the transport brought back.
pub(crate) struct Reply<V> {
    pub(crate) status: u16,
    pub(crate) status_text: String,
    /// `Retry-After` in seconds from when it came.
    pub(crate) retry_after: Option<u32>,
    /// `Clerk-Db-Jwt`: the dev browser from now on.
    pub(crate) dev_browser: Option<String>,
    /// The body as JSON, or what the host threw over one that is none, that is empty or that was cut off.
    pub(crate) body: Result<V, V>,
}

/// A request without a success, in the host's values: the boundary makes JavaScript's errors of it, the Rust API
/// an [`Error`](crate::Error).
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Failure<V> {
    Api(Refusal<V>),
    Runtime {
        code: RuntimeErrorCode,
        message: &'static str,
        /// What the host threw.
        cause: Option<V>,
    },
    Param(InvalidParam),
}

/// The server's "no".
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Refusal<V> {
    pub(crate) status: u16,
    pub(crate) status_text: String,
    /// `Retry-After` in seconds from when it came.
    pub(crate) retry_after: Option<u32>,
    /// The whole body, where it was JSON.
    pub(crate) body: Option<V>,
}

impl<V> From<InvalidParam> for Box<Failure<V>> {
    fn from(refused: InvalidParam) -> Self {
        Failure::Param(refused).into()
    }
}

/// What a call comes to. Boxed, because failures are rare and large.
pub(crate) type Outcome<V> = Result<V, Box<Failure<V>>>;

/// The body of a 2xx, else the failure that the reply is.
pub(crate) fn open<V: Value>(reply: Reply<V>) -> Outcome<V> {
    if !(200..300).contains(&reply.status) {
        let Reply { status, status_text, retry_after, body, .. } = reply;
        return Err(Failure::Api(Refusal { status, status_text, retry_after, body: body.ok() }).into());
    }
    reply.body.map_err(|cause| {
        invalid_response("The server's answer is not the JSON that it promised.", Some(cause))
    })
}

/// A success that is not what was promised.
pub(crate) fn invalid_response<V>(message: &'static str, cause: Option<V>) -> Box<Failure<V>> {
    Failure::Runtime { code: RuntimeErrorCode::InvalidResponse, message, cause }.into()
}

/// The resource in an envelope. A success that carries none did not happen.
pub(crate) fn resource<V: Value>(envelope: &V) -> Outcome<V> {
    envelope.at("response").ok_or_else(|| invalid_response("The server's answer carries no response.", None))
}

/// The client that rides along with an answer, an error's included; in the place of today or that of old.
pub(crate) fn piggybacked_client<V: Value>(body: &V) -> Option<V> {
    body.at("client").or_else(|| body.at("meta.client"))
}

impl<V: Value> Refusal<V> {
    /// The code of the first error.
    pub(crate) fn code(&self) -> Option<String> {
        self.body.as_ref()?.text_at("errors.0.code")
    }

    /// The refusal with its values read out, for Rust callers.
    pub(crate) fn typed(&self) -> ApiError {
        let errors = self.body.as_ref().map(|body| body.items_at("errors")).unwrap_or_default();
        let errors: Vec<_> = errors.iter().map(item).collect();
        let message = errors.first().and_then(|first| first.long_message.clone());
        ApiError {
            status: self.status,
            message: message.unwrap_or_else(|| self.status_text.clone()),
            errors,
            retry_after: self.retry_after,
            clerk_trace_id: self.body.as_ref().and_then(|body| body.text_at("clerk_trace_id")),
            request: None,
        }
    }
}

fn item<V: Value>(error: &V) -> ApiErrorItem {
    ApiErrorItem {
        code: error.text_at("code").unwrap_or_default(),
        message: error.text_at("message").unwrap_or_default(),
        long_message: error.text_at("long_message"),
        param_name: error.text_at("meta.param_name"),
        email_addresses: error.texts_at("meta.email_addresses"),
    }
}

impl<V: Value> From<Box<Failure<V>>> for Error {
    fn from(failure: Box<Failure<V>>) -> Self {
        let (code, message) = match *failure {
            Failure::Api(refusal) => return Self::Api(refusal.typed()),
            Failure::Runtime { code, message, .. } => (code, message.to_owned()),
            Failure::Param(param) => (RuntimeErrorCode::InvalidParams, param.sentence()),
        };
        Self::Runtime(RuntimeError { code, message, request: None })
    }
}

/// [`Value`] for JSON that Rust parsed: what the tests and `fuzz/` put in the browser's place.
#[cfg(any(test, fuzzing))]
#[cfg(not(target_arch = "wasm32"))]
mod native {
    use serde_json::Value as Json;

    impl super::Value for Json {
        fn at(&self, path: &str) -> Option<Self> {
            let mut names = path.split('.');
            let found = names.try_fold(self, |value, name| match value {
                Json::Array(items) => items.get(name.parse::<usize>().ok()?),
                value => value.get(name),
            });
            found.filter(|value| !value.is_null()).cloned()
        }
        fn text_at(&self, path: &str) -> Option<String> {
            self.at(path)?.as_str().map(Into::into)
        }
        fn has(&self, name: &str) -> bool {
            self.get(name).is_some()
        }
        fn find(&self, sought: &str) -> Option<Self> {
            let mut lines = sought.split('\n');
            let field = lines.next()?;
            let role = lines.next().filter(|role| !role.is_empty());
            let same = |a: &str, b: &str| a.trim().to_lowercase() == b.trim().to_lowercase();
            let row = |value: &str| {
                let rows = self.get("data")?.as_array()?.iter();
                let mut rows =
                    rows.filter(|row| role.is_none_or(|role| row.get("role") == Some(&role.into())));
                rows.find(|row| row.text_at(field).is_some_and(|found| same(&found, value))).cloned()
            };
            lines.map(row).collect::<Option<Vec<_>>>().map(Json::from)
        }
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;
    use serde_json::{Value as Json, json};

    fn reply(status: u16, body: Result<Json, Json>) -> Reply<Json> {
        Reply { status, status_text: "Status text".into(), retry_after: None, dev_browser: None, body }
    }

    fn refusal(reply: Reply<Json>) -> Refusal<Json> {
        match *open(reply).unwrap_err() {
            Failure::Api(refusal) => refusal,
            other => panic!("no refusal: {other:?}"),
        }
    }

    #[test]
    fn a_success_is_its_body_and_anything_less_is_an_invalid_response() {
        let body = json!({ "response": { "id": "org_1" }, "client": null });
        assert_eq!(open(reply(200, Ok(body.clone()))), Ok(body.clone()));
        assert_eq!(resource(&body), Ok(json!({ "id": "org_1" })));
        for status in [200, 201, 204, 299] {
            let failed = open(reply(status, Err(json!("SyntaxError")))).unwrap_err();
            assert!(
                matches!(*failed, Failure::Runtime { code: RuntimeErrorCode::InvalidResponse, .. }),
                "{status}"
            );
        }
        for hollow in [json!({}), json!({ "response": null }), json!([]), json!("ok"), json!(null)] {
            assert!(resource(&hollow).is_err(), "{hollow}");
        }
    }

    #[test]
    fn every_other_status_is_a_refusal_whatever_its_body() {
        for status in [100, 300, 304, 400, 401, 404, 418, 422, 429, 500, 502, 599] {
            for body in [Ok(json!("x")), Ok(json!(null)), Err(json!("SyntaxError"))] {
                let error = refusal(reply(status, body)).typed();
                assert_eq!((error.status, error.message.as_str()), (status, "Status text"));
                assert!(error.errors.is_empty());
            }
        }
    }

    #[test]
    fn a_refusal_carries_clerks_errors() {
        let body = json!({ "clerk_trace_id": "trace_1", "errors": [{
            "code": "form_param_format_invalid", "message": "is invalid",
            "long_message": "email_address must be a valid email address.",
            "meta": { "param_name": "email_address", "email_addresses": ["nobody"] }
        }, { "code": "second" }] });
        let refusal = refusal(Reply { retry_after: Some(30), ..reply(422, Ok(body)) });
        assert_eq!(refusal.code().as_deref(), Some("form_param_format_invalid"));
        let error = refusal.typed();
        assert_eq!(error.message, "email_address must be a valid email address.");
        assert_eq!((error.retry_after, error.clerk_trace_id.as_deref()), (Some(30), Some("trace_1")));
        let [first, second] = error.errors.as_slice() else { panic!("two errors") };
        assert_eq!(first.param_name.as_deref(), Some("email_address"));
        assert_eq!(first.email_addresses, ["nobody"]);
        assert_eq!((second.code.as_str(), second.long_message.as_deref()), ("second", None));
    }

    #[test]
    fn the_client_rides_in_either_place() {
        for body in [json!({ "client": { "id": "c" } }), json!({ "meta": { "client": { "id": "c" } } })] {
            assert_eq!(piggybacked_client(&body), Some(json!({ "id": "c" })));
        }
        assert_eq!(piggybacked_client(&json!({ "client": null })), None);
    }
}
