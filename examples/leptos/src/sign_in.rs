//! Signing in with a password.

use clerk_organization::{ActiveOrganization, SetActive};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use crate::{Alert, Shared, run};

/// The form for a visitor without a session.
#[component]
pub(crate) fn SignIn(clerk: Shared) -> impl IntoView {
    let email_address = RwSignal::new(String::new());
    let password = RwSignal::new(String::new());
    let error = RwSignal::new(None);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let clerk = clerk.get_value();
        let (email_address, password) = (email_address.get_untracked(), password.get_untracked());
        run(error, async move {
            let attempt = clerk.sign_in().with_password(&email_address, &password).await?;
            let Some(session) = attempt.created_session_id() else { return Ok(()) };
            clerk.set_active(SetActive { session: session.into(), ..Default::default() }).await?;
            if clerk.organization().is_none() {
                choose_organization(&clerk).await?;
            }
            Ok(())
        });
    };
    view! {
        <main>
            <h1>"Sign in"</h1>
            <form on:submit=submit>
                <label>"Email address" <input type="email" autocomplete="username" required bind:value=email_address/></label>
                <label>
                    "Password"
                    <input type="password" autocomplete="current-password" required bind:value=password/>
                </label>
                <button>"Sign in"</button>
            </form>
            <Alert error/>
        </main>
    }
}

/// Makes the first organization the active one.
async fn choose_organization(clerk: &clerk_organization::Clerk) -> Result<(), clerk_organization::Error> {
    let memberships = clerk.user().map(|user| user.organization_memberships).unwrap_or_default();
    let Some(first) = memberships.first() else { return Ok(()) };
    let organization = ActiveOrganization::Id(first.organization.id.clone());
    clerk.set_active(SetActive { organization, ..Default::default() }).await
}
