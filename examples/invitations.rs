//! Signs in with a password, lists the pending invitations of an organization, invites one person and revokes the
//! invitation. A Leptos, Yew or Dioxus front end does the same in its event handlers.
//!
//! `cargo build --example invitations --target wasm32-unknown-unknown`

#[cfg(target_arch = "wasm32")]
use clerk_organization::{
    Clerk, ClerkOptions, Error, GetInvitationsParams, InviteMemberParams, Organization, SetActive,
    SignInStatus,
};

#[cfg(target_arch = "wasm32")]
async fn sign_in(clerk: &Clerk, email_address: &str, password: &str) -> Result<Option<Organization>, Error> {
    let attempt = clerk.sign_in().with_password(email_address, password).await?;
    if let (SignInStatus::Complete, Some(session)) = (attempt.status(), attempt.created_session_id()) {
        clerk.set_active(SetActive { session: session.into(), ..Default::default() }).await?;
    }
    Ok(clerk.organization())
}

#[cfg(target_arch = "wasm32")]
async fn invitations(publishable_key: &str) -> Result<(), Error> {
    let clerk = Clerk::new(publishable_key, ClerkOptions::default())?;
    clerk.load().await?;
    let organization = match clerk.organization() {
        Some(organization) => Some(organization),
        None => sign_in(&clerk, "ada@example.com", "a password").await?,
    };
    let Some(organization) = organization else { return Ok(()) };
    let page = organization.get_invitations(GetInvitationsParams::default().status(["pending"])).await?;
    log(&format!("{} of {} are pending", page.data.len(), page.total_count));

    let params = InviteMemberParams { email_address: "grace@example.com".into(), role: "org:member".into() };
    match organization.invite_member(params).await {
        Ok(invitation) => drop(organization.revoke_invitation(&invitation.id).await?),
        Err(Error::Api(refusal)) => log(&refusal.message),
        Err(error) => return Err(error),
    }
    Ok(())
}

#[cfg(target_arch = "wasm32")]
fn log(line: &str) {
    web_sys::console::log_1(&line.into());
}

#[cfg(target_arch = "wasm32")]
fn main() {
    wasm_bindgen_futures::spawn_local(async {
        if let Err(error) = invitations("pk_test_…").await {
            log(&error.to_string());
        }
    });
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("This is an example for wasm32-unknown-unknown.");
}
