//! The steps that every request passes through, in order. This file does not depend on any resource.

mod admission;

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::header::{self, HeaderValue};
use axum::http::{Method, Response, StatusCode};
use http_body_util::{BodyExt, LengthLimitError, Limited};

use super::context::Context;
use super::reply::refusal;
use super::{backend, cors, frontend, identity, proxied, tables};
use crate::control;
use crate::error::ClerkError;
use crate::faults::Fault;
use crate::host::Host;
use crate::instance::Instance;
use crate::pages;
use crate::pairs::Pairs;
use crate::request_log::Seen;
use crate::runtime::{self, Sleep};

/// The largest accepted body. Clerk's largest upload is a logo of 10 MB, sent as base64 at worst.
const LARGEST_BODY: usize = 15 * 1024 * 1024;

/// The connection must be closed without an answer.
#[derive(Debug, thiserror::Error)]
#[error("dropped by a fault")]
pub struct Dropped;

type Outcome = Result<Response<Body>, Dropped>;

/// Answers one request from a socket.
pub(crate) async fn serve<B>(host: Arc<Host>, request: axum::http::Request<B>) -> Outcome
where
    B: axum::body::HttpBody<Data = Bytes> + Send + 'static,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let origin = request.headers().get(header::ORIGIN).cloned();
    let hosts =
        request.headers().get_all(header::HOST).iter().map(|value| value.to_str().unwrap_or_default());
    let mut hosts = hosts;
    if !hosts.all(|name| host.allowed_hosts.allows(name)) {
        let trace_id = host.instances.default.randomness.trace_id();
        return Ok(refusal(&ClerkError::host_not_allowed(), &trace_id));
    }
    let Some((instance, path)) = host.instances.of_path(request.uri().path()) else {
        let trace_id = host.instances.default.randomness.trace_id();
        return Ok(with_cors(refusal(&ClerkError::host_invalid(), &trace_id), origin.as_ref()));
    };
    let path = match is_home(&host, &request, &path) {
        true if request.uri().query().is_none() => pages::inspector::INSPECTOR.to_owned(),
        true => pages::PORTAL.to_owned(),
        false => path,
    };
    if control::owns(&path) && !pages::is_portal(&path) {
        return Ok(control::serve(&host, instance, &path, request.map(Body::new)).await);
    }
    if !is_api(&path) && !pages::is_portal(&path) {
        let trace_id = instance.randomness.trace_id();
        return Ok(host.static_files.serve(request.map(Body::new), &path, &trace_id).await);
    }
    if request.method() == Method::OPTIONS {
        let mut response = with_cors(Response::new(Body::empty()), origin.as_ref());
        *response.status_mut() = StatusCode::NO_CONTENT;
        cors::preflight(response.headers_mut());
        return Ok(response);
    }
    let outcome = answer(&host, instance, path, request).await;
    Ok(with_cors(outcome?, origin.as_ref()))
}

/// Whether a browser opens the home page and the application serves no page there. It then shows the inspector, or the
/// signed-in users if the account portal redirected there with a dev browser.
fn is_home<B>(host: &Host, request: &axum::http::Request<B>, path: &str) -> bool {
    path == "/"
        && request.method() == Method::GET
        && !host.static_files.has_home()
        && pages::wants_page(text(request.headers().get(header::ACCEPT)), false)
}

fn is_api(path: &str) -> bool {
    path == "/v1" || path.starts_with("/v1/") || path == "/.well-known/jwks.json"
}

fn with_cors(mut response: Response<Body>, origin: Option<&HeaderValue>) -> Response<Body> {
    cors::allow(origin, response.headers_mut());
    response
}

/// Answers an API request: reads, logs and checks it, applies faults, and routes it.
async fn answer<B>(
    host: &Host,
    instance: Arc<Instance>,
    path: String,
    request: axum::http::Request<B>,
) -> Outcome
where
    B: axum::body::HttpBody<Data = Bytes> + Send + 'static,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let started = instance.clock.unmoved();
    let era = instance.era();
    let trace_id = instance.randomness.trace_id();
    let (parts, body) = request.into_parts();
    let raw_query = parts.uri.query().unwrap_or_default();
    let body = read(body).await;
    let query = Pairs::parse(raw_query);
    let method = query.as_ref().map_or(parts.method.clone(), |query| overridden(&parts.method, query));

    let seen =
        Seen::new(instance.clock.now(), &parts.method, &path, raw_query, &parts.headers, body.as_ref().ok());
    let entry = instance.requests.begin(seen);
    let fault = instance.faults.take(&parts.method, &method, &path);
    if let Some(delay) = fault.as_ref().and_then(|fault| fault.delay_ms) {
        host.sleep.sleep(Duration::from_millis(delay)).await;
    }

    let outcome = match &fault {
        Some(fault) if fault.replaces_request() => fault.answer(None, &host.sleep),
        _ => {
            // If both APIs have the path, only the Frontend API's answer can be a page.
            let as_page = pages::is_page(&path)
                && !parts.headers.contains_key(header::AUTHORIZATION)
                && pages::wants_page(text(parts.headers.get(header::ACCEPT)), true);
            let admitted = admission::admit(&instance, era, method, path, parts.headers, query, body);
            let response = match admitted {
                Ok(context) => route(host, context).await,
                Err(refused) => refused_response(refused),
            };
            let response = traced(host, response, &trace_id, as_page);
            match &fault {
                Some(fault) => fault.answer(Some(response), &host.sleep),
                None => Ok(response),
            }
        }
    };
    let status = outcome.as_ref().ok().map(|response| response.status().as_u16());
    let logged = entry.end(status, instance.clock.unmoved() - started);
    host.log.request(&instance.path(), logged, &trace_id);
    if instance.is_purge_due() {
        // The caller does not wait for the purge.
        runtime::detached(move || drop(instance.purge()));
    }
    outcome
}

