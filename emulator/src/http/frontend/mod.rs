//! The Frontend API: what clerk-js and native apps speak. One file per resource; `shapes` are the objects as they
//! are on the wire, `caller` says who is asking.

pub(super) mod begin;
pub(super) mod caller;
pub(super) mod client;
mod dev_browser;
mod domains;
mod environment;
mod invitations;
pub(super) mod jwks;
mod logo;
mod me;
mod membership_requests;
mod memberships;
mod my_organizations;
mod operations;
mod organizations;
mod sessions;
pub(super) mod shapes;
pub(super) mod sign_ins;
pub(super) mod sign_ups;
mod tickets;

use axum::Router;

use super::context::Context;
use super::operations::router;
use super::published::Api;
use super::routes::with_fallbacks;
use crate::error::ClerkError;

pub(crate) use operations::OPERATIONS;

pub(crate) fn routes() -> Router {
    with_fallbacks(Api::Frontend, router(&[OPERATIONS, super::portal::OPERATIONS]))
}

pub(crate) use caller::names_a_dev_browser;

/// A dev browser that is named must be known, whatever is asked: clerk-js then makes a new one and begins again.
pub(crate) fn admit(context: &Context) -> Result<(), ClerkError> {
    caller::check_dev_browser(context)
}
