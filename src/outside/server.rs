//! A server that is honest about what it has, on a network that is not: requests get lost on their way there or back, are
//! refused, or are answered with what cannot be read. Which it is, a byte says each time.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::future::Future;
use std::pin::pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use serde_json::{Value as Json, json};

use crate::client::Client;
use crate::endpoint::invitations;
use crate::operation::{self, Sought};
use crate::params::InviteMemberParams;
use crate::response::{Reply, Value};
use crate::transport::{Answer, Boxed, Transport, Unanswered};
use crate::wire::{Base, WireRequest};

#[derive(Default)]
struct Server {
    fates: RefCell<VecDeque<u8>>,
    /// Whether the change has happened.
    happened: Cell<bool>,
    sent: Cell<u32>,
    waited: Cell<u64>,
    offline: Cell<bool>,
}

const ADDRESS: &str = "a@x.io";

impl Server {
    /// What an honest server answers, having done what it was asked.
    fn serve(&self, request: &WireRequest) -> (u16, Json) {
        let path = request.url.split_once("/v1").map(|(_, path)| path).unwrap_or_default();
        let row =
            json!({ "id": "orginv_1", "email_address": ADDRESS, "role": "org:member", "status": "pending" });
        if path.starts_with("/client/sessions/") {
            return (200, json!({ "jwt": "token" }));
        }
        if path.starts_with("/client") {
            let sessions = json!([{ "id": "sess_1", "status": "active" }]);
            return (
                200,
                json!({ "response": { "sessions": sessions, "last_active_session_id": "sess_1" } }),
            );
        }
        if request.get {
            let rows: Vec<Json> = self.happened.get().then_some(row).into_iter().collect();
            return (200, json!({ "response": { "total_count": rows.len(), "data": rows } }));
        }
        if self.happened.get() {
            return (422, json!({ "errors": [{ "code": "duplicate_record" }] }));
        }
        self.happened.set(true);
        (200, json!({ "response": row }))
    }
}

impl Transport for Rc<Server> {
    type Value = Json;

    fn send<'a>(&'a self, _: u32, request: &WireRequest) -> Boxed<'a, Answer<Json>> {
        self.sent.set(self.sent.get() + 1);
        let fate = self.fates.borrow_mut().pop_front().unwrap_or_default();
        let lost = |timeout| {
            self.offline.set(fate & 0b11_0000 == 0b11_0000);
            Err(Unanswered { timeout, cause: json!("the network") })
        };
        let says = |status, body| {
            let (status_text, retry_after) = (String::new(), (fate >= 128).then(|| u32::from(fate) - 128));
            Ok(Reply { status, status_text, retry_after, dev_browser: None, body })
        };
        // What goes wrong does so on the way there or, with this bit, on the way back.
        let served = (fate & 0b1000 != 0 || fate.is_multiple_of(8)).then(|| self.serve(request));
        let answer = match (fate % 8, served) {
            (0, Some((status, body))) => says(status, Ok(body)),
            (1, _) => lost(false),
            (2, _) => lost(true),
            (3, _) => says(429, Ok(json!({ "errors": [{ "code": "too_many_requests" }] }))),
            (4, _) => says(401, Ok(json!({ "errors": [{ "code": "authentication_invalid" }] }))),
            (5, _) => says(503, Err(json!("<html>"))),
            (6, _) => says(200, Err(json!("cut off"))),
            _ => says(200, Ok(json!({ "response": null }))),
        };
        Box::pin(async { answer })
    }

    fn wait<'a>(&'a self, _: u32, _: &WireRequest, ms: u32) -> Boxed<'a, ()> {
        self.waited.set(self.waited.get() + u64::from(ms));
        Box::pin(async {})
    }

    fn luck(&self) -> f64 {
        0.5
    }

    fn online(&self) -> bool {
        !self.offline.get()
    }

    fn remember_dev_browser(&self, _: Option<&str>) {}
}

/// Nothing here waits for anything, so one poll must do.
pub(crate) fn done<F: Future>(future: F) -> F::Output {
    let polled = pin!(future).poll(&mut Context::from_waker(Waker::noop()));
    let Poll::Ready(output) = polled else { unreachable!("it waits for something that is not there") };
    output
}

/// A change comes to an end, whatever the network does, and has happened if it says so.
pub(super) fn changes(data: &[u8]) {
    let server = Rc::new(Server::default());
    let base = Base { origin: "https://clerk.example.com".into(), has_dev_browser: false };
    let readable = |client: Option<Json>, _| {
        client.is_none_or(|client| client.get("sessions").is_some_and(Json::is_array))
    };
    let client = Client::new(base, Rc::clone(&server), None, Box::new(readable));
    done(client.load()).expect("the first answer is the client");
    server.sent.set(0);
    server.fates.borrow_mut().extend(data);
    let params = InviteMemberParams { email_address: ADDRESS.into(), role: "org:member".into() };
    let request = invitations::create("org_1", params.form());
    let sought = Sought::invited(&params.role, &params.email_address, true);
    let outcome = done(operation::change(&client, "org_1".into(), request, sought));
    if let Ok(given) = outcome {
        assert_eq!((given.text_at("id").as_deref(), server.happened.get()), (Some("orginv_1"), true));
    }
    assert!(server.sent.get() <= 60 && server.waited.get() <= 60 * 32_800, "{} requests", server.sent.get());
}
