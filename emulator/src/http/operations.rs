//! The table of operations: all calls below `/v1` and in the portal. The routers, the rate limits, the answer 501,
//! `SUPPORTED.md` and the random tests read it.

use axum::http::Method;

use super::context::Context;
use super::path_template::{is_at, parameters};
use super::reply::Answer;
use crate::limits::Limit;

/// A synchronous function that may use the database, hash and sign. It runs on a thread that serves no connections.
pub(crate) type Handler = fn(&Context) -> Answer;

/// The origin of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    /// Clerk's published description has it under this `operationId`.
    Published(&'static str),
    /// The emulator adds it, or Clerk has it without a published description.
    Ours,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Operation {
    pub(crate) method: &'static str,
    /// The path, with `{name}` for each parameter.
    pub(crate) path: &'static str,
    pub(crate) handler: Handler,
    pub(crate) origin: Origin,
    /// The rate limit that a request counts towards.
    pub(crate) limit: Limit,
}

/// One operation per line: method, path, handler, origin, and its rate limit if it is not the one of `else`.
macro_rules! operations {
    (else $usual:ident; $($method:ident $path:literal => $handler:path, $origin:expr $(, $limit:ident)?;)*) => {
        &[$($crate::http::operations::Operation {
            method: stringify!($method),
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

/// The operation for a request.
pub(super) fn find(table: &'static [Operation], method: &Method, path: &str) -> Option<&'static Operation> {
    at(&[table], path).into_iter().find(|known| known.method == method.as_str())
}

/// The operations of a path, one for each method. If several templates match, the one with the fewest parameters wins.
pub(super) fn at(tables: &[&'static [Operation]], path: &str) -> Vec<&'static Operation> {
    let at_path = || tables.iter().copied().flatten().filter(|known| is_at(known.path, path));
    let template = at_path().map(|known| known.path).min_by_key(|template| parameters(template));
    at_path().filter(|known| Some(known.path) == template).collect()
}

/// The public description of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct OperationInfo {
    /// `frontend`, `backend`, `portal` or `control`.
    pub api: &'static str,
    /// The HTTP method.
    pub method: &'static str,
    /// The path below an instance's URL, or below `/__emulator` for a control, with `{name}` for each parameter.
    pub path: &'static str,
    /// The `operationId` in Clerk's published description. `None` if the description does not have the operation.
    pub operation_id: Option<&'static str>,
}

impl OperationInfo {
    /// A control. Its path is below `/__emulator`.
    pub(crate) fn control(method: &'static str, path: &'static str) -> Self {
        Self { api: "control", method, path, operation_id: None }
    }

    pub(super) fn of(api: &'static str, operation: &Operation) -> Self {
        let Operation { method, path, origin, .. } = *operation;
        let operation_id = match origin {
            Origin::Published(id) => Some(id),
            Origin::Ours => None,
        };
        Self { api, method, path, operation_id }
    }
}
