//! The checks of every request before routing: its origin and its API version.

use std::sync::Arc;

use axum::body::Bytes;
use axum::http::Method;
use axum::http::header::{self, HeaderMap, HeaderValue};

use super::text;
use crate::acts::{Act, Caller, Moment};
use crate::error::ClerkError;
use crate::http::context::Context;
use crate::http::{backend, cors};
use crate::instance::{Era, Instance};
use crate::pages;
use crate::pairs::{Pairs, percent_decoded};
use crate::settings::WithoutVersion;

/// Builds the request for the handlers, or returns the error that rejects it.
pub(super) fn admit(
    instance: &Arc<Instance>,
    era: Era,
    method: Method,
    path: String,
    headers: HeaderMap,
    query: Result<Pairs, ClerkError>,
    body: Result<Bytes, ClerkError>,
) -> Result<Context, ClerkError> {
    percent_decoded(&path)?;
    let settings = instance.settings();
    let mut context = Context {
        act: Act {
            instance: Arc::clone(instance),
            era,
            moment: Moment::new(instance.clock.now()),
            settings,
            api_version: String::new(),
            caller: caller(&headers),
            note_events: backend::events::note,
        },
        method,
        path: without_slash_at_its_end(path),
        query: query?.without_brackets(),
        headers,
        body: body?,
        parameters: Vec::new(),
    };
    check_origin(&context)?;
    context.act.api_version = api_version(&context)?;
    Ok(context)
}

/// clerk-js adds a trailing slash to a few paths, such as `/v1/me/email_addresses/`. Clerk accepts it.
fn without_slash_at_its_end(mut path: String) -> String {
    if path.starts_with("/v1/") && path.ends_with('/') {
        path.pop();
    }
    path
}

/// The caller's address and user agent. The address comes from a proxy's header, or is this machine's own.
fn caller(headers: &HeaderMap) -> Caller {
    let forwarded = text(headers.get("x-forwarded-for")).and_then(|all| all.split(',').next());
    let client_ip = forwarded.map(str::trim).filter(|ip| !ip.is_empty()).unwrap_or("127.0.0.1");
    let user_agent = text(headers.get(header::USER_AGENT)).unwrap_or_default();
    Caller { client_ip: client_ip.to_owned(), user_agent: user_agent.to_owned() }
}

/// Checks whether a page or a program sent the request. Rejects a request that identifies itself as both.
fn check_origin(context: &Context) -> Result<(), ClerkError> {
    let count = |name| context.headers.get_all(name).iter().count();
    match (count(header::ORIGIN), count(header::AUTHORIZATION)) {
        (2.., _) => return Err(ClerkError::multiple_origin_header_values_forbidden()),
        (_, 2..) => return Err(ClerkError::multiple_authorization_header_values_forbidden()),
        (1, 1) => return Err(ClerkError::origin_authorization_headers_conflict()),
        _ => {}
    }
    if context.is_native() && !context.settings.native_api {
        return Err(ClerkError::native_api_disabled());
    }
    match context.headers.get(header::ORIGIN).map(HeaderValue::to_str) {
        Some(Ok(origin)) if cors::is_origin(origin) => Ok(()),
        Some(_) => Err(ClerkError::origin_invalid()),
        None if context.settings.origin_required
            && !context.headers.contains_key(header::AUTHORIZATION)
            && !pages::is_page(&context.path) =>
        {
            Err(ClerkError::origin_missing())
        }
        None => Ok(()),
    }
}

/// The API version is a date in the query or in a header, not in both (Clerk's documentation, "Versioning"). The date
/// is not checked against a list: clerk-js 6.40 sends one that no published description has.
fn api_version(context: &Context) -> Result<String, ClerkError> {
    let is_date = |text: &str| {
        let parts: Vec<&str> = text.split('-').collect();
        matches!(parts.as_slice(), [year, month, day] if [(year, 4), (month, 2), (day, 2)].iter().all(
            |(part, length)| part.len() == *length && part.bytes().all(|byte| byte.is_ascii_digit())))
    };
    match (context.query.get("__clerk_api_version"), context.header("clerk-api-version")) {
        (Some(_), Some(_)) => Err(ClerkError::api_version_invalid(
            "Send the API version in the query or in the header, not in both.",
        )),
        (Some(version), None) | (None, Some(version)) if !is_date(version) => {
            Err(ClerkError::api_version_invalid("The API version must be a date: YYYY-MM-DD."))
        }
        (Some(version), None) | (None, Some(version)) => Ok(version.to_owned()),
        (None, None) => Ok(match context.settings.request_without_api_version {
            WithoutVersion::Newest => NEWEST,
            WithoutVersion::Oldest => OLDEST,
        }
        .to_owned()),
    }
}

/// The first version of Clerk's API.
const OLDEST: &str = "2021-02-05";
/// Newer than every version.
const NEWEST: &str = "9999-12-31";
