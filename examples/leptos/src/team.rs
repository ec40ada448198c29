//! The members and the invitations of the active organization.

use clerk_organization::{
    CheckAuthorization, GetInvitationsParams, GetMembershipsParams, InvitationList, InvitationRow,
    InviteMemberParams, LiveList, LiveRow, LiveRows, Organization, OrganizationMembership, PageParams,
    PublicUserData, Role,
};
use futures_util::StreamExt;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::{Alert, Shared, run};

/// The organization stays on its thread, like the client.
type SharedOrganization = StoredValue<Organization, LocalStorage>;

/// The page of a signed-in user who belongs to an organization.
#[component]
pub(crate) fn Team(clerk: Shared) -> impl IntoView {
    let client = clerk.get_value();
    let organization = client.organization()?;
    let name = organization.resource().map(|resource| resource.name).unwrap_or_default();
    let manage =
        CheckAuthorization { permission: Some("org:sys_memberships:manage".into()), ..Default::default() };
    let may_manage = client.check_authorization(&manage);
    let organization = StoredValue::new_local(organization);
    let error = RwSignal::new(None);
    let sign_out = move |_| {
        let clerk = clerk.get_value();
        run(error, async move { clerk.sign_out().await });
    };
    Some(view! {
        <main>
            <h1>{name}</h1>
            <button on:click=sign_out>"Sign out"</button>
            <Alert error/>
            <Members organization may_manage/>
            {may_manage.then(|| view! { <Invitations organization/> })}
        </main>
    })
}

#[component]
fn Members(organization: SharedOrganization, may_manage: bool) -> impl IntoView {
    let list = RwSignal::new(None::<LiveRows<OrganizationMembership>>);
    let roles = RwSignal::new(Vec::<Role>::new());
    let error = RwSignal::new(None);
    let all = GetMembershipsParams { page_size: 100, ..Default::default() };
    follow(organization.get_value().live_memberships(all), list);
    let of_roles = organization.get_value();
    run(error, async move {
        roles.set(of_roles.get_roles(PageParams { page_size: 100, ..Default::default() }).await?.data);
        Ok(())
    });
    let change_role = move |user_id: String, role: String| {
        let organization = organization.get_value();
        run(error, async move { organization.update_member(&user_id, &role).await.map(drop) });
    };
    let remove = move |user_id: String| {
        let organization = organization.get_value();
        run(error, async move { organization.remove_member(&user_id).await.map(drop) });
    };
    let row = move |membership: OrganizationMembership| {
        let PublicUserData { user_id, identifier, .. } = membership.public_user_data.unwrap_or_default();
        let (user_id, role) = (user_id.unwrap_or_default(), membership.role);
        let label = format!("Remove {identifier}");
        let removed = user_id.clone();
        let button = may_manage.then(|| {
            view! { <button aria-label=label on:click=move |_| remove(removed.clone())>"Remove"</button> }
        });
        let select = view! {
            <select
                aria-label=format!("Role of {identifier}")
                disabled=!may_manage
                on:change=move |event| change_role(user_id.clone(), event_target_value(&event))
            >
                {move || {
                    let role = role.clone();
                    roles.get().into_iter().map(move |one| {
                        let is_current = one.key == role;
                        view! { <option value=one.key selected=is_current>{one.name}</option> }
                    }).collect_view()
                }}
            </select>
        };
        view! { <li><span>{identifier}</span> {select} {button}</li> }
    };
    view! {
        <section>
            <h2>"Members"</h2>
            <Alert error/>
            <p aria-live="polite">{move || list.get().map(|list| count(&list, "members"))}</p>
            <ul aria-label="Members">
                {move || list.get().map(|list| list.data.into_iter().map(row.clone()).collect_view())}
            </ul>
        </section>
    }
}

/// Shows a live list until the component is removed. The list ends with the client.
fn follow<Row: LiveRow + Send + Sync>(mut live: LiveList<Row>, list: RwSignal<Option<LiveRows<Row>>>) {
    let is_gone = StoredValue::new(false);
    on_cleanup(move || is_gone.set_value(true));
    spawn_local(async move {
        while let Some(shown) = live.next().await {
            if is_gone.try_get_value() != Some(false) {
                break;
            }
            list.set(Some(shown));
        }
    });
}

/// The number of rows. While an empty list is loading, the first page has not arrived.
fn count<Row>(list: &LiveRows<Row>, what: &str) -> String {
    match (list.is_loading && list.data.is_empty(), &list.error) {
        (_, Some(error)) => error.to_string(),
        (true, None) => "Loading…".into(),
        (false, None) => format!("{} {what}", list.total_count),
    }
}

#[component]
fn Invitations(organization: SharedOrganization) -> impl IntoView {
    let list = RwSignal::new(None::<InvitationList>);
    let error = RwSignal::new(None);
    let address = RwSignal::new(String::new());
    let pending = GetInvitationsParams { page_size: 50, ..Default::default() }.status(["pending"]);
    follow(organization.get_value().live_invitations(pending), list);
    let invite = move |event: SubmitEvent| {
        event.prevent_default();
        let organization = organization.get_value();
        let params = InviteMemberParams { email_address: address.get_untracked(), role: "org:member".into() };
        run(error, async move {
            organization.invite_member(params).await?;
            address.set(String::new());
            Ok(())
        });
    };
    let revoke = move |id: String| {
        let organization = organization.get_value();
        run(error, async move { organization.revoke_invitation(&id).await.map(drop) });
    };
    let row = move |row: InvitationRow| {
        let email_address = row.email_address().to_owned();
        let label = format!("Revoke the invitation of {email_address}");
        let id = row.invitation().map(|invitation| invitation.id.clone());
        let action = match id {
            Some(id) => {
                view! { <button aria-label=label on:click=move |_| revoke(id.clone())>"Revoke"</button> }
                    .into_any()
            }
            None => view! { <em>"Sending…"</em> }.into_any(),
        };
        view! { <li><span>{email_address}</span> {action}</li> }
    };
    view! {
        <section>
            <h2>"Invitations"</h2>
            <form on:submit=invite>
                <label>"Email address" <input type="email" required bind:value=address/></label>
                <button>"Invite"</button>
            </form>
            <Alert error/>
            <p aria-live="polite">{move || list.get().map(|list| count(&list, "pending"))}</p>
            <ul aria-label="Invitations">
                {move || list.get().map(|list| list.data.into_iter().map(row.clone()).collect_view())}
            </ul>
        </section>
    }
}
