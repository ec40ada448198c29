//! Params as JavaScript callers write them: objects, with numbers as text where clerk-js takes them so.

use js_sys::{Array, Object, Reflect};
use wasm_bindgen::prelude::*;

use crate::error::InvalidParam;
use crate::params::{GetInvitationsParams, InviteMemberParams, InviteMembersParams, WHOLE_NUMBER};

#[wasm_bindgen]
extern "C" {
    // What `URLSearchParams` makes of a value.
    #[wasm_bindgen(js_name = String, catch)]
    fn to_text(value: &JsValue) -> Result<String, JsValue>;
}

const OBJECT: InvalidParam = InvalidParam { param: "params", reason: "must be an object" };

/// `{ initialPage?, pageSize?, status?, … }`, or nothing at all.
pub(super) fn get_invitations(params: &JsValue) -> Result<GetInvitationsParams, InvalidParam> {
    let mut read = GetInvitationsParams::default();
    if params.is_undefined() || params.is_null() {
        return Ok(read);
    }
    let params: &Object = params.dyn_ref().ok_or(OBJECT)?;
    for entry in Object::entries(params).iter() {
        let entry: Array = entry.unchecked_into();
        let (name, value) = (entry.get(0).as_string().unwrap_or_default(), entry.get(1));
        match name.as_str() {
            "initialPage" => read.initial_page = count("initialPage", &value)?.unwrap_or(read.initial_page),
            "pageSize" => read.page_size = count("pageSize", &value)?.unwrap_or(read.page_size),
            // clerk-js drops what is undefined and sends the rest in the caller's order.
            _ if value.is_undefined() => {}
            "status" => {
                let status = one_or_many(&value).ok_or(InvalidParam { param: "status", reason: STATUS })?;
                read.others.push((name, status));
            }
            _ => read.others.push((name, texts(&value)?)),
        }
    }
    Ok(read)
}

const STATUS: &str = "must be a status or an array of them";

/// `{ emailAddress, role }`.
pub(super) fn invite_member(params: &JsValue) -> Result<InviteMemberParams, InvalidParam> {
    Ok(InviteMemberParams { email_address: text(params, "emailAddress")?, role: text(params, "role")? })
}

/// `{ emailAddresses, role }`.
pub(super) fn invite_members(params: &JsValue) -> Result<InviteMembersParams, InvalidParam> {
    const LIST: InvalidParam = InvalidParam { param: "emailAddresses", reason: "must be an array of strings" };
    let listed: Array = member(params, "emailAddresses")?.dyn_into().map_err(|_| LIST)?;
    let email_addresses = listed.iter().map(|address| address.as_string()).collect::<Option<_>>().ok_or(LIST)?;
    Ok(InviteMembersParams { email_addresses, role: text(params, "role")? })
}

fn member(params: &JsValue, name: &str) -> Result<JsValue, InvalidParam> {
    Reflect::get(params, &name.into()).map_err(|_| OBJECT)
}

fn text(params: &JsValue, name: &'static str) -> Result<String, InvalidParam> {
    let value = member(params, name)?;
    value.as_string().ok_or(InvalidParam {
        param: name,
        reason: if value.is_undefined() || value.is_null() { "is required" } else { "must be a string" },
    })
}

/// A count from 1 up, as a number or as the text of one; `None` for null and undefined, which clerk-js reads as absent.
fn count(param: &'static str, value: &JsValue) -> Result<Option<u32>, InvalidParam> {
    if value.is_null() || value.is_undefined() {
        return Ok(None);
    }
    let number = if value.is_string() { js_sys::Number::from(value.clone()).value_of() } else { value.as_f64().unwrap_or(0.0) };
    let whole = number as u32;
    if whole >= 1 && f64::from(whole) == number { Ok(Some(whole)) } else { Err(InvalidParam { param, reason: WHOLE_NUMBER }) }
}

fn one_or_many(value: &JsValue) -> Option<Vec<String>> {
    if let Some(one) = value.as_string() {
        return Some(vec![one]);
    }
    value.dyn_ref::<Array>()?.iter().map(|item| item.as_string()).collect()
}

/// The values of a parameter that we do not know: an array is sent as a repeated name, all else as its text.
fn texts(value: &JsValue) -> Result<Vec<String>, InvalidParam> {
    const TEXT: InvalidParam = InvalidParam { param: "params", reason: "must hold values that have a text" };
    match value.dyn_ref::<Array>() {
        Some(many) => many.iter().map(|item| to_text(&item).map_err(|_| TEXT)).collect(),
        None => Ok(vec![to_text(value).map_err(|_| TEXT)?]),
    }
}
