//! The boundary: what JavaScript may call. Plain values come in, Promises of the server's JSON go out.
//!
//! No decisions here. Every method takes `&self`, copies what it needs and gives a Promise, so no borrow lives across
//! an await ("recursive use of an object"). The modules beside this file read the callers' params and make the
//! objects that they get; `pkg/index.js` puts the `Clerk` class in front.

use std::rc::Rc;

use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;

use crate::client::Client;
use crate::endpoint::{Method, Request, invitations};
use crate::error::{InvalidParam, RuntimeErrorCode};
use crate::params::{GetInvitationsParams, InviteMemberParams};
use crate::response::{Failure, Outcome};
use crate::transport::Boxed;
use crate::transport::fetch::Browser;
use crate::wire::{Base, encoding::Pairs};

#[wasm_bindgen(module = "/src/js/errors.js")]
extern "C" {
    fn refused(status: u16, status_text: &str, retry_after: Option<&str>, body: &JsValue) -> JsValue;
    fn failed(code: &str, message: &str, cause: &JsValue) -> JsValue;

    #[wasm_bindgen(js_name = ClerkAPIResponseError, reexport = "ClerkAPIResponseError", skip_typescript)]
    fn _clerk_api_response_error();
    #[wasm_bindgen(js_name = ClerkRuntimeError, reexport = "ClerkRuntimeError", skip_typescript)]
    fn _clerk_runtime_error();
}

#[wasm_bindgen(module = "/src/js/resources.js")]
extern "C" {
    #[wasm_bindgen(js_name = OrganizationInvitation, reexport = "OrganizationInvitation", skip_typescript)]
    fn _organization_invitation();
    #[wasm_bindgen(js_name = ClientObjects, reexport = "ClientObjects", skip_typescript)]
    fn _client_objects();
}

// Names the file, so that it travels along: `resources.js` imports it.
#[wasm_bindgen(module = "/src/js/params.js")]
extern "C" {
    #[wasm_bindgen(js_name = list)]
    fn _params();
}

type Shared = Rc<Client<Browser>>;

/// The client behind a `Clerk` object.
#[wasm_bindgen]
pub struct Core {
    client: Shared,
}

#[wasm_bindgen]
impl Core {
    /// `origin` is where the Frontend API is; `changed(client, sessionId)` is called with the client's JSON after every
    /// change of it, and throws over one that it cannot read.
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
            changed.call2(&JsValue::UNDEFINED, &client.into(), &session_id.into()).is_ok()
        };
        Self { client: Rc::new(Client::new(base, Browser { publishable_key }, Box::new(tell))) }
    }

    /// Resolves to the environment, or to undefined when it could not be had.
    pub fn load(&self) -> Promise {
        let client = Rc::clone(&self.client);
        promise(Box::pin(async move { client.load().await.map(Into::into) }))
    }

    /// Posts to a path below `/v1` with a query and a form in their encoded form; resolves to the answer's body.
    pub fn post(&self, path: String, query: String, form: String) -> Promise {
        let client = Rc::clone(&self.client);
        let (query, form) = (Pairs::written(query), Pairs::written(form));
        let request = Request { method: Method::Post, path, query, form, bare: false };
        promise(Box::pin(async move { client.send(request).await }))
    }

    /// A bare `Organization`, for `resources.js` to fill.
    pub fn organization(&self, id: String) -> Organization {
        Organization { client: Rc::clone(&self.client), id }
    }
}

/// An organization, as Clerk's browser client knows it. Each method resolves to the JSON of the resource it names.
#[wasm_bindgen]
pub struct Organization {
    client: Shared,
    id: String,
}

#[wasm_bindgen]
impl Organization {
    /// A page of the organization's invitations.
    #[wasm_bindgen(js_name = getInvitations)]
    pub fn get_invitations(&self, initial_page: u32, page_size: u32, filters: String) -> Promise {
        let params = GetInvitationsParams { initial_page, page_size, filters: Pairs::written(filters) };
        let checked = params.check();
        self.call(checked, invitations::list(&self.id, params))
    }

    /// Invites one address.
    #[wasm_bindgen(js_name = inviteMember)]
    pub fn invite_member(&self, email_address: String, role: String) -> Promise {
        let params = InviteMemberParams { email_address, role };
        self.call(params.check(), invitations::create(&self.id, &params))
    }

    /// Invites many addresses, given as the form's fields, with one role.
    #[wasm_bindgen(js_name = inviteMembers)]
    pub fn invite_members(&self, email_addresses: String, role: String) -> Promise {
        self.call(Ok(()), invitations::create_bulk(&self.id, Pairs::written(email_addresses), &role))
    }

    /// Revokes an invitation.
    #[wasm_bindgen(js_name = revokeInvitation)]
    pub fn revoke_invitation(&self, id: &str) -> Promise {
        self.call(Ok(()), invitations::revoke(&self.id, id))
    }

    fn call(&self, checked: Result<(), InvalidParam>, request: Request) -> Promise {
        let client = Rc::clone(&self.client);
        promise(Box::pin(async move {
            checked?;
            client.call(request).await
        }))
    }
}

/// One copy of what turns a future into a Promise.
fn promise(future: Boxed<'static, Outcome<JsValue>>) -> Promise {
    future_to_promise(async move { future.await.map_err(|failure| thrown(*failure)) })
}

fn thrown(failure: Failure<JsValue>) -> JsValue {
    match failure {
        Failure::Api(refusal) => {
            let body = refusal.body.into();
            refused(refusal.status, &refusal.status_text, refusal.retry_after.as_deref(), &body)
        }
        Failure::Runtime { code, message, cause } => failed(code.as_str(), message, &cause.into()),
        Failure::Param(param) => {
            failed(RuntimeErrorCode::InvalidParams.as_str(), &param.sentence(), &JsValue::UNDEFINED)
        }
    }
}
