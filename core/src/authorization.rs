//! `session.checkAuthorization`: what a session's user may do.
//!
//! The rule is that of `@clerk/shared` 4.41, except that it refuses whatever it does not understand: an app must not show
//! a page because the check for it is one that only a later version of Clerk knows.

use crate::value::{Kind, Value};

/// What is known of the session.
#[derive(Clone, Debug)]
pub struct Facts<V> {
    /// Whether the session has a user.
    pub has_user: bool,
    /// The membership (`role`, `permissions`) of the session's active organization. `None` for the personal account.
    pub membership: Option<V>,
    /// The session's `factor_verification_age`: minutes since each of the two factors was verified, -1 for never.
    pub factor_verification_age: Option<V>,
    /// The claims of the session token; `fea` and `pla` are read.
    pub token_claims: Option<V>,
}

/// A member of the params. Each of them must hold.
const KNOWN: [&str; 5] = ["role", "permission", "feature", "plan", "reverification"];

/// Whether the user has the role, permission, feature and plan, and verified the factors, that `params` asks for.
///
/// Everything that `params` asks for must hold. Returns `false` if `params` asks for nothing, if a value has the wrong
/// type, or if `params` has a member of another name.
///
/// - `role`, `permission`: those in the active organization. `admin` means `org:admin`.
/// - `feature`, `plan`: those in the token. `org:name` (or `o`, `organization`) is the organization's, `user:name` (or `u`)
///   the user's; `name` alone is either's.
/// - `reverification`: `strict_mfa`, `strict`, `moderate`, `lax`, or `{ level, afterMinutes }`.
pub fn check_authorization<V: Value>(params: &V, facts: &Facts<V>) -> bool {
    if !facts.has_user || params.kind() != Kind::Object {
        return false;
    }
    let is_unknown =
        |(name, value): &(String, V)| !KNOWN.contains(&name.as_str()) && value.kind() != Kind::Null;
    if params.entries().iter().any(is_unknown) {
        return false;
    }
    let mut asked = KNOWN.into_iter().filter(|name| params.has(name)).peekable();
    asked.peek().is_some()
        && asked.all(|name| params.at(name).and_then(|value| holds(name, &value, facts)).unwrap_or(false))
}

/// `None` where something is missing or has the wrong type.
fn holds<V: Value>(name: &str, value: &V, facts: &Facts<V>) -> Option<bool> {
    if name == "reverification" {
        return is_verified(value, facts.factor_verification_age.as_ref()?);
    }
    let wanted = value.text().filter(|text| !text.is_empty())?;
    Some(match name {
        "role" => bare(&facts.membership.as_ref()?.text_at("role")?) == Some(bare(&wanted)?),
        "permission" => {
            // clerk-js reads only the one that is asked for without its prefix.
            let key = "org:".to_owned() + bare(&wanted)?;
            let permissions = facts.membership.as_ref()?.items_at("permissions");
            permissions.iter().any(|held| held.text().as_ref() == Some(&key))
        }
        "feature" => is_in_claim(&facts.token_claims.as_ref()?.text_at("fea")?, &wanted)?,
        "plan" => is_in_claim(&facts.token_claims.as_ref()?.text_at("pla")?, &wanted)?,
        _ => return None,
    })
}

/// The name without its prefix: Clerk reads `admin` as `org:admin`. `None` if there is no name.
fn bare(key: &str) -> Option<&str> {
    Some(key.trim_start_matches("org:")).filter(|name| !name.is_empty())
}

/// Whether a claim such as `o:reports,ou:exports` names a feature or plan. `None` if one of the two is malformed.
///
/// An element is a scope, a colon and a name. `o` is the organization, `u` the user; an element with another scope is
/// ignored.
fn is_in_claim(claim: &str, wanted: &str) -> Option<bool> {
    let (scopes, wanted) = match wanted.split_once(':') {
        None => ("ou", wanted),
        Some(("o" | "org" | "organization", name)) => ("o", name),
        Some(("u" | "user", name)) => ("u", name),
        Some(_) => return None,
    };
    if wanted.is_empty() || wanted.contains(':') {
        return None;
    }
    let mut is_in = false;
    for element in claim.split(',') {
        let (scope, name) = element.trim().split_once(':')?;
        is_in |= name == wanted
            && matches!(scope, "o" | "u" | "ou" | "uo")
            && scope.contains(|one| scopes.contains(one));
    }
    Some(is_in)
}

/// Whether the factors of a level were verified recently enough. `None` if the level or the ages are malformed.
fn is_verified<V: Value>(reverification: &V, ages: &V) -> Option<bool> {
    let (level, after_minutes) = level_of(reverification)?;
    let ages = ages.items();
    let [first, second] = ages.as_slice() else {
        return None;
    };
    let (first, second) = (age(first)?, age(second)?);
    let is_recent = |age: Option<f64>| age.is_some_and(|minutes| minutes < after_minutes);
    Some(match (level.as_str(), second) {
        // A user without a second factor is only asked for the first.
        ("first_factor", _) | ("second_factor" | "multi_factor", None) => is_recent(first),
        ("second_factor", _) => is_recent(second),
        ("multi_factor", _) => is_recent(first) && is_recent(second),
        _ => return None,
    })
}

/// The level and after how many minutes a factor must be verified again.
fn level_of<V: Value>(reverification: &V) -> Option<(String, f64)> {
    if let Some(preset) = reverification.text() {
        let (level, after_minutes) = match preset.as_str() {
            "strict_mfa" => ("multi_factor", 10.0),
            "strict" => ("second_factor", 10.0),
            "moderate" => ("second_factor", 60.0),
            "lax" => ("second_factor", 1440.0),
            _ => return None,
        };
        return Some((level.into(), after_minutes));
    }
    let after_minutes = reverification.number_at("afterMinutes").filter(|minutes| *minutes > 0.0)?;
    Some((reverification.text_at("level")?, after_minutes))
}

/// The age of a factor in minutes. `Some(None)` if it was never verified, `None` if it is malformed.
fn age<V: Value>(value: &V) -> Option<Option<f64>> {
    match value.number()? {
        -1.0 => Some(None),
        minutes => (minutes >= 0.0 && minutes.is_finite()).then_some(Some(minutes)),
    }
}

#[cfg(test)]
mod tests;
