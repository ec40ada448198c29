//! The context of a handler: the instance, the time, the settings, and the request.

use std::ops::Deref;

use axum::body::Bytes;
use axum::http::Method;
use axum::http::header::{self, HeaderMap};

use crate::acts::Act;
use crate::error::ClerkError;
use crate::http::reply::Answer;
use crate::model::paging::Page;
use crate::pairs::Pairs;
use crate::store::Db;

/// One request and its instance.
#[derive(Debug, Clone)]
pub(crate) struct Context {
    pub(crate) act: Act,
    /// The method after `_method` was applied.
    pub(crate) method: Method,
    /// The path without the instance's prefix.
    pub(crate) path: String,
    pub(crate) query: Pairs,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// The decoded parameters of the route.
    pub(crate) parameters: Vec<(String, String)>,
}

impl Deref for Context {
    type Target = Act;

    fn deref(&self) -> &Act {
        &self.act
    }
}

impl Context {
    /// The route's parameter with this name, or an empty string, which no lookup finds.
    pub(crate) fn parameter(&self, name: &str) -> &str {
        self.parameters.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// Changes something and answers with what `show` builds. `show` runs after the write, so that it does not block
    /// other writes.
    pub(crate) fn change<T>(
        &self,
        change: impl FnOnce(&Db<'_>) -> Result<T, ClerkError>,
        show: impl FnOnce(&Db<'_>, T) -> Answer,
    ) -> Answer {
        let changed = self.write(|db| change(&db))?;
        self.read(|db| show(&db, changed))
    }

    /// The body as a form. An empty body is an empty form, whatever its content type.
    pub(crate) fn form(&self) -> Result<Pairs, ClerkError> {
        if self.body.is_empty() {
            return Ok(Pairs::default());
        }
        let content_type = self.header(header::CONTENT_TYPE.as_str()).unwrap_or_default();
        let kind = content_type.split(';').next().unwrap_or_default().trim();
        if !kind.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
            return Err(ClerkError::unsupported_content_type(
                content_type,
                "application/x-www-form-urlencoded",
            ));
        }
        let text = std::str::from_utf8(&self.body)
            .map_err(|_| ClerkError::request_body_invalid("The form is not UTF-8 text."))?;
        Pairs::parse(text)
    }

    /// The page that `limit` and `offset` select.
    pub(crate) fn page(&self) -> Result<Page, ClerkError> {
        Page::parse(self.query.get("limit"), self.query.get("offset"), &self.settings)
    }

    /// The first value of a header, as text.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// The origin of the page, if a browser sent one.
    pub(crate) fn origin(&self) -> Option<&str> {
        self.header(header::ORIGIN.as_str())
    }

    /// Whether the caller identifies itself as a native app.
    pub(crate) fn is_native(&self) -> bool {
        matches!(self.query.get("_is_native"), Some("1" | "true"))
    }
}
