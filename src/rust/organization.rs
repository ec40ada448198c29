//! An organization, for Rust callers.

use std::fmt;
use std::rc::Rc;

use clerk_organization_core::bulk_invite::{DEFAULT_CHUNK_SIZE, InviteInParts};
use clerk_organization_core::organization_counts::Counted;
use clerk_organization_core::value::Value;
use serde::de::DeserializeOwned;

use super::bulk_invite::{BulkInvite, BulkInviteParams};
use super::calls::{NoParams, typed};
use super::invitations::Invitations;
use crate::client::Client;
use crate::error::{Error, PartlyInvited};
use crate::host::{Json, object};
use crate::params::{GetInvitationsParams, InviteMemberParams, InviteMembersParams};
use crate::resource::{OrganizationInvitation, OrganizationResource, Page};

/// An organization that the signed-in user belongs to. It stays current: [`resource`](Self::resource) returns the data
/// of the client's latest state. Cheap to clone.
#[derive(Clone)]
pub struct Organization {
    pub(crate) client: Rc<Client>,
    pub(crate) id: String,
}

/// Two handles are equal if they are for the same organization and the same client. Their data is not compared.
impl PartialEq for Organization {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.client, &other.client) && self.id == other.id
    }
}

impl Eq for Organization {}

impl fmt::Debug for Organization {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Organization").field("id", &self.id).finish_non_exhaustive()
    }
}

impl Organization {
    /// The organization's id, `org_…`.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The organization's current data. `None` if no user of this client is a member of it.
    pub fn resource(&self) -> Option<OrganizationResource> {
        let state = self.client.browser.state.borrow();
        let sessions = state.resource()?.items_at("sessions");
        let memberships = sessions.flat_map(|session| session.items_at("user.organization_memberships"));
        let organizations = memberships.filter_map(|membership| membership.at("organization"));
        let json = { organizations }.find(|json| json.text_at("id").as_ref() == Some(&self.id))?;
        let mut resource: OrganizationResource = typed(Ok(json)).ok()?;
        resource.members_count = self.members_count();
        resource.pending_invitations_count = self.pending_invitations_count();
        Some(resource)
    }

    /// The number of members: the server's last count, adjusted by the changes of this client.
    /// [`Clerk::changes`](crate::Clerk::changes) yields when it changes.
    pub fn members_count(&self) -> u64 {
        self.count(Counted::Members)
    }

    /// The number of pending invitations, counted like [`members_count`](Self::members_count).
    pub fn pending_invitations_count(&self) -> u64 {
        self.count(Counted::PendingInvitations)
    }

    fn count(&self, counted: Counted) -> u64 {
        u64::try_from(self.client.counts.borrow().shown(&self.id, counted)).unwrap_or_default()
    }

    /// A page of the organization's invitations, the newest first.
    ///
    /// # Errors
    ///
    /// `InvalidParams` before anything is sent; [`Error::Api`] 403 `missing_organization_permission` if the user lacks
    /// the permission to manage members.
    pub async fn get_invitations(
        &self,
        params: GetInvitationsParams,
    ) -> Result<Page<OrganizationInvitation>, Error> {
        self.client.read("getInvitations", &[&self.id], &params).await
    }

    /// Returns a stream of all invitations of the organization, the newest first, fetched page by page. If others add
    /// or revoke invitations meanwhile, no invitation is yielded twice, and none that exists the whole time is left
    /// out.
    ///
    /// # Errors
    ///
    /// As [`get_invitations`](Self::get_invitations); the stream ends with an error.
    pub fn invitations(&self, params: GetInvitationsParams) -> Invitations {
        Invitations::new(self.clone(), params)
    }

    /// Invites one address; the server sends the mail.
    ///
    /// # Errors
    ///
    /// `InvalidParams` before anything is sent; [`Error::Api`], for example 422 `form_param_format_invalid` for an invalid
    /// address; `OutcomeUnknown` if the request got no answer and a look-up did not find out whether it took effect.
    pub async fn invite_member(&self, params: InviteMemberParams) -> Result<OrganizationInvitation, Error> {
        self.change("inviteMember", None, object(&params)).await
    }

