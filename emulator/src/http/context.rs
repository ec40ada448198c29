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

/// One request, and the instance it is for.
#[derive(Debug, Clone)]
pub(crate) struct Context {
    pub(crate) act: Act,
    /// After `_method`.
    pub(crate) method: Method,
    /// Below the instance's own prefix.
    pub(crate) path: String,
    pub(crate) query: Pairs,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// Parameters of the route, decoded.
    pub(crate) parameters: Vec<(String, String)>,
}

impl Deref for Context {
    type Target = Act;

    fn deref(&self) -> &Act {
        &self.act
    }
}

impl Context {
    /// The route's parameter of this name; empty if the route has none, which then finds nothing.
    pub(crate) fn parameter(&self, name: &str) -> &str {
        self.parameters.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// Changes something, and answers with what `show` makes of it: after the write, so that no other write waits for it.
    pub(crate) fn change<T>(
        &self,
        change: impl FnOnce(&Db<'_>) -> Result<T, ClerkError>,
        show: impl FnOnce(&Db<'_>, T) -> Answer,
    ) -> Answer {
        let changed = self.write(|db| change(&db))?;
        self.read(|db| show(&db, changed))
    }

    /// The body as a form. An empty body is an empty form, whatever its type.
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

    /// The part of a list that `limit` and `offset` ask for.
    pub(crate) fn page(&self) -> Result<Page, ClerkError> {
        Page::parse(self.query.get("limit"), self.query.get("offset"), &self.settings)
    }

    /// The header as text, if it was sent once or more; the first.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// The page's origin, if a browser sent one.
    pub(crate) fn origin(&self) -> Option<&str> {
        self.header(header::ORIGIN.as_str())
    }

    /// Whether the caller is a native app, by its own statement.
    pub(crate) fn is_native(&self) -> bool {
        matches!(self.query.get("_is_native"), Some("1" | "true"))
    }
}
