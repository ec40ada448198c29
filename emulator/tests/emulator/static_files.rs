//! Folders that are served next to the API.

use std::fs;

use clerk_emulator::{Config, StaticFolder};

use crate::support::{Server, send};

#[test]
fn folders_are_served_with_their_types_beside_the_api() {
    let folder = tempfile::tempdir().unwrap();
    let (www, pkg) = (folder.path().join("www"), folder.path().join("pkg"));
    fs::create_dir_all(www.join("sub")).unwrap();
    fs::create_dir_all(www.join("v1")).unwrap();
    fs::create_dir_all(pkg.join("wasm")).unwrap();
    fs::write(www.join("index.html"), "<p>home").unwrap();
    fs::write(www.join("sub/index.html"), "<p>sub").unwrap();
    fs::write(www.join("v1/client"), "not the API").unwrap();
    fs::write(pkg.join("index.js"), "export {}").unwrap();
    fs::write(pkg.join("wasm/a.wasm"), b"\0asm").unwrap();
    fs::write(folder.path().join("secret"), "secret").unwrap();
    let static_folders = vec![
        format!("/={}", www.display()).parse::<StaticFolder>().unwrap(),
        format!("/pkg={}", pkg.display()).parse::<StaticFolder>().unwrap(),
    ];
    let server = Server::with(Config { static_folders, ..Config::default() });
    let get = |path: &str| send("GET", &format!("{}{path}", server.url), &[], None).unwrap();
    for (path, kind, text) in [
        ("/", "text/html", "<p>home"),
        ("/index.html", "text/html", "<p>home"),
        ("/sub/", "text/html", "<p>sub"),
        ("/pkg/index.js", "text/javascript", "export {}"),
        ("/pkg/wasm/a.wasm", "application/wasm", "\0asm"),
    ] {
        let answer = get(path);
        assert_eq!((answer.status, answer.text.as_str()), (200, text), "{path}");
        assert_eq!(answer.header("content-type"), Some(kind), "{path}");
        assert_eq!(answer.header("cache-control"), Some("no-store"));
    }
    assert_eq!(get("/sub").header("location"), Some("/sub/"));
    assert_eq!(get("/pkg/wasm").header("location"), Some("/pkg/wasm/"));
    assert_eq!(get("/pkg").header("location"), Some("/pkg/"));
    assert_eq!(get("/v1/client").json()["response"], serde_json::Value::Null, "the API takes precedence");
    for path in
        ["/none.html", "/pkgs", "/../secret", "/..%2fsecret", "/pkg/..%2f..%2fsecret", "/pkg/%2e%2e/secret"]
    {
        get(path).expect_error(404, "resource_not_found");
    }
    let posted = send("POST", &format!("{}/index.html", server.url), &[], Some("x")).unwrap();
    posted.expect_error(405, "method_not_allowed");
    server.stop();
}

#[test]
fn a_folder_must_exist_and_its_prefix_begin_with_a_slash() {
    for text in ["www", "www=.", "/=/no/such/folder"] {
        assert!(text.parse::<StaticFolder>().is_err(), "{text}");
    }
}
