//! The table of operations: everything that the emulator answers below `/v1`, and its portal. The routers, the rate limits,
//! the answer 501, `SUPPORTED.md` and the calls of the random tests come from it.

use axum::Router;
use axum::http::Method;
use axum::routing::MethodFilter;

use super::routes::{self, Handler};
use super::{backend, frontend, portal};
use crate::limits::Limit;

/// Where an operation comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    /// Clerk's published description has it, with this `operationId`.
    Published(&'static str),
    /// It is the emulator's, or Clerk has it and does not describe it.
    Ours,
}

/// One operation.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Operation {
    pub(crate) method: &'static str,
    pub(crate) filter: MethodFilter,
    /// With `{name}` for each parameter.
    pub(crate) path: &'static str,
    pub(crate) handler: Handler,
    pub(crate) origin: Origin,
    /// What a request counts as.
    pub(crate) limit: Limit,
}

/// One operation a line: method, path, handler, origin, and what a request counts as unless it is what `else` says.
macro_rules! operations {
    (else $usual:ident; $($method:ident $path:literal => $handler:path, $origin:expr $(, $limit:ident)?;)*) => {
        &[$($crate::http::operations::Operation {
            method: stringify!($method),
            filter: axum::routing::MethodFilter::$method,
            path: $path,
            handler: $handler,
            origin: $origin,
            limit: $crate::http::operations::operations!(@limit $usual $($limit)?),
        }),*]
    };
    (@limit $usual:ident) => { $crate::limits::Limit::$usual };
    (@limit $usual:ident $limit:ident) => { $crate::limits::Limit::$limit };
}
pub(crate) use operations;

/// The routes of a table.
pub(super) fn router(tables: &[&[Operation]]) -> Router {
    let all = tables.iter().copied().flatten();
    all.fold(Router::new(), |router, operation| {
        router.route(operation.path, routes::route(operation.filter, operation.handler))
    })
}

/// The operation that a request is for.
pub(super) fn find(table: &'static [Operation], method: &Method, path: &str) -> Option<&'static Operation> {
    let found = table.iter().filter(|known| known.method == method.as_str() && is_at(known.path, path));
    found.min_by_key(|known| parameters(known.path))
}

/// How many parameters a path has: one with fewer comes first.
pub(super) fn parameters(path: &str) -> usize {
    path.matches('{').count()
}

/// Whether a path is one of this template.
pub(crate) fn is_at(template: &str, path: &str) -> bool {
    let (mut wanted, mut found) = (template.split('/'), path.split('/'));
    loop {
        match (wanted.next(), found.next()) {
            (None, None) => return true,
            (Some(wanted), Some(found)) if wanted == found => {}
            (Some(wanted), Some(found)) if wanted.starts_with('{') && !found.is_empty() => {}
            _ => return false,
        }
    }
}

/// An operation as callers of the library see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct OperationInfo {
    /// `frontend`, `backend`, `portal` or `control`.
    pub api: &'static str,
    /// The HTTP method.
    pub method: &'static str,
    /// The path below an instance's URL, of a control below `/__emulator`; with `{name}` for each parameter.
    pub path: &'static str,
    /// The `operationId` in Clerk's published description; `None` if it has no such operation.
    pub operation_id: Option<&'static str>,
}

/// Every operation of both APIs and of the portal.
pub(crate) fn all() -> impl Iterator<Item = OperationInfo> {
    let tables = [
        ("frontend", frontend::OPERATIONS),
        ("backend", backend::OPERATIONS),
        ("portal", portal::OPERATIONS),
    ];
    tables.into_iter().flat_map(|(api, table)| table.iter().map(move |row| OperationInfo::of(api, row)))
}

impl OperationInfo {
    /// A control: its path is below `/__emulator`.
    pub(crate) fn control(method: &'static str, path: &'static str) -> Self {
        Self { api: "control", method, path, operation_id: None }
    }

    fn of(api: &'static str, operation: &Operation) -> Self {
        let Operation { method, path, origin, .. } = *operation;
        let operation_id = match origin {
            Origin::Published(id) => Some(id),
            Origin::Ours => None,
        };
        Self { api, method, path, operation_id }
    }
}

#[cfg(test)]
mod tests {
    use super::super::published::{self, Api};
    use super::*;

    #[test]
    fn the_table_names_what_is_published_and_nothing_else() {
        for (api, table) in [(Api::Frontend, frontend::OPERATIONS), (Api::Backend, backend::OPERATIONS)] {
            for operation in table {
                let found = published::operations(api)
                    .find(|known| known.method == operation.method && is_at(known.path, operation.path));
                let origin = found.map_or(Origin::Ours, |known| Origin::Published(known.id));
                assert_eq!(operation.origin, origin, "{} {}", operation.method, operation.path);
            }
        }
    }

    #[test]
    fn only_operations_of_the_backend_api_are_limited_as_clerk_documents() {
        assert!(frontend::OPERATIONS.iter().all(|operation| operation.limit == Limit::Unlimited));
        let limit =
            |method: Method, path| find(backend::OPERATIONS, &method, path).map(|operation| operation.limit);
        let table = [
            (Method::POST, "/v1/organizations/org_1/invitations", Some(Limit::Invitations)),
            (Method::POST, "/v1/organizations/org_1/invitations/bulk", Some(Limit::BulkInvitations)),
            (Method::GET, "/v1/organizations/org_1/invitations", Some(Limit::Requests)),
            (Method::PATCH, "/v1/organizations/org_1", Some(Limit::OrganizationUpdates)),
            (Method::GET, "/v1/users/count", Some(Limit::Requests)),
            (Method::GET, "/v1/jwks", Some(Limit::Unlimited)),
            (Method::GET, "/v1/nothing", None),
        ];
        for (method, path, expected) in table {
            assert_eq!(limit(method, path), expected, "{path}");
        }
    }
}
