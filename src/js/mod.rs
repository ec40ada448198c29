//! The boundary: params come in, resources and errors go out as JavaScript's own objects.
//!
//! No decisions here. Every method takes `&self`, copies what it needs and gives a Promise, so no borrow lives across
//! an await ("recursive use of an object"). The objects are made in `resources.js` and `errors.js` beside this file;
//! `pkg/index.js` puts the `Clerk` class in front.

mod params;

use std::rc::Rc;

use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;

use crate::client::{Client, TokenParams};
use crate::endpoint::{Request, invitations};
use crate::error::{InvalidParam, RuntimeErrorCode};
use crate::response::Failure;
use crate::transport::fetch::Browser;
use crate::wire::{Base, InvalidBase};

#[wasm_bindgen(module = "/src/js/errors.js")]
extern "C" {
    fn refused(status: u16, status_text: &str, retry_after: Option<u32>, body: &JsValue) -> JsValue;
    fn failed(code: &str, message: &str, cause: &JsValue) -> JsValue;

    #[wasm_bindgen(js_name = ClerkAPIResponseError, reexport = "ClerkAPIResponseError", skip_typescript)]
    fn _clerk_api_response_error();
    #[wasm_bindgen(js_name = ClerkRuntimeError, reexport = "ClerkRuntimeError", skip_typescript)]
    fn _clerk_runtime_error();
}

#[wasm_bindgen(module = "/src/js/resources.js")]
extern "C" {
    #[wasm_bindgen(catch)]
    fn page(json: &JsValue, revoke: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch)]
    fn invitation(json: &JsValue, revoke: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_name = invitations)]
    fn invitations_of(json: &JsValue, revoke: &JsValue, expected: u32) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch)]
    fn updated(invitation: &JsValue, json: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_name = OrganizationInvitation, reexport = "OrganizationInvitation", skip_typescript)]
    fn _organization_invitation();
    #[wasm_bindgen(js_name = ClientObjects, reexport = "ClientObjects", skip_typescript)]
    fn _client_objects();
}

type Answer = Result<JsValue, JsValue>;

/// The client behind a `Clerk` object.
#[wasm_bindgen]
pub struct Core {
    client: Rc<Client<Browser>>,
    /// What an invitation's `revoke` calls with itself.
    revoke: JsValue,
}

#[wasm_bindgen]
impl Core {
    /// `changed(client, sessionId, organizationId)` is called with the client's JSON after every change of it.
    #[wasm_bindgen(constructor)]
    pub fn new(
        publishable_key: String,
        proxy_url: Option<String>,
        domain: Option<String>,
        changed: Function,
    ) -> Result<Core, JsValue> {
        let base = Base::new(&publishable_key, proxy_url.as_deref(), domain.as_deref()).map_err(|invalid| {
            let (code, message) = match invalid {
                InvalidBase::PublishableKey => (RuntimeErrorCode::InvalidPublishableKey, "The publishable key is invalid."),
                InvalidBase::ProxyUrl => (RuntimeErrorCode::InvalidProxyUrl, "The proxyUrl is invalid."),
            };
            failed(code.as_str(), message, &JsValue::UNDEFINED)
        })?;
        let tell = move |client: Option<JsValue>, session: Option<String>, organization: Option<String>| {
            let arguments = (client.unwrap_or(JsValue::NULL), JsValue::from(session), JsValue::from(organization));
            let _ = changed.call3(&JsValue::NULL, &arguments.0, &arguments.1, &arguments.2);
        };
        let client = Rc::new(Client::new(base, Browser { publishable_key }, Box::new(tell)));
        let revoke = revoke_hook(Rc::clone(&client));
        Ok(Self { client, revoke })
    }

    /// Resolves to the environment, or to null when it could not be had.
    pub fn load(&self) -> Promise {
        let client = Rc::clone(&self.client);
        promise(Box::pin(async move {
            Ok(client.load().await.map_err(thrown)?.unwrap_or(JsValue::NULL))
        }))
    }

    /// A bare `Organization`, for `resources.js` to fill.
    pub fn organization(&self, id: String) -> Organization {
        Organization { client: Rc::clone(&self.client), revoke: self.revoke.clone(), id: id.into() }
    }

