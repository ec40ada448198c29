//! The params of Rust callers, as plain structs under Clerk's names.
//!
//! The core checks them: each struct is passed to it as the object that a JavaScript caller would write.

use clerk_organization_core::pages::PageToFetch;
use serde::Serialize;

use crate::domain::EnrollmentMode;
use crate::resource::InvitationStatus;

/// The params of [`get_invitations`](crate::Organization::get_invitations).
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
    /// Only invitations in one of these statuses (`pending`, `accepted`, `revoked`, `expired`).
    ///
    /// An unknown status is sent as is, because Clerk adds new ones; the server's error names an invalid one.
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

/// The params of [`invite_member`](crate::Organization::invite_member).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct InviteMemberParams {
    /// The address to invite. It is sent unchanged; the server validates it.
    pub email_address: String,
    /// The role the new member gets, for example `org:member`.
    pub role: String,
}

/// The params of [`invite_members`](crate::Organization::invite_members).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct InviteMembersParams {
    /// The addresses to invite, in the order in which the invitations come back.
    pub email_addresses: Vec<String>,
    /// The role that all of them get.
    pub role: String,
}

/// The params of a list that is fetched page by page.
#[cfg_attr(
    any(feature = "js", not(feature = "native")),
    allow(dead_code, reason = "only the Rust API calls it")
)]
pub(crate) trait ListParams: Clone {
    /// The page, as the core takes it.
    fn page(&self) -> PageToFetch;
    /// The same list, at another page.
    fn at(self, page: PageToFetch) -> Self;
    /// The statuses that the list shows. `None` for all.
    fn statuses(&self) -> Option<Vec<String>> {
        None
    }
}

impl ListParams for GetInvitationsParams {
    fn page(&self) -> PageToFetch {
        PageToFetch { initial_page: self.initial_page, page_size: self.page_size }
    }

    fn at(self, PageToFetch { initial_page, page_size }: PageToFetch) -> Self {
        Self { initial_page, page_size, ..self }
    }

    fn statuses(&self) -> Option<Vec<String>> {
        self.status.clone()
    }
}

/// Defines the params of a list: a page, and the list's filters under their names on the wire.
macro_rules! list_params {
    ($(#[$about:meta])* $name:ident { $($(#[$meaning:meta])* $filter:ident: $type:ty,)* } $(statuses $statuses:expr)?) => {
        $(#[$about])*
        #[derive(Clone, Debug, PartialEq, Eq, Serialize)]
        pub struct $name {
            /// The page to fetch, counted from 1.
            #[serde(rename = "initialPage")]
            pub initial_page: u32,
            /// The most rows a page holds. Clerk's server takes 1 to 500.
            #[serde(rename = "pageSize")]
            pub page_size: u32,
            $(
                $(#[$meaning])*
                #[serde(skip_serializing_if = "Option::is_none")]
                pub $filter: Option<$type>,
            )*
        }

        impl Default for $name {
            fn default() -> Self {
                let page_size = clerk_organization_core::params::DEFAULT_PAGE_SIZE;
                Self { initial_page: 1, page_size, $($filter: None,)* }
            }
        }

        impl ListParams for $name {
            fn page(&self) -> PageToFetch {
                PageToFetch { initial_page: self.initial_page, page_size: self.page_size }
            }

            fn at(mut self, page: PageToFetch) -> Self {
                (self.initial_page, self.page_size) = (page.initial_page, page.page_size);
                self
            }

            $(
                fn statuses(&self) -> Option<Vec<String>> {
                    let statuses: fn(&Self) -> Option<Vec<String>> = $statuses;
                    statuses(self)
                }
            )?
        }
    };
}

list_params! {
    /// A page of a list without filters.
    PageParams {}
}

list_params! {
    /// The params of [`get_memberships`](crate::Organization::get_memberships).
    GetMembershipsParams {
        /// Only members in one of these roles; all if absent.
        role: Vec<String>,
        /// Only members whose name or address contains this text.
        query: String,
    }
}

list_params! {
    /// The params of [`get_domains`](crate::Organization::get_domains).
    GetDomainsParams {
        /// Only domains in this mode; all if absent.
        enrollment_mode: EnrollmentMode,
    }
}

list_params! {
    /// The params of the lists of requests to join, of received invitations and of suggestions.
    StatusParams {
        /// Only rows in one of these statuses; all if absent.
        status: Vec<InvitationStatus>,
    }
    statuses |params| {
        let texts = |all: &Vec<InvitationStatus>| all.iter().map(|one| one.as_str().to_owned()).collect();
        params.status.as_ref().map(texts)
    }
}

/// The params of [`update`](crate::Organization::update). A field that is `None` stays unchanged.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct UpdateOrganizationParams {
    /// The new name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The new name in URLs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slug: Option<String>,
}

/// The params of [`create_organization`](crate::Clerk::create_organization).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct CreateOrganizationParams {
    /// The name.
    pub name: String,
    /// The slug: the name in URLs. If it is absent, the server makes one if the instance has slugs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slug: Option<String>,
}

/// An image for [`set_logo`](crate::Organization::set_logo).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Logo {
    /// The name of the file.
    pub file_name: String,
    /// Its type, for example `image/png`.
    pub content_type: String,
    /// Its content.
    pub bytes: Vec<u8>,
}
