//! After `kill -9`, every acknowledged change is stored once. Other changes are stored completely or not at all.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::{Value, json};

use crate::command::Command;
use crate::durability::without_url;
use crate::support::{Answer, Browser, FORM, PASSWORD, Program, send};

/// The number of acknowledged changes of each kind before the process is killed.
const ENOUGH: usize = 20;
/// The number of invitations whose links are opened under load.
const INVITED: usize = 200;

/// A kind of change that is repeated under load.
struct Load<'a> {
    name: &'static str,
    /// Sends the request for the change with this number. `Err` after the process was killed.
    make: Box<dyn Fn(usize) -> Result<Answer, ureq::Error> + Sync + 'a>,
    next: AtomicUsize,
    acknowledged: Mutex<BTreeSet<usize>>,
}

impl<'a> Load<'a> {
    fn new(name: &'static str, make: impl Fn(usize) -> Result<Answer, ureq::Error> + Sync + 'a) -> Self {
        Self { name, make: Box::new(make), next: AtomicUsize::new(0), acknowledged: Mutex::default() }
    }

    fn run(&self) {
        for _ in 0..INVITED {
            let number = self.next.fetch_add(1, Ordering::SeqCst);
            // The first failed connection means that the process was killed.
            let Ok(answer) = (self.make)(number) else { return };
            assert_eq!(answer.status, 200, "{}: {}", self.name, answer.text);
            self.acknowledged.lock().unwrap().insert(number);
        }
    }

    fn count(&self) -> usize {
        self.acknowledged.lock().unwrap().len()
    }

    fn taken(self) -> BTreeSet<usize> {
        self.acknowledged.into_inner().unwrap()
    }
}

/// All rows of a Backend API list.
fn every(program: &Program, path: &str) -> Vec<Value> {
    let mut rows = Vec::new();
    for page in 0..100 {
        let mark = if path.contains('?') { '&' } else { '?' };
        let body = program.get(&format!("{path}{mark}limit=500&offset={}", page * 500)).expect_bare();
        let data = if body.is_array() { &body } else { &body["data"] };
        rows.extend(data.as_array().unwrap().iter().cloned());
        if data.as_array().unwrap().len() < 500 {
            return rows;
        }
    }
    panic!("{path} has no last page");
}

fn count(rows: &[Value], pointer: &str, value: &str) -> usize {
    rows.iter().filter(|row| row.pointer(pointer).is_some_and(|found| found == value)).count()
}

