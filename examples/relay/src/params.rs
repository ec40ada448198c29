//! What the page asks for, and what becomes of it on the way to the Backend API.

use axum::body::{Body, to_bytes};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::refusal::Refusal;

/// Ten addresses, the most that the Backend API takes at once, with eight kilobytes of metadata (Clerk's limit), and room.
const BODY_LIMIT: usize = 64 * 1024;

/// What the page asks for: read under JavaScript's names, written under the Backend API's.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct RelayedInvitation {
    /// `org_…`
    #[serde(default, skip_serializing)]
    pub organization_id: String,
    /// Whom to invite; of this and `email_addresses` there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email_address: Option<String>,
    /// Whom to invite, where it is several.
    #[serde(skip_serializing)]
    pub email_addresses: Option<Vec<String>>,
    /// The role's key, for example `org:member`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// Whether a mail is sent; Clerk sends one by default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notify: Option<bool>,
    /// Where the link in the mail leads.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub redirect_url: Option<String>,
    /// What the app keeps with the invitation; it becomes the membership's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub public_metadata: Option<Map<String, Value>>,
    /// When the link ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_in_days: Option<u32>,
}

impl RelayedInvitation {
    /// Reads a request's body.
    pub(crate) async fn read(body: Body) -> Result<Self, Refusal> {
        let Ok(body) = to_bytes(body, BODY_LIMIT).await else {
            let message = format!("The request's body broke off, or is longer than {BODY_LIMIT} bytes.");
            return Err(Refusal::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                "request_body_too_large",
                &message,
                json!({}),
            ));
        };
        let given: Self = match serde_json::from_slice(&body) {
            Ok(given) => given,
            Err(error) if error.is_data() => {
                return Err(Refusal::param("form_param_format_invalid", &error.to_string(), json!({})));
            }
            // Nothing is said, as to the relay for Node.
            Err(_) => Self::default(),
        };
        if given.organization_id.is_empty() {
            let meta = json!({ "param_name": "organization_id" });
            return Err(Refusal::param("form_param_missing", "organizationId is missing.", meta));
        }
        Ok(given)
    }
}
