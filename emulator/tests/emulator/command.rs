//! The command: its first line, how it stops, and its errors.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, ChildStdout, Output, Stdio};

use serde_json::{Value, json};

use crate::support::send;

/// A running `clerk-emulator` on a free port. Dropping it kills the process.
pub(crate) struct Command {
    child: Child,
    out: BufReader<ChildStdout>,
    /// The first line of output.
    pub(crate) instance: Value,
}

impl Command {
    pub(crate) fn start(arguments: &[&str]) -> Self {
        let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_clerk-emulator"))
            .args(["--port", "0"])
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        out.read_line(&mut line).unwrap();
        Self { child, out, instance: serde_json::from_str(&line).expect("the first line is JSON") }
    }

    pub(crate) fn url(&self) -> String {
        self.instance["url"].as_str().unwrap().to_owned()
    }

    /// Kills the process like `kill -9`.
    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    fn signal(&mut self, name: &str) -> std::process::ExitStatus {
        let id = self.child.id().to_string();
        assert!(std::process::Command::new("kill").args(["-s", name, &id]).status().unwrap().success());
        self.child.wait().unwrap()
    }
}

impl Drop for Command {
    fn drop(&mut self) {
        // The process may have exited already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub(crate) fn run(arguments: &[&str]) -> Output {
    std::process::Command::new(env!("CARGO_BIN_EXE_clerk-emulator")).args(arguments).output().unwrap()
}

#[test]
fn the_command_prints_its_url_and_stops_on_either_signal() {
    for signal in ["TERM", "INT"] {
        let mut command = Command::start(&[]);
        let url = command.url();
        assert!(url.starts_with("http://127.0.0.1:"), "{url}");
        assert_eq!(send("GET", &format!("{url}/v1/client"), &[], None).unwrap().status, 200);
        assert!(command.signal(signal).success(), "{signal}");
        assert!(send("GET", &url, &[], None).is_err());
        let mut rest = String::new();
        command.out.read_to_string(&mut rest).unwrap();
        let key = command.instance["publishableKey"].as_str().unwrap();
        assert!(rest.contains(key) && rest.contains(&url), "{rest}");
    }
}

#[test]
fn a_port_in_use_is_a_clear_error() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let output = run(&["--port", &port]);
    assert!(!output.status.success() && output.stdout.is_empty());
    let complaint = String::from_utf8(output.stderr).unwrap();
    assert!(complaint.contains(&port) && complaint.contains("--port"), "{complaint}");
}

#[test]
fn settings_are_listed_accepted_and_refused() {
    let listed = String::from_utf8(run(&["--settings"]).stdout).unwrap();
    for setting in clerk_emulator::SETTINGS {
        assert!(listed.contains(&format!("{}=", setting.name)), "{}", setting.name);
    }
    let command = Command::start(&["--setting", "frontend_bulk_limit=3", "--quiet"]);
    let settings = send("GET", &format!("{}/__emulator/settings", command.url()), &[], None).unwrap().json();
    assert_eq!(settings["values"]["frontend_bulk_limit"], 3);
    for wrong in ["nonsense", "no_such=1", "frontend_bulk_limit=many"] {
        let output = run(&["--port", "0", "--setting", wrong]);
        assert!(!output.status.success() && !output.stderr.is_empty(), "{wrong}");
    }
}

#[test]
fn a_closed_pipe_ends_the_list_of_settings_without_an_error() {
    // Reads one line and closes the pipe, like `--settings | head`.
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_clerk-emulator"))
        .arg("--settings")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert!(output.status.success(), "{}", output.status);
}

#[test]
fn help_lists_every_option_and_every_control() {
    let help = String::from_utf8(run(&["--help"]).stdout).unwrap();
    let options: Vec<&str> = help
        .lines()
        .filter_map(|line| line.trim_start().strip_prefix('-'))
        .filter_map(|line| line.split("--").nth(1).or(line.strip_prefix('-')))
        .filter_map(|option| option.split([' ', '=']).next())
        .collect();
    let known = [
        "port",
        "host",
        "database",
        "seed",
        "config",
        "static",
        "clerk-js",
        "setting",
        "allowed-host",
        "public-url",
        "webhook",
        "no-rate-limits",
        "settings",
        "quiet",
    ];
    assert_eq!(options, [&known[..], &["help", "version"]].concat());
    let mut lines = help.lines().skip_while(|line| !line.starts_with("Options:")).skip(1);
    while let Some(line) = lines.next() {
        if line.trim_start().starts_with('-') {
            assert!(lines.next().is_some_and(|next| next.trim().len() > 10), "{line} has no description");
        }
    }
    let words: Vec<&str> = help.split(|letter: char| !letter.is_alphanumeric()).collect();
    for control in [
        "instance",
        "instances",
        "state",
        "snapshot",
        "restore",
        "health",
        "invitations",
        "reset",
        "clock",
        "faults",
        "requests",
        "outbox",
        "webhooks",
        "settings",
    ] {
        assert!(words.contains(&control), "{control}");
    }
}

#[test]
fn the_server_continues_if_its_output_is_not_read() {
    let command = Command::start(&[]);
    let url = format!("{}/v1/nope", command.url());
    for _ in 0..50 {
        send("GET", &url, &[], None).unwrap().expect_error(404, "resource_not_found");
    }
}

#[test]
fn rate_limits_are_on_by_default_and_a_flag_switches_them_off() {
    let limits = |arguments: &[&str]| {
        let command = Command::start(arguments);
        let url = format!("{}/__emulator/settings", command.url());
        send("GET", &url, &[], None).unwrap().json()["values"]["rate_limits"].clone()
    };
    assert_eq!(limits(&[]), true);
    assert_eq!(limits(&["--no-rate-limits"]), false);
}

#[test]
fn a_file_configures_the_seed_and_the_settings_and_flags_take_precedence() {
    let folder = tempfile::tempdir().unwrap();
    let seed = {
        let command = Command::start(&["--quiet"]);
        send("GET", &format!("{}/__emulator/state", command.url()), &[], None).unwrap().json()
    };
    let settings = json!({ "frontend_bulk_limit": 7 });
    let file = folder.path().join("config.json");
    std::fs::write(&file, json!({ "seed": seed, "settings": settings }).to_string()).unwrap();
    let command = Command::start(&["--config", file.to_str().unwrap(), "--setting", "frontend_bulk_limit=9"]);
    assert_eq!(command.instance["organizationId"], seed["organizations"][0]["id"]);
    let values = send("GET", &format!("{}/__emulator/settings", command.url()), &[], None).unwrap().json();
    assert_eq!(values["values"]["frontend_bulk_limit"], 9);

    std::fs::write(&file, r#"{ "seeds": 1 }"#).unwrap();
    let output = run(&["--config", file.to_str().unwrap()]);
    assert!(!output.status.success() && String::from_utf8_lossy(&output.stderr).contains("seeds"));
}

#[test]
fn flags_can_be_set_by_environment_variables() {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_clerk-emulator"))
        .arg("--settings")
        .env("CLERK_EMULATOR_SETTING", "frontend_bulk_limit=7, rate_limits=false")
        .output()
        .unwrap();
    let listed = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(listed.contains("frontend_bulk_limit=7 ") && listed.contains("rate_limits=false "), "{listed}");
    for (name, value) in
        [("PORT", "none"), ("STATIC", "no-prefix"), ("SETTING", "nonsense"), ("PUBLIC_URL", "x")]
    {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_clerk-emulator"))
            .arg("--settings")
            .env(format!("CLERK_EMULATOR_{name}"), value)
            .output()
            .unwrap();
        assert!(!output.status.success(), "{name}");
    }
}
