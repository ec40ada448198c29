//! Performs each step in both the emulator and the model.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::expected::Status;
use super::steps::{Api, Step, address};
use super::world::{World, admin, now, start};
use crate::support::{DAY, PASSWORD};

impl World {
    pub(super) fn invite(&mut self, api: Api, addresses: &[String], bulk: bool) {
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

    pub(super) fn take(&mut self, step: &Step) {
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
                    // The model does not support a second user for the same person.
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
                // The change enrolls all users in the domain, so the model checks each of them.
                let path = format!("{}/update_enrollment_mode", self.domain);
                self.admin.post(&path, &format!("enrollment_mode={mode}")).expect_ok();
                self.model.automatic_invitation = *invites;
                // The last seat goes to the oldest user.
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
                // The clock has its real time again.
                self.admin = admin(self.server());
                self.model.now = now(self.server());
            }
        }
    }

    /// Lists a user's invitations and suggestions, which enrolls the user through the domain.
    pub(super) fn enroll(&mut self, who: usize) {
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
}
