//! Only outside a browser: the app's own store, and the options for an origin and a proxy URL.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use clerk_organization::{
    Clerk, ClerkOptions, Logo, MemoryStore, NativeOptions, RuntimeErrorCode, SetActive, Spawn, Store, within,
};

use crate::support::{
    api_test, begin_and_drop, clerk, emulator, member, page, person, post, requests, runtime, signed_in,
    sleep, stop, store, text,
};

fn with(native: NativeOptions) -> Clerk {
    let options = ClerkOptions { proxy_url: Some(text(&emulator(), "/url")), native, ..Default::default() };
    Clerk::new(&text(&emulator(), "/publishableKey"), options).unwrap()
}

#[api_test]
async fn the_next_start_of_the_app_finds_its_session_in_the_store() {
    let (first, _) = signed_in("admin").await;
    let dev_browser = store().read("dev_browser").unwrap();
    assert!(!dev_browser.is_empty());
    assert!(store().read("__session").is_none(), "the session token is not stored");
    drop(first);
    let second = clerk();
    second.load().await.unwrap();
    assert!(second.is_signed_in());
    assert_eq!(store().read("dev_browser"), Some(dev_browser));
    assert_eq!(requests("POST", "/dev_browser").await.len(), 1);
}

#[api_test]
async fn a_production_instance_identifies_its_client_by_the_stored_cookie() {
    let (_clerk, _) = signed_in("admin").await;
    let own = Rc::new(MemoryStore::default());
    let start = || {
        let native = NativeOptions { store: Rc::<MemoryStore>::clone(&own), ..Default::default() };
        let proxy_url = Some(text(&emulator(), "/url"));
        Clerk::new(
            "pk_live_Y2xlcmsuZXhhbXBsZS5jb20k",
            ClerkOptions { proxy_url, native, ..Default::default() },
        )
        .unwrap()
    };
    let first = start();
    first.load().await.unwrap();
    assert!(!first.is_signed_in());
    let (address, password) = (person("admin", "emailAddress"), person("admin", "password"));
    let attempt = first.sign_in().with_password(&address, &password).await.unwrap();
    let session = attempt.created_session_id().unwrap().into();
    first.set_active(SetActive { session, ..Default::default() }).await.unwrap();
    assert!(own.read("cookies").unwrap().contains("__client") && own.read("dev_browser").is_none());
    drop(first);
    let second = start();
    second.load().await.unwrap();
    assert_eq!(second.user().unwrap().primary_email_address(), Some(&*address));
}

#[api_test]
async fn another_store_has_no_session() {
    let (_clerk, _) = signed_in("admin").await;
    let other = with(NativeOptions { store: Rc::new(MemoryStore::default()), ..Default::default() });
    other.load().await.unwrap();
    assert!(other.is_loaded() && !other.is_signed_in());
}

#[api_test]
async fn an_invalid_dev_browser_in_the_store_is_replaced() {
    let (_clerk, _) = signed_in("admin").await;
    store().write("dev_browser", Some("x; y"));
    let next = clerk();
    next.load().await.unwrap();
    assert!(next.is_loaded() && !next.is_signed_in());
    assert!(store().read("dev_browser").unwrap().bytes().all(|byte| byte != b';'));
}

#[api_test]
async fn the_source_of_a_network_error_does_not_contain_the_dev_browser() {
    let (_clerk, _) = signed_in("admin").await;
    let options = ClerkOptions {
        proxy_url: Some("http://127.0.0.1:9".into()),
        native: NativeOptions { store: store(), ..Default::default() },
        ..Default::default()
    };
    let unreachable = Clerk::new(&text(&emulator(), "/publishableKey"), options).unwrap();
    let error = unreachable.load().await.unwrap_err();
    let source = std::error::Error::source(&error).unwrap().to_string();
    assert!(!source.contains(&store().read("dev_browser").unwrap()), "{source}");
    assert_eq!(runtime(error), RuntimeErrorCode::NetworkError);
}

#[api_test]
async fn a_path_is_an_invalid_proxy_url_outside_a_browser() {
    let options = ClerkOptions { proxy_url: Some("/__clerk".into()), ..Default::default() };
    let refused = Clerk::new("pk_test_eC15LTEuY2xlcmsuYWNjb3VudHMuZGV2JA==", options).err().unwrap();
    assert_eq!(runtime(refused), RuntimeErrorCode::InvalidProxyUrl);
}

#[api_test]
async fn the_origin_option_satisfies_an_instance_that_requires_an_origin() {
    let (_clerk, _) = signed_in("admin").await;
    crate::support::settings(r#"{ "origin_required": true }"#).await;
    let without = clerk();
    assert!(without.load().await.is_err());
    let native = NativeOptions { store: store(), origin: Some("http://localhost".into()), spawn: None };
    let with_origin = with(native);
    with_origin.load().await.unwrap();
    assert!(with_origin.is_signed_in());
}

#[api_test]
async fn the_background_work_of_a_dropped_clerk_ends_its_task() {
    let (_clerk, _) = signed_in("admin").await;
    let tasks = Rc::new(RefCell::new(Vec::new()));
    let spawned = Rc::clone(&tasks);
    let spawn: Spawn = Rc::new(move |future| spawned.borrow_mut().push(actix_rt::spawn(future)));
    let dropped = with(NativeOptions { store: store(), spawn: Some(spawn), ..Default::default() });
    dropped.load().await.unwrap();
    sleep(50).await;
    drop(dropped);
    assert!(!tasks.borrow().is_empty());
    for task in tasks.take() {
        let ended = within(Duration::from_secs(1), async { Ok(task.await) }).await;
        assert!(ended.is_ok(), "a `LocalSet` waits for its tasks");
    }
}

#[api_test]
async fn a_change_that_certainly_did_not_reach_the_server_fails_as_such() {
    let (clerk, organization) = signed_in("admin").await;
    stop().await;
    let logo = Logo { file_name: "logo".into(), content_type: "image/png".into(), bytes: vec![1] };
    let errors = [
        organization.invite_member(member("offline@example.com")).await.err(),
        organization.set_logo(Some(logo)).await.err(),
        clerk.leave_organization(organization.id()).await.err(),
    ];
    for error in errors {
        assert_eq!(runtime(error.unwrap()), RuntimeErrorCode::NetworkError);
    }
}

#[api_test]
async fn a_logo_whose_type_is_no_media_type_is_uploaded_as_a_browser_does_it() {
    let (_clerk, organization) = signed_in("admin").await;
    let bytes = crate::organization::PNG.to_vec();
    for content_type in ["", "png", "image/png\n"] {
        let logo =
            Logo { file_name: "logo.png".into(), content_type: content_type.into(), bytes: bytes.clone() };
        assert!(organization.set_logo(Some(logo)).await.unwrap().has_image, "{content_type:?}");
    }
}

#[api_test]
async fn dropping_a_resend_call_after_the_revocation_still_creates_the_new_invitation() {
    let (_clerk, organization) = signed_in("admin").await;
    let old = organization.invite_member(member("again@example.com")).await.unwrap();
    post("faults", r#"[{ "method": "POST", "path": "/invitations$", "delayMs": 500 }]"#).await;
    begin_and_drop(organization.resend_invitation(&old), 250).await;
    sleep(900).await;
    let newest = organization.get_invitations(page(1, 1)).await.unwrap().data.remove(0);
    assert_eq!(newest.email_address, "again@example.com");
    assert_ne!(newest.id, old.id);
}
