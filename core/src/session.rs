//! The active session of a client, and which of two clients is newer.

use crate::value::Value;

/// The active session after this client was adopted: the current one while it is signed in. For the first client the
/// last active one, or else the first one that is signed in, as in clerk-js.
pub fn choose<V: Value>(client: &V, current: Option<&str>, is_first: bool) -> Option<String> {
    let last_active = if is_first { client.text_at("last_active_session_id") } else { None };
    let wanted = last_active.as_deref().or(current);
    let mut chosen = None;
    for session in client.items_at("sessions") {
        if !is_signed_in(&session) {
            continue;
        }
        let Some(id) = session.text_at("id") else { continue };
        if Some(id.as_str()) == wanted {
            return Some(id);
        }
        if is_first && chosen.is_none() {
            chosen = Some(id);
        }
    }
    chosen
}

/// Whether a session counts as signed in.
pub fn is_signed_in<V: Value>(session: &V) -> bool {
    session.text_at("status").is_some_and(|status| status == "active" || status == "pending")
}

/// The version of a client, which orders the received ones.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Version {
    /// The client's id; `None` if there is no client.
    pub id: Option<String>,
    /// The server's `updated_at`.
    pub updated_at: Option<f64>,
    /// The number, in sending order, of the request that it answered.
    pub order: u32,
    /// The number of the last request sent before this version arrived.
    pub sent_before: u32,
}

impl Version {
    /// The version of a client that answers the request of number `order`, after `sent` requests were sent.
    pub fn of<V: Value>(client: Option<&V>, order: u32, sent: u32) -> Self {
        Self {
            id: client.and_then(|client| client.text_at("id")),
            updated_at: client.and_then(|client| client.number_at("updated_at")),
            order,
            sent_before: sent,
        }
    }

    /// Whether this version is older than the current one. The answer to a request that was sent after the current
    /// version arrived is not older, even if the server's clock went back. For concurrent requests, the server's times
    /// for the same client decide; if they are equal or missing, the sending order decides.
    pub fn is_older_than(&self, current: &Self) -> bool {
        let same = self.id.is_some() && self.id == current.id;
        match (self.updated_at, current.updated_at) {
            _ if self.order > current.sent_before => false,
            (Some(this), Some(current)) if same && this != current => this < current,
            _ => self.order < current.order,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value as Json, json};

    fn client(sessions: &[(&str, &str)], last_active: &str) -> Json {
        let sessions: Vec<_> =
            sessions.iter().map(|(id, status)| json!({ "id": id, "status": status })).collect();
        json!({ "id": "client_1", "sessions": sessions, "last_active_session_id": last_active })
    }

    #[test]
    fn the_first_client_chooses_the_session_and_later_ones_keep_it() {
        let two = [("sess_1", "active"), ("sess_2", "active")];
        for (sessions, last_active, current, is_first, chosen) in [
            (&two[..], "sess_2", None, true, Some("sess_2")),
            (&two[..], "sess_gone", None, true, Some("sess_1")),
            (&[("sess_1", "ended"), ("sess_2", "pending")], "sess_1", None, true, Some("sess_2")),
            (&[("sess_1", "ended")], "sess_1", None, true, None),
            (&[], "", None, true, None),
            (&two, "sess_2", Some("sess_1"), false, Some("sess_1")),
            (&two, "sess_2", None, false, None),
            (&[("sess_2", "active")], "sess_2", Some("sess_1"), false, None),
        ] {
            let found = choose(&client(sessions, last_active), current, is_first);
            assert_eq!(found.as_deref(), chosen, "{sessions:?} {last_active} {current:?}");
        }
    }

    fn version(id: Option<&str>, updated_at: Option<f64>, order: u32) -> Version {
        Version { id: id.map(Into::into), updated_at, order, sent_before: order }
    }

    #[test]
    fn for_concurrent_requests_the_servers_time_decides_then_their_order() {
        let at_hand = Version { sent_before: 6, ..version(Some("client_1"), Some(100.0), 5) };
        for (other, is_older) in [
            (version(Some("client_1"), Some(99.0), 6), true),
            (version(Some("client_1"), Some(101.0), 4), false),
            (version(Some("client_1"), Some(100.0), 4), true),
            (version(Some("client_1"), Some(100.0), 5), false),
            (version(Some("client_1"), None, 4), true),
            (version(Some("client_2"), Some(1.0), 6), false),
            (version(Some("client_2"), Some(200.0), 4), true),
            (version(None, None, 6), false),
            (version(None, None, 4), true),
        ] {
            assert_eq!(other.is_older_than(&at_hand), is_older, "{other:?}");
        }
    }

    #[test]
    fn the_answer_to_a_later_request_is_never_older_although_the_servers_clock_went_back() {
        let at_hand = Version { sent_before: 6, ..version(Some("client_1"), Some(100.0), 5) };
        for updated_at in [Some(99.0), Some(0.0), None] {
            assert!(!version(Some("client_1"), updated_at, 7).is_older_than(&at_hand), "{updated_at:?}");
        }
    }
}
