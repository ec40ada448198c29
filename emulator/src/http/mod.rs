//! The protocol: bytes to a request that a handler can trust, and a handler's answer to bytes. Decisions are in
//! `rules`, rows in `store`.
//!
//! [`pipeline`] is what a request passes through, read from top to bottom; `frontend` and `backend` hold the
//! handlers, one file per resource.

mod accept;
pub(crate) mod allowed_hosts;
pub(crate) mod backend;
mod codes;
pub(crate) mod context;
pub(crate) mod cors;
mod enroll;
pub(crate) mod frontend;
mod invite;
mod members;
pub(crate) mod operations;
mod organization;
pub(crate) mod pairs;
pub(crate) mod pipeline;
pub(crate) mod portal;
pub(crate) mod published;
pub(crate) mod reply;
pub(crate) mod routes;
pub(crate) mod server;
mod shapes;
pub(crate) mod static_files;
pub(crate) mod upload;
