//! The roles that an invitation or a membership can have. The seed defines them; this API only lists them.

use super::{path, query, shapes};
use crate::error::ClerkError;
use crate::http::context::Context;
use crate::http::reply::{Answer, Reply};
use crate::model::order::Order;
use crate::store::ROLE_ORDERS;

/// `GET /v1/organization_roles`.
pub(super) fn list(context: &Context) -> Answer {
    path::check_enabled(context)?;
    let query = query::of(context, &["query", "order_by"])?;
    let page = context.page()?;
    let order = Order::parse(query.get("order_by"), ROLE_ORDERS)?;
    context.read(|db| {
        let (found, total) = db.roles(query::text(query, "query").as_deref(), order, page)?;
        let data = found.iter().map(|row| shapes::role(&db, row)).collect::<Result<_, _>>()?;
        Ok(Reply::json(shapes::page(data, total)))
    })
}

/// `GET /v1/organization_roles/{role_id}`.
pub(super) fn show(context: &Context) -> Answer {
    path::check_enabled(context)?;
    context.read(|db| {
        let role =
            db.role_with_id(context.parameter("role_id"))?.ok_or_else(ClerkError::role_id_not_found)?;
        Ok(Reply::json(shapes::role(&db, &role)?))
    })
}
