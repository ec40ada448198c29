//! What JavaScript may call. Values come in, Promises of the server's JSON go out; js/ makes objects of it.
//!
//! No decisions here. Every method takes `&self` and copies what it needs, so no borrow lives across an await ("recursive
//! use of an object").

pub(crate) mod executor;

use std::rc::Rc;

use clerk_organization_core::authorization::{self, Facts};
use clerk_organization_core::error::Failure;
use clerk_organization_core::jwt;
use clerk_organization_core::navigation;
use clerk_organization_core::publishable_key::{Instance, InstanceError};
use clerk_organization_core::request::Request;
use clerk_organization_core::polling::poll_delay;
use clerk_organization_core::token_cache::TokenKey;
use clerk_organization_core::value::Value;
use js_sys::Promise;
use wasm_bindgen::prelude::*;

use crate::client::{CallResult, Client, Failed, OnClient};
use crate::flight::Boxed;
use crate::value::Js;

#[wasm_bindgen(raw_module = "clerk-organization/host")]
extern "C" {
    /// What is told of the client and of requests: an object of js/.
    #[derive(Clone)]
    pub type Listener;
    /// See [`OnClient`].
    #[wasm_bindgen(method)]
    fn adopt(this: &Listener, client: &JsValue, session_id: Option<&str>) -> bool;
    /// The client that was taken has become the current one.
    #[wasm_bindgen(method)]
    fn adopted(this: &Listener);

    #[wasm_bindgen(js_name = refusal)]
    fn refusal(
        status: u16,
        status_text: &str,
        retry_after: Option<u32>,
        body: &JsValue,
        request: &str,
    ) -> JsValue;
    #[wasm_bindgen(js_name = runtimeError)]
    fn runtime_error(code: &str, message: &str, cause: &JsValue, request: &str) -> JsValue;
    #[wasm_bindgen(js_name = invalidParam)]
    fn invalid_param(param: &str, reason: &str) -> JsValue;
}

impl OnClient for Listener {
    fn adopt(&self, client: &JsValue, session_id: Option<&str>) -> bool {
        Self::adopt(self, client, session_id)
    }

    fn adopted(&self) {
        Self::adopted(self);
    }
}

/// A browser's client of one instance, behind a `Clerk` object.
#[wasm_bindgen]
pub struct Core {
    client: Rc<Client>,
}

#[wasm_bindgen]
impl Core {
    /// - `key_digest`: SHA-1 of the publishable key, where the page can make it.
    /// - `handed_over`: the dev browser in the page's URL.
    ///
    /// Throws `invalid_publishable_key` or `invalid_proxy_url`.
    #[wasm_bindgen(constructor)]
    pub fn new(
        publishable_key: &str,
        proxy_url: Option<String>,
        domain: Option<String>,
        page_origin: Option<String>,
        key_digest: Option<Vec<u8>>,
        handed_over: Option<String>,
        listener: Listener,
    ) -> Result<Core, JsValue> {
        let instance =
            Instance::new(publishable_key, proxy_url.as_deref(), domain.as_deref(), page_origin.as_deref());
        let instance = instance.map_err(|error| match error {
            InstanceError::InvalidProxyUrl => {
                runtime_error("invalid_proxy_url", "The proxyUrl is invalid.", &JsValue::UNDEFINED, "")
            }
            _ => runtime_error("invalid_publishable_key", "The publishableKey is invalid.", &JsValue::UNDEFINED, ""),
        })?;
        let observer: JsValue = listener.clone().into();
        let client = Client::new(instance, Box::new(listener), observer);
        client.identify(key_digest.as_deref(), handed_over.as_deref());
        Ok(Self { client: Rc::new(client) })
    }

    /// Whether this client writes the page's cookies; true at first.
    #[wasm_bindgen(js_name = setWritesCookies)]
    pub fn set_writes_cookies(&self, writes_cookies: bool) {
        self.client.writes_cookies.set(writes_cookies);
    }

    /// Writes the session's cookies, if they are this tab's to write: the page got the focus.
    #[wasm_bindgen(js_name = writeCookies)]
    pub fn write_cookies(&self) {
        self.client.write_session_cookies();
    }

    /// Creates a dev browser if the instance needs one.
    pub fn prepare(&self) -> Promise {
        promise(self.client.prepare())
    }

    /// Fetches the client.
    pub fn load(&self) -> Promise {
        promise(self.client.load())
    }

    /// Makes another session the active one; undefined for none.
    pub fn select(&self, session_id: Option<String>) {
        self.client.select(session_id);
    }

    /// Sends the request of an operation of the core's table. Resolves to the JSON of its resource.
    pub fn call(&self, operation: &str, ids: Vec<String>, params: JsValue) -> Promise {
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        promise(self.client.call(operation, &ids, &Js(params)))
    }

    /// Asks the app's relay for an invitation; `body` is its JSON. Resolves to the JSON of one invitation, or of several.
    pub fn relay(
        &self,
        organization_id: &str,
        url: &str,
        token: &str,
        email_addresses: Vec<String>,
        role: &str,
        body: &str,
    ) -> Promise {
        let request = Request::relay(url.into(), token.into(), body.into(), email_addresses, role.into());
        promise(Box::pin(self.client.share_change(request, organization_id)))
    }

    /// A token of a session: the cached one, or a new one.
    #[wasm_bindgen(js_name = getToken)]
    pub fn get_token(
        &self,
        session_id: &str,
        template: Option<String>,
        organization_id: Option<String>,
        skips_cache: bool,
    ) -> Promise {
        let key = TokenKey::new(session_id, template.as_deref(), organization_id.as_deref());
        promise(self.client.token(key, skips_cache))
    }

