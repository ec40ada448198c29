//! Thousands of generated Backend API requests, the same on every run: whatever is sent, the answer is JSON in
//! Clerk's shape, and never the server's own failure.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use serde_json::{Map, Value, json};

use crate::support::{Server, send};

const REQUESTS: usize = 3000;
/// Every call, `ID` in place of an id.
const CALLS: &[(&str, &str)] = &[
    ("GET", "/v1/organizations"),
    ("POST", "/v1/organizations"),
    ("GET", "/v1/organizations/ID"),
    ("PATCH", "/v1/organizations/ID"),
    ("PATCH", "/v1/organizations/ID/metadata"),
    ("PUT", "/v1/organizations/ID/metadata"),
    ("GET", "/v1/organizations/ID/memberships"),
    ("POST", "/v1/organizations/ID/memberships"),
    ("PATCH", "/v1/organizations/ID/memberships/ID"),
    ("PATCH", "/v1/organizations/ID/memberships/ID/metadata"),
    ("GET", "/v1/organizations/ID/invitations"),
    ("POST", "/v1/organizations/ID/invitations"),
    ("POST", "/v1/organizations/ID/invitations"),
    ("POST", "/v1/organizations/ID/invitations/bulk"),
    ("GET", "/v1/organizations/ID/invitations/pending"),
    ("GET", "/v1/organizations/ID/invitations/ID"),
    ("POST", "/v1/organizations/ID/invitations/ID/revoke"),
    ("GET", "/v1/organization_invitations"),
    ("GET", "/v1/organization_memberships"),
    ("GET", "/v1/organization_roles"),
    ("GET", "/v1/organization_roles/ID"),
    ("GET", "/v1/users"),
    ("POST", "/v1/users"),
    ("GET", "/v1/users/count"),
    ("GET", "/v1/users/ID"),
    ("PATCH", "/v1/users/ID"),
    ("PATCH", "/v1/users/ID/metadata"),
    ("PUT", "/v1/users/ID/metadata"),
    ("POST", "/v1/users/ID/ban"),
    ("POST", "/v1/users/ID/unban"),
    ("GET", "/v1/users/ID/organization_memberships"),
    ("GET", "/v1/users/ID/organization_invitations"),
    ("GET", "/v1/sessions"),
    ("POST", "/v1/sessions"),
    ("GET", "/v1/sessions/ID"),
    ("POST", "/v1/sessions/ID/revoke"),
    ("POST", "/v1/sessions/ID/tokens"),
    ("GET", "/v1/jwks"),
    ("GET", "/v1/ID"),
];
/// Sent now and then in place of a call's own; what is deleted is gone for the rest of the run.
const METHODS: &[&str] = &["GET", "POST", "PATCH", "PUT", "DELETE"];
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
const TEXTS: &[&str] = &[
    "",
    " ",
    "a@x.io",
    "b@x.io",
    "ORG:ADMIN",
    "org:member",
    "org:admin",
    "pending",
    "-created_at",
    "email_address",
    "name",
    "true",
    "0",
    "1",
    "500",
    "-1",
    "9223372036854775807",
    "-9223372036854775808",
    "1e309",
    "NaN",
    "2020-01-02T03:04:05Z",
    "9999-12-31T23:59:59+23:59",
    "https://x.io/a?b#c",
    "javascript:alert(1)",
    "' OR 1=1--",
    "<script>alert(1)</script>",
    "\u{0}",
    "%",
    "_",
    "ä漢😀\u{202e}",
    "../..",
    "a-long-password",
    "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    "$argon2id$v=19$m=4294967295,t=1,p=1$c29tZXNhbHQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    "argon2id",
];

struct Generator {
    random: StdRng,
    /// Ids of things that are there, or were.
    ids: Vec<String>,
}

