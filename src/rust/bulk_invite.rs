//! Many invitations with one outcome each, for Rust callers: performs the actions of the core's [`core::BulkInvite`]
//! while the call is polled.

use std::future::{IntoFuture, poll_fn};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

pub use clerk_organization_core::bulk_invite::InviteStatus;
use clerk_organization_core::bulk_invite::{
    self as core, Action, DEFAULT_CHUNK_SIZE, DEFAULT_MAX_WAIT_MS, Detail, ListedInvitations, Recipient,
};
use futures_core::Stream;

use super::invitations::fetch;
use super::organization::Organization;
use super::refusal::{Ending, ending};
use super::time_limit;
use crate::error::Error;
use crate::flight::Boxed;
use crate::host;
use crate::params::{GetInvitationsParams, InviteMembersParams};
use crate::resource::{OrganizationInvitation, Page};

/// The params of [`Organization::invite_members_settled`].
#[derive(Clone, Debug)]
pub struct BulkInviteParams {
    /// The number of addresses in one request, from 1 up. Clerk's server takes ten.
    pub chunk_size: u32,
    /// The longest total time that the call waits after rate limits and missing answers.
    pub max_wait: Duration,
    /// The time limit of the whole call. Addresses without an outcome by then were not sent, or their outcome is
    /// unknown.
    pub time_limit: Option<Duration>,
    role: String,
    recipients: Vec<Recipient>,
    formers: Vec<InviteOutcome>,
}

impl BulkInviteParams {
    /// Invites these addresses with one role. Addresses that differ only in case are invited once.
    pub fn new(email_addresses: impl IntoIterator<Item = impl Into<String>>, role: &str) -> Self {
        let recipient = |address: String| Recipient { address, former: None };
        Self {
            chunk_size: DEFAULT_CHUNK_SIZE,
            max_wait: Duration::from_millis(DEFAULT_MAX_WAIT_MS),
            time_limit: None,
            role: role.into(),
            recipients: email_addresses.into_iter().map(|address| recipient(address.into())).collect(),
            formers: Vec::new(),
        }
    }

    /// Continues an earlier call: addresses that were not sent or were refused are sent again, addresses with an
    /// unknown outcome are looked up first, and the others keep their outcome.
    pub fn again(outcomes: Vec<InviteOutcome>, role: &str) -> Self {
        let recipient = |outcome: &InviteOutcome| Recipient {
            address: outcome.email_address.clone(),
            former: Some(outcome.status),
        };
        let recipients = outcomes.iter().map(recipient).collect();
        Self { recipients, formers: outcomes, ..Self::new(Vec::<String>::new(), role) }
    }
}

/// The outcome of one given address.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct InviteOutcome {
    /// The address as the caller passed it.
    pub email_address: String,
    /// The status.
    pub status: InviteStatus,
    /// The invitation, if there is one.
    pub invitation: Option<OrganizationInvitation>,
    /// The error, if the address is not invited.
    pub error: Option<Error>,
}

/// The progress of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct BulkProgress {
    /// The number of addresses with an outcome.
    pub done: usize,
    /// The number of all addresses.
    pub total: usize,
    /// The length of the wait that starts now. Zero if no wait starts.
    pub waiting: Duration,
}

/// A call that invites any number of addresses; see [`Organization::invite_members_settled`].
///
/// Awaiting it returns the outcomes, in the order of the addresses. As a stream it yields its progress;
/// [`finish`](Self::finish) then returns the outcomes at any time. No request is sent before it is polled.
pub struct BulkInvite {
    organization: Organization,
    role: String,
    addresses: Vec<String>,
    formers: Vec<InviteOutcome>,
    call: core::BulkInvite,
    /// The pending requests or wait, in the order in which they are reported.
    running: Vec<Running>,
    is_over: bool,
    time_limit: Option<Boxed<()>>,
    invitations: Vec<OrganizationInvitation>,
    /// `None` if the caller stopped the call.
    errors: Vec<Option<Error>>,
}

