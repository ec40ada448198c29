//! Accepting an invitation by its link, as a signed-in or signed-out user or as a new person.

use std::rc::Rc;

use clerk_organization_core::accept_invitation::{
    AcceptInvitation, Accepted, Action, Event, Link, STATUS_PARAM, TICKET_PARAM, Trouble,
};
use clerk_organization_core::error::RuntimeErrorCode;
use clerk_organization_core::value::Value;

use super::active_session::SetActive;
use super::calls::NoParams;
use super::clerk::Clerk;
use super::organization::Organization;
use super::sign_in::{SignInAttempt, form};
use super::sign_up::{ByTicket, SignUpAttempt, SignUpParams};
use crate::error::{Error, InvitationForAnotherUser};
use crate::host::{self, Json, object};
use crate::received::UserOrganizationInvitation;

/// The result of [`Clerk::accept_invitation`].
#[derive(Debug)]
#[non_exhaustive]
pub enum AcceptedInvitation {
    /// The invitation is accepted, and the user is signed in. `None` if the server does not list the organization.
    Complete(Option<Organization>),
    /// The person has no account, and fields for the sign-up are missing. The last step of the attempt accepts the
    /// invitation.
    NeedsSignUp(SignUpAttempt),
    /// The person has an account, and must complete a further step to sign in.
    NeedsSignIn(SignInAttempt),
}

/// Reads the params of a link.
fn read_link(url: &str) -> Result<Link, Error> {
    let before_hash = url.split('#').next().unwrap_or_default();
    let query = before_hash.split_once('?').map_or("", |(_, query)| query);
    let parameter = |name: &str| {
        let mut pairs = form_urlencoded::parse(query.as_bytes());
        pairs.find(|(found, _)| found == name).map(|(_, value)| value.into_owned()).unwrap_or_default()
    };
    let link = Link::new::<Json>(&parameter(TICKET_PARAM), &parameter(STATUS_PARAM));
    link.ok_or_else(|| invalid_link("must have a"))
}

fn invalid_link(what: &str) -> Error {
    Error::runtime(RuntimeErrorCode::InvalidParams, &format!("url {what} {TICKET_PARAM}."))
}

/// The attempt of a call to sign in or up.
enum Attempt {
    SignIn(SignInAttempt),
    SignUp(SignUpAttempt),
}

impl Attempt {
    fn created_session_id(&self) -> Option<&str> {
        match self {
            Self::SignIn(attempt) => attempt.created_session_id(),
            Self::SignUp(attempt) => attempt.created_session_id(),
        }
    }
}

impl Clerk {
    /// Accepts an invitation by the URL that its link opened, which has the param `__clerk_ticket`. If a user is signed
    /// in, the call accepts the invitation as that user. Otherwise it signs the invited person in, or up with `fields`
    /// if they have no account.
    ///
    /// # Errors
    ///
    /// `NotLoaded` before [`load`](Self::load); `InvalidParams` for a URL without a ticket, and, while a user is signed in,
    /// for a ticket that is cut off;
    /// [`Error::InvitationForAnotherUser`] if another user is signed in; [`Error::Api`] for a ticket that has expired or
    /// whose invitation was revoked; `OutcomeUnknown` if a request got no answer.
    pub async fn accept_invitation(
        &self,
        url: &str,
        fields: SignUpParams,
    ) -> Result<AcceptedInvitation, Error> {
        self.check_loaded()?;
        let link = read_link(url)?;
        let (mut call, mut action) =
            AcceptInvitation::start(&link.status, self.user().is_some(), host::is_online());
        let (mut attempt, mut failure) = (None, None);
        loop {
            let accepted = match action {
                Action::Done(accepted) => return self.accepted(accepted, &link, attempt, failure),
                Action::SignIn => self.sign_in_by_ticket(&link).await.map(Some),
                Action::SignUp => self.sign_up_by_ticket(&link, &fields).await.map(Some),
                Action::Activate => self.activate(attempt.as_ref()).await.map(|()| None),
                Action::Accept => self.accept_as_user(&link).await.map(|()| None),
                Action::Load => self.load().await.map(|()| None),
                Action::LoadAndSelect => self.load_and_select().await.map(|()| None),
            };
            let event = match accepted {
                Ok(Some(begun)) => {
                    let has_session = begun.created_session_id().is_some();
                    attempt = Some(begun);
                    Event::Entered(has_session)
                }
                Ok(None) => Event::Succeeded,
                Err(error) => {
                    let trouble = trouble_of(&error);
                    failure = Some(error);
                    Event::Failed(trouble)
                }
            };
            action = call.step(event, self.user().is_some(), self.joined(&link).is_some());
        }
    }