impl Generator {
    fn one(&mut self, of: &[&'static str]) -> &'static str {
        of.choose(&mut self.random).unwrap()
    }

    fn id(&mut self) -> String {
        if self.random.gen_bool(0.8) {
            self.ids.choose(&mut self.random).unwrap().clone()
        } else {
            self.one(TEXTS).to_owned()
        }
    }

    fn text(&mut self) -> String {
        match self.random.gen_range(0..12) {
            0 => "x".repeat(self.random.gen_range(1..10_000)),
            1..=3 => self.id(),
            4 => format!("p{}@x.io", self.random.gen_range(0..500)),
            _ => self.one(TEXTS).to_owned(),
        }
    }

    fn call(&mut self) -> (&'static str, String) {
        let (own, path) = *CALLS.choose(&mut self.random).unwrap();
        let method = if self.random.gen_bool(0.05) { self.one(METHODS) } else { own };
        let parts: Vec<String> = path
            .split('/')
            .map(|part| match part {
                "ID" => utf8_percent_encode(&self.id(), NON_ALPHANUMERIC).to_string(),
                part => part.to_owned(),
            })
            .collect();
        (method, parts.join("/"))
    }

    fn query(&mut self) -> String {
        let count = *[0, 0, 1, 2, 5].choose(&mut self.random).unwrap();
        let pairs: Vec<String> = (0..count)
            .map(|_| {
                let value = self.text();
                let value = match self.random.gen_bool(0.98) {
                    true => utf8_percent_encode(&value, NON_ALPHANUMERIC).to_string(),
                    false => "%zz".to_owned(),
                };
                format!("{}={value}", self.one(NAMES))
            })
            .collect();
        pairs.join("&")
    }

    fn value(&mut self, depth: usize) -> Value {
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
        (0..count).map(|_| (self.one(NAMES).to_owned(), self.value(depth))).collect::<Map<_, _>>().into()
    }

    /// What is right often enough that something happens.
    fn body(&mut self) -> Option<String> {
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

    /// Remembers the ids of an answer, newest instead of oldest.
    fn learn(&mut self, answer: &Value) {
        if let Some(id) = answer["id"].as_str() {
            let place = self.random.gen_range(0..self.ids.len());
            self.ids[place] = id.to_owned();
        }
    }
}

#[test]
fn whatever_a_program_sends_it_gets_an_answer_in_clerks_shape() {
    let server = Server::with_settings(&[("rate_limits", "false")]);
    let program = server.program();
    let mut ids = vec![server.organization_id().to_owned(), "northwind-studio".to_owned()];
    for who in ["admin", "member"] {
        ids.push(server.instance[who]["userId"].as_str().unwrap().to_owned());
    }
    let page = program.get(&format!("{}?limit=20", server.invitations())).expect_bare();
    ids.extend(crate::support::column(&page, "id"));
    let mut generator = Generator { random: StdRng::seed_from_u64(20), ids };
    let authorization = format!("Bearer {}", server.instance["secretKey"].as_str().unwrap());
    let mut done = std::collections::BTreeMap::<u16, usize>::new();
    for number in 0..REQUESTS {
        let ((method, path), query) = (generator.call(), generator.query());
        let body = generator.body().filter(|_| method != "GET");
        let content_type = if generator.random.gen_bool(0.98) { "application/json" } else { "text/plain" };
        let headers = [("authorization", authorization.as_str()), ("content-type", content_type)];
        let url = format!("{}{path}?{query}", server.url);
        let answer = send(method, &url, &headers, body.as_deref()).unwrap();
        let told = || {
            format!("request {number}: {method} {path}?{query}\n{body:?}\n{}: {}", answer.status, answer.text)
        };
        assert!(answer.status < 500, "{}", told());
        assert_eq!(answer.header("content-type"), Some("application/json"), "{}", told());
        let json: Value = serde_json::from_str(&answer.text).unwrap_or_else(|_| panic!("{}", told()));
        if answer.status == 200 {
            generator.learn(&json);
        } else {
            let errors = json["errors"].as_array().unwrap_or_else(|| panic!("{}", told()));
            let is_whole = |error: &Value| {
                error["code"].is_string() && error["message"].is_string() && error["long_message"].is_string()
            };
            assert!(!errors.is_empty() && errors.iter().all(is_whole), "{}", told());
        }
        *done.entry(answer.status).or_default() += 1;
    }
    // The generator is worth something only if it gets through to every kind of answer.
    for status in [200, 400, 404, 405, 415, 422] {
        assert!(done.get(&status).is_some_and(|count| *count >= 10), "{done:?}");
    }
    server.stop();
}
