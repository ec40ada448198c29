//! Errors of hyper and axum have Clerk's envelope and exactly the type `application/json`, in the Frontend API, the
//! Backend API and the controls. The tests write to the socket, because HTTP clients do not send such requests.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::Value;

use crate::support::{FORM as FORM_HEADER, Server, send};

/// An answer: the status, the head in lower case, and the body.
struct Raw {
    status: u16,
    head: String,
    body: String,
}

/// Sends these bytes on a new connection and reads until the server closes it.
fn raw(server: &Server, request: &[u8]) -> Raw {
    let mut socket = TcpStream::connect(server.url.strip_prefix("http://").unwrap()).unwrap();
    socket.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    // A server that does not read the whole request resets the connection. Its answer before that is what the tests
    // check.
    let _ = socket.write_all(request);
    let mut answer = Vec::new();
    let _ = socket.read_to_end(&mut answer);
    let text = String::from_utf8_lossy(&answer);
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no answer: {text:?}"));
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Raw { status, head: head.to_lowercase(), body: body.to_owned() }
}

/// The bytes of a request: `METHOD target`, these header lines, and a body with its length.
fn request(line: &str, headers: &[&str], body: &[u8]) -> Vec<u8> {
    let mut head = format!("{line} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n");
    for header in headers {
        head.push_str(header);
        head.push_str("\r\n");
    }
    if !body.is_empty() {
        head.push_str(&format!("content-length: {}\r\n", body.len()));
    }
    [head.as_bytes(), b"\r\n", body].concat()
}

const FORM: &str = "content-type: application/x-www-form-urlencoded";
const JSON: &str = "content-type: application/json";
const TEXT: &str = "content-type: text/plain";

#[test]
fn errors_of_the_framework_have_clerks_envelope() {
    let server = Server::start();
    let key = format!("authorization: Bearer {}", server.instance["secretKey"].as_str().unwrap());
    let key = key.as_str();
    let deep = "[".repeat(40_000);
    type Row<'a> = (&'a str, &'a [&'a str], &'a [u8], u16, &'a str);
    let table: &[Row<'_>] = &[
        // Unknown paths.
        ("GET /v1/nope", &[], b"", 404, "resource_not_found"),
        ("GET /v1/nope", &[key], b"", 404, "resource_not_found"),
        ("GET /v1/", &[], b"", 404, "resource_not_found"),
        ("GET /v1//client", &[], b"", 404, "resource_not_found"),
        ("GET /v1/client//", &[], b"", 404, "resource_not_found"),
        ("GET /V1/client", &[], b"", 404, "resource_not_found"),
        ("GET /v1/\u{fc}", &[], b"", 404, "resource_not_found"),
        ("GET /nope", &[], b"", 404, "resource_not_found"),
        ("GET /__emulator/nope", &[], b"", 404, "resource_not_found"),
        ("GET /i/nope/v1/client", &[], b"", 400, "host_invalid"),
        ("OPTIONS *", &[], b"", 404, "resource_not_found"),
        ("CONNECT x.example:443", &[], b"", 404, "resource_not_found"),
        // Methods that a path does not support.
        ("DELETE /v1/environment", &[], b"", 405, "method_not_allowed"),
        ("BREW /v1/client", &[], b"", 405, "method_not_allowed"),
        ("PUT /v1/users", &[key], b"", 405, "method_not_allowed"),
        ("DELETE /__emulator/clock", &[], b"", 405, "method_not_allowed"),
        // Invalid percent-encoding, in paths and queries.
        ("GET /v1/organizations/%zz", &[], b"", 400, "malformed_request_parameters"),
        ("GET /v1/organizations/%", &[], b"", 400, "malformed_request_parameters"),
        ("GET /v1/organizations/%ff", &[], b"", 400, "malformed_request_parameters"),
        ("GET /v1/organizations/%zz", &[key], b"", 400, "malformed_request_parameters"),
        ("GET /v1/organizations/%ff", &[key], b"", 400, "malformed_request_parameters"),
        ("GET /v1/nope/%ff", &[], b"", 400, "malformed_request_parameters"),
        ("GET /v1/client?a=%zz", &[], b"", 400, "malformed_request_parameters"),
        ("GET /v1/client?%ff=1", &[], b"", 400, "malformed_request_parameters"),
        ("GET /v1/users?limit=%", &[key], b"", 400, "malformed_request_parameters"),
        // Bodies of an unsupported type.
        ("POST /v1/client/sign_ins", &[JSON], b"{}", 415, "unsupported_content_type"),
        ("POST /v1/client/sign_ins", &[TEXT], b"a=b", 415, "unsupported_content_type"),
        ("POST /v1/client/sign_ins", &[], b"a=b", 415, "unsupported_content_type"),
        ("POST /v1/client/sign_ins", &["content-type: \u{fc}"], b"a=b", 415, "unsupported_content_type"),
        ("POST /v1/users", &[key, TEXT], b"{}", 415, "unsupported_content_type"),
        ("POST /v1/users", &[key, FORM], b"a=b", 415, "unsupported_content_type"),
        ("POST /v1/users", &[key], b"{}", 415, "unsupported_content_type"),
        // Invalid bodies.
        ("POST /v1/client/sign_ins", &[FORM], b"a=%zz", 400, "malformed_request_parameters"),
        ("POST /v1/client/sign_ins", &[FORM], b"a=\xff", 400, "request_body_invalid"),
        ("POST /v1/users", &[key, JSON], b"{", 400, "request_body_invalid"),
        ("POST /v1/users", &[key, JSON], b"\xff", 400, "request_body_invalid"),
        ("POST /v1/users", &[key, JSON], deep.as_bytes(), 400, "request_body_invalid"),
        ("POST /__emulator/clock", &[JSON], b"{", 400, "request_body_invalid"),
        ("POST /v1/users", &[key, JSON, "transfer-encoding: chunked"], b"", 400, "request_body_invalid"),
        ("POST /v1/client", &["transfer-encoding: chunked"], b"", 400, "request_body_invalid"),
        // Headers that are not text.
        ("GET /v1/client", &["origin: \u{fc}"], b"", 400, "origin_invalid"),
        ("GET /v1/client", &["authorization: \u{fc}"], b"", 401, "authorization_header_format_invalid"),
    ];
    for (line, headers, body, status, code) in table {
        let mut sent = request(line, headers, body);
        if headers.contains(&"transfer-encoding: chunked") {
            sent.extend_from_slice(b"zz\r\n");
        }
        let answer = raw(&server, &sent);
        let told = format!("{line} {headers:?}: {} {}", answer.head, answer.body);
        assert_eq!(answer.status, *status, "{told}");
        assert!(answer.head.contains("\r\ncontent-type: application/json\r\n"), "{told}");
        let json: Value = serde_json::from_str(&answer.body).unwrap_or_else(|_| panic!("{told}"));
        assert_eq!(json["errors"][0]["code"], *code, "{told}");
        assert!(json["errors"][0]["long_message"].is_string(), "{told}");
        assert_eq!(json["clerk_trace_id"].as_str().map(str::len), Some(32), "{told}");
        if *status == 405 && !line.contains("__emulator") {
            assert!(answer.head.contains("\r\nallow: "), "{told}");
        }
    }
    server.stop();
}

