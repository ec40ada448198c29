//! `/v1/me`: the signed-in user.

use serde_json::Value;

use super::caller::Caller;
use super::shapes;
use crate::error::ClerkError;
use crate::http::context::Context;
use crate::http::reply::{Answer, Reply};
use crate::store::{Db, User};

fn signed_in(context: &Context, db: &Db<'_>) -> Result<User, ClerkError> {
    let caller = Caller::of(context, db)?;
    db.user(&caller.session.user_id)?.ok_or_else(ClerkError::authentication_invalid)
}

/// `GET /v1/me`.
pub(super) fn show(context: &Context) -> Answer {
    context.read(|db| {
        let user = signed_in(context, &db)?;
        Ok(Reply::wrapped(shapes::user(context, &db, &user)?, Value::Null))
    })
}

/// `GET /v1/me/organization_memberships`: a page with `paginated=true`, else a bare array (as older clients read it).
pub(super) fn organization_memberships(context: &Context) -> Answer {
    let page = context.page()?;
    let is_paginated = context.query.boolean("paginated", context.settings.wrong_boolean)?.unwrap_or(false);
    context.read(|db| {
        let user = signed_in(context, &db)?;
        let data = db
            .memberships_of_user(&user.id, page.limit, page.offset)?
            .iter()
            .map(|membership| shapes::membership(context, &db, membership, &user))
            .collect::<Result<Vec<_>, _>>()?;
        let response = if is_paginated {
            shapes::page(data, db.count_memberships_of_user(&user.id)?)
        } else {
            data.into()
        };
        Ok(Reply::wrapped(response, Value::Null))
    })
}
