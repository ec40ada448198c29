//! `/__emulator/…`: controls of an instance, for tests and people. Clerk has no such calls. They are not logged as
//! requests and are not affected by faults. Pages on other machines cannot call them.

mod instances;
mod logs;
mod many_invitations;
mod webhooks;

use std::sync::Arc;

use axum::body::Body;
use axum::http::header::{self, HeaderValue};
use axum::http::{Method, Request, Response, StatusCode};
use http_body_util::{BodyExt, Limited};
use serde_json::{Value, json};

use crate::document;
use crate::error::ClerkError;
use crate::host::Host;
use crate::http::cors;
use crate::http::operations::OperationInfo;
use crate::http::path_template::is_at;
use crate::http::reply::{Answer, Reply, refusal};
use crate::instance::{Era, Instance};
use crate::pages::inspector;
use crate::rules::image;
use crate::runtime;
use crate::settings::SETTINGS;
use crate::snapshot;
use logs::Log;

const PREFIX: &str = "/__emulator";
const LARGEST_BODY: usize = 15 * 1024 * 1024;

/// The health check for load balancers and containers. It equals `/__emulator/health`.
const HEALTH: &str = "/health";

/// Whether a path belongs to the controls.
pub(crate) fn owns(path: &str) -> bool {
    path == HEALTH || path == PREFIX || path.strip_prefix(PREFIX).is_some_and(|rest| rest.starts_with('/'))
}

pub(crate) async fn serve(
    host: &Arc<Host>,
    instance: Arc<Instance>,
    path: &str,
    request: Request<Body>,
) -> Response<Body> {
    let trace_id = instance.randomness.trace_id();
    let origin = request.headers().get(header::ORIGIN).cloned();
    let is_ours = |origin: &str| cors::is_loopback(origin) || origin == instance.origin();
    if origin.as_ref().is_some_and(|origin| !origin.to_str().is_ok_and(is_ours)) {
        return refusal(&ClerkError::page_of_another_origin(), &trace_id);
    }
    let mut response = if request.method() == Method::OPTIONS {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NO_CONTENT;
        cors::preflight(response.headers_mut());
        response
    } else {
        match answer(Arc::clone(host), instance, path, request).await {
            Ok(reply) => reply.into_response(),
            Err(refused) => {
                if let Some(cause) = &refused.cause {
                    host.log.broke(cause, &trace_id);
                }
                refusal(&refused, &trace_id)
            }
        }
    };
    cors::allow(origin.as_ref(), response.headers_mut());
    response
}

/// The parameters of a control.
struct Call<'a> {
    host: &'a Host,
    instance: &'a Arc<Instance>,
    era: Era,
    path: &'a str,
    body: &'a [u8],
}

impl Call<'_> {
    fn json(&self) -> Result<Value, ClerkError> {
        document::parse(self.body).map_err(|cause| ClerkError::request_body_invalid(&cause.to_string()))
    }
}

