//! `/__emulator/…`: what tests and people do to an instance that Clerk has no call for. Never logged as requests,
//! never hit by faults. A page of another machine may not call it.

mod instances;
mod logs;

use std::sync::Arc;

use axum::body::Body;
use axum::http::header::{self, HeaderValue};
use axum::http::{Method, Request, Response, StatusCode};
use http_body_util::{BodyExt, Limited};
use serde_json::{Value, json};

use crate::error::ClerkError;
use crate::host::Host;
use crate::http::cors;
use crate::http::reply::{Answer, Reply, refusal};
use crate::instance::{Era, Instance};
use crate::rules::image;
use crate::settings::SETTINGS;

const PREFIX: &str = "/__emulator";
const LARGEST_BODY: usize = 15 * 1024 * 1024;

/// Whether a path belongs to the controls.
pub(crate) fn owns(path: &str) -> bool {
    path == PREFIX || path.strip_prefix(PREFIX).is_some_and(|rest| rest.starts_with('/'))
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
        return refusal(&ClerkError::origin_invalid(), &trace_id);
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
    let path = path.strip_prefix(PREFIX).unwrap_or_default().to_owned();
    if parts.method == Method::GET && logs::owns(&path) {
        return logs::list(instance, &path, parts.uri.query().unwrap_or_default(), &parts.headers).await;
    }
    let keys = Arc::clone(&instance);
    let blocking = move || route(&host, &instance, era, &parts.method, &path, &body)?.signed(&keys.keys);
    tokio::task::spawn_blocking(blocking).await.map_err(ClerkError::internal)?
}

/// The controls, one line each.
fn route(host: &Host, instance: &Instance, era: Era, method: &Method, path: &str, body: &[u8]) -> Answer {
    let done = Ok(Reply::json(json!({ "ok": true })));
    let is_default = instance.name.is_empty();
    match (method.as_str(), path) {
        ("GET", "/instance") => Ok(Reply::json(instance.describe())),
        ("DELETE", "/instance") if !is_default => {
            host.instances.end(instance)?;
            done
        }
        ("GET", "/instances") if is_default => Ok(instances::list(&host.instances)),
        ("POST", "/instances") if is_default => instances::create(&host.instances, body),
        (_, "/instances") if !is_default => Err(ClerkError::path_not_found()),
        ("POST", "/reset") => {
            instance.reset()?;
            done
        }
        ("GET", "/state") => Ok(Reply::json(json!(instance.state()?))),
        ("GET", "/clock") => Ok(clock(instance)),
        ("POST", "/clock") => advance(instance, &json_body(body)?),
        ("GET", "/faults") => Ok(Reply::json(instance.faults.left())),
        ("POST", "/faults") => {
            instance
                .faults
                .add(&json_body(body)?)
                .map_err(|detail| ClerkError::request_body_invalid(&detail))?;
            Ok(Reply::json(instance.faults.left()))
        }
        ("DELETE", "/faults") => {
            instance.faults.clear();
            done
        }
        ("DELETE", "/requests") => {
            instance.requests.clear();
            done
        }
        ("DELETE", "/outbox") => {
            instance.write(era, instance.clock.now(), |db| Ok(db.clear_outbox()?))?;
            done
        }
        ("GET", "/settings") => Ok(settings(instance)),
        ("PUT" | "PATCH", "/settings") => change_settings(instance, era, &json_body(body)?),
        ("GET", path) if path.starts_with("/images/") => image(instance, path),
        (
            _,
            "/instance" | "/instances" | "/state" | "/reset" | "/clock" | "/faults" | "/requests" | "/outbox"
            | "/settings",
        ) => Err(ClerkError::method_not_allowed()),
        _ => Err(ClerkError::path_not_found()),
    }
}

fn json_body(body: &[u8]) -> Result<Value, ClerkError> {
    serde_json::from_slice(body).map_err(|cause| ClerkError::request_body_invalid(&cause.to_string()))
}

fn clock(instance: &Instance) -> Reply {
    let now = instance.clock.now();
    Reply::json(json!({ "now": now, "offsetMs": now - instance.clock.unmoved() }))
}

fn advance(instance: &Instance, body: &Value) -> Answer {
    let refused =
        || ClerkError::request_body_invalid("Send {\"advanceMs\": n}, n a whole number of milliseconds.");
    let milliseconds = body.get("advanceMs").and_then(Value::as_i64).ok_or_else(refused)?;
    instance.clock.advance(milliseconds).ok_or_else(refused)?;
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

/// Sets what is named and leaves the rest, all of it or nothing.
fn change_settings(instance: &Instance, era: Era, body: &Value) -> Answer {
    let refused = || ClerkError::request_body_invalid("Send an object of setting names and values.");
    instance.change_settings(era, body.as_object().ok_or_else(refused)?)?;
    Ok(settings(instance))
}

/// An avatar or logo: the uploaded one, else one that is drawn. Shown as an image and nothing else.
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

/// An avatar or logo without an upload: a coloured square, the same for the same id.
fn initial(path: &str) -> Reply {
    let hue = path.bytes().fold(0_u32, |hue, byte| (hue * 31 + u32::from(byte)) % 360);
    let image = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1 1\"><rect width=\"1\" height=\"1\" fill=\"hsl({hue} 60% 45%)\"/></svg>"
    );
    Reply::of_type("image/svg+xml", image)
}
