//! The pages for people: signing in and up in the account portal, and the outbox.

use serde_json::Value;

use crate::support::{Answer, Browser, PASSWORD, Server, invite, newcomer, send};

const PORTAL: &str = "/__emulator/portal";
const HTML: (&str, &str) = ("accept", "text/html");

fn target(answer: &Answer) -> String {
    assert_eq!(answer.status, 303, "{}", answer.text);
    answer.header("location").unwrap().to_owned()
}

/// Opens a page and checks the properties of every page.
#[track_caller]
fn page(browser: &Browser, path: &str) -> String {
    let answer = browser.send_with("GET", path, &[HTML], None);
    assert_eq!(answer.status, 200, "{}", answer.text);
    expect_page(&answer);
    answer.text
}

#[track_caller]
fn expect_page(answer: &Answer) {
    assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"));
    let policy = answer.header("content-security-policy").unwrap();
    assert!(
        policy.starts_with("default-src 'none'; style-src 'unsafe-inline'; form-action 'self'"),
        "{policy}"
    );
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    assert!(!answer.text.contains("<script"), "{}", answer.text);
}

/// Submits a form like the page itself.
fn submit(server: &Server, browser: &Browser, page: &str, form: &str) -> Answer {
    let headers = [HTML, ("origin", &server.url), ("content-type", "application/x-www-form-urlencoded")];
    browser.send_with("POST", &format!("{PORTAL}{page}"), &headers, Some(form))
}

fn user_of(browser: &Browser) -> Value {
    browser.session()["user"].clone()
}

#[test]
fn a_password_signs_in_by_hand_and_the_application_gets_the_dev_browser() {
    let server = Server::start();
    let browser = server.browser();
    assert!(page(&browser, &format!("{PORTAL}/sign-in")).contains("name=\"password\""));
    let admin = &server.instance["admin"];
    let (address, password) = (admin["emailAddress"].as_str().unwrap(), admin["password"].as_str().unwrap());
    let form = format!("identifier={address}&password={password}&strategy=password");
    let home = target(&submit(&server, &browser, "/sign-in", &form));
    let dev_browser = home.strip_prefix("/?__clerk_db_jwt=").unwrap();
    let client = send("GET", &format!("{}/v1/client?__clerk_db_jwt={dev_browser}", server.url), &[], None)
        .unwrap()
        .expect_ok();
    assert_eq!(client["sessions"][0]["user"]["id"], admin["userId"]);
    assert_eq!(user_of(&browser)["id"], admin["userId"]);
    let account = page(&browser, PORTAL);
    assert!(account.contains(address) && account.contains("Northwind Studio (Admin)"), "{account}");
    assert_eq!(
        target(&browser.get(&format!("{PORTAL}/sign-in"))),
        format!("{PORTAL}/user"),
        "a signed-in user is sent on"
    );
    target(&submit(&server, &browser, "/sign-out", ""));
    assert!(page(&browser, PORTAL).contains("Nobody is signed in"));
    server.stop();
}

#[test]
fn a_mailed_code_signs_in_by_hand() {
    let server = Server::start();
    let browser = server.browser();
    let address = server.instance["member"]["emailAddress"].as_str().unwrap();
    let step =
        target(&submit(&server, &browser, "/sign-in", &format!("identifier={address}&strategy=email_code")));
    assert!(step.starts_with(&format!("{PORTAL}/sign-in/code?attempt=sia_")), "{step}");
    assert!(page(&browser, &step).contains(address));
    let attempt = step.split_once("attempt=").unwrap().1;
    let wrong = submit(&server, &browser, "/sign-in/code", &format!("attempt={attempt}&code=x&action=enter"));
    assert_eq!(wrong.status, 422);
    expect_page(&wrong);
    assert!(wrong.text.contains("Incorrect code"));
    target(&submit(&server, &browser, "/sign-in/code", &format!("attempt={attempt}&action=resend")));
    let mails = server.outbox();
    assert_eq!(mails.len(), 2);
    let form = format!("attempt={attempt}&code={}&action=enter", mails[1]["code"].as_str().unwrap());
    assert!(target(&submit(&server, &browser, "/sign-in/code", &form)).starts_with("/?"));
    assert_eq!(user_of(&browser)["id"], server.instance["member"]["userId"]);
    server.browser().get(&step).expect_refusal(400);
    server.stop();
}

