//! What a ticket says: the claims of a link, and which kind of link it is.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use crate::document;

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
        let claims = document::parse(&URL_SAFE_NO_PAD.decode(claims).ok()?).ok()?;
        document::read(&claims).ok()
    }
}
