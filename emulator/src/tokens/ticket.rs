//! Tickets: the claims of a link, and the kind of link.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use crate::document;

/// The claims in the link of an invitation, a sign-in token or an agent task, with the claim names of Clerk's links.
/// Redirects between two hosts use it too.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Ticket {
    /// In seconds.
    pub(crate) exp: i64,
    pub(crate) iid: String,
    /// The organization of an invitation to one. Empty for other tickets.
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
    /// Exchanged for a handshake's cookies: `sid` is a dev browser, `rurl` is the application's origin.
    pub(crate) const HANDSHAKE: &str = "handshake";
    /// Links a satellite domain: `sid` is a dev browser, `rurl` is the target page.
    pub(crate) const CLIENT_LINK: &str = "client_link";
    pub(crate) const APPLICATION_INVITATION: &str = "invitation";

    /// Whether it belongs to an invitation to the application.
    pub(crate) fn is_of_application_invitation(&self) -> bool {
        self.st == Self::APPLICATION_INVITATION
    }

    /// Whether it signs a user in without an invitation.
    pub(crate) fn is_of_sign_in_token(&self) -> bool {
        [Self::SIGN_IN_TOKEN, Self::AGENT_TASK].contains(&self.st.as_str())
    }

    /// Whether it belongs to a redirect between two hosts, not to a link that a person receives.
    pub(crate) fn is_of_redirect(&self) -> bool {
        [Self::HANDSHAKE, Self::CLIENT_LINK].contains(&self.st.as_str())
    }

    /// Reads a stored ticket. Its signature was verified before it was stored.
    pub(crate) fn of_stored(text: &str) -> Option<Self> {
        let claims = text.split('.').nth(1)?;
        let claims = document::parse(&URL_SAFE_NO_PAD.decode(claims).ok()?).ok()?;
        document::read(&claims).ok()
    }
}
