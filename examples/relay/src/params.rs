//! The body of a request to the relay. The relay for Node reads it the same way (js/relay/params.ts).

use axum::body::{Body, to_bytes};
use axum::http::StatusCode;
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::refusal::Refusal;

/// Room for ten addresses, the Backend API's limit for one call, with 8 KB of metadata (Clerk's limit).
const BODY_LIMIT: usize = 64 * 1024;

/// The params of a request to the relay. Serialized under the Backend API's names.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct RelayedInvitation {
    /// `org_…`
    #[serde(skip)]
    pub organization_id: String,
    /// The address to invite, if `email_addresses` is `None`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email_address: Option<String>,
    /// The addresses to invite.
    #[serde(skip)]
    pub email_addresses: Option<Vec<String>>,
    /// The role's key, for example `org:member`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// Whether Clerk sends an e-mail. Clerk's default is yes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notify: Option<bool>,
    /// The URL that the link in the e-mail opens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub redirect_url: Option<String>,
    /// Public metadata of the invitation, which the membership also gets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub public_metadata: Option<Map<String, Value>>,
    /// Days until the link expires.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_in_days: Option<u32>,
}

impl RelayedInvitation {
    /// Reads and checks the body. The Backend API checks whether an address and a role are present.
    ///
    /// # Errors
    ///
    /// 413 for a long body, 422 for a value of the wrong type or without `organizationId`.
    pub(crate) async fn read(body: Body) -> Result<Self, Refusal> {
        let Ok(body) = to_bytes(body, BODY_LIMIT).await else {
            let message = format!("The request's body is incomplete, or longer than {BODY_LIMIT} bytes.");
            let code = "request_body_too_large";
            return Err(Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, code, &message, json!({})));
        };
        // A body that is not an object has no `organizationId`.
        Self::check(serde_json::from_slice(&body).unwrap_or_default())
    }

    fn check(mut given: Map<String, Value>) -> Result<Self, Refusal> {
        let read = Self {
            organization_id: take(&mut given, "organizationId", "a string", text)?.unwrap_or_default(),
            email_address: take(&mut given, "emailAddress", "a string", text)?,
            email_addresses: take(&mut given, "emailAddresses", "an array of strings", texts)?,
            role: take(&mut given, "role", "a string", text)?,
            notify: take(&mut given, "notify", "true or false", |value| value.as_bool())?,
            redirect_url: take(&mut given, "redirectUrl", "a string", text)?,
            public_metadata: take(&mut given, "publicMetadata", "an object", object)?,
            expires_in_days: take(&mut given, "expiresInDays", "a whole number", whole_number)?,
        };
        if read.organization_id.is_empty() {
            let meta = json!({ "param_name": "organization_id" });
            return Err(Refusal::param("form_param_missing", "organizationId is missing.", meta));
        }
        Ok(read)
    }
}

/// Takes an optional value that `read` accepts; null means absent.
fn take<T>(
    given: &mut Map<String, Value>,
    name: &str,
    expected: &str,
    read: impl FnOnce(Value) -> Option<T>,
) -> Result<Option<T>, Refusal> {
    let value = given.remove(name).unwrap_or_default();
    if value.is_null() {
        return Ok(None);
    }
    let refused = || {
        let meta = json!({ "param_name": snake_case(name) });
        Refusal::param("form_param_format_invalid", &format!("{name} must be {expected}."), meta)
    };
    read(value).map(Some).ok_or_else(refused)
}

fn text(value: Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text),
        _ => None,
    }
}

fn texts(value: Value) -> Option<Vec<String>> {
    match value {
        Value::Array(values) => values.into_iter().map(text).collect(),
        _ => None,
    }
}

fn object(value: Value) -> Option<Map<String, Value>> {
    match value {
        Value::Object(object) => Some(object),
        _ => None,
    }
}

/// Accepts `3.0`, because JavaScript does not distinguish it from `3`.
fn whole_number(value: Value) -> Option<u32> {
    let number = value.as_f64()?;
    let is_whole = number.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(&number);
    is_whole.then_some(number as u32)
}

fn snake_case(name: &str) -> String {
    name.chars().fold(String::new(), |mut written, letter| {
        if letter.is_ascii_uppercase() {
            written.push('_');
        }
        written.push(letter.to_ascii_lowercase());
        written
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(given: Value) -> Result<RelayedInvitation, String> {
        let Value::Object(given) = given else { panic!("not an object") };
        RelayedInvitation::check(given).map_err(|refusal| refusal.errors[0]["message"].to_string())
    }

    #[test]
    fn a_value_of_the_wrong_type_is_refused_by_name() {
        for (name, value, expected) in [
            ("organizationId", json!(5), "a string"),
            ("emailAddress", json!(["a@x.io"]), "a string"),
            ("emailAddresses", json!("a@x.io"), "an array of strings"),
            ("emailAddresses", json!(["a@x.io", 5]), "an array of strings"),
            ("role", json!({}), "a string"),
            ("notify", json!("no"), "true or false"),
            ("redirectUrl", json!(false), "a string"),
            ("publicMetadata", json!([1]), "an object"),
            ("expiresInDays", json!("3"), "a whole number"),
            ("expiresInDays", json!(1.5), "a whole number"),
            ("expiresInDays", json!(-1), "a whole number"),
            ("expiresInDays", json!(4_294_967_296_u64), "a whole number"),
        ] {
            let mut given = json!({ "organizationId": "org_1" });
            given[name] = value.clone();
            assert_eq!(check(given), Err(format!("\"{name} must be {expected}.\"")), "{name}: {value}");
        }
    }

    #[test]
    fn null_and_unknown_values_are_not_sent() {
        let given = json!({
            "organizationId": "org_1", "emailAddress": "a@x.io", "role": null, "expiresInDays": 3.0, "privateMetadata": {},
        });
        let sent = json!(check(given).unwrap());
        assert_eq!(sent, json!({ "email_address": "a@x.io", "expires_in_days": 3 }));
    }

    #[test]
    fn the_organization_id_is_required() {
        for given in [json!({}), json!({ "organizationId": "" }), json!({ "organizationId": null })] {
            assert_eq!(check(given), Err("\"organizationId is missing.\"".to_owned()));
        }
    }
}
