//! Lists the pending invitations of the active organization, invites one person and takes it back: what a Leptos, Yew
//! or Dioxus front end would do in its event handlers.
//!
//! `cargo build --example invitations --target wasm32-unknown-unknown --no-default-features`

#[cfg(target_arch = "wasm32")]
use clerk_organization::{Clerk, ClerkOptions, Error, GetInvitationsParams, InviteMemberParams};

#[cfg(target_arch = "wasm32")]
async fn invitations(publishable_key: &str) -> Result<(), Error> {
    let clerk = Clerk::new(publishable_key, ClerkOptions::default())?;
    clerk.load().await?;
    let Some(organization) = clerk.organization() else { return Ok(()) };
    let page = organization.get_invitations(GetInvitationsParams::default().status(["pending"])).await?;
    log(&format!("{} of {} pending in {}", page.data.len(), page.total_count, organization.name));

    let params = InviteMemberParams { email_address: "ada@example.com".into(), role: "org:member".into() };
    match organization.invite_member(params).await {
        Ok(invitation) => drop(organization.revoke_invitation(&invitation.id).await?),
        Err(Error::Api(refusal)) => log(&refusal.message),
        Err(no_answer) => return Err(no_answer),
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
