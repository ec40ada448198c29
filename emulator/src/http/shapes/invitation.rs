//! An invitation to an organization, for both APIs.

use serde::Serialize;
use serde_json::Value;

use super::{PublicOrganizationData, image};
use crate::acts::Act;
use crate::acts::invite::accept_link;
use crate::store::{Invitation, PublicUser};

/// The inviter of an invitation, in the shape of the Backend API.
#[derive(Debug, Clone, Serialize)]
pub(in crate::http) struct PublicInviterData {
    user_id: String,
    first_name: Option<String>,
    last_name: Option<String>,
    image_url: String,
    has_image: bool,
    identifier: String,
}

pub(in crate::http) fn public_inviter_data(context: &Act, user: PublicUser) -> PublicInviterData {
    let (image_url, has_image) = image(context, &user.id, user.image_updated_at);
    PublicInviterData {
        image_url,
        user_id: user.id,
        first_name: user.first_name,
        last_name: user.last_name,
        has_image,
        identifier: user.identifier,
    }
}

/// An invitation to an organization. Each API leaves out the fields of the other.
#[derive(Debug, Serialize)]
pub(in crate::http) struct InvitationShape<'a> {
    pub(in crate::http) object: &'static str,
    pub(in crate::http) id: &'a str,
    pub(in crate::http) email_address: &'a str,
    pub(in crate::http) role: &'a str,
    pub(in crate::http) role_name: &'a str,
    pub(in crate::http) organization_id: &'a str,
    /// `Some(None)` is `null`: the invitation has no inviter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::http) inviter_id: Option<Option<&'a str>>,
    /// `Some(None)` is `null`: the invitation has no inviter, or the inviter was deleted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::http) public_inviter_data: Option<Option<&'a PublicInviterData>>,
    pub(in crate::http) status: &'static str,
    pub(in crate::http) public_metadata: &'a Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::http) private_metadata: Option<&'a Value>,
    pub(in crate::http) url: Option<String>,
    pub(in crate::http) expires_at: Option<i64>,
    pub(in crate::http) created_at: i64,
    pub(in crate::http) updated_at: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::http) public_organization_data: Option<&'a PublicOrganizationData>,
}

impl<'a> InvitationShape<'a> {
    /// The shape without the fields that only some callers see.
    pub(in crate::http) fn of(invitation: &'a Invitation) -> Self {
        Self {
            object: "organization_invitation",
            id: &invitation.id,
            email_address: &invitation.email_address,
            role: &invitation.role,
            role_name: &invitation.role_name,
            organization_id: &invitation.organization_id,
            inviter_id: None,
            public_inviter_data: None,
            status: invitation.status.as_str(),
            public_metadata: &invitation.public_metadata,
            private_metadata: None,
            url: None,
            expires_at: invitation.expires_at,
            created_at: invitation.created_at,
            updated_at: invitation.updated_at,
            public_organization_data: None,
        }
    }
}

/// The invitation's link.
pub(in crate::http) fn invitation_url(context: &Act, invitation: &Invitation) -> Option<String> {
    invitation.ticket.as_ref().map(|ticket| accept_link(context, ticket))
}
