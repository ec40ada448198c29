//! What JavaScript may call. Values come in, Promises of the server's JSON go out; js/ makes objects of it.
//!
//! No decisions here. Every method takes `&self` and copies what it needs, so no borrow lives across an await ("recursive
//! use of an object").

pub mod driver;
mod error;

use std::cell::RefCell;
use std::rc::Rc;

use clerk_organization_core::bulk_invite::DEFAULT_CHUNK_SIZE;
use clerk_organization_core::call::Shared;
use clerk_organization_core::jwt;
use clerk_organization_core::navigation;
use clerk_organization_core::pending_count::PendingCounts;
use clerk_organization_core::polling::poll_delay;
use clerk_organization_core::publishable_key::Instance;
use clerk_organization_core::request::Request;
use clerk_organization_core::token_cache::TokenKey;
use clerk_organization_core::value::Value;
use js_sys::Promise;
use wasm_bindgen::prelude::*;

use crate::value::Js;
use driver::Driver;

#[wasm_bindgen(raw_module = "clerk-organization/host")]
extern "C" {
    /// What is told of the client and of requests: an object of js/.
    #[derive(Clone)]
    pub type Listener;
    /// Takes the client's JSON and the active session's id. Returns false for a client that it cannot read; everything then
    /// stays as it was.
    #[wasm_bindgen(method)]
    fn adopt(this: &Listener, client: &JsValue, session_id: Option<&str>) -> bool;
    /// The client that was taken has become the current one.
    #[wasm_bindgen(method)]
    fn adopted(this: &Listener);
}

/// A browser's client of one instance, behind a `Clerk` object.
#[wasm_bindgen]
pub struct Core {
    driver: Rc<Driver>,
    pending: RefCell<PendingCounts>,
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
        proxy_url: &str,
        domain: &str,
        page_origin: &str,
        key_digest: &[u8],
        handed_over: &str,
        listener: Listener,
    ) -> Result<Core, JsValue> {
        let instance = Instance::new(publishable_key, given(proxy_url), given(domain), given(page_origin));
        let driver = Driver::new(instance.map_err(error::invalid_instance)?, listener);
        driver.browser.identify(key_digest, given(handed_over));
        Ok(Self { driver, pending: RefCell::default() })
    }

    /// Whether this client writes the page's cookies; true at first.
    #[wasm_bindgen(js_name = setWritesCookies)]
    pub fn set_writes_cookies(&self, writes_cookies: bool) {
        self.driver.browser.writes_cookies.set(writes_cookies);
    }

    /// Writes the session's cookies, if they are this tab's to write: the page got the focus.
    #[wasm_bindgen(js_name = writeCookies)]
    pub fn write_cookies(&self) {
        self.driver.browser.write_session_cookies();
    }

    /// Creates a dev browser if the instance needs one.
    pub fn prepare(&self) -> Promise {
        self.driver.prepare()
    }

    /// Fetches the client.
    pub fn load(&self) -> Promise {
        self.driver.shared(Shared::Load)
    }

    /// Makes another session the active one; empty for none.
    pub fn select(&self, session_id: &str) {
        self.driver.browser.select(given(session_id).map(Into::into));
    }

    /// Sends the request of an operation of the core's table. Resolves to the JSON of its resource.
    pub fn call(&self, operation: &str, ids: JsValue, params: JsValue) -> Promise {
        self.driver.call(operation, &borrowed(&texts(ids)), params)
    }

    /// Asks the app's relay for an invitation; `body` is its JSON. Resolves to the JSON of one invitation, or of several.
    pub fn relay(
        &self,
        organization_id: &str,
        url: String,
        token: String,
        email_addresses: JsValue,
        role: String,
        body: String,
    ) -> Promise {
        let request = Request::relay(url, token, body, texts(email_addresses), role);
        self.driver.send_change(request, organization_id)
    }

    /// A token of a session: the cached one, or a new one. An empty `template` or `organization_id` stands for none.
    #[wasm_bindgen(js_name = getToken)]
    pub fn get_token(
        &self,
        session_id: String,
        template: String,
        organization_id: String,
        skips_cache: bool,
    ) -> Promise {
        let key = TokenKey { session_id, template, organization_id };
        self.driver.token(key, skips_cache)
    }

    /// Whether a session may do something: Clerk's `checkAuthorization`.
    #[wasm_bindgen(js_name = checkAuthorization)]
    pub fn check_authorization(&self, session_id: &str, params: JsValue) -> bool {
        self.driver.browser.check_authorization(session_id, &Js(params))
    }

    /// Throws if an operation would refuse these params.
    #[wasm_bindgen(js_name = checkParams)]
    pub fn check_params(&self, operation: &str, ids: JsValue, params: JsValue) -> Result<(), JsValue> {
        match self.driver.browser.request(operation, &borrowed(&texts(ids)), &Js(params)) {
            Ok(_) => Ok(()),
            Err(param) => Err(error::refused(&param)),
        }
    }

    /// A change begins that invites these addresses and revokes that many pending invitations. Returns its number.
    #[wasm_bindgen(js_name = beginPending)]
    pub fn begin_pending(&self, organization_id: &str, email_addresses: JsValue, revoked: i32) -> u32 {
        self.pending.borrow_mut().begin_change::<Js>(organization_id, &texts(email_addresses), revoked)
    }

    /// The change of that number ended.
    #[wasm_bindgen(js_name = endPending)]
    pub fn end_pending(&self, number: u32, is_success: bool) {
        self.pending.borrow_mut().end(number, is_success);
    }

    /// Takes the server's count of pending invitations.
    #[wasm_bindgen(js_name = countedPending)]
    pub fn counted_pending(&self, organization_id: &str, count: i32) {
        self.pending.borrow_mut().counted(organization_id, count);
    }

    /// How many invitations of an organization are pending, with the changes that are under way.
    #[wasm_bindgen(js_name = pendingCount)]
    pub fn pending_count(&self, organization_id: &str) -> i32 {
        self.pending.borrow().shown(organization_id)
    }

    /// A bare `Organization`, for js/objects/organization.ts to fill.
    pub fn organization(&self, id: String) -> Organization {
        Organization { driver: Rc::clone(&self.driver), id }
    }
}

