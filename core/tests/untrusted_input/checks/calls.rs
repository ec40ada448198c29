//! A call from its first request to its end, with any events.

use clerk_organization_core::answer::{NoAnswer, NoAnswerReason, Reply};
use clerk_organization_core::call::{Action, Call, Event, Facts, Shared};
use clerk_organization_core::client::Client;
use clerk_organization_core::error::Failure;
use clerk_organization_core::operations::{operation, operations};
use clerk_organization_core::publishable_key::Instance;
use clerk_organization_core::request::Request;
use clerk_organization_core::token_cache::TokenKey;
use serde_json::{Value as Json, json};

use super::answers;
use super::input::Input;

/// More steps than any call takes: two attempts of a change, four of every request, and a look-up of ten pages.
const MOST_STEPS: usize = 2000;

pub(crate) fn check(data: &[u8]) {
    let mut input = Input::new(data);
    let instance = Instance::new("pk_test_eC15LTEuY2xlcmsuYWNjb3VudHMuZGV2JA==", None, None, None);
    let mut client: Client<Json> = Client::new(instance.expect("a good key"));
    if input.flag() {
        client.remember_dev_browser(Some("dvb_1".into()));
    }
    if input.flag() {
        client.select(Some("sess_1".into()));
    }
    let (mut call, request) = call(&mut input, &client);
    let mut event = Event::Start;
    let mut changes_sent = 0;
    for _ in 0..MOST_STEPS {
        let facts = Facts {
            now_ms: f64::from(input.number()),
            chance: f64::from(input.byte()) / 256.0,
            is_online: input.byte() > 10,
            tab_state: None,
        };
        event = match call.step(&mut client, event, &facts) {
            Action::Done(Err(failure)) => {
                return assert!(matches!(*failure, Failure::Api(_) | Failure::Runtime { .. }));
            }
            Action::Done(Ok(_)) => return,
            Action::Send { wire, .. } => {
                assert!(wire.url.starts_with("https://x-y-1.clerk.accounts.dev/v1/"));
                // A change that the server refused unread (429) is sent again; any other change is sent at most twice.
                let name = wire.request.name();
                let is_change = request.is_some_and(|request| request == name);
                changes_sent += u32::from(is_change);
                assert!(changes_sent <= 8, "{name}");
                sent(&mut input)
            }
            Action::Wait { ms, .. } => {
                assert!((100..=32_800).contains(&ms));
                Event::Waited
            }
            Action::Join(shared) => joined(&mut input, &mut client, shared),
            Action::Adopt { .. } => Event::Adopted(input.flag()),
        };
        client.take_effects();
    }
    panic!("the call does not end");
}

/// A random call, and the name of its change.
fn call(input: &mut Input<'_>, client: &Client<Json>) -> (Call<Json>, Option<&'static str>) {
    let params =
        json!({ "emailAddress": "a@x.io", "emailAddresses": ["a@x.io", "b@x.io"], "role": "org:member" });
    let change = |name: &str, ids: &[&str]| {
        let operation = operation(name).expect("in the table");
        Call::change(Request::new(operation, ids, &params).expect("good params"), "org_1")
    };
    match input.below(6) {
        0 => (change("inviteMember", &["org_1"]), Some("POST /v1/organizations/org_1/invitations")),
        1 => (change("inviteMembers", &["org_1"]), Some("POST /v1/organizations/org_1/invitations/bulk")),
        2 => {
            let name = "POST /v1/organizations/org_1/invitations/orginv_1/revoke";
            (change("revokeInvitation", &["org_1", "orginv_1"]), Some(name))
        }
        3 => (Call::token(TokenKey::new("sess_1", None, Some("org_1")), input.flag(), None), None),
        4 => {
            let shared = [Shared::DevBrowser, Shared::Load, Shared::Recovery][input.below(3)];
            (Call::shared(shared, client), None)
        }
        _ => {
            let all: Vec<_> = operations().collect();
            let operation = all[input.below(all.len())];
            let request = answers::request(operation);
            assert_eq!(operation.method == "GET", request.is_get());
            assert_eq!(operation.is_repeatable, request.is_repeatable);
            (Call::plain(request), None)
        }
    }
}

fn sent(input: &mut Input<'_>) -> Event<Json> {
    if input.byte() < 60 {
        let reasons = [NoAnswerReason::Network, NoAnswerReason::Timeout, NoAnswerReason::NotSent];
        return Event::NotAnswered(NoAnswer { reason: reasons[input.below(3)], cause: json!("TypeError") });
    }
    Event::Answered(Reply {
        status: [200, 200, 200, 401, 404, 422, 429, 500, 502, 503, 504][input.below(11)],
        status_text: String::new(),
        retry_after: input.flag().then(|| u32::from(input.byte())),
        date: input.flag().then(|| f64::from(input.number())),
        dev_browser: input.flag().then(|| input.text()),
        body: if input.byte() < 30 { Err(json!("SyntaxError")) } else { Ok(input.json(5)) },
    })
}

/// Ends a shared call at once.
fn joined(input: &mut Input<'_>, client: &mut Client<Json>, shared: Shared) -> Event<Json> {
    if shared == Shared::DevBrowser && input.flag() {
        client.remember_dev_browser(Some("dvb_2".into()));
        return Event::Joined(None);
    }
    let failure = || Failure::invalid_response("The shared call failed.");
    Event::Joined(if input.flag() { None } else { Some(failure()) })
}