#[test]
fn a_killed_process_keeps_every_acknowledged_change_and_no_partial_ones() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("emulator.db");
    let arguments = ["--database", file.to_str().unwrap(), "--quiet", "--no-rate-limits"];
    let mut command = Command::start(&arguments);
    let instance = command.instance.clone();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let (url, organization) = (command.url(), text(&instance["organizationId"]));
    let (admin_id, key) = (text(&instance["admin"]["userId"]), text(&instance["secretKey"]));
    let admin = Browser::new(&url);
    admin
        .sign_in(&text(&instance["admin"]["emailAddress"]), &text(&instance["admin"]["password"]))
        .expect_ok();
    let cookie = admin.cookie().unwrap();
    let program = Program::new(&url, &key);

    let guest = |number: usize| format!("guest{number}@x.io");
    for ten in (0..INVITED).step_by(10) {
        let bulk: Value = (ten..ten + 10)
            .map(|number| json!({ "email_address": guest(number), "role": "org:viewer", "inviter_user_id": admin_id }))
            .collect();
        program.post(&format!("/v1/organizations/{organization}/invitations/bulk"), &bulk).expect_bare();
    }
    let outbox = send("GET", &format!("{url}/__emulator/outbox"), &[], None).unwrap().json();
    let tickets: Vec<String> = outbox
        .as_array()
        .unwrap()
        .iter()
        .map(|mail| text(&mail["link"]).split_once("ticket=").unwrap().1.to_owned())
        .collect();
    assert_eq!(tickets.len(), INVITED);

    let authorization = format!("Bearer {key}");
    let post = |path: &str, body: Value| {
        let headers = [("authorization", authorization.as_str()), ("content-type", "application/json")];
        send("POST", &format!("{url}{path}"), &headers, Some(&body.to_string()))
    };
    let invitations = format!("/v1/organizations/{organization}/invitations");
    let loads = [
        Load::new("a member invites", |number| {
            let form = format!("email_address=front{number}@x.io&role=org:member");
            send("POST", &format!("{url}{invitations}"), &[("cookie", cookie.as_str()), FORM], Some(&form))
        }),
        Load::new("a program invites", |number| {
            post(&invitations, json!({ "email_address": format!("back{number}@x.io"), "role": "org:member" }))
        }),
        Load::new("a program creates users", |number| {
            post(
                "/v1/users",
                json!({ "email_address": [format!("user{number}@x.io")], "password": PASSWORD }),
            )
        }),
        Load::new("a program creates organizations", |number| {
            post(
                "/v1/organizations",
                json!({ "name": format!("Made {number}"), "slug": format!("made-{number}"), "created_by": admin_id }),
            )
        }),
        Load::new("guests accept", |number| {
            let form = format!("strategy=ticket&ticket={}&password={PASSWORD}", tickets[number % INVITED]);
            send("POST", &format!("{url}/v1/client/sign_ups"), &[FORM], Some(&form))
        }),
    ];
    std::thread::scope(|scope| {
        for load in &loads {
            scope.spawn(|| load.run());
        }
        for _ in 0..12_000 {
            if loads.iter().all(|load| load.count() >= ENOUGH) {
                break;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        command.kill();
    });
    for load in &loads {
        assert!(load.count() >= ENOUGH, "{}: {}", load.name, load.count());
    }
    let [front, back, users, organizations, guests] = loads.map(Load::taken);

    let again = Command::start(&arguments);
    assert_eq!(without_url(&again.instance), without_url(&instance));
    let program = Program::new(&again.url(), &key);
    let invited = every(&program, &invitations);
    for (numbers, of) in [(&front, "front"), (&back, "back")] {
        for number in numbers {
            assert_eq!(count(&invited, "/email_address", &format!("{of}{number}@x.io")), 1, "{of}{number}");
        }
    }
    let everyone = every(&program, "/v1/users");
    let address = "/email_addresses/0/email_address";
    for number in &users {
        assert_eq!(count(&everyone, address, &format!("user{number}@x.io")), 1, "user{number}");
    }
    let made = every(&program, "/v1/organizations");
    for number in &organizations {
        assert_eq!(count(&made, "/slug", &format!("made-{number}")), 1, "made-{number}");
    }
    // Unacknowledged changes are complete or absent: an organization has its creator, a guest has all of their data.
    for organization in made.iter().filter(|made| text(&made["slug"]).starts_with("made-")) {
        let members =
            every(&program, &format!("/v1/organizations/{}/memberships", text(&organization["id"])));
        assert_eq!(count(&members, "/public_user_data/user_id", &admin_id), 1);
    }
    let members = every(&program, &format!("/v1/organizations/{organization}/memberships"));
    for number in 0..INVITED {
        let accepted = invited
            .iter()
            .filter(|row| row["email_address"] == guest(number) && row["status"] == "accepted")
            .count();
        let is_member = count(&members, "/public_user_data/identifier", &guest(number));
        let is_user = count(&everyone, address, &guest(number));
        assert_eq!((accepted, is_member, is_user), (is_user, is_user, is_user), "guest{number}");
        assert!(is_user == 1 || (is_user == 0 && !guests.contains(&number)), "guest{number}");
    }
    drop(again);
    let connection = rusqlite::Connection::open(&file).unwrap();
    let check: String = connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(check, "ok");
}
