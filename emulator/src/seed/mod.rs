//! The initial data of an instance, as one document: people, roles, organizations, invitations. A reset restores it.
//! `--seed` reads it and `GET /__emulator/state` writes it. It is stored with the instance, so that ids and passwords
//! survive a restart. Its passwords are clear text: this is a local test tool, and its first line of output prints
//! them.
//!
//! `check` finds errors in a document, `plant` converts it to rows, `dump` converts rows to a document, and `builtin`
//! is the default document.

mod builtin;
mod check;
mod dump;
mod email_address;
mod plant;
mod rows;
mod words;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

pub(crate) use plant::Ground;

use crate::document;
use crate::model::fold::fold_address;

const DAY: i64 = 24 * 60 * 60 * 1000;
/// The lifetime of an invitation without `expires_at` (Clerk's published Backend API description: 30 days).
const INVITATION_LIFETIME: i64 = 30 * DAY;
/// The roles that every Clerk instance has.
const ADMIN: &str = "org:admin";
const MEMBER: &str = "org:member";

/// The problem in an invalid seed, with its path in the document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the seed{}: {problem}", if path == "." { String::new() } else { format!(" at {path}") })]
pub struct SeedError {
    /// For example `organizations[0].memberships[2].role`. A dot means the whole document.
    pub path: String,
    /// The problem at this path.
    pub problem: String,
}

/// The initial data of an instance, a document that the README describes. Times are Unix milliseconds. Missing values
/// are generated, including ids. A user can be referenced by id or by address.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seed {
    /// The time that the document was written. When it is loaded, its times move by the whole days since then, so that
    /// an invitation in an old file is still pending. Without it, times do not move.
    written_at: Option<i64>,
    /// Clerk's system permissions always exist and need not be listed.
    #[serde(default)]
    permissions: Vec<SeedPermission>,
    /// `org:admin` and `org:member` always exist and need not be listed.
    #[serde(default)]
    roles: Vec<SeedRole>,
    users: Vec<SeedUser>,
    #[serde(default)]
    organizations: Vec<SeedOrganization>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    jwt_templates: Vec<SeedJwtTemplate>,
}

/// The fields of `POST /v1/jwt_templates`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SeedJwtTemplate {
    id: Option<String>,
    name: String,
    claims: Map<String, Value>,
    /// In seconds.
    lifetime: Option<i64>,
    /// In seconds.
    allowed_clock_skew: Option<i64>,
    signing_algorithm: Option<String>,
    /// By default, the instance's own key.
    signing_key: Option<String>,
    created_at: Option<i64>,
    updated_at: Option<i64>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SeedPermission {
    id: Option<String>,
    key: String,
    name: String,
    #[serde(default)]
    description: String,
    #[serde(default)]
    r#type: PermissionType,
    created_at: Option<i64>,
    updated_at: Option<i64>,
}

