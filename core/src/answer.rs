//! Converts a status and a body to the requested resource or a failure.
//!
//! The host has parsed the body. This module reads it through [`Value`] and copies only what it needs.

use std::rc::Rc;

use crate::error::{Failure, Outcome, Refusal, RuntimeErrorCode};
use crate::lookup::is_for;
use crate::operations::Expected;
use crate::request::Request;
use crate::value::{Kind, Value};

/// The answer to one attempt of a request.
#[derive(Clone, Debug, PartialEq)]
pub struct Reply<V> {
    /// The HTTP status.
    pub status: u16,
    /// The status text; empty over HTTP/2.
    pub status_text: String,
    /// `Retry-After` in seconds after the answer arrived.
    pub retry_after: Option<u32>,
    /// `Date` in milliseconds, if the page may read that header.
    pub date: Option<f64>,
    /// `Clerk-Db-Jwt`: the new dev browser.
    pub dev_browser: Option<String>,
    /// The body as JSON, or the value that the host threw if the body is not JSON, is empty or truncated.
    pub body: Result<V, V>,
}

/// Why an attempt got no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoAnswerReason {
    /// The network failed.
    Network,
    /// The time limit passed.
    Timeout,
    /// The request certainly did not leave this machine, so a change had no effect. A browser cannot know that.
    NotSent,
}

/// An attempt that got no answer.
#[derive(Clone, Debug, PartialEq)]
pub struct NoAnswer<V> {
    /// Why there is no answer.
    pub reason: NoAnswerReason,
    /// The value that the host threw.
    pub cause: V,
}

impl<V> From<NoAnswer<V>> for Rc<Failure<V>> {
    fn from(no_answer: NoAnswer<V>) -> Self {
        let (code, message) = match no_answer.reason {
            NoAnswerReason::Timeout => (RuntimeErrorCode::Timeout, "The server did not answer in time."),
            _ => (RuntimeErrorCode::NetworkError, "The server could not be reached."),
        };
        Rc::new(Failure::Runtime { code, message, cause: Some(no_answer.cause) })
    }
}

/// The body of a 2xx reply.
///
/// # Errors
///
/// [`Failure::Api`] for every other status; `invalid_response` for a 2xx reply whose body is not JSON.
pub fn body<V: Value>(reply: Reply<V>) -> Outcome<V> {
    let Reply { status, status_text, retry_after, body, .. } = reply;
    if !(200..300).contains(&status) {
        return Err(Rc::new(Failure::Api(Refusal { status, status_text, retry_after, body: body.ok() })));
    }
    body.map_err(|cause| {
        Rc::new(Failure::Runtime {
            code: RuntimeErrorCode::InvalidResponse,
            message: "The server's answer is not JSON.",
            cause: Some(cause),
        })
    })
}

/// The client in a body: the answer to `GET /client`, or a client attached to another answer (also to a refusal), under
/// the current or the old field. `Some(None)` if the server answered that there is no client.
pub fn client<V: Value>(body: &V, expected: Expected) -> Option<Option<V>> {
    if expected == Expected::Client && body.has("response") {
        return Some(body.at("response"));
    }
    let along = body.at("client").or_else(|| body.at("meta.client"));
    along.map(Some)
}

/// The resource in the body of a 2xx reply.
///
/// # Errors
///
/// `invalid_response` if the body is not what the operation expects. A resource must have an id. An invitation must also
/// have an address, a status and an organization, and match the request.
pub fn resource<V: Value>(request: &Request, body: V) -> Outcome<V> {
    read(request, body).map_err(Failure::invalid_response)
}

