//! Sign-in tokens: a program creates one, and its ticket signs the user in once.

use serde_json::{Value, json};

use super::body::Fields;
use crate::acts::sign_in_token::{self, Purpose};
use crate::error::ClerkError;
use crate::http::context::Context;
use crate::http::reply::{Answer, Reply};
use crate::rules::organization;
use crate::store::{Db, SignInToken};
use crate::tokens::Ticket;

/// The default lifetime: 30 days (Clerk's published Backend API description).
const USUAL_SECONDS: i64 = 30 * 24 * 60 * 60;
/// A hundred years, the longest lifetime that the emulator accepts.
const MOST_SECONDS: i64 = 100 * 365 * 24 * 60 * 60;

/// `POST /v1/sign_in_tokens`.
pub(super) fn create(context: &Context) -> Answer {
    let mut fields = Fields::of_body(context)?;
    let user_id = fields.required_text("user_id");
    let seconds = fields.integer("expires_in_seconds", 1..=MOST_SECONDS);
    let organization_id = fields.text("org_id");
    fields.finish(())?;
    let draft =
        sign_in_token::draft(context, "sit", Ticket::SIGN_IN_TOKEN, seconds.unwrap_or(USUAL_SECONDS))?;
    let ticket = draft.ticket.clone();
    let token = context.write(|db| {
        let user = db.user(&user_id)?.ok_or_else(ClerkError::user_not_found)?;
        if let Some(id) = &organization_id {
            db.membership(id, &user.id)?.ok_or_else(|| organization::of_others(&context.settings))?;
        }
        let purpose = Purpose {
            user: &user,
            organization_id,
            agent_id: None,
            redirect_url: None,
            session_seconds: None,
        };
        sign_in_token::add(&db, draft, purpose)
    })?;
    Ok(Reply::json(shape(context, &token, Some(&ticket))))
}

/// `POST /v1/sign_in_tokens/{sign_in_token_id}/revoke`.
pub(super) fn revoke(context: &Context) -> Answer {
    context.change(
        |db| {
            let token = of_path(db, context.parameter("sign_in_token_id"))?;
            let token = token.filter(|token| token.agent_id.is_none());
            let token = token.ok_or_else(ClerkError::sign_in_token_not_found)?;
            sign_in_token::revoke(context, db, token)
        },
        |_, token| Ok(Reply::json(shape(context, &token, None))),
    )
}

pub(super) fn of_path(db: &Db<'_>, id: &str) -> Result<Option<SignInToken>, ClerkError> {
    Ok(db.sign_in_token(id)?)
}

/// Only the answer to its creation includes the ticket.
fn shape(context: &Context, token: &SignInToken, ticket: Option<&str>) -> Value {
    let mut shape = json!({
        "object": "sign_in_token", "id": token.id, "user_id": token.user_id, "status": token.status,
    });
    if let (Some(fields), Some(ticket)) = (shape.as_object_mut(), ticket) {
        fields.insert("token".to_owned(), ticket.into());
        let url = format!("{}/v1/tickets/accept?ticket={ticket}", context.instance.url);
        fields.insert("url".to_owned(), url.into());
    }
    if let Some(fields) = shape.as_object_mut() {
        fields.insert("created_at".to_owned(), token.created_at.into());
        fields.insert("updated_at".to_owned(), token.updated_at.into());
    }
    shape
}
