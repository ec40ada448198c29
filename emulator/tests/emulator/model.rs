//! Random sequences of everything that can happen to invitations and members, through both APIs and the portal, beside
//! a model that holds them in a list. After each step the emulator and the model agree on statuses, counts and members.

use std::collections::{BTreeMap, BTreeSet};

use clerk_emulator::{Config, Seed};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::{Browser, DAY, PASSWORD, Server, column};

/// How many people there are; each may have two addresses, both of a domain that enrolls by itself.
const PEOPLE: usize = 4;
const DOMAIN: &str = "people.example";
const ADMIN: &str = "admin@owner.example";

fn address(person: usize, second: bool) -> String {
    format!("{}{person}@{DOMAIN}", if second { "q" } else { "p" })
}

#[derive(Debug, Clone, Copy)]
enum Api {
    Frontend,
    Backend,
}

#[derive(Debug, Clone)]
enum Step {
    CreateUser(usize),
    DeleteUser(usize),
    Invite(Api, usize, bool),
    InviteBulk(Api, BTreeSet<usize>),
    /// The n-th invitation that the model knows.
    Revoke(Api, usize),
    AcceptByLink(usize),
    AcceptBySignIn(usize),
    AcceptBySignUp(usize),
    /// Somebody who was invited or not, by the list of their invitations.
    AcceptByList(usize, usize),
    /// A sign-up takes the ticket, the invitation is revoked, the sign-up completes.
    RevokeDuringSignUp(usize),
    /// Somebody signs in at the page of somebody else's invitation.
    SignInWithTicketOfAnother(usize, usize),
    Add(Api, usize),
    Remove(Api, usize),
    /// Looks at what is suggested to a user, or invites them by their domain.
    Enroll(usize),
    SetMode(bool),
    SetLimit(i64),
    LetTimePass(i64),
    Restart,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let api = || prop_oneof![Just(Api::Frontend), Just(Api::Backend)];
    let person = || 0..PEOPLE;
    let step = prop_oneof![
        4 => person().prop_map(Step::CreateUser),
        1 => person().prop_map(Step::DeleteUser),
        6 => (api(), person(), any::<bool>()).prop_map(|(api, who, second)| Step::Invite(api, who, second)),
        2 => (api(), prop::collection::btree_set(person(), 1..PEOPLE)).prop_map(|(api, who)| Step::InviteBulk(api, who)),
        2 => (api(), 0..20_usize).prop_map(|(api, n)| Step::Revoke(api, n)),
        2 => (0..20_usize).prop_map(Step::AcceptByLink),
        2 => (0..20_usize).prop_map(Step::AcceptBySignIn),
        2 => (0..20_usize).prop_map(Step::AcceptBySignUp),
        2 => (person(), 0..20_usize).prop_map(|(who, n)| Step::AcceptByList(who, n)),
        1 => (0..20_usize).prop_map(Step::RevokeDuringSignUp),
        2 => (person(), 0..20_usize).prop_map(|(who, n)| Step::SignInWithTicketOfAnother(who, n)),
        2 => (api(), person()).prop_map(|(api, who)| Step::Add(api, who)),
        1 => (api(), person()).prop_map(|(api, who)| Step::Remove(api, who)),
        5 => person().prop_map(Step::Enroll),
        2 => any::<bool>().prop_map(Step::SetMode),
        3 => (0..5_i64).prop_map(Step::SetLimit),
        1 => (1..20_i64).prop_map(Step::LetTimePass),
        1 => Just(Step::Restart),
    ];
    prop::collection::vec(step, 1..30)
}

#[derive(Debug, Clone, PartialEq)]
enum Status {
    Pending,
    Accepted,
    Revoked,
}

#[derive(Debug, Clone)]
struct Invited {
    id: String,
    address: String,
    status: Status,
    of_domain: bool,
    expires_at: i64,
}

#[derive(Debug, Clone)]
struct Known {
    id: String,
    addresses: Vec<String>,
    /// How many users came into being before.
    before: usize,
}

#[derive(Default)]
struct Model {
    now: i64,
    limit: i64,
    automatic_invitation: bool,
    users: BTreeMap<usize, Known>,
    /// How many users there were in all.
    created: usize,
    invited: Vec<Invited>,
    members: BTreeSet<usize>,
    suggested: BTreeSet<String>,
}

