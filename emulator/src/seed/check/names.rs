//! Checks the objects of a seed in the order of the document: users, organizations, members and invitations. Each has
//! names that must be unique.

use std::collections::{HashMap, HashSet};

use super::{Checked, email_address, metadata_of, moments, rule, wrong};
use crate::model::fold::{fold, fold_address};
use crate::passwords;
use crate::rules::{locale, organization, password, redirect_url, second_factor, username};
use crate::seed::{SeedInvitation, SeedOrganization, SeedUser, Status};

/// Longer ids have no use. Clerk's have 27 characters after their prefix.
const LONGEST_ID: usize = 64;

/// The unique names of the objects so far.
#[derive(Default)]
pub(super) struct Names<'a> {
    ids: HashSet<&'a str>,
    pub(super) permissions: HashSet<&'a str>,
    pub(super) roles: HashSet<&'a str>,
    /// The users' positions in the document, by id and by address.
    users: HashMap<String, usize>,
    usernames: HashSet<String>,
    external_ids: HashSet<&'a str>,
    slugs: HashSet<&'a str>,
}

impl<'a> Names<'a> {
    pub(super) fn id(&mut self, at: &str, prefix: &str, id: Option<&'a str>) -> Checked {
        let Some(id) = id else { return Ok(()) };
        let at = format!("{at}.id");
        let is_text = |text: &str| {
            !text.is_empty() && text.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
        };
        if id.len() > LONGEST_ID || !id.strip_prefix(prefix).is_some_and(is_text) {
            return wrong(
                &at,
                format!("an id here is {prefix} and letters, digits and underscores, at most {LONGEST_ID}"),
            );
        }
        if !self.ids.insert(id) {
            return wrong(&at, "something else has this id");
        }
        Ok(())
    }

    pub(super) fn user(&mut self, position: usize, user: &'a SeedUser) -> Checked {
        let at = &format!("users[{position}]");
        self.id(at, "user_", user.id.as_deref())?;
        self.users.extend(user.id.clone().map(|id| (id, position)));
        if user.id.is_none() && user.username.is_none() && user.email_addresses.is_empty() {
            return wrong(at, "a user needs `email_addresses`, a `username` or at least an `id`");
        }
        for (index, address) in user.email_addresses.iter().enumerate() {
            let at = format!("{at}.email_addresses[{index}]");
            self.id(&at, "idn_", address.id.as_deref())?;
            email_address(&at, &address.email_address)?;
            if self.users.insert(fold_address(&address.email_address), position).is_some() {
                return wrong(&at, format!("{} is there twice", address.email_address));
            }
            moments(&at, &[("created_at", address.created_at), ("updated_at", address.updated_at)])?;
        }
        if let Some(primary) = &user.primary_email_address
            && !user.has_address(&fold_address(primary))
        {
            return wrong(
                &format!("{at}.primary_email_address"),
                "this is not one of the user's `email_addresses`",
            );
        }
        if let Some(name) = &user.username {
            rule(&format!("{at}.username"), username::check(name))?;
            if !self.usernames.insert(fold(name)) {
                return wrong(&format!("{at}.username"), "another user has this username");
            }
        }
        if let Some(id) = &user.external_id
            && !self.external_ids.insert(id)
        {
            return wrong(&format!("{at}.external_id"), "another user has this external id");
        }
        match (&user.password, &user.password_hash) {
            (Some(_), Some(_)) => {
                return wrong(&format!("{at}.password_hash"), "give this or `password`, not both");
            }
            (Some(password), None) => {
                rule(&format!("{at}.password"), password::check(password, user.primary_address()))?
            }
            (None, Some(hash)) if !passwords::is_hash(hash) => {
                return wrong(
                    &format!("{at}.password_hash"),
                    "this is not an Argon2 hash in the PHC string format",
                );
            }
            _ => {}
        }
        if let Some(secret) = &user.totp_secret {
            rule(&format!("{at}.totp_secret"), second_factor::check_secret(secret))?;
        }
        rule(&format!("{at}.backup_codes"), second_factor::check_backup_codes(&user.backup_codes))?;
        if user.totp_secret.is_none() && !user.backup_codes.is_empty() {
            return wrong(&format!("{at}.backup_codes"), "backup codes require a `totp_secret`");
        }
        if let Some(name) = &user.locale {
            rule(&format!("{at}.locale"), locale::check(name))?;
        }
        if user.create_organizations_limit.is_some_and(|limit| limit < 0) {
            let path = format!("{at}.create_organizations_limit");
            return wrong(&path, "a whole number from 0, which means no limit");
        }
        metadata_of(
            at,
            &[
                ("public_metadata", &user.public_metadata),
                ("private_metadata", &user.private_metadata),
                ("unsafe_metadata", &user.unsafe_metadata),
            ],
        )?;
        moments(
            at,
            &[
                ("last_sign_in_at", user.last_sign_in_at),
                ("last_active_at", user.last_active_at),
                ("locked_until", user.locked_until),
                ("mfa_enabled_at", user.mfa_enabled_at),
                ("mfa_disabled_at", user.mfa_disabled_at),
                ("legal_accepted_at", user.legal_accepted_at),
                ("created_at", user.created_at),
                ("updated_at", user.updated_at),
            ],
        )
    }

