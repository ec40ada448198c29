//! The state of this browser's client of one instance: its dev browser, its sessions, its tokens, the server's clock.
//!
//! Pure state, which [`crate::call`] reads and changes. [`Client::take_effects`] returns the effects that the host must
//! perform, such as writing a cookie.

use crate::clock::ServerClock;
use crate::publishable_key::Instance;
use crate::session::{self, Version};
use crate::token_cache::{TokenCache, TokenKey};
use crate::value::{Items, Kind, Value};

/// The number of ids of this client's new invitations that are kept, so that the look-up of another change does not
/// count them. A page has fewer changes pending at once.
const KEPT_IDS: usize = 64;

/// Effects for the host, which have no result.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Effects {
    /// The dev browser changed or was removed: store it.
    pub dev_browser_changed: bool,
    /// The session, its organization, its token or the client's version changed, or no session is active: write the session's
    /// cookies. An unchanged client with a session has no such effect, because reading the page's cookies takes 0.2 ms.
    /// Without a session, the cookies of the last session may be left.
    pub session_changed: bool,
}

/// Whether a client that is attached to an answer is adopted.
pub(crate) enum Proposal {
    /// It is adopted, and this is the session of later requests.
    Adopt(Option<String>),
    /// The current one is newer and stays.
    Older,
    /// It is not a client. The current one stays, and no session ends.
    Unreadable,
}

/// This browser's client of one instance.
pub struct Client<V> {
    /// The instance.
    pub instance: Instance,
    /// The session tokens.
    pub tokens: TokenCache,
    /// The server's clock.
    pub clock: ServerClock,
    /// The ids of the invitations that this client created, the latest last.
    pub(crate) own_invitations: Vec<String>,
    /// Requests with a lower number were sent before the session's last recovery ended.
    pub(crate) recovered: u32,
    /// The number of the current dev browser, which grows with each new one.
    pub(crate) dev_browser_number: u32,
    pub(crate) effects: Effects,
    dev_browser: Option<String>,
    session_id: Option<String>,
    resource: Option<V>,
    version: Option<Version>,
    requests: u32,
}

impl<V: Value> Client<V> {
    /// A client before its first answer.
    pub fn new(instance: Instance) -> Self {
        Self {
            instance,
            tokens: TokenCache::default(),
            clock: ServerClock::default(),
            own_invitations: Vec::new(),
            recovered: 0,
            dev_browser_number: 0,
            effects: Effects::default(),
            dev_browser: None,
            session_id: None,
            resource: None,
            version: None,
            requests: 0,
        }
    }

    /// Whether a client was adopted, signed in or not.
    pub fn is_loaded(&self) -> bool {
        self.version.is_some()
    }

    /// The session of requests.
    pub fn session_id(&self) -> Option<&str> {
        self.session_id.as_deref()
    }

    /// The session's JSON.
    pub fn session(&self, id: &str) -> Option<V> {
        self.resource.as_ref()?.find_at("sessions", "id", id)
    }

    /// Whether this is the id of the active session's user.
    pub fn is_user(&self, id: &str) -> bool {
        let session = self.session_id().and_then(|session_id| self.session(session_id));
        session.is_some_and(|session| session.is_text_at("user.id", id))
    }

    /// The token key of the active session and its organization.
    pub fn session_key(&self) -> TokenKey {
        let session_id = self.session_id().unwrap_or_default();
        let organization_id =
            self.session(session_id).and_then(|session| session.text_at("last_active_organization_id"));
        TokenKey::new(session_id, None, organization_id.as_deref())
    }

    /// The client's JSON; `None` if there is no client.
    pub fn resource(&self) -> Option<&V> {
        self.resource.as_ref()
    }

    /// Makes a session the active one, or none of them.
    pub fn select(&mut self, session_id: Option<String>) {
        self.session_id = session_id;
    }

    /// The dev browser, in a development instance.
    pub fn dev_browser(&self) -> Option<&str> {
        self.dev_browser.as_deref()
    }

    /// Whether a dev browser must be created before the client can be fetched.
    pub fn lacks_dev_browser(&self) -> bool {
        self.instance.has_dev_browser && self.dev_browser.is_none()
    }

