//! The operations of Clerk's published API descriptions (2026-05-12). With them, the emulator distinguishes an
//! unsupported operation from an unknown path.

use std::fmt;

use axum::http::Method;

use super::path_template::{is_at, parameters};

/// Clerk's two APIs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Api {
    Frontend,
    Backend,
}

impl Api {
    fn name(self) -> &'static str {
        match self {
            Self::Frontend => "frontend",
            Self::Backend => "backend",
        }
    }
}

/// One operation of a published description.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Published {
    pub(crate) method: &'static str,
    /// The path, with `{name}` for each parameter.
    pub(crate) path: &'static str,
    /// The description's `operationId`.
    pub(crate) id: &'static str,
}

impl fmt::Display for Published {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {} ({})", self.method, self.path, self.id)
    }
}

/// One operation per line: API, method, path, `operationId`.
const TABLE: &str = include_str!("published.txt");

/// Every published operation of this API.
pub(crate) fn operations(api: Api) -> impl Iterator<Item = Published> {
    TABLE.lines().filter_map(move |line| {
        let mut words = line.split(' ');
        if words.next() != Some(api.name()) {
            return None;
        }
        Some(Published { method: words.next()?, path: words.next()?, id: words.next()? })
    })
}

/// The published operation for this request. Paths with fewer parameters win.
pub(crate) fn find(api: Api, method: &Method, path: &str) -> Option<Published> {
    operations(api)
        .filter(|operation| operation.method == method.as_str() && is_at(operation.path, path))
        .min_by_key(|operation| parameters(operation.path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_operation_is_found_by_its_method_and_path() {
        let id = |api, method: Method, path| find(api, &method, path).map(|operation| operation.id);
        assert_eq!(
            id(Api::Backend, Method::GET, "/v1/users/user_1/oauth_access_tokens/x"),
            Some("GetOAuthAccessToken")
        );
        assert_eq!(id(Api::Backend, Method::GET, "/v1/users/count"), Some("GetUsersCount"));
        assert_eq!(id(Api::Backend, Method::GET, "/v1/users/user_1"), Some("GetUser"));
        assert_eq!(id(Api::Backend, Method::POST, "/v1/nothing"), None);
        assert_eq!(id(Api::Backend, Method::GET, "/v1/users//organization_memberships"), None);
        assert!(operations(Api::Frontend).count() > 200 && operations(Api::Backend).count() > 240);
    }
}
