//! What Rust callers pass, as plain structs under Clerk's names.
//!
//! The core's one reader of params checks them: each struct reaches it as the object that a JavaScript caller would write.

use serde::Serialize;

/// What [`get_invitations`](crate::Organization::get_invitations) takes.
///
/// ```
/// use clerk_organization::GetInvitationsParams;
/// let second_page = GetInvitationsParams { initial_page: 2, ..Default::default() }.status(["pending"]);
/// assert_eq!(second_page.page_size, 10);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GetInvitationsParams {
    /// The page to fetch, counted from 1.
    pub initial_page: u32,
    /// The most rows a page holds. Clerk's server takes 1 to 500.
    pub page_size: u32,
    /// Only invitations in one of these statuses; all if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<Vec<String>>,
    /// Other list parameters by their names on the wire.
    #[serde(flatten)]
    pub filters: std::collections::BTreeMap<String, String>,
}

impl Default for GetInvitationsParams {
    fn default() -> Self {
        Self {
            initial_page: 1,
            page_size: clerk_organization_core::params::DEFAULT_PAGE_SIZE,
            status: None,
            filters: Default::default(),
        }
    }
}

impl GetInvitationsParams {
    /// The page as the core's walks take it.
    #[cfg(all(target_arch = "wasm32", not(feature = "js")))]
    pub(crate) fn first_page(&self) -> clerk_organization_core::pages::PageToFetch {
        let Self { initial_page, page_size, .. } = *self;
        clerk_organization_core::pages::PageToFetch { initial_page, page_size }
    }

    /// Only invitations in one of these statuses (`pending`, `accepted`, `revoked`, `expired`).
    ///
    /// An unknown status is sent as it is: Clerk adds some from time to time, and its server names the wrong ones.
    pub fn status<'a>(mut self, statuses: impl IntoIterator<Item = &'a str>) -> Self {
        self.status.get_or_insert_default().extend(statuses.into_iter().map(Into::into));
        self
    }

    /// Another list parameter by its name on the wire.
    pub fn filter(mut self, name: &str, value: &str) -> Self {
        self.filters.insert(name.into(), value.into());
        self
    }
}

/// What [`invite_member`](crate::Organization::invite_member) takes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct InviteMemberParams {
    /// The address to invite. Sent as it is given: the server judges the address.
    pub email_address: String,
    /// The role the new member gets, for example `org:member`.
    pub role: String,
}

/// What [`invite_members`](crate::Organization::invite_members) takes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct InviteMembersParams {
    /// The addresses to invite, in the order in which the invitations come back.
    pub email_addresses: Vec<String>,
    /// The one role that all of them get.
    pub role: String,
}
