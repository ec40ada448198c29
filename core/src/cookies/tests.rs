use super::*;
use proptest::prelude::*;

const NOW: f64 = 1_700_000_000_000.0;
const UPDATED_AT: f64 = 1_699_999_999_876.0;

fn token(seconds_left: f64) -> CachedToken {
    CachedToken {
        jwt: "e30.e30.c2ln".into(),
        issued_at: 1_699_999_990.0,
        ends_at: NOW + seconds_left * 1000.0,
    }
}

/// A signed-in production page in focus.
fn facts(token: &CachedToken) -> CookieFacts<'_> {
    CookieFacts {
        cookies_enabled: true,
        has_focus: true,
        active_context: None,
        session_id: Some("sess_1"),
        organization_id: Some("org_1"),
        ended_session_id: None,
        token: Some(token),
        now: NOW,
        is_development: false,
        client_updated_at: Some(UPDATED_AT),
    }
}

fn signed_out_facts() -> CookieFacts<'static> {
    CookieFacts {
        cookies_enabled: true,
        has_focus: true,
        active_context: None,
        session_id: None,
        organization_id: None,
        ended_session_id: None,
        token: None,
        now: NOW,
        is_development: false,
        client_updated_at: Some(UPDATED_AT),
    }
}

fn write(name: CookieName, value: Option<&str>, lifetime: Lifetime) -> CookieWrite {
    CookieWrite { name, value: value.map(String::from), lifetime }
}

#[test]
fn the_tab_in_focus_writes_its_token_and_its_context() {
    let token = token(60.0);
    assert_eq!(
        session_cookies(&facts(&token)),
        [
            write(CookieName::Session, Some("e30.e30.c2ln"), Lifetime::Year),
            write(CookieName::ActiveContext, Some("sess_1:org_1"), Lifetime::Browser),
        ]
    );
    let personal = session_cookies(&CookieFacts { organization_id: None, ..facts(&token) });
    assert_eq!(personal[1].value.as_deref(), Some("sess_1:"));
}

#[test]
fn in_development_the_time_of_the_client_is_written_too() {
    let token = token(60.0);
    let development = CookieFacts { is_development: true, ..facts(&token) };
    assert_eq!(
        session_cookies(&development)[1],
        write(CookieName::ClientUpdatedAt, Some("1699999999"), Lifetime::Year)
    );
}

#[test]
fn a_client_without_a_time_is_not_written_as_signed_out() {
    let token = token(60.0);
    for client_updated_at in [None, Some(0.0), Some(999.0), Some(-1.0), Some(f64::NAN)] {
        let facts = CookieFacts { is_development: true, client_updated_at, ..facts(&token) };
        assert_eq!(session_cookies(&facts)[1].value.as_deref(), Some("1699999990"), "{client_updated_at:?}");
    }
}

#[test]
fn only_a_token_that_is_valid_for_five_more_seconds_is_written() {
    for (seconds_left, is_written) in
        [(60.0, true), (5.001, true), (5.0, false), (0.0, false), (-60.0, false)]
    {
        let token = token(seconds_left);
        for has_focus in [true, false] {
            let facts = CookieFacts { has_focus, is_development: true, ..facts(&token) };
            assert_eq!(!session_cookies(&facts).is_empty(), is_written, "{seconds_left} {has_focus}");
        }
    }
    let token = token(60.0);
    assert_eq!(session_cookies(&CookieFacts { token: None, ..facts(&token) }), []);
}

#[test]
fn a_tab_in_the_background_writes_only_over_its_own_context() {
    let token = token(60.0);
    for (active_context, is_written) in [
        (None, true),
        (Some(""), true),
        (Some("sess_1:org_1"), true),
        (Some("sess_1:org_2"), false),
        (Some("sess_1:"), false),
        (Some("sess_1"), false),
        (Some("sess_2:org_1"), false),
        (Some(":"), false),
    ] {
        let in_background = CookieFacts { has_focus: false, active_context, ..facts(&token) };
        assert_eq!(!session_cookies(&in_background).is_empty(), is_written, "{active_context:?}");
        let in_focus = CookieFacts { has_focus: true, ..in_background };
        assert!(!session_cookies(&in_focus).is_empty(), "{active_context:?}");
    }
}

#[test]
fn signing_out_removes_the_cookies() {
    let removed = [
        write(CookieName::Session, None, Lifetime::Year),
        write(CookieName::ActiveContext, None, Lifetime::Browser),
    ];
    assert_eq!(session_cookies(&signed_out_facts()), removed);
    let development = session_cookies(&CookieFacts { is_development: true, ..signed_out_facts() });
    assert_eq!(development[1], write(CookieName::ClientUpdatedAt, Some("0"), Lifetime::Year));
}

#[test]
fn signing_out_in_the_background_leaves_the_cookies_of_another_session() {
    for (active_context, ended_session_id, is_removed) in [
        (None, None, true),
        (None, Some("sess_1"), true),
        (Some("sess_1:org_1"), Some("sess_1"), true),
        (Some("sess_1:"), Some("sess_1"), true),
        (Some("sess_2:org_1"), Some("sess_1"), false),
        (Some("sess_10:org_1"), Some("sess_1"), false),
        (Some("sess_1:org_1"), None, false),
    ] {
        let in_background =
            CookieFacts { has_focus: false, active_context, ended_session_id, ..signed_out_facts() };
        let removes = !session_cookies(&in_background).is_empty();
        assert_eq!(removes, is_removed, "{active_context:?} {ended_session_id:?}");
    }
}

