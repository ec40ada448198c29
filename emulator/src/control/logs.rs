//! `GET /__emulator/requests` and `/outbox`: pages of a log, oldest entry first. A caller can wait for later entries.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::http::header::{self, HeaderMap};
use futures_util::future::{Either, select};
use regex_lite::Regex;
use serde_json::{Value, json};
use tokio::sync::Notify;

use crate::error::ClerkError;
use crate::http::reply::{Answer, Reply};
use crate::instance::Instance;
use crate::pages;
use crate::pairs::Pairs;
use crate::request_log::{MOST_REQUESTS, RequestFilter};
use crate::runtime::{self, Sleep};
use crate::store::{MOST_MAILS, Mail, MailFilter};

/// The longest `wait` in milliseconds. Clients and proxies time out shortly after that.
const LONGEST_WAIT: u64 = 60_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Log {
    Requests,
    Outbox,
}

/// Lists the entries that the query selects. With `wait`, answers as soon as there is an entry.
pub(super) async fn list(
    sleep: &Sleep,
    instance: Arc<Instance>,
    log: Log,
    raw_query: &str,
    headers: &HeaderMap,
) -> Answer {
    let query = Pairs::parse(raw_query)?;
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
    if log == Log::Requests {
        let part = Part::parse(&query, &["method", "path", "status"], MOST_REQUESTS)?;
        let filter = request_filter(&query, &part)?;
        let Part { after, limit, .. } = part;
        let look = move |instance: &Instance| Ok(instance.requests.list(&filter, after, limit));
        let found = waited_for(sleep, instance, part, |instance| &instance.requests.changed, look).await?;
        return Ok(Reply::json(found.into()));
    }
    let part = Part::parse(&query, &["to"], MOST_MAILS)?;
    let filter = MailFilter {
        to: query.get("to").map(str::to_owned),
        after: i64::try_from(part.after).unwrap_or(i64::MAX),
        limit: part.limit,
    };
    let look = move |instance: &Instance| instance.read(instance.clock.now(), |db| Ok(db.outbox(&filter)?));
    let mails = waited_for(sleep, instance, part, |instance| &instance.mailed, look).await?;
    if pages::wants_page(accept, false) {
        return Ok(pages::outbox(&mails));
    }
    Ok(Reply::json(mails.iter().map(mail).collect()))
}

fn mail(mail: &Mail) -> Value {
    json!({
        "seq": mail.seq, "to": mail.to, "subject": mail.subject, "link": mail.link, "code": mail.code,
        "invitationId": mail.invitation_id, "sentAt": mail.sent_at, "html": mail.html,
    })
}

fn request_filter(query: &Pairs, part: &Part) -> Result<RequestFilter, ClerkError> {
    let path = query.get("path").map(Regex::new).transpose();
    let no_expression = |cause| format!("a regular expression: {cause}");
    Ok(RequestFilter {
        method: query.get("method").map(str::to_owned),
        path: path.map_err(|cause| ClerkError::form_param_value_invalid("path", &no_expression(cause)))?,
        status: number(query, "status", 599)?.and_then(|status| u16::try_from(status).ok()),
        has_ended: part.wait.is_some(),
    })
}

/// The part of a log that a caller requests.
#[derive(Debug, Clone, Copy)]
struct Part {
    /// Only entries with a greater `seq`.
    after: u64,
    limit: usize,
    wait: Option<Duration>,
}

impl Part {
    fn parse(query: &Pairs, filters: &[&str], most: usize) -> Result<Self, ClerkError> {
        let known = [&["after", "limit", "wait"], filters].concat();
        if let Some((name, _)) = query.iter().find(|(name, _)| !known.contains(name)) {
            return Err(ClerkError::form_param_unknown(name));
        }
        let limit = number(query, "limit", most as u64)?.and_then(|limit| usize::try_from(limit).ok());
        Ok(Self {
            after: number(query, "after", u64::MAX)?.unwrap_or(0),
            limit: limit.unwrap_or(most),
            wait: number(query, "wait", LONGEST_WAIT)?.map(Duration::from_millis),
        })
    }
}

fn number(query: &Pairs, name: &str, most: u64) -> Result<Option<u64>, ClerkError> {
    let Some(text) = query.get(name) else { return Ok(None) };
    let number = text.parse().ok().filter(|number| *number <= most);
    let refused = || ClerkError::form_param_value_invalid(name, &format!("a whole number from 0 to {most}"));
    number.map(Some).ok_or_else(refused)
}

/// Returns what `look` finds as soon as it finds something, or nothing after the time limit. The machine's clock
/// measures the limit, so moving the instance's clock does not change it.
async fn waited_for<T: Send + 'static>(
    sleep: &Sleep,
    instance: Arc<Instance>,
    part: Part,
    changed: fn(&Instance) -> &Notify,
    look: impl Fn(&Instance) -> Result<Vec<T>, ClerkError> + Send + Sync + 'static,
) -> Result<Vec<T>, ClerkError> {
    let mut end = sleep.sleep(part.wait.unwrap_or_default());
    let look = Arc::new(look);
    loop {
        let mut next = pin!(changed(&instance).notified());
        // Enabled before `look` runs, so that an entry added in the meantime ends the wait.
        next.as_mut().enable();
        let found = {
            let (instance, look) = (Arc::clone(&instance), Arc::clone(&look));
            runtime::blocking(move || look(&instance)).await.map_err(ClerkError::internal)??
        };
        let is_done = !found.is_empty() || part.wait.is_none() || part.limit == 0;
        if is_done || matches!(select(next, &mut end).await, Either::Right(_)) {
            return Ok(found);
        }
    }
}
