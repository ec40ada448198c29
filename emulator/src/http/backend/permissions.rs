//! The permissions that a role can carry. The seed defines them; this API only lists them.

use super::{path, query, shapes};
use crate::error::ClerkError;
use crate::http::context::Context;
use crate::http::reply::{Answer, Reply};
use crate::model::order::Order;
use crate::store::ROLE_ORDERS;

/// `GET /v1/organization_permissions`.
pub(super) fn list(context: &Context) -> Answer {
    path::check_enabled(context)?;
    let query = query::of(context, &["query", "order_by"])?;
    let page = context.page()?;
    let order = Order::parse(query.get("order_by"), ROLE_ORDERS)?;
    context.read(|db| {
        let (found, total) = db.permissions_page(query::text(query, "query").as_deref(), order, page)?;
        Ok(Reply::json(shapes::page(found.iter().map(shapes::permission).collect(), total)))
    })
}

/// `GET /v1/organization_permissions/{permission_id}`.
pub(super) fn show(context: &Context) -> Answer {
    path::check_enabled(context)?;
    context.read(|db| {
        let found = db.permission_with_id(context.parameter("permission_id"))?;
        Ok(Reply::json(shapes::permission(&found.ok_or_else(ClerkError::permission_id_not_found)?)))
    })
}
