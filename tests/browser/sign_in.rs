//! Signing in and out, sessions, organizations and tokens.

use clerk_organization::{
    ActiveOrganization, ActiveSession, GetToken, RuntimeErrorCode, SetActive, SignInStatus, SignUpParams,
};

use crate::support::{
    activate, api_test, begin_and_drop, clerk, emulator, fresh, last_mail, member, next, person, post,
    refusal, requests, runtime, settings, signed_in, sleep, text,
};

#[cfg(target_arch = "wasm32")]
fn cookies() -> String {
    let document = js_sys::Reflect::get(&js_sys::global(), &"document".into()).unwrap();
    js_sys::Reflect::get(&document, &"cookie".into()).unwrap().as_string().unwrap()
}

#[api_test]
async fn a_password_creates_a_session_that_set_active_signs_in() {
    let clerk = fresh().await;
    assert!(!clerk.is_loaded());
    let early = clerk.set_active(SetActive::default()).await.unwrap_err();
    assert_eq!(runtime(early), RuntimeErrorCode::NotLoaded);
    clerk.load().await.unwrap();
    assert!(clerk.is_loaded() && !clerk.is_signed_in() && clerk.session().is_none());
    assert!(clerk.organization().is_none());
    let early = clerk.get_token(GetToken::default()).await.unwrap_err();
    assert_eq!(runtime(early), RuntimeErrorCode::SignedOut);

    let (address, password) = (person("admin", "emailAddress"), person("admin", "password"));
    let wrong = clerk.sign_in().with_password(&address, "wrong").await.err().unwrap();
    assert_eq!(refusal(wrong), (422, "form_password_incorrect".into()));
    let attempt = clerk.sign_in().with_password(&address, &password).await.unwrap();
    assert_eq!((attempt.status(), attempt.identifier()), (&SignInStatus::Complete, Some(&*address)));
    assert!(!clerk.is_signed_in(), "the new session is not active yet");
    activate(&clerk, &attempt).await;
    assert!(clerk.is_signed_in());
    assert_eq!(clerk.session().map(|session| session.id).as_deref(), attempt.created_session_id());
    assert_eq!(clerk.user().unwrap().primary_email_address(), Some(&*address));

    // The next page in this browser gets the session from the cookies.
    let next_page = self::clerk();
    next_page.load().await.unwrap();
    assert!(next_page.is_signed_in());
    assert_eq!(next_page.organization().unwrap().id(), text(&emulator(), "/organizationId"));
}

#[api_test]
async fn nobody_signs_in_or_up_before_the_client_is_loaded() {
    let (_clerk, _) = signed_in("admin").await;
    let early = clerk();
    let errors = [
        early.sign_in().with_password("ada@example.com", "a password").await.err(),
        early.sign_in().with_email_code("ada@example.com").await.err(),
        early.sign_up().create(SignUpParams::default()).await.err(),
    ];
    for error in errors {
        assert_eq!(runtime(error.unwrap()), RuntimeErrorCode::NotLoaded);
    }
    early.load().await.unwrap();
    assert!(early.is_signed_in(), "the page still finds the session");
}

#[api_test]
async fn loads_that_overlap_or_are_dropped_leave_this_browser_its_session() {
    let (_clerk, _) = signed_in("admin").await;
    let next_page = clerk();
    let mut loads = [Box::pin(next_page.load()), Box::pin(next_page.load())];
    for loaded in crate::invitations::all(&mut loads).await {
        loaded.unwrap();
    }
    drop(loads);
    assert!(next_page.is_signed_in());

    let next_page = clerk();
    begin_and_drop(next_page.load(), 0).await;
    next_page.load().await.unwrap();
    assert!(next_page.is_signed_in());
    assert_eq!(requests("POST", "/dev_browser").await.len(), 1);
}

