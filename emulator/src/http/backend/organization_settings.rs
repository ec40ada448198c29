//! `GET` and `PATCH /v1/instance/organization_settings`: the settings of all organizations of the instance. Those that
//! can change are also settings of the emulator, so a reset restores them.

use serde_json::{Value, json};

use super::body::Fields;
use crate::error::ClerkError;
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

pub(super) fn update(context: &Context) -> Answer {
    let mut fields = Fields::of_body(context)?;
    let enabled = fields.boolean("enabled");
    let max_allowed_memberships = fields.integer("max_allowed_memberships", 0..=u32::MAX.into());
    let domains_enabled = fields.boolean("domains_enabled");
    let slug_disabled = fields.boolean("slug_disabled");
    check_fixed(context, &mut fields)?;
    fields.finish(())?;
    let sent = [
        ("organizations_enabled", enabled.map(Value::from)),
        ("max_allowed_memberships", max_allowed_memberships.map(Value::from)),
        ("organization_domains", domains_enabled.map(Value::from)),
        ("organization_slugs", slug_disabled.map(|disabled| (!disabled).into())),
    ];
    let wanted = sent.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect();
    Ok(Reply::json(shape(&context.instance.change_settings(context.era, &wanted)?)))
}

/// Refuses another value for a setting that has only one here.
fn check_fixed(context: &Context, fields: &mut Fields) -> Result<(), ClerkError> {
    let check = |fields: &mut Fields, name: &str, is_other: bool, value: &str| {
        if is_other {
            let must_be = format!("{value}: this emulator has no other value of it");
            fields.refuse(ClerkError::form_param_value_invalid(name, &must_be));
        }
    };
    let delete = fields.boolean("admin_delete_enabled");
    check(fields, "admin_delete_enabled", delete == Some(false), "true");
    let has_modes = fields.has("domains_enrollment_modes");
    let modes = fields.texts("domains_enrollment_modes");
    // Manual invitation is always on: Clerk's description names only the other two.
    let is_on = |mode: &&str| *mode == domain::MANUAL || modes.iter().any(|sent| sent == mode);
    let is_other = has_modes && !domain::ENROLLMENT_MODES.iter().all(is_on);
    check(fields, "domains_enrollment_modes", is_other, &domain::ENROLLMENT_MODES.join(", "));
    for (name, key) in
        [("creator_role_id", permission::CREATOR_ROLE), ("domains_default_role_id", domain::DEFAULT_ROLE)]
    {
        if let Some(id) = fields.text(name) {
            let role = context.read(|db| Ok(db.role(key)?))?;
            let is_other = role.is_none_or(|role| role.id != id);
            check(fields, name, is_other, &format!("the id of {key}"));
        }
    }
    Ok(())
}
