//! The Rust API: [`Clerk`] and [`Organization`], typed, for front ends compiled to WebAssembly.
//!
//! The steps are those of the JavaScript package; only the ends differ: params are structs and results are the types of
//! [`crate::resource`]. Everything is cheap to clone and stays on one thread.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use futures_core::Stream;
use serde::de::DeserializeOwned;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use crate::client::Client;
use crate::endpoint::{Request, invitations};
use crate::error::{Error, InvalidParam, RuntimeError};
use crate::operation::{self, Sought};
use crate::params::{GetInvitationsParams, InviteMemberParams, InviteMembersParams};
use crate::resource::{OrganizationInvitation, OrganizationResource, Page, all_invited};
use crate::response::{Failure, Value, invalid_response};
use crate::transport::Boxed;
use crate::transport::fetch::{Browser, dev_browser};
use crate::walk::Walk;
use crate::wire::Base;

/// A browser's client of one Clerk instance.
#[derive(Clone)]
pub struct Clerk {
    client: Rc<Client<Browser>>,
    publishable_key: String,
    /// The client resource; `None` while signed out.
    resource: Rc<RefCell<Option<JsValue>>>,
}

/// What [`Clerk::new`] takes beside the key.
#[derive(Clone, Debug, Default)]
pub struct ClerkOptions {
    /// Where the Frontend API is reached instead of the key's own host: an absolute http(s) URL. A local emulator is
    /// reached this way.
    pub proxy_url: Option<String>,
    /// A satellite's domain, in production.
    pub domain: Option<String>,
}

impl Clerk {
    /// Reads the key; sends nothing.
    ///
    /// # Errors
    ///
    /// `InvalidPublishableKey`, `InvalidProxyUrl`.
    pub fn new(publishable_key: &str, options: ClerkOptions) -> Result<Self, Error> {
        let base = Base::new(publishable_key, options.proxy_url.as_deref(), options.domain.as_deref());
        let base = base.map_err(|code| {
            Error::Runtime(RuntimeError {
                code,
                message: "Not a client that could reach Clerk.".into(),
                request: None,
            })
        })?;
        let browser = Browser { publishable_key: publishable_key.into(), observed: None };
        let resource = Rc::new(RefCell::new(None));
        let kept = Rc::clone(&resource);
        let changed = move |client, _| {
            kept.replace(client);
            true
        };
        let client = Rc::new(Client::new(base, browser, None, Box::new(changed)));
        Ok(Self { client, publishable_key: publishable_key.into(), resource })
    }

    /// Fetches this browser's client: whether somebody is signed in, and to which organizations they belong.
    ///
    /// # Errors
    ///
    /// [`Error::Api`] when the server refuses; [`Error::Runtime`] with `NetworkError`, `Timeout` or
    /// `InvalidResponse`.
    pub async fn load(&self) -> Result<(), Error> {
        let remembered = JsFuture::from(dev_browser(&self.publishable_key)).await;
        if let Some(id) = remembered.ok().and_then(|id| id.as_string()) {
            self.client.remember_dev_browser(Some(id));
        }
        self.client.load().await?;
        Ok(())
    }

    /// Whether a session is active.
    pub fn is_signed_in(&self) -> bool {
        self.client.session_id().is_some()
    }

    /// The active organization: `None` before [`load`](Self::load), while signed out, and in a personal account.
    pub fn organization(&self) -> Option<Organization> {
        let session_id = self.client.session_id();
        let sessions = self.resource.borrow().as_ref()?.items_at("sessions");
        let session = sessions.iter().find(|session| session.text_at("id") == session_id)?;
        let active = session.text_at("last_active_organization_id")?;
        let memberships = session.items_at("user.organization_memberships");
        let organizations = memberships.iter().filter_map(|membership| membership.at("organization"));
        let json = organizations.into_iter().find(|json| json.text_at("id").as_deref() == Some(&active))?;
        Some(Organization { client: Rc::clone(&self.client), resource: typed(json).ok()? })
    }
}

/// An organization that the signed-in user belongs to. Its data is there by dereference.
#[derive(Clone)]
pub struct Organization {
    client: Rc<Client<Browser>>,
    resource: OrganizationResource,
}

impl std::ops::Deref for Organization {
    type Target = OrganizationResource;

    fn deref(&self) -> &OrganizationResource {
        &self.resource
    }
}

impl Organization {
    /// A page of the organization's invitations, the newest first.
    ///
    /// # Errors
    ///
    /// `InvalidParams` before anything is sent; [`Error::Api`] 403 `missing_organization_permission` for who may not
    /// manage members.
    pub async fn get_invitations(
        &self,
        params: GetInvitationsParams,
    ) -> Result<Page<OrganizationInvitation>, Error> {
        params.check().map_err(refused)?;
        self.call(invitations::list(&self.id, params)).await
    }

