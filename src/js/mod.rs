//! The exports to JavaScript. They take values and return Promises of the server's JSON, which js/ converts to objects.
//!
//! This file makes no decisions. Every function copies its arguments, so no borrow lives across an
//! await ("recursive use of an object"). Strings are passed as values and read here, because wasm-bindgen's own
//! conversion takes 40 bytes (brotli) more for each string.

pub mod driver;
mod error;

use clerk_organization_core::bulk_invite::DEFAULT_CHUNK_SIZE;
use clerk_organization_core::call::Shared;
use clerk_organization_core::jwt;
use clerk_organization_core::navigation;
use clerk_organization_core::organization_counts::Counted;
use clerk_organization_core::polling::poll_delay;
use clerk_organization_core::publishable_key::{Instance, PublishableKey};
use clerk_organization_core::request::Request;
use clerk_organization_core::token_cache::TokenKey;
use clerk_organization_core::value::{Items, Value};
use js_sys::Promise;
use wasm_bindgen::prelude::*;

use crate::value::Js;
use driver::{Driver, driver};

#[wasm_bindgen(raw_module = "clerk-organization/host")]
extern "C" {
    /// The listener for the client and for requests: an object of js/.
    #[derive(Clone)]
    pub type Listener;
    /// Takes the client's JSON and the active session's id. Returns false, and changes nothing, if the client is
    /// invalid.
    #[wasm_bindgen(method)]
    fn adopt(this: &Listener, client: &JsValue, session_id: Option<&str>) -> bool;
    /// Called after that client has become the current one.
    #[wasm_bindgen(method)]
    fn adopted(this: &Listener);
}

// The client of a `Clerk` is a number and its methods are functions. This is 0.3 KB (brotli) smaller than a class of
// wasm-bindgen with its borrowing, counting and freeing, which an object for the page's lifetime does not need.

/// Creates the client of a `Clerk` object. Returns its number, which the functions below take.
///
/// `options` is an object of strings, all optional except the first:
///
/// - `frontendApi`: the host in the publishable key, parsed by js/publishable-key.ts.
/// - `proxyUrl`, `domain`: those of `new Clerk`.
/// - `pageOrigin`: the origin on which a proxy path is resolved.
/// - `keyDigest`: SHA-1 of the publishable key in base64.
/// - `devBrowser`: the dev browser in the page's URL.
///
/// Throws `invalid_proxy_url`.
#[wasm_bindgen(js_name = createClient)]
pub fn create_client(
    options: JsValue,
    is_development: bool,
    writes_cookies: bool,
    listener: Listener,
) -> Result<u32, JsValue> {
    let options = Js(options);
    let text = |name| options.text_at(name);
    let key = PublishableKey { is_development, frontend_api: text("frontendApi").unwrap_or_default() };
    let (proxy_url, domain, page_origin) = (text("proxyUrl"), text("domain"), text("pageOrigin"));
    let instance = Instance::of_key(key, proxy_url.as_deref(), domain.as_deref(), page_origin.as_deref());
    let driver = Driver::new(instance.ok_or_else(error::invalid_proxy_url)?, listener);
    driver.browser.writes_cookies.set(writes_cookies);
    driver.browser.identify(text("keyDigest").as_deref(), text("devBrowser").as_deref());
    Ok(driver.number())
}

/// Whether this client writes the page's cookies.
#[wasm_bindgen(js_name = setWritesCookies)]
pub fn set_writes_cookies(client: u32, writes_cookies: bool) {
    driver(client).browser.writes_cookies.set(writes_cookies);
}

/// Called when the page gets the focus, and at the end of each `load()`.
#[wasm_bindgen(js_name = takeOverCookies)]
pub fn take_over_cookies(client: u32) {
    driver(client).browser.take_over_cookies();
}

/// Creates a dev browser if the instance needs one.
#[wasm_bindgen]
pub fn prepare(client: u32) -> Promise {
    driver(client).prepare()
}

/// Fetches the client.
#[wasm_bindgen]
pub fn load(client: u32) -> Promise {
    driver(client).shared(Shared::Load)
}

/// Makes a session the active one, or none of them if it is undefined.
#[wasm_bindgen]
pub fn select(client: u32, session_id: JsValue) {
    driver(client).browser.select(Js(session_id).text());
}

/// Sends the request of an operation of the core's table. Resolves to the JSON of its resource.
#[wasm_bindgen]
pub fn call(client: u32, operation: JsValue, ids: JsValue, params: JsValue) -> Promise {
    driver(client).call(&text(operation), &borrowed(&texts(Js(ids).items())), params)
}

/// Sends an invitation to the app's relay. `request` has the strings `organizationId`, `url`, `token` and `role`, the
/// array `emailAddresses`, and the JSON to send in `body`. Resolves to the JSON of one invitation, or of several.
#[wasm_bindgen]
pub fn relay(client: u32, request: JsValue) -> Promise {
    let given = Js(request);
    let text = |name| given.text_at(name).unwrap_or_default();
    let addresses = texts(given.items_at("emailAddresses"));
    let request = Request::relay(text("url"), text("token"), text("body"), addresses, text("role"));
    driver(client).send_change(request, &text("organizationId"))
}

