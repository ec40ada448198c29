//! A team page: a signed-in user sees the organization's members and invitations, and changes both.
//!
//! `?key=pk_test_…&url=http://127.0.0.1:4100` selects an emulator; an app has its publishable key compiled in.

mod sign_in;
mod team;

use clerk_organization::{Clerk, ClerkOptions, Error};
use futures_util::StreamExt;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The client stays on its thread; signals and stored values refer to it.
type Shared = StoredValue<Clerk, LocalStorage>;

fn main() {
    console_error_panic_hook::set_once();
    mount_to_body(|| match clerk() {
        Ok(clerk) => view! { <App clerk=clerk/> }.into_any(),
        Err(error) => view! { <p role="alert">{error.to_string()}</p> }.into_any(),
    });
}

/// Creates the client for the instance in the page's URL.
fn clerk() -> Result<Clerk, Error> {
    let query = window().location().search().unwrap_or_default();
    let query = web_sys::UrlSearchParams::new_with_str(&query).ok();
    let parameter = |name: &str| query.as_ref().and_then(|query| query.get(name));
    let options = ClerkOptions { proxy_url: parameter("url"), ..Default::default() };
    Clerk::new(&parameter("key").unwrap_or_default(), options)
}

/// The content of the page.
#[derive(Clone, Debug, PartialEq)]
enum Shown {
    Loading,
    Failed(String),
    SignedOut,
    /// The id of the active organization, so that a switch shows another team.
    Team(String),
    NoOrganization,
}

#[component]
fn App(clerk: Clerk) -> impl IntoView {
    let shown = RwSignal::new(Shown::Loading);
    let shared = StoredValue::new_local(clerk.clone());
    spawn_local(async move {
        if let Err(error) = clerk.load().await {
            shown.set(Shown::Failed(error.to_string()));
            return;
        }
        let mut changes = clerk.changes();
        loop {
            let now = match clerk.organization() {
                _ if !clerk.is_signed_in() => Shown::SignedOut,
                Some(organization) => Shown::Team(organization.id().into()),
                None => Shown::NoOrganization,
            };
            // The same content stays, and keeps typed text.
            if shown.get_untracked() != now {
                shown.set(now);
            }
            if changes.next().await.is_none() {
                break;
            }
        }
    });
    move || match shown.get() {
        Shown::Loading => view! { <p>"Loading…"</p> }.into_any(),
        Shown::Failed(message) => view! { <p role="alert">{message}</p> }.into_any(),
        Shown::SignedOut => view! { <sign_in::SignIn clerk=shared/> }.into_any(),
        Shown::NoOrganization => view! { <p>"You belong to no organization."</p> }.into_any(),
        Shown::Team(_) => view! { <team::Team clerk=shared/> }.into_any(),
    }
}

/// Runs an action of the user, and shows its error.
fn run(error: RwSignal<Option<String>>, action: impl Future<Output = Result<(), Error>> + 'static) {
    error.set(None);
    spawn_local(async move {
        if let Err(failure) = action.await {
            error.set(Some(failure.to_string()));
        }
    });
}

/// Shows the error, if there is one.
#[component]
fn Alert(error: RwSignal<Option<String>>) -> impl IntoView {
    move || error.get().map(|message| view! { <p role="alert">{message}</p> })
}