#[api_test]
async fn a_session_that_cannot_be_read_is_signed_out_too() {
    let clerk = fresh().await;
    let odd = r#"{ "id": "sess_1", "status": "active", "user": { "id": "user_1", "organization_memberships": 5 } }"#;
    let client = format!(r#"{{ "response": {{ "id": "client_1", "sessions": [{odd}] }} }}"#);
    let fault = serde_json::json!([{ "path": "/client$", "status": 200, "body": client }]);
    post("faults", &fault.to_string()).await;
    clerk.load().await.unwrap();
    assert!(clerk.is_signed_in() && clerk.sessions().is_empty());
    drop(clerk.sign_out().await);
    assert_eq!(requests("POST", "/client/sessions").await.len(), 1);
}

#[api_test]
async fn a_code_by_e_mail_signs_in() {
    let clerk = fresh().await;
    clerk.load().await.unwrap();
    let attempt = clerk.sign_in().with_email_code(&person("member", "emailAddress")).await.unwrap();
    assert_eq!(attempt.status(), &SignInStatus::NeedsFirstFactor);
    assert!(attempt.first_factors().iter().any(|factor| factor.strategy == "email_code"));
    let wrong = attempt.attempt_email_code("000000").await.err().unwrap();
    assert_eq!(refusal(wrong), (422, "form_code_incorrect".into()));
    let code = text(&last_mail().await, "/code");
    // Like a page that is reloaded between the mail and the code.
    clerk.load().await.unwrap();
    let resumed = clerk.sign_in().current().unwrap();
    assert_eq!(resumed.id(), attempt.id());
    let complete = resumed.attempt_email_code(&code).await.unwrap();
    activate(&clerk, &complete).await;
    assert!(clerk.is_signed_in());
}

#[api_test]
async fn the_ticket_of_an_invitation_signs_in_and_joins_the_organization() {
    let (clerk, organization) = signed_in("admin").await;
    organization.invite_member(member("nadia.osei@example.com")).await.unwrap();
    let link = text(&last_mail().await, "/link");
    let ticket = link.split_once("ticket=").unwrap().1.split('&').next().unwrap().to_owned();
    clerk.sign_out().await.unwrap();
    let attempt = clerk.sign_in().with_ticket(&ticket).await.unwrap();
    activate(&clerk, &attempt).await;
    assert_eq!(clerk.organization().unwrap().id(), organization.id());
    assert_eq!(clerk.user().unwrap().primary_email_address(), Some("nadia.osei@example.com"));
}

#[api_test]
async fn signing_out_ends_the_session_and_removes_its_cookies() {
    let (clerk, _) = signed_in("admin").await;
    #[cfg(target_arch = "wasm32")]
    assert!(cookies().contains("__session="));
    let mut changes = clerk.changes();
    clerk.sign_out().await.unwrap();
    assert!(next(&mut changes).await.is_some());
    assert!(!clerk.is_signed_in() && clerk.session().is_none() && clerk.organization().is_none());
    #[cfg(target_arch = "wasm32")]
    assert!(!cookies().contains("__session="), "{}", cookies());
    let refused = clerk.get_token(GetToken::default()).await.unwrap_err();
    assert_eq!(runtime(refused), RuntimeErrorCode::SignedOut);
    let next_page = self::clerk();
    next_page.load().await.unwrap();
    assert!(!next_page.is_signed_in());
    clerk.sign_out().await.unwrap();
}

#[api_test]
async fn signing_out_of_one_session_keeps_the_other() {
    let (clerk, _) = signed_in("admin").await;
    settings(r#"{ "single_session_mode": false }"#).await;
    let first = clerk.session().unwrap().id;
    let (address, password) = (person("member", "emailAddress"), person("member", "password"));
    let attempt = clerk.sign_in().with_password(&address, &password).await.unwrap();
    assert_eq!(clerk.session().unwrap().id, first, "the active session stays the same");
    activate(&clerk, &attempt).await;
    assert_eq!(clerk.user().unwrap().primary_email_address(), Some(&*address));
    let second = clerk.session().unwrap().id;
    clerk.sign_out_of(&second).await.unwrap();
    assert!(clerk.session().is_none());
    clerk.set_active(SetActive { session: first.as_str().into(), ..Default::default() }).await.unwrap();
    assert_eq!(clerk.session().unwrap().id, first);
    clerk.set_active(SetActive { session: ActiveSession::None, ..Default::default() }).await.unwrap();
    assert!(clerk.session().is_none() && !clerk.sessions().is_empty());
    settings(r#"{ "single_session_mode": true }"#).await;
}

#[api_test]
async fn switching_the_organization_does_not_change_existing_handles() {
    let (clerk, organization) = signed_in("admin").await;
    let memberships = clerk.user().unwrap().organization_memberships;
    let other =
        memberships.iter().find(|membership| membership.organization.id != organization.id()).unwrap();
    let other_id = other.organization.id.as_str();
    clerk.set_active(SetActive { organization: other_id.into(), ..Default::default() }).await.unwrap();
    assert_eq!(clerk.organization().unwrap().id(), other_id);
    assert_ne!(organization.id(), other_id);
    assert_eq!(organization.resource().unwrap().name, "Northwind Studio");

    let personal = SetActive { organization: ActiveOrganization::Personal, ..Default::default() };
    clerk.set_active(personal).await.unwrap();
    assert!(clerk.organization().is_none() && clerk.is_signed_in());
    let unknown = SetActive { organization: "org_unknown".into(), ..Default::default() };
    assert_eq!(refusal(clerk.set_active(unknown).await.unwrap_err()).0, 404);
    let unknown = SetActive { session: "sess_unknown".into(), ..Default::default() };
    assert_eq!(runtime(clerk.set_active(unknown).await.unwrap_err()), RuntimeErrorCode::InvalidParams);
}

#[api_test]
async fn a_token_is_cached_unless_skip_cache_is_set() {
    let (clerk, _) = signed_in("admin").await;
    let token = clerk.get_token(GetToken::default()).await.unwrap();
    let before = requests("POST", "/tokens").await.len();
    assert_eq!(clerk.get_token(GetToken::default()).await.unwrap(), token);
    assert_eq!(requests("POST", "/tokens").await.len(), before);
    clerk.get_token(GetToken { skip_cache: true, ..Default::default() }).await.unwrap();
    assert_eq!(requests("POST", "/tokens").await.len(), before + 1);
    let personal = GetToken { organization_id: Some(String::new()), ..Default::default() };
    let claims = |token: &str| clerk_organization_core::jwt::claims::<serde_json::Value>(token).unwrap().1;
    let of_organization = |token: &str| claims(token).get("o").is_some();
    assert!(of_organization(&token) && !of_organization(&clerk.get_token(personal).await.unwrap()));
    let template = GetToken { template: Some("unknown".into()), ..Default::default() };
    assert_eq!(refusal(clerk.get_token(template).await.unwrap_err()).0, 404);
}

#[api_test]
async fn polling_renews_the_token_until_the_clerk_is_dropped() {
    let (clerk, organization) = signed_in("admin").await;
    // A token is used until five seconds before it expires, so a token of five seconds is never fresh.
    settings(r#"{ "session_token_seconds": 5 }"#).await;
    clerk.get_token(GetToken { skip_cache: true, ..Default::default() }).await.unwrap();
    let before = requests("POST", "/tokens").await.len();
    sleep(6500).await;
    let polled = requests("POST", "/tokens").await.len();
    assert!(polled > before, "{polled} requests, {before} before");
    let mut changes = clerk.changes();
    drop(clerk);
    assert!(next(&mut changes).await.is_none(), "the stream ends with the clerk");
    sleep(6500).await;
    assert_eq!(requests("POST", "/tokens").await.len(), polled);
    // Calls on a handle still work.
    assert!(organization.get_invitations(Default::default()).await.is_ok());
    settings(r#"{ "session_token_seconds": 60 }"#).await;
}

#[cfg(target_arch = "wasm32")]
#[api_test]
async fn a_dev_browser_in_the_url_is_used_and_removed_from_it_and_an_invalid_one_is_ignored() {
    let (_, _) = signed_in("admin").await;
    let dev_browser =
        cookies().split("__clerk_db_jwt=").nth(1).unwrap().split(';').next().unwrap().to_owned();
    let window = web_sys::window().unwrap();
    let history = window.history().unwrap();
    let url = || window.location().href().unwrap();
    let before = url();
    let show = |id: &str| {
        let handed_over = web_sys::Url::new(&before).unwrap();
        handed_over.search_params().set("__clerk_db_jwt", id);
        history.replace_state_with_url(&"state".into(), "", Some(&handed_over.href())).unwrap();
    };
    // Like a page on another host, which has no cookies yet.
    let fresh_page = || {
        for name in cookies().split("; ").map(|cookie| cookie.split('=').next().unwrap().to_owned()) {
            let document = js_sys::Reflect::get(&js_sys::global(), &"document".into()).unwrap();
            let removal = format!("{name}=; Path=/; Max-Age=0");
            js_sys::Reflect::set(&document, &"cookie".into(), &removal.into()).unwrap();
        }
        clerk()
    };
    show(&dev_browser);
    let handed_over = fresh_page();
    handed_over.load().await.unwrap();
    assert!(handed_over.is_signed_in());
    assert_eq!((url(), history.state().unwrap()), (before.clone(), "state".into()));

    show("x; Domain=evil.example");
    let tricked = fresh_page();
    tricked.load().await.unwrap();
    assert!(!tricked.is_signed_in() && !cookies().contains("evil"));
    assert_eq!(url(), before);
}