fn read<V: Value>(request: &Request, body: V) -> Result<V, &'static str> {
    match request.expected {
        Expected::Bare | Expected::Client => return Ok(body),
        Expected::Token => {
            let jwt = body.at("jwt").filter(|_| body.have_texts("jwt"));
            return jwt.ok_or("The server answered without a token.");
        }
        _ => {}
    }
    let response = body.at("response").ok_or("The server's answer has no response.")?;
    match request.expected {
        Expected::Page | Expected::InvitationPage => {
            let rows = array_at(&response, "data").filter(|_| response.number_at("total_count").is_some());
            let rows = rows.ok_or("The server answered with something that is not a page.")?;
            // One malformed row does not fail the page, but methods need the id of a row.
            if request.expected == Expected::InvitationPage && !rows.have_texts("id") {
                return Err("The server answered with a page whose rows are not invitations.");
            }
        }
        // No method of a resource works without its id.
        Expected::Resource if response.kind() != Kind::Object || !response.have_texts("id") => {
            return Err("The server answered with something without an id.");
        }
        Expected::Session if !response.is_text_at("id", &request.id) => {
            return Err("The server answered with another session than the requested one.");
        }
        Expected::Invitation => {
            // The relay to the Backend API and the Frontend API both answer with one invitation.
            if response.kind() != Kind::Object || !are_invitations(&response) {
                return Err("The server answered with something that is not an invitation.");
            }
            let is_asked_for = match request.sent.email_addresses.first() {
                Some(asked) => is_for(&response, asked),
                None => response.is_text_at("id", &request.id),
            };
            if !is_asked_for {
                return Err("The server answered with another invitation than the requested one.");
            }
        }
        Expected::Invitations => {
            // A bare array in the Frontend API, `{ data }` in the Backend API.
            let rows =
                if response.kind() == Kind::Array { Some(response) } else { array_at(&response, "data") };
            let rows = rows.filter(are_invitations);
            let rows = rows.ok_or("The server answered with something that is not a list of invitations.")?;
            let mut invited = Vec::new();
            for row in rows.items() {
                invited.push(V::fold(&row.text_at("email_address").unwrap_or_default()));
            }
            for asked in &request.sent.email_addresses {
                if !invited.contains(&V::fold(asked)) {
                    return Err("The server answered with fewer invitations than addresses.");
                }
            }
            return Ok(rows);
        }
        _ => {}
    }
    Ok(response)
}

fn array_at<V: Value>(value: &V, name: &'static str) -> Option<V> {
    value.at(name).filter(|rows| rows.kind() == Kind::Array)
}

