//! A running emulator, and clients of it.

use std::cell::RefCell;
use std::sync::OnceLock;

use clerk_emulator::{Config, Emulator, Randomness, SigningKey};
use serde_json::{Value, json};
use ureq::http::{HeaderMap, Request};

/// One key for all tests, because generating one is slow.
pub(crate) fn signing_key() -> SigningKey {
    static KEY: OnceLock<SigningKey> = OnceLock::new();
    KEY.get_or_init(|| SigningKey::generate(&Randomness::from_os()).unwrap()).clone()
}

/// An emulator for one test, in this process, or a further instance of one.
pub(crate) struct Server {
    /// `None` for a further instance.
    running: Option<(tokio::runtime::Runtime, Emulator)>,
    pub(crate) url: String,
    pub(crate) instance: Value,
}

impl Server {
    pub(crate) fn start() -> Self {
        Self::with(Config::default())
    }

    pub(crate) fn with_settings(settings: &[(&str, &str)]) -> Self {
        let mut config = Config::default();
        for (name, value) in settings {
            config.settings.set(name, value).unwrap();
        }
        Self::with(config)
    }

    pub(crate) fn with(config: Config) -> Self {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let config = Config { signing_key: Some(signing_key()), ..config };
        let emulator = runtime.block_on(Emulator::start(config)).unwrap();
        let (url, instance) = (emulator.url().to_owned(), emulator.instance());
        Self { running: Some((runtime, emulator)), url, instance }
    }

    /// The URL that it listens on, without the public URL.
    pub(crate) fn local_url(&self) -> String {
        format!("http://{}", self.running.as_ref().unwrap().1.address())
    }

    pub(crate) fn stop(self) {
        let (runtime, emulator) = self.running.unwrap();
        runtime.block_on(emulator.stop());
    }

    /// A further instance, created by `POST /__emulator/instances` with this body.
    pub(crate) fn create_instance(&self, new: &Value) -> Self {
        let instance = self.control("POST", "/instances", new);
        Self { running: None, url: instance["url"].as_str().unwrap().to_owned(), instance }
    }

    pub(crate) fn organization_id(&self) -> &str {
        self.instance["organizationId"].as_str().unwrap()
    }

    /// A signed-out browser.
    pub(crate) fn browser(&self) -> Browser {
        Browser::new(&self.url)
    }

    /// A browser in which `who` of the first line of output is signed in.
    pub(crate) fn signed_in(&self, who: &str) -> Browser {
        let browser = self.browser();
        let person = &self.instance[who];
        browser
            .sign_in(person["emailAddress"].as_str().unwrap(), person["password"].as_str().unwrap())
            .expect_ok();
        browser
    }

    pub(crate) fn admin(&self) -> Browser {
        self.signed_in("admin")
    }

    pub(crate) fn member(&self) -> Browser {
        self.signed_in("member")
    }

    /// A program with the secret key.
    pub(crate) fn program(&self) -> Program {
        let key = self.instance["secretKey"].as_str().unwrap();
        Program::new(&self.url, key)
    }

    /// `/__emulator<path>`.
    pub(crate) fn control(&self, method: &str, path: &str, body: &Value) -> Value {
        let body = if body.is_null() { None } else { Some(body.to_string()) };
        let answer = send(method, &format!("{}/__emulator{path}", self.url), &[], body.as_deref()).unwrap();
        assert_eq!(answer.status, 200, "{method} {path}: {}", answer.text);
        answer.json()
    }

    pub(crate) fn advance(&self, milliseconds: i64) {
        self.control("POST", "/clock", &json!({ "advanceMs": milliseconds }));
    }

    pub(crate) fn outbox(&self) -> Vec<Value> {
        self.control("GET", "/outbox", &Value::Null).as_array().unwrap().clone()
    }

    /// The path of the first organization's invitations.
    pub(crate) fn invitations(&self) -> String {
        format!("/v1/organizations/{}/invitations", self.organization_id())
    }
}

/// The machine's clock, for tests that measure how long the emulator takes.
#[allow(clippy::disallowed_methods)]
pub(crate) fn stopwatch() -> std::time::Instant {
    std::time::Instant::now()
}

