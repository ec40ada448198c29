//! The members of an organization, and the requests to join it.

use serde::Serialize;

use super::calls::NoParams;
use super::organization::Organization;
use crate::error::Error;
use crate::membership::{OrganizationMembership, OrganizationMembershipRequest};
use crate::params::{GetMembershipsParams, StatusParams};
use crate::resource::Page;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct AddMember<'a> {
    user_id: &'a str,
    role: &'a str,
}

#[derive(Serialize)]
struct UpdateMember<'a> {
    role: &'a str,
}

impl Organization {
    /// A page of the organization's members.
    ///
    /// # Errors
    ///
    /// `InvalidParams` before any request; [`Error::Api`] 403 `missing_organization_permission` if the caller lacks the
    /// permission to read members.
    pub async fn get_memberships(
        &self,
        params: GetMembershipsParams,
    ) -> Result<Page<OrganizationMembership>, Error> {
        self.client.read("getMemberships", &[self.id()], &params).await
    }

    /// Makes a user a member, without an invitation.
    ///
    /// # Errors
    ///
    /// [`Error::Api`] 403 `missing_organization_permission`, 404 for an unknown user or role, 400 for a member;
    /// `OutcomeUnknown` if the request got no answer.
    pub async fn add_member(&self, user_id: &str, role: &str) -> Result<OrganizationMembership, Error> {
        self.client.alter("addMember", &[self.id()], &AddMember { user_id, role }).await
    }

    /// Changes a member's role. In JavaScript also `membership.update`.
    ///
    /// # Errors
    ///
    /// [`Error::Api`] 403 `missing_organization_permission`, 404 for an unknown member or role, 400 for the last member
    /// with the permission to manage members; `OutcomeUnknown` if the request got no answer.
    pub async fn update_member(&self, user_id: &str, role: &str) -> Result<OrganizationMembership, Error> {
        self.client.alter("updateMember", &[self.id(), user_id], &UpdateMember { role }).await
    }

    /// Removes a member. In JavaScript also `membership.destroy`. Returns the removed membership.
    ///
    /// # Errors
    ///
    /// As [`update_member`](Self::update_member).
    pub async fn remove_member(&self, user_id: &str) -> Result<OrganizationMembership, Error> {
        self.client.alter("removeMember", &[self.id(), user_id], &NoParams {}).await
    }

    /// A page of the requests to join.
    ///
    /// # Errors
    ///
    /// `InvalidParams` before anything is sent; [`Error::Api`] 403 `missing_organization_permission`.
    pub async fn get_membership_requests(
        &self,
        params: StatusParams,
    ) -> Result<Page<OrganizationMembershipRequest>, Error> {
        self.client.read("getMembershipRequests", &[self.id()], &params).await
    }

    /// Makes the user of a request a member. Returns the accepted request.
    ///
    /// # Errors
    ///
    /// [`Error::Api`] if the request is no longer pending, or 403 `missing_organization_permission`; `OutcomeUnknown` if
    /// the request got no answer.
    pub async fn accept_membership_request(
        &self,
        request_id: &str,
    ) -> Result<OrganizationMembershipRequest, Error> {
        self.client.alter("acceptMembershipRequest", &[self.id(), request_id], &NoParams {}).await
    }

    /// Rejects a request. Returns the rejected request.
    ///
    /// # Errors
    ///
    /// As [`accept_membership_request`](Self::accept_membership_request).
    pub async fn reject_membership_request(
        &self,
        request_id: &str,
    ) -> Result<OrganizationMembershipRequest, Error> {
        self.client.alter("rejectMembershipRequest", &[self.id(), request_id], &NoParams {}).await
    }
}
