//! The live lists of an organization and of the signed-in user: their rows, and how their pages are fetched.

use std::rc::Rc;

use clerk_organization_core::live_list::{Kind, ProvisionalRow};
use clerk_organization_core::pages::PageToFetch;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::clerk::Clerk;
use super::live_list::{LiveList, LiveRows, Source};
use super::organization::Organization;
use crate::client::Client;
use crate::domain::OrganizationDomain;
use crate::membership::{OrganizationMembership, OrganizationMembershipRequest};
use crate::params::{
    GetDomainsParams, GetInvitationsParams, GetMembershipsParams, ListParams, PageParams, StatusParams,
};
use crate::received::{OrganizationSuggestion, UserOrganizationInvitation};
use crate::resource::OrganizationInvitation;

/// A row of a [`LiveList`]. Apps do not implement this trait.
pub trait LiveRow: Clone + PartialEq + 'static {
    /// The resource that the server lists.
    #[doc(hidden)]
    type Resource: Clone + 'static;
    #[doc(hidden)]
    fn id(resource: &Self::Resource) -> &str;
    /// Whether an operation with this id as its last one changes the row.
    #[doc(hidden)]
    fn is_named(resource: &Self::Resource, id: &str) -> bool {
        Self::id(resource) == id
    }
    #[doc(hidden)]
    fn confirmed(resource: Self::Resource) -> Self;
    #[doc(hidden)]
    fn provisional(_: ProvisionalRow) -> Option<Self> {
        None
    }
    #[doc(hidden)]
    fn of_invitation(_: &OrganizationInvitation) -> Option<Self::Resource> {
        None
    }
}

/// A row of a live list of invitations.
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

/// The visible state of a live list of invitations, the newest first.
pub type InvitationList = LiveRows<InvitationRow>;

/// The stream of [`Organization::live_invitations`].
pub type LiveInvitations = LiveList<InvitationRow>;

impl LiveRow for InvitationRow {
    type Resource = OrganizationInvitation;

    fn id(resource: &OrganizationInvitation) -> &str {
        &resource.id
    }

    fn confirmed(resource: OrganizationInvitation) -> Self {
        Self::Confirmed(resource)
    }

    fn provisional(ProvisionalRow { address, role }: ProvisionalRow) -> Option<Self> {
        Some(Self::Provisional { email_address: address, role })
    }

    fn of_invitation(invitation: &OrganizationInvitation) -> Option<OrganizationInvitation> {
        Some(invitation.clone())
    }
}

/// Implements [`LiveRow`] for resources. `is_named` tests other ids by which an operation may identify a row.
macro_rules! rows {
    ($($resource:ty $(, $named:expr)?;)*) => {
        $(
            impl LiveRow for $resource {
                type Resource = Self;

                fn id(resource: &Self) -> &str {
                    &resource.id
                }

                $(
                    fn is_named(resource: &Self, id: &str) -> bool {
                        let is_named: fn(&Self, &str) -> bool = $named;
                        resource.id == id || is_named(resource, id)
                    }
                )?

                fn confirmed(resource: Self) -> Self {
                    resource
                }
            }
        )*
    };
}

rows! {
    OrganizationMembership, |membership, id| {
        let user = membership.public_user_data.as_ref().and_then(|user| user.user_id.as_deref());
        membership.organization.id == id || user == Some(id)
    };
    OrganizationMembershipRequest;
    OrganizationDomain;
    UserOrganizationInvitation;
    OrganizationSuggestion;
}

/// A live list of the rows of an operation.
fn live<Row: LiveRow, Params: ListParams + Serialize + 'static>(
    client: &Rc<Client>,
    organization_id: Option<&str>,
    kind: Kind,
    operation: &'static str,
    params: Params,
) -> LiveList<Row>
where
    Row::Resource: DeserializeOwned,
{
    let (first_page, statuses) = (params.page(), params.statuses());
    let organization_id = organization_id.map(str::to_owned);
    let (of, sender) = (organization_id.clone(), Rc::clone(client));
    let fetch = Box::new(move |page: PageToFetch| {
        let (client, of, params) = (Rc::clone(&sender), of.clone(), params.clone().at(page));
        let reading: crate::flight::Boxed<_> = Box::pin(async move {
            let ids: Vec<&str> = of.as_deref().into_iter().collect();
            client.read(operation, &ids, &params).await
        });
        reading
    });
    let client = Rc::clone(client);
    LiveList::new(Source { client, organization_id, kind, first_page, statuses, fetch })
}

impl Organization {
    /// Returns a list of invitations that stays current. It fetches its first page when it is first polled.
    ///
    /// Invitations and revocations by this client show at once, and are undone if they fail. After each change the rows
    /// are fetched again.
    pub fn live_invitations(&self, params: GetInvitationsParams) -> LiveInvitations {
        live(&self.client, Some(&self.id), Kind::Invitations, "getInvitations", params)
    }

    /// Returns a list of members that stays current. A member that this client removes disappears from it at once.
    pub fn live_memberships(&self, params: GetMembershipsParams) -> LiveList<OrganizationMembership> {
        live(&self.client, Some(&self.id), Kind::Memberships, "getMemberships", params)
    }

    /// Returns a list of requests to join that stays current.
    pub fn live_membership_requests(&self, params: StatusParams) -> LiveList<OrganizationMembershipRequest> {
        live(&self.client, Some(&self.id), Kind::MembershipRequests, "getMembershipRequests", params)
    }

    /// Returns a list of domains that stays current.
    pub fn live_domains(&self, params: GetDomainsParams) -> LiveList<OrganizationDomain> {
        live(&self.client, Some(&self.id), Kind::Domains, "getDomains", params)
    }
}

impl Clerk {
    /// Returns a list of the user's memberships that stays current, also when the user joins or leaves in another tab.
    pub fn live_organization_memberships(&self, params: PageParams) -> LiveList<OrganizationMembership> {
        live(self.client(), None, Kind::UserMemberships, "getUserMemberships", params)
    }

    /// Returns a list of the invitations that the user has received. It stays current.
    pub fn live_organization_invitations(
        &self,
        params: StatusParams,
    ) -> LiveList<UserOrganizationInvitation> {
        live(self.client(), None, Kind::UserInvitations, "getUserInvitations", params)
    }

    /// Returns a list of the organizations that the user may request to join. It stays current.
    pub fn live_organization_suggestions(&self, params: StatusParams) -> LiveList<OrganizationSuggestion> {
        live(self.client(), None, Kind::UserSuggestions, "getUserSuggestions", params)
    }
}
