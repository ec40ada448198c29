//! Query parameters of lists. Times are Unix milliseconds. Repeated names are lists.

use crate::error::ClerkError;
use crate::http::context::Context;
use crate::pairs::Pairs;
use crate::settings::{Tolerance, WrongBoolean};
use crate::store::{Picked, Span, UserFilter};

/// The parameters that every list has.
const PAGE: &[&str] = &["limit", "offset", "paginated"];

/// The filters of users, for lists and counts.
pub(super) const USER_FILTERS: &[&str] = &[
    "user_id",
    "external_id",
    "organization_id",
    "email_address",
    "username",
    "phone_number",
    "web3_wallet",
    "provider",
    "provider_user_id",
    "query",
    "email_address_query",
    "username_query",
    "phone_number_query",
    "name_query",
    "banned",
    "created_at_before",
    "created_at_after",
    "last_active_at_before",
    "last_active_at_after",
    "last_active_at_since",
    "last_sign_in_at_before",
    "last_sign_in_at_after",
];

/// The query. Fails if a name is repeated too often or, with `backend_unknown_query_parameter`, is unknown.
pub(super) fn of<'a>(context: &'a Context, known: &[&str]) -> Result<&'a Pairs, ClerkError> {
    let query = context.query.repeated_at_most()?;
    if context.settings.backend_unknown_query_parameter == Tolerance::Refuse {
        query.only(&[PAGE, known].concat())?;
    }
    Ok(query)
}

/// A string that was sent and is not empty.
pub(super) fn text(query: &Pairs, name: &str) -> Option<String> {
    query.get(name).filter(|text| !text.is_empty()).map(str::to_owned)
}

pub(super) fn boolean(query: &Pairs, name: &str) -> Result<Option<bool>, ClerkError> {
    query.boolean(name, WrongBoolean::Format)
}

/// Values with a `+` or no prefix are included, values with `-` are excluded (Clerk's published Backend API
/// description). A `+` that was not percent-encoded arrives as a space.
pub(super) fn picked(query: &Pairs, name: &str) -> Picked {
    let mut picked = Picked::default();
    for value in query.all(name).filter(|value| !value.is_empty()) {
        match value.strip_prefix('-') {
            Some(value) => picked.without.push(value.to_owned()),
            None => picked.with.push(value.strip_prefix(['+', ' ']).unwrap_or(value).to_owned()),
        }
    }
    picked
}

/// Every value of a name, except empty ones.
pub(super) fn texts(query: &Pairs, name: &str) -> Vec<String> {
    query.all(name).filter(|value| !value.is_empty()).map(str::to_owned).collect()
}

/// The addresses to find. An address has no spaces, so a space is a `+` that was not percent-encoded.
pub(super) fn email_addresses(query: &Pairs) -> Vec<String> {
    texts(query, "email_address").iter().map(|address| address.trim().replace(' ', "+")).collect()
}

fn moment(query: &Pairs, name: &str) -> Result<Option<i64>, ClerkError> {
    let refused = |_| ClerkError::form_param_value_invalid(name, "a time in Unix milliseconds");
    query.get(name).map(|text| text.parse().map_err(refused)).transpose()
}

fn span(query: &Pairs, before: &str, after: &str) -> Result<Span, ClerkError> {
    Ok(Span { before: moment(query, before)?, after: moment(query, after)? })
}

/// Reads the filters of users.
pub(super) fn user_filter(query: &Pairs) -> Result<UserFilter, ClerkError> {
    let mut last_active = span(query, "last_active_at_before", "last_active_at_after")?;
    // The older name of "after". It includes the given moment itself.
    if let Some(since) = moment(query, "last_active_at_since")? {
        last_active.after = last_active.after.max(Some(since.saturating_sub(1)));
    }
    let of_none = ["phone_number", "web3_wallet", "provider", "provider_user_id", "phone_number_query"];
    Ok(UserFilter {
        ids: picked(query, "user_id"),
        external_ids: picked(query, "external_id"),
        organization_ids: picked(query, "organization_id"),
        email_addresses: email_addresses(query),
        usernames: texts(query, "username"),
        query: text(query, "query"),
        email_address_query: text(query, "email_address_query"),
        username_query: text(query, "username_query"),
        name_query: text(query, "name_query"),
        banned: boolean(query, "banned")?,
        created: span(query, "created_at_before", "created_at_after")?,
        last_active,
        last_signed_in: span(query, "last_sign_in_at_before", "last_sign_in_at_after")?,
        nobody: of_none.iter().any(|name| text(query, name).is_some()),
        ..UserFilter::default()
    })
}
