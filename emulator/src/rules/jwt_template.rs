//! JWT templates: their checks, and filling in the shortcodes of their claims (Clerk's documentation, "JWT templates").

use std::ops::RangeInclusive;

use serde_json::{Map, Value};

use crate::error::ClerkError;

/// Claims that a template cannot set. The instance sets them in every token or in session tokens.
const RESERVED: &[&str] =
    &["azp", "exp", "iat", "iss", "jti", "nbf", "sub", "sid", "v", "fva", "sts", "pla", "fea"];
/// The lifetime of a token and the allowed clock skew, in seconds (Clerk's published Backend API description).
pub(crate) const LIFETIME: RangeInclusive<i64> = 30..=315_360_000;
pub(crate) const CLOCK_SKEW: RangeInclusive<i64> = 0..=300;
/// Clerk's documented defaults.
pub(crate) const USUAL_LIFETIME: i64 = 60;
pub(crate) const USUAL_CLOCK_SKEW: i64 = 5;
/// The algorithm of the instance's own key.
pub(crate) const INSTANCE_ALGORITHM: &str = "RS256";
/// The algorithms of custom signing keys that this emulator supports.
pub(crate) const OWN_KEY_ALGORITHMS: &[&str] = &["HS256", "HS384", "HS512"];
/// The deepest nesting of claims. Filling them in is recursive, so deeper claims are rejected.
const DEEPEST: usize = 32;

/// Rejects a name that cannot be a path segment.
pub(crate) fn check_name(name: &str) -> Result<(), ClerkError> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    if name.is_empty() || name.len() > 256 || !name.bytes().all(allowed) {
        return Err(ClerkError::form_param_format_invalid(
            "name",
            "letters, digits, dashes, underscores and dots",
        ));
    }
    Ok(())
}

/// Rejects claims that the instance sets, and claims that are nested too deep.
pub(crate) fn check_claims(claims: &Value) -> Result<(), ClerkError> {
    let reserved = claims.as_object().into_iter().flat_map(Map::keys);
    if let Some(name) = reserved.map(String::as_str).find(|name| RESERVED.contains(name)) {
        return Err(ClerkError::form_param_value_invalid(
            "claims",
            &format!("without the reserved claim {name}"),
        ));
    }
    if depth(claims) > DEEPEST {
        return Err(ClerkError::form_param_value_invalid("claims", "nested at most 32 levels deep"));
    }
    Ok(())
}

fn depth(value: &Value) -> usize {
    let deepest = match value {
        Value::Object(fields) => fields.values().map(depth).max(),
        Value::Array(values) => values.iter().map(depth).max(),
        _ => return 0,
    };
    1 + deepest.unwrap_or(0)
}

/// The claims with every shortcode replaced by its value in `facts`.
pub(crate) fn fill(claims: &Value, facts: &Value) -> Value {
    match claims {
        Value::String(text) => fill_text(text, facts),
        Value::Array(values) => values.iter().map(|value| fill(value, facts)).collect(),
        Value::Object(fields) => fields
            .iter()
            .map(|(name, value)| (name.clone(), fill(value, facts)))
            .collect::<Map<_, _>>()
            .into(),
        other => other.clone(),
    }
}

/// A text that is a single shortcode becomes the value with its type. Inside other text, the value is formatted as a
/// string.
fn fill_text(text: &str, facts: &Value) -> Value {
    if let Some(inside) = text.trim().strip_prefix("{{").and_then(|rest| rest.strip_suffix("}}"))
        && !inside.contains("{{")
        && !inside.contains("}}")
    {
        return evaluate(inside, facts);
    }
    let mut filled = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((inside, after)) = after.split_once("}}") else { break };
        filled.push_str(before);
        match evaluate(inside, facts) {
            Value::String(text) => filled.push_str(&text),
            value => filled.push_str(&value.to_string()),
        }
        rest = after;
    }
    filled.push_str(rest);
    filled.into()
}

/// The first operand of `a || b || …` that is neither null nor false, otherwise the last one.
fn evaluate(expression: &str, facts: &Value) -> Value {
    let mut value = Value::Null;
    for part in operands(expression) {
        value = operand(part.trim(), facts);
        if !matches!(value, Value::Null | Value::Bool(false)) {
            break;
        }
    }
    value
}

