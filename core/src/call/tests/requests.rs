//! One request: the dev browser, retries, 401, and a client attached to the answer.

use super::*;

/// Answers that are not a client.
const NOT_CLIENTS: [fn() -> Json; 6] = [
    || json!("client"),
    || json!([]),
    || json!({}),
    || json!(7),
    || json!(true),
    || json!({ "sessions": 5 }),
];

#[test]
fn load_succeeds_while_signed_out_and_fails_for_an_answer_that_is_not_a_client() {
    let mut host = Host::new(false, None, vec![ok(json!({ "response": null, "client": null }))]);
    assert!(host.load().is_ok());
    assert_eq!((host.client.session_id(), host.client.is_loaded()), (None, true));
    let not_clients = NOT_CLIENTS.map(|value| json!({ "response": value() }));
    for hollow in [json!({}), json!(null), json!([])].into_iter().chain(not_clients) {
        let valid = ok(json!({ "response": signed_in(&[("sess_1", "active")]) }));
        let mut host = Host::new(false, None, vec![ok(hollow), valid]);
        assert_eq!(code(host.load()), RuntimeErrorCode::InvalidResponse);
        // The client is still unloaded, so the next load is the first one.
        assert!(host.load().is_ok());
        assert_eq!(host.client.session_id(), Some("sess_1"));
    }
}

#[test]
fn a_development_instance_gets_a_dev_browser_first_and_once() {
    let answers = vec![
        ok(json!({ "id": "dvb_1" })),
        ok(json!({ "response": null })),
        ok(json!({ "response": { "id": "org_1" } })),
    ];
    let mut host = Host::new(true, None, answers);
    host.load().unwrap();
    host.send(list()).unwrap();
    assert_eq!(host.paths(), ["/dev_browser", "/client", "/organizations/org_1"]);
    assert!(host.sent.iter().skip(1).all(|line| line.contains("__clerk_db_jwt=dvb_1")));
    assert_eq!(host.remembered.as_deref(), Some("dvb_1"));
}

#[test]
fn a_dev_browser_that_the_server_forgot_is_replaced_once() {
    let lost = || refusal(401, "dev_browser_unauthenticated");
    let answers = vec![lost(), ok(json!({ "id": "dvb_2" })), ok(json!({ "response": null }))];
    let mut host = Host::new(true, Some("dvb_old"), answers);
    host.load().unwrap();
    assert_eq!(host.remembered.as_deref(), Some("dvb_2"));

    let mut host = Host::new(true, Some("dvb_old"), vec![lost(), ok(json!({ "id": "dvb_2" })), lost()]);
    assert_eq!(status(host.load()), 401);
}

#[test]
fn after_the_dev_browser_is_lost_the_client_is_looked_up_at_once() {
    let answers = vec![
        ok(json!({ "response": signed_in(&[("sess_1", "active")]) })),
        refusal(401, "dev_browser_unauthenticated"),
        ok(json!({ "id": "dvb_2" })),
        ok(json!({ "response": null })),
    ];
    let mut host = Host::new(true, Some("dvb_old"), answers);
    host.load().unwrap();
    assert_eq!(status(host.send(list())), 401);
    assert_eq!(host.client.session_id(), None);
    assert_eq!(host.adopted.last(), Some(&None));
}

#[test]
fn an_instance_without_dev_browsers_ignores_a_stored_one() {
    let mut host = Host::new(false, Some("dvb_1"), vec![ok(json!({ "response": null }))]);
    host.load().unwrap();
    assert!(!host.sent.iter().any(|line| line.contains("__clerk_db_jwt")));
}

#[test]
fn a_get_without_an_answer_is_retried_as_in_clerk_js() {
    let mut host =
        Host::loaded(vec![Network, Network, Network, ok(json!({ "response": { "id": "org_1" } }))]);
    assert!(host.send(list()).is_ok());
    assert_eq!(host.waits, [100, 700, 1400]);
    let attempts =
        |line: &String| line.trim().rsplit_once("_clerk_retry_attempt=").map(|(_, n)| n.to_owned());
    let sent: Vec<_> = host.sent.iter().map(attempts).collect();
    assert_eq!(sent, [None, Some("1".into()), Some("2".into()), Some("3".into())]);
    // All attempts belong to one request.
    assert!(host.ids.iter().all(|id| Some(id) == host.ids.first()));
}