#[test]
fn an_account_is_created_by_hand() {
    let server = Server::start();
    let browser = server.browser();
    page(&browser, &format!("{PORTAL}/sign-up"));
    let form = format!("email_address=jane@example.com&first_name=Jane&last_name=&password={PASSWORD}");
    let step = target(&submit(&server, &browser, "/sign-up", &form));
    let attempt = step.split_once("attempt=").unwrap().1;
    page(&browser, &step);
    let code = server.outbox().pop().unwrap()["code"].as_str().unwrap().to_owned();
    let form = format!("attempt={attempt}&code={code}&action=enter");
    assert!(target(&submit(&server, &browser, "/sign-up/code", &form)).starts_with("/?"));
    assert_eq!(user_of(&browser)["first_name"], "Jane");
    server.stop();
}

#[test]
fn an_invited_person_without_an_account_signs_up_by_hand_with_the_link() {
    let server = Server::start();
    let admin = server.admin();
    let (_, link) = invite(&server, &admin, "new@example.com", "org:viewer");
    let browser = server.browser();
    let entrance = target(&browser.send_with("GET", &link, &[HTML], None));
    let shown = page(&browser, &entrance);
    assert!(shown.contains("value=\"new@example.com\" readonly"), "{shown}");
    assert!(shown.contains("Northwind Studio") && shown.contains("Viewer"), "{shown}");

    let ticket = link.split_once("ticket=").unwrap().1;
    let short =
        format!("__clerk_ticket={ticket}&email_address=new@example.com&password=short&first_name=<b>");
    let refused = submit(&server, &browser, "/sign-up", &short);
    assert_eq!(refused.status, 422);
    assert!(refused.text.contains("8 characters or more") && refused.text.contains("value=\"&lt;b&gt;\""));

    // The ticket's address is used, not the one in the form.
    let form = format!("__clerk_ticket={ticket}&email_address=other@example.com&password={PASSWORD}");
    assert!(target(&submit(&server, &browser, "/sign-up", &form)).starts_with("/?__clerk_db_jwt=dvb_"));
    let user = user_of(&browser);
    assert_eq!(user["email_addresses"][0]["email_address"], "new@example.com");
    assert_eq!(user["organization_memberships"][0]["role"], "org:viewer");
    let used = browser.send_with("GET", &entrance, &[HTML], None);
    assert_eq!(used.status, 400);
    expect_page(&used);
    server.stop();
}

#[test]
fn an_invited_user_signs_in_by_hand_with_password_code_or_only_the_link() {
    let server = Server::start();
    let admin = server.admin();
    for (number, strategy) in ["password", "email_code", "ticket"].into_iter().enumerate() {
        let address = format!("known{number}@example.com");
        newcomer(&server, &address);
        let (invitation, link) = invite(&server, &admin, &address, "org:member");
        let ticket = link.split_once("ticket=").unwrap().1;
        let browser = server.browser();
        let entrance = target(&browser.send_with("GET", &link, &[HTML], None));
        assert!(entrance.starts_with(&format!("{PORTAL}/sign-in?__clerk_ticket=")), "{entrance}");
        assert!(page(&browser, &entrance).contains(&format!("value=\"{address}\" readonly")));

        let form = format!("__clerk_ticket={ticket}&password={PASSWORD}&strategy={strategy}");
        let mut next = target(&submit(&server, &browser, "/sign-in", &form));
        if strategy == "email_code" {
            let attempt = next.split_once("attempt=").unwrap().1.to_owned();
            page(&browser, &next);
            let code = server.outbox().pop().unwrap()["code"].as_str().unwrap().to_owned();
            let form = format!("__clerk_ticket={ticket}&attempt={attempt}&code={code}&action=enter");
            next = target(&submit(&server, &browser, "/sign-in/code", &form));
        }
        assert!(next.starts_with("/?__clerk_db_jwt=dvb_"), "{strategy}: {next}");
        let session = browser.session();
        assert_eq!(session["last_active_organization_id"], server.organization_id(), "{strategy}");
        let listed = admin.get(&format!("{}?status=accepted&limit=100", server.invitations())).expect_ok();
        let accepted = listed["data"].as_array().unwrap();
        assert!(accepted.iter().any(|listed| listed["id"] == invitation["id"]), "{strategy}");
    }
    server.stop();
}