    /// Resolves to a session token.
    #[wasm_bindgen(js_name = getToken)]
    pub fn get_token(
        &self,
        session_id: String,
        template: Option<String>,
        organization_id: Option<String>,
        skip_cache: bool,
    ) -> Promise {
        let client = Rc::clone(&self.client);
        promise(Box::pin(async move {
            let ask = TokenParams { template, organization_id, skip_cache };
            Ok(client.get_token(&session_id, ask).await.map_err(thrown)?.into())
        }))
    }
}

/// An organization, as Clerk's browser client knows it.
#[wasm_bindgen]
pub struct Organization {
    client: Rc<Client<Browser>>,
    revoke: JsValue,
    id: Rc<str>,
}

#[wasm_bindgen]
impl Organization {
    /// A page of the organization's invitations.
    #[wasm_bindgen(js_name = getInvitations)]
    pub fn get_invitations(&self, params: &JsValue) -> Promise {
        let request = params::get_invitations(params).and_then(|params| {
            params.check()?;
            Ok(invitations::list(&self.id, &params))
        });
        self.call(request, Box::new(page))
    }

    /// Invites one address.
    #[wasm_bindgen(js_name = inviteMember)]
    pub fn invite_member(&self, params: &JsValue) -> Promise {
        let request = params::invite_member(params).and_then(|params| {
            params.check()?;
            Ok(invitations::create(&self.id, &params))
        });
        self.call(request, Box::new(invitation))
    }

    /// Invites many addresses with one role.
    #[wasm_bindgen(js_name = inviteMembers)]
    pub fn invite_members(&self, params: &JsValue) -> Promise {
        let mut expected = 0;
        let request = params::invite_members(params).and_then(|params| {
            params.check()?;
            expected = params.distinct() as u32;
            Ok(invitations::create_bulk(&self.id, &params))
        });
        self.call(request, Box::new(move |json, revoke| invitations_of(json, revoke, expected)))
    }
}

/// Makes the resource of an answer, given what its invitations' `revoke` calls.
type Build = Box<dyn FnOnce(&JsValue, &JsValue) -> Answer>;

impl Organization {
    fn call(&self, request: Result<Request, InvalidParam>, build: Build) -> Promise {
        let (client, revoke) = (Rc::clone(&self.client), self.revoke.clone());
        promise(Box::pin(async move {
            let request = request.map_err(|refused| thrown(refused.into()))?;
            let json = client.call(request).await.map_err(thrown)?;
            build(&json, &revoke).map_err(misshapen)
        }))
    }
}

/// The one function behind every `invitation.revoke()` of a client.
fn revoke_hook(client: Rc<Client<Browser>>) -> JsValue {
    let revoke = move |invitation: JsValue| -> Promise {
        let member = |name: &str| js_sys::Reflect::get(&invitation, &name.into()).ok()?.as_string();
        let (organization_id, id) = (member("organizationId"), member("id"));
        let client = Rc::clone(&client);
        promise(Box::pin(async move {
            let missing = |param| thrown(InvalidParam { param, reason: "is required" }.into());
            let organization_id = organization_id.ok_or_else(|| missing("organizationId"))?;
            let id = id.ok_or_else(|| missing("id"))?;
            let json = client.call(invitations::revoke(&organization_id, &id)).await.map_err(thrown)?;
            updated(&invitation, &json).map_err(misshapen)
        }))
    };
    Closure::<dyn Fn(JsValue) -> Promise>::new(revoke).into_js_value()
}

/// One copy of what turns a future into a Promise.
fn promise(future: crate::transport::Boxed<'static, Answer>) -> Promise {
    future_to_promise(future)
}

fn misshapen(cause: JsValue) -> JsValue {
    thrown(Failure::invalid_response("The server's answer is not what it promised.", Some(cause)))
}

fn thrown(failure: Failure<JsValue>) -> JsValue {
    match failure {
        Failure::Api(refusal) => refused(
            refusal.status,
            &refusal.status_text,
            refusal.retry_after,
            &refusal.body.unwrap_or(JsValue::UNDEFINED),
        ),
        Failure::Runtime { code, message, cause } => {
            failed(code.as_str(), &message, &cause.unwrap_or(JsValue::UNDEFINED))
        }
    }
}
