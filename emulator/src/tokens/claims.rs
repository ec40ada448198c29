//! The claims of a session token and of a ticket.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

/// A session token's claims, of version 1 or 2 (Clerk's documentation, "Session tokens").
#[derive(Debug, Serialize)]
pub(crate) struct SessionClaims {
    /// The origin that the request came from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) azp: Option<String>,
    pub(crate) exp: i64,
    /// Features of the active organization, for reading `o`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) fea: Option<String>,
    /// Minutes since the first and the second factor were verified; -1 for never.
    pub(crate) fva: [i64; 2],
    pub(crate) iat: i64,
    pub(crate) iss: String,
    pub(crate) jti: String,
    pub(crate) nbf: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) o: Option<OrganizationClaim>,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub(crate) organization: Option<OrganizationClaims1>,
    pub(crate) sid: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) sts: Option<&'static str>,
    pub(crate) sub: String,
    /// Version 1 says nothing of its version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) v: Option<u8>,
}

/// The active organization inside a session token of version 1.
#[derive(Debug, Serialize)]
pub(crate) struct OrganizationClaims1 {
    pub(crate) org_id: String,
    /// Without those of the system.
    pub(crate) org_permissions: Vec<String>,
    pub(crate) org_role: String,
    pub(crate) org_slug: String,
}

/// The active organization inside a session token.
#[derive(Debug, Serialize)]
pub(crate) struct OrganizationClaim {
    /// For each feature of `fea`, the permissions held, as a bit mask over `per`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) fpm: Option<String>,
    pub(crate) id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) per: Option<String>,
    /// The role's key without `org:`.
    pub(crate) rol: String,
    pub(crate) slg: String,
}

/// What the link of an invitation, a sign-in token or an agent task carries (claim names as seen in Clerk's links), and what
/// goes through the browser between two hosts.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Ticket {
    /// Seconds.
    pub(crate) exp: i64,
    pub(crate) iid: String,
    /// The organization of an invitation; empty for what signs in without one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) oid: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) rurl: Option<String>,
    /// The id of the invitation, the sign-in token, the agent task or the dev browser.
    pub(crate) sid: String,
    pub(crate) st: String,
}

impl Ticket {
    pub(crate) const SIGN_IN_TOKEN: &str = "sign_in_token";
    pub(crate) const AGENT_TASK: &str = "agent_task";
    /// Stands for a handshake's cookies: `sid` is a dev browser, `rurl` the application's origin.
    pub(crate) const HANDSHAKE: &str = "handshake";
    /// Links a satellite domain: `sid` is a dev browser, `rurl` the page that it is for.
    pub(crate) const CLIENT_LINK: &str = "client_link";
    pub(crate) const APPLICATION_INVITATION: &str = "invitation";

    /// Whether it is of an invitation to the application, without an organization.
    pub(crate) fn is_of_application_invitation(&self) -> bool {
        self.st == Self::APPLICATION_INVITATION
    }

    /// Whether it alone signs a user in, without an invitation.
    pub(crate) fn is_of_sign_in_token(&self) -> bool {
        [Self::SIGN_IN_TOKEN, Self::AGENT_TASK].contains(&self.st.as_str())
    }

    /// Whether it goes through the browser between two hosts, and is nothing that a person has.
    pub(crate) fn is_of_redirect(&self) -> bool {
        [Self::HANDSHAKE, Self::CLIENT_LINK].contains(&self.st.as_str())
    }

    /// What is in a ticket that was verified before it was stored.
    pub(crate) fn of_stored(text: &str) -> Option<Self> {
        let claims = text.split('.').nth(1)?;
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).ok()?).ok()
    }
}
