//! Answers that arrive in any order.

use super::*;

/// A call that a test drives by hand.
struct Driven {
    call: Call<Json>,
    outcome: Option<Outcome<Json>>,
    joining: Option<crate::call::Shared>,
}

impl Driven {
    fn start(host: &mut Host, call: Call<Json>) -> Self {
        let mut driven = Self { call, outcome: None, joining: None };
        driven.report(host, Event::Start);
        driven
    }

    /// Reports an event, and adopts clients, until another action is needed.
    fn report(&mut self, host: &mut Host, event: Event<Json>) {
        let mut event = event;
        loop {
            let facts = host.facts();
            match self.call.step(&mut host.client, event, &facts) {
                Action::Adopt { client, .. } => {
                    host.adopted.push(client);
                    event = Event::Adopted(true);
                }
                Action::Done(outcome) => return self.outcome = Some(outcome),
                Action::Join(shared) => return self.joining = Some(shared),
                Action::Send { wire, .. } => {
                    host.sent.push(line(&wire));
                    return;
                }
                Action::Wait { .. } => return,
            }
        }
    }

    fn answer(&mut self, host: &mut Host, answer: Answer) {
        let event = host.answered(answer);
        self.report(host, event);
    }
}

fn client_at(updated_at: u64, sessions: &[(&str, &str)]) -> Json {
    let mut client = signed_in(sessions);
    client["updated_at"] = json!(updated_at);
    client
}

#[test]
fn a_late_answer_never_brings_back_an_older_client() {
    for newer_first in [true, false] {
        let mut host = Host::loaded(vec![]);
        let mut first = Driven::start(&mut host, Call::plain(list()));
        let mut second = Driven::start(&mut host, Call::plain(list()));
        let older =
            ok(json!({ "response": { "id": "org_1" }, "client": client_at(1, &[("sess_1", "active")]) }));
        let newer = ok(json!({ "response": { "id": "org_1" }, "client": client_at(2, &[]) }));
        if newer_first {
            second.answer(&mut host, newer);
            first.answer(&mut host, older);
        } else {
            first.answer(&mut host, older);
            second.answer(&mut host, newer);
        }
        assert!(first.outcome.unwrap().is_ok() && second.outcome.unwrap().is_ok());
        assert_eq!(host.client.session_id(), None, "{newer_first}");
    }
}

#[test]
fn without_the_servers_time_the_order_of_the_requests_decides() {
    let mut host = Host::loaded(vec![]);
    let mut first = Driven::start(&mut host, Call::plain(list()));
    let mut second = Driven::start(&mut host, Call::plain(list()));
    second.answer(&mut host, ok(json!({ "response": { "id": "org_1" }, "client": signed_in(&[]) })));
    first.answer(
        &mut host,
        ok(json!({ "response": { "id": "org_1" }, "client": signed_in(&[("sess_1", "active")]) })),
    );
    assert_eq!(host.client.session_id(), None);
}

#[test]
fn calls_that_are_refused_together_join_one_recovery() {
    let mut host = Host::loaded(vec![]);
    let mut calls: Vec<Driven> = (0..3).map(|_| Driven::start(&mut host, Call::plain(list()))).collect();
    // Two calls are refused before the recovery, the third one after it.
    for call in &mut calls[..2] {
        call.answer(&mut host, refusal(401, "authentication_invalid"));
        assert_eq!(call.joining, Some(crate::call::Shared::Recovery));
    }
    host.answers =
        vec![ok(json!({ "response": signed_in(&[("sess_1", "active")]) })), ok(json!({ "jwt": jwt(START) }))]
            .into();
    let recovery = Call::shared(crate::call::Shared::Recovery, &host.client);
    let recovered = host.run(recovery);
    for call in &mut calls[..2] {
        call.report(&mut host, Event::Joined(recovered.clone().err()));
    }
    let late = &mut calls[2];
    late.answer(&mut host, refusal(401, "authentication_invalid"));
    assert_eq!(late.joining, None, "the session was recovered after that request was sent");
    for call in &mut calls {
        call.answer(&mut host, ok(json!({ "response": { "id": "org_1" } })));
        assert_eq!(call.outcome.take(), Some(Ok(json!({ "id": "org_1" }))));
    }
    assert_eq!(host.sent.iter().filter(|line| line.contains("/tokens")).count(), 1);
}

#[test]
fn a_late_refusal_of_the_old_dev_browser_does_not_remove_the_new_one() {
    let mut host = Host::new(true, Some("dvb_old"), vec![]);
    let mut first = Driven::start(&mut host, Call::plain(list()));
    let mut second = Driven::start(&mut host, Call::plain(list()));
    first.answer(&mut host, refusal(401, "dev_browser_unauthenticated"));
    assert!(host.client.lacks_dev_browser());
    host.client.remember_dev_browser(Some("dvb_new".into()));
    // The refusal of the request with the old dev browser arrives after a new one was created.
    second.answer(&mut host, refusal(401, "dev_browser_unauthenticated"));
    assert_eq!(host.client.dev_browser(), Some("dvb_new"));
}

#[test]
fn the_answer_to_an_earlier_token_request_is_not_cached() {
    let key = TokenKey::new("sess_1", None, None);
    for earlier_last in [true, false] {
        let mut host = Host::loaded(vec![]);
        let mut earlier = Driven::start(&mut host, Call::token(key.clone(), false, None));
        let mut later = Driven::start(&mut host, Call::token(key.clone(), true, None));
        let (old, new) = (jwt(START - 30_000.0), jwt(START));
        if earlier_last {
            later.answer(&mut host, ok(json!({ "jwt": new })));
            earlier.answer(&mut host, ok(json!({ "jwt": old })));
        } else {
            earlier.answer(&mut host, ok(json!({ "jwt": old })));
            later.answer(&mut host, ok(json!({ "jwt": new })));
        }
        let kept = host.client.tokens.fresh_token(&key, host.now).map(|token| json!(token.jwt));
        assert_eq!(kept, Some(new), "{earlier_last}");
    }
}

#[test]
fn if_the_network_fails_during_a_change_its_outcome_is_unknown() {
    let mut host = Host::loaded(vec![]);
    let params = json!({ "emailAddress": "a@x.io", "role": "org:member" });
    let invite = Request::new(operation("inviteMember").unwrap(), &["org_1"], &params).unwrap();
    let mut call = Driven::start(&mut host, Call::change(invite, "org_1"));
    host.is_online = false;
    call.answer(&mut host, Network);
    assert_eq!(code(call.outcome.unwrap()), RuntimeErrorCode::OutcomeUnknown);
}

#[test]
fn an_unexpected_event_ends_the_call() {
    let mut host = Host::loaded(vec![]);
    let mut call = Driven::start(&mut host, Call::plain(list()));
    call.report(&mut host, Event::Waited);
    assert!(call.outcome.is_some_and(|outcome| outcome.is_err()));
}