    pub(super) fn organization(&mut self, at: &str, organization: &'a SeedOrganization, now: i64) -> Checked {
        self.id(at, "org_", organization.id.as_deref())?;
        rule(&format!("{at}.name"), organization::check_name(&organization.name))?;
        if let Some(slug) = &organization.slug {
            rule(&format!("{at}.slug"), organization::check_slug(slug))?;
            if !self.slugs.insert(slug) {
                return wrong(&format!("{at}.slug"), "another organization has this slug");
            }
        }
        self.maybe_gone(&format!("{at}.created_by"), organization.created_by.as_deref())?;
        if organization.max_allowed_memberships < 0 {
            return wrong(
                &format!("{at}.max_allowed_memberships"),
                "a whole number from 0, which means no limit",
            );
        }
        metadata_of(
            at,
            &[
                ("public_metadata", &organization.public_metadata),
                ("private_metadata", &organization.private_metadata),
            ],
        )?;
        moments(at, &[("created_at", organization.created_at), ("updated_at", organization.updated_at)])?;
        let mut members = HashSet::new();
        for (index, membership) in organization.memberships.iter().enumerate() {
            let at = format!("{at}.memberships[{index}]");
            self.id(&at, "orgmem_", membership.id.as_deref())?;
            let Some(user) = self.user_named(&membership.user_id) else {
                return no_user(&format!("{at}.user_id"), &membership.user_id);
            };
            if !members.insert(user) {
                return wrong(&format!("{at}.user_id"), "this user is a member already");
            }
            self.role(&at, &membership.role)?;
            metadata_of(
                &at,
                &[
                    ("public_metadata", &membership.public_metadata),
                    ("private_metadata", &membership.private_metadata),
                ],
            )?;
            moments(&at, &[("created_at", membership.created_at), ("updated_at", membership.updated_at)])?;
        }
        for (index, invitation) in organization.invitations.iter().enumerate() {
            self.invitation(&format!("{at}.invitations[{index}]"), invitation, now)?;
        }
        Ok(())
    }

    fn invitation(&mut self, at: &str, invitation: &'a SeedInvitation, now: i64) -> Checked {
        self.id(at, "orginv_", invitation.id.as_deref())?;
        email_address(&format!("{at}.email_address"), &invitation.email_address)?;
        self.role(at, &invitation.role)?;
        self.maybe_gone(&format!("{at}.inviter_user_id"), invitation.inviter_user_id.as_deref())?;
        if let Some(url) = &invitation.redirect_url {
            rule(&format!("{at}.redirect_url"), redirect_url::check(url))?;
        }
        if invitation.status == Status::Expired && invitation.expires_at.is_some_and(|moment| moment > now) {
            return wrong(&format!("{at}.expires_at"), "an expired invitation's is in the past");
        }
        metadata_of(
            at,
            &[
                ("public_metadata", &invitation.public_metadata),
                ("private_metadata", &invitation.private_metadata),
            ],
        )?;
        moments(
            at,
            &[
                ("expires_at", invitation.expires_at),
                ("created_at", invitation.created_at),
                ("updated_at", invitation.updated_at),
            ],
        )
    }

    fn user_named(&self, named: &str) -> Option<usize> {
        self.users.get(named).or_else(|| self.users.get(&fold_address(named))).copied()
    }

    /// A reference to a user that remains when the user is deleted.
    fn maybe_gone(&self, at: &str, named: Option<&str>) -> Checked {
        match named {
            Some(named) if self.user_named(named).is_none() && !named.starts_with("user_") => {
                no_user(at, named)
            }
            _ => Ok(()),
        }
    }

    fn role(&self, at: &str, key: &str) -> Checked {
        if self.roles.contains(key) {
            return Ok(());
        }
        wrong(&format!("{at}.role"), format!("there is no role {key}; describe it in `roles`"))
    }
}

fn no_user(at: &str, named: &str) -> Checked {
    wrong(at, format!("{named} is neither the id nor an address of one of the `users`"))
}
