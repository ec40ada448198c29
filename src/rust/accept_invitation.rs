//! The link of an invitation, for the invited person, somebody else, a person who is signed out, and a new one.

use std::rc::Rc;

use clerk_organization_core::error::RuntimeErrorCode;
use clerk_organization_core::jwt;
use clerk_organization_core::value::Value;

use super::active_session::SetActive;
use super::calls::NoParams;
use super::clerk::Clerk;
use super::organization::Organization;
use super::sign_in::{SignInAttempt, form};
use super::sign_up::{ByTicket, SignUpAttempt, SignUpParams};
use crate::error::{Error, InvitationForAnotherUser};
use crate::host::{Json, object};
use crate::received::UserOrganizationInvitation;

/// What [`Clerk::accept_invitation`] has come to.
#[non_exhaustive]
pub enum AcceptedInvitation {
    /// The invitation is accepted, and the user is signed in. `None` if the server does not list the organization.
    Complete(Option<Organization>),
    /// The person has no account, and something is missing for one. Its last step accepts the invitation.
    NeedsSignUp(SignUpAttempt),
    /// The person has an account, and must take a further step to sign in.
    NeedsSignIn(SignInAttempt),
}

/// A link, and what its ticket says.
struct Link {
    ticket: String,
    is_sign_up: bool,
    invitation_id: String,
    organization_id: String,
}

impl Link {
    fn read(url: &str) -> Result<Self, Error> {
        let before_hash = url.split('#').next().unwrap_or_default();
        let query = before_hash.split_once('?').map_or("", |(_, query)| query);
        let parameter = |name: &str| {
            let mut pairs = form_urlencoded::parse(query.as_bytes());
            pairs.find(|(found, _)| found == name).map(|(_, value)| value.into_owned())
        };
        let Some(ticket) = parameter("__clerk_ticket").filter(|ticket| !ticket.is_empty()) else {
            return Err(Error::runtime(RuntimeErrorCode::InvalidParams, "url must have a __clerk_ticket."));
        };
        let claims = jwt::payload::<Json>(&ticket);
        let claim = |name: &str| claims.as_ref().and_then(|claims| claims.text_at(name)).unwrap_or_default();
        let is_sign_up = parameter("__clerk_status").as_deref() == Some("sign_up");
        Ok(Self { is_sign_up, invitation_id: claim("sid"), organization_id: claim("oid"), ticket })
    }
}

impl Clerk {
    /// Accepts the invitation of a link that the app was opened with: the URL has `__clerk_ticket`. It does so as the user
    /// who is signed in; else it signs the invited person in, or up with `fields` if they have no account.
    ///
    /// # Errors
    ///
    /// `NotLoaded` before [`load`](Self::load); `InvalidParams` for a URL without a ticket;
    /// [`Error::InvitationForAnotherUser`] if another user is signed in; [`Error::Api`] for a ticket that has expired or
    /// whose invitation was revoked; `OutcomeUnknown` if a request got no answer.
    pub async fn accept_invitation(
        &self,
        url: &str,
        fields: SignUpParams,
    ) -> Result<AcceptedInvitation, Error> {
        self.check_loaded()?;
        let link = Link::read(url)?;
        if self.user().is_none() {
            match self.enter(&link, &fields).await {
                Ok(accepted) => return Ok(accepted),
                Err(error) => {
                    // Another window, or the request whose answer was lost, may have signed somebody in.
                    let is_lost = error.runtime_code() == Some(RuntimeErrorCode::OutcomeUnknown);
                    if !is_lost && !has_code(&error, "session_exists") {
                        return Err(error);
                    }
                    self.load().await?;
                    let client = self.client();
                    let last = client.browser.state.borrow().resource().cloned();
                    client.select(last.and_then(|client| client.text_at("last_active_session_id")));
                    if self.user().is_none() {
                        return Err(error);
                    }
                }
            }
        }
        let refusal = self.accept_as_user(&link).await?;
        if refusal.is_some() || self.joined(&link).is_none() {
            self.load().await?;
        }
        match (refusal, self.joined(&link)) {
            // Accepted long ago, and removed since.
            (Some(refusal), None) => Err(refusal),
            (_, joined) => Ok(AcceptedInvitation::Complete(joined)),
        }
    }

