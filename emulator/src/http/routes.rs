//! Route tables of plain functions. A handler is a synchronous function that may use the database, hash and sign;
//! it runs off the threads that serve connections.

use axum::Router;
use axum::body::Body;
use axum::extract::{FromRequestParts, RawPathParams, Request};
use axum::http::Response;
use axum::routing::{MethodFilter, MethodRouter, on};

use super::context::Context;
use super::published::{self, Api};
use super::reply::{Answer, refusal};
use crate::error::ClerkError;
use crate::runtime;

pub(crate) type Handler = fn(&Context) -> Answer;

/// The answer to a request without a route: 501 for an operation that Clerk publishes.
pub(crate) fn with_fallbacks(api: Api, routes: Router) -> Router {
    let unrouted = move |request: &Request, otherwise: ClerkError| {
        let found = published::find(api, request.method(), request.uri().path());
        failed(
            found
                .map_or(otherwise, |operation| ClerkError::operation_not_implemented(&operation.to_string())),
        )
    };
    routes
        .method_not_allowed_fallback(move |request: Request| async move {
            unrouted(&request, ClerkError::method_not_allowed())
        })
        .fallback(move |request: Request| async move { unrouted(&request, ClerkError::path_not_found()) })
}

pub(super) fn route(method: MethodFilter, handler: Handler) -> MethodRouter {
    on(method, move |request: Request| run(request, handler))
}

async fn run(request: Request, handler: Handler) -> Response<Body> {
    let (mut parts, _) = request.into_parts();
    let Some(mut context) = parts.extensions.remove::<Context>() else {
        return failed(ClerkError::internal("a route was reached without a context"));
    };
    context.parameters = match RawPathParams::from_request_parts(&mut parts, &()).await {
        Ok(parameters) => {
            parameters.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
        }
        Err(_) => return failed(ClerkError::malformed_request_parameters("The path is not UTF-8 text.")),
    };
    let answering = move || handler(&context)?.signed(&context.instance.keys);
    match runtime::blocking(answering).await {
        Ok(Ok(reply)) => reply.into_response(),
        Ok(Err(refused)) => failed(refused),
        Err(panicked) => failed(ClerkError::internal(panicked)),
    }
}

/// A refusal for the pipeline, which has the trace id and writes the answer.
fn failed(refused: ClerkError) -> Response<Body> {
    let mut response = refusal(&refused, "");
    response.extensions_mut().insert(refused);
    response
}