impl Model {
    fn create(&mut self, who: usize, id: String, addresses: Vec<String>) {
        self.users.insert(who, Known { id, addresses, before: self.created });
        self.created += 1;
    }

    fn shown(&self, one: &Invited) -> &'static str {
        match one.status {
            Status::Pending if one.expires_at <= self.now => "expired",
            Status::Pending => "pending",
            Status::Accepted => "accepted",
            Status::Revoked => "revoked",
        }
    }

    fn is_pending(&self, one: &Invited) -> bool {
        self.shown(one) == "pending"
    }

    fn pending_of(&self, addresses: &[String]) -> usize {
        self.invited.iter().filter(|one| self.is_pending(one) && addresses.contains(&one.address)).count()
    }

    fn pending(&self) -> i64 {
        self.invited.iter().filter(|one| self.is_pending(one)).count() as i64
    }

    /// The admin is a member, too.
    fn members(&self) -> i64 {
        1 + self.members.len() as i64
    }

    fn has_room(&self, added: i64) -> bool {
        self.limit == 0 || added <= 0 || self.members() + self.pending() + added <= self.limit
    }

    fn owner(&self, address: &str) -> Option<usize> {
        self.users
            .iter()
            .find(|(_, known)| known.addresses.iter().any(|own| own == address))
            .map(|(who, _)| *who)
    }

    /// Whether these can be invited; pending invitations are refused.
    fn may_invite(&self, addresses: &[String]) -> bool {
        let is_free = |address: &String| {
            self.owner(address).is_none_or(|who| !self.members.contains(&who))
                && self.pending_of(std::slice::from_ref(address)) == 0
        };
        addresses.iter().all(is_free) && self.has_room(addresses.len() as i64)
    }

    fn may_accept(&self, one: &Invited) -> bool {
        self.is_pending(one) && (self.limit == 0 || self.members() < self.limit)
    }

    fn join(&mut self, who: usize) {
        self.members.insert(who);
        let addresses = self.users[&who].addresses.clone();
        let now = self.now;
        for one in &mut self.invited {
            if one.status == Status::Pending && one.expires_at > now && addresses.contains(&one.address) {
                one.status = Status::Accepted;
            }
        }
    }
}

struct World {
    server: Option<Server>,
    folder: tempfile::TempDir,
    admin: Browser,
    domain: String,
    model: Model,
}

