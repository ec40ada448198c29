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
mod organizations;
mod sessions;
pub(super) mod shapes;
pub(super) mod sign_ins;
pub(super) mod sign_ups;
mod tickets;

use axum::Router;

use super::context::Context;
use super::published::Api;
use super::routes::{delete, get, patch, post, put, with_fallbacks};
use crate::error::ClerkError;

pub(crate) fn routes() -> Router {
    let routes = Router::new()
        .route("/v1/dev_browser", post(dev_browser::create))
        .route("/v1/environment", get(environment::show).merge(patch(environment::show)))
        .route("/v1/jwks", get(jwks::show))
        .route("/.well-known/jwks.json", get(jwks::show))
        .route(
            "/v1/client",
            get(client::show)
                .merge(put(client::create))
                .merge(post(client::create))
                .merge(delete(client::remove_sessions)),
        )
        .route("/v1/client/sign_ins", post(sign_ins::create))
        .route("/v1/client/sign_ins/{sign_in_id}", get(sign_ins::show))
        .route("/v1/client/sign_ins/{sign_in_id}/prepare_first_factor", post(sign_ins::prepare_first_factor))
        .route("/v1/client/sign_ins/{sign_in_id}/attempt_first_factor", post(sign_ins::attempt_first_factor))
        .route("/v1/client/sign_ups", post(sign_ups::create))
        .route("/v1/client/sign_ups/{sign_up_id}", get(sign_ups::show).merge(patch(sign_ups::update)))
        .route("/v1/client/sign_ups/{sign_up_id}/prepare_verification", post(sign_ups::prepare_verification))
        .route("/v1/client/sign_ups/{sign_up_id}/attempt_verification", post(sign_ups::attempt_verification))
        .route("/v1/tickets/accept", get(tickets::accept))
        .route("/v1/client/sessions", delete(client::remove_sessions))
        .route("/v1/client/sessions/{session_id}", get(sessions::show))
        .route("/v1/client/sessions/{session_id}/touch", post(sessions::touch))
        .route("/v1/client/sessions/{session_id}/tokens", post(sessions::create_token))
        .route("/v1/client/sessions/{session_id}/tokens/{template}", post(sessions::create_token_of_template))
        .route("/v1/client/sessions/{session_id}/end", post(sessions::end))
        .route("/v1/client/sessions/{session_id}/remove", post(sessions::remove))
        .route("/v1/me", get(me::show).merge(patch(me::update)))
        .route("/v1/me/metadata", patch(me::update_metadata))
        .merge(of_the_user())
        .merge(of_organizations())
        .merge(super::portal::routes());
    with_fallbacks(Api::Frontend, routes)
}

/// What the user belongs to, and could.
fn of_the_user() -> Router {
    Router::new()
        .route("/v1/me/organization_memberships", get(my_organizations::memberships))
        .route("/v1/me/organization_memberships/{organization_id}", delete(my_organizations::leave))
        .route("/v1/me/organization_invitations", get(my_organizations::invitations))
        .route(
            "/v1/me/organization_invitations/{invitation_id}/accept",
            post(my_organizations::accept_invitation),
        )
        .route("/v1/me/organization_suggestions", get(my_organizations::suggestions))
        .route(
            "/v1/me/organization_suggestions/{suggestion_id}/accept",
            post(my_organizations::accept_suggestion),
        )
        .route("/v1/me/organization_creation_defaults", get(my_organizations::creation_defaults))
}

/// `/v1/organizations` and everything below.
fn of_organizations() -> Router {
    let below = Router::new()
        .route(
            "/",
            get(organizations::show).merge(patch(organizations::update)).merge(delete(organizations::remove)),
        )
        .route("/logo", put(logo::put).merge(delete(logo::remove)))
        .route("/roles", get(memberships::roles))
        .route("/memberships", get(memberships::list).merge(post(memberships::create)))
        .route("/memberships/{user_id}", patch(memberships::update).merge(delete(memberships::remove)))
        .route("/invitations", get(invitations::list).merge(post(invitations::create)))
        .route("/invitations/bulk", post(invitations::create_bulk))
        .route("/invitations/pending", get(invitations::list_pending))
        .route("/invitations/{invitation_id}/revoke", post(invitations::revoke))
        .route("/membership_requests", get(membership_requests::list))
        .route("/membership_requests/{request_id}/accept", post(membership_requests::accept))
        .route("/membership_requests/{request_id}/reject", post(membership_requests::reject))
        .route("/domains", get(domains::list).merge(post(domains::create)))
        .route("/domains/prepare_ownership_verification/bulk", post(domains::prepare_ownership))
        .route("/domains/attempt_ownership_verification/bulk", post(domains::attempt_ownership))
        .route("/domains/{domain_id}", get(domains::show).merge(delete(domains::remove)))
        .route("/domains/{domain_id}/update_enrollment_mode", post(domains::update_enrollment_mode))
        .route("/domains/{domain_id}/prepare_affiliation_verification", post(domains::prepare_affiliation))
        .route("/domains/{domain_id}/attempt_affiliation_verification", post(domains::attempt_affiliation));
    Router::new()
        .route("/v1/organizations", post(organizations::create))
        .nest("/v1/organizations/{organization_id}", below)
}

pub(crate) use caller::names_a_dev_browser;

/// A dev browser that is named must be known, whatever is asked: clerk-js then makes a new one and begins again.
pub(crate) fn admit(context: &Context) -> Result<(), ClerkError> {
    caller::check_dev_browser(context)
}