/// The handler of a control.
#[derive(Clone, Copy)]
enum Run {
    AtOnce(fn(&Call<'_>) -> Answer),
    /// Lists a log. The caller can wait for entries.
    Log(Log),
}

/// The controls, one per line: method, path below [`PREFIX`], and handler.
const CONTROLS: &[(&str, &str, Run)] = &[
    ("GET", "/instance", Run::AtOnce(|call| Ok(Reply::json(call.instance.describe())))),
    ("DELETE", "/instance", Run::AtOnce(instances::end)),
    ("GET", "/instances", Run::AtOnce(instances::list)),
    ("POST", "/instances", Run::AtOnce(instances::create)),
    ("POST", "/reset", Run::AtOnce(|call| done(call.instance.reset()))),
    ("POST", "/snapshot", Run::AtOnce(|call| Ok(Reply::json(snapshot::take(call.instance)?)))),
    ("POST", "/restore", Run::AtOnce(|call| done(snapshot::restore(call.instance, call.era, &call.json()?)))),
    ("GET", "/health", Run::AtOnce(health)),
    ("GET", "/state", Run::AtOnce(|call| Ok(Reply::json(state(call.instance)?)))),
    ("GET", "/clock", Run::AtOnce(|call| Ok(clock(call.instance)))),
    ("POST", "/clock", Run::AtOnce(advance)),
    ("GET", "/faults", Run::AtOnce(|call| Ok(Reply::json(call.instance.faults.left())))),
    ("POST", "/faults", Run::AtOnce(add_faults)),
    ("DELETE", "/faults", Run::AtOnce(clear_faults)),
    ("GET", "/requests", Run::Log(Log::Requests)),
    ("DELETE", "/requests", Run::AtOnce(clear_requests)),
    ("POST", "/invitations", Run::AtOnce(many_invitations::add)),
    ("GET", "/outbox", Run::Log(Log::Outbox)),
    ("DELETE", "/outbox", Run::AtOnce(clear_outbox)),
    ("GET", "/webhooks", Run::AtOnce(webhooks::list)),
    ("POST", "/webhooks", Run::AtOnce(webhooks::create)),
    ("DELETE", "/webhooks/{id}", Run::AtOnce(webhooks::remove)),
    ("POST", "/webhooks/messages/{id}/replay", Run::AtOnce(webhooks::replay)),
    ("GET", "/inspector", Run::AtOnce(|call| Ok(inspector::page(&call.instance.root())))),
    ("GET", "/inspector.js", Run::AtOnce(|_| Ok(inspector::script()))),
    ("GET", "/settings", Run::AtOnce(|call| Ok(settings(call.instance)))),
    ("PUT", "/settings", Run::AtOnce(change_settings)),
    ("PATCH", "/settings", Run::AtOnce(change_settings)),
    ("GET", "/images/{id}", Run::AtOnce(|call| image(call.instance, call.path))),
];

fn state(instance: &Instance) -> Result<Value, ClerkError> {
    document::value(&instance.state()?).map_err(ClerkError::internal)
}

/// Every control.
pub(crate) fn operations() -> impl Iterator<Item = OperationInfo> {
    CONTROLS.iter().map(|(method, path, _)| OperationInfo::control(method, path))
}

/// Finds the control of a path. The error shows whether the path or the method is wrong.
fn find(method: &Method, path: &str) -> Result<Run, ClerkError> {
    let here = || CONTROLS.iter().filter(|(_, known, _)| is_at(known, path));
    let found = here().find(|(known, ..)| *known == method.as_str());
    found.map(|(.., run)| *run).ok_or_else(|| match here().next() {
        Some(_) => ClerkError::method_not_allowed(),
        None => ClerkError::path_not_found(),
    })
}

async fn answer(host: Arc<Host>, instance: Arc<Instance>, path: &str, request: Request<Body>) -> Answer {
    let era = instance.era();
    let (parts, body) = request.into_parts();
    let body = Limited::new(body, LARGEST_BODY)
        .collect()
        .await
        .map_err(|_| {
            ClerkError::request_body_invalid("The body is too large or ended before it was complete.")
        })?
        .to_bytes();
    let path = path.strip_prefix(PREFIX).unwrap_or(path).to_owned();
    let run = match find(&parts.method, &path)? {
        Run::AtOnce(run) => run,
        Run::Log(log) => {
            return logs::list(
                &host.sleep,
                instance,
                log,
                parts.uri.query().unwrap_or_default(),
                &parts.headers,
            )
            .await;
        }
    };
    let blocking = move || {
        let call = Call { host: &host, instance: &instance, era, path: &path, body: &body };
        run(&call)?.signed(&instance.keys)
    };
    runtime::blocking(blocking).await.map_err(ClerkError::internal)?
}

/// Checks that the database answers.
fn health(call: &Call<'_>) -> Answer {
    call.instance.read(call.instance.clock.now(), |_| Ok(()))?;
    Ok(Reply::json(json!({ "ok": true, "version": env!("CARGO_PKG_VERSION") })))
}

fn done(outcome: Result<(), ClerkError>) -> Answer {
    outcome.map(|()| Reply::json(json!({ "ok": true })))
}

fn add_faults(call: &Call<'_>) -> Answer {
    let faults = &call.instance.faults;
    faults.add(&call.json()?).map_err(|detail| ClerkError::request_body_invalid(&detail))?;
    Ok(Reply::json(faults.left()))
}

fn clear_faults(call: &Call<'_>) -> Answer {
    call.instance.faults.clear();
    done(Ok(()))
}

fn clear_requests(call: &Call<'_>) -> Answer {
    call.instance.requests.clear();
    done(Ok(()))
}

fn clear_outbox(call: &Call<'_>) -> Answer {
    done(call.instance.write(call.era, call.instance.clock.now(), |db| Ok(db.clear_outbox()?)))
}

fn clock(instance: &Instance) -> Reply {
    Reply::json(json!({ "now": instance.clock.now(), "offsetMs": instance.clock.offset() }))
}

fn advance(call: &Call<'_>) -> Answer {
    let (instance, body) = (call.instance, call.json()?);
    let refused =
        || ClerkError::request_body_invalid("Send {\"advanceMs\": n}, n a whole number of milliseconds.");
    let milliseconds = body.get("advanceMs").and_then(Value::as_i64).ok_or_else(refused)?;
    instance.clock.advance(milliseconds).ok_or_else(refused)?;
    instance.mailed.notify_waiters();
    Ok(clock(instance))
}

fn settings(instance: &Instance) -> Reply {
    let values = instance.settings().to_json();
    let described: Vec<Value> = SETTINGS
        .iter()
        .map(|info| json!({ "name": info.name, "value": values.get(info.name), "takes": info.takes, "doc": info.doc.trim() }))
        .collect();
    Reply::json(json!({ "values": values, "settings": described }))
}

/// Changes the named settings: all of them, or none if one is invalid.
fn change_settings(call: &Call<'_>) -> Answer {
    let refused = || ClerkError::request_body_invalid("Send an object of setting names and values.");
    call.instance.change_settings(call.era, call.json()?.as_object().ok_or_else(refused)?)?;
    Ok(settings(call.instance))
}

/// An avatar or logo: the uploaded image, or else a generated one. The headers keep browsers from running an upload
/// as a page.
fn image(instance: &Instance, path: &str) -> Answer {
    let owner_id = path.strip_prefix("/images/").unwrap_or_default();
    let reply = match instance.read(instance.clock.now(), |db| Ok(db.image(owner_id)?))? {
        Some(uploaded) => Reply::of_type(image::content_type(&uploaded.bytes)?, uploaded.bytes),
        None => initial(path),
    };
    let reply = reply.with_header(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    Ok(reply.with_header(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'; sandbox"),
    ))
}

/// The avatar or logo of an id without an upload: a square in a colour that depends on the id.
fn initial(path: &str) -> Reply {
    let hue = path.bytes().fold(0_u32, |hue, byte| (hue * 31 + u32::from(byte)) % 360);
    let image = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1 1\"><rect width=\"1\" height=\"1\" fill=\"hsl({hue} 60% 45%)\"/></svg>"
    );
    Reply::of_type("image/svg+xml", image)
}
