//! The boundary: params come in, resources and errors go out as JavaScript's own objects.
//!
//! No decisions here. Every method takes `&self`, copies what it needs and gives a Promise, so no borrow lives across
//! an await ("recursive use of an object"). Objects are read and made in the modules beside this file;
//! `pkg/index.js` puts the `Clerk` class in front.

use std::rc::Rc;

use js_sys::{Array, Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;

use crate::client::Client;
use crate::endpoint::client::{GetTokenParams, create_token};
use crate::endpoint::{Request, invitations};
use crate::error::InvalidParam;
use crate::params::{GetInvitationsParams, InviteMemberParams, InviteMembersParams};
use crate::response::{Failure, Value};
use crate::transport::Boxed;
use crate::transport::fetch::Browser;
use crate::wire::{Base, encoding::Pairs};

#[wasm_bindgen(module = "/src/js/params.js")]
extern "C" {
    #[wasm_bindgen(js_name = readList, catch)]
    fn read_list(params: &JsValue) -> Result<Array, JsValue>;
    #[wasm_bindgen(js_name = readInvitation, catch)]
    fn read_invitation(params: &JsValue) -> Result<Array, JsValue>;
    #[wasm_bindgen(js_name = readInvitations, catch)]
    fn read_invitations(params: &JsValue) -> Result<Array, JsValue>;
}

#[wasm_bindgen(module = "/src/js/resources.js")]
extern "C" {
    #[wasm_bindgen(catch)]
    fn build(kind: &str, json: &JsValue, revoke: &JsValue, subject: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_name = OrganizationInvitation, reexport = "OrganizationInvitation", skip_typescript)]
    fn _organization_invitation();
    #[wasm_bindgen(js_name = ClientObjects, reexport = "ClientObjects", skip_typescript)]
    fn _client_objects();
}

#[wasm_bindgen(module = "/src/js/errors.js")]
extern "C" {
    fn refused(status: u16, status_text: &str, retry_after: Option<&str>, body: &JsValue) -> JsValue;
    fn failed(code: &str, message: &str, cause: &JsValue) -> JsValue;
    fn invalid(param: &str, reason: &str) -> JsValue;

    #[wasm_bindgen(js_name = ClerkAPIResponseError, reexport = "ClerkAPIResponseError", skip_typescript)]
    fn _clerk_api_response_error();
    #[wasm_bindgen(js_name = ClerkRuntimeError, reexport = "ClerkRuntimeError", skip_typescript)]
    fn _clerk_runtime_error();
}

type Answer = Result<JsValue, JsValue>;

/// The client behind a `Clerk` object.
#[wasm_bindgen]
pub struct Core {
    shared: Shared,
}

/// What a client's objects have in common.
#[derive(Clone)]
struct Shared {
    client: Rc<Client<Browser>>,
    /// What an invitation's `revoke` calls with itself.
    revoke: JsValue,
}

#[wasm_bindgen]
impl Core {
    /// `origin` is where the Frontend API is; `changed(client, sessionId)` is called with the client's JSON after every
    /// change of it.
    #[wasm_bindgen(constructor)]
    pub fn new(
        publishable_key: String,
        origin: String,
        development: bool,
        has_dev_browser: bool,
        changed: Function,
    ) -> Core {
        let base = Base { origin, development, has_dev_browser };
        let tell = move |client: Option<JsValue>, session_id: Option<String>| {
            let _ = changed.call2(&JsValue::UNDEFINED, &client.into(), &session_id.into());
        };
        let client = Rc::new(Client::new(base, Browser { publishable_key }, Box::new(tell)));
        Self { shared: Shared { revoke: revoke_hook(Rc::clone(&client)), client } }
    }

    /// Resolves to the environment, or to undefined when it could not be had.
    pub fn load(&self) -> Promise {
        let client = Rc::clone(&self.shared.client);
        promise(Box::pin(async move { client.load().await.map(Into::into).map_err(thrown) }))
    }

    /// A bare `Organization`, for `resources.js` to fill.
    pub fn organization(&self, id: String) -> Organization {
        Organization { shared: self.shared.clone(), id }
    }

