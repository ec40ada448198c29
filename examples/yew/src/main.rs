//! The pending invitations of the active organization, live, with a form to invite another person. Sign in with
//! examples/leptos.

use clerk_organization::{
    Clerk, ClerkOptions, Error, GetInvitationsParams, InvitationList, InviteMemberParams, Organization,
};
use futures_util::StreamExt;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlInputElement;
use yew::prelude::*;

const PUBLISHABLE_KEY: &str = match option_env!("CLERK_PUBLISHABLE_KEY") {
    Some(key) => key,
    None => "",
};

fn main() {
    yew::Renderer::<App>::new().render();
}

/// Loads the client; returns the active organization of the signed-in user.
async fn load() -> Result<Option<(Clerk, Organization)>, Error> {
    let clerk = Clerk::new(PUBLISHABLE_KEY, ClerkOptions::default())?;
    clerk.load().await?;
    let organization = clerk.organization();
    Ok(organization.map(|organization| (clerk, organization)))
}

#[component]
fn App() -> Html {
    let organization = use_state(|| None::<Organization>);
    let list = use_state(|| None::<InvitationList>);
    let error = use_state(|| None::<String>);
    let input = use_node_ref();
    {
        let (organization, list, error) = (organization.clone(), list.clone(), error.clone());
        use_effect_with((), move |()| {
            spawn_local(async move {
                // Keeps the client, because the list ends when it is dropped.
                let (_clerk, current) = match load().await {
                    Ok(Some(loaded)) => loaded,
                    Ok(None) => {
                        return error.set(Some("Nobody is signed in, or no organization is active.".into()));
                    }
                    Err(failure) => return error.set(Some(failure.to_string())),
                };
                organization.set(Some(current.clone()));
                let mut live = current.live_invitations(GetInvitationsParams::default().status(["pending"]));
                while let Some(shown) = live.next().await {
                    list.set(Some(shown));
                }
            });
        });
    }
    let invite = {
        let (organization, error, input) = (organization.clone(), error.clone(), input.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let (Some(organization), Some(input)) =
                ((*organization).clone(), input.cast::<HtmlInputElement>())
            else {
                return;
            };
            let (error, params) = (
                error.clone(),
                InviteMemberParams { email_address: input.value(), role: "org:member".into() },
            );
            spawn_local(async move {
                let failure = organization.invite_member(params).await.err();
                error.set(failure.map(|failure| failure.to_string()));
            });
        })
    };
    html! {
        <main>
            <h1>{ "Pending invitations" }</h1>
            <form onsubmit={invite}>
                <label>{ "Email address " }<input type="email" required=true ref={input} /></label>
                <button disabled={organization.is_none()}>{ "Invite" }</button>
            </form>
            if let Some(error) = &*error {
                <p role="alert">{ error }</p>
            }
            if let Some(list) = &*list {
                <ul>
                    { for list.data.iter().map(|row| html! { <li>{ row.email_address() }</li> }) }
                </ul>
            }
        </main>
    }
}
