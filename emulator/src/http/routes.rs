//! Routes a request to the handler of its operation.

use axum::body::{Body, HttpBody};
use axum::http::header::{self, HeaderValue};
use axum::http::{Method, Response};

use super::context::Context;
use super::operations::{Operation, at};
use super::path_template;
use super::published::{self, Api};
use super::reply::refusal;
use crate::error::ClerkError;
use crate::runtime;

/// The operations of one API.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Routes {
    pub(super) api: Api,
    pub(super) tables: &'static [&'static [Operation]],
}

impl Routes {
    /// Answers a request. HEAD is answered like GET, without the body.
    pub(super) async fn answer(self, mut context: Context) -> Response<Body> {
        let is_head = context.method == Method::HEAD;
        let method = if is_head { &Method::GET } else { &context.method };
        let known = at(self.tables, &context.path);
        let Some(operation) = known.iter().find(|known| known.method == method.as_str()) else {
            return self.unrouted(&context, &known);
        };
        context.parameters = match path_template::values(operation.path, &context.path) {
            Ok(values) => values,
            Err(refused) => return failed(refused),
        };
        let handler = operation.handler;
        let answering = move || handler(&context)?.signed(&context.instance.keys);
        let mut response = match runtime::blocking(answering).await {
            Ok(Ok(reply)) => reply.into_response(),
            Ok(Err(refused)) => return failed(refused),
            Err(panicked) => return failed(ClerkError::internal(panicked)),
        };
        if let Some(length) = response.body().size_hint().exact() {
            response.headers_mut().insert(header::CONTENT_LENGTH, length.into());
        }
        if is_head {
            *response.body_mut() = Body::empty();
        }
        response
    }

    /// Answers a request without an operation: 501 if Clerk publishes the operation, otherwise 404 or 405.
    fn unrouted(self, context: &Context, known: &[&Operation]) -> Response<Body> {
        let allowed: Vec<&str> =
            known.iter().flat_map(|operation| allowed(&operation.method)).copied().collect();
        let published = published::find(self.api, &context.method, &context.path);
        let mut response = failed(match published {
            Some(operation) => ClerkError::operation_not_implemented(&operation.to_string()),
            None if allowed.is_empty() => ClerkError::path_not_found(),
            None => ClerkError::method_not_allowed(),
        });
        if let (false, Ok(allowed)) = (allowed.is_empty(), HeaderValue::from_str(&allowed.join(","))) {
            response.headers_mut().insert(header::ALLOW, allowed);
        }
        response
    }
}

/// The methods to list in `Allow` for an operation's method.
fn allowed<'a>(method: &'a &'static str) -> &'a [&'static str] {
    if *method == "GET" { &["GET", "HEAD"] } else { std::slice::from_ref(method) }
}

/// An error for the pipeline, which adds the trace id and writes the answer.
fn failed(refused: ClerkError) -> Response<Body> {
    let mut response = refusal(&refused, "");
    response.extensions_mut().insert(refused);
    response
}
