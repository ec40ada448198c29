//! An organization's own settings: its name, its logo, deleting it.

use std::hash::{DefaultHasher, Hash, Hasher};

use serde::Serialize;

use super::calls::{NoParams, result, typed};
use super::organization::Organization;
use crate::error::Error;
use crate::host::object;
use crate::membership::Role;
use crate::params::{Logo, PageParams, UpdateOrganizationParams};
use crate::resource::{DeletedObject, OrganizationResource, Page};

/// The form that represents an upload. It is equal for equal files, so that a double click is one upload.
#[derive(Serialize)]
struct Upload {
    file: String,
}

impl Organization {
    /// Changes the name or the slug. Returns the changed organization.
    ///
    /// # Errors
    ///
    /// [`Error::Api`] 403 `missing_organization_permission`, or 422, for example `form_identifier_exists` for a slug that
    /// is taken; `OutcomeUnknown` if the request got no answer.
    pub async fn update(&self, params: UpdateOrganizationParams) -> Result<OrganizationResource, Error> {
        self.client.alter("updateOrganization", &[self.id()], &params).await
    }

    /// Deletes the organization for all its members.
    ///
    /// # Errors
    ///
    /// [`Error::Api`] 403 if the caller lacks the permission, or if administrators may not delete this organization;
    /// `OutcomeUnknown` if the request got no answer.
    pub async fn destroy(&self) -> Result<DeletedObject, Error> {
        self.client.alter("deleteOrganization", &[self.id()], &NoParams {}).await
    }

    /// Fetches the organization, and updates its counts. Returns the organization.
    ///
    /// [`resource`](Self::resource) has the data of the client, which [`Clerk::load`](crate::Clerk::load) fetches.
    ///
    /// # Errors
    ///
    /// [`Error::Api`] 404 if the user does not belong to the organization any more.
    pub async fn reload(&self) -> Result<OrganizationResource, Error> {
        let json = result(self.client.call("getOrganization", &[self.id()], &object(&NoParams {})).await)?;
        let organization: OrganizationResource = typed(Ok(json.clone()))?;
        self.client.counts.borrow_mut().read(&json);
        self.client.followers.signal.send();
        Ok(organization)
    }

    /// Uploads a logo; `None` removes it. Returns the organization with its new logo.
    ///
    /// # Errors
    ///
    /// [`Error::Api`] 403 `missing_organization_permission`, 400 for something that is not an image, 404 `image_not_found`
    /// if there is no logo to remove; `OutcomeUnknown` if the request got no answer.
    pub async fn set_logo(&self, logo: Option<Logo>) -> Result<OrganizationResource, Error> {
        let Some(logo) = logo else {
            let _: DeletedObject = self.client.alter("deleteLogo", &[self.id()], &NoParams {}).await?;
            // The logo is removed whether or not this succeeds, and the client has the organization too.
            return self.reload().await.or_else(|error| self.resource().ok_or(error));
        };
        let mut hasher = DefaultHasher::new();
        logo.hash(&mut hasher);
        let form = object(&Upload { file: format!("{:x}", hasher.finish()) });
        typed(self.client.change_once("setLogo", &[self.id()], &form, Some(logo)).await)
    }

    /// A page of the roles that members may have.
    ///
    /// # Errors
    ///
    /// `InvalidParams` before anything is sent; [`Error::Api`] as for every call.
    pub async fn get_roles(&self, params: PageParams) -> Result<Page<Role>, Error> {
        self.client.read("getRoles", &[self.id()], &params).await
    }
}
