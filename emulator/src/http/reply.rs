//! The answer of a handler. Most answers are JSON with exactly the Content-Type `application/json`. Otherwise Clerk's
//! backend client (@clerk/backend 3.25) does not parse a body as JSON.

use axum::body::Body;
use axum::http::header::{self, HeaderName, HeaderValue};
use axum::http::{Response, StatusCode};
use serde_json::{Value, json};

use crate::error::ClerkError;
use crate::rows_only::takes_long;
use crate::tokens::Keys;

/// The result of a handler.
pub(crate) type Answer = Result<Reply, ClerkError>;

/// The body. JSON is written, and its session tokens are signed, after the transaction that created it.
#[derive(Debug)]
enum Content {
    Json(Value),
    Bytes(Vec<u8>),
}

/// A successful answer.
#[derive(Debug)]
pub(crate) struct Reply {
    status: StatusCode,
    content_type: &'static str,
    content: Content,
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl Reply {
    /// Status 200 with the JSON value. The Backend API and a few answers of the Frontend API have no envelope.
    pub(crate) fn json(value: Value) -> Self {
        takes_long("an answer is made");
        Self {
            status: StatusCode::OK,
            content_type: "application/json",
            content: Content::Json(value),
            headers: vec![],
        }
    }

    /// Status 200 with the Frontend API's envelope.
    pub(crate) fn wrapped(response: Value, client: Value) -> Self {
        Self::json(json!({ "response": response, "client": client }))
    }

    /// Status 200 with a body that is not JSON.
    pub(crate) fn of_type(content_type: &'static str, body: impl Into<Vec<u8>>) -> Self {
        Self { status: StatusCode::OK, content_type, content: Content::Bytes(body.into()), headers: vec![] }
    }

    pub(crate) fn with_status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// Status 303, which redirects with GET. `None` if the URL is not a valid header value.
    pub(crate) fn see_other(location: &str) -> Option<Self> {
        let location = HeaderValue::from_str(location).ok()?;
        let reply = Self::of_type("text/plain; charset=utf-8", "").with_status(StatusCode::SEE_OTHER);
        Some(reply.with_header(header::LOCATION, location))
    }

    pub(crate) fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }

    /// Signs the session tokens in the answer and writes its bytes.
    pub(crate) fn signed(mut self, keys: &Keys) -> Answer {
        if let Content::Json(value) = &self.content {
            self.content = Content::Bytes(keys.write(value).map_err(ClerkError::internal)?);
        }
        Ok(self)
    }

    pub(crate) fn into_response(self) -> Response<Body> {
        let bytes = match self.content {
            Content::Json(value) => value.to_string().into(),
            Content::Bytes(bytes) => bytes,
        };
        let mut response = Response::new(Body::from(bytes));
        *response.status_mut() = self.status;
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(self.content_type));
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        for (name, value) in self.headers {
            response.headers_mut().append(name, value);
        }
        response
    }
}

/// An error in Clerk's envelope.
pub(crate) fn refusal(refused: &ClerkError, trace_id: &str) -> Response<Body> {
    let errors: Vec<Value> = std::iter::once(refused)
        .chain(&refused.others)
        .map(|error| {
            json!({
                "code": error.code, "message": error.message, "long_message": error.long_message,
                "meta": error.meta,
            })
        })
        .collect();
    let mut reply = Reply::json(json!({ "errors": errors, "clerk_trace_id": trace_id }));
    reply.status = StatusCode::from_u16(refused.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    if let Some(seconds) = refused.retry_after {
        reply = reply.with_header(header::RETRY_AFTER, seconds.into());
    }
    reply.into_response()
}
