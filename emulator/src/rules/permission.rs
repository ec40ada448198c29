//! Roles and permissions that a new instance has, and whether a role may do something.

/// A permission that a new instance knows.
pub(crate) struct Known {
    pub(crate) key: &'static str,
    pub(crate) name: &'static str,
    pub(crate) description: &'static str,
    /// `system` or `user`.
    pub(crate) kind: &'static str,
}

/// A role that a new instance has.
pub(crate) struct KnownRole {
    pub(crate) key: &'static str,
    pub(crate) name: &'static str,
    pub(crate) description: &'static str,
    pub(crate) is_creator_eligible: bool,
    pub(crate) permissions: &'static [&'static str],
}

/// What inviting and revoking need, and listing by default.
pub(crate) const MANAGE_MEMBERSHIPS: &str = "org:sys_memberships:manage";
/// What changing the name, slug and logo needs.
pub(crate) const MANAGE_PROFILE: &str = "org:sys_profile:manage";
/// What deleting the organization needs.
pub(crate) const DELETE_PROFILE: &str = "org:sys_profile:delete";
/// What seeing domains needs.
pub(crate) const READ_DOMAINS: &str = "org:sys_domains:read";
/// What adding, verifying and removing domains needs.
pub(crate) const MANAGE_DOMAINS: &str = "org:sys_domains:manage";
/// The role of an organization's creator (Clerk's documented default).
pub(crate) const CREATOR_ROLE: &str = "org:admin";
/// What listing members needs.
pub(crate) const READ_MEMBERSHIPS: &str = "org:sys_memberships:read";

const fn system(key: &'static str, name: &'static str, description: &'static str) -> Known {
    Known { key, name, description, kind: "system" }
}

const fn custom(key: &'static str, name: &'static str, description: &'static str) -> Known {
    Known { key, name, description, kind: "user" }
}

/// Clerk's system permissions (documentation, "Roles and permissions"), then custom ones as an application may
/// define them.
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

/// Whether `held` has the permission.
pub(crate) fn allows(held: &[String], permission: &str) -> bool {
    held.iter().any(|key| key == permission)
}