#[test]
fn a_body_that_is_larger_than_any_upload_is_refused() {
    let server = Server::start();
    let large = "a".repeat(16 * 1024 * 1024);
    // The server does not read the rest of the request, so the connection may be reset before the answer arrives.
    if let Ok(answer) =
        send("POST", &format!("{}/v1/client/sign_ins", server.url), &[FORM_HEADER], Some(&large))
    {
        answer.expect_error(413, "request_body_too_large");
    }
    assert_eq!(server.browser().get("/v1/client").status, 200);
    server.stop();
}

#[test]
fn an_answer_to_head_has_the_same_head_and_no_body() {
    let server = Server::start();
    for (line, status) in [("HEAD /v1/client", 200), ("HEAD /v1/nope", 404), ("HEAD /nope", 404)] {
        let answer = raw(&server, &request(line, &[], b""));
        assert_eq!((answer.status, answer.body.as_str()), (status, ""), "{line}");
        assert!(answer.head.contains("\r\ncontent-type: application/json\r\n"), "{line}");
    }
    server.stop();
}

#[test]
fn an_invalid_http_request_is_refused_and_the_server_continues() {
    let server = Server::start();
    let many: Vec<String> = (0..200).map(|number| format!("x-{number}: 1")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let long = format!("x: {}", "a".repeat(2_000_000));
    let cases = [
        (b"nonsense\r\n\r\n".to_vec(), 400),
        (request("GET /v1/<>", &[], b""), 400),
        (request("GET /v1/a b", &[], b""), 400),
        (request("GET /v1/client", &["content-length: -1"], b""), 400),
        (request("GET /v1/client", &["x : 1"], b""), 400),
        (request(&format!("GET /v1/client?{}", "a".repeat(70_000)), &[], b""), 414),
        (request("GET /v1/client", &many, b""), 431),
    ];
    for (sent, status) in cases {
        let answer = raw(&server, &sent);
        assert_eq!((answer.status, answer.body.as_str()), (status, ""), "{}", answer.head);
    }
    // The server does not read the rest of the request, so the answer may be lost.
    let mut socket = TcpStream::connect(server.url.strip_prefix("http://").unwrap()).unwrap();
    let _ = socket.write_all(&request("GET /v1/client", &[&long], b""));
    drop(socket);
    // The emulator accepts large headers that the protocol allows.
    let large = format!("x: {}", "a".repeat(100_000));
    assert_eq!(raw(&server, &request("GET /v1/client", &[&large], b"")).status, 200);
    server.stop();
}

#[test]
fn a_host_that_is_not_this_machine_is_refused_before_anything_is_read() {
    let server = Server::start();
    let host = |path: &str, host: &str| {
        raw(&server, format!("GET {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n").as_bytes())
    };
    for path in ["/__emulator/instance", "/v1/client", "/", "/__emulator/portal"] {
        let refused = host(path, "rebound.example:4100");
        assert_eq!(refused.status, 403, "{path}");
        assert!(
            refused.body.contains("host_not_allowed") && !refused.body.contains("sk_test"),
            "{}",
            refused.body
        );
    }
    for name in ["localhost:4100", "127.0.0.1", "[::1]:1", "app.localhost"] {
        assert_eq!(host("/__emulator/instance", name).status, 200, "{name}");
    }
    server.stop();
}
