//! The received requests in order, for tests that compare clients byte by byte. The log is limited in entries and
//! bytes, and it has no secrets.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::body::Bytes;
use axum::http::Method;
use axum::http::header::HeaderMap;
use percent_encoding::percent_decode_str;
use regex_lite::Regex;
use serde_json::{Map, Value, json};
use tokio::sync::Notify;

use crate::redact::{self, REDACTED};

/// The most entries. Older ones are removed.
pub(crate) const MOST_REQUESTS: usize = 10_000;
/// The most bytes of all entries together.
const MOST_BYTES: usize = 8 * 1024 * 1024;
/// Longer bodies are cut off, because the log is for reading.
const LONGEST_BODY: usize = 64 * 1024;
/// Only this part of a longer body is read.
const LARGEST_READ: usize = 1024 * 1024;
/// The approximate size of an entry without its texts.
const ENTRY_BYTES: usize = 256;
/// Headers that describe a client. For secret headers, the log only records that they were sent.
const HEADERS: &[&str] =
    &["accept", "clerk-api-version", "content-length", "content-type", "origin", "referer", "user-agent"];
const SECRET_HEADERS: &[&str] = &["authorization", "cookie"];

#[derive(Debug, Clone)]
pub(crate) struct Seen {
    /// The method of the request: `POST` for a tunnelled `PATCH`.
    pub(crate) method: String,
    pub(crate) path: String,
    query: Vec<(String, String)>,
    headers: Vec<(&'static str, String)>,
    body: String,
    at: i64,
    /// `None` while the request is open, and for a dropped connection.
    pub(crate) status: Option<u16>,
    pub(crate) duration_ms: i64,
    /// Whether the request was answered or its connection was dropped.
    has_ended: bool,
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
            path: redact::keys(path),
            query: pairs(raw_query),
            headers: of_interest(headers),
            body: body.map(|body| text(body)).unwrap_or_default(),
            at,
            status: None,
            duration_ms: 0,
            has_ended: false,
        }
    }

    fn bytes(&self) -> usize {
        let query: usize = self.query.iter().map(|(name, value)| name.len() + value.len()).sum();
        let headers: usize = self.headers.iter().map(|(name, value)| name.len() + value.len()).sum();
        ENTRY_BYTES + self.path.len() + query + headers + self.body.len()
    }

    fn to_json(&self, number: u64) -> Value {
        let query: Vec<Value> = self.query.iter().map(|(name, value)| json!([name, value])).collect();
        let headers: Map<String, Value> =
            self.headers.iter().map(|(name, value)| ((*name).to_owned(), value.clone().into())).collect();
        json!({
            "seq": number, "method": self.method, "path": self.path, "query": query, "headers": headers,
            "body": self.body, "status": self.status, "at": self.at, "durationMs": self.duration_ms,
        })
    }
}

/// The pairs of a query. Invalid bytes are replaced.
fn pairs(raw_query: &str) -> Vec<(String, String)> {
    let decoded = |text: &str| percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned();
    raw_query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| (decoded(name), decoded(value)))
        .map(|(name, value)| match redact::is_secret(&name) {
            true => (name, REDACTED.to_owned()),
            false => (name, redact::keys(&value)),
        })
        .collect()
}

fn of_interest(headers: &HeaderMap) -> Vec<(&'static str, String)> {
    let shown = HEADERS.iter().filter_map(|name| {
        let value = headers.get(*name)?;
        Some((*name, redact::url(&String::from_utf8_lossy(value.as_bytes()))))
    });
    let secret = SECRET_HEADERS.iter().filter(|name| headers.contains_key(**name));
    shown.chain(secret.map(|name| (*name, REDACTED.to_owned()))).collect()
}

fn text(body: &[u8]) -> String {
    // Only the start of a huge body is read. The start of JSON cannot be parsed, so it is hidden if it mentions a
    // secret.
    let looked_at = body.get(..LARGEST_READ).unwrap_or(body);
    let mut shown = redact::body(&String::from_utf8_lossy(looked_at));
    if shown.len() > LONGEST_BODY {
        let boundary = (0..=LONGEST_BODY).rev().find(|index| shown.is_char_boundary(*index));
        shown.truncate(boundary.unwrap_or_default());
        shown.shrink_to_fit();
    }
    shown
}

/// The filter of a list of requests.
#[derive(Debug, Default)]
pub(crate) struct RequestFilter {
    pub(crate) method: Option<String>,
    pub(crate) path: Option<Regex>,
    pub(crate) status: Option<u16>,
    /// Only requests that were answered or whose connection was dropped.
    pub(crate) has_ended: bool,
}

