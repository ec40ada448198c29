//! Requests by reqwest, with rustls.

use std::error::Error;
use std::rc::Rc;
use std::time::{Duration, SystemTime};

use clerk_organization_core::answer::{NoAnswer, NoAnswerReason, Reply};
use clerk_organization_core::call::Event;
use clerk_organization_core::request::Wire;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE, HeaderMap, ORIGIN, SET_COOKIE};
use reqwest::multipart::{Form, Part};
use reqwest::{Client, RequestBuilder, Response, redirect};

use super::Json;
use super::cookies::Cookies;
use crate::flight::Boxed;
use crate::params::Logo;
use crate::store::Store;

/// The time limit of a request.
const TIME_LIMIT: Duration = Duration::from_secs(30);

/// The connections of one app.
pub(super) struct Http {
    /// The HTTP client, or the reason why it could not be created, which is then the cause of every failed request.
    client: Result<Client, String>,
    cookies: Cookies,
    origin: Option<String>,
}

impl Http {
    pub(super) fn new(store: Rc<dyn Store>, origin: Option<String>) -> Self {
        // Fails, without effect, if the app has already installed a provider.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder()
            .timeout(TIME_LIMIT)
            // Cookies must not follow a redirect to another host.
            .redirect(redirect::Policy::none())
            .build();
        Self { client: client.map_err(|error| chain(&error)), cookies: Cookies(store), origin }
    }

    pub(super) fn send(&self, wire: &Wire, upload: Option<&Logo>) -> Boxed<Event<Json>> {
        let request = self.request(wire, upload);
        let cookies = wire.request.needs_client().then(|| self.cookies.clone());
        Box::pin(async move {
            let answer = match request {
                Ok(request) => answer(request, cookies).await,
                Err(cause) => Err(NoAnswer { reason: NoAnswerReason::NotSent, cause: cause.into() }),
            };
            match answer {
                Ok(reply) => Event::Answered(reply),
                Err(no_answer) => Event::NotAnswered(no_answer),
            }
        })
    }

    fn request(&self, wire: &Wire, upload: Option<&Logo>) -> Result<RequestBuilder, String> {
        let client = self.client.as_ref().map_err(Clone::clone)?;
        let url = reqwest::Url::parse(&wire.url).map_err(|error| chain(&error))?;
        let asked = &wire.request;
        let mut request = if asked.is_get() { client.get(url.clone()) } else { client.post(url.clone()) };
        if asked.needs_client()
            && let Some(cookies) = self.cookies.header(&url)
        {
            request = request.header(COOKIE, cookies);
        }
        if let Some(token) = asked.token() {
            request = request.header(AUTHORIZATION, "Bearer ".to_owned() + token);
        } else if let Some(origin) = &self.origin {
            // The Frontend API refuses requests with both headers.
            request = request.header(ORIGIN, origin);
        }
        if let Some(upload) = upload {
            return Ok(request.multipart(form(upload)));
        }
        if let Some(content_type) = asked.content_type() {
            request = request.header(CONTENT_TYPE, content_type);
        }
        Ok(if asked.is_get() { request } else { request.body(asked.body().to_owned()) })
    }
}

/// The form of an upload, as clerk-js 6.40 sends it. A type that is not a media type is left out, as a browser does it.
fn form(upload: &Logo) -> Form {
    let part = || Part::bytes(upload.bytes.clone()).file_name(upload.file_name.clone());
    Form::new().part("file", part().mime_str(&upload.content_type).unwrap_or_else(|_| part()))
}

async fn answer(request: RequestBuilder, cookies: Option<Cookies>) -> Result<Reply<Json>, NoAnswer<Json>> {
    let response = request.send().await.map_err(no_answer)?;
    let headers = response.headers().clone();
    if let Some(cookies) = cookies {
        let set = headers.get_all(SET_COOKIE).iter().filter_map(|header| header.to_str().ok());
        cookies.take(response.url(), set);
    }
    let status = response.status();
    Ok(Reply {
        status: status.as_u16(),
        status_text: status.canonical_reason().unwrap_or_default().into(),
        retry_after: text(&headers, "retry-after").and_then(seconds),
        date: text(&headers, "date").and_then(milliseconds),
        dev_browser: text(&headers, "clerk-db-jwt").map(Into::into),
        body: body(response).await?,
    })
}

/// The JSON of a body, or why it is not JSON.
async fn body(response: Response) -> Result<Result<Json, Json>, NoAnswer<Json>> {
    match response.bytes().await {
        Ok(bytes) => Ok(serde_json::from_slice(&bytes).map_err(|_| "The body is not JSON.".into())),
        Err(error) if error.is_timeout() => Err(no_answer(error)),
        Err(error) => Ok(Err(chain(&error.without_url()).into())),
    }
}

fn no_answer(error: reqwest::Error) -> NoAnswer<Json> {
    let reason = match &error {
        error if error.is_builder() || error.is_connect() => NoAnswerReason::NotSent,
        error if error.is_timeout() => NoAnswerReason::Timeout,
        _ => NoAnswerReason::Network,
    };
    NoAnswer { reason, cause: chain(&error.without_url()).into() }
}

/// An error with its sources, without the URL, which contains the dev browser.
fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text += &format!(": {error}");
        source = error.source();
    }
    text
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

/// The time of a `Date` header, in Unix milliseconds.
fn milliseconds(header: &str) -> Option<f64> {
    let time = httpdate::parse_http_date(header).ok()?;
    Some(time.duration_since(SystemTime::UNIX_EPOCH).ok()?.as_secs_f64() * 1000.0)
}

/// The seconds of a `Retry-After`, which may also be a date. `None` if it is neither.
fn seconds(header: &str) -> Option<u32> {
    let header = header.trim();
    if !header.is_empty() && header.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(header.parse().unwrap_or(u32::MAX));
    }
    Some(((milliseconds(header)? - super::now()) / 1000.0).ceil().max(0.0) as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_retry_after_is_a_number_of_seconds_or_a_date() {
        let soon = httpdate::fmt_http_date(
            SystemTime::UNIX_EPOCH + Duration::from_millis(super::super::now() as u64 + 20_000),
        );
        assert!((19..=20).contains(&seconds(&soon).unwrap()));
        for (header, expected) in [
            (" 7 ", Some(7)),
            ("99999999999", Some(u32::MAX)),
            ("Thu, 01 Jan 1970 00:00:00 GMT", Some(0)),
            ("soon 7", None),
            ("", None),
            ("-1", None),
        ] {
            assert_eq!(seconds(header), expected, "{header:?}");
        }
    }
}
