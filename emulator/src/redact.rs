//! Removes secrets from the request log, because logs end up in bug reports and CI output.
//!
//! The dev browser's id is kept. Tests use it to tell browsers apart, and it is only valid in this instance.

use percent_encoding::percent_decode_str;
use serde_json::Value;

pub(crate) const REDACTED: &str = "[redacted]";

/// Names of parameters and JSON fields whose value is a secret.
const SECRET_NAMES: &[&str] = &[
    "__clerk_testing_token",
    "__clerk_ticket",
    "__clerk_token",
    "__session",
    "code",
    "current_password",
    "new_password",
    "nonce",
    "password",
    "password_digest",
    "proof_token",
    "secret_key",
    "signature",
    "ticket",
    "token",
];
/// The prefixes that identify secret keys anywhere in a text.
const SECRET_KEYS: &[&str] = &["sk_test_", "sk_live_"];

/// Whether the value of this parameter or field is a secret.
pub(crate) fn is_secret(name: &str) -> bool {
    let plain = name.split_once('[').map_or(name, |(plain, _)| plain);
    SECRET_NAMES.contains(&plain)
}

/// A JSON or form body for the log. Only secrets are replaced.
pub(crate) fn body(text: &str) -> String {
    let is_json = text.trim_start().starts_with(['{', '[']);
    let mentions_secret = || SECRET_NAMES.iter().any(|name| text.contains(name));
    if !is_json {
        return keys(&pairs(text));
    }
    match serde_json::from_str::<Value>(text) {
        Ok(mut json) => match redact_fields(&mut json) {
            true => keys(&json.to_string()),
            false => keys(text),
        },
        // The text is not valid JSON, so its secrets cannot be found.
        Err(_) if mentions_secret() => REDACTED.to_owned(),
        Err(_) => keys(text),
    }
}

/// A form or a query string without its secret values. All other bytes are unchanged.
pub(crate) fn pairs(text: &str) -> String {
    let shown = |pair: &str| match pair.split_once('=') {
        Some((name, _)) if is_secret(&percent_decode_str(name).decode_utf8_lossy()) => {
            format!("{name}={REDACTED}")
        }
        _ => pair.to_owned(),
    };
    text.split('&').map(shown).collect::<Vec<_>>().join("&")
}

/// A URL without the secrets in its query.
pub(crate) fn url(text: &str) -> String {
    match text.split_once('?') {
        Some((address, query)) => keys(&format!("{address}?{}", pairs(query))),
        None => keys(text),
    }
}

/// Replaces secret keys anywhere in the text.
pub(crate) fn keys(text: &str) -> String {
    let mut shown = text.to_owned();
    for prefix in SECRET_KEYS {
        let mut parts = shown.split(prefix);
        let mut kept = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let rest =
                part.trim_start_matches(|letter: char| letter.is_ascii_alphanumeric() || letter == '_');
            kept.push_str(REDACTED);
            kept.push_str(rest);
        }
        shown = kept;
    }
    shown
}

/// Replaces the secret fields of an object, or of each object in an array. Returns whether it found one. Metadata is
/// not searched, because it belongs to the application.
fn redact_fields(json: &mut Value) -> bool {
    match json {
        Value::Array(rows) => rows.iter_mut().filter_map(|row| redact_fields(row).then_some(())).count() > 0,
        Value::Object(fields) => {
            let mut found = false;
            for (_, value) in fields.iter_mut().filter(|(name, value)| is_secret(name) && !value.is_null()) {
                *value = REDACTED.into();
                found = true;
            }
            found
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_removed_and_the_rest_is_unchanged() {
        let table = [
            (
                "strategy=password&password=p%26q&identifier=a%40x.io",
                "strategy=password&password=[redacted]&identifier=a%40x.io",
            ),
            ("%70assword=p&code=424242&code[]=1", "%70assword=[redacted]&code=[redacted]&code[]=[redacted]"),
            ("email_address=a&role=org%3Amember", "email_address=a&role=org%3Amember"),
            ("flag&&a=b", "flag&&a=b"),
            ("key=sk_test_abc123&b", "key=[redacted]&b"),
            ("", ""),
            (r#"{"a": 1, "b":"x"}"#, r#"{"a": 1, "b":"x"}"#),
            (r#"{"password": "p", "a": [1]}"#, r#"{"password":"[redacted]","a":[1]}"#),
            (r#"[{"ticket":"t"},{"code":null}]"#, r#"[{"ticket":"[redacted]"},{"code":null}]"#),
            (r#"{"public_metadata":{"code":4}}"#, r#"{"public_metadata":{"code":4}}"#),
            (r#"{"password": "p"#, "[redacted]"),
            (r#"{"role": "p"#, r#"{"role": "p"#),
        ];
        for (sent, shown) in table {
            assert_eq!(body(sent), shown, "{sent}");
        }
        assert_eq!(url("http://a/b?__clerk_ticket=t&c=d"), "http://a/b?__clerk_ticket=[redacted]&c=d");
        assert_eq!(url("http://a/sk_live_x/y"), "http://a/[redacted]/y");
    }
}
