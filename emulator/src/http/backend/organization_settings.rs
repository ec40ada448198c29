//! `GET` and `PATCH /v1/instance/organization_settings`: the settings for every organization of the instance. Those
//! that can be changed are settings of the emulator too; a reset restores them.

use serde_json::{Value, json};

use super::body::Fields;
use crate::http::context::Context;
use crate::http::reply::{Answer, Reply};
use crate::rules::{domain, permission};
use crate::settings::Settings;

fn shape(settings: &Settings) -> Value {
    json!({
        "object": "organization_settings",
        "enabled": settings.organizations_enabled,
        "max_allowed_memberships": settings.max_allowed_memberships,
        "max_allowed_roles": 10,
        "max_role_sets_allowed": 1,
        "max_allowed_domains": domain::MOST,
        "max_allowed_permissions": 50,
        "creator_role": permission::CREATOR_ROLE,
        "admin_delete_enabled": true,
        "domains_enabled": settings.organization_domains,
        "slug_disabled": !settings.organization_slugs,
        "domains_enrollment_modes": domain::ENROLLMENT_MODES,
        "domains_default_role": domain::DEFAULT_ROLE,
        "initial_role_set_key": Value::Null,
    })
}

pub(super) fn show(context: &Context) -> Answer {
    Ok(Reply::json(shape(&context.settings)))
}

/// Everything else of these settings is fixed here, and unknown to this call.
pub(super) fn update(context: &Context) -> Answer {
    let mut fields = Fields::of_body(context)?;
    let enabled = fields.boolean("enabled");
    let max_allowed_memberships = fields.integer("max_allowed_memberships", 0..=u32::MAX.into());
    let slug_disabled = fields.boolean("slug_disabled");
    fields.finish(())?;
    let sent = [
        ("organizations_enabled", enabled.map(Value::from)),
        ("max_allowed_memberships", max_allowed_memberships.map(Value::from)),
        ("organization_slugs", slug_disabled.map(|disabled| (!disabled).into())),
    ];
    let wanted = sent.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect();
    Ok(Reply::json(shape(&context.instance.change_settings(context.era, &wanted)?)))
}
