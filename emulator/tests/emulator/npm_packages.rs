//! The scripts of Clerk's packages below `/npm/`, where a provider without a `Clerk` property loads them.

use std::fs;
use std::path::Path;

use clerk_emulator::{Config, NpmPackages, StaticFolder};
use serde_json::Value;

use crate::support::{Answer, Server, send};

/// Creates an installed package with the files that npm installs.
fn install(node_modules: &Path, name: &str, version: &str) {
    let folder = node_modules.join(name);
    fs::create_dir_all(folder.join("dist/sub")).unwrap();
    let json = format!(r#"{{ "name": "{name}", "version": "{version}" }}"#);
    fs::write(folder.join("package.json"), json).unwrap();
    fs::write(folder.join("secret.js"), "secret").unwrap();
    fs::write(folder.join("dist/.hidden.js"), "secret").unwrap();
    fs::write(folder.join("dist/main.js"), format!("{name} {version}")).unwrap();
    fs::write(folder.join("dist/sub/chunk.js"), "chunk").unwrap();
}

fn get(server: &Server, path: &str) -> Answer {
    send("GET", &format!("{}{path}", server.url), &[("origin", "http://localhost:3000")], None).unwrap()
}

fn serving(packages: NpmPackages) -> Server {
    Server::with(Config { npm_packages: packages, ..Config::default() })
}

#[test]
fn installed_scripts_are_served_by_version_below_every_instance() {
    let folder = tempfile::tempdir().unwrap();
    let modules = folder.path().join("node_modules");
    install(&modules, "@clerk/clerk-js", "6.40.0");
    install(&modules, "@clerk/ui", "1.41.0");
    let server = serving(folder.path().to_str().unwrap().parse().unwrap());
    let instance = server.create_instance(&Value::Null);
    for server in [&server, &instance] {
        for version in ["6", "6.40", "6.40.0", "latest"] {
            let script = get(server, &format!("/npm/@clerk/clerk-js@{version}/dist/main.js"));
            assert_eq!((script.status, script.text.as_str()), (200, "@clerk/clerk-js 6.40.0"), "{version}");
            assert_eq!(script.header("content-type"), Some("text/javascript"));
            assert_eq!(script.header("access-control-allow-origin"), Some("*"));
            assert_eq!(script.header("cache-control"), Some("no-store"));
        }
        assert_eq!(get(server, "/npm/@clerk/clerk-js@6/dist/sub/chunk.js").text, "chunk");
        assert_eq!(get(server, "/npm/@clerk/ui@1/dist/main.js").text, "@clerk/ui 1.41.0");
    }
    let other = get(&server, "/npm/@clerk/clerk-js@5/dist/main.js");
    other.expect_error(404, "resource_not_found");
    assert!(other.text.contains("version 6.40.0 is installed"), "{}", other.text);
    let posted = format!("{}/npm/@clerk/ui@1/dist/main.js", server.url);
    send("POST", &posted, &[], Some("x")).unwrap().expect_error(405, "method_not_allowed");
    server.stop();
}

#[test]
fn only_the_files_of_dist_are_served() {
    let folder = tempfile::tempdir().unwrap();
    install(folder.path(), "@clerk/clerk-js", "6.40.0");
    fs::write(folder.path().join("secret.js"), "secret").unwrap();
    let server = serving(folder.path().to_str().unwrap().parse().unwrap());
    for path in [
        "/npm/@clerk/clerk-js@6/secret.js",
        "/npm/@clerk/clerk-js@6/package.json",
        "/npm/@clerk/clerk-js@6/dist/none.js",
        "/npm/@clerk/clerk-js@6/dist/sub",
        "/npm/@clerk/clerk-js@6/dist/sub/",
        "/npm/@clerk/clerk-js@6/dist/",
        "/npm/@clerk/clerk-js@6/dist/.hidden.js",
        "/npm/@clerk/clerk-js@6/dist/%2ehidden.js",
        "/npm/@clerk/clerk-js@6/dist/../secret.js",
        "/npm/@clerk/clerk-js@6/dist/%2e%2e/secret.js",
        "/npm/@clerk/clerk-js@6/dist/..%2fsecret.js",
        "/npm/@clerk/clerk-js@6/dist/..%2f..%2f..%2fsecret.js",
        "/npm/@clerk/clerk-js@6/dist/..%5csecret.js",
        "/npm/@clerk/clerk-js@6/dist/sub/..%2f..%2fsecret.js",
        "/npm/@clerk/clerk-js@6%2f..%2f..%2fx/dist/main.js",
        "/npm/@clerk/clerk-js@%2e%2e/dist/main.js",
        "/npm/@clerk/../secret.js",
        "/npm/secret.js",
    ] {
        let refused = get(&server, path);
        refused.expect_error(404, "resource_not_found");
        assert!(!refused.text.contains("\"secret\""), "{path}: {}", refused.text);
    }
    server.stop();
}

#[test]
fn packages_are_found_in_node_modules_and_a_missing_one_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let modules = folder.path().join("node_modules");
    install(&modules, "@clerk/clerk-js", "6.40.0");
    install(&modules, "@clerk/ui", "1.41.0");
    fs::create_dir_all(folder.path().join("app/src")).unwrap();
    let own = modules.join("@clerk/clerk-js");
    let found = [
        folder.path().to_str().unwrap().parse::<NpmPackages>(),
        modules.to_str().unwrap().parse(),
        own.to_str().unwrap().parse(),
        Ok(NpmPackages::near(&folder.path().join("app/src"))),
    ];
    for (index, packages) in found.into_iter().enumerate() {
        let server = serving(packages.unwrap());
        assert_eq!(get(&server, "/npm/@clerk/clerk-js@6/dist/main.js").status, 200, "{index}");
        assert_eq!(get(&server, "/npm/@clerk/ui@1/dist/main.js").status, 200, "{index}");
        server.stop();
    }
    let problem = "/no/such/folder".parse::<NpmPackages>().unwrap_err();
    assert!(problem.contains("/no/such/folder") && problem.contains("npm"), "{problem}");
    let server = Server::start();
    let missing = get(&server, "/npm/@clerk/clerk-js@6/dist/main.js");
    missing.expect_error(404, "resource_not_found");
    assert!(missing.text.contains("--clerk-js"), "{}", missing.text);
    server.stop();
}

