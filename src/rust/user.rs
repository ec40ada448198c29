//! The signed-in user's calls: memberships, received invitations and suggestions, leaving, and creating an
//! organization.

use std::rc::Rc;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::calls::NoParams;
use super::clerk::Clerk;
use super::organization::Organization;
use crate::error::Error;
use crate::host::object;
use crate::membership::OrganizationMembership;
use crate::params::{CreateOrganizationParams, PageParams, StatusParams};
use crate::received::{OrganizationCreationDefaults, OrganizationSuggestion, UserOrganizationInvitation};
use crate::resource::{DeletedObject, OrganizationResource, Page};

/// The conditions of [`Clerk::check_authorization`]. All of them must hold.
///
/// ```
/// use clerk_organization::CheckAuthorization;
/// let may_invite = CheckAuthorization { permission: Some("org:sys_memberships:manage".into()), ..Default::default() };
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct CheckAuthorization {
    /// A role in the active organization. `admin` means `org:admin`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// A permission in the active organization.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub permission: Option<String>,
    /// A feature: `org:name` is the organization's, `user:name` the user's, `name` alone is either's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub feature: Option<String>,
    /// A plan, named like a feature.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plan: Option<String>,
    /// How recently the user must have verified their identity.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reverification: Option<Reverification>,
}

/// How recently a user must have verified their identity.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum Reverification {
    /// `strict_mfa`, `strict`, `moderate` or `lax`.
    Preset(String),
    /// A level and a time.
    #[serde(rename_all = "camelCase")]
    Within {
        /// `first_factor`, `second_factor` or `multi_factor`.
        level: String,
        /// The maximum age of the verification in minutes.
        after_minutes: u32,
    },
}

impl Clerk {
    /// Returns whether the signed-in user fulfils all conditions (role, permission, feature, plan, verified factors):
    /// Clerk's `session.checkAuthorization`. Sends no request. Use it to decide what a page shows; only a server can
    /// enforce permissions.
    ///
    /// Returns `false` while signed out, and if there is no condition.
    pub fn check_authorization(&self, params: &CheckAuthorization) -> bool {
        let session_id = self.client().browser.state.borrow().session_id().map(String::from);
        session_id.is_some_and(|id| self.client().browser.check_authorization(&id, &object(params)))
    }

    /// A page of the user's memberships.
    ///
    /// # Errors
    ///
    /// `NotLoaded` before [`load`](Self::load); `SignedOut` while signed out; `InvalidParams` before anything is
    /// sent.
    pub async fn get_organization_memberships(
        &self,
        params: PageParams,
    ) -> Result<Page<OrganizationMembership>, Error> {
        self.read("getUserMemberships", &params).await
    }

    /// A page of the invitations that the user has received.
    ///
    /// # Errors
    ///
    /// As [`get_organization_memberships`](Self::get_organization_memberships).
    pub async fn get_organization_invitations(
        &self,
        params: StatusParams,
    ) -> Result<Page<UserOrganizationInvitation>, Error> {
        self.read("getUserInvitations", &params).await
    }

    /// A page of the organizations that the user may request to join: those with a domain of one of the user's
    /// addresses.
    ///
    /// # Errors
    ///
    /// As [`get_organization_memberships`](Self::get_organization_memberships).
    pub async fn get_organization_suggestions(
        &self,
        params: StatusParams,
    ) -> Result<Page<OrganizationSuggestion>, Error> {
        self.read("getUserSuggestions", &params).await
    }

    /// Default values for the form of a new organization.
    ///
    /// # Errors
    ///
    /// As [`get_organization_memberships`](Self::get_organization_memberships).
    pub async fn get_organization_creation_defaults(&self) -> Result<OrganizationCreationDefaults, Error> {
        self.read("getCreationDefaults", &NoParams {}).await
    }

    /// Accepts an invitation that the user has received. Returns the accepted invitation.
    ///
    /// # Errors
    ///
    /// [`Error::Api`] 400 for an invitation that was accepted or revoked meanwhile, 404 for one of another user;
    /// `OutcomeUnknown` if the request got no answer.
    pub async fn accept_organization_invitation(
        &self,
        invitation_id: &str,
    ) -> Result<UserOrganizationInvitation, Error> {
        self.alter("acceptUserInvitation", &[invitation_id], &NoParams {}).await
    }

    /// Requests membership in a suggested organization, which accepts or rejects it. Returns the accepted suggestion.
    ///
    /// # Errors
    ///
    /// [`Error::Api`] 404 for an unknown suggestion; `OutcomeUnknown` if the request got no answer.
    pub async fn accept_organization_suggestion(
        &self,
        suggestion_id: &str,
    ) -> Result<OrganizationSuggestion, Error> {
        self.alter("acceptUserSuggestion", &[suggestion_id], &NoParams {}).await
    }

    /// Leaves an organization.
    ///
    /// # Errors
    ///
    /// [`Error::Api`] 404 if the user does not belong to it, 400 for the last member with the permission to manage
    /// members; `OutcomeUnknown` if the request got no answer.
    pub async fn leave_organization(&self, organization_id: &str) -> Result<DeletedObject, Error> {
        self.alter("leaveOrganization", &[organization_id], &NoParams {}).await
    }

    /// Fetches an organization that the user belongs to. It need not be the active one.
    ///
    /// # Errors
    ///
    /// `NotLoaded` before [`load`](Self::load); `SignedOut` while signed out; [`Error::Api`] 404 if the user does
    /// not belong to the organization.
    pub async fn get_organization(&self, organization_id: &str) -> Result<Organization, Error> {
        self.check_signed_in()?;
        let organization = Organization { client: Rc::clone(self.client()), id: organization_id.into() };
        organization.reload().await?;
        Ok(organization)
    }

    /// Creates an organization with the user as an admin. [`set_active`](Self::set_active) makes it the active
    /// one; [`get_organization`](Self::get_organization) returns it for calls.
    ///
    /// # Errors
    ///
    /// [`Error::Api`] 403 if the user may not create organizations, 422 for a name or slug that is invalid or taken;
    /// `OutcomeUnknown` if the request got no answer.
    pub async fn create_organization(
        &self,
        params: CreateOrganizationParams,
    ) -> Result<OrganizationResource, Error> {
        self.alter("createOrganization", &[], &params).await
    }

    async fn read<R: DeserializeOwned>(&self, operation: &str, params: &impl Serialize) -> Result<R, Error> {
        self.check_signed_in()?;
        self.client().read(operation, &[], params).await
    }

    async fn alter<R: DeserializeOwned>(
        &self,
        operation: &str,
        ids: &[&str],
        params: &impl Serialize,
    ) -> Result<R, Error> {
        self.check_signed_in()?;
        self.client().alter(operation, ids, params).await
    }

    fn check_signed_in(&self) -> Result<(), Error> {
        self.check_loaded()?;
        self.session_id().map(drop)
    }
}
