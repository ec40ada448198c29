//! `GET` and `PATCH /v1/environment`: the settings of the instance, which official clients fetch first. With PATCH, a
//! development page reports its origin, which has no effect here. The answer has no envelope.

use serde_json::{Value, json};

use crate::http::context::Context;
use crate::http::reply::{Answer, Reply};
use crate::rules::{domain, password, permission};
use crate::settings::Settings;

pub(super) fn show(context: &Context) -> Answer {
    let instance = &context.instance;
    let settings = &context.settings;
    Ok(Reply::json(json!({
        "auth_config": auth_config(&instance.id, settings),
        "display_config": display_config(&instance.id, &instance.url),
        "user_settings": user_settings(),
        "organization_settings": {
            "enabled": settings.organizations_enabled,
            "max_allowed_memberships": settings.max_allowed_memberships,
            "creator_role": permission::CREATOR_ROLE,
            "force_organization_selection": settings.force_organization_selection,
            "actions": { "admin_delete": true },
            "domains": {
                "enabled": settings.organization_domains,
                "enrollment_modes": domain::ENROLLMENT_MODES,
                "default_role": domain::DEFAULT_ROLE,
            },
            "slug": { "disabled": !settings.organization_slugs },
            "organization_creation_defaults": { "enabled": true },
        },
        "fraud_settings": { "object": "fraud_settings", "native": { "device_attestation_mode": "disabled" } },
        // clerk-js 6.40 cannot read an environment whose billing lacks one of these two parts.
        "commerce_settings": { "billing": {
            "stripe_publishable_key": Value::Null,
            "free_trial_requires_payment_method": false,
            "user": { "enabled": false, "has_paid_plans": false },
            "organization": { "enabled": false, "has_paid_plans": false },
        } },
        "api_keys_settings": { "enabled": false, "user_api_keys_enabled": false, "orgs_api_keys_enabled": false },
        "protect_config": { "loaders": [] },
        "client_debug_mode": false,
        "partitioned_cookies": false,
        "maintenance_mode": false,
    })))
}

fn auth_config(instance_id: &str, settings: &Settings) -> Value {
    json!({
        "object": "auth_config",
        "id": format!("aconf_{}", instance_id.trim_start_matches("ins_")),
        "first_name": "on",
        "last_name": "on",
        "email_address": "required",
        "phone_number": "off",
        "username": "off",
        "password": "required",
        "identification_requirements": [["email_address"]],
        "identification_strategies": ["email_address"],
        "first_factors": FIRST_FACTORS,
        "second_factors": ["totp", "backup_code"],
        "email_address_verification_strategies": ["email_code"],
        "single_session_mode": settings.single_session_mode,
        "enhanced_email_deliverability": false,
        "test_mode": true,
        "cookieless_dev": true,
        "url_based_session_syncing": true,
        "claimed_at": Value::Null,
        "reverification": false,
        "native_settings": {
            "object": "native_settings",
            "api_enabled": settings.native_api,
            "trusted_device_sign_in_enabled": false,
            "trusted_device_enrollment_prompt_after_sign_in_enabled": false,
            "trusted_device_enrollment_prompt_after_sign_up_enabled": false,
        },
    })
}

fn display_config(instance_id: &str, url: &str) -> Value {
    let portal = |page: &str| format!("{url}/__emulator/portal/{page}");
    let no_image = json!({ "object": "image", "id": "", "name": "", "public_url": "" });
    json!({
        "object": "display_config",
        "id": format!("display_config_{}", instance_id.trim_start_matches("ins_")),
        "instance_environment_type": "development",
        "application_name": "Clerk emulator",
        "theme": {},
        "preferred_sign_in_strategy": "password",
        "logo_image_url": Value::Null,
        "favicon_image_url": Value::Null,
        "home_url": format!("{url}/"),
        "sign_in_url": portal("sign-in"),
        "sign_up_url": portal("sign-up"),
        "user_profile_url": portal("user"),
        "waitlist_url": portal("waitlist"),
        "oauth_consent_url": portal("oauth-consent"),
        "after_sign_in_url": format!("{url}/"),
        "after_sign_up_url": format!("{url}/"),
        "after_sign_out_one_url": portal("sign-in"),
        "after_sign_out_all_url": portal("sign-in"),
        "after_switch_session_url": format!("{url}/"),
        "after_join_waitlist_url": format!("{url}/"),
        "organization_profile_url": portal("organization"),
        "create_organization_url": portal("create-organization"),
        "after_leave_organization_url": format!("{url}/"),
        "after_create_organization_url": format!("{url}/"),
        "logo_link_url": format!("{url}/"),
        "support_email": Value::Null,
        "branded": false,
        "experimental_force_oauth_first": false,
        "clerk_js_version": "6",
        "show_devmode_warning": false,
        "google_one_tap_client_id": Value::Null,
        "help_url": Value::Null,
        "privacy_policy_url": Value::Null,
        "terms_url": Value::Null,
        "logo_url": Value::Null,
        "favicon_url": Value::Null,
        "logo_image": no_image.clone(),
        "favicon_image": no_image,
        "captcha_public_key": Value::Null,
        "captcha_widget_type": Value::Null,
        "captcha_public_key_invisible": Value::Null,
        "captcha_provider": Value::Null,
        "captcha_oauth_bypass": [],
        "captcha_heartbeat": false,
    })
}

