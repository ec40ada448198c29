use std::error::Error as _;

use super::*;
use serde_json::{Value as Json, json};

#[test]
fn a_refusal_has_clerks_errors() {
    let body = json!({ "clerk_trace_id": "trace_1", "errors": [{
        "code": "form_param_format_invalid", "message": "is invalid",
        "long_message": "email_address must be a valid email address.",
        "meta": { "param_name": "email_address", "email_addresses": ["nobody"] }
    }, { "code": "second" }] });
    let refusal =
        Refusal { status: 422, status_text: "Status text".into(), retry_after: Some(30), body: Some(body) };
    let Error::Api(error) = Error::new(&Failure::Api(refusal), "POST /v1/x") else { panic!("not a refusal") };
    assert_eq!(error.message, "email_address must be a valid email address.");
    assert_eq!((error.retry_after, error.clerk_trace_id.as_deref()), (Some(30), Some("trace_1")));
    assert_eq!(error.request.as_deref(), Some("POST /v1/x"));
    let [first, second] = error.errors.as_slice() else { panic!("two errors") };
    assert_eq!(first.param_name.as_deref(), Some("email_address"));
    assert_eq!(first.email_addresses, ["nobody"]);
    assert_eq!((second.code.as_str(), second.long_message.as_deref()), ("second", None));
}

#[test]
fn the_source_of_an_error_is_the_value_that_the_browser_threw() {
    let failure = |cause: Option<Json>| Failure::Runtime {
        code: RuntimeErrorCode::NetworkError,
        message: "No.",
        cause,
    };
    let error = Error::new(&failure(Some(json!("TypeError: Failed to fetch"))), "GET /v1/client");
    assert_eq!(error.source().unwrap().to_string(), "TypeError: Failed to fetch");
    assert_eq!(error.to_string(), "No. (network_error)");
    assert!(Error::new(&failure(None), "").source().is_none());
}

#[test]
fn the_source_of_a_call_that_fails_half_way_is_the_error_of_its_request() {
    let cause = Error::new(&Failure::<Json>::runtime(RuntimeErrorCode::Timeout, "Too late."), "");
    let partly = PartlyInvited { invited: Vec::new(), remaining: vec!["a@x.io".into()], cause };
    let error = Error::PartlyInvited(Box::new(partly));
    assert_eq!(error.source().unwrap().to_string(), "Too late. (timeout)");
    assert_eq!(error.runtime_code(), Some(RuntimeErrorCode::Timeout));
}

#[test]
fn a_refusal_without_clerks_errors_has_the_status_text_as_its_message() {
    for body in [None, Some(json!("x")), Some(json!(null)), Some(json!({ "errors": {} }))] {
        let refusal = Refusal { status: 502, status_text: "Bad Gateway".into(), retry_after: None, body };
        let Error::Api(error) = Error::new(&Failure::Api(refusal), "") else { panic!("not a refusal") };
        assert_eq!((error.message.as_str(), error.errors.len(), error.request), ("Bad Gateway", 0, None));
    }
}

#[test]
fn a_refusal_without_any_text_has_its_status_as_its_message() {
    // HTTP/2 has no status text, and a gateway's page has no errors.
    for body in [None, Some(json!({ "errors": [{ "code": "x", "long_message": "" }] }))] {
        let refusal = Refusal { status: 502, status_text: String::new(), retry_after: None, body };
        let error = Error::new(&Failure::Api(refusal), "");
        assert_eq!(error.to_string(), "HTTP status 502 (502)");
    }
}