pub(crate) const DAY: i64 = 24 * 60 * 60 * 1000;
pub(crate) const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("not JSON: {}", self.text))
    }

    /// The `response` of an answer with status 200.
    #[track_caller]
    pub(crate) fn expect_ok(&self) -> Value {
        assert_eq!(self.status, 200, "{}", self.text);
        self.json()["response"].clone()
    }

    /// Asserts the status of an error, as JSON or as a page.
    #[track_caller]
    pub(crate) fn expect_refusal(&self, status: u16) {
        assert_eq!(self.status, status, "{}", self.text);
    }

    /// The whole body of a Backend API answer with status 200.
    #[track_caller]
    pub(crate) fn expect_bare(&self) -> Value {
        assert_eq!(self.status, 200, "{}", self.text);
        assert_eq!(self.header("content-type"), Some("application/json"));
        self.json()
    }

    /// The status and the first error's code.
    pub(crate) fn error(&self) -> (u16, String) {
        (self.status, self.json()["errors"][0]["code"].as_str().unwrap_or("none").to_owned())
    }

    #[track_caller]
    pub(crate) fn expect_error(&self, status: u16, code: &str) -> Value {
        assert_eq!(self.error(), (status, code.to_owned()), "{}", self.text);
        let body = self.json();
        let error = &body["errors"][0];
        assert!(!error["message"].as_str().unwrap().is_empty() && error["long_message"].is_string());
        assert_eq!(body["clerk_trace_id"].as_str().unwrap().len(), 32);
        assert_eq!(self.header("content-type"), Some("application/json"));
        error.clone()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }
}

/// Sends a request as given. `Err` if the connection ended without a complete answer.
pub(crate) fn send(
    method: &str,
    url: &str,
    headers: &[(&str, &str)],
    body: Option<&str>,
) -> Result<Answer, ureq::Error> {
    send_bytes(method, url, headers, body.map(str::as_bytes))
}

/// Like [`send`], with a body of any bytes.
pub(crate) fn send_bytes(
    method: &str,
    url: &str,
    headers: &[(&str, &str)],
    body: Option<&[u8]>,
) -> Result<Answer, ureq::Error> {
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .timeout_global(Some(std::time::Duration::from_secs(20)))
        .build()
        .into();
    let mut request = Request::builder().method(method).uri(url);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let mut response = match body {
        Some(body) => agent.run(request.body(body).unwrap())?,
        None => agent.run(request.body(()).unwrap())?,
    };
    let text = response.body_mut().with_config().limit(100 << 20).lossy_utf8(true).read_to_string()?;
    Ok(Answer { status: response.status().as_u16(), headers: response.headers().clone(), text })
}

/// A browser with one cookie or with a dev browser.
pub(crate) struct Browser {
    pub(crate) url: String,
    cookie: RefCell<Option<String>>,
    dev_browser: Option<String>,
}

impl Browser {
    pub(crate) fn new(url: &str) -> Self {
        Self { url: url.to_owned(), cookie: RefCell::new(None), dev_browser: None }
    }

    /// Creates a dev browser, as clerk-js does in development.
    pub(crate) fn with_dev_browser(mut self) -> Self {
        let id = self.send("POST", "/v1/dev_browser", None).json()["id"].as_str().unwrap().to_owned();
        self.dev_browser = Some(id);
        self
    }

    pub(crate) fn cookie(&self) -> Option<String> {
        self.cookie.borrow().clone()
    }

    pub(crate) fn send(&self, method: &str, path: &str, form: Option<&str>) -> Answer {
        let mut headers = vec![("origin", "http://localhost:3000")];
        if form.is_some() {
            headers.push(FORM);
        }
        self.send_with(method, path, &headers, form)
    }

    pub(crate) fn send_with(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<&str>,
    ) -> Answer {
        let mut url = format!("{}{path}", self.url);
        if let Some(id) = &self.dev_browser {
            url.push_str(if url.contains('?') { "&" } else { "?" });
            url.push_str(&format!("__clerk_db_jwt={id}"));
        }
        let cookie = self.cookie();
        let mut headers = headers.to_vec();
        if let Some(cookie) = cookie.as_deref().filter(|_| self.dev_browser.is_none()) {
            headers.push(("cookie", cookie));
        }
        let answer = send(method, &url, &headers, body).unwrap();
        if let Some(set) = answer.header("set-cookie") {
            *self.cookie.borrow_mut() = Some(set.split(';').next().unwrap().to_owned());
        }
        answer
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.send("GET", path, None)
    }

