//! What a live list shows.

use crate::error::Error;
use crate::resource::OrganizationInvitation;

/// What a live list shows.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct InvitationList {
    /// The rows, the newest first.
    pub data: Vec<InvitationRow>,
    /// How many rows all pages have together.
    pub total_count: u64,
    /// Whether [`load_next_page`](crate::LiveListControls::load_next_page) has something to fetch.
    pub has_next_page: bool,
    /// Whether rows are being fetched.
    pub is_loading: bool,
    /// Why the rows could not be fetched the last time. The rows before stay.
    pub error: Option<Error>,
}

/// A row of a live list.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
#[allow(clippy::large_enum_variant, reason = "almost every row is confirmed")]
pub enum InvitationRow {
    /// An invitation that the server has not confirmed yet.
    Provisional {
        /// The address that is being invited.
        email_address: String,
        /// The key of the role.
        role: String,
    },
    /// An invitation.
    Confirmed(OrganizationInvitation),
}

impl InvitationRow {
    /// The invited address.
    pub fn email_address(&self) -> &str {
        match self {
            Self::Provisional { email_address, .. } => email_address,
            Self::Confirmed(invitation) => &invitation.email_address,
        }
    }

    /// The invitation. `None` if the server has not confirmed it yet.
    pub fn invitation(&self) -> Option<&OrganizationInvitation> {
        match self {
            Self::Provisional { .. } => None,
            Self::Confirmed(invitation) => Some(invitation),
        }
    }
}
