//! The Backend API: requests with `Authorization: Bearer sk_…`, the real HTTP method and a JSON body, and answers
//! without an envelope. As in `frontend`, each resource has a file. `shapes` builds the objects of the answers, `body`
//! and `query` read parameters, `path` finds the resource of a path.

mod agent_tasks;
mod application_invitations;
mod body;
mod domains;
mod email_addresses;
pub(crate) mod events;
mod handshake_payload;
mod invitations;
mod jwt_templates;
mod logo;
mod memberships;
mod not_connected;
mod operations;
mod organization_settings;
mod organizations;
mod path;
mod permissions;
mod query;
mod roles;
mod second_factors;
mod sessions;
mod shapes;
mod sign_in_tokens;
mod testing_tokens;
mod user_options;
mod user_security;
mod user_update;
mod users;

use subtle::ConstantTimeEq;

use super::context::Context;
use super::operations::find;
use super::published::Api;
use super::routes::Routes;
use crate::error::ClerkError;
use crate::limits::Limit;

pub(crate) use operations::OPERATIONS;

pub(super) const ROUTES: Routes = Routes { api: Api::Backend, tables: &[OPERATIONS] };

/// Requires this instance's secret key, compared in constant time, and applies the rate limits.
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
    // Requests for unknown resources count too.
    let limit = find(OPERATIONS, &context.method, &context.path).map_or(Limit::Requests, |found| found.limit);
    let resource_id = context.path.split('/').nth(3).unwrap_or_default();
    let limits = &context.instance.limits;
    limits.count(limit, resource_id, context.now(), &context.settings).map_err(ClerkError::too_many_requests)
}
