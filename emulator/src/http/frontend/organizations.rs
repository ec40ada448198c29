//! `/v1/organizations/{organization_id}`: the organization itself.

use serde_json::Value;

use super::caller::Caller;
use super::shapes;
use crate::http::context::Context;
use crate::http::reply::{Answer, Reply};

/// `GET /v1/organizations/{organization_id}`: for its members.
pub(super) fn show(context: &Context) -> Answer {
    context.read(|db| {
        let member =
            Caller::of(context, &db)?.member_of(context, &db, context.parameter("organization_id"))?;
        Ok(Reply::wrapped(shapes::organization(context, &db, &member.organization)?, Value::Null))
    })
}