enum Running {
    Invite(Boxed<Result<Vec<OrganizationInvitation>, Error>>),
    List(Boxed<Result<Page<OrganizationInvitation>, Error>>),
    Wait(Boxed<()>),
    /// It has ended before an earlier one, and is reported after it.
    Ended(Ended),
}

/// The result of a request or a wait.
enum Ended {
    Invite(Result<Vec<OrganizationInvitation>, Error>),
    List(Result<Page<OrganizationInvitation>, Error>),
    Wait,
}

impl Running {
    fn poll(&mut self, context: &mut Context<'_>) {
        let ended = match self {
            Self::Invite(call) => call.as_mut().poll(context).map(Ended::Invite),
            Self::List(call) => call.as_mut().poll(context).map(Ended::List),
            Self::Wait(wait) => wait.as_mut().poll(context).map(|()| Ended::Wait),
            Self::Ended(_) => return,
        };
        if let Poll::Ready(ended) = ended {
            *self = Self::Ended(ended);
        }
    }
}

impl BulkInvite {
    pub(crate) fn new(organization: Organization, params: BulkInviteParams) -> Self {
        let BulkInviteParams { chunk_size, max_wait, time_limit, role, recipients, formers } = params;
        let max_wait_ms = u64::try_from(max_wait.as_millis()).unwrap_or(u64::MAX);
        Self {
            call: core::BulkInvite::new(&recipients, &role, chunk_size, max_wait_ms),
            organization,
            role,
            addresses: recipients.into_iter().map(|recipient| recipient.address).collect(),
            formers,
            running: Vec::new(),
            is_over: false,
            time_limit: time_limit.map(host::sleep),
            invitations: Vec::new(),
            errors: Vec::new(),
        }
    }

    /// Ends the call at once and returns the outcomes. If the call is not finished, addresses with a pending request
    /// are [`InviteStatus::OutcomeUnknown`], and addresses that were not sent are [`InviteStatus::NotAttempted`].
    ///
    /// # Errors
    ///
    /// The error of the first request if it cannot be sent (`InvalidParams`, `SignedOut`), and `Timeout` if the
    /// time limit was over before the first request.
    pub fn finish(mut self) -> Result<Vec<InviteOutcome>, Error> {
        if !self.is_over {
            self.abort(None);
        }
        if let (Action::Reject, Some(Some(error))) = (self.call.next_action(), self.errors.last()) {
            return Err(error.clone());
        }
        let outcomes = self.call.outcomes();
        Ok(self
            .addresses
            .iter()
            .zip(&outcomes)
            .map(|(address, outcome)| self.outcome(address, outcome))
            .collect())
    }

    fn outcome(&self, address: &str, outcome: &core::InviteOutcome) -> InviteOutcome {
        let mut result = InviteOutcome {
            email_address: address.to_owned(),
            status: outcome.status,
            invitation: None,
            error: None,
        };
        match outcome.detail {
            Detail::Invitation(at) => result.invitation = self.invitations.get(at).cloned(),
            Detail::Error(at) => result.error = self.errors.get(at).cloned().flatten(),
            Detail::Former(at) => {
                if let Some(former) = self.formers.get(at) {
                    result.invitation.clone_from(&former.invitation);
                    result.error.clone_from(&former.error);
                }
            }
            Detail::None => {}
        }
        result
    }

    /// Drops the pending requests, or the wait.
    fn abort(&mut self, error: Option<Error>) {
        // A part that has ended before an earlier one was not reported yet.
        while self.running.iter().any(|running| matches!(running, Running::Ended(_))) {
            match self.running.remove(0) {
                Running::Ended(ended) => self.report(ended),
                _ => {
                    self.errors.push(error.clone());
                    self.call.abandoned();
                }
            }
        }
        self.running.clear();
        self.time_limit = None;
        self.errors.push(error);
        self.call.aborted();
    }

