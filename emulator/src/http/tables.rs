//! All tables of operations.

use super::operations::{Operation, OperationInfo};
use super::{backend, frontend, portal};

/// Every operation of both APIs and of the portal.
pub(crate) fn all() -> impl Iterator<Item = OperationInfo> {
    let tables = [
        ("frontend", frontend::OPERATIONS),
        ("backend", backend::OPERATIONS),
        ("portal", portal::OPERATIONS),
    ];
    tables.into_iter().flat_map(|(api, table)| table.iter().map(move |row| OperationInfo::of(api, row)))
}

/// Whether only the Backend API has this resource. A request without a key then gets the Backend API's error.
pub(super) fn is_of_backend_alone(path: &str) -> bool {
    fn resource(path: &str) -> Option<&str> {
        path.strip_prefix("/v1/")?.split('/').next()
    }
    let wanted = resource(path);
    let has = |table: &[Operation]| {
        wanted.is_some() && table.iter().any(|operation| resource(operation.path) == wanted)
    };
    has(backend::OPERATIONS) && !has(frontend::OPERATIONS)
}

#[cfg(test)]
mod tests {
    use axum::http::Method;

    use super::*;
    use crate::http::operations::{Origin, find};
    use crate::http::path_template::{is_at, parameters};
    use crate::http::published::{self, Api};
    use crate::limits::Limit;

    #[test]
    fn the_table_marks_exactly_the_published_operations() {
        for (api, table) in [(Api::Frontend, frontend::OPERATIONS), (Api::Backend, backend::OPERATIONS)] {
            for operation in table {
                // A published path with more parameters is a different path.
                let is_it = |known: &published::Published| {
                    known.method == operation.method
                        && is_at(known.path, operation.path)
                        && parameters(known.path) == parameters(operation.path)
                };
                let found = published::operations(api).find(is_it);
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