impl World {
    fn begin() -> Self {
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

    fn server(&self) -> &Server {
        self.server.as_ref().unwrap()
    }

    fn organization(&self) -> String {
        format!("/v1/organizations/{}", self.server().organization_id())
    }

    fn invited(&self, n: usize) -> Option<Invited> {
        (!self.model.invited.is_empty()).then(|| self.model.invited[n % self.model.invited.len()].clone())
    }

    fn ticket(&self, one: &Invited) -> String {
        let path = format!("{}/invitations/{}", self.organization(), one.id);
        let shown = self.server().program().get(&path).expect_bare();
        shown["url"].as_str().unwrap().split("ticket=").nth(1).unwrap().to_owned()
    }

    fn signed_in(&self, who: usize) -> Option<Browser> {
        let known = self.model.users.get(&who)?;
        let browser = self.server().browser();
        browser.sign_in(&known.addresses[0], PASSWORD).expect_ok();
        Some(browser)
    }

    fn learn(&mut self, shown: &Value, of_domain: bool) {
        self.model.invited.push(Invited {
            id: shown["id"].as_str().unwrap().to_owned(),
            address: shown["email_address"].as_str().unwrap().to_owned(),
            status: Status::Pending,
            of_domain,
            expires_at: shown["expires_at"].as_i64().unwrap(),
        });
    }

    fn invite(&mut self, api: Api, addresses: &[String], bulk: bool) {
        let path = format!("{}/invitations{}", self.organization(), if bulk { "/bulk" } else { "" });
        let answer = match api {
            Api::Frontend => {
                let named: Vec<String> =
                    addresses.iter().map(|address| format!("email_address={address}")).collect();
                self.admin.post(&path, &format!("{}&role=org:member", named.join("&")))
            }
            Api::Backend => {
                let one = |address: &String| json!({ "email_address": address, "role": "org:member" });
                let all: Vec<Value> = addresses.iter().map(one).collect();
                let body = if bulk { Value::Array(all) } else { all[0].clone() };
                self.server().program().post(&path, &body)
            }
        };
        assert_eq!(answer.status == 200, self.model.may_invite(addresses), "{addresses:?}: {}", answer.text);
        if answer.status == 200 {
            let body = match api {
                Api::Frontend => answer.json()["response"].clone(),
                Api::Backend => answer.json(),
            };
            let made = body.as_array().or(body["data"].as_array()).cloned().unwrap_or_else(|| vec![body]);
            assert_eq!(made.len(), addresses.len());
            made.iter().for_each(|one| self.learn(one, false));
        }
    }

    fn take(&mut self, step: &Step) {
        match step {
            Step::CreateUser(who) => {
                let addresses = vec![address(*who, false), address(*who, true)];
                let is_free = addresses.iter().all(|address| self.model.owner(address).is_none());
                let user = json!({ "email_address": addresses, "password": PASSWORD });
                let answer = self.server().program().post("/v1/users", &user);
                assert_eq!(answer.status == 200, is_free, "{}", answer.text);
                if is_free {
                    let id = answer.json()["id"].as_str().unwrap().to_owned();
                    self.model.create(*who, id, addresses);
                }
            }
            Step::DeleteUser(who) => {
                let Some(known) = self.model.users.remove(who) else { return };
                self.server().program().delete(&format!("/v1/users/{}", known.id)).expect_bare();
                self.model.members.remove(who);
                self.model.suggested.remove(&known.id);
            }
            Step::Invite(api, who, second) => self.invite(*api, &[address(*who, *second)], false),
            Step::InviteBulk(api, who) => {
                let addresses: Vec<String> = who.iter().map(|who| address(*who, false)).collect();
                self.invite(*api, &addresses, true);
            }
            Step::Revoke(api, n) => {
                let Some(one) = self.invited(*n) else { return };
                let path = format!("{}/invitations/{}/revoke", self.organization(), one.id);
                let answer = match api {
                    Api::Frontend => self.admin.post(&path, ""),
                    Api::Backend => self.server().program().post(&path, &json!({})),
                };
                assert_eq!(answer.status == 200, self.model.is_pending(&one), "{}", answer.text);
                if answer.status == 200 {
                    self.set(&one.id, Status::Revoked);
                }
            }
            Step::AcceptByLink(n) => {
                let Some(one) = self.invited(*n) else { return };
                let Some(who) = self.model.owner(&one.address) else { return };
                let browser = self.signed_in(who).unwrap();
                let ticket = self.ticket(&one);
                let answer = browser.get(&format!("/v1/tickets/accept?ticket={ticket}"));
                self.accepted(&one, who, answer.status == 303, &answer.text);
            }
            Step::AcceptBySignIn(n) => {
                let Some(one) = self.invited(*n) else { return };
                let Some(who) = self.model.owner(&one.address) else { return };
                let form = format!("strategy=ticket&ticket={}", self.ticket(&one));
                let answer = self.server().browser().post("/v1/client/sign_ins", &form);
                self.accepted(&one, who, answer.status == 200, &answer.text);
            }
            Step::AcceptBySignUp(n) => {
                let Some(one) = self.invited(*n) else { return };
                let who: usize = one.address[1..2].parse().unwrap();
                let is_new = self.model.owner(&one.address).is_none() && !self.model.users.contains_key(&who);
                if self.model.owner(&one.address).is_none() && !is_new {
                    // It would be a second user for one person, which the model does not know.
                    return;
                }
                let form = format!("strategy=ticket&ticket={}&password={PASSWORD}", self.ticket(&one));
                let answer = self.server().browser().post("/v1/client/sign_ups", &form);
                let expected = is_new && self.model.may_accept(&one);
                assert_eq!(answer.status == 200, expected, "{}", answer.text);
                if expected {
                    let id = answer.json()["response"]["created_user_id"].as_str().unwrap().to_owned();
                    self.model.create(who, id, vec![one.address.clone()]);
                    self.model.join(who);
                }
            }
            Step::AcceptByList(who, n) => {
                let Some(one) = self.invited(*n) else { return };
                let Some(browser) = self.signed_in(*who) else { return };
                let path = format!("/v1/me/organization_invitations/{}/accept", one.id);
                let answer = browser.post(&path, "");
                match self.model.owner(&one.address) == Some(*who) {
                    true => self.accepted(&one, *who, answer.status == 200, &answer.text),
                    false => assert_eq!(answer.status, 404, "{}", answer.text),
                }
            }
            Step::RevokeDuringSignUp(n) => {
                let Some(one) = self.invited(*n).filter(|one| self.model.is_pending(one)) else { return };
                if self.model.owner(&one.address).is_some() {
                    return;
                }
                let browser = self.server().browser();
                let form = format!("strategy=ticket&ticket={}", self.ticket(&one));
                let begun = browser.post("/v1/client/sign_ups", &form).expect_ok();
                self.take(&Step::Revoke(Api::Backend, self.position(&one.id)));
                let path = format!("/v1/client/sign_ups/{}?_method=PATCH", begun["id"].as_str().unwrap());
                let answer = browser.post(&path, &format!("password={PASSWORD}"));
                assert_ne!(answer.status, 200, "{}", answer.text);
            }
            Step::SignInWithTicketOfAnother(who, n) => {
                let Some(one) = self.invited(*n).filter(|one| self.model.is_pending(one)) else { return };
                let Some(known) = self.model.users.get(who) else { return };
                if known.addresses.contains(&one.address) {
                    return;
                }
                let browser = self.server().browser();
                let url = self.server().url.clone();
                let headers =
                    [("origin", url.as_str()), ("content-type", "application/x-www-form-urlencoded")];
                let page = "/__emulator/portal/sign-in";
                let form = format!("strategy=email_code&identifier={}", known.addresses[0]);
                let begun = browser.send_with("POST", page, &headers, Some(&form));
                let attempt = begun.header("location").unwrap().split("attempt=").nth(1).unwrap().to_owned();
                let code = self.server().outbox().pop().unwrap()["code"].as_str().unwrap().to_owned();
                let form = format!("attempt={attempt}&code={code}&__clerk_ticket={}", self.ticket(&one));
                let answer = browser.send_with("POST", &format!("{page}/code"), &headers, Some(&form));
                assert_eq!(answer.status, 403, "{}", answer.text);
            }
            Step::Add(api, who) => {
                let Some(known) = self.model.users.get(who).cloned() else { return };
                let path = format!("{}/memberships", self.organization());
                let answer = match api {
                    Api::Frontend => self.admin.post(&path, &format!("user_id={}&role=org:member", known.id)),
                    Api::Backend => {
                        let body = json!({ "user_id": known.id, "role": "org:member" });
                        self.server().program().post(&path, &body)
                    }
                };
                let is_invited = self.model.pending_of(&known.addresses) > 0;
                let has_seat = match is_invited {
                    true => self.model.limit == 0 || self.model.members() < self.model.limit,
                    false => self.model.has_room(1),
                };
                let expected = !self.model.members.contains(who) && has_seat;
                assert_eq!(answer.status == 200, expected, "{}", answer.text);
                if expected {
                    self.model.join(*who);
                }
            }
            Step::Remove(api, who) => {
                let Some(known) = self.model.users.get(who).cloned() else { return };
                let path = format!("{}/memberships/{}", self.organization(), known.id);
                let answer = match api {
                    Api::Frontend => self.admin.post(&format!("{path}?_method=DELETE"), ""),
                    Api::Backend => self.server().program().delete(&path),
                };
                assert_eq!(answer.status == 200, self.model.members.remove(who), "{}", answer.text);
            }
            Step::Enroll(who) => self.enroll(*who),
            Step::SetMode(invites) => {
                let mode = if *invites { "automatic_invitation" } else { "automatic_suggestion" };
                // The change enrolls every user whom the domain may enroll: the model looks at each of them.
                let path = format!("{}/update_enrollment_mode", self.domain);
                self.admin.post(&path, &format!("enrollment_mode={mode}")).expect_ok();
                self.model.automatic_invitation = *invites;
                // The last seat goes to the user who was there first.
                let mut users: Vec<_> =
                    self.model.users.iter().map(|(who, known)| (known.before, *who)).collect();
                users.sort_unstable();
                for (_, who) in users {
                    self.enroll(who);
                }
            }
            Step::SetLimit(limit) => {
                let body = json!({ "max_allowed_memberships": limit });
                self.server().program().patch(&self.organization(), &body).expect_bare();
                self.model.limit = *limit;
            }
            Step::LetTimePass(days) => {
                self.server().advance(days * DAY);
                self.admin = admin(self.server());
                self.model.now = now(self.server());
            }
            Step::Restart => {
                self.server.take().unwrap().stop();
                self.server = Some(start(&self.folder));
                // The clock is the machine's again.
                self.admin = admin(self.server());
                self.model.now = now(self.server());
            }
        }
    }

    /// Looks at what a user is invited to or could ask for, which is when their domain enrolls them.
    fn enroll(&mut self, who: usize) {
        let Some(browser) = self.signed_in(who) else { return };
        let known = self.model.users[&who].clone();
        let shown = browser.get("/v1/me/organization_invitations?limit=500").expect_ok();
        let suggestions = browser.get("/v1/me/organization_suggestions").expect_ok();
        let ids: BTreeSet<String> = self.model.invited.iter().map(|one| one.id.clone()).collect();
        let new: Vec<Value> = shown["data"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|one| !ids.contains(one["id"].as_str().unwrap()))
            .cloned()
            .collect();
        let is_member = self.model.members.contains(&who);
        let of_domain =
            self.model.invited.iter().any(|one| one.of_domain && known.addresses.contains(&one.address));
        let expects_invitation = self.model.automatic_invitation
            && !is_member
            && !of_domain
            && self.model.pending_of(&known.addresses) == 0
            && self.model.has_room(1);
        assert_eq!(new.len(), usize::from(expects_invitation), "{new:?}");
        new.iter().for_each(|one| self.learn(one, true));
        if !self.model.automatic_invitation && !is_member {
            self.model.suggested.insert(known.id.clone());
        }
        let suggested = i64::from(self.model.suggested.contains(&known.id));
        assert_eq!(suggestions["total_count"], suggested, "{suggestions}");
    }

    fn position(&self, id: &str) -> usize {
        self.model.invited.iter().position(|one| one.id == id).unwrap()
    }

    fn set(&mut self, id: &str, status: Status) {
        let position = self.position(id);
        self.model.invited[position].status = status;
    }

    fn accepted(&mut self, one: &Invited, who: usize, was_accepted: bool, answer: &str) {
        assert_eq!(was_accepted, self.model.may_accept(one), "{answer}");
        if was_accepted {
            self.model.join(who);
        }
    }

    /// Both lists, the counts and the members are the model's.
    fn agree(&self) {
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

fn start(folder: &tempfile::TempDir) -> Server {
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

fn admin(server: &Server) -> Browser {
    let browser = server.browser();
    browser.sign_in(ADMIN, PASSWORD).expect_ok();
    browser
}

fn now(server: &Server) -> i64 {
    server.control("GET", "/clock", &Value::Null)["now"].as_i64().unwrap()
}

fn agree_after_each_of(steps: &[Step]) {
    let mut world = World::begin();
    for step in steps {
        world.take(step);
        world.agree();
    }
}

/// The shortest sequences that show the defects which the random ones have found.
#[test]
fn the_emulator_and_the_model_agree_where_they_once_did_not() {
    use Api::{Backend, Frontend};
    // A user with two addresses of a domain that suggests, or invites, by itself.
    agree_after_each_of(&[Step::CreateUser(0), Step::Enroll(0)]);
    agree_after_each_of(&[Step::SetMode(true), Step::CreateUser(0), Step::Enroll(0)]);
    // A user at the page of another user's invitation.
    let another = Step::SignInWithTicketOfAnother(1, 0);
    agree_after_each_of(&[
        Step::CreateUser(0),
        Step::CreateUser(1),
        Step::Invite(Frontend, 0, false),
        another,
    ]);
    // An invitation that is revoked before it is accepted.
    agree_after_each_of(&[Step::Invite(Backend, 0, false), Step::RevokeDuringSignUp(0)]);
    let revoked = Step::Revoke(Frontend, 0);
    agree_after_each_of(&[
        Step::CreateUser(0),
        Step::Invite(Frontend, 0, false),
        revoked,
        Step::AcceptByList(0, 0),
    ]);
    // An invitation of a domain holds a seat.
    agree_after_each_of(&[
        Step::SetMode(true),
        Step::CreateUser(0),
        Step::SetLimit(2),
        Step::Enroll(0),
        Step::Invite(Backend, 1, false),
    ]);
    // An invited user who is added as a member.
    agree_after_each_of(&[Step::CreateUser(0), Step::Invite(Frontend, 0, false), Step::Add(Backend, 0)]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_emulator_and_the_model_agree_after_every_step(steps in steps()) {
        agree_after_each_of(&steps);
    }
}