    fn failed(&mut self, error: Error) {
        match ending(&error) {
            Ending::Refused(refusal) => self.call.refused(&refusal),
            Ending::Failed(no_answer) => self.call.failed(no_answer),
        }
        self.errors.push(Some(error));
    }

    fn begin(&self, action: Action) -> Option<Running> {
        match action {
            Action::Invite(email_addresses) => {
                let organization = self.organization.clone();
                let params = InviteMembersParams { email_addresses, role: self.role.clone() };
                Some(Running::Invite(Box::pin(async move { organization.invite_part(&params).await })))
            }
            Action::List(page) => {
                let params = GetInvitationsParams::default().status(["pending"]);
                Some(Running::List(fetch(&self.organization, &params, page)))
            }
            Action::Wait { ms } => Some(Running::Wait(host::sleep(Duration::from_millis(ms)))),
            Action::Join | Action::Resolve | Action::Reject => None,
        }
    }

    /// Polls the pending requests or wait. Takes the first if it has ended.
    fn poll_running(&mut self, context: &mut Context<'_>) -> Option<Ended> {
        self.running.iter_mut().for_each(|running| running.poll(context));
        if !matches!(self.running.first(), Some(Running::Ended(_))) {
            return None;
        }
        match self.running.remove(0) {
            Running::Ended(ended) => Some(ended),
            _ => None,
        }
    }

    fn report(&mut self, ended: Ended) {
        match ended {
            Ended::Invite(Ok(invitations)) => self.invited(invitations),
            Ended::List(Ok(page)) => self.listed(page),
            Ended::Invite(Err(error)) | Ended::List(Err(error)) => self.failed(error),
            Ended::Wait => self.call.waited(),
        }
    }

    fn invited(&mut self, invitations: Vec<OrganizationInvitation>) {
        let addresses: Vec<String> = invitations.iter().map(|row| row.email_address.clone()).collect();
        self.call.invited(&addresses);
        self.invitations.extend(invitations);
    }

    fn listed(&mut self, page: Page<OrganizationInvitation>) {
        self.call.listed(&ListedInvitations {
            ids: page.data.iter().map(|row| row.id.clone()).collect(),
            addresses: page.data.iter().map(|row| row.email_address.clone()).collect(),
            roles: page.data.iter().map(|row| row.role.clone()).collect(),
            total_count: page.total_count,
        });
        self.invitations.extend(page.data);
    }
}

impl Stream for BulkInvite {
    type Item = BulkProgress;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<BulkProgress>> {
        loop {
            if let Some(core::Progress { done, total, waiting_ms }) = self.call.progress() {
                return Poll::Ready(Some(BulkProgress {
                    done,
                    total,
                    waiting: Duration::from_millis(waiting_ms),
                }));
            }
            if self.time_limit.as_mut().is_some_and(|limit| limit.as_mut().poll(context).is_ready()) {
                self.abort(Some(time_limit::over()));
                continue;
            }
            if let Some(ended) = self.poll_running(context) {
                self.report(ended);
                continue;
            }
            if matches!(self.running[..], [Running::Wait(_)]) {
                return Poll::Pending;
            }
            let action = self.call.next_action();
            if action == Action::Join {
                return Poll::Pending;
            }
            let Some(running) = self.begin(action) else {
                self.is_over = true;
                return Poll::Ready(None);
            };
            self.running.push(running);
        }
    }
}

impl IntoFuture for BulkInvite {
    type Output = Result<Vec<InviteOutcome>, Error>;
    type IntoFuture = Boxed<Self::Output>;

    /// Runs the call to its end.
    fn into_future(mut self) -> Self::IntoFuture {
        Box::pin(async move {
            while poll_fn(|context| Pin::new(&mut self).poll_next(context)).await.is_some() {}
            self.finish()
        })
    }
}
