//! A change without an answer may have been applied. So it is looked up before it is sent again. If its result is
//! found, that is the answer.
//!
//! Only a result that cannot have existed before counts. An invitation counts if it was created after the request by
//! the server's clock, and if its id is new to the client. An older one for the same address and role is not the
//! answer.

use std::rc::Rc;

use crate::operations::Expected;
use crate::request::Request;
use crate::value::{Items, Value};

/// The page size of a look-up: the most that Clerk's server lists.
pub const PAGE_SIZE: u32 = 500;

/// The number of pages of revoked invitations after which the outcome counts as unknown.
const MOST_PAGES: u32 = 40;

/// How much earlier than the request an invitation may seem to be created, because the servers of one service have
/// different clocks.
const MARGIN_MS: f64 = 1000.0;

/// Whether two texts are the same address. Servers ignore the case of addresses, and may answer with the domain in its
/// own script or in ASCII.
pub fn same_address<V: Value>(one: &str, other: &str) -> bool {
    V::fold(one) == V::fold(other)
}

/// Whether an invitation is for this address.
pub(crate) fn is_for<V: Value>(invitation: &V, address: &str) -> bool {
    invitation.text_at("email_address").is_some_and(|invited| same_address::<V>(&invited, address))
}

/// The result of one page of a look-up.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict<V> {
    /// The change took effect, and this is its result.
    Applied(V),
    /// The change did not take effect.
    NotApplied,
    /// The result may be on the next page.
    NextPage,
    /// The server's time is needed, because a matching invitation may be older than the request.
    NeedsClock,
    /// The look-up cannot decide whether the change took effect.
    Unknown,
}

/// The look-up of a change without an answer.
#[derive(Debug)]
pub struct Lookup {
    /// The change. If it took effect, its invitations are pending, or the invitation of its id is revoked.
    request: Rc<Request>,
    /// The ids of invitations that are older than the change, from earlier pages.
    known: Vec<String>,
    page: u32,
}

impl Lookup {
    /// Creates the look-up of this change.
    pub fn new(request: Rc<Request>) -> Self {
        Self { request, known: Vec::new(), page: 1 }
    }

    /// The status of the invitations to list, and the page.
    pub fn next_page(&self) -> (&'static str, u32) {
        (if self.request.sent.email_addresses.is_empty() { "revoked" } else { "pending" }, self.page)
    }

    /// Starts at the first page again.
    pub fn restart(&mut self) {
        self.page = 1;
    }

    /// Reads a page of invitations, the newest first. `earliest` is the earliest server time at which the change can
    /// have taken effect; `None` if the server's clock is unknown. `made` are the ids of invitations that other calls
    /// created.
    ///
    /// If the change did not take effect, matching invitations are older ones. Later reads ignore them.
    pub fn read<V: Value>(&mut self, page: &V, earliest: Option<f64>, made: &[String]) -> Verdict<V> {
        let rows = page.items_at("data");
        if self.request.sent.email_addresses.is_empty() {
            self.revoked(rows)
        } else {
            self.invited(&rows, earliest, made)
        }
    }

    fn revoked<V: Value>(&mut self, mut rows: Items<V>) -> Verdict<V> {
        let is_full = rows.length() >= PAGE_SIZE;
        if let Some(row) = rows.find(|row| row.is_text_at("id", &self.request.id)) {
            return Verdict::Applied(row);
        }
        // The list is sorted by creation time, so the revoked invitation may be on any page. A page that is not full is
        // the last one.
        if !is_full {
            return Verdict::NotApplied;
        }
        self.page += 1;
        if self.page > MOST_PAGES { Verdict::Unknown } else { Verdict::NextPage }
    }