/// Clerk's words for "built-in" and "custom".
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum PermissionType {
    System,
    #[default]
    User,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SeedRole {
    id: Option<String>,
    key: String,
    name: String,
    #[serde(default)]
    description: String,
    #[serde(default)]
    is_creator_eligible: bool,
    /// Keys of permissions.
    #[serde(default)]
    permissions: Vec<String>,
    created_at: Option<i64>,
    updated_at: Option<i64>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct SeedUser {
    id: Option<String>,
    email_addresses: Vec<SeedEmailAddress>,
    /// By default, the first address.
    primary_email_address: Option<String>,
    username: Option<String>,
    first_name: Option<String>,
    last_name: Option<String>,
    password: Option<String>,
    /// Argon2 in the PHC string format. Replaces `password`.
    password_hash: Option<String>,
    external_id: Option<String>,
    banned: bool,
    /// The user cannot sign in until this time.
    locked_until: Option<i64>,
    /// Whether the password must be changed before it can be used.
    password_compromised: bool,
    /// The secret of an authenticator app, in base32. Sign-ins then require its code.
    totp_secret: Option<String>,
    /// Each can replace the app's code once.
    backup_codes: Vec<String>,
    mfa_enabled_at: Option<i64>,
    mfa_disabled_at: Option<i64>,
    locale: Option<String>,
    /// `true` by default, like `create_organization_enabled`.
    delete_self_enabled: Option<bool>,
    create_organization_enabled: Option<bool>,
    /// 0 means no limit.
    create_organizations_limit: Option<i64>,
    legal_accepted_at: Option<i64>,
    bypass_client_trust: bool,
    public_metadata: Map<String, Value>,
    private_metadata: Map<String, Value>,
    unsafe_metadata: Map<String, Value>,
    last_sign_in_at: Option<i64>,
    last_active_at: Option<i64>,
    created_at: Option<i64>,
    updated_at: Option<i64>,
}

/// In a document it is an object or only the address. `email_address` reads both.
#[derive(Debug, Clone, Serialize)]
struct SeedEmailAddress {
    id: Option<String>,
    email_address: String,
    /// How it was verified.
    strategy: Strategy,
    created_at: Option<i64>,
    updated_at: Option<i64>,
}

#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Strategy {
    #[default]
    Admin,
    Ticket,
    EmailCode,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SeedOrganization {
    id: Option<String>,
    name: String,
    /// By default, derived from the name.
    slug: Option<String>,
    /// A user's id or address.
    created_by: Option<String>,
    /// 0 means no limit.
    #[serde(default)]
    max_allowed_memberships: i64,
    #[serde(default = "yes")]
    admin_delete_enabled: bool,
    #[serde(default)]
    public_metadata: Map<String, Value>,
    #[serde(default)]
    private_metadata: Map<String, Value>,
    created_at: Option<i64>,
    updated_at: Option<i64>,
    #[serde(default)]
    memberships: Vec<SeedMembership>,
    #[serde(default)]
    invitations: Vec<SeedInvitation>,
}

fn yes() -> bool {
    true
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SeedMembership {
    id: Option<String>,
    user_id: String,
    role: String,
    #[serde(default)]
    public_metadata: Map<String, Value>,
    #[serde(default)]
    private_metadata: Map<String, Value>,
    created_at: Option<i64>,
    updated_at: Option<i64>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SeedInvitation {
    id: Option<String>,
    email_address: String,
    role: String,
    #[serde(default)]
    status: Status,
    /// A user's id or address.
    inviter_user_id: Option<String>,
    redirect_url: Option<String>,
    #[serde(default)]
    public_metadata: Map<String, Value>,
    #[serde(default)]
    private_metadata: Map<String, Value>,
    /// By default, 30 days after its creation.
    expires_at: Option<i64>,
    created_at: Option<i64>,
    updated_at: Option<i64>,
}

/// `expired` is a pending invitation after its `expires_at`. A dump writes it as `expired`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Status {
    #[default]
    Pending,
    Accepted,
    Revoked,
    Expired,
}

impl Seed {
    /// Parses a document. Its values are checked when an instance is created with it.
    pub fn from_json(text: &str) -> Result<Self, SeedError> {
        let document = document::parse(text.as_bytes())
            .map_err(|cause| SeedError { path: ".".to_owned(), problem: cause.to_string() })?;
        Self::from_value(document)
    }

    /// Reads a parsed document.
    pub fn from_value(document: Value) -> Result<Self, SeedError> {
        document::read(&document)
            .map_err(|misfit| SeedError { path: misfit.path(), problem: misfit.problem() })
    }

    fn first_organization(&self) -> Option<&SeedOrganization> {
        self.organizations.first()
    }

    pub(crate) fn first_organization_id(&self) -> Option<&str> {
        self.first_organization()?.id.as_deref()
    }

    /// The id, e-mail address and password of the first organization's first member with this role and a password.
    pub(crate) fn person_in_role(&self, role: &str) -> Option<(&str, &str, &str)> {
        let memberships = &self.first_organization()?.memberships;
        memberships.iter().filter(|membership| membership.role == role).find_map(|membership| {
            let user = self.users.iter().find(|user| user.id.as_ref() == Some(&membership.user_id))?;
            Some((user.id.as_deref()?, user.primary_address()?, user.password.as_deref()?))
        })
    }
}

impl SeedUser {
    fn primary_address(&self) -> Option<&str> {
        let first = || self.email_addresses.first().map(|address| address.email_address.as_str());
        self.primary_email_address.as_deref().or_else(first)
    }

    fn has_address(&self, email_address: &str) -> bool {
        self.email_addresses.iter().any(|own| fold_address(&own.email_address) == email_address)
    }
}
