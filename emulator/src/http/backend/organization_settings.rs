//! `GET` and `PATCH /v1/instance/organization_settings`: what holds for every organization of the instance. What can
//! be changed is a setting of the emulator too; a reset takes it back.

use serde_json::{Value, json};

use super::body::Fields;
use crate::http::context::Context;
use crate::http::reply::{Answer, Reply};
use crate::settings::Settings;

fn shape(settings: &Settings) -> Value {
    json!({
        "object": "organization_settings",
        "enabled": settings.organizations_enabled,
        "max_allowed_memberships": settings.max_allowed_memberships,
        "max_allowed_roles": 10,
        "max_role_sets_allowed": 1,
        "max_allowed_domains": 10,
        "max_allowed_permissions": 50,
        "creator_role": "org:admin",
        "admin_delete_enabled": true,
        "domains_enabled": true,
        "slug_disabled": !settings.organization_slugs,
        "domains_enrollment_modes": ["manual_invitation", "automatic_invitation", "automatic_suggestion"],
        "domains_default_role": "org:member",
        "initial_role_set_key": Value::Null,
    })
}

pub(super) fn show(context: &Context) -> Answer {
    Ok(Reply::json(&shape(&context.settings)))
}

/// Everything else of these settings is fixed here, and unknown to this call.
pub(super) fn update(context: &Context) -> Answer {
    let mut fields = Fields::of_body(context)?;
    let enabled = fields.boolean("enabled");
    let max_allowed_memberships = fields.integer("max_allowed_memberships", 0..=u32::MAX.into());
    let slug_disabled = fields.boolean("slug_disabled");
    fields.finish(())?;
    let settings = context.instance.change_settings_with(|settings| {
        settings.organizations_enabled = enabled.unwrap_or(settings.organizations_enabled);
        settings.max_allowed_memberships =
            max_allowed_memberships.unwrap_or(settings.max_allowed_memberships);
        settings.organization_slugs = slug_disabled.map_or(settings.organization_slugs, |disabled| !disabled);
    });
    Ok(Reply::json(&shape(&settings)))
}