#[test]
fn changes_timeouts_and_offline_requests_are_not_retried() {
    let create =
        || Request::new(operation("createDomain").unwrap(), &["org_1"], &json!({ "name": "x.io" })).unwrap();
    for (request, answer, is_online, expected) in [
        (list(), Network, false, RuntimeErrorCode::NetworkError),
        (list(), TimeOut, true, RuntimeErrorCode::Timeout),
        (create(), Network, false, RuntimeErrorCode::NetworkError),
        (create(), Network, true, RuntimeErrorCode::OutcomeUnknown),
        (create(), TimeOut, true, RuntimeErrorCode::OutcomeUnknown),
    ] {
        let mut host = Host::loaded(vec![answer]);
        host.is_online = is_online;
        assert_eq!(code(host.send(request)), expected);
        assert_eq!((host.sent.len(), host.waits.len()), (1, 0));
    }
}

#[test]
fn without_an_answer_the_outcome_of_a_change_is_unknown_and_a_sign_in_step_fails() {
    let of = |name, ids: &[&str]| Request::new(operation(name).unwrap(), ids, &json!({})).unwrap();
    let changes: [(&str, &[&str]); 3] =
        [("deleteDomain", &["org_1", "orgdmn_1"]), ("leaveOrganization", &["org_1"]), ("createSignIn", &[])];
    for (name, ids) in changes {
        for lost in [Network, TimeOut, CutOff, refusal(502, "x"), refusal(503, "x"), refusal(504, "x")] {
            let mut host = Host::loaded(vec![lost]);
            let failure = host.send(of(name, ids)).unwrap_err();
            let is_unknown = failure.runtime_code() == Some(RuntimeErrorCode::OutcomeUnknown);
            assert_eq!(is_unknown, name != "createSignIn", "{name} {failure:?}");
            assert_eq!(failure.is_unanswered(), name == "createSignIn", "{name} {failure:?}");
        }
        let mut host = Host::loaded(vec![refusal(500, "x")]);
        assert_eq!(status(host.send(of(name, ids))), 500, "a refusal is an answer");
    }
}

#[test]
fn a_change_of_the_users_own_membership_fetches_the_client() {
    let user = json!({ "id": "user_1" });
    let session = json!({ "id": "sess_1", "status": "active", "user": user });
    let client = json!({ "id": "client_1", "sessions": [session], "last_active_session_id": "sess_1" });
    for (user_id, expected) in [("user_1", 2), ("user_2", 1)] {
        let mut host = Host::new(false, None, vec![ok(json!({ "response": client }))]);
        host.load().unwrap();
        host.sent.clear();
        host.answers =
            vec![ok(json!({ "response": { "id": "orgmem_1" } })), ok(json!({ "response": client }))].into();
        let params = json!({ "role": "org:member" });
        let request = Request::new(operation("updateMember").unwrap(), &["org_1", user_id], &params).unwrap();
        host.send(request).unwrap();
        assert_eq!(host.sent.len(), expected);
    }
}

#[test]
fn after_a_429_any_request_is_retried_and_after_a_gateway_error_only_a_read() {
    let busy = |status, seconds: u32| Status(status, json!({ "retry_after": seconds }));
    let create =
        || Request::new(operation("createDomain").unwrap(), &["org_1"], &json!({ "name": "x.io" })).unwrap();
    let answered = || ok(json!({ "response": { "id": "org_1" } }));
    for (request, answers, waits, succeeds) in [
        (list(), vec![busy(429, 2), answered()], vec![2000], true),
        (create(), vec![busy(429, 2), busy(429, 0), answered()], vec![2000, 700], true),
        (list(), vec![busy(503, 1), busy(502, 0), busy(504, 0), answered()], vec![1000, 700, 1400], true),
        (list(), vec![busy(502, 0), busy(502, 0), busy(502, 0), busy(502, 0)], vec![100, 700, 1400], false),
        (list(), vec![busy(429, 3600)], vec![], false),
        (list(), vec![busy(500, 1)], vec![], false),
        (create(), vec![busy(503, 1)], vec![], false),
        (create(), vec![busy(422, 1)], vec![], false),
    ] {
        let mut host = Host::loaded(answers);
        assert_eq!(host.send(request).is_ok(), succeeds);
        assert_eq!(host.waits, waits);
        assert!(host.answers.is_empty());
    }
}