    /// Invites many addresses with one role. Ten addresses are sent in one request, the most that Clerk's server takes.
    /// Each request invites all of its addresses or, if the server refuses one of them, none. The first request that
    /// fails ends the call. Returns the invitations in the order of the addresses.
    ///
    /// # Errors
    ///
    /// As [`invite_member`](Self::invite_member). If there was more than one request: [`Error::PartlyInvited`], which
    /// has the remaining addresses.
    pub async fn invite_members(
        &self,
        params: InviteMembersParams,
    ) -> Result<Vec<OrganizationInvitation>, Error> {
        let mut parts = InviteInParts::new(params.email_addresses.len(), DEFAULT_CHUNK_SIZE);
        if parts.remaining().is_none() {
            return self.invite_part(&params).await;
        }
        let mut invited = Vec::new();
        while let Some(part) = parts.next() {
            let email_addresses = params.email_addresses.get(part).unwrap_or_default().to_vec();
            match self.invite_part(&InviteMembersParams { email_addresses, role: params.role.clone() }).await
            {
                Ok(invitations) => invited.extend(invitations),
                Err(cause) => {
                    let left = parts.remaining().and_then(|at| params.email_addresses.get(at..));
                    let remaining = left.unwrap_or_default().to_vec();
                    return Err(Error::PartlyInvited(Box::new(PartlyInvited { invited, remaining, cause })));
                }
            }
            parts.invited();
        }
        Ok(invited)
    }

    /// Invites many addresses, with an outcome for each: `inviteMembersSettled` in JavaScript. An address that the
    /// server refuses does not stop the others. Once the server has invited one part, two requests are sent at a time.
    /// Await it for the outcomes, or poll it as a stream of its progress; see [`BulkInvite`].
    pub fn invite_members_settled(&self, params: BulkInviteParams) -> BulkInvite {
        BulkInvite::new(self.clone(), params)
    }

    /// One request for all of these addresses.
    pub(crate) async fn invite_part(
        &self,
        params: &InviteMembersParams,
    ) -> Result<Vec<OrganizationInvitation>, Error> {
        self.change("inviteMembers", None, object(params)).await
    }

    /// Revokes an invitation, so that its link no longer works. Returns the revoked invitation.
    ///
    /// # Errors
    ///
    /// [`Error::Api`] 404 `organization_invitation_not_pending` if it is no longer pending; `OutcomeUnknown` as in
    /// [`invite_member`](Self::invite_member).
    pub async fn revoke_invitation(&self, invitation_id: &str) -> Result<OrganizationInvitation, Error> {
        self.change("revokeInvitation", Some(invitation_id), object(&NoParams {})).await
    }

    /// Resends an invitation. Clerk has no call for that, so a pending one is revoked and a new one is created. Returns
    /// the new invitation.
    ///
    /// Dropping the future before the old invitation is revoked ends the call. Afterwards the new one is still created,
    /// so that the person is not left without an invitation.
    ///
    /// # Errors
    ///
    /// `InvalidParams` if the invitation has public metadata, which the Frontend API refuses; no request is sent. As
    /// [`revoke_invitation`](Self::revoke_invitation) if the old invitation could not be revoked.
    /// [`Error::NotResent`] if it is revoked and there is no new one.
    pub async fn resend_invitation(
        &self,
        invitation: &OrganizationInvitation,
    ) -> Result<OrganizationInvitation, Error> {
        super::resend::resend(self, invitation).await
    }

    async fn change<R: DeserializeOwned>(
        &self,
        name: &str,
        id: Option<&str>,
        params: Json,
    ) -> Result<R, Error> {
        typed(self.client.change(name, &self.id, id, &params).await)
    }
}