impl RequestFilter {
    fn takes(&self, seen: &Seen) -> bool {
        self.method.as_ref().is_none_or(|method| method.eq_ignore_ascii_case(&seen.method))
            && self.path.as_ref().is_none_or(|path| path.is_match(&seen.path))
            && self.status.is_none_or(|status| seen.status == Some(status))
            && (!self.has_ended || seen.has_ended)
    }
}

/// An open request. If it is dropped before `end`, the client has disconnected.
#[derive(Debug)]
pub(crate) struct Entry<'l> {
    log: &'l RequestLog,
    number: u64,
    has_ended: bool,
}

impl Entry<'_> {
    /// Logs the answer. Returns the entry, unless it was removed in the meantime.
    pub(crate) fn end(mut self, status: Option<u16>, duration_ms: i64) -> Option<Seen> {
        self.has_ended = true;
        self.log.end(self.number, status, duration_ms)
    }
}

impl Drop for Entry<'_> {
    fn drop(&mut self) {
        if !self.has_ended {
            self.log.end(self.number, None, 0);
        }
    }
}

/// The requests of an instance, oldest first.
#[derive(Debug, Default)]
pub(crate) struct RequestLog {
    entries: Mutex<Entries>,
    /// Notified when an entry is added or ends.
    pub(crate) changed: Notify,
}

#[derive(Debug)]
struct Entries {
    /// The number of the oldest entry.
    first: u64,
    kept: VecDeque<Seen>,
    bytes: usize,
}

impl Default for Entries {
    fn default() -> Self {
        Self { first: 1, kept: VecDeque::new(), bytes: 0 }
    }
}

impl Entries {
    fn add(&mut self, seen: Seen) -> u64 {
        self.bytes += seen.bytes();
        self.kept.push_back(seen);
        while self.kept.len() > MOST_REQUESTS || (self.bytes > MOST_BYTES && self.kept.len() > 1) {
            let Some(oldest) = self.kept.pop_front() else { break };
            self.bytes -= oldest.bytes();
            self.first += 1;
        }
        self.first + self.kept.len() as u64 - 1
    }
}

impl RequestLog {
    /// Logs a request when it arrives.
    pub(crate) fn begin(&self, seen: Seen) -> Entry<'_> {
        let number = self.lock().add(seen);
        self.changed.notify_waiters();
        Entry { log: self, number, has_ended: false }
    }

    fn end(&self, number: u64, status: Option<u16>, duration_ms: i64) -> Option<Seen> {
        let mut entries = self.lock();
        let index = usize::try_from(number.checked_sub(entries.first)?).ok()?;
        let seen = entries.kept.get_mut(index)?;
        seen.status = status;
        seen.duration_ms = duration_ms;
        seen.has_ended = true;
        let seen = seen.clone();
        drop(entries);
        self.changed.notify_waiters();
        Some(seen)
    }

    pub(crate) fn clear(&self) {
        let mut entries = self.lock();
        entries.first += entries.kept.len() as u64;
        entries.kept.clear();
        entries.bytes = 0;
    }

    /// The first `limit` entries that match and whose number is greater than `after`.
    pub(crate) fn list(&self, filter: &RequestFilter, after: u64, limit: usize) -> Vec<Value> {
        let entries = self.lock();
        (entries.first..)
            .zip(&entries.kept)
            .filter(|(number, seen)| *number > after && filter.takes(seen))
            .take(limit)
            .map(|(number, seen)| seen.to_json(number))
            .collect()
    }

    fn lock(&self) -> MutexGuard<'_, Entries> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(body: &'static str) -> Seen {
        let body = Bytes::from_static(body.as_bytes());
        Seen::new(0, &Method::POST, "/v1/client", "", &HeaderMap::new(), Some(&body))
    }

    #[test]
    fn the_oldest_requests_are_removed_and_the_rest_keep_their_numbers() {
        let log = RequestLog::default();
        for _ in 0..MOST_REQUESTS + 5 {
            log.begin(seen("a=b"));
        }
        let all = log.list(&RequestFilter::default(), 0, usize::MAX);
        assert_eq!((all.len(), &all[0]["seq"]), (MOST_REQUESTS, &json!(6)));
        log.clear();
        assert_eq!(log.begin(seen("")).number, MOST_REQUESTS as u64 + 6);
        assert_eq!(log.lock().bytes, seen("").bytes());
    }
}
