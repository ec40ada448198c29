//! The checks of a parsed seed: duplicate names, references to missing objects, and values that an instance cannot
//! have. The error has the path of the first problem.

mod names;

use std::collections::HashSet;

use serde_json::{Map, Value};

use names::Names;

use super::{ADMIN, MEMBER, PermissionType, Seed, SeedError};
use crate::clock::LAST_MOMENT;
use crate::error::ClerkError;
use crate::rules::{email, jwt_template, metadata, permission};

const LONGEST_KEY: usize = 100;

type Checked = Result<(), SeedError>;

fn wrong(path: &str, problem: impl Into<String>) -> Checked {
    Err(SeedError { path: path.to_owned(), problem: problem.into() })
}

/// Converts the error of a rule to a seed error with this path.
fn rule(path: &str, checked: Result<(), ClerkError>) -> Checked {
    checked.or_else(|refused| wrong(path, refused.long_message))
}

impl Seed {
    /// Rejects a seed that is invalid at this time.
    pub(crate) fn check(&self, now: i64) -> Checked {
        let mut names = Names::default();
        moments("", &[("written_at", self.written_at)])?;
        names.permissions.extend(permission::system_permissions().map(|known| known.key));
        names.roles.extend([ADMIN, MEMBER]);
        self.check_permissions(&mut names)?;
        self.check_roles(&mut names)?;
        for (index, user) in self.users.iter().enumerate() {
            names.user(index, user)?;
        }
        for (index, organization) in self.organizations.iter().enumerate() {
            names.organization(
                &format!("organizations[{index}]"),
                organization,
                now.max(self.written_at.unwrap_or(0)),
            )?;
        }
        self.check_jwt_templates(&mut names)
    }

    fn check_jwt_templates<'a>(&'a self, names: &mut Names<'a>) -> Checked {
        let mut named = HashSet::new();
        for (index, template) in self.jwt_templates.iter().enumerate() {
            let at = format!("jwt_templates[{index}]");
            names.id(&at, "jtmp_", template.id.as_deref())?;
            rule(&format!("{at}.name"), jwt_template::check_name(&template.name))?;
            if !named.insert(&template.name) {
                return wrong(&format!("{at}.name"), "another template has this name");
            }
            let claims = Value::Object(template.claims.clone());
            rule(&format!("{at}.claims"), jwt_template::check_claims(&claims))?;
            for (name, seconds, range) in [
                ("lifetime", template.lifetime, jwt_template::LIFETIME),
                ("allowed_clock_skew", template.allowed_clock_skew, jwt_template::CLOCK_SKEW),
            ] {
                if seconds.is_some_and(|seconds| !range.contains(&seconds)) {
                    let problem = format!("a number of seconds from {} to {}", range.start(), range.end());
                    return wrong(&format!("{at}.{name}"), problem);
                }
            }
            let algorithm = template.signing_algorithm.as_deref();
            let fits = match template.signing_key {
                Some(_) => algorithm.is_some_and(|name| jwt_template::OWN_KEY_ALGORITHMS.contains(&name)),
                None => algorithm.is_none_or(|name| name == jwt_template::INSTANCE_ALGORITHM),
            };
            if !fits {
                return wrong(
                    &format!("{at}.signing_algorithm"),
                    "HS256, HS384 or HS512 with a `signing_key`, RS256 without one",
                );
            }
            moments(&at, &[("created_at", template.created_at), ("updated_at", template.updated_at)])?;
        }
        Ok(())
    }

    fn check_permissions<'a>(&'a self, names: &mut Names<'a>) -> Checked {
        let mut described = HashSet::new();
        for (index, permission) in self.permissions.iter().enumerate() {
            let at = format!("permissions[{index}]");
            names.id(&at, "perm_", permission.id.as_deref())?;
            let is_system = permission::system_permissions().any(|known| known.key == permission.key);
            if is_system != matches!(permission.r#type, PermissionType::System) {
                return wrong(
                    &format!("{at}.type"),
                    "`system` is the type of Clerk's own permissions, and of no other",
                );
            }
            key(&format!("{at}.key"), &permission.key, 2)?;
            if !described.insert(&permission.key) {
                return wrong(&format!("{at}.key"), "another permission has this key");
            }
            names.permissions.insert(&permission.key);
            moments(&at, &[("created_at", permission.created_at), ("updated_at", permission.updated_at)])?;
        }
        Ok(())
    }

    fn check_roles<'a>(&'a self, names: &mut Names<'a>) -> Checked {
        let mut described = HashSet::new();
        for (index, role) in self.roles.iter().enumerate() {
            let at = format!("roles[{index}]");
            names.id(&at, "role_", role.id.as_deref())?;
            key(&format!("{at}.key"), &role.key, 1)?;
            if !described.insert(&role.key) {
                return wrong(&format!("{at}.key"), "another role has this key");
            }
            names.roles.insert(&role.key);
            let mut granted = HashSet::new();
            for (index, permission) in role.permissions.iter().enumerate() {
                let at = format!("{at}.permissions[{index}]");
                if !names.permissions.contains(permission.as_str()) {
                    return wrong(
                        &at,
                        format!("there is no permission {permission}; describe it in `permissions`"),
                    );
                }
                if !granted.insert(permission) {
                    return wrong(&at, "the role has this permission already");
                }
            }
            moments(&at, &[("created_at", role.created_at), ("updated_at", role.updated_at)])?;
        }
        Ok(())
    }
}

fn email_address(at: &str, text: &str) -> Checked {
    if email::is_valid(text) { Ok(()) } else { wrong(at, format!("{text:?} is not an e-mail address")) }
}

/// Checks a key: `org:` and one part, or two for a permission: feature and action (Clerk's documentation, "Roles and
/// permissions").
fn key(at: &str, text: &str, parts: usize) -> Checked {
    let is_part = |part: &str| {
        !part.is_empty()
            && part
                .chars()
                .all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_')
    };
    let named: Vec<&str> = text.strip_prefix("org:").unwrap_or_default().split(':').collect();
    if text.len() <= LONGEST_KEY && named.len() == parts && named.into_iter().all(is_part) {
        return Ok(());
    }
    let form = if parts == 1 { "org:<role>" } else { "org:<feature>:<action>" };
    wrong(at, format!("a key here is {form}, of lower-case letters, digits and underscores"))
}

fn metadata_of(at: &str, kinds: &[(&str, &Map<String, Value>)]) -> Checked {
    for (name, object) in kinds {
        rule(&format!("{at}.{name}"), metadata::check_size(name, &Value::Object((*object).clone())))?;
    }
    Ok(())
}

fn moments(at: &str, moments: &[(&str, Option<i64>)]) -> Checked {
    for (name, moment) in moments {
        if moment.is_some_and(|moment| !(0..=LAST_MOMENT).contains(&moment)) {
            let dot = if at.is_empty() { "" } else { "." };
            return wrong(&format!("{at}{dot}{name}"), "a moment is a number of milliseconds since 1970");
        }
    }
    Ok(())
}