    /// Replaces the dev browser; `None` removes it.
    pub fn remember_dev_browser(&mut self, id: Option<String>) {
        if self.instance.has_dev_browser && self.dev_browser != id {
            self.dev_browser = id;
            self.dev_browser_number += 1;
            self.effects.dev_browser_changed = true;
        }
    }

    /// The effects that the host must perform now.
    pub fn take_effects(&mut self) -> Effects {
        core::mem::take(&mut self.effects)
    }

    /// The number of the next request, from 1 up.
    pub(crate) fn next_request(&mut self) -> u32 {
        self.requests += 1;
        self.requests
    }

    /// Whether to adopt a client in the answer to the request of this number.
    pub(crate) fn proposal(&self, client: Option<&V>, order: u32) -> Proposal {
        let version = Version::of(client, order, self.requests);
        if self.version.as_ref().is_some_and(|current| version.is_older_than(current)) {
            return Proposal::Older;
        }
        match client {
            None => Proposal::Adopt(None),
            Some(client) if client.at("sessions").is_none_or(|sessions| sessions.kind() != Kind::Array) => {
                Proposal::Unreadable
            }
            Some(client) => Proposal::Adopt(session::choose(client, self.session_id(), !self.is_loaded())),
        }
    }

    /// Called after the session was recovered: earlier requests may be retried.
    pub(crate) fn recovered(&mut self) {
        self.recovered = self.requests + 1;
    }

    /// Replaces the client, and caches the tokens of its sessions.
    pub(crate) fn adopt(&mut self, client: Option<V>, session_id: Option<String>, order: u32, now_ms: f64) {
        let former = self.what_cookies_say();
        let mut session_ids = Vec::new();
        for session in Items::of(client.as_ref().and_then(|client| client.at("sessions"))) {
            let Some(id) = session.text_at("id") else { continue };
            if let Some(jwt) = session.text_at("last_active_token.jwt") {
                let organization_id = session.text_at("last_active_organization_id");
                let key = TokenKey::new(&id, None, organization_id.as_deref());
                self.effects.session_changed |= self.tokens.take_last_active::<V>(&key, &jwt, now_ms);
            }
            session_ids.push(id);
        }
        self.tokens.keep_sessions(&session_ids);
        self.version = Some(Version::of(client.as_ref(), order, self.requests));
        self.session_id = session_id;
        self.resource = client;
        self.effects.session_changed |= former.0.session_id.is_empty() || self.what_cookies_say() != former;
    }

    /// The values of the cookies other than the token: the session, its organization, and the client's `updated_at`.
    fn what_cookies_say(&self) -> (TokenKey, Option<Option<f64>>) {
        (self.session_key(), self.version.as_ref().map(|version| version.updated_at))
    }

    /// Stores the id of an invitation that this client created.
    pub(crate) fn made_invitation(&mut self, id: Option<String>) {
        let Some(id) = id else { return };
        if self.own_invitations.len() >= KEPT_IDS {
            self.own_invitations.remove(0);
        }
        self.own_invitations.push(id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value as Json, json};

    fn signed_in(updated_at: u32, organization_id: &str) -> Json {
        let session = json!({ "id": "sess_1", "last_active_organization_id": organization_id });
        json!({ "id": "client_1", "updated_at": updated_at, "sessions": [session] })
    }

    #[test]
    fn cookies_are_written_unless_a_signed_in_client_is_unchanged() {
        let instance = Instance { origin: String::new(), has_dev_browser: false, is_development: false };
        let mut client = Client::new(instance);
        let session = Some("sess_1");
        for (given, session_id, is_new) in [
            (None, None, true),
            (None, None, true),
            (Some(signed_in(1, "org_1")), session, true),
            (Some(signed_in(1, "org_1")), session, false),
            (Some(signed_in(2, "org_1")), session, true),
            (Some(signed_in(2, "org_2")), session, true),
            (Some(signed_in(2, "org_2")), session, false),
            (Some(signed_in(2, "org_2")), None, true),
            (Some(signed_in(2, "org_2")), None, true),
            (None, None, true),
        ] {
            client.adopt(given.clone(), session_id.map(Into::into), 1, 0.0);
            assert_eq!(client.take_effects().session_changed, is_new, "{given:?} {session_id:?}");
        }
    }
}
