//! The roles and permissions of a new instance, the checks of their keys, and whether a role allows an action.

use super::domain::DEFAULT_ROLE;
use crate::error::ClerkError;

/// A permission of a new instance.
pub(crate) struct Known {
    pub(crate) key: &'static str,
    pub(crate) name: &'static str,
    pub(crate) description: &'static str,
    /// `system` or `user`.
    pub(crate) kind: &'static str,
}

/// A role of a new instance.
pub(crate) struct KnownRole {
    pub(crate) key: &'static str,
    pub(crate) name: &'static str,
    pub(crate) description: &'static str,
    pub(crate) is_creator_eligible: bool,
    pub(crate) permissions: &'static [&'static str],
}

/// The permission to invite and to revoke, and by default to list invitations.
pub(crate) const MANAGE_MEMBERSHIPS: &str = "org:sys_memberships:manage";
/// The permission to change the name, the slug and the logo.
pub(crate) const MANAGE_PROFILE: &str = "org:sys_profile:manage";
/// The permission to delete the organization.
pub(crate) const DELETE_PROFILE: &str = "org:sys_profile:delete";
/// The permission to list domains.
pub(crate) const READ_DOMAINS: &str = "org:sys_domains:read";
/// The permission to add, verify and remove domains.
pub(crate) const MANAGE_DOMAINS: &str = "org:sys_domains:manage";
/// The role of an organization's creator (Clerk's documented default).
pub(crate) const CREATOR_ROLE: &str = "org:admin";
/// The permission to list members.
pub(crate) const READ_MEMBERSHIPS: &str = "org:sys_memberships:read";

const fn system(key: &'static str, name: &'static str, description: &'static str) -> Known {
    Known { key, name, description, kind: "system" }
}

const fn custom(key: &'static str, name: &'static str, description: &'static str) -> Known {
    Known { key, name, description, kind: "user" }
}

/// Clerk's system permissions (documentation, "Roles and permissions"), then examples of an application's custom
/// permissions.
pub(crate) const KNOWN: &[Known] = &[
    system(MANAGE_PROFILE, "Manage organization", "Change the organization's profile"),
    system(DELETE_PROFILE, "Delete organization", "Delete the organization"),
    system(READ_MEMBERSHIPS, "Read members", "See the organization's members"),
    system(MANAGE_MEMBERSHIPS, "Manage members", "Invite, change and remove members"),
    system(READ_DOMAINS, "Read domains", "See the organization's domains"),
    system(MANAGE_DOMAINS, "Manage domains", "Add, verify and remove domains"),
    system("org:sys_billing:read", "Read billing", "See the organization's billing"),
    system("org:sys_billing:manage", "Manage billing", "Change the organization's billing"),
    system("org:sys_entconns:manage", "Manage enterprise connections", "Change enterprise connections"),
    custom("org:invoices:read", "Read invoices", "See invoices"),
    custom("org:invoices:manage", "Manage invoices", "Create and cancel invoices"),
    custom("org:reports:read", "Read reports", "See reports"),
];

/// Clerk's two default roles, then custom ones.
pub(crate) const ROLES: &[KnownRole] = &[
    KnownRole {
        key: CREATOR_ROLE,
        name: "Admin",
        description: "Role with elevated permissions",
        is_creator_eligible: true,
        permissions: &[
            MANAGE_PROFILE,
            DELETE_PROFILE,
            READ_MEMBERSHIPS,
            MANAGE_MEMBERSHIPS,
            READ_DOMAINS,
            MANAGE_DOMAINS,
            "org:sys_billing:read",
            "org:sys_billing:manage",
            "org:sys_entconns:manage",
        ],
    },
    KnownRole {
        key: "org:member",
        name: "Member",
        description: "Role with non-privileged permissions",
        is_creator_eligible: false,
        permissions: &[READ_MEMBERSHIPS, "org:sys_billing:read"],
    },
    KnownRole {
        key: "org:billing_manager",
        name: "Billing manager",
        description: "Pays the bills",
        is_creator_eligible: false,
        permissions: &[
            READ_MEMBERSHIPS,
            "org:sys_billing:read",
            "org:sys_billing:manage",
            "org:invoices:read",
            "org:invoices:manage",
        ],
    },
    KnownRole {
        key: "org:viewer",
        name: "Viewer",
        description: "Looks and touches nothing",
        is_creator_eligible: false,
        permissions: &["org:reports:read"],
    },
];

/// Clerk's own permissions, which every instance has.
pub(crate) fn system_permissions() -> impl Iterator<Item = &'static Known> {
    KNOWN.iter().filter(|known| known.kind == "system")
}