    pub(crate) fn post(&self, path: &str, form: &str) -> Answer {
        self.send("POST", path, Some(form))
    }

    pub(crate) fn sign_in(&self, email_address: &str, password: &str) -> Answer {
        self.post(
            "/v1/client/sign_ins",
            &format!("strategy=password&identifier={email_address}&password={password}"),
        )
    }

    /// The active session in the client.
    pub(crate) fn session(&self) -> Value {
        self.get("/v1/client").expect_ok()["sessions"][0].clone()
    }
}

/// A program that calls the Backend API like `@clerk/backend`.
pub(crate) struct Program {
    url: String,
    authorization: String,
}

impl Program {
    pub(crate) fn new(url: &str, secret_key: &str) -> Self {
        Self { url: url.to_owned(), authorization: format!("Bearer {secret_key}") }
    }

    /// Sends JSON, or an empty body with the JSON content type.
    pub(crate) fn send(&self, method: &str, path: &str, body: Option<&Value>) -> Answer {
        let text = body.map(Value::to_string);
        self.send_text(method, path, text.as_deref())
    }

    pub(crate) fn send_text(&self, method: &str, path: &str, body: Option<&str>) -> Answer {
        let headers = [("authorization", self.authorization.as_str()), ("content-type", "application/json")];
        send(method, &format!("{}{path}", self.url), &headers, body).unwrap()
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.send("GET", path, None)
    }

    pub(crate) fn post(&self, path: &str, body: &Value) -> Answer {
        self.send("POST", path, Some(body))
    }

    pub(crate) fn patch(&self, path: &str, body: &Value) -> Answer {
        self.send("PATCH", path, Some(body))
    }

    pub(crate) fn put(&self, path: &str, body: &Value) -> Answer {
        self.send("PUT", path, Some(body))
    }

    pub(crate) fn delete(&self, path: &str) -> Answer {
        self.send("DELETE", path, None)
    }
}

/// One field of every row of a page.
pub(crate) fn column(page: &Value, name: &str) -> Vec<String> {
    page["data"].as_array().unwrap().iter().map(|row| row[name].as_str().unwrap().to_owned()).collect()
}

/// The payload of a JWT.
pub(crate) fn claims(jwt: &str) -> Value {
    use base64::Engine;
    let payload = jwt.split('.').nth(1).unwrap();
    serde_json::from_slice(&base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(payload).unwrap())
        .unwrap()
}

/// The password of users who sign up.
pub(crate) const PASSWORD: &str = "a long enough password";

/// Invites as the admin. Returns the invitation and the path of its link.
pub(crate) fn invite(server: &Server, admin: &Browser, address: &str, role: &str) -> (Value, String) {
    let form = format!("email_address={}&role={role}", address.replace('+', "%2B"));
    let invitation = admin.post(&server.invitations(), &form).expect_ok();
    let outbox = server.outbox();
    let mail = outbox.last().unwrap();
    assert_eq!((&mail["to"], &mail["invitationId"]), (&invitation["email_address"], &invitation["id"]));
    let link = mail["link"].as_str().unwrap();
    (invitation, link.strip_prefix(&server.url).expect("the link is the emulator's").to_owned())
}

/// A browser that is signed in as a new user without an organization.
pub(crate) fn newcomer(server: &Server, address: &str) -> Browser {
    let browser = server.browser();
    let form = format!("email_address={}&password={PASSWORD}", address.replace('+', "%2B"));
    let begun = browser.post("/v1/client/sign_ups", &form).expect_ok();
    let path = format!("/v1/client/sign_ups/{}", begun["id"].as_str().unwrap());
    browser.post(&format!("{path}/prepare_verification"), "strategy=email_code").expect_ok();
    let outbox = server.outbox();
    let code = outbox.last().unwrap()["code"].as_str().unwrap().to_owned();
    let done = browser
        .post(&format!("{path}/attempt_verification"), &format!("strategy=email_code&code={code}"))
        .expect_ok();
    assert_eq!(done["status"], "complete");
    browser
}
