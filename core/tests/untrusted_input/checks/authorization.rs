//! Any params of `checkAuthorization`, against any membership, claims and ages.

use clerk_organization_core::authorization::{Facts, check_authorization};
use serde_json::{Map, Value as Json, json};

use super::input::Input;

const NAMES: [&str; 7] = ["role", "permission", "feature", "plan", "reverification", "features", ""];
const WANTED: [&str; 14] = [
    "org:admin",
    "admin",
    "org:",
    "member",
    "reports",
    "o:reports",
    "org:gold",
    "u:export",
    "user:export",
    "x:reports",
    "o:",
    "strict",
    "strict_mfa",
    "lax",
];
const CLAIMS: [&str; 7] =
    ["o:reports,u:export", "ou:gold", " uo:reports , x:export", "oo:gold", "reports", "", "o:a:b"];

fn one_of<T: Copy>(input: &mut Input<'_>, all: &[T]) -> T {
    all[input.below(all.len())]
}

fn wanted(input: &mut Input<'_>) -> Json {
    match input.below(8) {
        0 => input.json(2),
        1 => json!({
            "level": one_of(input, &["first_factor", "second_factor", "multi_factor", "any"]),
            "afterMinutes": input.below(100),
        }),
        _ => one_of(input, &WANTED).into(),
    }
}

pub(crate) fn check(data: &[u8]) {
    let mut input = Input::new(data);
    let facts = Facts {
        has_user: input.below(8) > 0,
        membership: input.flag().then(|| {
            json!({ "role": one_of(&mut input, &WANTED), "permissions": [one_of(&mut input, &WANTED), input.json(1)] })
        }),
        factor_verification_age: input.flag().then(|| match input.below(4) {
            0 => input.json(2),
            _ => json!([input.below(70), i64::from(input.byte()) - 1]),
        }),
        token_claims: input.flag().then(|| {
            json!({ "fea": one_of(&mut input, &CLAIMS), "pla": one_of(&mut input, &CLAIMS) })
        }),
    };
    let mut params = Map::new();
    for _ in 0..input.below(4) {
        params.insert(one_of(&mut input, &NAMES).to_owned(), wanted(&mut input));
    }
    let is_allowed = |params: &Map<String, Json>| check_authorization(&Json::Object(params.clone()), &facts);
    let whole = is_allowed(&params);
    assert!(!whole || facts.has_user && !params.is_empty(), "{params:?}");

    // Each condition must hold on its own. Null under an unknown name is not a condition.
    let is_known = |name: &str| NAMES[..5].contains(&name);
    let asked: Vec<_> = params.iter().filter(|(name, value)| is_known(name) || !value.is_null()).collect();
    let each_holds =
        asked.iter().all(|(name, value)| is_allowed(&Map::from_iter([((*name).clone(), (*value).clone())])));
    assert_eq!(whole, !asked.is_empty() && each_holds, "{params:?} {facts:?}");
    for (name, value) in asked {
        let alone = is_allowed(&Map::from_iter([(name.clone(), value.clone())]));
        assert!(!alone || is_known(name), "{name}");
        // Clerk's prefix changes nothing, and without the facts nothing is allowed.
        if let (true, Some(text)) = (matches!(name.as_str(), "role" | "permission"), value.as_str()) {
            assert_eq!(
                alone,
                is_allowed(&Map::from_iter([(name.clone(), format!("org:{text}").into())])),
                "{text}"
            );
            assert!(!alone || facts.membership.is_some());
        }
        assert!(!alone || !matches!(name.as_str(), "feature" | "plan") || facts.token_claims.is_some());
    }
}