/// An organization, as Clerk's browser client knows it. Each method resolves to the JSON of the resource it names.
#[wasm_bindgen]
pub struct Organization {
    driver: Rc<Driver>,
    id: String,
}

#[wasm_bindgen]
impl Organization {
    /// A page of the organization's invitations.
    #[wasm_bindgen(js_name = getInvitations)]
    pub fn get_invitations(&self, params: JsValue) -> Promise {
        self.driver.call("getInvitations", &[&self.id], params)
    }

    /// Invites one address.
    #[wasm_bindgen(js_name = inviteMember)]
    pub fn invite_member(&self, params: JsValue) -> Promise {
        self.driver.change("inviteMember", &[&self.id], params)
    }

    /// Invites many addresses.
    #[wasm_bindgen(js_name = inviteMembers)]
    pub fn invite_members(&self, params: JsValue) -> Promise {
        self.driver.change("inviteMembers", &[&self.id], params)
    }

    /// Revokes an invitation.
    #[wasm_bindgen(js_name = revokeInvitation)]
    pub fn revoke_invitation(&self, id: &str) -> Promise {
        self.driver.change("revokeInvitation", &[&self.id, id], JsValue::UNDEFINED)
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

/// How many addresses `inviteMembers` sends in one request.
#[wasm_bindgen(js_name = addressesPerRequest)]
pub fn addresses_per_request() -> u32 {
    DEFAULT_CHUNK_SIZE
}

/// The claims of a token; undefined if it has none that can be read.
#[wasm_bindgen]
pub fn claims(token: &str) -> JsValue {
    jwt::payload(token).and_then(|json| Js::parse(&json)).map_or(JsValue::UNDEFINED, |claims| claims.0)
}

/// A text that is not empty: an empty one stands for one that is missing, because an optional one costs more at the boundary.
fn given(text: &str) -> Option<&str> {
    if text.is_empty() { None } else { Some(text) }
}

/// The strings of an array.
fn texts(array: JsValue) -> Vec<String> {
    let mut texts = Vec::new();
    for item in Js(array).items() {
        texts.extend(item.text());
    }
    texts
}

fn borrowed(texts: &[String]) -> Vec<&str> {
    let mut borrowed: Vec<&str> = Vec::new();
    for text in texts {
        borrowed.push(text);
    }
    borrowed
}
