//! `session.checkAuthorization`: the permissions of a session's user.
//!
//! The rules are those of `@clerk/shared` 4.41, except that unknown conditions return `false`: a condition of a later
//! version of Clerk must not grant access to a page.

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

/// Whether the user has the role, permission, feature and plan in `params`, and verified the required factors.
///
/// All conditions in `params` must hold. Returns `false` if `params` has no condition, a value of the wrong type, or a
/// member with an unknown name.
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
        let asked = ASKED.iter().find(|(known, _)| *known == name).map(|(_, asked)| *asked);
        // An absent member is not a condition, and neither is null under an unknown name.
        if value.is_absent() || (asked.is_none() && value.kind() == Kind::Null) {
            continue;
        }
        if asked.and_then(|asked| holds(asked, &value, facts)) != Some(true) {
            return false;
        }
        is_asked = true;
    }
    is_asked
}

/// The conditions in `params`.
#[derive(Clone, Copy)]
enum Asked {
    Role,
    Permission,
    Feature,
    Plan,
    Reverification,
}

// A table, because each comparison of two strings adds code.
const ASKED: [(&str, Asked); 5] = [
    ("role", Asked::Role),
    ("permission", Asked::Permission),
    ("feature", Asked::Feature),
    ("plan", Asked::Plan),
    ("reverification", Asked::Reverification),
];

/// `None` if something is missing or has the wrong type.
fn holds<V: Value>(asked: Asked, value: &V, facts: &Facts<V>) -> Option<bool> {
    if let Asked::Reverification = asked {
        return is_verified(value, facts.factor_verification_age.as_ref()?);
    }
    let wanted = value.text().filter(|text| !text.is_empty())?;
    if let Asked::Feature | Asked::Plan = asked {
        let claim = if let Asked::Feature = asked { "fea" } else { "pla" };
        return is_in_claim(&facts.token_claims.as_ref()?.text_at(claim)?, &wanted);
    }
    let (wanted, membership) = (bare(&wanted)?, facts.membership.as_ref()?);
    if let Asked::Role = asked {
        return Some(bare(&membership.text_at("role")?)? == wanted);
    }
    // clerk-js removes the prefix of the requested permission, but not of the membership's.
    let key = ["org:", wanted].concat();
    Some(membership.items_at("permissions").any(|held| held.text().as_ref() == Some(&key)))
}

/// The name without its prefix (Clerk reads `admin` as `org:admin`). `None` if the name is empty.
fn bare(mut key: &str) -> Option<&str> {
    while let Some(rest) = key.strip_prefix("org:") {
        key = rest;
    }
    if key.is_empty() { None } else { Some(key) }
}

/// The owner of a feature or plan: one bit for the organization and one for the user.
const EITHER: u32 = 3;
const ASKED_SCOPES: [(&str, u32); 5] = [("o", 1), ("org", 1), ("organization", 1), ("u", 2), ("user", 2)];
const CLAIMED_SCOPES: [(&str, u32); 4] = [("o", 1), ("u", 2), ("ou", EITHER), ("uo", EITHER)];

/// The number of a text in a table.
fn number_of(text: &str, table: &[(&str, u32)]) -> Option<u32> {
    table.iter().find(|(known, _)| *known == text).map(|(_, number)| *number)
}

/// Whether a claim such as `o:reports,ou:exports` names a feature or plan. `None` if one of the two is malformed.
///
/// An element is a scope, a colon and a name. `o` is the organization, `u` the user; an element with another scope is
/// ignored.
fn is_in_claim(claim: &str, wanted: &str) -> Option<bool> {
    let (owners, wanted) = match split_once(wanted, b':') {
        None => (EITHER, wanted),
        Some((scope, name)) => (number_of(scope, &ASKED_SCOPES)?, name),
    };
    if wanted.is_empty() || before(wanted, b':') != wanted {
        return None;
    }
    let mut is_in = false;
    let mut rest = Some(claim);
    while let Some(element) = next_part(&mut rest, b',') {
        let (scope, name) = split_once(element.trim_ascii(), b':')?;
        is_in |= name == wanted && number_of(scope, &CLAIMED_SCOPES).unwrap_or_default() & owners != 0;
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
    // A user without a second factor only needs the first.
    let has_second = second != NEVER;
    let asks_first = level != SECOND_FACTOR || !has_second;
    let asks_second = level != FIRST_FACTOR && has_second;
    let first_is_recent = first != NEVER && first < after_minutes;
    Some((!asks_first || first_is_recent) && (!asks_second || second < after_minutes))
}

const FIRST_FACTOR: u32 = 0;
const SECOND_FACTOR: u32 = 1;
const MULTI_FACTOR: u32 = 2;
const LEVELS: [(&str, u32); 3] =
    [("first_factor", FIRST_FACTOR), ("second_factor", SECOND_FACTOR), ("multi_factor", MULTI_FACTOR)];

/// The minutes after which the presets require a new verification. All but the first require the second factor.
const PRESETS: [(&str, u32); 4] = [("strict_mfa", 10), ("strict", 10), ("moderate", 60), ("lax", 1440)];

/// The level, and the minutes after which a factor must be verified again.
fn level_of<V: Value>(reverification: &V) -> Option<(u32, f64)> {
    if let Some(preset) = reverification.text() {
        let level = if preset == PRESETS[0].0 { MULTI_FACTOR } else { SECOND_FACTOR };
        return Some((level, number_of(&preset, &PRESETS)?.into()));
    }
    let after_minutes = reverification.number_at("afterMinutes").filter(|minutes| *minutes > 0.0)?;
    Some((number_of(&reverification.text_at("level")?, &LEVELS)?, after_minutes))
}

/// The age of a factor that was never verified.
const NEVER: f64 = -1.0;

/// The age of a factor in minutes, or [`NEVER`]. `None` if it is malformed.
fn age<V: Value>(value: &V) -> Option<f64> {
    value.number().filter(|minutes| (*minutes >= 0.0 && minutes.is_finite()) || *minutes == NEVER)
}

#[cfg(test)]
mod tests;