const FIRST_FACTORS: &[&str] = &["email_code", "password", "reset_password_email_code", "ticket"];

/// The ways to sign in: an e-mail address with a password or a mailed code, or an invitation's ticket. A user can add
/// an authenticator app as second factor.
fn user_settings() -> Value {
    let attribute = |enabled: bool, required: bool| {
        json!({
            "enabled": enabled, "required": required, "used_for_first_factor": false, "first_factors": [],
            "used_for_second_factor": false, "second_factors": [], "verifications": [],
            "verify_at_sign_up": false, "immutable": false,
        })
    };
    let off = || attribute(false, false);
    let second_factor = |strategy: &str| {
        let mut shown = attribute(true, false);
        if let Some(fields) = shown.as_object_mut() {
            fields.insert("used_for_second_factor".to_owned(), true.into());
            fields.insert("second_factors".to_owned(), json!([strategy]));
        }
        shown
    };
    json!({
        "attributes": {
            "email_address": {
                "enabled": true, "required": true, "used_for_first_factor": true,
                "first_factors": FIRST_FACTORS,
                "used_for_second_factor": false, "second_factors": [], "verifications": ["email_code"],
                "verify_at_sign_up": true, "immutable": false,
            },
            "phone_number": off(),
            "username": off(),
            "web3_wallet": off(),
            "first_name": attribute(true, false),
            "last_name": attribute(true, false),
            "password": attribute(true, true),
            "authenticator_app": second_factor("totp"),
            "ticket": attribute(true, false),
            "backup_code": second_factor("backup_code"),
            "passkey": off(),
        },
        "social": {},
        "saml": { "enabled": false },
        "enterprise_sso": { "enabled": false, "self_serve_sso": false },
        "sign_in": { "second_factor": { "required": false } },
        "sign_up": {
            "captcha_enabled": false, "captcha_widget_type": "smart", "custom_action_required": false,
            "progressive": true, "mode": "public", "legal_consent_enabled": false,
        },
        "restrictions": {
            "allowlist": { "enabled": false },
            "blocklist": { "enabled": false },
            "allowlist_blocklist_disabled_on_sign_in": { "enabled": false },
            "block_email_subaddresses": { "enabled": false },
            "block_disposable_email_domains": { "enabled": false },
        },
        "password_settings": {
            "disable_hibp": true, "disable_password_reverification": true, "min_length": password::SHORTEST, "max_length": password::LONGEST,
            "require_special_char": false, "require_numbers": false, "require_uppercase": false,
            "require_lowercase": false, "show_zxcvbn": false, "min_zxcvbn_strength": 0,
            "enforce_hibp_on_sign_in": false, "allowed_special_characters": "!\"#$%&'()*+,-./:;<=>?@[]^_`{|}~",
        },
        "username_settings": {
            "min_length": 4, "max_length": 64, "allow_extended_special_characters": false,
            "allow_numeric_usernames": false,
        },
        "actions": { "delete_self": true, "create_organization": true, "create_organizations_limit": Value::Null },
        "attack_protection": {
            "user_lockout": { "enabled": false, "max_attempts": 100, "duration_in_minutes": 60 },
            "pii": { "enabled": false },
            "email_link": { "require_same_client": true },
            "enumeration_protection": { "enabled": false },
        },
        "passkey_settings": {
            "allow_autofill": false, "show_sign_in_button": false, "satisfies_second_factor": false,
        },
    })
}
