//! JWT templates: the tokens of `getToken({ template })`.

use serde_json::{Value, json};

use super::body::Fields;
use super::{query, shapes};
use crate::error::ClerkError;
use crate::http::context::Context;
use crate::http::reply::{Answer, Reply};
use crate::rules::jwt_template as rules;
use crate::store::{Db, JwtTemplate};

/// `GET /v1/jwt_templates`: returns a page with `paginated=true`, which `@clerk/backend` sends, and an array otherwise.
pub(super) fn list(context: &Context) -> Answer {
    let query = query::of(context, &[])?;
    let page = context.page()?;
    let is_paginated = query::boolean(query, "paginated")?.unwrap_or(false);
    context.read(|db| {
        let (found, total) = db.jwt_templates(page)?;
        let data: Vec<Value> = found.iter().map(shape).collect();
        Ok(Reply::json(if is_paginated { shapes::page(data, total) } else { data.into() }))
    })
}

fn of_path(context: &Context, db: &Db<'_>) -> Result<JwtTemplate, ClerkError> {
    db.jwt_template(context.parameter("template_id"))?.ok_or_else(ClerkError::jwt_template_id_not_found)
}

/// `GET /v1/jwt_templates/{template_id}`.
pub(super) fn show(context: &Context) -> Answer {
    context.read(|db| Ok(Reply::json(shape(&of_path(context, &db)?))))
}

/// The fields of a template in a request.
struct Sent {
    name: String,
    claims: Value,
    lifetime: Option<i64>,
    allowed_clock_skew: Option<i64>,
    /// The algorithm and the key of a custom signing key. `None` keeps the stored ones.
    signing: Option<Option<(String, String)>>,
}

impl Sent {
    fn read(context: &Context) -> Result<Self, ClerkError> {
        let mut fields = Fields::of_body(context)?;
        let name = fields.required_text("name");
        if !name.is_empty()
            && let Err(refused) = rules::check_name(&name)
        {
            fields.refuse(refused);
        }
        let claims = fields.required_object("claims");
        if let Err(refused) = rules::check_claims(&claims) {
            fields.refuse(refused);
        }
        let lifetime = fields.integer("lifetime", rules::LIFETIME);
        let allowed_clock_skew = fields.integer("allowed_clock_skew", rules::CLOCK_SKEW);
        let signing = signing(&mut fields);
        fields.finish(Self { name, claims, lifetime, allowed_clock_skew, signing })
    }
}

fn signing(fields: &mut Fields) -> Option<Option<(String, String)>> {
    let has_own_key = fields.boolean("custom_signing_key");
    let (algorithm, key) = (fields.text("signing_algorithm"), fields.text("signing_key"));
    match (has_own_key, algorithm, key) {
        (Some(true), Some(algorithm), Some(key)) => {
            if !rules::OWN_KEY_ALGORITHMS.contains(&algorithm.as_str()) {
                let must_be = format!(
                    "one of {}: this emulator supports no other algorithms for custom keys",
                    rules::OWN_KEY_ALGORITHMS.join(", ")
                );
                fields.refuse(ClerkError::form_param_value_invalid("signing_algorithm", &must_be));
            }
            Some(Some((algorithm, key)))
        }
        (Some(true), algorithm, _) => {
            let missing = if algorithm.is_none() { "signing_algorithm" } else { "signing_key" };
            fields.refuse(ClerkError::form_conditional_param_missing(missing, "custom_signing_key"));
            None
        }
        (Some(false), ..) => Some(None),
        (None, ..) => None,
    }
}

/// `POST /v1/jwt_templates`.
pub(super) fn create(context: &Context) -> Answer {
    let sent = Sent::read(context)?;
    let template = JwtTemplate {
        id: context.id("jtmp"),
        name: String::new(),
        claims: Value::Null,
        lifetime: rules::USUAL_LIFETIME,
        allowed_clock_skew: rules::USUAL_CLOCK_SKEW,
        signing_algorithm: rules::INSTANCE_ALGORITHM.to_owned(),
        signing_key: None,
        created_at: context.now(),
        updated_at: context.now(),
    };
    context.change(|db| store(context, db, template, sent), shown)
}

/// `PATCH /v1/jwt_templates/{template_id}`. As in Clerk, an update requires the name and the claims too.
pub(super) fn update(context: &Context) -> Answer {
    let sent = Sent::read(context)?;
    context.change(|db| store(context, db, of_path(context, db)?, sent), shown)
}

fn shown(_: &Db<'_>, template: JwtTemplate) -> Answer {
    Ok(Reply::json(shape(&template)))
}

fn store(
    context: &Context,
    db: &Db<'_>,
    template: JwtTemplate,
    sent: Sent,
) -> Result<JwtTemplate, ClerkError> {
    if db.jwt_template_named(&sent.name)?.is_some_and(|other| other.id != template.id) {
        return Err(ClerkError::form_identifier_exists("name"));
    }
    let (signing_algorithm, signing_key) = match sent.signing {
        Some(Some((algorithm, key))) => (algorithm, Some(key)),
        Some(None) => (rules::INSTANCE_ALGORITHM.to_owned(), None),
        None => (template.signing_algorithm, template.signing_key),
    };
    let template = JwtTemplate {
        name: sent.name,
        claims: sent.claims,
        lifetime: sent.lifetime.unwrap_or(template.lifetime),
        allowed_clock_skew: sent.allowed_clock_skew.unwrap_or(template.allowed_clock_skew),
        signing_algorithm,
        signing_key,
        updated_at: context.now(),
        ..template
    };
    db.put_jwt_template(&template)?;
    Ok(template)
}

/// `DELETE /v1/jwt_templates/{template_id}`.
pub(super) fn remove(context: &Context) -> Answer {
    context.change(
        |db| {
            let template = of_path(context, db)?;
            db.delete_jwt_template(&template.id)?;
            Ok(template.id)
        },
        |_, id| Ok(Reply::json(shapes::deleted("jwt_template", &id))),
    )
}

/// No answer includes the key.
fn shape(template: &JwtTemplate) -> Value {
    json!({
        "object": "jwt_template",
        "id": template.id,
        "name": template.name,
        "claims": template.claims,
        "lifetime": template.lifetime,
        "allowed_clock_skew": template.allowed_clock_skew,
        "custom_signing_key": template.signing_key.is_some(),
        "signing_algorithm": template.signing_algorithm,
        "created_at": template.created_at,
        "updated_at": template.updated_at,
    })
}
