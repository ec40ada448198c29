//! API versions: every kind of answer that differs between two versions, with each version and without one.

use serde_json::{Value, json};

use crate::support::{Answer, Browser, FORM, Server, claims, send};

/// Clerk's published versions (its documentation, "API versions"), and the one that clerk-js 6.40 sends.
const VERSIONS: [&str; 6] =
    ["2021-02-05", "2024-10-01", "2025-04-10", "2025-11-10", "2026-05-12", "2026-08-20"];
const SESSION_TOKENS_2: &str = "2025-04-10";
const METADATA_APART: &str = "2026-05-12";

/// How a request sends its version.
#[derive(Debug, Clone, Copy)]
enum Named {
    Not,
    InHeader(&'static str),
    InQuery(&'static str),
}

/// An emulator with its admin signed in, in a browser of a development instance.
struct World {
    server: Server,
    admin: Browser,
    session_id: String,
}

impl World {
    fn begin() -> Self {
        let server = Server::start();
        let admin = server.browser().with_dev_browser();
        sign_in(&server, &admin, Named::Not).expect_ok();
        let session_id = admin.session()["id"].as_str().unwrap().to_owned();
        Self { server, admin, session_id }
    }

    fn page(&self, named: Named, method: &str, path: &str, form: Option<&str>) -> Answer {
        page(&self.admin, named, method, path, form)
    }

    fn program(&self, named: Named, method: &str, path: &str, body: &Value) -> Answer {
        let key = format!("Bearer {}", self.server.instance["secretKey"].as_str().unwrap());
        let mut headers = vec![("authorization", key.as_str()), ("content-type", "application/json")];
        let path = name(named, path, &mut headers);
        send(method, &format!("{}{path}", self.server.url), &headers, Some(&body.to_string())).unwrap()
    }
}

/// Returns the path of a request with its version, and adds the header.
fn name(named: Named, path: &str, headers: &mut Vec<(&str, &str)>) -> String {
    match named {
        Named::Not => path.to_owned(),
        Named::InHeader(version) => {
            headers.push(("clerk-api-version", version));
            path.to_owned()
        }
        Named::InQuery(version) => {
            let sign = if path.contains('?') { '&' } else { '?' };
            format!("{path}{sign}__clerk_api_version={version}")
        }
    }
}

fn page(browser: &Browser, named: Named, method: &str, path: &str, form: Option<&str>) -> Answer {
    let mut headers = vec![("origin", "http://localhost:3000"), ("accept", "application/json")];
    headers.extend(form.map(|_| FORM));
    let path = name(named, path, &mut headers);
    browser.send_with(method, &path, &headers, form)
}

fn sign_in(server: &Server, browser: &Browser, named: Named) -> Answer {
    let text = |field: &str| server.instance["admin"][field].as_str().unwrap().to_owned();
    let form = format!("strategy=password&identifier={}&password={}", text("emailAddress"), text("password"));
    page(browser, named, "POST", "/v1/client/sign_ins", Some(&form))
}

/// Whether a session token has version 2 of its claims. Asserts that it has no claims of the other version.
fn is_version_2(claims: &Value) -> bool {
    let is_2 = claims["v"] == 2;
    assert_eq!(claims["sts"], if is_2 { json!("active") } else { Value::Null }, "{claims}");
    let others: &[&str] =
        if is_2 { &["org_id", "org_role", "org_slug", "org_permissions"] } else { &["o", "v", "fea"] };
    for name in others {
        assert_eq!(claims.get(name), None, "{name}: {claims}");
    }
    is_2
}

/// Like [`is_version_2`], for a session in an organization. Asserts the organization's claims.
fn has_claims_2(jwt: &Value) -> bool {
    let claims = claims(jwt.as_str().unwrap());
    let is_2 = is_version_2(&claims);
    if is_2 {
        assert_eq!(claims["o"]["rol"], "admin", "{claims}");
        assert!(claims["o"]["id"].as_str().unwrap().starts_with("org_"), "{claims}");
    } else {
        assert_eq!(
            (&claims["org_role"], &claims["org_slug"]),
            (&json!("org:admin"), &json!("northwind-studio"))
        );
        assert!(claims["org_id"].as_str().unwrap().starts_with("org_"), "{claims}");
        assert_eq!(claims["org_permissions"], json!([]), "those of the system are not in it");
    }
    is_2
}

/// Whether a call rejects metadata. If it accepts it, asserts that it is stored.
fn refuses_metadata(
    answer: &Answer,
    of_changed: impl FnOnce(Value) -> Value,
    param: &str,
    sent: &Value,
) -> bool {
    if answer.status == 200 {
        assert_eq!(&of_changed(answer.json())[param], sent);
        return false;
    }
    assert_eq!(answer.expect_error(422, "form_param_unknown")["meta"]["param_name"], param);
    true
}

fn token_of_client(client: &Value) -> &Value {
    &client["sessions"][0]["last_active_token"]["jwt"]
}

/// The session token among the cookies of a handshake.
fn token_of_handshake(answer: &Answer) -> Value {
    let location = url::Url::parse(answer.header("location").unwrap()).unwrap();
    let (_, handshake) = location.query_pairs().find(|(name, _)| name == "__clerk_handshake").unwrap();
    let directives = claims(&handshake)["handshake"].clone();
    let mut cookies = directives.as_array().unwrap().iter().map(|cookie| cookie.as_str().unwrap());
    let session = cookies.find_map(|cookie| cookie.strip_prefix("__session=")).unwrap();
    session.split(';').next().unwrap().into()
}

/// Every `jwt` field in a value.
fn tokens_in(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(items) => items.iter().flat_map(tokens_in).collect(),
        Value::Object(fields) => fields
            .iter()
            .flat_map(|(name, value)| if name == "jwt" { vec![value] } else { tokens_in(value) })
            .collect(),
        _ => Vec::new(),
    }
}

/// Whether an answer has the later of two shapes.
type IsLater = fn(&World, Named) -> bool;

/// An operation, the version in which its answer changes, and a check for the later shape.
const DIFFERENCES: &[(&str, &str, IsLater)] = &[
    ("POST /v1/client/sessions/{session_id}/tokens", SESSION_TOKENS_2, |world, named| {
        let path = format!("/v1/client/sessions/{}/tokens", world.session_id);
        has_claims_2(&world.page(named, "POST", &path, Some("")).expect_bare()["jwt"])
    }),
    ("POST /v1/client/sessions/{session_id}/touch", SESSION_TOKENS_2, |world, named| {
        let path = format!("/v1/client/sessions/{}/touch", world.session_id);
        has_claims_2(&world.page(named, "POST", &path, Some("")).expect_ok()["last_active_token"]["jwt"])
    }),
    ("GET /v1/client/sessions/{session_id}", SESSION_TOKENS_2, |world, named| {
        let path = format!("/v1/client/sessions/{}", world.session_id);
        has_claims_2(&world.page(named, "GET", &path, None).expect_ok()["last_active_token"]["jwt"])
    }),
    ("GET /v1/client", SESSION_TOKENS_2, |world, named| {
        has_claims_2(token_of_client(&world.page(named, "GET", "/v1/client", None).expect_ok()))
    }),
    ("POST /v1/client/sign_ins", SESSION_TOKENS_2, |world, named| {
        let answer = sign_in(&world.server, &world.server.browser(), named);
        has_claims_2(token_of_client(&answer.json()["client"]))
    }),
    // Like every call that changes something, it returns the client next to its answer.
    ("PATCH /v1/me/metadata", SESSION_TOKENS_2, |world, named| {
        let answer = world.page(named, "PATCH", "/v1/me/metadata", Some("unsafe_metadata={}"));
        has_claims_2(token_of_client(&answer.json()["client"]))
    }),
    ("GET /v1/client/handshake", SESSION_TOKENS_2, |world, named| {
        let path = "/v1/client/handshake?redirect_url=http%3A%2F%2Flocalhost%3A3000%2F";
        has_claims_2(&token_of_handshake(&world.page(named, "GET", path, None)))
    }),
    ("POST /v1/sessions/{session_id}/tokens", SESSION_TOKENS_2, |world, named| {
        let path = format!("/v1/sessions/{}/tokens", world.session_id);
        has_claims_2(&world.program(named, "POST", &path, &json!({})).expect_bare()["jwt"])
    }),
    ("PATCH /v1/me", METADATA_APART, |world, named| {
        let form = "first_name=Ada&unsafe_metadata=%7B%22theme%22%3A%22dark%22%7D";
        let answer = world.page(named, "PATCH", "/v1/me", Some(form));
        let own = |changed: Value| changed["response"].clone();
        refuses_metadata(&answer, own, "unsafe_metadata", &json!({ "theme": "dark" }))
    }),
    ("PATCH /v1/users/{user_id}", METADATA_APART, |world, named| {
        let path = format!("/v1/users/{}", world.server.instance["admin"]["userId"].as_str().unwrap());
        let of_each = ["public_metadata", "private_metadata", "unsafe_metadata"].map(|param| {
            let answer = world.program(named, "PATCH", &path, &json!({ param: { "a": 1 } }));
            refuses_metadata(&answer, |user| user, param, &json!({ "a": 1 }))
        });
        assert!(of_each.iter().all(|one| *one == of_each[0]), "{of_each:?}");
        of_each[0]
    }),
    ("PATCH /v1/organizations/{organization_id}", METADATA_APART, |world, named| {
        let path = format!("/v1/organizations/{}", world.server.organization_id());
        let of_each = ["public_metadata", "private_metadata"].map(|param| {
            let answer = world.program(named, "PATCH", &path, &json!({ param: { "a": 1 } }));
            refuses_metadata(&answer, |organization| organization, param, &json!({ "a": 1 }))
        });
        assert_eq!(of_each[0], of_each[1]);
        of_each[0]
    }),
];

#[test]
fn an_answer_has_the_shape_of_the_version_that_the_request_names() {
    let world = World::begin();
    world.server.control("PATCH", "/settings", &json!({ "rate_limits": false }));
    let known = clerk_emulator::operations();
    for (operation, since, is_later) in DIFFERENCES {
        let is_listed =
            |known: &clerk_emulator::OperationInfo| format!("{} {}", known.method, known.path) == *operation;
        assert!(known.iter().any(is_listed), "{operation}");
        for version in VERSIONS {
            for named in [Named::InHeader(version), Named::InQuery(version)] {
                assert_eq!(is_later(&world, named), version >= *since, "{operation}, {named:?}");
            }
        }
        assert!(is_later(&world, Named::Not), "{operation}: the newest, unless the setting says otherwise");
    }
    world.server.control("PATCH", "/settings", &json!({ "request_without_api_version": "oldest" }));
    for (operation, _, is_later) in DIFFERENCES {
        assert!(!is_later(&world, Named::Not), "{operation} with the setting");
    }
    world.server.stop();
}

#[test]
fn no_answer_of_any_operation_has_a_session_token_of_another_version() {
    let mut world = World::begin();
    let mut with_tokens = 0;
    for operation in clerk_emulator::operations() {
        if !["frontend", "backend"].contains(&operation.api) {
            continue;
        }
        for (version, is_2) in [("2024-10-01", false), (SESSION_TOKENS_2, true)] {
            // Restores what the previous call deleted or ended.
            world.server.control("POST", "/reset", &Value::Null);
            world.admin = world.server.browser().with_dev_browser();
            sign_in(&world.server, &world.admin, Named::Not).expect_ok();
            world.session_id = world.admin.session()["id"].as_str().unwrap().to_owned();
            let path = operation
                .path
                .replace("{organization_id}", world.server.organization_id())
                .replace("{user_id}", world.server.instance["admin"]["userId"].as_str().unwrap())
                .replace("{session_id}", &world.session_id);
            let (named, method) = (Named::InHeader(version), operation.method);
            let answer = match operation.api {
                "frontend" => world.page(named, method, &path, Some("").filter(|_| method != "GET")),
                _ => world.program(named, method, &path, &json!({})),
            };
            assert!(answer.status < 500, "{method} {path}: {}", answer.text);
            let body = serde_json::from_str(&answer.text).unwrap_or_default();
            for jwt in tokens_in(&body) {
                assert_eq!(
                    is_version_2(&claims(jwt.as_str().unwrap())),
                    is_2,
                    "{method} {path} in version {version}"
                );
                with_tokens += 1;
            }
        }
    }
    assert!(with_tokens > 10, "{with_tokens}");
    world.server.stop();
}
