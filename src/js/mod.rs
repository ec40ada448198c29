//! The boundary: what JavaScript may call. Plain values come in, Promises of the server's JSON go out.
//!
//! No decisions here. Every method takes `&self`, copies what it needs and gives a Promise, so no borrow lives across
//! an await ("recursive use of an object"). The TypeScript in `js/` reads the callers' parameters and makes the objects
//! that they get; `js/wasm.ts` is the other side of this boundary.
//!
//! `ended` is a Promise that rejects when the caller wants no answer any more: the work is then dropped where it
//! stands, a request under way with it.

use std::rc::Rc;
use std::task::Poll;

use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, future_to_promise};

use crate::client::Client;
use crate::endpoint::{Method, Request, invitations};
use crate::operation::{self, Sought};
use crate::params::GetInvitationsParams;
use crate::response::{Failure, Outcome};
use crate::transport::Boxed;
use crate::transport::fetch::Browser;
use crate::wire::{
    Base,
    encoding::{Pairs, halves},
};

// js/host.ts: the bundler of the npm package resolves the name (xtask/scripts/bundle.mjs).
#[wasm_bindgen(raw_module = "clerk-organization/host")]
extern "C" {
    fn refused(
        status: u16,
        status_text: &str,
        retry_after: Option<u32>,
        body: &JsValue,
        request: &str,
    ) -> JsValue;
    fn unanswered(code: &str, message: &str, cause: &JsValue, request: &str) -> JsValue;
    fn invalid(param: &str, reason: &str) -> JsValue;
}

type Shared = Rc<Client<Browser>>;

/// The request that decides how loading ends.
const CLIENT: &str = "GET /v1/client";

/// The client behind a `Clerk` object.
#[wasm_bindgen]
pub struct Core {
    client: Shared,
}

#[wasm_bindgen]
impl Core {
    /// `origin` is where the Frontend API is, `dev_browser` the one that this host remembers; `changed(client,
    /// sessionId)` is called with the client's JSON after every change of it, and throws over one that it cannot read;
    /// `observed(event, details)` at each sending.
    #[wasm_bindgen(constructor)]
    pub fn new(
        publishable_key: String,
        origin: String,
        has_dev_browser: bool,
        dev_browser: Option<String>,
        changed: Function,
        observed: Function,
    ) -> Core {
        let tell = move |client: Option<JsValue>, session_id: Option<String>| {
            changed.call2(&JsValue::UNDEFINED, &client.into(), &session_id.into()).is_ok()
        };
        let browser = Browser { publishable_key, observed: Some(observed) };
        let base = Base { origin, has_dev_browser };
        Self { client: Rc::new(Client::new(base, browser, dev_browser, Box::new(tell))) }
    }

    /// Makes sure that there is a dev browser where the instance wants one.
    pub fn prepare(&self) -> Promise {
        let client = Rc::clone(&self.client);
        done(Box::pin(async move { client.ensure_dev_browser().await }))
    }

    /// Fetches the client.
    pub fn load(&self) -> Promise {
        let client = Rc::clone(&self.client);
        done(Box::pin(async move { client.load().await }))
    }

    /// Makes another session the active one; undefined for none.
    pub fn select(&self, session_id: Option<String>) {
        self.client.select(session_id);
    }

    /// Sends what the lines of `said` are: `VERB path?query` below `/v1`, and the form. Resolves to the answer's body.
    pub fn send(&self, said: &str, ended: Option<Promise>) -> Promise {
        let client = Rc::clone(&self.client);
        let (line, form) = halves(said, b'\n');
        let (method, path) = halves(line, b' ');
        let method = Method::named(method);
        let request = Request { path: path.into(), form: Pairs::written(form), ..Request::new(method, &[]) };
        promise(request.name(), Box::pin(async move { client.send(request).await }), ended)
    }

    /// An `Organization` without its fields, which `js/objects/organization.ts` adds.
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
    pub fn get_invitations(
        &self,
        initial_page: u32,
        page_size: u32,
        filters: &str,
        ended: Option<Promise>,
    ) -> Promise {
        let params = GetInvitationsParams { initial_page, page_size, filters: Pairs::written(filters) };
        let client = Rc::clone(&self.client);
        let checked = params.check();
        let request = invitations::list(&self.id, params);
        let call = async move {
            checked?;
            client.call(request).await
        };
        promise("GET /v1/organizations/".to_owned() + &self.id + "/invitations", Box::pin(call), ended)
    }

    /// Invites one address: the request's form on a line, then what is there when it has happened, see [`Sought`].
    #[wasm_bindgen(js_name = inviteMember)]
    pub fn invite_member(&self, said: &str, ended: Option<Promise>) -> Promise {
        let (form, rows) = halves(said, b'\n');
        self.change(invitations::create(&self.id, Pairs::written(form)), Sought::pending(rows, true), ended)
    }

    /// The same for many addresses.
    #[wasm_bindgen(js_name = inviteMembers)]
    pub fn invite_members(&self, said: &str, ended: Option<Promise>) -> Promise {
        let (form, rows) = halves(said, b'\n');
        self.change(
            invitations::create_bulk(&self.id, Pairs::written(form)),
            Sought::pending(rows, false),
            ended,
        )
    }

    /// Revokes an invitation.
    #[wasm_bindgen(js_name = revokeInvitation)]
    pub fn revoke_invitation(&self, id: &str, ended: Option<Promise>) -> Promise {
        self.change(invitations::revoke(&self.id, id), Sought::revoked(id), ended)
    }

    fn change(&self, request: Request, sought: Sought, ended: Option<Promise>) -> Promise {
        let client = Rc::clone(&self.client);
        let id = self.id.clone();
        let name = request.name();
        promise(name, Box::pin(async move { operation::change(&client, id, request, sought).await }), ended)
    }
}

/// A Promise of something that gives nothing, and whose last request is for the client.
fn done(future: Boxed<'static, Result<(), Box<Failure<JsValue>>>>) -> Promise {
    promise(CLIENT.into(), Box::pin(async move { future.await.map(|()| JsValue::UNDEFINED) }), None)
}

/// One copy of what turns a future into a Promise. When `ended` rejects, the future is dropped and the Promise rejects
/// with the same. `request` names what was to be sent, for errors.
fn promise(request: String, mut future: Boxed<'static, Outcome<JsValue>>, ended: Option<Promise>) -> Promise {
    let mut ended = ended.map(JsFuture::from);
    future_to_promise(std::future::poll_fn(move |context| {
        if let Some(ended) = &mut ended
            && let Poll::Ready(Err(reason)) = std::pin::Pin::new(ended).poll(context)
        {
            return Poll::Ready(Err(reason));
        }
        future.as_mut().poll(context).map_err(|failure| thrown(*failure, &request))
    }))
}

fn thrown(failure: Failure<JsValue>, request: &str) -> JsValue {
    match failure {
        Failure::Api(refusal) => {
            let body = refusal.body.into();
            refused(refusal.status, &refusal.status_text, refusal.retry_after, &body, request)
        }
        Failure::Runtime { code, message, cause } => {
            unanswered(code.as_str(), message, &cause.into(), request)
        }
        Failure::Param(param) => invalid(param.param, param.reason),
    }
}
