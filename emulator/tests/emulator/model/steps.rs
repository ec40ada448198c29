//! The random steps.

use std::collections::BTreeSet;

use proptest::prelude::*;

/// The number of people. Each may have two addresses in a domain with automatic enrollment.
pub(super) const PEOPLE: usize = 4;
pub(super) const DOMAIN: &str = "people.example";
pub(super) const ADMIN: &str = "admin@owner.example";

pub(super) fn address(person: usize, second: bool) -> String {
    format!("{}{person}@{DOMAIN}", if second { "q" } else { "p" })
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Api {
    Frontend,
    Backend,
}

#[derive(Debug, Clone)]
pub(super) enum Step {
    CreateUser(usize),
    DeleteUser(usize),
    Invite(Api, usize, bool),
    InviteBulk(Api, BTreeSet<usize>),
    /// Revokes the n-th invitation of the model.
    Revoke(Api, usize),
    AcceptByLink(usize),
    AcceptBySignIn(usize),
    AcceptBySignUp(usize),
    /// A person accepts an invitation through `/v1/me`, whether or not it is theirs.
    AcceptByList(usize, usize),
    /// A sign-up starts with the ticket, the invitation is revoked, then the sign-up cannot complete.
    RevokeDuringSignUp(usize),
    /// A person signs in on the page of another person's invitation.
    SignInWithTicketOfAnother(usize, usize),
    Add(Api, usize),
    Remove(Api, usize),
    /// Enrolls a user through the domain by listing their invitations and suggestions.
    Enroll(usize),
    SetMode(bool),
    SetLimit(i64),
    LetTimePass(i64),
    Restart,
}

pub(super) fn steps() -> impl Strategy<Value = Vec<Step>> {
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
