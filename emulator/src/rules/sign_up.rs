//! The missing fields of a sign-up.

use crate::model::SignUp;

/// The fields that every account needs. The environment lists the same.
pub(crate) const REQUIRED: &[&str] = &["email_address", "password"];
pub(crate) const OPTIONAL: &[&str] = &["first_name", "last_name"];

/// The required fields that are missing.
pub(crate) fn missing_fields(sign_up: &SignUp) -> Vec<&'static str> {
    let is_given = |field: &str| match field {
        "email_address" => sign_up.email_address.is_some(),
        _ => sign_up.password_hash.is_some(),
    };
    REQUIRED.iter().copied().filter(|field| !is_given(field)).collect()
}

/// The fields that are not verified yet.
pub(crate) fn unverified_fields(sign_up: &SignUp) -> Vec<&'static str> {
    if sign_up.email_address.is_some() && sign_up.verified_by.is_none() {
        vec!["email_address"]
    } else {
        vec![]
    }
}

/// Whether the account can be created.
pub(crate) fn is_ready(sign_up: &SignUp) -> bool {
    missing_fields(sign_up).is_empty() && unverified_fields(sign_up).is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_up_is_ready_with_a_verified_address_and_a_password() {
        let sign_up = |address: bool, verified: bool, password: bool| SignUp {
            id: "sua_1".to_owned(),
            client_id: "client_1".to_owned(),
            email_address: address.then(|| "a@x.io".to_owned()),
            verified_by: verified.then(|| "email_code".to_owned()),
            first_name: None,
            last_name: None,
            password_hash: password.then(|| "hash".to_owned()),
            unsafe_metadata: serde_json::json!({}),
            ticket: None,
            created_session_id: None,
            created_user_id: None,
            abandon_at: 0,
            created_at: 0,
        };
        type Fields = &'static [&'static str];
        let table: [(SignUp, Fields, Fields); 4] = [
            (sign_up(false, false, false), &["email_address", "password"], &[]),
            (sign_up(true, false, true), &[], &["email_address"]),
            (sign_up(true, true, false), &["password"], &[]),
            (sign_up(true, true, true), &[], &[]),
        ];
        for (sign_up, missing, unverified) in table {
            assert_eq!(missing_fields(&sign_up), missing);
            assert_eq!(unverified_fields(&sign_up), unverified);
            assert_eq!(is_ready(&sign_up), missing.is_empty() && unverified.is_empty());
        }
    }
}
