//! Agent tasks: a link that signs a user in once, for an agent or a test.

use serde_json::{Value, json};

use super::body::Fields;
use super::sign_in_tokens::of_path;
use crate::acts::sign_in_token::{self, Purpose};
use crate::error::ClerkError;
use crate::http::context::Context;
use crate::http::reply::{Answer, Reply};
use crate::rules::redirect_url;
use crate::store::{Db, User};
use crate::tokens::{self, Ticket};

/// The default lifetime of the session (Clerk's published Backend API description).
const SESSION_SECONDS: i64 = 30 * 60;
/// The lifetime of the link. Clerk does not publish it, so it equals the session's.
const LINK_SECONDS: i64 = 30 * 60;
const DAY_SECONDS: i64 = 24 * 60 * 60;

/// `POST /v1/agents/tasks`.
pub(super) fn create(context: &Context) -> Answer {
    let mut fields = Fields::of_body(context)?;
    let on_behalf_of = fields.new_metadata("on_behalf_of");
    if on_behalf_of.is_none() {
        fields.refuse(ClerkError::form_param_missing("on_behalf_of"));
    }
    let permissions = fields.required_text("permissions");
    if !permissions.is_empty() && permissions != "*" {
        fields.refuse(ClerkError::form_param_value_invalid("permissions", "*"));
    }
    let agent_name = fields.required_text("agent_name");
    fields.required_text("task_description");
    let redirect_url = fields.required_text("redirect_url");
    if let Some(refused) = redirect_url::check(&redirect_url).err().filter(|_| !redirect_url.is_empty()) {
        fields.refuse(refused);
    }
    let seconds = fields.integer("session_max_duration_in_seconds", 1..=365 * DAY_SECONDS);
    fields.finish(())?;
    let agent_id = agent_id(context, &agent_name);
    let draft = sign_in_token::draft(context, "agtask", Ticket::AGENT_TASK, LINK_SECONDS)?;
    let ticket = draft.ticket.clone();
    let task = context.write(|db| {
        let user = user_of(&db, &on_behalf_of.unwrap_or_default())?;
        let purpose = Purpose {
            user: &user,
            organization_id: None,
            agent_id: Some(agent_id.clone()),
            redirect_url: Some(redirect_url),
            session_seconds: Some(seconds.unwrap_or(SESSION_SECONDS)),
        };
        sign_in_token::add(&db, draft, purpose)
    })?;
    let mut shown = shape(&agent_id, &task.id);
    if let Some(fields) = shown.as_object_mut() {
        let url = format!("{}/v1/agents/tasks?ticket={ticket}", context.instance.url);
        fields.insert("url".to_owned(), url.into());
    }
    Ok(Reply::json(shown))
}

/// `POST /v1/agents/tasks/{agent_task_id}/revoke`.
pub(super) fn revoke(context: &Context) -> Answer {
    context.change(
        |db| {
            let task =
                of_path(db, context.parameter("agent_task_id"))?.filter(|task| task.agent_id.is_some());
            let task = task.ok_or_else(ClerkError::sign_in_token_not_found)?;
            sign_in_token::revoke(context, db, task)
        },
        |_, task| Ok(Reply::json(shape(task.agent_id.as_deref().unwrap_or_default(), &task.id))),
    )
}

/// Finds the user by id or by address. The caller must send exactly one of the two.
fn user_of(db: &Db<'_>, on_behalf_of: &Value) -> Result<User, ClerkError> {
    let text = |name: &str| on_behalf_of.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    let user = match (text("user_id"), text("identifier")) {
        (Some(id), None) => db.user(id)?,
        (None, Some(identifier)) => db.user_with_email_address(identifier)?,
        (Some(_), Some(_)) => {
            return Err(ClerkError::form_conditional_param_disallowed("identifier", "user_id"));
        }
        (None, None) => return Err(ClerkError::form_param_missing("on_behalf_of")),
    };
    user.ok_or_else(ClerkError::user_not_found)
}

/// Derives the agent's id from its name: within an instance, the same name has the same id.
fn agent_id(context: &Context, agent_name: &str) -> String {
    let digest = tokens::hash(&format!("{} {agent_name}", context.instance.id));
    let hex: String = digest.iter().take(14).map(|byte| format!("{byte:02x}")).collect();
    format!("agent_{hex}")
}

fn shape(agent_id: &str, id: &str) -> Value {
    json!({ "object": "agent_task", "agent_id": agent_id, "agent_task_id": id, "task_id": id })
}
