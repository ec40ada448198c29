//! The HTTP protocol: it turns bytes into a checked request, and a handler's answer into bytes. Actions are in `acts`,
//! decisions in `rules`, rows in `store`.
//!
//! [`pipeline`] has the steps that a request passes through, from top to bottom. `frontend` and `backend` have the
//! handlers, one file per resource.

pub(crate) mod allowed_hosts;
pub(crate) mod backend;
pub(crate) mod context;
pub(crate) mod cors;
pub(crate) mod frontend;
mod handshake;
mod identity;
mod jwks;
#[cfg(feature = "server")]
pub(crate) mod npm_packages;
pub(crate) mod operations;
pub(crate) mod path_template;
pub(crate) mod pipeline;
pub(crate) mod portal;
mod proxied;
pub(crate) mod published;
pub(crate) mod reply;
pub(crate) mod routes;
#[cfg(feature = "server")]
pub(crate) mod server;
mod shapes;
#[cfg_attr(not(feature = "server"), path = "no_static_files.rs")]
pub(crate) mod static_files;
pub(crate) mod tables;
pub(crate) mod upload;
