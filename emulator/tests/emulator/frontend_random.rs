//! Thousands of random Frontend API requests of an admin, a member and a visitor, some with made-up cookies. Every
//! answer must be JSON in Clerk's shape.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use rand::Rng;
use serde_json::Value;

use crate::random::{Answered, Generator, calls};
use crate::support::{FORM, Server, column, send_bytes};

const REQUESTS: usize = 4000;
/// The emulator is reset and everyone signs in again after this many requests.
const ROUND: usize = 250;
const OFTEN: &[&str] = &[
    "POST /v1/client/sign_ins",
    "POST /v1/client/sign_ups",
    "PUT /v1/organizations/ID/logo",
    "POST /v1/organizations/ID/invitations",
];
/// Calls that would sign everyone out or delete everything.
const NOT: &[&str] =
    &["DELETE /v1/client", "DELETE /v1/client/sessions", "DELETE /v1/me", "DELETE /v1/organizations/ID"];
const NAMES: &[&str] = &[
    "__clerk_api_version",
    "__clerk_db_jwt",
    "_clerk_session_id",
    "_is_native",
    "_method",
    "active_organization_id",
    "affiliation_email_address",
    "code",
    "current_password",
    "delete_pending",
    "email_address",
    "email_address_id",
    "enrollment_mode",
    "expired_token",
    "first_name",
    "identifier",
    "intent",
    "last_name",
    "limit",
    "name",
    "new_password",
    "notify",
    "offset",
    "organization_domain_ids",
    "organization_id",
    "paginated",
    "password",
    "primary_email_address_id",
    "public_metadata",
    "query",
    "redirect_url",
    "role",
    "sign_out_of_other_sessions",
    "slug",
    "status",
    "strategy",
    "surprise",
    "ticket",
    "unsafe_metadata",
    "user_id",
    "username",
    "verified",
];
/// Values that the calls of this API accept, so that some requests succeed.
const WANTED: &[(&str, &str)] = &[
    ("role", "org:member"),
    ("role", "org:viewer"),
    ("strategy", "email_code"),
    ("strategy", "password"),
    ("strategy", "ticket"),
    ("password", "a long enough password"),
    ("new_password", "a long enough password"),
    ("code", "424242"),
    ("identifier", "milo.brandt@example.com"),
    ("enrollment_mode", "automatic_invitation"),
    ("unsafe_metadata", "{\"a\":{\"b\":1}}"),
    ("email_address", "jane+clerk_test@x.io"),
    ("affiliation_email_address", "jane+clerk_test@x.io"),
    ("name", "x.io"),
];