#[test]
fn a_wrong_password_accepts_nothing() {
    let server = Server::start();
    let admin = server.admin();
    newcomer(&server, "known@example.com");
    let (_, link) = invite(&server, &admin, "known@example.com", "org:member");
    let ticket = link.split_once("ticket=").unwrap().1;
    let browser = server.browser();
    let form = format!("__clerk_ticket={ticket}&password=wrong&strategy=password");
    let refused = submit(&server, &browser, "/sign-in", &form);
    assert_eq!(refused.status, 422);
    assert!(refused.text.contains("role=\"alert\""), "{}", refused.text);
    assert_eq!(browser.get("/v1/client").expect_ok(), Value::Null);
    let listed = admin.get(&format!("{}?status=accepted&limit=100", server.invitations())).expect_ok();
    assert!(
        !listed["data"]
            .as_array()
            .unwrap()
            .iter()
            .any(|invitation| invitation["email_address"] == "known@example.com")
    );
    server.stop();
}

#[test]
fn another_signed_in_user_can_sign_out_and_continue() {
    let server = Server::start();
    let admin = server.admin();
    newcomer(&server, "known@example.com");
    let (_, link) = invite(&server, &admin, "known@example.com", "org:member");
    let ticket = link.split_once("ticket=").unwrap().1;
    let browser = server.member();
    let entrance = target(&browser.send_with("GET", &link, &[HTML], None));
    let shown = page(&browser, &entrance);
    assert!(shown.contains("Sign out and continue"), "{shown}");
    // There is no form while another user than the invited one is signed in.
    for page_of in [shown.clone(), page(&browser, &entrance.replace("/sign-in", "/sign-up"))] {
        assert!(page_of.contains("Sign out and continue"), "{page_of}");
        assert!(!page_of.contains("name=\"password\"") && !page_of.contains(" readonly"), "{page_of}");
    }
    let back = target(&submit(&server, &browser, "/sign-out", &format!("__clerk_ticket={ticket}")));
    assert_eq!(back, link);
    assert_eq!(browser.get("/v1/client").expect_ok()["sessions"], serde_json::json!([]));
    assert!(!page(&browser, &target(&browser.get(&back))).contains("Sign out and continue"));
    server.stop();
}

#[test]
fn the_redirect_to_the_application_has_the_dev_browser_only_on_this_machine() {
    let server = Server::start();
    let member = &server.instance["member"];
    let (address, password) =
        (member["emailAddress"].as_str().unwrap(), member["password"].as_str().unwrap());
    let sign_in = |redirect_url: &str| {
        let form = format!("identifier={address}&password={password}&redirect_url={redirect_url}");
        submit(&server, &server.browser(), "/sign-in", &form)
    };
    let local = target(&sign_in("http%3A%2F%2Flocalhost%3A3000%2Fwelcome%3Fa%3D1"));
    assert!(local.starts_with("http://localhost:3000/welcome?a=1&__clerk_db_jwt=dvb_"), "{local}");
    assert_eq!(target(&sign_in("https%3A%2F%2Fapp.example.com%2F")), "https://app.example.com/");
    for wrong in ["javascript%3Aalert(1)", "%2Fpath", "%2F%2Fevil.example"] {
        let refused = sign_in(wrong);
        assert_eq!(refused.status, 422, "{wrong}");
        expect_page(&refused);
    }
    let form = page(
        &server.browser(),
        &format!("{PORTAL}/sign-in?redirect_url=http%3A%2F%2Flocalhost%3A3000%2F%22%3E"),
    );
    assert!(form.contains("http://localhost:3000/&quot;&gt;"), "{form}");
    server.stop();
}

