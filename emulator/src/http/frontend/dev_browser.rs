//! `POST /v1/dev_browser`: creates a dev browser. Later requests send its id as `__clerk_db_jwt` in the query.

use serde_json::json;

use crate::http::context::Context;
use crate::http::reply::{Answer, Reply};

pub(super) fn create(context: &Context) -> Answer {
    let id = context.id("dvb");
    context.write(|db| Ok(db.add_dev_browser(&id)?))?;
    Ok(Reply::json(json!({
        "object": "dev_browser", "id": id, "token": id, "instance_id": context.instance.id,
        "created_at": context.now(), "updated_at": context.now(),
    })))
}
