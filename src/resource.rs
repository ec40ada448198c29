//! Clerk's resources as plain data, for Rust callers.
//!
//! Unknown statuses and null fields are accepted. A missing id is an error, because calls need it. Times are Unix
//! milliseconds, as on the wire. Nothing here sends a request.

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use crate::open_enum::open_enum;

/// One page of a list.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Page<T> {
    /// This page's rows.
    pub data: Vec<T>,
    /// The number of rows on all pages.
    pub total_count: u64,
}

open_enum! {
    /// The status of an invitation, of a request to join, or of a suggestion.
    InvitationStatus {
        /// Waiting for an answer.
        Pending = "pending",
        /// The user has joined, or has requested membership in a suggested organization.
        Accepted = "accepted",
        /// Revoked, or rejected.
        Revoked = "revoked",
        /// Expired.
        Expired = "expired",
    }
}

/// An invitation to an organization.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OrganizationInvitation {
    /// `orginv_…`
    pub id: String,
    /// The invited address.
    #[serde(default, deserialize_with = "or_default")]
    pub email_address: String,
    /// `org_…`; optional in Clerk's API description.
    #[serde(default)]
    pub organization_id: Option<String>,
    /// The status.
    pub status: InvitationStatus,
    /// The key of the role that the invited person gets.
    #[serde(default, deserialize_with = "or_default")]
    pub role: String,
    /// The display name of the role.
    #[serde(default, deserialize_with = "or_default")]
    pub role_name: String,
    /// The app's metadata of the invitation.
    #[serde(default, deserialize_with = "or_default")]
    pub public_metadata: Map<String, Value>,
    /// The link, if the server sends it.
    #[serde(default)]
    pub url: Option<String>,
    /// When the link expires.
    #[serde(default)]
    pub expires_at: Option<i64>,
    /// When it was created.
    #[serde(default)]
    pub created_at: Option<i64>,
    /// When it last changed.
    #[serde(default)]
    pub updated_at: Option<i64>,
}

/// An organization as data; [`Organization`](crate::Organization) acts on it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OrganizationResource {
    /// `org_…`
    pub id: String,
    /// Its name.
    #[serde(default, deserialize_with = "or_default")]
    pub name: String,
    /// Its slug, if the instance has slugs.
    #[serde(default)]
    pub slug: Option<String>,
    /// Its logo.
    #[serde(default, deserialize_with = "or_default")]
    pub image_url: String,
    /// Whether the logo was uploaded. Otherwise `image_url` is an image that the server generated.
    #[serde(default, deserialize_with = "or_default")]
    pub has_image: bool,
    /// The number of members.
    #[serde(default, deserialize_with = "or_default")]
    pub members_count: u64,
    /// The number of pending invitations.
    #[serde(default, deserialize_with = "or_default")]
    pub pending_invitations_count: u64,
    /// The largest number of members; 0 for no limit.
    #[serde(default, deserialize_with = "or_default")]
    pub max_allowed_memberships: u64,
    /// Whether its administrators may delete it.
    #[serde(default, deserialize_with = "or_default")]
    pub admin_delete_enabled: bool,
    /// The app's metadata of the organization.
    #[serde(default, deserialize_with = "or_default")]
    pub public_metadata: Map<String, Value>,
    /// When it was created.
    #[serde(default)]
    pub created_at: Option<i64>,
    /// When it last changed.
    #[serde(default)]
    pub updated_at: Option<i64>,
}

/// The server's answer to a deletion.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DeletedObject {
    /// The kind of the deleted object, for example `organization`.
    #[serde(default, deserialize_with = "or_default")]
    pub object: String,
    /// Its id.
    #[serde(default)]
    pub id: Option<String>,
    /// Whether it was deleted.
    #[serde(default, deserialize_with = "or_default")]
    pub deleted: bool,
}

/// The default for null.
pub(crate) fn or_default<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: Deserialize<'de> + Default,
    D: Deserializer<'de>,
{
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(value: Value) -> Result<OrganizationInvitation, serde_json::Error> {
        serde_json::from_value(value)
    }

    #[test]
    fn an_invitation_is_parsed_as_clerk_sends_it() {
        let invitation = read(json!({
            "object": "organization_invitation", "id": "orginv_1", "email_address": "a@x.io", "role": "org:member",
            "role_name": "Member", "organization_id": "org_1", "status": "pending", "public_metadata": { "aB": 1 },
            "url": null, "expires_at": 1_702_592_000_000_i64, "created_at": 1_700_000_000_000_i64,
            "updated_at": 1_700_000_000_000_i64
        }))
        .unwrap();
        assert_eq!(invitation.status, InvitationStatus::Pending);
        assert_eq!(invitation.expires_at, Some(1_702_592_000_000));
        assert_eq!(invitation.public_metadata.get("aB"), Some(&json!(1)));
    }

    #[test]
    fn nulls_unknown_statuses_and_unknown_fields_are_accepted() {
        let invitation = read(json!({
            "id": "orginv_1", "status": "completed", "email_address": null, "role": null, "role_name": null,
            "public_metadata": null, "organization_id": null, "created_at": null, "later": { "x": [1] }
        }))
        .unwrap();
        assert_eq!(invitation.status, InvitationStatus::Other("completed".into()));
        assert_eq!((invitation.email_address.as_str(), invitation.created_at), ("", None));
        assert_eq!(serde_json::to_value(&invitation).unwrap()["status"], "completed");
    }

    #[test]
    fn a_row_without_an_id_is_not_an_invitation() {
        for hollow in [json!({}), json!(null), json!([]), json!({ "id": null, "status": "pending" })] {
            assert!(read(hollow).is_err());
        }
    }
}
