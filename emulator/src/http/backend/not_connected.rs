//! Features that users and organizations do not have in the emulator: passkeys, wallets, external accounts, trusted
//! devices and subscriptions. Each call answers as Clerk does for a user or an organization without them.

use serde_json::Value;

use super::{path, query, shapes};
use crate::error::ClerkError;
use crate::http::context::Context;
use crate::http::reply::{Answer, Reply};

/// Fails because the user does not exist or does not have this feature.
fn none_of_user(context: &Context, what: &str) -> Answer {
    context.read(|db| path::user(context, &db))?;
    Err(ClerkError::of_user_not_found(what))
}

/// `DELETE /v1/users/{user_id}/passkeys/{passkey_id}`.
pub(super) fn remove_passkey(context: &Context) -> Answer {
    none_of_user(context, "passkey")
}

/// `DELETE /v1/users/{user_id}/web3_wallets/{web3_wallet_id}`.
pub(super) fn remove_web3_wallet(context: &Context) -> Answer {
    none_of_user(context, "web3 wallet")
}

/// `DELETE /v1/users/{user_id}/external_accounts/{external_account_id}`.
pub(super) fn remove_external_account(context: &Context) -> Answer {
    none_of_user(context, "external account")
}

/// `DELETE /v1/users/{user_id}/trusted_devices/{trusted_device_id}`.
pub(super) fn revoke_trusted_device(context: &Context) -> Answer {
    none_of_user(context, "trusted device")
}

/// `GET /v1/users/{user_id}/trusted_devices`.
pub(super) fn trusted_devices(context: &Context) -> Answer {
    query::of(context, &[])?;
    context.read(|db| path::user(context, &db))?;
    Ok(Reply::json(shapes::page(Vec::new(), 0)))
}

/// `GET /v1/users/{user_id}/oauth_access_tokens/{provider}`: returns a page with `paginated=true`, which
/// `@clerk/backend` sends, and an array otherwise.
pub(super) fn oauth_access_tokens(context: &Context) -> Answer {
    let query = query::of(context, &[])?;
    let is_paginated = query::boolean(query, "paginated")?.unwrap_or(false);
    context.read(|db| path::user(context, &db))?;
    let none = Vec::<Value>::new();
    Ok(Reply::json(if is_paginated { shapes::page(none, 0) } else { none.into() }))
}

/// `GET /v1/users/{user_id}/billing/subscription`.
pub(super) fn subscription_of_user(context: &Context) -> Answer {
    context.read(|db| path::user(context, &db))?;
    Err(ClerkError::subscription_not_found())
}

/// `GET` and `POST /v1/users/{user_id}/billing/credits`.
pub(super) fn credits_of_user(context: &Context) -> Answer {
    context.read(|db| path::user(context, &db))?;
    Err(ClerkError::payer_not_found())
}

/// `GET /v1/organizations/{organization_id}/billing/subscription`.
pub(super) fn subscription_of_organization(context: &Context) -> Answer {
    context.read(|db| path::organization(context, &db))?;
    Err(ClerkError::subscription_not_found())
}

/// `GET` and `POST /v1/organizations/{organization_id}/billing/credits`.
pub(super) fn credits_of_organization(context: &Context) -> Answer {
    context.read(|db| path::organization(context, &db))?;
    Err(ClerkError::payer_not_found())
}
