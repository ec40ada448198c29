//! An organization, for Rust callers.

use std::collections::VecDeque;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use clerk_organization_core::pages::{PageToFetch, Walk};
use clerk_organization_core::value::Value;
use futures_core::Stream;
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::JsValue;

use crate::clerk::typed;
use crate::client::Client;
use crate::error::Error;
use crate::flight::Boxed;
use crate::params::{GetInvitationsParams, InviteMemberParams, InviteMembersParams};
use crate::resource::{OrganizationInvitation, OrganizationResource, Page};
use crate::value::Js;

/// An organization that the signed-in user belongs to. It follows the client: [`resource`](Self::resource) is what the
/// server's last answer says of it.
#[derive(Clone)]
pub struct Organization {
    pub(crate) client: Rc<Client>,
    pub(crate) id: String,
}

impl Organization {
    /// The organization's id, `org_…`.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The organization's data by now. `None` once nobody of this client is a member of it.
    pub fn resource(&self) -> Option<OrganizationResource> {
        let state = self.client.browser.state.borrow();
        let sessions = state.resource()?.items_at("sessions");
        let memberships =
            sessions.iter().flat_map(|session| session.items_at("user.organization_memberships"));
        let organizations = memberships.filter_map(|membership| membership.at("organization"));
        let json = { organizations }.find(|json| json.text_at("id").as_ref() == Some(&self.id))?;
        typed(Ok(json)).ok()
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
        typed(self.client.call("getInvitations", &[&self.id], &object(&params)).await)
    }

    /// All of the organization's invitations, the newest first, fetched page by page as they are asked for. No invitation
    /// comes twice, and none is left out that was there throughout, though others come and go meanwhile.
    ///
    /// # Errors
    ///
    /// As [`get_invitations`](Self::get_invitations); the stream ends with an error.
    pub fn invitations(&self, params: GetInvitationsParams) -> Invitations {
        let first = PageToFetch { initial_page: params.initial_page, page_size: params.page_size };
        let walk = Walk::new(first);
        Invitations { organization: self.clone(), params, walk, ready: VecDeque::new(), fetching: None }
    }

    /// Invites one address; the server sends the mail.
    ///
    /// # Errors
    ///
    /// `InvalidParams` before anything is sent; [`Error::Api`], for example 422 `form_param_format_invalid` for an invalid
    /// address; `OutcomeUnknown` if the request got no answer and whether it took effect cannot be found out.
    pub async fn invite_member(&self, params: InviteMemberParams) -> Result<OrganizationInvitation, Error> {
        self.change("inviteMember", None, object(&params)).await
    }

    /// Invites many addresses with one role in one request: all of them or, if the server refuses one, none. The
    /// invitations come back in the order of the addresses.
    ///
    /// # Errors
    ///
    /// As [`invite_member`](Self::invite_member).
    pub async fn invite_members(
        &self,
        params: InviteMembersParams,
    ) -> Result<Vec<OrganizationInvitation>, Error> {
        self.change("inviteMembers", None, object(&params)).await
    }

    /// Revokes an invitation, so that its link no longer works. Returns the revoked invitation.
    ///
    /// # Errors
    ///
    /// [`Error::Api`] 404 `organization_invitation_not_pending` if it is no longer pending; `OutcomeUnknown` as in
    /// [`invite_member`](Self::invite_member).
    pub async fn revoke_invitation(&self, invitation_id: &str) -> Result<OrganizationInvitation, Error> {
        self.change("revokeInvitation", Some(invitation_id), Js(wasm_bindgen::JsValue::UNDEFINED)).await
    }

    async fn change<R: DeserializeOwned>(
        &self,
        name: &str,
        id: Option<&str>,
        params: Js,
    ) -> Result<R, Error> {
        typed(self.client.change(name, &self.id, id, &params).await)
    }
}

/// Params as the object that a JavaScript caller would write.
pub(crate) fn object(params: &impl Serialize) -> Js {
    let serializer = serde_wasm_bindgen::Serializer::json_compatible();
    Js(params.serialize(&serializer).unwrap_or(JsValue::UNDEFINED))
}

/// The stream of [`Organization::invitations`]. Dropping it ends the request that is under way.
pub struct Invitations {
    organization: Organization,
    params: GetInvitationsParams,
    walk: Walk,
    ready: VecDeque<OrganizationInvitation>,
    fetching: Option<Boxed<Result<Page<OrganizationInvitation>, Error>>>,
}

impl Stream for Invitations {
    type Item = Result<OrganizationInvitation, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(invitation) = self.ready.pop_front() {
                return Poll::Ready(Some(Ok(invitation)));
            }
            let Some(PageToFetch { initial_page, page_size }) = self.walk.next() else {
                return Poll::Ready(None);
            };
            let params = GetInvitationsParams { initial_page, page_size, ..self.params.clone() };
            let organization = self.organization.clone();
            let fetching = self
                .fetching
                .get_or_insert_with(|| Box::pin(async move { organization.get_invitations(params).await }));
            let fetched = std::task::ready!(fetching.as_mut().poll(context));
            self.fetching = None;
            match fetched {
                Ok(page) => {
                    let ids: Vec<_> = page.data.iter().map(|row| row.id.clone()).collect();
                    let new = self.walk.take(&ids, page.total_count);
                    let rows = page.data.into_iter().enumerate().filter(|(at, _)| new.contains(at));
                    self.ready.extend(rows.map(|(_, row)| row));
                }
                Err(error) => {
                    self.walk.end();
                    return Poll::Ready(Some(Err(error)));
                }
            }
        }
    }
}