/// The operands between `||`. Quoted text may include `||`.
fn operands(expression: &str) -> Vec<&str> {
    let (mut parts, mut start, mut is_quoted) = (Vec::new(), 0, false);
    let bytes = expression.as_bytes();
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'\'' => is_quoted = !is_quoted,
            b'|' if !is_quoted && at >= start && bytes.get(at + 1) == Some(&b'|') => {
                parts.extend(expression.get(start..at));
                start = at + 2;
            }
            _ => {}
        }
    }
    parts.extend(expression.get(start..));
    parts
}

fn operand(text: &str, facts: &Value) -> Value {
    if let Some(literal) = text.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')) {
        return literal.into();
    }
    match text {
        "true" => return true.into(),
        "false" => return false.into(),
        _ => {}
    }
    if text.starts_with(|first: char| first.is_ascii_digit() || first == '-')
        && let Ok(number @ Value::Number(_)) = serde_json::from_str(text)
    {
        return number;
    }
    let found = text.split('.').try_fold(facts, |at, name| at.get(name));
    found.cloned().unwrap_or(Value::Null)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn facts() -> Value {
        json!({
            "user": {
                "id": "user_1", "first_name": "Maria", "last_name": null, "email_verified": false,
                "public_metadata": { "interests": ["reading"], "addresses": { "Home": "2355 Pointe Lane" } },
            },
            "org": { "role": "org:admin" },
        })
    }

    #[test]
    fn shortcodes_are_filled_in_as_the_documentation_says() {
        let table = [
            (json!("{{user.id}}"), json!("user_1")),
            (json!("{{ user.id }}"), json!("user_1")),
            (json!("{{user.public_metadata.interests}}"), json!(["reading"])),
            (json!("{{user.public_metadata.addresses.Home}}"), json!("2355 Pointe Lane")),
            (json!("{{user.i_dont_exist}}"), Value::Null),
            (json!("{{user.last_name}} {{user.first_name}}"), json!("null Maria")),
            (json!("role={{org.role}}!"), json!("role=org:admin!")),
            (json!("{{user.public_metadata.interests}} "), json!(["reading"])),
            (json!("x {{user.public_metadata.interests}}"), json!("x [\"reading\"]")),
            (json!("{{user.full_name || 'Awesome User'}}"), json!("Awesome User")),
            (json!("{{user.full_name || 'a || b'}}"), json!("a || b")),
            (json!("{{user.public_metadata.age || user.unsafe_metadata.age || 30 }}"), json!(30)),
            (json!("{{user.email_verified || user.last_name}}"), Value::Null),
            (json!("{{user.last_name || user.email_verified}}"), json!(false)),
            (json!("{{user.email_verified || true}}"), json!(true)),
            (json!("{{user.email_verified || -1.5}}"), json!(-1.5)),
            (json!("{{user.id"), json!("{{user.id")),
            (json!("}}{{"), json!("}}{{")),
            (json!("{{}}"), Value::Null),
            (
                json!({ "a": ["{{user.id}}", 1, null, { "b": "{{org.role}}" }] }),
                json!({ "a": ["user_1", 1, null, { "b": "org:admin" }] }),
            ),
        ];
        for (claims, expected) in table {
            assert_eq!(fill(&claims, &facts()), expected, "{claims}");
        }
    }

    #[test]
    fn inserted_values_are_not_filled_in_again() {
        let facts = json!({ "user": { "id": "user_1", "first_name": "{{user.id}}" } });
        assert_eq!(fill(&json!("{{user.first_name}}"), &facts), json!("{{user.id}}"));
        assert_eq!(fill(&json!("Hi {{user.first_name}}"), &facts), json!("Hi {{user.id}}"));
    }

    #[test]
    fn a_template_has_a_name_for_a_path_and_no_reserved_claims() {
        let code = |checked: Result<(), ClerkError>| checked.map_or_else(|refused| refused.code, |()| "ok");
        for (name, expected) in [
            ("supabase", "ok"),
            ("a-b_c.2", "ok"),
            ("", "form_param_format_invalid"),
            ("a/b", "form_param_format_invalid"),
        ] {
            assert_eq!(code(check_name(name)), expected, "{name}");
        }
        assert_eq!(code(check_claims(&json!({ "aud": "x", "nested": { "sub": 1 } }))), "ok");
        assert_eq!(code(check_claims(&json!({ "sub": "x" }))), "form_param_value_invalid");
        let deep = (0..40).fold(json!(1), |inner, _| json!({ "a": inner }));
        assert_eq!(code(check_claims(&json!({ "deep": deep }))), "form_param_value_invalid");
    }
}