fn are_invitations<V: Value>(rows: &V) -> bool {
    rows.have_texts("id,email_address,status,organization_id")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operations::operation;
    use serde_json::{Value as Json, json};

    fn reply(status: u16, body: Result<Json, Json>) -> Reply<Json> {
        let status_text = "Status text".into();
        Reply { status, status_text, retry_after: None, date: None, dev_browser: None, body }
    }

    fn invitation(id: &str, address: &str) -> Json {
        json!({ "id": id, "email_address": address, "status": "pending", "organization_id": "org_1" })
    }

    fn request(name: &str, ids: &[&str], params: Json) -> Request {
        Request::new(operation(name).unwrap(), ids, &params).unwrap()
    }

    #[test]
    fn a_resource_has_an_id_and_a_deletion_need_not() {
        let get = Request::new(operation("getOrganization").unwrap(), &["org_1"], &json!({})).unwrap();
        let leave = Request::new(operation("leaveOrganization").unwrap(), &["org_1"], &json!({})).unwrap();
        for good in [json!({ "id": "org_1" }), json!({ "id": "org_1", "deleted": true })] {
            assert_eq!(resource(&get, json!({ "response": good })), Ok(good));
        }
        for bad in [json!({}), json!([]), json!("x"), json!(7), json!({ "id": "" }), json!({ "id": 7 })] {
            assert!(resource(&get, json!({ "response": bad })).is_err(), "{bad}");
            assert_eq!(resource(&leave, json!({ "response": bad })), Ok(bad));
        }
    }

    #[test]
    fn a_2xx_returns_its_body_and_is_an_invalid_response_if_it_is_not_json() {
        for status in [200, 201, 204, 299] {
            assert_eq!(body(reply(status, Ok(json!({ "a": 1 })))), Ok(json!({ "a": 1 })));
            let failed = body(reply(status, Err(json!("SyntaxError")))).unwrap_err();
            assert_eq!(failed.runtime_code(), Some(RuntimeErrorCode::InvalidResponse), "{status}");
        }
    }

    #[test]
    fn every_other_status_is_a_refusal_with_any_body() {
        for status in [100, 300, 304, 400, 401, 404, 418, 422, 429, 500, 502, 599] {
            for answered in [Ok(json!("x")), Ok(json!(null)), Err(json!("SyntaxError"))] {
                let failed = body(reply(status, answered)).unwrap_err();
                assert!(matches!(&*failed, Failure::Api(refusal) if refusal.status == status));
            }
        }
    }

    #[test]
    fn an_invitation_is_complete_and_for_the_requested_address() {
        let asked = request("inviteMember", &["org_1"], json!({ "emailAddress": "A@x.io", "role": "r" }));
        let revoke = request("revokeInvitation", &["org_1", "orginv_1"], json!({}));
        let good = invitation("orginv_1", "a@x.io");
        assert!(resource(&asked, json!({ "response": good })).is_ok());
        assert!(resource(&revoke, json!({ "response": good })).is_ok());
        for bad in [
            json!({ "response": { "id": "x" } }),
            json!({ "response": invitation("", "a@x.io") }),
            json!({ "response": [good] }),
            json!({ "response": null }),
            json!({}),
            json!([]),
            json!(7),
        ] {
            for request in [&asked, &revoke] {
                let failed = resource(request, bad.clone()).unwrap_err();
                assert_eq!(failed.runtime_code(), Some(RuntimeErrorCode::InvalidResponse), "{bad}");
            }
        }
        assert!(resource(&asked, json!({ "response": invitation("orginv_1", "b@x.io") })).is_err());
        assert!(resource(&revoke, json!({ "response": invitation("orginv_2", "a@x.io") })).is_err());
    }

    #[test]
    fn many_invitations_cover_every_address() {
        let addresses = json!({ "emailAddresses": ["a@x.io", "A@X.io", "b@x.io"], "role": "r" });
        let asked = request("inviteMembers", &["org_1"], addresses);
        let rows = json!([invitation("orginv_1", "a@x.io"), invitation("orginv_2", "b@x.io")]);
        assert_eq!(resource(&asked, json!({ "response": rows })), Ok(rows.clone()));
        assert_eq!(resource(&asked, json!({ "response": { "data": rows, "total_count": 2 } })), Ok(rows));
        for bad in [json!([invitation("orginv_1", "a@x.io")]), json!([]), json!({}), json!([{ "id": "x" }])] {
            assert!(resource(&asked, json!({ "response": bad })).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_page_has_rows_and_a_count() {
        let list = request("getInvitations", &["org_1"], json!({}));
        let rows = json!([invitation("orginv_1", "a@x.io")]);
        assert!(resource(&list, json!({ "response": { "data": rows, "total_count": 1 } })).is_ok());
        assert!(resource(&list, json!({ "response": { "data": [], "total_count": 0 } })).is_ok());
        for bad in [
            json!([]),
            json!({ "data": [] }),
            json!({ "data": {}, "total_count": 0 }),
            json!({ "data": [{ "id": "" }], "total_count": 1 }),
            json!({ "data": [null], "total_count": 1 }),
        ] {
            assert!(resource(&list, json!({ "response": bad })).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_client_is_read_from_each_of_its_fields() {
        for body in [json!({ "client": { "id": "c" } }), json!({ "meta": { "client": { "id": "c" } } })] {
            assert_eq!(client(&body, Expected::Resource), Some(Some(json!({ "id": "c" }))));
        }
        assert_eq!(client(&json!({ "client": null, "response": {} }), Expected::Resource), None);
        assert_eq!(client(&json!({ "response": null }), Expected::Client), Some(None));
        assert_eq!(client(&json!({}), Expected::Client), None);
        assert_eq!(client(&json!([]), Expected::Client), None);
    }
}
