//! Thousands of random Backend API requests. Every answer must be JSON in Clerk's shape.

use rand::Rng;
use serde_json::{Map, Value, json};

use crate::random::{Answered, Generator, calls};
use crate::support::{Server, column, send};

const REQUESTS: usize = 3000;
const OFTEN: &[&str] = &["POST /v1/organizations/ID/invitations"];
/// Calls that would delete everything, or change settings that affect the other answers.
const NOT: &[&str] = &[
    "DELETE /v1/organizations/ID",
    "DELETE /v1/organizations/ID/memberships/ID",
    "DELETE /v1/users/ID",
    "PATCH /v1/instance/organization_settings",
];
const NAMES: &[&str] = &[
    "email_address",
    "role",
    "inviter_user_id",
    "redirect_url",
    "expires_in_days",
    "public_metadata",
    "private_metadata",
    "unsafe_metadata",
    "notify",
    "requesting_user_id",
    "name",
    "slug",
    "created_by",
    "max_allowed_memberships",
    "created_at",
    "user_id",
    "username",
    "password",
    "password_digest",
    "password_hasher",
    "external_id",
    "locale",
    "delete_self_enabled",
    "create_organization_enabled",
    "create_organizations_limit",
    "legal_accepted_at",
    "skip_legal_checks",
    "bypass_client_trust",
    "profile_image_id",
    "first_name",
    "primary_email_address_id",
    "skip_password_checks",
    "active_organization_id",
    "expires_in_seconds",
    "limit",
    "offset",
    "status",
    "order_by",
    "query",
    "organization_id",
    "banned",
    "created_at_after",
    "last_active_at_since",
    "paginated",
    "surprise",
];

/// Random JSON bodies.
impl Generator {
    pub(crate) fn value(&mut self, depth: usize) -> Value {
        match self.random.gen_range(0..if depth > 3 { 7 } else { 10 }) {
            0 => Value::Null,
            1 => self.random.gen_bool(0.5).into(),
            2 => self.random.gen_range(-5..400).into(),
            3 => json!([i64::MIN, i64::MAX, 0, 1]).get(self.random.gen_range(0..4)).cloned().unwrap(),
            4..=6 => self.text().into(),
            7 => (0..self.random.gen_range(0..4)).map(|_| self.value(depth + 1)).collect(),
            _ => self.object(depth + 1),
        }
    }

    fn object(&mut self, depth: usize) -> Value {
        let count = self.random.gen_range(0..5);
        (0..count).map(|_| (self.name().to_owned(), self.value(depth))).collect::<Map<_, _>>().into()
    }

    /// A body that is valid often enough for the calls to succeed sometimes.
    pub(crate) fn json_body(&mut self) -> Option<String> {
        let mut body = self.object(0);
        let wanted = [
            ("email_address", json!(format!("p{}@x.io", self.random.gen_range(0..500)))),
            ("email_address", json!([format!("q{}@x.io", self.random.gen_range(0..500))])),
            ("role", json!("org:member")),
            ("name", json!("Name")),
            ("user_id", json!(self.id())),
        ];
        for (name, value) in wanted {
            if self.random.gen_bool(0.4) {
                body[name] = value;
            }
        }
        match self.random.gen_range(0..10) {
            0 => None,
            1 => Some(self.text()),
            2 => Some(json!([body, self.object(0)]).to_string()),
            3 => Some(json!([body]).to_string()),
            _ => Some(body.to_string()),
        }
    }
}

#[test]
fn every_random_backend_request_gets_an_answer_in_clerks_shape() {
    let server = Server::with_settings(&[("rate_limits", "false")]);
    let program = server.program();
    let mut ids = vec![server.organization_id().to_owned(), "northwind-studio".to_owned()];
    for who in ["admin", "member"] {
        ids.push(server.instance[who]["userId"].as_str().unwrap().to_owned());
    }
    let page = program.get(&format!("{}?limit=20", server.invitations())).expect_bare();
    ids.extend(column(&page, "id"));
    let mut generator = Generator::new(20, calls("backend", OFTEN, NOT), NAMES, ids);
    let authorization = format!("Bearer {}", server.instance["secretKey"].as_str().unwrap());
    let mut answered = Answered::default();
    for number in 0..REQUESTS {
        let ((method, path), query) = (generator.call(), generator.query());
        let body = generator.json_body().filter(|_| method != "GET");
        let content_type = if generator.chance(0.98) { "application/json" } else { "text/plain" };
        let headers = [("authorization", authorization.as_str()), ("content-type", content_type)];
        let answer =
            send(method, &format!("{}{path}?{query}", server.url), &headers, body.as_deref()).unwrap();
        let json = answered.count(&answer, || format!("request {number}: {method} {path}?{query}\n{body:?}"));
        if answer.status == 200 {
            generator.learn(&json);
        }
    }
    answered.expect_each(&[200, 400, 404, 405, 415, 422]);
    server.stop();
}