/// The headers that identify the caller.
type Person = Vec<(&'static str, String)>;

impl Generator {
    /// A form in the format of a page.
    fn form(&mut self) -> Vec<u8> {
        let mut pairs = vec![self.pairs(&[0, 0, 1, 3])];
        for (name, value) in WANTED {
            if self.chance(0.15) {
                pairs.push(format!("{name}={}", utf8_percent_encode(value, NON_ALPHANUMERIC)));
            }
        }
        if self.chance(0.4) {
            pairs.push(format!("email_address=p{}%40x.io", self.random.gen_range(0..500)));
        }
        for name in ["user_id", "organization_domain_ids", "active_organization_id"] {
            if self.chance(0.2) {
                pairs.push(format!("{name}={}", utf8_percent_encode(&self.id(), NON_ALPHANUMERIC)));
            }
        }
        pairs.retain(|pair| !pair.is_empty());
        pairs.join("&").into_bytes()
    }

    /// A complete or broken upload.
    fn multipart(&mut self) -> Vec<u8> {
        let name = if self.chance(0.7) { "file" } else { self.name() };
        let head = format!("--XX\r\ncontent-disposition: form-data; name=\"{name}\"; filename=\"a\"\r\n\r\n");
        let image = [b"\x89PNG\r\n\x1a\n".as_slice(), b"GIF89a", b"<svg/>", b""];
        let content = image[self.random.gen_range(0..image.len())];
        let mut body = [head.as_bytes(), content, b"\r\n--XX--\r\n"].concat();
        if self.chance(0.4) {
            body.truncate(self.random.gen_range(0..=body.len()));
        }
        body
    }

    fn noise(&mut self) -> Vec<u8> {
        (0..self.random.gen_range(0..200)).map(|_| self.random.r#gen()).collect()
    }

    /// A content type and a body that usually has this type.
    fn typed_body(&mut self, path: &str) -> (&'static str, Vec<u8>) {
        let multipart = "multipart/form-data; boundary=XX";
        match self.random.gen_range(0..100) {
            _ if path.ends_with("/logo") && self.chance(0.5) => (multipart, self.multipart()),
            _ if path.ends_with("/logo") => ("application/octet-stream", b"R0lGODlh".to_vec()),
            0..=91 => (FORM.1, self.form()),
            92 => (FORM.1, self.noise()),
            93 => (multipart, self.multipart()),
            94 => ("multipart/form-data", self.noise()),
            95 => ("application/octet-stream", self.noise()),
            96 => ("application/json", b"{}".to_vec()),
            _ => (FORM.1, Vec::new()),
        }
    }
}

/// Signs everyone in and collects the ids of existing objects.
fn begin(server: &Server) -> (Vec<Person>, Vec<String>) {
    server.control("POST", "/reset", &Value::Null);
    let mut ids = vec![server.organization_id().to_owned(), "northwind-studio".to_owned()];
    let mut people = Vec::new();
    for who in ["admin", "member"] {
        let browser = server.signed_in(who);
        let session = browser.session();
        ids.push(session["id"].as_str().unwrap().to_owned());
        ids.push(session["user"]["id"].as_str().unwrap().to_owned());
        let cookie = browser.cookie().unwrap();
        people.push(vec![("origin", "http://localhost:3000".to_owned()), ("cookie", cookie)]);
    }
    let admin = server.admin();
    ids.extend(column(&admin.get(&format!("{}?limit=20", server.invitations())).expect_ok(), "id"));
    let page = admin.get(&format!("/v1/organizations/{}/roles", server.organization_id())).expect_ok();
    ids.extend(column(&page, "id"));
    people.push(vec![("origin", "http://localhost:3000".to_owned())]);
    (people, ids)
}

#[test]
fn every_random_frontend_request_gets_an_answer_in_clerks_shape() {
    let server = Server::start();
    let (mut people, ids) = begin(&server);
    let mut generator = Generator::new(21, calls("frontend", OFTEN, NOT), NAMES, ids);
    let mut answered = Answered::default();
    for number in 0..REQUESTS {
        if number % ROUND == 0 {
            (people, generator.ids) = begin(&server);
        }
        // The admin is chosen most often, because the admin has the most permissions.
        let who = [0, 0, 0, 0, 0, 1, 1, 2][generator.random.gen_range(0..8)];
        let mut headers = people[who].clone();
        if generator.chance(0.03) {
            let made_up = utf8_percent_encode(&generator.text(), NON_ALPHANUMERIC).to_string();
            headers = vec![("cookie", format!("__client={made_up}; a; =; __client={made_up}"))];
        }
        let ((method, path), query) = (generator.call(), generator.query());
        let (content_type, body) = generator.typed_body(&path);
        let body = Some(body).filter(|_| method != "GET");
        headers.push(("accept", "application/json".to_owned()));
        if body.is_some() {
            headers.push(("content-type", content_type.to_owned()));
        }
        let headers: Vec<(&str, &str)> =
            headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let url = format!("{}{path}?{query}", server.url);
        let answer = send_bytes(method, &url, &headers, body.as_deref()).unwrap();
        let json = answered.count(&answer, || {
            let body = body.as_deref().map(String::from_utf8_lossy);
            format!("request {number}: {method} {path}?{query}\n{headers:?}\n{body:?}")
        });
        if answer.status == 200 {
            generator.learn(&json["response"]);
        }
    }
    answered.expect_each(&[200, 400, 401, 403, 404, 405, 415, 422]);
    server.stop();
}
