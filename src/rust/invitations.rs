//! The stream of all invitations of an organization.

use std::collections::VecDeque;
use std::pin::Pin;
use std::task::{Context, Poll};

use clerk_organization_core::pages::{PageToFetch, Walk};
use futures_core::Stream;

use super::organization::Organization;
use crate::error::Error;
use crate::flight::Boxed;
use crate::params::{GetInvitationsParams, ListParams};
use crate::resource::{OrganizationInvitation, Page};

/// The stream of [`Organization::invitations`]. Dropping it aborts the pending request.
pub struct Invitations {
    organization: Organization,
    params: GetInvitationsParams,
    walk: Walk,
    ready: VecDeque<OrganizationInvitation>,
    fetching: Option<Boxed<Result<Page<OrganizationInvitation>, Error>>>,
}

impl Invitations {
    pub(crate) fn new(organization: Organization, params: GetInvitationsParams) -> Self {
        let walk = Walk::new(params.page());
        Self { organization, params, walk, ready: VecDeque::new(), fetching: None }
    }
}

impl Stream for Invitations {
    type Item = Result<OrganizationInvitation, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(invitation) = self.ready.pop_front() {
                return Poll::Ready(Some(Ok(invitation)));
            }
            let Some(page) = self.walk.next() else { return Poll::Ready(None) };
            let under_way = self.fetching.take();
            let mut fetching = under_way.unwrap_or_else(|| fetch(&self.organization, &self.params, page));
            match fetching.as_mut().poll(context) {
                Poll::Pending => {
                    self.fetching = Some(fetching);
                    return Poll::Pending;
                }
                Poll::Ready(Ok(page)) => {
                    let ids: Vec<_> = page.data.iter().map(|row| row.id.clone()).collect();
                    let new = self.walk.take(&ids, page.total_count);
                    let rows = page.data.into_iter().enumerate().filter(|(at, _)| new.contains(at));
                    self.ready.extend(rows.map(|(_, row)| row));
                }
                Poll::Ready(Err(error)) => {
                    self.walk.end();
                    return Poll::Ready(Some(Err(error)));
                }
            }
        }
    }
}

/// One page of a list with these params.
pub(crate) fn fetch(
    organization: &Organization,
    params: &GetInvitationsParams,
    page: PageToFetch,
) -> Boxed<Result<Page<OrganizationInvitation>, Error>> {
    let (organization, params) = (organization.clone(), params.clone().at(page));
    Box::pin(async move { organization.get_invitations(params).await })
}
