//! What a change takes beyond one request: a `POST` that nobody answered may have been applied, so it is looked for
//! before it is sent again, and what is found is the answer.
//!
//! Knows the client and the endpoints, no browser.

use crate::client::Client;
use crate::endpoint::{Request, invitations};
use crate::error::RuntimeErrorCode;
use crate::params::GetInvitationsParams;
use crate::response::{Failure, Outcome, Value};
use crate::transport::{Boxed, Transport};

/// What is there when a change has happened. The host looks for it, so it is one text: the field by which invitations
/// are known, their role (empty for any), then a value on each line.
pub(crate) struct Sought {
    /// The status in which it is.
    pub(crate) status: &'static str,
    pub(crate) rows: String,
    /// One row is sought, and given by itself.
    pub(crate) alone: bool,
}

impl Sought {
    /// Pending invitations with a role, for these addresses, each on a line.
    pub(crate) fn invited(role: &str, email_addresses: &str, alone: bool) -> Self {
        Self::pending(&("email_address\n".to_owned() + role + "\n" + email_addresses), alone)
    }

    /// The same in the host's words.
    pub(crate) fn pending(rows: &str, alone: bool) -> Self {
        Self { status: "pending", rows: rows.into(), alone }
    }

    /// This invitation, revoked.
    pub(crate) fn revoked(id: &str) -> Self {
        Self { status: "revoked", rows: "id\n\n".to_owned() + id, alone: true }
    }
}

/// How many invitations are looked at: the most that Clerk's server lists at once, the newest first, and what was just
/// made is among them.
const PAGE_SIZE: u32 = 500;

/// Sends a change of an organization's invitations; once more when it got no answer and did not happen.
pub(crate) fn change<T: Transport>(
    client: &Client<T>,
    organization_id: String,
    request: Request,
    sought: Sought,
) -> Boxed<'_, Outcome<T::Value>> {
    Box::pin(async move {
        let mut doubtful = false;
        loop {
            let outcome = client.call(request.clone()).await;
            let unanswered = matches!(
                outcome.as_ref().map_err(|failure| &**failure),
                Err(Failure::Runtime {
                    code: RuntimeErrorCode::NetworkError | RuntimeErrorCode::Timeout,
                    ..
                })
            );
            // A refusal of what was sent again ("already invited", "not pending") may be the first sending's success.
            if outcome.is_ok() || !(unanswered || doubtful) || !client.online() {
                return outcome;
            }
            let params = GetInvitationsParams { page_size: PAGE_SIZE, ..Default::default() };
            let page = client.call(invitations::list(&organization_id, params.status([sought.status]))).await;
            match page.map(|page| page.find(&sought.rows)) {
                Ok(Some(found)) => return Ok(found.at("0").filter(|_| sought.alone).unwrap_or(found)),
                Ok(None) if unanswered && !doubtful => doubtful = true,
                _ => return outcome,
            }
        }
    })
}
