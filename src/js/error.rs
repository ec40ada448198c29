//! Converts failures to JavaScript errors.

use clerk_organization_core::error::{Failure, InvalidParam, RuntimeErrorCode};
use wasm_bindgen::prelude::*;

use crate::value::Js;

#[wasm_bindgen(raw_module = "clerk-organization/host")]
extern "C" {
    #[wasm_bindgen(js_name = refusal)]
    fn refusal(
        status: u16,
        status_text: &str,
        retry_after: Option<u32>,
        body: &JsValue,
        request: &str,
    ) -> JsValue;
    #[wasm_bindgen(js_name = runtimeError)]
    fn runtime_error(code: &str, message: &str, cause: &JsValue, request: &str) -> JsValue;
    #[wasm_bindgen(js_name = invalidParam)]
    fn invalid_param(param: &str, reason: &str) -> JsValue;
}

/// The error of a failed call; `request` is the verb and the path, empty if nothing was sent.
pub(super) fn thrown(failure: &Failure<Js>, request: &str) -> JsValue {
    match failure {
        Failure::Api(refused) => {
            refusal(refused.status, &refused.status_text, refused.retry_after, &given(&refused.body), request)
        }
        Failure::Runtime { code, message, cause } => {
            runtime_error(code.as_str(), message, &given(cause), request)
        }
        Failure::Param(param) => refused(param),
    }
}

/// The error of an invalid param.
pub(super) fn refused(param: &InvalidParam) -> JsValue {
    invalid_param(&param.param, param.reason)
}

/// The error of a proxy URL.
pub(super) fn invalid_proxy_url() -> JsValue {
    let code = RuntimeErrorCode::InvalidProxyUrl.as_str();
    runtime_error(code, "The proxyUrl is invalid.", &JsValue::UNDEFINED, "")
}

fn given(value: &Option<Js>) -> JsValue {
    value.as_ref().map_or(JsValue::UNDEFINED, |value| value.0.clone())
}
