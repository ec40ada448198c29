//! Sessions and their users, with the organizations to which they belong, as plain data. Times are Unix
//! milliseconds, as on the wire.

use serde::{Deserialize, Serialize};

use crate::membership::OrganizationMembership;
use crate::resource::or_default;

/// A session of this browser.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Session {
    /// `sess_…`
    pub id: String,
    /// `active`, `pending` (the user has a task to complete, for example choosing an organization), `ended`, `expired`,
    /// `removed`, `replaced`, `revoked` or `abandoned`.
    #[serde(default, deserialize_with = "or_default")]
    pub status: String,
    /// The active organization, `org_…`. `None` in a personal account.
    #[serde(default)]
    pub last_active_organization_id: Option<String>,
    /// The user. `None` if the session has ended.
    #[serde(default)]
    pub user: Option<User>,
    /// When the session expires.
    #[serde(default)]
    pub expire_at: Option<i64>,
}

/// The user of a session.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct User {
    /// `user_…`
    pub id: String,
    /// The first name.
    #[serde(default)]
    pub first_name: Option<String>,
    /// The last name.
    #[serde(default)]
    pub last_name: Option<String>,
    /// The picture.
    #[serde(default, deserialize_with = "or_default")]
    pub image_url: String,
    /// The id of the primary address.
    #[serde(default)]
    pub primary_email_address_id: Option<String>,
    /// The user's addresses.
    #[serde(default, deserialize_with = "or_default")]
    pub email_addresses: Vec<EmailAddress>,
    /// The organizations that the user belongs to.
    #[serde(default, deserialize_with = "or_default")]
    pub organization_memberships: Vec<OrganizationMembership>,
}

impl User {
    /// The primary address.
    pub fn primary_email_address(&self) -> Option<&str> {
        let primary = self
            .email_addresses
            .iter()
            .find(|address| Some(&address.id) == self.primary_email_address_id.as_ref());
        primary.map(|address| address.email_address.as_str())
    }
}

/// An address of a user.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct EmailAddress {
    /// `idn_…`
    pub id: String,
    /// The address.
    #[serde(default, deserialize_with = "or_default")]
    pub email_address: String,
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_session_is_parsed_as_clerk_sends_it() {
        let session: Session = serde_json::from_value(json!({
            "object": "session", "id": "sess_1", "status": "active", "expire_at": 1_702_592_000_000_i64,
            "last_active_organization_id": "org_1", "last_active_token": { "jwt": "a.b.c" },
            "user": {
                "id": "user_1", "first_name": "Ada", "last_name": null, "primary_email_address_id": "idn_2",
                "email_addresses": [
                    { "id": "idn_1", "email_address": "a@x.io" }, { "id": "idn_2", "email_address": "b@x.io" }
                ],
                "organization_memberships": [
                    { "id": "orgmem_1", "role": "org:admin", "permissions": null, "organization": { "id": "org_1" } }
                ]
            }
        }))
        .unwrap();
        let user = session.user.unwrap();
        assert_eq!(user.primary_email_address(), Some("b@x.io"));
        assert_eq!(user.organization_memberships[0].organization.id, "org_1");
    }

    #[test]
    fn a_session_that_has_ended_has_no_user() {
        let session: Session = serde_json::from_value(json!({ "id": "sess_1", "status": "ended" })).unwrap();
        assert_eq!((session.status.as_str(), session.user), ("ended", None));
    }
}