#[test]
fn a_call_uses_its_session_until_an_attached_client_ends_it() {
    let gone = json!({ "response": null, "errors": [{ "code": "x" }], "client": signed_in(&[]) });
    let mut host = Host::loaded(vec![Status(422, gone), ok(json!({ "response": { "id": "org_1" } }))]);
    assert!(host.send(list()).is_err());
    assert_eq!(host.client.session_id(), None);
    assert!(host.send(list()).is_ok());
    let with_session = |line: &String| line.contains("_clerk_session_id=sess_1");
    assert_eq!(host.sent.iter().map(with_session).collect::<Vec<_>>(), [true, false]);
}

#[test]
fn an_invalid_attached_client_does_not_sign_out() {
    for garbage in NOT_CLIENTS.map(|value| value()) {
        let mut host = Host::loaded(vec![ok(json!({ "response": { "id": "org_1" }, "client": garbage }))]);
        let adopted = host.adopted.len();
        host.send(list()).unwrap();
        assert_eq!((host.client.session_id(), host.adopted.len()), (Some("sess_1"), adopted), "{garbage}");
    }
}

#[test]
fn another_session_does_not_become_active_without_a_call() {
    let mut host = Host::loaded(vec![ok(
        json!({ "response": { "id": "org_1" }, "client": signed_in(&[("sess_2", "active")]) }),
    )]);
    host.send(list()).unwrap();
    assert_eq!(host.client.session_id(), None);
}

#[test]
fn a_newly_selected_session_is_used_from_the_next_call_on() {
    let mut host = Host::loaded(vec![
        ok(json!({ "response": { "id": "org_1" } })),
        ok(json!({ "response": { "id": "org_1" } })),
    ]);
    host.client.select(Some("sess_2".into()));
    host.send(list()).unwrap();
    host.client.select(None);
    host.send(list()).unwrap();
    let names = |line: &String| line.contains("_clerk_session_id=sess_2");
    assert_eq!(host.sent.iter().map(names).collect::<Vec<_>>(), [true, false]);
}

#[test]
fn after_a_401_the_client_is_fetched_and_the_error_stays_if_the_session_is_gone() {
    let gone = || ok(json!({ "response": signed_in(&[]) }));
    let mut host = Host::loaded(vec![refusal(401, "authentication_invalid"), gone()]);
    assert_eq!(status(host.send(list())), 401);
    assert_eq!(host.paths(), ["/organizations/org_1", "/client"]);
    assert_eq!(host.client.session_id(), None);

    // A refused request for a session's token is not repeated. The client is fetched, which shows that the session is gone.
    let mut host = Host::loaded(vec![refusal(401, "authentication_invalid"), gone()]);
    assert!(host.token(&TokenKey::new("sess_1", None, None)).is_err());
    assert_eq!(host.paths(), ["/client/sessions/sess_1/tokens", "/client"]);
    assert_eq!(host.client.session_id(), None);

    let mut host = Host::loaded(vec![refusal(401, "requires_captcha")]);
    assert!(host.send(list()).is_err());
    assert_eq!((host.sent.len(), host.client.session_id()), (1, Some("sess_1")));
}

#[test]
fn after_a_401_with_an_active_session_the_call_is_sent_once_more_with_a_new_token_that_is_cached() {
    let alive = || ok(json!({ "response": signed_in(&[("sess_1", "active")]) }));
    let no = || refusal(401, "authentication_invalid");
    let token = || ok(json!({ "jwt": jwt(START) }));
    let asked = ["/organizations/org_1", "/client", "/client/sessions/sess_1/tokens"];

    let mut host = Host::loaded(vec![no(), alive(), token(), ok(json!({ "response": { "id": "org_1" } }))]);
    assert!(host.send(list()).is_ok());
    assert_eq!(host.paths(), [&asked[..], &asked[..1]].concat());
    let key = TokenKey::new("sess_1", None, Some("org_1"));
    assert!(host.client.tokens.fresh_token(&key, host.now).is_some());

    // Only once, and only if a new token was issued.
    let mut host = Host::loaded(vec![no(), alive(), token(), no()]);
    assert!(host.send(list()).is_err());
    assert_eq!(host.sent.len(), 4);
    let mut host = Host::loaded(vec![no(), alive(), no()]);
    assert!(host.send(list()).is_err());
    assert_eq!((host.paths().as_slice(), host.client.session_id()), (&asked[..], Some("sess_1")));
}