#[test]
fn a_folder_below_npm_takes_precedence_and_the_page_folder_does_not() {
    let folder = tempfile::tempdir().unwrap();
    install(folder.path(), "@clerk/clerk-js", "6.40.0");
    let (www, own) = (folder.path().join("www"), folder.path().join("own"));
    fs::create_dir_all(&www).unwrap();
    fs::create_dir_all(own.join("dist")).unwrap();
    fs::write(www.join("index.html"), "home").unwrap();
    fs::write(own.join("dist/main.js"), "own").unwrap();
    let start = |folders: &[String]| {
        let static_folders = folders.iter().map(|text| text.parse::<StaticFolder>().unwrap()).collect();
        let npm_packages = folder.path().to_str().unwrap().parse().unwrap();
        Server::with(Config { static_folders, npm_packages, ..Config::default() })
    };
    let home = format!("/={}", www.display());
    let server = start(std::slice::from_ref(&home));
    assert_eq!(get(&server, "/npm/@clerk/clerk-js@6/dist/main.js").text, "@clerk/clerk-js 6.40.0");
    assert_eq!(get(&server, "/").text, "home");
    server.stop();
    let server = start(&[home, format!("/npm/@clerk/clerk-js@6={}", own.display())]);
    assert_eq!(get(&server, "/npm/@clerk/clerk-js@6/dist/main.js").text, "own");
    server.stop();
}
