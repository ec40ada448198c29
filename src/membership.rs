//! Members, requests to join, and roles, as plain data. Times are Unix milliseconds, as on the wire.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::resource::{InvitationStatus, OrganizationResource, or_default};

/// The membership of a user in an organization.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct OrganizationMembership {
    /// `orgmem_…`
    pub id: String,
    /// The key of the user's role, for example `org:admin`.
    #[serde(default, deserialize_with = "or_default")]
    pub role: String,
    /// The display name of the role.
    #[serde(default, deserialize_with = "or_default")]
    pub role_name: String,
    /// The permissions of that role, for example `org:sys_memberships:manage`.
    #[serde(default, deserialize_with = "or_default")]
    pub permissions: Vec<String>,
    /// The organization.
    pub organization: OrganizationResource,
    /// The member. `None` if the server does not send it.
    #[serde(default)]
    pub public_user_data: Option<PublicUserData>,
    /// The app's metadata of the membership.
    #[serde(default, deserialize_with = "or_default")]
    pub public_metadata: Map<String, Value>,
    /// When the user joined.
    #[serde(default)]
    pub created_at: Option<i64>,
    /// When the membership last changed.
    #[serde(default)]
    pub updated_at: Option<i64>,
}

/// The data of a user that other members of an organization can see.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PublicUserData {
    /// `user_…`. `None` for a user who was deleted.
    #[serde(default)]
    pub user_id: Option<String>,
    /// The identifier with which the user signs in, for example an address.
    #[serde(default, deserialize_with = "or_default")]
    pub identifier: String,
    /// The first name.
    #[serde(default)]
    pub first_name: Option<String>,
    /// The last name.
    #[serde(default)]
    pub last_name: Option<String>,
    /// The user name.
    #[serde(default)]
    pub username: Option<String>,
    /// The picture.
    #[serde(default, deserialize_with = "or_default")]
    pub image_url: String,
    /// Whether the picture was uploaded.
    #[serde(default, deserialize_with = "or_default")]
    pub has_image: bool,
}

/// A user's request to join an organization, made by accepting a suggestion.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct OrganizationMembershipRequest {
    /// `orgmemreq_…`
    pub id: String,
    /// `org_…`
    #[serde(default, deserialize_with = "or_default")]
    pub organization_id: String,
    /// The status.
    pub status: InvitationStatus,
    /// The user who requests membership.
    #[serde(default)]
    pub public_user_data: Option<PublicUserData>,
    /// When the request was created.
    #[serde(default)]
    pub created_at: Option<i64>,
    /// When the request last changed.
    #[serde(default)]
    pub updated_at: Option<i64>,
}

/// A role that members may have.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Role {
    /// `role_…`
    pub id: String,
    /// For example `org:admin`.
    #[serde(default, deserialize_with = "or_default")]
    pub key: String,
    /// The display name of the role.
    #[serde(default, deserialize_with = "or_default")]
    pub name: String,
    /// The description of the role.
    #[serde(default, deserialize_with = "or_default")]
    pub description: String,
    /// The permissions of the role.
    #[serde(default, deserialize_with = "or_default")]
    pub permissions: Vec<Permission>,
}

/// A permission, which roles can have.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Permission {
    /// `perm_…`
    pub id: String,
    /// For example `org:sys_memberships:manage`.
    #[serde(default, deserialize_with = "or_default")]
    pub key: String,
    /// The display name of the permission.
    #[serde(default, deserialize_with = "or_default")]
    pub name: String,
    /// The description of the permission.
    #[serde(default, deserialize_with = "or_default")]
    pub description: String,
    /// `system` for Clerk's permissions, `user` for the application's.
    #[serde(default, rename = "type", deserialize_with = "or_default")]
    pub kind: String,
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_membership_is_parsed_as_clerk_sends_it_and_without_optional_fields() {
        let whole: OrganizationMembership = serde_json::from_value(json!({
            "object": "organization_membership", "id": "orgmem_1", "role": "org:admin", "role_name": "Admin",
            "permissions": ["org:sys_memberships:manage"], "public_metadata": { "aB": 1 },
            "organization": { "id": "org_1" }, "created_at": 1_700_000_000_000_i64, "updated_at": null,
            "public_user_data": { "user_id": "user_1", "identifier": "a@x.io", "first_name": null, "banned": false }
        }))
        .unwrap();
        assert_eq!(whole.public_user_data.unwrap().user_id.as_deref(), Some("user_1"));
        assert_eq!((whole.created_at, whole.updated_at), (Some(1_700_000_000_000), None));
        let bare: OrganizationMembership =
            serde_json::from_value(json!({ "id": "orgmem_1", "organization": { "id": "org_1" } })).unwrap();
        assert_eq!((bare.role.as_str(), bare.public_user_data), ("", None));
    }

    #[test]
    fn a_role_is_parsed_with_its_permissions() {
        let role: Role = serde_json::from_value(json!({
            "id": "role_1", "key": "org:member", "name": "Member", "description": null,
            "permissions": [{ "id": "perm_1", "key": "org:sys_memberships:read", "type": "system" }]
        }))
        .unwrap();
        assert_eq!(role.permissions[0].kind, "system");
    }
}
