//! The table of operations: all calls below `/v1`, and those of the portal. The routers, the rate limits,
//! the answer 501, `SUPPORTED.md` and the calls of the random tests come from it.

use axum::http::Method;

use super::context::Context;
use super::path_template::{is_at, parameters};
use super::reply::Answer;
use crate::limits::Limit;

/// A synchronous function that may use the database, hash and sign; it runs off the threads that serve connections.
pub(crate) type Handler = fn(&Context) -> Answer;

/// The origin of an operation.
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

/// The operation that a request is for.
pub(super) fn find(table: &'static [Operation], method: &Method, path: &str) -> Option<&'static Operation> {
    at(&[table], path).into_iter().find(|known| known.method == method.as_str())
}

/// The operations of a path, one for each of its methods. Of several templates the one with the fewest parameters counts.
pub(super) fn at(tables: &[&'static [Operation]], path: &str) -> Vec<&'static Operation> {
    let at_path = || tables.iter().copied().flatten().filter(|known| is_at(known.path, path));
    let template = at_path().map(|known| known.path).min_by_key(|template| parameters(template));
    at_path().filter(|known| Some(known.path) == template).collect()
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

impl OperationInfo {
    /// A control: its path is below `/__emulator`.
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
