//! Faults: answers that fail on purpose, to test how clients handle a bad network or server.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::header::{self, HeaderName, HeaderValue};
use axum::http::{Method, Response, StatusCode};
use futures_util::{StreamExt, stream};
use regex_lite::Regex;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::document;
use crate::runtime::Sleep;

/// A fault in the JSON form of the control.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Description {
    #[serde(skip_serializing_if = "Option::is_none")]
    method: Option<String>,
    path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<Value>,
    #[serde(default, skip_serializing_if = "serde_json::Map::is_empty")]
    headers: serde_json::Map<String, Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_length: Option<u64>,
    #[serde(default = "once")]
    times: u64,
    #[serde(default)]
    drop: bool,
    /// Whether to apply the request before the fault answers.
    #[serde(default)]
    after: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    delay_ms: Option<u64>,
}

fn once() -> u64 {
    1
}

/// The effect of a fault on one request.
#[derive(Debug)]
pub(crate) struct Fault {
    pub(crate) delay_ms: Option<u64>,
    /// Whether to close the connection without an answer.
    pub(crate) drop: bool,
    after: bool,
    written: Option<Written>,
    /// Headers to add to the emulator's own answer.
    headers: Vec<(HeaderName, HeaderValue)>,
}

/// The answer of a fault.
#[derive(Debug)]
struct Written {
    status: StatusCode,
    body: Option<Bytes>,
    headers: Vec<(HeaderName, HeaderValue)>,
    content_length: Option<u64>,
}

impl Fault {
    /// Whether the request is not applied.
    pub(crate) fn replaces_request(&self) -> bool {
        !self.after && (self.drop || self.written.is_some())
    }

    /// Adds the fault's headers to the emulator's own answer.
    pub(crate) fn add_headers(&self, mut response: Response<Body>) -> Response<Body> {
        for (name, value) in &self.headers {
            response.headers_mut().insert(name.clone(), value.clone());
        }
        response
    }

    /// The fault's own answer, if it has one.
    pub(crate) fn response(&self, sleep: &Sleep) -> Option<Response<Body>> {
        let written = self.written.as_ref()?;
        let bytes = written.body.clone().unwrap_or_default();
        let mut response = Response::new(match written.content_length {
            Some(length) if length > bytes.len() as u64 => cut_off(bytes, sleep),
            _ => Body::from(bytes),
        });
        *response.status_mut() = written.status;
        let headers = response.headers_mut();
        if written.body.is_some() {
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        if let Some(length) = written.content_length {
            headers.insert(header::CONTENT_LENGTH, length.into());
        }
        for (name, value) in &written.headers {
            headers.insert(name.clone(), value.clone());
        }
        Some(response)
    }
}

/// A body that ends before its declared length: the bytes, a short delay so that they are sent, then an error that
/// breaks the connection.
fn cut_off(bytes: Bytes, sleep: &Sleep) -> Body {
    let moment = sleep.sleep(Duration::from_millis(20));
    let cut = async {
        moment.await;
        Err(std::io::Error::from(std::io::ErrorKind::UnexpectedEof))
    };
    Body::from_stream(stream::iter([Ok(bytes)]).chain(stream::once(cut)))
}

/// A fault that has requests left to apply to.
#[derive(Debug)]
struct Waiting {
    description: Description,
    path: Regex,
}

impl Waiting {
    fn hits(&self, literal: &Method, effective: &Method, path: &str) -> bool {
        let is_method = |wanted: &String| {
            wanted.eq_ignore_ascii_case(literal.as_str()) || wanted.eq_ignore_ascii_case(effective.as_str())
        };
        self.description.method.as_ref().is_none_or(is_method) && self.path.is_match(path)
    }

    fn fault(&self) -> Fault {
        let Description { status, body, headers, content_length, drop, after, delay_ms, .. } =
            &self.description;
        let writes = status.is_some() || body.is_some() || content_length.is_some();
        // A string is sent unchanged, for example as HTML or as truncated JSON.
        let bytes = body.as_ref().map(|body| match body {
            Value::String(text) => Bytes::from(text.clone()),
            json => Bytes::from(json.to_string()),
        });
        let headers: Vec<_> = headers.iter().filter_map(|(name, value)| header(name, value).ok()).collect();
        Fault {
            headers: if writes { Vec::new() } else { headers.clone() },
            delay_ms: *delay_ms,
            drop: *drop,
            after: *after,
            written: writes.then(|| Written {
                status: status.and_then(|code| StatusCode::from_u16(code).ok()).unwrap_or(StatusCode::OK),
                body: bytes,
                headers,
                content_length: *content_length,
            }),
        }
    }
}

fn header(name: &str, value: &Value) -> Result<(HeaderName, HeaderValue), String> {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let name =
        HeaderName::from_bytes(name.as_bytes()).map_err(|_| format!("\"{name}\" is not a header name"))?;
    let value =
        HeaderValue::from_str(&text).map_err(|_| format!("the value of the header {name} cannot be sent"))?;
    Ok((name, value))
}

fn checked(description: Description) -> Result<Waiting, String> {
    let path = Regex::new(&description.path).map_err(|cause| cause.to_string())?;
    if let Some(status) = description.status.filter(|status| !(200..=599).contains(status)) {
        return Err(format!("status must be from 200 to 599, not {status}"));
    }
    for (name, value) in &description.headers {
        header(name, value)?;
    }
    Ok(Waiting { description, path })
}

/// The faults of an instance, in the order of their creation.
#[derive(Debug, Default)]
pub(crate) struct Faults(Mutex<Vec<Waiting>>);

impl Faults {
    /// Adds one fault or an array of faults. Adds none if one is invalid.
    pub(crate) fn add(&self, posted: &Value) -> Result<(), String> {
        let one_by_one = match posted {
            Value::Array(several) => several.as_slice(),
            one => std::slice::from_ref(one),
        };
        let faults = one_by_one
            .iter()
            .map(|one| document::read(one).map_err(|misfit| misfit.to_string()).and_then(checked))
            .collect::<Result<Vec<_>, _>>()?;
        self.lock().extend(faults.into_iter().filter(|fault| fault.description.times > 0));
        Ok(())
    }

    /// Returns the first fault that matches this request, and counts it as used once.
    pub(crate) fn take(&self, literal: &Method, effective: &Method, path: &str) -> Option<Fault> {
        let mut waiting = self.lock();
        let index = waiting.iter().position(|fault| fault.hits(literal, effective, path))?;
        let hit = waiting.get_mut(index)?;
        let fault = hit.fault();
        hit.description.times = hit.description.times.saturating_sub(1);
        if hit.description.times == 0 {
            waiting.remove(index);
        }
        Some(fault)
    }

    /// The remaining faults, in their JSON form.
    pub(crate) fn left(&self) -> Value {
        self.lock().iter().filter_map(|fault| document::value(&fault.description).ok()).collect()
    }

    pub(crate) fn clear(&self) {
        self.lock().clear();
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Waiting>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