    fn invited<V: Value>(&mut self, rows: &Items<V>, earliest: Option<f64>, made: &[String]) -> Verdict<V> {
        let (mut invited, mut seen) = (Vec::new(), Vec::new());
        for asked in &self.request.sent.email_addresses {
            let mut is_found = false;
            for row in rows.clone() {
                if !row.is_text_at("role", &self.request.sent.role) || !is_for(&row, asked) {
                    continue;
                }
                let id = row.text_at("id").unwrap_or_default();
                let is_known = self.known.contains(&id) || made.contains(&id);
                seen.push(id);
                if is_known || is_found {
                    continue;
                }
                let Some(created) = row.number_at("created_at") else { return Verdict::Unknown };
                let Some(earliest) = earliest else { return Verdict::NeedsClock };
                if created >= earliest - MARGIN_MS {
                    is_found = true;
                    invited.push(row);
                }
            }
        }
        // The server invites all addresses or none, so another client is changing these invitations.
        if invited.is_empty() {
            self.known.append(&mut seen);
            return Verdict::NotApplied;
        }
        if invited.len() != self.request.sent.email_addresses.len() {
            return Verdict::Unknown;
        }
        match invited.pop() {
            Some(only) if self.request.expected == Expected::Invitation => Verdict::Applied(only),
            last => {
                invited.extend(last);
                Verdict::Applied(V::array(invited))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value as Json, json};

    fn row(id: &str, address: &str, created_at: f64) -> Json {
        json!({ "id": id, "email_address": address, "role": "org:member", "created_at": created_at })
    }

    fn page(rows: &[Json]) -> Json {
        json!({ "data": rows, "total_count": rows.len() })
    }

    fn invited(addresses: &[&str]) -> Lookup {
        let addresses = addresses.iter().map(|address| (*address).into()).collect();
        let (url, token) = ("https://app.example.com/invite".into(), "a.b.c".into());
        Lookup::new(Rc::new(Request::relay(url, token, String::new(), addresses, "org:member".into())))
    }

    fn revoked(id: &str) -> Lookup {
        let operation = crate::operations::operation("revokeInvitation").unwrap();
        Lookup::new(Rc::new(Request::new(operation, &["org_1", id], &json!({})).unwrap()))
    }

    #[test]
    fn only_an_invitation_that_cannot_have_been_there_before_counts() {
        let old = row("orginv_old", "A@x.io", 1_000.0);
        let new = row("orginv_new", "a@x.io", 900_000.0);
        let other_role =
            json!({ "id": "x", "email_address": "a@x.io", "role": "org:admin", "created_at": 900_000.0 });
        for (rows, known, earliest, expected) in [
            (vec![new.clone(), old.clone()], vec![], Some(900_000.0), Verdict::Applied(new.clone())),
            (vec![old.clone()], vec![], Some(900_000.0), Verdict::NotApplied),
            (vec![], vec![], None, Verdict::NotApplied),
            (vec![other_role], vec![], Some(900_000.0), Verdict::NotApplied),
            (vec![row("o", "b@x.io", 900_000.0)], vec![], None, Verdict::NotApplied),
            (vec![new.clone()], vec!["orginv_new"], Some(900_000.0), Verdict::NotApplied),
            (vec![new.clone()], vec!["orginv_new"], None, Verdict::NotApplied),
            (vec![new.clone()], vec![], Some(900_900.0), Verdict::Applied(new.clone())),
            (vec![new.clone()], vec![], Some(901_001.0), Verdict::NotApplied),
            (vec![new.clone()], vec![], None, Verdict::NeedsClock),
            (
                vec![json!({ "id": "x", "email_address": "a@x.io", "role": "org:member" })],
                vec![],
                Some(1.0),
                Verdict::Unknown,
            ),
        ] {
            let made: Vec<String> = known.iter().map(|id: &&str| (*id).into()).collect();
            assert_eq!(
                invited(&["a@x.io"]).read(&page(&rows), earliest, &made),
                expected,
                "{rows:?} {known:?}"
            );
        }
    }

    #[test]
    fn an_address_is_found_in_either_spelling_of_its_domain() {
        let spellings = [
            "x@münchen.example",
            "X@xn--mnchen-3ya.example",
            "x@MU\u{308}NCHEN.example",
            "x@XN--MNCHEN-3YA.Example",
        ];
        for asked in spellings {
            for answered in spellings {
                let row = row("orginv_1", answered, 10.0);
                let found = invited(&[asked]).read(&page(std::slice::from_ref(&row)), Some(10.0), &[]);
                assert_eq!(found, Verdict::Applied(row), "{asked} {answered}");
            }
            for other in ["x@munchen.example", "x@xn--mnchen-3yb.example", "xn--mnchen-3ya.example"] {
                let row = row("orginv_1", other, 10.0);
                let found = invited(&[asked]).read(&page(&[row]), Some(10.0), &[]);
                assert_eq!(found, Verdict::NotApplied, "{asked} {other}");
            }
        }
    }

    #[test]
    fn an_older_invitation_of_one_look_up_is_ignored_by_the_next() {
        let mut lookup = invited(&["a@x.io"]);
        let old = row("orginv_old", "a@x.io", 1_000.0);
        assert_eq!(lookup.read(&page(std::slice::from_ref(&old)), Some(900_000.0), &[]), Verdict::NotApplied);
        // Even if the server's clock went back, the old invitation does not count as the new one.
        assert_eq!(lookup.read(&page(std::slice::from_ref(&old)), Some(0.0), &[]), Verdict::NotApplied);
    }

    #[test]
    fn many_invitations_count_only_if_all_are_found() {
        let (a, b) = (row("orginv_a", "a@x.io", 10.0), row("orginv_b", "b@x.io", 10.0));
        let mut lookup = invited(&["a@x.io", "b@x.io"]);
        assert_eq!(
            lookup.read(&page(&[b.clone(), a.clone()]), Some(10.0), &[]),
            Verdict::Applied(json!([a, b]))
        );
        assert_eq!(lookup.read(&page(std::slice::from_ref(&a)), Some(10.0), &[]), Verdict::Unknown);
        assert_eq!(lookup.read(&page(&[]), Some(10.0), &[]), Verdict::NotApplied);
    }

    #[test]
    fn a_revoked_invitation_is_found_however_old_it_is() {
        let full = |page: u32| -> Vec<Json> {
            (0..PAGE_SIZE).map(|row_at| row(&format!("orginv_{page}_{row_at}"), "a@x.io", 1.0)).collect()
        };
        let mut lookup = revoked("orginv_3_7");
        assert_eq!(lookup.next_page(), ("revoked", 1));
        assert_eq!(lookup.read(&page(&full(1)), None, &[]), Verdict::NextPage);
        assert_eq!(lookup.read(&page(&full(2)), None, &[]), Verdict::NextPage);
        assert_eq!(lookup.next_page(), ("revoked", 3));
        assert!(
            matches!(lookup.read(&page(&full(3)), None, &[]), Verdict::Applied(found) if found["id"] == "orginv_3_7")
        );

        let mut lookup = revoked("orginv_gone");
        assert_eq!(lookup.read(&page(&full(1)[..3]), None, &[]), Verdict::NotApplied);
        // A server whose pages are all full is not read forever.
        let verdicts: Vec<_> = (0..MOST_PAGES).map(|at| lookup.read(&page(&full(at)), None, &[])).collect();
        assert_eq!(verdicts.last(), Some(&Verdict::Unknown));
    }
}