#[test]
fn a_form_from_another_page_is_refused() {
    let server = Server::start();
    let browser = server.member();
    for origin in ["http://127.0.0.1:1", "https://evil.example", "null"] {
        let headers = [("origin", origin), ("content-type", "application/x-www-form-urlencoded")];
        let answer = browser.send_with("POST", &format!("{PORTAL}/sign-out"), &headers, Some(""));
        assert_eq!(answer.status, 400, "{origin}");
    }
    assert_eq!(browser.session()["status"], "active");
    server.stop();
}

#[test]
fn an_invalid_portal_request_is_refused_on_a_page() {
    let server = Server::start();
    for (method, path, status) in [
        ("GET", "/waitlist", 404),
        ("DELETE", "/sign-in", 405),
        ("GET", "/sign-in?__clerk_ticket=forged", 400),
        ("GET", "/sign-in/code?attempt=sia_1", 400),
        ("POST", "/sign-in", 422),
        ("POST", "/sign-up", 422),
        ("POST", "/sign-up/code", 400),
    ] {
        let answer = server.browser().send_with(method, &format!("{PORTAL}{path}"), &[HTML], None);
        assert_eq!(answer.status, status, "{method} {path}: {}", answer.text);
        expect_page(&answer);
    }
    server.stop();
}

#[test]
fn the_outbox_is_a_page_that_runs_no_scripts_from_data() {
    let server = Server::start();
    let url = format!("{}/__emulator/outbox", server.url);
    let empty = send("GET", &url, &[HTML], None).unwrap();
    expect_page(&empty);
    assert!(empty.text.contains("No mail was sent yet"));

    let admin = server.admin();
    let first_name = "%3Cscript%3Ealert(1)%3C%2Fscript%3E%22'";
    let user = admin.send("PATCH", "/v1/me", Some(&format!("first_name={first_name}")));
    user.expect_ok();
    invite(&server, &admin, "new@example.com", "org:member");
    let shown = send("GET", &url, &[HTML], None).unwrap();
    expect_page(&shown);
    assert!(shown.text.contains("&lt;script&gt;alert(1)&lt;/script&gt;"), "{}", shown.text);
    // The mail is inside an attribute, so its text is escaped twice.
    assert!(shown.text.contains("&amp;lt;script&amp;gt;alert(1)"), "{}", shown.text);
    assert!(shown.text.contains("sandbox=\"allow-popups allow-popups-to-escape-sandbox\""));
    let json = send("GET", &url, &[("accept", "application/json")], None).unwrap();
    assert_eq!(json.header("content-type"), Some("application/json"));
    assert_eq!(json.json()[0]["to"], "new@example.com");
    server.stop();
}

#[test]
fn without_an_application_the_home_page_is_the_inspector_or_shows_the_signed_in_users() {
    let server = Server::start();
    let browser = server.member();
    assert!(browser.send_with("GET", "/", &[HTML], None).text.contains("<title>Inspector"));
    assert!(page(&browser, "/?__clerk_db_jwt=x").contains("Milo Brandt"));
    browser.get("/").expect_error(404, "resource_not_found");
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("index.html"), "the application").unwrap();
    let folders = vec![format!("/={}", folder.path().display()).parse().unwrap()];
    let serving = Server::with(clerk_emulator::Config { static_folders: folders, ..Default::default() });
    assert_eq!(serving.browser().send_with("GET", "/", &[HTML], None).text, "the application");
    serving.stop();
    server.stop();
}

#[test]
fn a_redirect_url_adds_only_its_origin_to_a_pages_policy() {
    let server = Server::start();
    let policy = |redirect_url: &str| {
        let path = format!("/__emulator/portal/sign-in?redirect_url={redirect_url}");
        let answer = server.browser().send_with("GET", &path, &[HTML], None);
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.header("content-security-policy").unwrap().to_owned()
    };
    assert!(
        policy("http%3A%2F%2Flocalhost%3A3000%2Fa").contains("form-action 'self' http://localhost:3000;")
    );
    let own = policy("");
    for hostile in ["http%3A%2F%2Fa%3Bsandbox", "http%3A%2F%2Fa%2Cdefault-src%2F"] {
        assert_eq!(policy(hostile), own, "{hostile}");
    }
    server.stop();
}
