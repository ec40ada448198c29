//! Webhooks of the command: `--webhook`, and messages that a killed process has not sent.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

use serde_json::Value;

use crate::command::Command;
use crate::support::Program;

const LIMIT: Duration = Duration::from_secs(20);
const PAUSE: Duration = Duration::from_millis(10);

/// Receives one webhook. Returns its id and body.
fn receive(listener: &TcpListener) -> (String, Value) {
    listener.set_nonblocking(true).unwrap();
    let accepted = (0..LIMIT.as_millis() / PAUSE.as_millis()).find_map(|_| {
        let accepted = listener.accept().ok();
        if accepted.is_none() {
            std::thread::sleep(PAUSE);
        }
        accepted
    });
    let (mut stream, _) = accepted.expect("no webhook was received");
    stream.set_nonblocking(false).unwrap();
    stream.set_read_timeout(Some(LIMIT)).unwrap();
    let read = read_request(&mut stream);
    // The sender may have been killed in the meantime.
    let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
    read
}

fn read_request(stream: &mut TcpStream) -> (String, Value) {
    let mut text = String::new();
    let mut buffer = [0; 4096];
    loop {
        let length = stream.read(&mut buffer).unwrap();
        text.push_str(std::str::from_utf8(&buffer[..length]).unwrap());
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let header = |name: &str| {
            let of = |line: &str| line.to_lowercase().strip_prefix(&format!("{name}: ")).map(str::len);
            head.lines().find_map(|line| of(line).map(|length| line[line.len() - length..].to_owned()))
        };
        if body.len() >= header("content-length").unwrap().parse().unwrap() {
            return (header("svix-id").unwrap(), serde_json::from_str(body).unwrap());
        }
    }
}

fn invite(command: &Command, address: &str) {
    let text = |name: &str| command.instance[name].as_str().unwrap().to_owned();
    let path = format!("/v1/organizations/{}/invitations", text("organizationId"));
    let body = serde_json::json!({ "email_address": address, "role": "org:member" });
    Program::new(&command.url(), &text("secretKey")).post(&path, &body).expect_bare();
}

#[test]
fn unsent_messages_of_a_killed_process_are_sent_in_order_after_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("emulator.db");
    // The bound listener reserves the port, but accepts no connections yet.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    let arguments = ["--database", file.to_str().unwrap(), "--quiet", "--webhook", &url];
    let mut command = Command::start(&arguments);
    let first = command.instance["webhooks"].clone();
    assert_eq!(first[0]["url"], url.as_str());
    for address in ["a@example.com", "b@example.com", "c@example.com"] {
        invite(&command, address);
    }
    command.kill();

    let mut command = Command::start(&arguments);
    assert_eq!(command.instance["webhooks"], first, "the same endpoint, with the same secret");
    let mut seen = Vec::<(String, String)>::new();
    while seen.len() < 3 {
        let (id, body) = receive(&listener);
        let address = body["data"]["email_address"].as_str().unwrap().to_owned();
        // Delivery is at least once: a message that the killed process was sending may arrive twice.
        if !seen.iter().any(|(known, _)| *known == id) {
            seen.push((id, address));
        }
    }
    let addresses: Vec<&str> = seen.iter().map(|(_, address)| address.as_str()).collect();
    assert_eq!(addresses, ["a@example.com", "b@example.com", "c@example.com"]);
    command.kill();
}
