//! What the caller says, checked before anything is sent.
//!
//! Plain structs under Clerk's own names. Nothing here knows about requests or about a browser: a param that
//! cannot be meant is refused with its name, because the official client sends it on (`initialPage: 0` leaves it
//! as `offset=-10`) and the answer then says nothing about the mistake.

use crate::error::InvalidParam;
use crate::wire::encoding::Pairs;

/// The page size when none is named (clerk-js 6.40: `pageSize ?? 10`).
pub const DEFAULT_PAGE_SIZE: u32 = 10;

/// What [`get_invitations`](crate::Organization::get_invitations) takes.
///
/// ```
/// use clerk_organization::GetInvitationsParams;
/// let second_page = GetInvitationsParams { initial_page: 2, ..Default::default() }.status(["pending"]);
/// assert_eq!(second_page.page_size, 10);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GetInvitationsParams {
    /// The page to fetch, counted from 1.
    pub initial_page: u32,
    /// The most rows a page holds. Clerk's server takes 1 to 500.
    pub page_size: u32,
    /// What [`status`](Self::status) and [`filter`](Self::filter) add.
    pub filters: Pairs,
}

impl Default for GetInvitationsParams {
    fn default() -> Self {
        Self { initial_page: 1, page_size: DEFAULT_PAGE_SIZE, filters: Pairs::default() }
    }
}

impl GetInvitationsParams {
    /// Only invitations in one of these statuses (`pending`, `accepted`, `revoked`, `expired`).
    ///
    /// An unknown status is sent as it is: Clerk adds some from time to time, and its server names the wrong ones.
    pub fn status<'a>(self, statuses: impl IntoIterator<Item = &'a str>) -> Self {
        let mut statuses = statuses.into_iter();
        // clerk-js sends an empty list as an empty value.
        let first = self.filter("status", statuses.next().unwrap_or_default());
        statuses.fold(first, |params, status| params.filter("status", status))
    }

    /// Another list parameter by its name on the wire.
    pub fn filter(mut self, name: &str, value: &str) -> Self {
        self.filters.push(name, value);
        self
    }

    /// Refuses page 0, size 0, and a page so far out that its offset is no 32-bit number.
    pub(crate) fn check(&self) -> Result<(), InvalidParam> {
        if self.page_size == 0 {
            return Err(InvalidParam { param: "pageSize", reason: WHOLE_NUMBER });
        }
        let skipped = self.initial_page.checked_sub(1).and_then(|pages| pages.checked_mul(self.page_size));
        match skipped {
            Some(_) => Ok(()),
            None => Err(InvalidParam { param: "initialPage", reason: WHOLE_NUMBER }),
        }
    }

    /// How many rows lie before this page. Only meaningful after [`check`](Self::check).
    pub(crate) fn offset(&self) -> u32 {
        self.initial_page.saturating_sub(1).saturating_mul(self.page_size)
    }
}

/// What is wrong with a page or a size that is no count.
pub(crate) const WHOLE_NUMBER: &str = "must be a whole number from 1 up";

/// What [`invite_member`](crate::Organization::invite_member) takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InviteMemberParams {
    /// Whom to invite. Sent as it is given: the server judges the address.
    pub email_address: String,
    /// The role the new member gets, for example `org:member`.
    pub role: String,
}

impl InviteMemberParams {
    pub(crate) fn check(&self) -> Result<(), InvalidParam> {
        required("emailAddress", &self.email_address)?;
        required("role", &self.role)
    }

    /// The fields as clerk-js sends them.
    pub(crate) fn form(&self) -> Pairs {
        let mut form = Pairs::default();
        form.push("email_address", &self.email_address);
        form.push("role", &self.role);
        form
    }
}

/// What [`invite_members`](crate::Organization::invite_members) takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InviteMembersParams {
    /// Whom to invite, in the order in which the invitations come back.
    pub email_addresses: Vec<String>,
    /// The one role that all of them get.
    pub role: String,
}

impl InviteMembersParams {
    pub(crate) fn check(&self) -> Result<(), InvalidParam> {
        if self.email_addresses.is_empty() {
            return Err(InvalidParam { param: "emailAddresses", reason: "must name at least one address" });
        }
        for address in &self.email_addresses {
            required("emailAddresses", address)?;
        }
        required("role", &self.role)
    }

    /// The fields as clerk-js sends them: one repeated field for the addresses, one role for all.
    pub(crate) fn form(&self) -> Pairs {
        let mut form = Pairs::default();
        self.email_addresses.iter().for_each(|address| form.push("email_address", address));
        form.push("role", &self.role);
        form
    }
}

fn required(param: &'static str, value: &str) -> Result<(), InvalidParam> {
    let reason = match value.as_bytes() {
        text if text.trim_ascii().is_empty() => "is required",
        // It would end the text where a change is looked for ([`crate::operation::Sought`]), and is in no address.
        text if text.contains(&b'\n') => "must be on one line",
        _ => return Ok(()),
    };
    Err(InvalidParam { param, reason })
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;

    #[test]
    fn a_page_or_size_that_cannot_be_meant_is_refused_by_name() {
        for (initial_page, page_size, refused) in [
            (1, 10, None),
            (1, 500, None),
            (3, 7, None),
            (0, 10, Some("initialPage")),
            (1, 0, Some("pageSize")),
            (u32::MAX, u32::MAX, Some("initialPage")),
        ] {
            let params = GetInvitationsParams { initial_page, page_size, ..Default::default() };
            assert_eq!(params.check().err().map(|e| e.param), refused, "page {initial_page} of {page_size}");
        }
    }

    #[test]
    fn an_invitation_needs_an_address_and_a_role() {
        for (email_address, role, refused) in [
            ("a@x.io", "org:member", None),
            ("", "org:member", Some("emailAddress")),
            (" \t", "org:member", Some("emailAddress")),
            ("a@x.io", "", Some("role")),
            ("a@x.io\nb@x.io", "org:member", Some("emailAddress")),
            ("a@x.io", "org:member\nb@x.io", Some("role")),
        ] {
            let params = InviteMemberParams { email_address: email_address.into(), role: role.into() };
            assert_eq!(params.check().err().map(|e| e.param), refused, "{email_address:?} as {role:?}");
        }
    }

    #[test]
    fn a_bulk_invitation_needs_one_address_at_least_and_no_empty_one() {
        for (addresses, refused) in [
            (&["a@x.io", "b@x.io"][..], None),
            (&[][..], Some("emailAddresses")),
            (&["a@x.io", ""][..], Some("emailAddresses")),
            (&["a@x.io\nb@x.io"][..], Some("emailAddresses")),
        ] {
            let params = InviteMembersParams {
                email_addresses: addresses.iter().map(|a| a.to_string()).collect(),
                role: "org:member".into(),
            };
            assert_eq!(params.check().err().map(|e| e.param), refused, "{addresses:?}");
        }
    }
}
