//! Any params of any operation.

use clerk_organization_core::operations::{Operation, operations};
use clerk_organization_core::params::Input as Params;
use clerk_organization_core::publishable_key::Instance;
use clerk_organization_core::request::{Request, Tail};
use serde_json::Value as Json;

use super::input::Input;

pub(crate) fn check(data: &[u8]) {
    let mut input = Input::new(data);
    let all: Vec<Operation> = operations().collect();
    let operation = all[input.below(all.len())];
    let ids: Vec<String> = operation.path.matches("{}").map(|_| input.text()).collect();
    let session_id = input.text();
    let params = if input.byte() < 20 { input.json(2) } else { Json::Object(input.members(2)) };
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    match Request::new(operation, &ids, &params) {
        Ok(request) => url(&operation, &ids, &session_id, &params, &request),
        Err(invalid) => assert!(!invalid.param.is_empty() && invalid.sentence().ends_with('.')),
    }
}

fn url(operation: &Operation, ids: &[&str], session_id: &str, params: &Json, request: &Request) {
    let instance = Instance::new("pk_live_Y2xlcmsuZXhhbXBsZS5jb20k", None, None, None).expect("a good key");
    let tail = Tail { session_id: Some(session_id), ..Tail::default() };
    let url = request.url(&instance, &tail);
    assert!(url.bytes().all(|byte| byte.is_ascii_graphic() && !b"\"<>\\^`{|}#".contains(&byte)), "{}", url);
    let (address, query) = url.split_once('?').expect("a query");
    // Any id is exactly one segment, and never one that leaves its path.
    let path = address.strip_prefix("https://clerk.example.com/v1").expect("the instance's host");
    assert_eq!(path.split('/').count(), operation.path.split('/').count(), "{path}");
    let leads_out = |segment: &str| matches!(segment.to_lowercase().replace("%2e", ".").as_str(), "." | "..");
    assert!(!path.split('/').any(leads_out), "{path}");
    let pairs: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    let values = |name: &str| -> Vec<&str> {
        pairs.iter().filter(|(other, _)| other == name).map(|(_, value)| value.as_str()).collect()
    };
    if !request.is_below_client() && request.needs_client() {
        assert_eq!(values("_clerk_session_id").last(), Some(&session_id));
    }
    if let Params::Page { .. } = operation.input {
        let number = |name: &str, default: u64| match params.get(name) {
            None | Some(Json::Null) => default,
            Some(Json::String(text)) => text.trim().parse().expect("a whole number"),
            Some(number) => number.as_f64().expect("a whole number") as u64,
        };
        let (page, size) = (number("initialPage", 1), number("pageSize", 10));
        assert!(page > 0 && size > 0);
        assert_eq!(values("limit"), [size.to_string()]);
        assert_eq!(values("offset"), [((page - 1) * size).to_string()]);
    }
    assert!(ids.iter().all(|id| !id.is_empty()));
}