    /// Whether a session may do something: Clerk's `checkAuthorization`.
    #[wasm_bindgen(js_name = checkAuthorization)]
    pub fn check_authorization(&self, session_id: &str, params: JsValue) -> bool {
        let state = self.client.state.borrow();
        let Some(session) = state.session(session_id) else { return false };
        let organization_id = session.text_at("last_active_organization_id");
        let membership = session.items_at("user.organization_memberships").into_iter().find(|membership| {
            organization_id.is_some() && membership.text_at("organization.id") == organization_id
        });
        let key = TokenKey::new(session_id, None, organization_id.as_deref());
        let token = state.tokens.fresh_token(&key, js_sys::Date::now());
        let facts = Facts {
            has_user: session.text_at("user.id").is_some(),
            membership,
            factor_verification_age: session.at("factor_verification_age"),
            token_claims: token.and_then(|token| jwt::claims::<Js>(&token.jwt)).map(|(_, claims)| claims),
        };
        authorization::check_authorization(&Js(params), &facts)
    }

    /// Throws if an operation would refuse these params.
    #[wasm_bindgen(js_name = checkParams)]
    pub fn check_params(&self, operation: &str, ids: Vec<String>, params: JsValue) -> Result<(), JsValue> {
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        self.client.request(operation, &ids, &Js(params)).map(drop).map_err(|failed| thrown(&failed))
    }

    /// A change begins that invites these addresses and revokes that many pending invitations: its number, and the count
    /// that shows.
    #[wasm_bindgen(js_name = beginPending)]
    pub fn begin_pending(&self, organization_id: &str, email_addresses: Vec<String>, revoked: i32) -> Vec<u32> {
        let mut pending = self.client.pending.borrow_mut();
        let (number, shown) = pending.begin_change(organization_id, &email_addresses, revoked);
        vec![number, shown]
    }

    /// It ended. Returns the count that shows.
    #[wasm_bindgen(js_name = endPending)]
    pub fn end_pending(&self, organization_id: &str, number: u32, is_success: bool) -> u32 {
        self.client.pending.borrow_mut().end(organization_id, number, is_success)
    }

    /// Takes the server's count of pending invitations. Returns the count that shows.
    #[wasm_bindgen(js_name = countedPending)]
    pub fn counted_pending(&self, organization_id: &str, count: u32) -> u32 {
        self.client.pending.borrow_mut().counted(organization_id, count)
    }

    /// A bare `Organization`, for js/objects/organization.ts to fill.
    pub fn organization(&self, id: String) -> Organization {
        Organization { client: Rc::clone(&self.client), id }
    }
}

/// An organization, as Clerk's browser client knows it. Each method resolves to the JSON of the resource it names.
#[wasm_bindgen]
pub struct Organization {
    client: Rc<Client>,
    id: String,
}

#[wasm_bindgen]
impl Organization {
    /// A page of the organization's invitations.
    #[wasm_bindgen(js_name = getInvitations)]
    pub fn get_invitations(&self, params: JsValue) -> Promise {
        promise(self.client.call("getInvitations", &[&self.id], &Js(params)))
    }

    /// Invites one address.
    #[wasm_bindgen(js_name = inviteMember)]
    pub fn invite_member(&self, params: JsValue) -> Promise {
        promise(self.client.change("inviteMember", &self.id, None, &Js(params)))
    }

    /// Invites many addresses.
    #[wasm_bindgen(js_name = inviteMembers)]
    pub fn invite_members(&self, params: JsValue) -> Promise {
        promise(self.client.change("inviteMembers", &self.id, None, &Js(params)))
    }

    /// Revokes an invitation.
    #[wasm_bindgen(js_name = revokeInvitation)]
    pub fn revoke_invitation(&self, id: &str) -> Promise {
        promise(self.client.change("revokeInvitation", &self.id, Some(id), &Js::empty_object()))
    }
}

/// Whether `redirectUrl` may be navigated to.
#[wasm_bindgen(js_name = mayNavigateTo)]
pub fn may_navigate_to(url: &str) -> bool {
    navigation::may_navigate_to(url)
}

/// How many milliseconds a page that stays open waits before it looks at its token again.
#[wasm_bindgen(js_name = pollDelay)]
pub fn poll_delay_ms(has_focus: bool, failures: u32) -> f64 {
    poll_delay(has_focus, failures)
}

/// The claims of a token; undefined if it has none that can be read.
#[wasm_bindgen]
pub fn claims(token: &str) -> JsValue {
    jwt::payload_json(token).and_then(|json| Js::parse(&json)).map_or(JsValue::UNDEFINED, |claims| claims.0)
}

/// One copy of what makes a Promise of a call.
fn promise(call: Boxed<CallResult>) -> Promise {
    executor::start(Box::pin(async move {
        match call.await {
            Ok(value) => Ok(value.0),
            Err(failed) => Err(thrown(&failed)),
        }
    }))
}

fn thrown(failed: &Failed) -> JsValue {
    let Failed { failure, request } = failed;
    match failure {
        Failure::Api(refused) => {
            let body = refused.body.as_ref().map_or(JsValue::UNDEFINED, |body| body.0.clone());
            refusal(refused.status, &refused.status_text, refused.retry_after, &body, request)
        }
        Failure::Runtime { code, message, cause } => {
            let cause = cause.as_ref().map_or(JsValue::UNDEFINED, |cause| cause.0.clone());
            runtime_error(code.as_str(), message, &cause, request)
        }
        Failure::Param(param) => invalid_param(&param.param, param.reason),
    }
}
