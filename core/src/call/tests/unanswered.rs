//! A change without an answer is looked up. Only a result that cannot have existed before counts as its answer.

use super::*;

fn change(host: &mut Host, what: &str) -> Outcome<Json> {
    let request = match what {
        "invite" => {
            let params = json!({ "emailAddress": "a@x.io", "role": "org:member" });
            Request::new(operation("inviteMember").unwrap(), &["org_1"], &params)
        }
        "bulk" => {
            let params = json!({ "emailAddresses": ["a@x.io", "b@x.io"], "role": "org:member" });
            Request::new(operation("inviteMembers").unwrap(), &["org_1"], &params)
        }
        "relay" => {
            let url = "https://app.example.com/api/invite".into();
            Ok(Request::relay(url, "a.b.c".into(), "{}".into(), vec!["a@x.io".into()], "org:member".into()))
        }
        _ => Request::new(operation("revokeInvitation").unwrap(), &["org_1", "orginv_a"], &json!({})),
    };
    host.run(Call::change(request.unwrap(), "org_1"))
}

/// An invitation that was created `after_ms` after the first request of a test, by the server's clock.
fn row(id: &str, address: &str, after_ms: f64) -> Json {
    json!({
        "id": id, "email_address": address, "role": "org:member", "status": "pending", "organization_id": "org_1",
        "created_at": START + 50.0 + AHEAD + after_ms,
    })
}

fn page(rows: &[Json]) -> Answer {
    ok(json!({ "response": { "data": rows, "total_count": rows.len() } }))
}

#[test]
fn a_change_without_an_answer_is_looked_up_and_its_result_is_the_answer() {
    let (a, b) = (row("orginv_a", "a@x.io", 10.0), row("orginv_b", "b@x.io", 10.0));
    for (what, found) in
        [("invite", a.clone()), ("bulk", json!([a, b])), ("revoke", a.clone()), ("relay", a.clone())]
    {
        for lost in [Network, TimeOut, CutOff, refusal(502, "x"), refusal(503, "x"), refusal(504, "x")] {
            let mut host = Host::loaded(vec![lost, page(&[b.clone(), a.clone()])]);
            assert_eq!(change(&mut host, what), Ok(found.clone()), "{what}");
            let status = if what == "revoke" { "status=revoked" } else { "status=pending" };
            assert!(host.sent.last().is_some_and(|line| line.contains(status)), "{what}");
        }
    }
}

#[test]
fn an_older_invitation_of_the_same_address_is_not_the_answer() {
    let old = row("orginv_old", "a@x.io", -60_000.0);
    let new = row("orginv_new", "a@x.io", 500.0);
    let sent_again = ok(json!({ "response": new }));
    let mut host = Host::loaded(vec![Network, page(std::slice::from_ref(&old)), sent_again]);
    assert_eq!(change(&mut host, "invite"), Ok(new.clone()));
    assert_eq!(host.sent.iter().filter(|line| line.starts_with("POST")).count(), 2);

    // The second attempt is lost too. The invitation that the first look-up found is still not its result.
    let mut host = Host::loaded(vec![
        Network,
        page(std::slice::from_ref(&old)),
        Network,
        page(&[new.clone(), old.clone()]),
    ]);
    assert_eq!(change(&mut host, "invite"), Ok(new));

    // One of two invitations is older, so the change is not sent again and its outcome is unknown.
    let mut host = Host::loaded(vec![Network, page(&[row("orginv_b", "b@x.io", 10.0), old])]);
    assert_eq!(code(change(&mut host, "bulk")), RuntimeErrorCode::OutcomeUnknown);
}

#[test]
fn a_new_invitation_of_another_call_is_not_the_answer() {
    let first = row("orginv_first", "a@x.io", 10.0);
    let second = row("orginv_second", "a@x.io", 200.0);
    let mut host = Host::loaded(vec![
        ok(json!({ "response": first })),
        Network,
        page(std::slice::from_ref(&first)),
        ok(json!({ "response": second })),
    ]);
    assert!(change(&mut host, "invite").is_ok());
    assert_eq!(change(&mut host, "invite"), Ok(second));
}

#[test]
fn without_the_date_header_the_time_of_a_new_token_is_used() {
    let old = row("orginv_old", "a@x.io", -60_000.0);
    let new = row("orginv_new", "a@x.io", 10.0);
    for (there, applied) in [(&new, true), (&old, false)] {
        let token = ok(json!({ "jwt": jwt(START + 200.0) }));
        let mut host = Host::loaded(vec![]);
        host.has_date = false;
        host.client.clock = Default::default();
        host.answers =
            vec![Network, page(std::slice::from_ref(there)), token, refusal(400, "x"), page(&[])].into();
        assert_eq!(change(&mut host, "invite").is_ok(), applied);
    }
    // Without the server's time the outcome is unknown.
    let mut host = Host::loaded(vec![]);
    host.has_date = false;
    host.client.clock = Default::default();
    host.answers = vec![Network, page(std::slice::from_ref(&new)), refusal(500, "x")].into();
    assert_eq!(code(change(&mut host, "invite")), RuntimeErrorCode::OutcomeUnknown);
}

