//! Resending an invitation: performs the steps of the core's [`Resend`].

use clerk_organization_core::bulk_invite::{Resend, ResendStep};
use clerk_organization_core::error::RuntimeErrorCode;

use super::calls::typed;
use super::organization::Organization;
use super::refusal::{Ending, ending};
use crate::error::{Error, NotResent};
use crate::host::object;
use crate::params::InviteMemberParams;
use crate::resource::OrganizationInvitation;

pub(crate) async fn resend(
    organization: &Organization,
    invitation: &OrganizationInvitation,
) -> Result<OrganizationInvitation, Error> {
    if !invitation.public_metadata.is_empty() {
        // Checked before anything is revoked, because a new invitation would lack the metadata.
        let message = "The invitation has public metadata, which the Frontend API does not take. Revoke it and invite \
                       the address again, without them or on your server.";
        return Err(Error::runtime(RuntimeErrorCode::InvalidParams, message));
    }
    let mut call = Resend::new(invitation.status.as_str());
    let mut revoked = invitation.clone();
    let mut made = None;
    let mut failed = None;
    loop {
        let step = call.step();
        let outcome = match step {
            ResendStep::Revoke => organization.revoke_invitation(&invitation.id).await,
            ResendStep::Invite => invite(organization, invitation).await,
            _ => break,
        };
        match outcome {
            Ok(answer) => {
                if step == ResendStep::Revoke {
                    revoked = answer
                } else {
                    made = Some(answer)
                }
                call.succeeded();
            }
            Err(error) => {
                match ending(&error) {
                    Ending::Refused(refusal) => call.refused(&refusal),
                    Ending::Failed(no_answer) => call.failed(no_answer),
                }
                failed = Some(error);
            }
        }
    }
    match (call.step(), made, failed) {
        (ResendStep::Done, Some(made), _) => Ok(made),
        (ResendStep::NotRevoked, _, Some(error)) => Err(error),
        (end, _, Some(cause)) => {
            let may_be_invited = end == ResendStep::InvitationUnknown;
            Err(Error::NotResent(Box::new(NotResent { revoked, may_be_invited, cause })))
        }
        (_, _, None) => Err(Error::invalid_response("no invitation")),
    }
}

/// Invites the address again. The request continues if the caller drops the call meanwhile.
async fn invite(
    organization: &Organization,
    invitation: &OrganizationInvitation,
) -> Result<OrganizationInvitation, Error> {
    let OrganizationInvitation { email_address, role, .. } = invitation.clone();
    let params = object(&InviteMemberParams { email_address, role });
    let call = || organization.client.change("inviteMember", &organization.id, None, &params);
    // Equal changes that overlap share one request, so this second call keeps it alive.
    let held = call();
    organization.client.browser.host.spawn(Box::pin(async move { drop(held.await) }));
    typed(call().await)
}