    /// The organization of a link, if the user belongs to it.
    fn joined(&self, link: &Link) -> Option<Organization> {
        let organization =
            Organization { client: Rc::clone(self.client()), id: link.organization_id.clone() };
        organization.resource().is_some().then_some(organization)
    }

    /// Accepts it as the signed-in user. Returns the refusal if it was accepted before: opening the link does it if the
    /// invited person is signed in there.
    async fn accept_as_user(&self, link: &Link) -> Result<Option<Error>, Error> {
        let ids = [link.invitation_id.as_str()];
        let accepted = self.client().alter("acceptUserInvitation", &ids, &NoParams {}).await;
        match accepted.map(|_: UserOrganizationInvitation| ()) {
            Ok(()) => Ok(None),
            Err(error) if has_code(&error, "organization_invitation_already_accepted") => Ok(Some(error)),
            // The server knows the invitation to a user only if one of their addresses is invited.
            Err(cause) if has_code(&cause, "organization_invitation_not_found") => {
                let user = self.user();
                let address = user.as_ref().and_then(|user| user.primary_email_address());
                let signed_in_as = address.or(user.as_ref().map(|user| user.id.as_str())).unwrap_or_default();
                let refused = InvitationForAnotherUser { signed_in_as: signed_in_as.into(), cause };
                Err(Error::InvitationForAnotherUser(Box::new(refused)))
            }
            Err(error) => Err(error),
        }
    }

    /// Signs the invited person in by the ticket, or up if there is no account. The link says which, unless an account was
    /// made since it was opened.
    async fn enter(&self, link: &Link, fields: &SignUpParams) -> Result<AcceptedInvitation, Error> {
        if link.is_sign_up {
            match self.sign_up_by_ticket(link, fields).await {
                Err(error) if has_code(&error, "organization_invitation_identification_already_exists") => {
                    self.sign_in_by_ticket(link).await
                }
                entered => entered,
            }
        } else {
            match self.sign_in_by_ticket(link).await {
                Err(error) if has_code(&error, "organization_invitation_identification_not_exist") => {
                    self.sign_up_by_ticket(link, fields).await
                }
                entered => entered,
            }
        }
    }

    async fn sign_in_by_ticket(&self, link: &Link) -> Result<AcceptedInvitation, Error> {
        let params = form(&[("strategy", "ticket"), ("ticket", &link.ticket)]);
        let created = self.client().change_once("createSignIn", &[], &params, None).await;
        let attempt = self.sign_in().attempt(created)?;
        match attempt.created_session_id() {
            Some(session_id) => self.entered(link, session_id).await,
            None => Ok(AcceptedInvitation::NeedsSignIn(attempt)),
        }
    }

    async fn sign_up_by_ticket(
        &self,
        link: &Link,
        fields: &SignUpParams,
    ) -> Result<AcceptedInvitation, Error> {
        let params = object(&ByTicket { strategy: "ticket", ticket: &link.ticket, fields });
        let created = self.client().change_once("createSignUp", &[], &params, None).await;
        let attempt = self.sign_up().attempt(created)?;
        match attempt.created_session_id() {
            Some(session_id) => self.entered(link, session_id).await,
            None => Ok(AcceptedInvitation::NeedsSignUp(attempt)),
        }
    }

    async fn entered(&self, link: &Link, session_id: &str) -> Result<AcceptedInvitation, Error> {
        self.set_active(SetActive { session: session_id.into(), ..Default::default() }).await?;
        Ok(AcceptedInvitation::Complete(self.joined(link)))
    }
}

fn has_code(error: &Error, code: &str) -> bool {
    matches!(error, Error::Api(refusal) if refusal.errors.iter().any(|one| one.code == code))
}