#[test]
fn a_change_that_had_no_effect_is_sent_once_more() {
    let c = row("orginv_c", "c@x.io", 10.0);
    let (a, b) = (row("orginv_a", "a@x.io", 300.0), row("orginv_b", "b@x.io", 300.0));
    for (what, second) in [("invite", a.clone()), ("bulk", json!([a, b])), ("revoke", a.clone())] {
        let answers = vec![Network, page(std::slice::from_ref(&c)), ok(json!({ "response": second }))];
        let mut host = Host::loaded(answers);
        assert_eq!(change(&mut host, what), Ok(second), "{what}");
    }
    // An invitation with another role does not count.
    let mut other = row("orginv_other", "a@x.io", 10.0);
    other["role"] = json!("org:admin");
    let mut host = Host::loaded(vec![Network, page(&[other]), ok(json!({ "response": a }))]);
    assert_eq!(change(&mut host, "invite"), Ok(a.clone()));
    // The second attempt is looked up as well, and its refusal may mean that the first attempt succeeded.
    for second in [Network, refusal(400, "organization_invitation_not_unique")] {
        let mut host = Host::loaded(vec![Network, page(&[]), second, page(std::slice::from_ref(&a))]);
        assert_eq!(change(&mut host, "invite"), Ok(a.clone()));
    }
    let mut host = Host::loaded(vec![Network, page(&[]), Network, page(&[])]);
    assert_eq!(code(change(&mut host, "invite")), RuntimeErrorCode::NetworkError);
    let mut host = Host::loaded(vec![Network, page(&[]), refusal(422, "x"), page(&[])]);
    assert_eq!(status(change(&mut host, "invite")), 422);
}

#[test]
fn a_request_to_a_relay_is_never_repeated() {
    let mut host = Host::loaded(vec![TimeOut, page(&[])]);
    assert_eq!(code(change(&mut host, "relay")), RuntimeErrorCode::Timeout);
    assert_eq!(host.sent.iter().filter(|line| line.starts_with("POST")).count(), 1);
    let mut host = Host::loaded(vec![refusal(429, "too_many_requests")]);
    assert_eq!(status(change(&mut host, "relay")), 429);
}

#[test]
fn nothing_is_looked_up_after_an_answer() {
    for answer in [refusal(422, "form_param_format_invalid"), refusal(500, "x"), refusal(403, "x")] {
        let mut host = Host::loaded(vec![answer]);
        assert!(change(&mut host, "invite").is_err());
        assert_eq!(host.sent.len(), 1);
    }
    // An answer with a wrong body is an invalid response, but it is not looked up.
    let mut host = Host::loaded(vec![ok(json!({ "response": { "id": "x" } }))]);
    assert_eq!(code(change(&mut host, "invite")), RuntimeErrorCode::InvalidResponse);
}

#[test]
fn a_change_without_a_network_fails_at_once_because_it_was_not_sent() {
    let mut host = Host::loaded(vec![Network]);
    host.is_online = false;
    assert_eq!(code(change(&mut host, "invite")), RuntimeErrorCode::NetworkError);
    assert_eq!(host.sent.len(), 1);
}

#[test]
fn a_change_that_certainly_did_not_leave_the_machine_is_not_looked_up() {
    for changed in ["invite", "revoke"] {
        let mut host = Host::loaded(vec![Unsent]);
        assert_eq!(code(change(&mut host, changed)), RuntimeErrorCode::NetworkError);
        assert_eq!(host.sent.len(), 1);
    }
    let mut host = Host::loaded(vec![Unsent]);
    let update =
        Request::new(operation("updateMember").unwrap(), &["org_1", "user_1"], &json!({ "role": "r" }));
    assert_eq!(code(host.send(update.unwrap())), RuntimeErrorCode::NetworkError);
}

#[test]
fn a_change_that_lacked_a_dev_browser_was_not_sent_and_is_not_looked_up() {
    let mut host = Host::new(true, None, vec![Network, Network, Network, Network]);
    assert_eq!(code(change(&mut host, "invite")), RuntimeErrorCode::NetworkError);
    assert!(host.paths().iter().all(|path| *path == "/dev_browser"));
}

#[test]
fn a_look_up_that_fails_leaves_the_outcome_unknown() {
    for failed in
        [refusal(403, "missing_organization_permission"), refusal(500, "x"), ok(json!({ "response": {} }))]
    {
        let mut host = Host::loaded(vec![TimeOut, failed]);
        assert_eq!(code(change(&mut host, "invite")), RuntimeErrorCode::OutcomeUnknown);
    }
}

#[test]
fn a_revocation_is_found_on_any_page() {
    let full: Vec<Json> = (0..500).map(|at| row(&format!("orginv_{at}"), "z@x.io", -1.0)).collect();
    let there = row("orginv_a", "a@x.io", -1e9);
    let mut host = Host::loaded(vec![Network, page(&full), page(&full), page(std::slice::from_ref(&there))]);
    assert_eq!(change(&mut host, "revoke"), Ok(there));
    let offsets: Vec<bool> =
        (0..3).map(|page| host.sent[page + 1].contains(&format!("offset={}", page * 500))).collect();
    assert_eq!(offsets, [true, true, true]);
}
