//! The Backend API: requests with `Authorization: Bearer sk_…`, real verbs, JSON bodies, answers without an
//! envelope. One file per resource, as in `frontend`; `shapes` are the objects as they are on the wire, `body` and
//! `query` read what was sent, `path` finds what a path names.

mod body;
mod invitations;
mod memberships;
mod organization_settings;
mod organizations;
mod path;
mod query;
mod roles;
mod sessions;
mod shapes;
mod user_update;
mod users;

use axum::Router;
use subtle::ConstantTimeEq;

use super::context::Context;
use super::published::Api;
use super::routes::{delete, get, patch, post, put, with_fallbacks};
use crate::error::ClerkError;
use crate::http::frontend;

pub(crate) fn routes() -> Router {
    let routes = Router::new()
        .route("/v1/jwks", get(frontend::jwks::show))
        .route(
            "/v1/instance/organization_settings",
            get(organization_settings::show).merge(patch(organization_settings::update)),
        )
        .route("/v1/organization_roles", get(roles::list))
        .route("/v1/organization_roles/{role_id}", get(roles::show));
    with_fallbacks(Api::Backend, routes.merge(of_organizations()).merge(of_users()).merge(of_sessions()))
}

fn of_organizations() -> Router {
    Router::new()
        .route("/v1/organizations", get(organizations::list).merge(post(organizations::create)))
        .route(
            "/v1/organizations/{organization_id}",
            get(organizations::show).merge(patch(organizations::update)).merge(delete(organizations::remove)),
        )
        .route(
            "/v1/organizations/{organization_id}/metadata",
            patch(organizations::merge_metadata).merge(put(organizations::replace_metadata)),
        )
        .route(
            "/v1/organizations/{organization_id}/memberships",
            get(memberships::list).merge(post(memberships::create)),
        )
        .route(
            "/v1/organizations/{organization_id}/memberships/{user_id}",
            patch(memberships::update).merge(delete(memberships::remove)),
        )
        .route(
            "/v1/organizations/{organization_id}/memberships/{user_id}/metadata",
            patch(memberships::merge_metadata),
        )
        .route("/v1/organization_memberships", get(memberships::list_of_instance))
        .route(
            "/v1/organizations/{organization_id}/invitations",
            get(invitations::list).merge(post(invitations::create)),
        )
        .route("/v1/organizations/{organization_id}/invitations/bulk", post(invitations::create_bulk))
        .route("/v1/organizations/{organization_id}/invitations/pending", get(invitations::list_pending))
        .route("/v1/organizations/{organization_id}/invitations/{invitation_id}", get(invitations::show))
        .route(
            "/v1/organizations/{organization_id}/invitations/{invitation_id}/revoke",
            post(invitations::revoke),
        )
        .route("/v1/organization_invitations", get(invitations::list_of_instance))
}

fn of_users() -> Router {
    Router::new()
        .route("/v1/users", get(users::list).merge(post(users::create)))
        .route("/v1/users/count", get(users::count))
        .route(
            "/v1/users/{user_id}",
            get(users::show).merge(patch(user_update::update)).merge(delete(users::remove)),
        )
        .route(
            "/v1/users/{user_id}/metadata",
            patch(user_update::merge_metadata).merge(put(user_update::replace_metadata)),
        )
        .route("/v1/users/{user_id}/ban", post(user_update::ban))
        .route("/v1/users/{user_id}/unban", post(user_update::unban))
        .route("/v1/users/{user_id}/organization_memberships", get(memberships::list_of_user))
        .route("/v1/users/{user_id}/organization_invitations", get(invitations::list_of_user))
}

fn of_sessions() -> Router {
    Router::new()
        .route("/v1/sessions", get(sessions::list).merge(post(sessions::create)))
        .route("/v1/sessions/{session_id}", get(sessions::show))
        .route("/v1/sessions/{session_id}/revoke", post(sessions::revoke))
        .route("/v1/sessions/{session_id}/tokens", post(sessions::create_token))
        .route("/v1/sessions/{session_id}/tokens/{template}", post(sessions::create_token_of_template))
}

/// Whether only the Backend API has anything at this path, so that a request without a key is refused as one of its.
pub(crate) fn owns(path: &str) -> bool {
    let resource = path.strip_prefix("/v1/").and_then(|rest| rest.split('/').next());
    matches!(
        resource,
        Some(
            "users"
                | "sessions"
                | "instance"
                | "organization_roles"
                | "organization_memberships"
                | "organization_invitations"
        )
    )
}

/// The secret key of this instance, compared in constant time, and a request that its limits allow.
pub(crate) fn admit(context: &Context) -> Result<(), ClerkError> {
    let header = context.header("authorization").unwrap_or_default();
    let key = header
        .split_once(' ')
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, key)| key.trim())
        .filter(|key| !key.is_empty())
        .ok_or_else(ClerkError::authorization_header_format_invalid)?;
    if !bool::from(key.as_bytes().ct_eq(context.instance.secret_key.as_bytes())) {
        return Err(ClerkError::clerk_key_invalid());
    }
    context
        .instance
        .limits
        .count(&context.method, &context.path, context.now, &context.settings)
        .map_err(ClerkError::too_many_requests)
}
