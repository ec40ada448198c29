//! The emulator with its model, and the check that they agree.

use std::collections::{BTreeMap, BTreeSet};

use clerk_emulator::{Config, Seed};
use serde_json::{Value, json};

use super::expected::{Invited, Model, Status};
use super::steps::{ADMIN, DOMAIN};
use crate::support::{Browser, PASSWORD, Server, column};

pub(super) struct World {
    pub(super) server: Option<Server>,
    pub(super) folder: tempfile::TempDir,
    pub(super) admin: Browser,
    pub(super) domain: String,
    pub(super) model: Model,
}

impl World {
    pub(super) fn begin() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let server = start(&folder);
        let admin = admin(&server);
        let path = format!("/v1/organizations/{}/domains", server.organization_id());
        let made =
            admin.post(&path, &format!("name={DOMAIN}&enrollment_mode=automatic_suggestion")).expect_ok();
        let domain = format!("{path}/{}", made["id"].as_str().unwrap());
        let form = format!("affiliation_email_address=postmaster@{DOMAIN}");
        admin.post(&format!("{domain}/prepare_affiliation_verification"), &form).expect_ok();
        let code = server.outbox().pop().unwrap()["code"].as_str().unwrap().to_owned();
        admin
            .post(&format!("{domain}/attempt_affiliation_verification"), &format!("code={code}"))
            .expect_ok();
        let model = Model { now: now(&server), ..Model::default() };
        Self { server: Some(server), folder, admin, domain, model }
    }

    pub(super) fn server(&self) -> &Server {
        self.server.as_ref().unwrap()
    }

    pub(super) fn organization(&self) -> String {
        format!("/v1/organizations/{}", self.server().organization_id())
    }

    pub(super) fn invited(&self, n: usize) -> Option<Invited> {
        (!self.model.invited.is_empty()).then(|| self.model.invited[n % self.model.invited.len()].clone())
    }

    pub(super) fn ticket(&self, one: &Invited) -> String {
        let path = format!("{}/invitations/{}", self.organization(), one.id);
        let shown = self.server().program().get(&path).expect_bare();
        shown["url"].as_str().unwrap().split("ticket=").nth(1).unwrap().to_owned()
    }

    pub(super) fn signed_in(&self, who: usize) -> Option<Browser> {
        let known = self.model.users.get(&who)?;
        let browser = self.server().browser();
        browser.sign_in(&known.addresses[0], PASSWORD).expect_ok();
        Some(browser)
    }

    pub(super) fn learn(&mut self, shown: &Value, of_domain: bool) {
        self.model.invited.push(Invited {
            id: shown["id"].as_str().unwrap().to_owned(),
            address: shown["email_address"].as_str().unwrap().to_owned(),
            status: Status::Pending,
            of_domain,
            expires_at: shown["expires_at"].as_i64().unwrap(),
        });
    }

    pub(super) fn position(&self, id: &str) -> usize {
        self.model.invited.iter().position(|one| one.id == id).unwrap()
    }

    pub(super) fn set(&mut self, id: &str, status: Status) {
        let position = self.position(id);
        self.model.invited[position].status = status;
    }

    pub(super) fn accepted(&mut self, one: &Invited, who: usize, was_accepted: bool, answer: &str) {
        assert_eq!(was_accepted, self.model.may_accept(one), "{answer}");
        if was_accepted {
            self.model.join(who);
        }
    }

    /// Asserts that both APIs' lists, the counts and the members equal the model's.
    pub(super) fn agree(&self) {
        let program = self.server().program();
        let model = &self.model;
        let listed: Vec<&Invited> = model.invited.iter().filter(|one| !one.of_domain).collect();
        let expected: BTreeMap<String, String> =
            listed.iter().map(|one| (one.id.clone(), model.shown(one).to_owned())).collect();
        let path = format!("{}/invitations?limit=500", self.organization());
        for page in [program.get(&path).expect_bare(), self.admin.get(&path).expect_ok()] {
            let found: BTreeMap<String, String> =
                column(&page, "id").into_iter().zip(column(&page, "status")).collect();
            assert_eq!(found, expected);
            assert_eq!(page["total_count"], expected.len());
        }
        for status in ["pending", "accepted", "revoked", "expired"] {
            let page = program.get(&format!("{path}&status={status}")).expect_bare();
            let count = expected.values().filter(|shown| *shown == status).count();
            assert_eq!(
                (page["total_count"].as_u64(), column(&page, "id").len()),
                (Some(count as u64), count)
            );
        }
        let shown = program.get(&format!("{}?include_members_count=true", self.organization())).expect_bare();
        let pending = listed.iter().filter(|one| model.is_pending(one)).count();
        assert_eq!(shown["pending_invitations_count"], pending);
        assert_eq!(shown["members_count"], model.members());
        let members = program.get(&format!("{}/memberships?limit=500", self.organization())).expect_bare();
        assert_eq!(members["total_count"], model.members());
        let found: BTreeSet<&str> = members["data"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["public_user_data"]["user_id"].as_str().unwrap())
            .collect();
        for (who, known) in &model.users {
            assert_eq!(found.contains(known.id.as_str()), model.members.contains(who));
        }
    }
}

pub(super) fn start(folder: &tempfile::TempDir) -> Server {
    let seed = json!({
        "users": [{ "email_addresses": [ADMIN], "password": PASSWORD }],
        "organizations": [{
            "name": "Model", "created_by": ADMIN, "max_allowed_memberships": 0,
            "memberships": [{ "user_id": ADMIN, "role": "org:admin" }]
        }]
    });
    let mut config = Config {
        database: folder.path().join("model.db"),
        seed: Some(Seed::from_json(&seed.to_string()).unwrap()),
        ..Config::default()
    };
    for (name, value) in [("rate_limits", "false"), ("frontend_duplicate_invitation", "refuse")] {
        config.settings.set(name, value).unwrap();
    }
    Server::with(config)
}

pub(super) fn admin(server: &Server) -> Browser {
    let browser = server.browser();
    browser.sign_in(ADMIN, PASSWORD).expect_ok();
    browser
}

pub(super) fn now(server: &Server) -> i64 {
    server.control("GET", "/clock", &Value::Null)["now"].as_i64().unwrap()
}