    /// Resolves to the server's answer to a request for a session token.
    #[wasm_bindgen(js_name = createToken)]
    pub fn create_token(
        &self,
        session_id: String,
        template: Option<String>,
        organization_id: Option<String>,
        tab_state: Option<String>,
        skip_cache: bool,
    ) -> Promise {
        let client = Rc::clone(&self.shared.client);
        let request = create_token(&GetTokenParams { session_id, template, organization_id, tab_state, skip_cache });
        promise(Box::pin(async move { client.send(request).await.map_err(thrown) }))
    }
}

/// An organization, as Clerk's browser client knows it.
#[wasm_bindgen]
pub struct Organization {
    shared: Shared,
    id: String,
}

#[wasm_bindgen]
impl Organization {
    /// A page of the organization's invitations.
    #[wasm_bindgen(js_name = getInvitations)]
    pub fn get_invitations(&self, params: JsValue) -> Result<Promise, JsValue> {
        let read = read_list(&params)?;
        let count = |index| read.get(index).as_f64().unwrap_or_default() as u32;
        let list = GetInvitationsParams {
            initial_page: count(0),
            page_size: count(1),
            filters: Pairs::written(text(&read, 2)),
        };
        list.check().map_err(refuse)?;
        Ok(self.shared.call(invitations::list(&self.id, list), "page", params))
    }

    /// Invites one address.
    #[wasm_bindgen(js_name = inviteMember)]
    pub fn invite_member(&self, params: JsValue) -> Result<Promise, JsValue> {
        let read = read_invitation(&params)?;
        let one = InviteMemberParams { email_address: text(&read, 0), role: text(&read, 1) };
        one.check().map_err(refuse)?;
        Ok(self.shared.call(invitations::create(&self.id, &one), "invitation", params))
    }

    /// Invites many addresses with one role.
    #[wasm_bindgen(js_name = inviteMembers)]
    pub fn invite_members(&self, params: JsValue) -> Result<Promise, JsValue> {
        let read = read_invitations(&params)?;
        let email_addresses = (1..read.length()).map(|index| text(&read, index)).collect();
        let many = InviteMembersParams { email_addresses, role: text(&read, 0) };
        many.check().map_err(refuse)?;
        Ok(self.shared.call(invitations::create_bulk(&self.id, &many), "invitations", params))
    }
}

impl Shared {
    fn call(&self, request: Request, kind: &'static str, subject: JsValue) -> Promise {
        let Self { client, revoke } = self.clone();
        promise(Box::pin(async move {
            let json = client.call(request).await.map_err(thrown)?;
            build(kind, &json, &revoke, &subject).map_err(|cause| {
                thrown(Failure::invalid_response("The server's answer is not what it promised.", Some(cause)))
            })
        }))
    }
}

/// The one function behind every `invitation.revoke()` of a client.
fn revoke_hook(client: Rc<Client<Browser>>) -> JsValue {
    let revoke = move |invitation: JsValue| -> Promise {
        let member = |name| invitation.text_at(name).unwrap_or_default();
        let request = invitations::revoke(&member("organizationId"), &member("id"));
        let shared = Shared { client: Rc::clone(&client), revoke: JsValue::UNDEFINED };
        shared.call(request, "revoked", invitation)
    };
    Closure::<dyn Fn(JsValue) -> Promise>::new(revoke).into_js_value()
}

/// One copy of what turns a future into a Promise.
fn promise(future: Boxed<'static, Answer>) -> Promise {
    future_to_promise(future)
}

fn text(read: &Array, index: u32) -> String {
    read.get(index).as_string().unwrap_or_default()
}

fn refuse(param: InvalidParam) -> JsValue {
    invalid(param.param, param.reason)
}

fn thrown(failure: Failure<JsValue>) -> JsValue {
    match failure {
        Failure::Api(refusal) => {
            let body = refusal.body.into();
            refused(refusal.status, &refusal.status_text, refusal.retry_after.as_deref(), &body)
        }
        Failure::Runtime { code, message, cause } => failed(code.as_str(), message, &cause.into()),
        Failure::Param(param) => refuse(param),
    }
}