/// The permissions that the role of an organization's creator needs (Clerk's documentation, "Roles and permissions").
const OF_CREATORS: &[&str] = &[MANAGE_PROFILE, MANAGE_MEMBERSHIPS, READ_MEMBERSHIPS, DELETE_PROFILE];

/// Whether a role with these permissions can be the creator's role.
pub(crate) fn is_creator_eligible(held: &[String]) -> bool {
    OF_CREATORS.iter().all(|needed| allows(held, needed))
}

fn is_word(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    !text.is_empty() && text.bytes().all(allowed)
}

/// Rejects a role key that is not `org:` and a word (Clerk's published Backend API description).
pub(crate) fn check_role_key(key: &str) -> Result<(), ClerkError> {
    match key.strip_prefix("org:") {
        Some(word) if is_word(word) => Ok(()),
        _ => Err(ClerkError::form_param_format_invalid(
            "key",
            "org: and lower-case letters, digits and underscores",
        )),
    }
}

/// Rejects a custom permission key that is not `org:feature:action` or looks like a system permission (same source).
pub(crate) fn check_permission_key(key: &str) -> Result<(), ClerkError> {
    let parts: Vec<&str> = key.split(':').collect();
    match parts.as_slice() {
        ["org", feature, action] if is_word(feature) && is_word(action) && !feature.starts_with("sys_") => {
            Ok(())
        }
        _ => Err(ClerkError::form_param_format_invalid(
            "key",
            "org:feature:action in lower-case letters, digits and underscores, and not begin with org:sys_",
        )),
    }
}

/// Rejects a new key for the roles that the emulator's settings name.
pub(crate) fn check_renames_role(key: &str) -> Result<(), ClerkError> {
    match key {
        CREATOR_ROLE | DEFAULT_ROLE => Err(ClerkError::form_param_value_invalid(
            "key",
            "unchanged, because this emulator always has the roles org:admin and org:member",
        )),
        _ => Ok(()),
    }
}

/// Rejects deleting the roles of creators and of members who join through a domain.
pub(crate) fn check_deletes_role(key: &str) -> Result<(), ClerkError> {
    match key {
        CREATOR_ROLE => Err(ClerkError::organization_role_default_creator_role()),
        DEFAULT_ROLE => Err(ClerkError::organization_role_domain_default_role()),
        _ => Ok(()),
    }
}

/// Rejects permissions with which the creator's role would lack a required one.
pub(crate) fn check_role_keeps(key: &str, held: &[String]) -> Result<(), ClerkError> {
    if key == CREATOR_ROLE && !is_creator_eligible(held) {
        return Err(ClerkError::organization_missing_creator_role_permissions());
    }
    Ok(())
}

/// Whether `held` includes the permission.
pub(crate) fn allows(held: &[String], permission: &str) -> bool {
    held.iter().any(|key| key == permission)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(checked: Result<(), ClerkError>) -> &'static str {
        checked.map_or_else(|refused| refused.code, |()| "ok")
    }

    #[test]
    fn keys_are_made_of_org_and_words() {
        let invalid = "form_param_format_invalid";
        for (key, expected) in [
            ("org:editor", "ok"),
            ("org:editor_2", "ok"),
            ("org:", invalid),
            ("org:Editor", invalid),
            ("org:a:b", invalid),
            ("editor", invalid),
            ("org:e d", invalid),
        ] {
            assert_eq!(code(check_role_key(key)), expected, "{key}");
        }
        for (key, expected) in [
            ("org:team:read", "ok"),
            ("org:sys_team:read", invalid),
            ("org:team", invalid),
            ("org:team:", invalid),
            ("org:team:read:all", invalid),
            ("app:team:read", invalid),
        ] {
            assert_eq!(code(check_permission_key(key)), expected, "{key}");
        }
    }

    #[test]
    fn the_creator_role_keeps_its_required_permissions() {
        let held = |without: &str| -> Vec<String> {
            OF_CREATORS.iter().filter(|key| **key != without).map(|key| (*key).to_owned()).collect()
        };
        assert_eq!(code(check_role_keeps(CREATOR_ROLE, &held(""))), "ok");
        let refused = code(check_role_keeps(CREATOR_ROLE, &held(MANAGE_MEMBERSHIPS)));
        assert_eq!(refused, "organization_missing_creator_role_permissions");
        assert_eq!(code(check_role_keeps("org:editor", &[])), "ok");
        for role in ROLES {
            let held: Vec<String> = role.permissions.iter().map(|key| (*key).to_owned()).collect();
            assert_eq!(is_creator_eligible(&held), role.is_creator_eligible, "{}", role.key);
        }
    }
}