#[test]
fn nothing_is_written_when_cookies_are_disabled() {
    let token = token(60.0);
    assert_eq!(session_cookies(&CookieFacts { cookies_enabled: false, ..facts(&token) }), []);
    assert_eq!(session_cookies(&CookieFacts { cookies_enabled: false, ..signed_out_facts() }), []);
}

#[test]
fn cookies_have_the_suffix_of_the_key_and_the_plain_name() {
    for (name, expected) in [
        (CookieName::Session, "__session"),
        (CookieName::ClientUpdatedAt, "__client_uat"),
        (CookieName::DevBrowser, "__clerk_db_jwt"),
    ] {
        assert_eq!(name.names(Some("2wj2B74-")), [expected.to_owned() + "_2wj2B74-", expected.to_owned()]);
        assert_eq!(name.names(None), [expected]);
    }
    assert_eq!(CookieName::ActiveContext.names(Some("2wj2B74-")), ["clerk_active_context"]);
}

#[test]
fn the_suffix_is_the_one_of_clerks_own_packages() {
    // Of `pk_test_eC15LTEuY2xlcmsuYWNjb3VudHMuZGV2JA==`, as `getCookieSuffix` of @clerk/shared 4.41 returns it.
    let digest = [
        0xdb, 0x08, 0xf6, 0x07, 0xbe, 0x3e, 0x33, 0xc6, 0x9d, 0x6d, 0xbc, 0x06, 0xe8, 0xc6, 0xdc, 0x99, 0xb1,
        0x13, 0x0a, 0xe4,
    ];
    assert_eq!(suffix(&crate::base64::encode_url(&digest)), "2wj2B74-");
    // In the standard alphabet, as `btoa` writes it.
    assert_eq!(suffix("2wj2B74+M8adbbwG6MbcmbETCuQ="), "2wj2B74-");
}

#[test]
fn the_text_of_a_cookie_has_its_attributes() {
    for (value, lifetime, is_https, expected) in [
        (Some("a.b-c_d"), Lifetime::Year, true, "n=a.b-c_d; Path=/; SameSite=Lax; Max-Age=31536000; Secure"),
        (Some("sess_1:org_1"), Lifetime::Browser, false, "n=sess_1:org_1; Path=/; SameSite=Lax"),
        (Some("sess_1:"), Lifetime::Browser, true, "n=sess_1:; Path=/; SameSite=Lax; Secure"),
        (None, Lifetime::Year, false, "n=; Path=/; SameSite=Lax; Max-Age=0"),
        (None, Lifetime::Browser, true, "n=; Path=/; SameSite=Lax; Max-Age=0; Secure"),
    ] {
        assert_eq!(cookie_text("n", value, lifetime, is_https).as_deref(), Some(expected));
    }
}

#[test]
fn a_value_that_would_end_the_cookie_is_refused() {
    for value in
        ["a; Domain=evil.example", "a,b", "a b", "a\nb", "a\tb", "a\u{0}", "a\"b", "a\\b", "ü", "\u{7f}"]
    {
        assert_eq!(cookie_text("n", Some(value), Lifetime::Year, true), None, "{value:?}");
    }
}

#[test]
fn a_cookie_is_found_by_its_whole_name() {
    let cookies = "a=1; __session_x=2;__session=3=4; b; empty=; __session=5";
    assert_eq!(find(cookies, "__session"), Some("3=4"));
    assert_eq!(find(cookies, "__session_x"), Some("2"));
    assert_eq!(find(cookies, "a"), Some("1"));
    assert_eq!(find(cookies, "empty"), Some(""));
    for absent in ["session", "b", "", "__sess", "x=2"] {
        assert_eq!(find(cookies, absent), None, "{absent}");
    }
    assert_eq!(find("", "a"), None);
}

proptest! {
    #[test]
    fn a_written_cookie_is_read_back(value in "[!-~]{0,30}", is_https: bool) {
        if let Some(text) = cookie_text("n", Some(&value), Lifetime::Year, is_https) {
            let pair = text.split(';').next().unwrap();
            let cookies = ["m=1; ", pair, "; n_x=2"].concat();
            prop_assert_eq!(find(&cookies, "n"), Some(value.as_str()));
        } else {
            prop_assert!(value.contains(['"', ',', ';', '\\']));
        }
    }

    /// Two tabs that share the cookies, in any interleaving: the token always belongs to the session and organization
    /// in the context, and a background tab never replaces the cookies of another context.
    #[test]
    fn the_context_always_matches_the_token(
        steps in prop::collection::vec((0..2_usize, any::<bool>(), -10.0..60.0_f64, any::<bool>()), 1..30),
    ) {
        let tabs = [("sess_1", "org_1"), ("sess_1", "org_2")];
        let (mut session, mut context): (Option<String>, Option<String>) = (None, None);
        for (tab, has_focus, seconds_left, is_signed_in) in steps {
            let (session_id, organization_id) = tabs[tab];
            let own = [session_id, ":", organization_id].concat();
            let token = CachedToken { jwt: own.clone(), ..token(seconds_left) };
            let before = context.clone();
            let facts = CookieFacts {
                has_focus,
                active_context: before.as_deref(),
                session_id: is_signed_in.then_some(session_id),
                organization_id: is_signed_in.then_some(organization_id),
                ended_session_id: None,
                token: is_signed_in.then_some(&token),
                ..facts(&token)
            };
            for write in session_cookies(&facts) {
                prop_assert!(has_focus || before.as_ref().is_none_or(|before| is_signed_in && *before == own));
                prop_assert!(!is_signed_in || seconds_left > 5.0);
                match write.name {
                    CookieName::Session => session = write.value,
                    CookieName::ActiveContext => context = write.value,
                    other => prop_assert!(false, "{:?}", other),
                }
            }
            prop_assert_eq!(&session, &context);
        }
    }
}
