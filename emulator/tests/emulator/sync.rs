//! An acknowledged write is synced to disk. Killing a process cannot show this, because the system still writes its
//! memory to disk. So the test counts the calls, and is skipped without `strace`.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};

use crate::support::Program;

const WRITES: usize = 10;

/// The number of `fsync` and `fdatasync` calls of ten acknowledged writes. `None` without `strace`.
fn syncs_of_ten_writes(database: &str) -> Option<usize> {
    let folder = tempfile::tempdir().unwrap();
    let trace = folder.path().join("trace");
    // -D: the emulator is the child process, which is killed at the end.
    let strace = ["-D", "-f", "-qq", "-e", "trace=fsync,fdatasync", "-o", trace.to_str().unwrap()];
    let emulator = ["--port", "0", "--quiet", "--database", database];
    let mut child = Command::new("strace")
        .args(strace)
        .arg(env!("CARGO_BIN_EXE_clerk-emulator"))
        .args(emulator)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    let instance: Value = match serde_json::from_str(&line) {
        Ok(instance) => instance,
        // A container may forbid tracing.
        Err(_) => return None,
    };
    let count =
        || std::fs::read_to_string(&trace).unwrap().lines().filter(|line| line.contains("sync(")).count();
    std::thread::sleep(Duration::from_millis(500));
    let before = count();
    let program = Program::new(instance["url"].as_str().unwrap(), instance["secretKey"].as_str().unwrap());
    let path = format!("/v1/organizations/{}/invitations", instance["organizationId"].as_str().unwrap());
    for number in 0..WRITES {
        let body = json!({ "email_address": format!("p{number}@x.io"), "role": "org:member" });
        program.post(&path, &body).expect_bare();
    }
    std::thread::sleep(Duration::from_millis(500));
    let syncs = count() - before;
    child.kill().unwrap();
    child.wait().unwrap();
    Some(syncs)
}

#[test]
fn every_acknowledged_write_to_a_file_is_synced_and_none_in_memory() {
    let folder = tempfile::tempdir().unwrap();
    let Some(of_file) = syncs_of_ten_writes(folder.path().join("a.db").to_str().unwrap()) else {
        return eprintln!("strace cannot be used here");
    };
    assert!(of_file >= WRITES, "{of_file} syncs of {WRITES} writes");
    assert_eq!(syncs_of_ten_writes(":memory:"), Some(0));
}