    /// The result of a call.
    fn accepted(
        &self,
        accepted: Accepted,
        link: &Link,
        attempt: Option<Attempt>,
        failure: Option<Error>,
    ) -> Result<AcceptedInvitation, Error> {
        let unexpected = || Error::invalid_response("The invitation of the link could not be accepted.");
        let failure = failure.unwrap_or_else(unexpected);
        match (accepted, attempt) {
            (Accepted::Complete, _) => Ok(AcceptedInvitation::Complete(self.joined(link))),
            (Accepted::NeedsSignIn, Some(Attempt::SignIn(attempt))) => {
                Ok(AcceptedInvitation::NeedsSignIn(attempt))
            }
            (Accepted::NeedsSignUp, Some(Attempt::SignUp(attempt))) => {
                Ok(AcceptedInvitation::NeedsSignUp(attempt))
            }
            (Accepted::ForAnotherUser, _) => {
                let user = self.user();
                let address = user.as_ref().and_then(|user| user.primary_email_address());
                let signed_in_as = address.or(user.as_ref().map(|user| user.id.as_str())).unwrap_or_default();
                let refused = InvitationForAnotherUser { signed_in_as: signed_in_as.into(), cause: failure };
                Err(Error::InvitationForAnotherUser(Box::new(refused)))
            }
            (Accepted::OutcomeUnknown, _) => Err(failure.into_outcome_unknown()),
            _ => Err(failure),
        }
    }

    /// The organization of a link, if the user belongs to it.
    fn joined(&self, link: &Link) -> Option<Organization> {
        let organization =
            Organization { client: Rc::clone(self.client()), id: link.organization_id.clone() };
        organization.resource().is_some().then_some(organization)
    }

    async fn accept_as_user(&self, link: &Link) -> Result<(), Error> {
        if link.invitation_id.is_empty() {
            return Err(invalid_link("must have the whole"));
        }
        let ids = [link.invitation_id.as_str()];
        let accepted = self.client().alter("acceptUserInvitation", &ids, &NoParams {}).await;
        accepted.map(|_: UserOrganizationInvitation| ())
    }

    async fn load_and_select(&self) -> Result<(), Error> {
        self.load().await?;
        let client = self.client();
        let last = client.browser.state.borrow().resource().cloned();
        client.select(last.and_then(|client| client.text_at("last_active_session_id")));
        Ok(())
    }

    async fn sign_in_by_ticket(&self, link: &Link) -> Result<Attempt, Error> {
        let params = form(&[("strategy", "ticket"), ("ticket", &link.ticket)]);
        let created = self.client().change_once("createSignIn", &[], &params, None).await;
        self.sign_in().attempt(created).map(Attempt::SignIn)
    }

    async fn sign_up_by_ticket(&self, link: &Link, fields: &SignUpParams) -> Result<Attempt, Error> {
        let params = object(&ByTicket { strategy: "ticket", ticket: &link.ticket, fields });
        let created = self.client().change_once("createSignUp", &[], &params, None).await;
        self.sign_up().attempt(created).map(Attempt::SignUp)
    }

    async fn activate(&self, attempt: Option<&Attempt>) -> Result<(), Error> {
        let session_id = attempt.and_then(Attempt::created_session_id).unwrap_or_default();
        self.set_active(SetActive { session: session_id.into(), ..Default::default() }).await
    }
}

fn trouble_of(error: &Error) -> Trouble {
    match error {
        Error::Api(refusal) => {
            let codes: Vec<String> = refusal.errors.iter().map(|one| one.code.clone()).collect();
            Trouble::of(Some(refusal.status), &codes)
        }
        error => {
            let code = error.runtime_code().map(|code| code.as_str().to_owned());
            Trouble::of(None, &code.into_iter().collect::<Vec<_>>())
        }
    }
}
