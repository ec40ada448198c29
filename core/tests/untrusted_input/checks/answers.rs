//! Any answer to any operation.

use clerk_organization_core::answer::{self, Reply};
use clerk_organization_core::error::{Failure, RuntimeErrorCode};
use clerk_organization_core::operations::{Expected, Operation, operations};
use clerk_organization_core::request::Request;
use clerk_organization_core::value::{Kind, Value};
use serde_json::{Value as Json, json};

use super::input::Input;

pub(crate) fn check(data: &[u8]) {
    let mut input = Input::new(data);
    let all: Vec<Operation> = operations().collect();
    let operation = all[input.below(all.len())];
    let status = [200, 201, 401, 422, 429, 500, 502][input.below(7)];
    let body = if input.flag() { Ok(input.json(4)) } else { parsed(&input.rest()) };
    let reply = Reply {
        status,
        status_text: String::new(),
        retry_after: None,
        date: None,
        dev_browser: None,
        body: body.clone(),
    };
    let request = request(operation);
    match answer::body(reply) {
        Ok(read) => {
            assert_eq!(Ok(&read), body.as_ref());
            assert!((200..300).contains(&status));
            answer::client(&read, operation.expected);
            resource(&request, operation.expected, read);
        }
        Err(failure) => match &*failure {
            Failure::Api(refusal) => {
                assert_eq!(refusal.status, status);
                assert!(!(200..300).contains(&status));
                let code = body.ok().and_then(|body| body.text_at("errors.0.code"));
                assert!(code.is_none_or(|code| refusal.has_code(&code)));
            }
            failure => assert_eq!(failure.runtime_code(), Some(RuntimeErrorCode::InvalidResponse)),
        },
    }
}

fn parsed(text: &str) -> Result<Json, Json> {
    serde_json::from_str(text).map_err(|error| json!(error.to_string()))
}

/// A valid request of the operation.
pub(crate) fn request(operation: Operation) -> Request {
    let ids = vec!["orginv_1"; operation.path.matches("{}").count()];
    let params = json!({
        "emailAddress": "a@x.io", "emailAddresses": ["a@x.io"], "role": "org:member", "name": "N", "userId": "u", "code": "1",
        "enrollmentMode": "m", "affiliationEmailAddress": "a@x.io", "organizationDomainIds": ["d"],
    });
    Request::new(operation, &ids, &params).expect("every required param is present")
}

fn resource(request: &Request, expected: Expected, body: Json) {
    let read = match answer::resource(request, body) {
        Ok(read) => read,
        Err(failure) => return assert_eq!(failure.runtime_code(), Some(RuntimeErrorCode::InvalidResponse)),
    };
    let is_invitation = |row: &Json| {
        let has = |name: &&'static str| row.text_at(name).is_some_and(|text| !text.is_empty());
        ["id", "email_address", "status", "organization_id"].iter().all(has)
    };
    let has_id = |value: &Json| value.text_at("id").is_some_and(|id| !id.is_empty());
    match expected {
        Expected::Bare | Expected::Client => {}
        Expected::Token => assert!(read.text().is_some_and(|jwt| !jwt.is_empty())),
        Expected::Invitation => assert!(is_invitation(&read)),
        Expected::Invitations => {
            assert!(read.kind() == Kind::Array && read.items().all(|row| is_invitation(&row)))
        }
        Expected::Page => assert!(read.number_at("total_count").is_some()),
        Expected::InvitationPage => {
            assert!(read.items_at("data").all(|row| has_id(&row)));
        }
        Expected::Session => assert_eq!(read.text_at("id").as_deref(), Some("orginv_1")),
        Expected::Resource => assert!(has_id(&read)),
        Expected::Value => assert!(read.kind() != Kind::Null),
    }
}