    /// All of the organization's invitations, the newest first, fetched page by page as they are asked for. No invitation
    /// comes twice, and none is left out that was there throughout, though others come and go meanwhile.
    ///
    /// # Errors
    ///
    /// As [`get_invitations`](Self::get_invitations); the stream ends with an error.
    pub fn invitations(&self, params: GetInvitationsParams) -> Invitations {
        Invitations {
            organization: self.clone(),
            walk: Walk::new(params),
            ready: VecDeque::new(),
            fetching: None,
        }
    }

    /// Invites one address; the server sends the mail.
    ///
    /// # Errors
    ///
    /// `InvalidParams` before anything is sent; [`Error::Api`], for example 422 `form_param_format_invalid` for what
    /// is no address.
    pub async fn invite_member(&self, params: InviteMemberParams) -> Result<OrganizationInvitation, Error> {
        params.check().map_err(refused)?;
        let sought = Sought::invited(&params.role, &params.email_address, true);
        self.change(invitations::create(&self.id, params.form()), sought).await
    }

    /// Invites many addresses with one role: all of them or, when the server refuses one, none. The invitations come
    /// back in the order of the addresses.
    ///
    /// # Errors
    ///
    /// As [`invite_member`](Self::invite_member).
    pub async fn invite_members(
        &self,
        params: InviteMembersParams,
    ) -> Result<Vec<OrganizationInvitation>, Error> {
        params.check().map_err(refused)?;
        let sought = Sought::invited(&params.role, &params.email_addresses.join("\n"), false);
        let invited = self.change(invitations::create_bulk(&self.id, params.form()), sought).await?;
        let hollow = || invalid_response::<JsValue>("Fewer invitations than addresses.", None).into();
        all_invited(invited, &params).ok_or_else(hollow)
    }

    /// Revokes an invitation, so that its link no longer works, and gives what it is now.
    ///
    /// # Errors
    ///
    /// [`Error::Api`] 404 `organization_invitation_not_pending` when it is no longer pending.
    pub async fn revoke_invitation(&self, invitation_id: &str) -> Result<OrganizationInvitation, Error> {
        let request = invitations::revoke(&self.id, invitation_id);
        let revoked: OrganizationInvitation = self.change(request, Sought::revoked(invitation_id)).await?;
        let hollow = || invalid_response::<JsValue>("Another invitation was revoked.", None).into();
        Some(revoked).filter(|revoked| revoked.id == invitation_id).ok_or_else(hollow)
    }

    async fn change<R: DeserializeOwned>(&self, request: Request, sought: Sought) -> Result<R, Error> {
        let name = request.name();
        let changed = operation::change(&self.client, self.id.clone(), request, sought).await;
        typed(changed.map_err(|failure| Error::from(failure).of(name))?)
    }

    async fn call<R: DeserializeOwned>(&self, request: Request) -> Result<R, Error> {
        let name = request.name();
        typed(self.client.call(request).await.map_err(|failure| Error::from(failure).of(name))?)
    }
}

/// What [`Organization::invitations`] gives. Dropping it ends the request that is under way.
pub struct Invitations {
    organization: Organization,
    walk: Walk,
    ready: VecDeque<OrganizationInvitation>,
    fetching: Option<Boxed<'static, Result<Page<OrganizationInvitation>, Error>>>,
}

impl Stream for Invitations {
    type Item = Result<OrganizationInvitation, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(invitation) = self.ready.pop_front() {
                return Poll::Ready(Some(Ok(invitation)));
            }
            let Some(params) = self.walk.next() else { return Poll::Ready(None) };
            let organization = self.organization.clone();
            let fetching = self
                .fetching
                .get_or_insert_with(|| Box::pin(async move { organization.get_invitations(params).await }));
            let fetched = std::task::ready!(fetching.as_mut().poll(context));
            self.fetching = None;
            match fetched {
                Ok(page) => {
                    let rows = self.walk.take(page);
                    self.ready.extend(rows);
                }
                Err(error) => {
                    self.walk.end();
                    return Poll::Ready(Some(Err(error)));
                }
            }
        }
    }
}

fn typed<R: DeserializeOwned>(json: JsValue) -> Result<R, Error> {
    serde_wasm_bindgen::from_value(json).map_err(|cause| {
        let cause: JsValue = cause.into();
        invalid_response("The server's answer is not what it promised.", Some(cause)).into()
    })
}

fn refused(param: InvalidParam) -> Error {
    Box::<Failure<JsValue>>::from(param).into()
}