/// Returns a token: the cached one, or a new one. `key` has the string `sessionId` and optionally `template` and
/// `organizationId`.
#[wasm_bindgen(js_name = getToken)]
pub fn get_token(client: u32, key: JsValue, skips_cache: bool) -> Promise {
    let given = Js(key);
    let text = |name| given.text_at(name).unwrap_or_default();
    let key = TokenKey {
        session_id: text("sessionId"),
        template: text("template"),
        organization_id: text("organizationId"),
    };
    driver(client).token(key, skips_cache)
}

/// Whether a session fulfils conditions: Clerk's `checkAuthorization`.
#[wasm_bindgen(js_name = checkAuthorization)]
pub fn check_authorization(client: u32, session_id: JsValue, params: JsValue) -> bool {
    driver(client).browser.check_authorization(&text(session_id), &Js(params))
}

/// Throws if these params of an operation are invalid.
#[wasm_bindgen(js_name = checkParams)]
pub fn check_params(client: u32, operation: JsValue, ids: JsValue, params: JsValue) -> Result<(), JsValue> {
    match driver(client).browser.request(&text(operation), &borrowed(&texts(Js(ids).items())), &Js(params)) {
        Ok(_) => Ok(()),
        Err(param) => Err(error::refused(&param)),
    }
}

/// Called when a change starts: an operation on members, or one that invites these addresses and revokes that many
/// pending invitations. Returns its number.
#[wasm_bindgen(js_name = beginChange)]
pub fn begin_change(
    client: u32,
    organization_id: JsValue,
    operation: JsValue,
    email_addresses: JsValue,
    revoked: i32,
) -> u32 {
    driver(client).counts.borrow_mut().begin_change::<Js>(
        &text(organization_id),
        &text(operation),
        &texts(Js(email_addresses).items()),
        revoked,
    )
}

/// Called when the change with this number has ended.
#[wasm_bindgen(js_name = endChange)]
pub fn end_change(client: u32, number: u32, is_success: bool) {
    driver(client).counts.borrow_mut().end(number, is_success);
}

/// Stores the server's count of an organization's members, or of its pending invitations.
#[wasm_bindgen]
pub fn counted(client: u32, organization_id: JsValue, is_members: bool, count: i32) {
    driver(client).counts.borrow_mut().counted(&text(organization_id), counted_rows(is_members), count);
}

/// The number of members of an organization, or of its pending invitations, with the pending changes.
#[wasm_bindgen]
pub fn count(client: u32, organization_id: JsValue, is_members: bool) -> i32 {
    driver(client).counts.borrow().shown(&text(organization_id), counted_rows(is_members))
}

/// An empty `Organization` object, which js/objects/organization.ts fills.
#[wasm_bindgen]
pub fn organization(client: u32, id: JsValue) -> Organization {
    Organization { driver: driver(client), id: text(id) }
}

/// An organization, as in Clerk's browser client. Each method resolves to the JSON of a resource.
#[wasm_bindgen]
pub struct Organization {
    driver: &'static Driver,
    id: String,
}

#[wasm_bindgen]
impl Organization {
    /// A page of the organization's invitations.
    #[wasm_bindgen(js_name = getInvitations)]
    pub fn get_invitations(&self, params: JsValue) -> Promise {
        self.driver.call("getInvitations", &[&self.id], params)
    }

    /// Changes the organization's invitations: `inviteMember` or `inviteMembers` with params, `revokeInvitation` with an id.
    /// Throws for invalid params.
    pub fn change(&self, operation: JsValue, subject: JsValue) -> Result<Promise, JsValue> {
        let (operation, subject) = (text(operation), Js(subject));
        match subject.text() {
            Some(id) => self.driver.change(&operation, &[&self.id, &id], JsValue::UNDEFINED),
            None => self.driver.change(&operation, &[&self.id], subject.0),
        }
    }
}

/// Whether `redirectUrl` may be navigated to.
#[wasm_bindgen(js_name = mayNavigateTo)]
pub fn may_navigate_to(url: JsValue) -> bool {
    navigation::may_navigate_to(&text(url))
}

/// The milliseconds until an open page checks its token again.
#[wasm_bindgen(js_name = pollDelay)]
pub fn poll_delay_ms(has_focus: bool, failures: u32) -> f64 {
    poll_delay(has_focus, failures)
}

/// The number of addresses that `inviteMembers` sends in one request.
#[wasm_bindgen(js_name = addressesPerRequest)]
pub fn addresses_per_request() -> u32 {
    DEFAULT_CHUNK_SIZE
}

/// The claims of a token; undefined if they are invalid.
#[wasm_bindgen]
pub fn claims(token: JsValue) -> JsValue {
    jwt::payload::<Js>(&text(token)).map_or(JsValue::UNDEFINED, |claims| claims.0)
}

fn counted_rows(is_members: bool) -> Counted {
    if is_members { Counted::Members } else { Counted::PendingInvitations }
}

/// A string value; empty if the value is not a string.
fn text(value: JsValue) -> String {
    Js(value).text().unwrap_or_default()
}

/// The strings among the elements of an array.
fn texts(items: Items<Js>) -> Vec<String> {
    let mut texts = Vec::new();
    for item in items {
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
