//! Conversions between the words of a seed and the types of rules and rows.

use super::{PermissionType, SeedPermission, SeedRole, Status, Strategy};
use crate::rules::permission;
use crate::store::InvitationStatus;

impl From<&permission::Known> for SeedPermission {
    fn from(known: &permission::Known) -> Self {
        Self {
            id: None,
            key: known.key.to_owned(),
            name: known.name.to_owned(),
            description: known.description.to_owned(),
            r#type: PermissionType::of(known.kind),
            created_at: None,
            updated_at: None,
        }
    }
}

impl From<&permission::KnownRole> for SeedRole {
    fn from(known: &permission::KnownRole) -> Self {
        Self {
            id: None,
            key: known.key.to_owned(),
            name: known.name.to_owned(),
            description: known.description.to_owned(),
            is_creator_eligible: known.is_creator_eligible,
            permissions: known.permissions.iter().map(|key| (*key).to_owned()).collect(),
            created_at: None,
            updated_at: None,
        }
    }
}

impl PermissionType {
    pub(super) fn of(kind: &str) -> Self {
        if kind == "system" { Self::System } else { Self::User }
    }

    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::User => "user",
        }
    }
}

impl Strategy {
    pub(super) fn of(text: &str) -> Self {
        match text {
            "ticket" => Self::Ticket,
            "email_code" => Self::EmailCode,
            _ => Self::Admin,
        }
    }

    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Ticket => "ticket",
            Self::EmailCode => "email_code",
        }
    }
}

impl From<Status> for InvitationStatus {
    fn from(status: Status) -> Self {
        match status {
            Status::Pending => Self::Pending,
            Status::Accepted => Self::Accepted,
            Status::Revoked => Self::Revoked,
            Status::Expired => Self::Expired,
        }
    }
}
