//! What was on the wire, in order: for tests that compare clients byte by byte.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::body::Bytes;
use axum::http::Method;
use axum::http::header::HeaderMap;
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value, json};

/// Older requests are forgotten.
const KEPT: usize = 10_000;
/// Longer bodies are cut: the log is for reading.
const LONGEST_BODY: usize = 64 * 1024;
/// Headers that say something about a client. Of secrets only that they were there.
const HEADERS: &[&str] =
    &["accept", "clerk-api-version", "content-length", "content-type", "origin", "referer", "user-agent"];
const SECRET_HEADERS: &[&str] = &["authorization", "cookie"];

/// One request as it was seen.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    /// As it was sent: `POST` for a tunnelled `PATCH`.
    pub(crate) method: String,
    pub(crate) path: String,
    query: Value,
    headers: Value,
    body: String,
    at: i64,
    /// `None` while it is answered, and for a dropped connection.
    pub(crate) status: Option<u16>,
    pub(crate) duration_ms: i64,
}

impl Seen {
    pub(crate) fn new(
        at: i64,
        method: &Method,
        path: &str,
        raw_query: &str,
        headers: &HeaderMap,
        body: Option<&Bytes>,
    ) -> Self {
        Self {
            method: method.to_string(),
            path: path.to_owned(),
            query: pairs(raw_query),
            headers: of_interest(headers),
            body: body.map(|body| text(body)).unwrap_or_default(),
            at,
            status: None,
            duration_ms: 0,
        }
    }

    fn to_json(&self) -> Value {
        json!({
            "method": self.method, "path": self.path, "query": self.query, "headers": self.headers,
            "body": self.body, "status": self.status, "at": self.at, "durationMs": self.duration_ms,
        })
    }
}

/// Pairs as they were sent; what cannot be decoded is shown as far as it can.
fn pairs(raw_query: &str) -> Value {
    let decoded = |text: &str| percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned();
    raw_query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| json!([decoded(name), decoded(value)]))
        .collect()
}

fn of_interest(headers: &HeaderMap) -> Value {
    let mut shown = Map::new();
    for name in HEADERS {
        if let Some(value) = headers.get(*name) {
            shown.insert((*name).to_owned(), String::from_utf8_lossy(value.as_bytes()).into());
        }
    }
    for name in SECRET_HEADERS {
        if headers.contains_key(*name) {
            shown.insert((*name).to_owned(), "[redacted]".into());
        }
    }
    shown.into()
}

fn text(body: &[u8]) -> String {
    let shown = body.get(..LONGEST_BODY).unwrap_or(body);
    String::from_utf8_lossy(shown).into_owned()
}

/// The requests of an instance, oldest first.
#[derive(Debug, Default)]
pub(crate) struct RequestLog(Mutex<Entries>);

#[derive(Debug, Default)]
struct Entries {
    /// The number of the first kept entry.
    first: u64,
    kept: VecDeque<Seen>,
}

impl RequestLog {
    /// Logs a request as it arrives; the answer tells its number to [`end`](Self::end).
    pub(crate) fn begin(&self, seen: Seen) -> u64 {
        let mut entries = self.lock();
        if entries.kept.len() == KEPT {
            entries.kept.pop_front();
            entries.first += 1;
        }
        entries.kept.push_back(seen);
        entries.first + entries.kept.len() as u64 - 1
    }

    /// Logs how it was answered. The finished entry, unless it was cleared or forgotten meanwhile.
    pub(crate) fn end(&self, number: u64, status: Option<u16>, duration_ms: i64) -> Option<Seen> {
        let mut entries = self.lock();
        let index = usize::try_from(number.checked_sub(entries.first)?).ok()?;
        let seen = entries.kept.get_mut(index)?;
        seen.status = status;
        seen.duration_ms = duration_ms;
        Some(seen.clone())
    }

    pub(crate) fn clear(&self) {
        let mut entries = self.lock();
        entries.first += entries.kept.len() as u64;
        entries.kept.clear();
    }

    pub(crate) fn to_json(&self) -> Value {
        self.lock().kept.iter().map(Seen::to_json).collect()
    }

    fn lock(&self) -> MutexGuard<'_, Entries> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