async fn read<B>(body: B) -> Result<Bytes, ClerkError>
where
    B: axum::body::HttpBody<Data = Bytes>,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    match Limited::new(body, LARGEST_BODY).collect().await {
        Ok(read) => Ok(read.to_bytes()),
        Err(cause) if cause.is::<LengthLimitError>() => Err(ClerkError::request_body_too_large()),
        Err(_) => Err(ClerkError::request_body_invalid("The body ended before it was complete.")),
    }
}

/// clerk-js sends PATCH, PUT and DELETE as POST with `_method`, to avoid preflights.
fn overridden(method: &Method, query: &Pairs) -> Method {
    match query.get("_method").filter(|_| method == Method::POST).map(str::to_ascii_uppercase).as_deref() {
        Some("PATCH") => Method::PATCH,
        Some("PUT") => Method::PUT,
        Some("DELETE") => Method::DELETE,
        _ => method.clone(),
    }
}

/// Routes a request. With an Authorization header, a caller that is not a native client uses the Backend API.
async fn route(host: &Host, mut context: Context) -> Response<Body> {
    let is_backend = !context.is_native()
        && (context.headers.contains_key(header::AUTHORIZATION)
            || tables::is_of_backend_alone(&context.path));
    if is_backend {
        if let Err(refused) = backend::admit(&context) {
            return refused_response(refused);
        }
    } else if let Err(refused) = proxied::check(&context) {
        return refused_response(refused);
    } else if identity::names_a_dev_browser(&context) {
        // A request without an Origin comes from a program or from a navigation. No page's script can read its answer.
        let host_name = context.header(header::HOST.as_str()).unwrap_or_default();
        let is_foreign = |origin: &str| {
            !host.allowed_hosts.allows_dev_browser(origin, host_name)
                && proxied::origin(&context).is_none_or(|own| own != origin)
        };
        if context.origin().is_some_and(is_foreign) {
            return refused_response(ClerkError::dev_browser_of_another_origin());
        }
        // This reads the database, so it runs on a thread that serves no connections.
        let admitting = move || identity::check_dev_browser(&context).map(|()| context);
        context = match runtime::blocking(admitting).await {
            Ok(Ok(context)) => context,
            Ok(Err(refused)) => return refused_response(refused),
            Err(panicked) => return refused_response(ClerkError::internal(panicked)),
        };
    }
    let routes = if is_backend { backend::ROUTES } else { frontend::ROUTES };
    routes.answer(context).await
}

fn refused_response(refused: ClerkError) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    response.extensions_mut().insert(refused);
    response
}

fn text(header: Option<&HeaderValue>) -> Option<&str> {
    header.and_then(|value| value.to_str().ok())
}

/// Adds the trace id to an error's answer, turns it into a page if a page was requested, and logs the cause.
fn traced(host: &Host, mut response: Response<Body>, trace_id: &str, as_page: bool) -> Response<Body> {
    let Some(refused) = response.extensions_mut().remove::<ClerkError>() else { return response };
    if let Some(cause) = &refused.cause {
        host.log.broke(cause, trace_id);
    }
    let mut written = match as_page {
        true => pages::problem(&refused, trace_id).into_response(),
        false => refusal(&refused, trace_id),
    };
    for (name, value) in response.headers() {
        if name == header::ALLOW {
            written.headers_mut().insert(name, value.clone());
        }
    }
    written
}

impl Fault {
    /// Builds the answer of a fault. `applied` is the request's own answer, or `None` if the request was not applied.
    fn answer(&self, applied: Option<Response<Body>>, sleep: &Sleep) -> Outcome {
        if self.drop {
            return Err(Dropped);
        }
        match (self.response(sleep), applied) {
            (Some(written), _) => Ok(written),
            (None, Some(response)) => Ok(self.add_headers(response)),
            (None, None) => Err(Dropped),
        }
    }
}