#[test]
fn a_change_of_the_client_fetches_it_if_the_server_attaches_none() {
    let sign_out = || Request::new(operation("removeAllSessions").unwrap(), &[], &json!({})).unwrap();
    let mut host =
        Host::loaded(vec![ok(json!({ "response": { "id": "org_1" } })), ok(json!({ "response": null }))]);
    assert!(host.send(sign_out()).is_ok());
    assert_eq!(
        (host.paths().as_slice(), host.client.session_id()),
        (&["/client/sessions", "/client"][..], None)
    );

    let mut host = Host::loaded(vec![ok(json!({ "response": { "id": "org_1" }, "client": signed_in(&[]) }))]);
    assert!(host.send(sign_out()).is_ok());
    assert_eq!((host.sent.len(), host.client.session_id()), (1, None));
}

#[test]
fn a_2xx_without_a_response_is_a_failure() {
    for hollow in [json!({ "response": null }), json!({}), json!([]), json!(7)] {
        let mut host = Host::loaded(vec![ok(hollow)]);
        assert_eq!(code(host.send(list())), RuntimeErrorCode::InvalidResponse);
    }
    let mut host = Host::loaded(vec![CutOff]);
    assert_eq!(code(host.send(list())), RuntimeErrorCode::InvalidResponse);
}

#[test]
fn a_token_is_requested_with_its_organization_and_kept() {
    let mut host =
        Host::loaded(vec![ok(json!({ "jwt": jwt(START) })), ok(json!({})), ok(json!({ "jwt": "" }))]);
    let key = TokenKey::new("sess_1", None, Some("org_1"));
    let token = host.token(&key).unwrap();
    assert_eq!(host.client.tokens.fresh_token(&key, host.now).map(|token| json!(token.jwt)), Some(token));
    assert!(host.sent.first().is_some_and(|line| line.ends_with(" organization_id=org_1")));
    for _ in 0..2 {
        assert_eq!(code(host.token(&TokenKey::new("sess_1", None, None))), RuntimeErrorCode::InvalidResponse);
    }
}

#[test]
fn a_token_request_is_retried_as_often_as_a_get() {
    let busy = |status, seconds: u32| Status(status, json!({ "retry_after": seconds }));
    let token = || ok(json!({ "jwt": jwt(START) }));
    for template in [None, Some("supabase")] {
        let key = TokenKey::new("sess_1", template, Some("org_1"));
        for (answers, waits, succeeds) in [
            (vec![Network, token()], vec![100], true),
            (vec![busy(503, 2), busy(502, 0), busy(504, 0), token()], vec![2000, 700, 1400], true),
            (vec![Network, Network, Network, Network], vec![100, 700, 1400], false),
            (vec![TimeOut], vec![], false),
            (vec![busy(500, 0)], vec![], false),
            (vec![busy(503, 3600)], vec![], false),
        ] {
            let mut host = Host::loaded(answers);
            assert_eq!(host.token(&key).is_ok(), succeeds);
            assert_eq!(host.waits, waits);
            assert!(host.answers.is_empty());
        }
    }
}

#[test]
fn a_dev_browser_request_is_retried() {
    let answers =
        vec![Network, refusal(503, "x"), ok(json!({ "id": "dvb_1" })), ok(json!({ "response": null }))];
    let mut host = Host::new(true, None, answers);
    host.load().unwrap();
    assert_eq!(host.paths(), ["/dev_browser", "/dev_browser", "/dev_browser", "/client"]);
    assert_eq!(host.remembered.as_deref(), Some("dvb_1"));
}

#[test]
fn a_switch_of_the_organization_without_an_answer_is_not_retried() {
    let touch = operation("touchSession").unwrap();
    let request = Request::new(touch, &["sess_1"], &json!({ "activeOrganizationId": "org_2" })).unwrap();
    let mut host = Host::loaded(vec![Network]);
    assert_eq!(code(host.send(request)), RuntimeErrorCode::NetworkError);
    assert!(host.waits.is_empty());
}

#[test]
fn the_expired_token_is_sent_if_the_server_requires_it() {
    let key = TokenKey::new("sess_1", None, Some("org_1"));
    let mut host = Host::loaded(vec![
        ok(json!({ "jwt": jwt(START) })),
        refusal(422, "missing_expired_token"),
        ok(json!({ "jwt": jwt(START) })),
        refusal(422, "missing_expired_token"),
        refusal(422, "missing_expired_token"),
    ]);
    host.token(&key).unwrap();
    host.token(&key).unwrap();
    assert!(host.sent.last().is_some_and(|line| line.contains("?expired_token=")));
    // Only once: the server's second refusal is final.
    assert_eq!(status(host.token(&key)), 422);
    assert!(host.answers.is_empty());
}
