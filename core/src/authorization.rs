//! `session.checkAuthorization`: the permissions of a session's user.
//!
//! The rule is that of `@clerk/shared` 4.41, except that it returns `false` for conditions that it does not know: an
//! app must not show a page because its condition is one of a later version of Clerk.

use crate::text::{before, next_part, split_once};
use crate::value::{Kind, Value};

/// The facts about a session.
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
    let mut is_asked = false;
    for (name, value) in params.entries() {
        // A member without a value is no condition, unless it is null under a known name.
        let is_nothing = value.is_absent() || (value.kind() == Kind::Null && !is_known(&name));
        if !is_nothing && holds(&name, &value, facts) != Some(true) {
            return false;
        }
        is_asked |= !is_nothing;
    }
    is_asked
}

fn is_known(name: &str) -> bool {
    matches!(name, "role" | "permission" | "feature" | "plan" | "reverification")
}

/// `None` where something is missing or has the wrong type.
fn holds<V: Value>(name: &str, value: &V, facts: &Facts<V>) -> Option<bool> {
    if name == "reverification" {
        return is_verified(value, facts.factor_verification_age.as_ref()?);
    }
    let wanted = value.text().filter(|text| !text.is_empty())?;
    match name {
        "role" => Some(bare(&facts.membership.as_ref()?.text_at("role")?)? == bare(&wanted)?),
        "permission" => {
            // clerk-js reads only the one that is asked for without its prefix.
            let key = ["org:", bare(&wanted)?].concat();
            let mut permissions = facts.membership.as_ref()?.items_at("permissions");
            Some(permissions.any(|held| held.text().as_ref() == Some(&key)))
        }
        "feature" => is_in_claim(&facts.token_claims.as_ref()?.text_at("fea")?, &wanted),
        "plan" => is_in_claim(&facts.token_claims.as_ref()?.text_at("pla")?, &wanted),
        _ => None,
    }
}

/// The name without its prefix: Clerk reads `admin` as `org:admin`. `None` if there is no name.
fn bare(mut key: &str) -> Option<&str> {
    while let Some(rest) = key.strip_prefix("org:") {
        key = rest;
    }
    if key.is_empty() { None } else { Some(key) }
}

/// Whether a claim such as `o:reports,ou:exports` names a feature or plan. `None` if one of the two is malformed.
///
/// An element is a scope, a colon and a name. `o` is the organization, `u` the user; an element with another scope is
/// ignored.
fn is_in_claim(claim: &str, wanted: &str) -> Option<bool> {
    let (of_organization, of_user, wanted) = match split_once(wanted, b':') {
        None => (true, true, wanted),
        Some(("o" | "org" | "organization", name)) => (true, false, name),
        Some(("u" | "user", name)) => (false, true, name),
        Some(_) => return None,
    };
    if wanted.is_empty() || before(wanted, b':') != wanted {
        return None;
    }
    let mut is_in = false;
    let mut rest = Some(claim);
    while let Some(element) = next_part(&mut rest, b',') {
        let (scope, name) = split_once(element.trim_ascii(), b':')?;
        is_in |= name == wanted
            && match scope {
                "o" => of_organization,
                "u" => of_user,
                "ou" | "uo" => true,
                _ => false,
            };
    }
    Some(is_in)
}

/// Whether the factors of a level were verified recently enough. `None` if the level or the ages are malformed.
fn is_verified<V: Value>(reverification: &V, ages: &V) -> Option<bool> {
    let (level, after_minutes) = level_of(reverification)?;
    if ages.length() != 2 {
        return None;
    }
    let (first, second) = (age(&ages.item(0))?, age(&ages.item(1))?);
    // A user without a second factor is only asked for the first.
    let has_second = second != NEVER;
    let (asks_first, asks_second) = match level.as_str() {
        "first_factor" => (true, false),
        "second_factor" => (!has_second, has_second),
        "multi_factor" => (true, has_second),
        _ => return None,
    };
    let first_is_recent = first != NEVER && first < after_minutes;
    Some((!asks_first || first_is_recent) && (!asks_second || second < after_minutes))
}

/// The level and after how many minutes a factor must be verified again.
fn level_of<V: Value>(reverification: &V) -> Option<(String, f64)> {
    let Some(preset) = reverification.text() else {
        let after_minutes = reverification.number_at("afterMinutes").filter(|minutes| *minutes > 0.0)?;
        return Some((reverification.text_at("level")?, after_minutes));
    };
    let (level, after_minutes) = match preset.as_str() {
        "strict_mfa" => ("multi_factor", 10.0),
        "strict" => ("second_factor", 10.0),
        "moderate" => ("second_factor", 60.0),
        "lax" => ("second_factor", 1440.0),
        _ => return None,
    };
    Some((level.into(), after_minutes))
}

/// The age of a factor that was never verified.
const NEVER: f64 = -1.0;

/// The age of a factor in minutes, or [`NEVER`]. `None` if it is malformed.
fn age<V: Value>(value: &V) -> Option<f64> {
    value.number().filter(|minutes| (*minutes >= 0.0 && minutes.is_finite()) || *minutes == NEVER)
}

#[cfg(test)]
mod tests;
