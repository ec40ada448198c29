use super::*;
use proptest::prelude::*;
use serde_json::{Value as Json, json};

mod reverification;

fn facts() -> Facts<Json> {
    Facts {
        has_user: true,
        membership: Some(json!({
            "role": "org:admin",
            "permissions": ["org:sys_memberships:read", "org:reports:write"],
        })),
        factor_verification_age: Some(json!([5, -1])),
        token_claims: Some(json!({"fea": "o:reports,u:export, ou:both,x:odd,o:a:b", "pla": "o:gold,u:free"})),
    }
}

fn check(params: Json) -> bool {
    check_authorization(&params, &facts())
}

#[test]
fn a_role_is_the_one_in_the_active_organization() {
    for (role, expected) in [
        (json!("org:admin"), true),
        (json!("admin"), true),
        (json!("org:org:admin"), true),
        (json!("org:member"), false),
        (json!("Admin"), false),
        (json!("org:"), false),
        (json!(""), false),
        (json!(null), false),
        (json!(true), false),
        (json!(["org:admin"]), false),
        (json!({"role": "org:admin"}), false),
    ] {
        assert_eq!(check(json!({ "role": role })), expected, "{role}");
    }
}

#[test]
fn a_permission_is_one_of_the_memberships() {
    for (permission, expected) in [
        (json!("org:sys_memberships:read"), true),
        (json!("sys_memberships:read"), true),
        (json!("org:reports:write"), true),
        (json!("org:sys_memberships:manage"), false),
        (json!("memberships:read"), false),
        (json!("org:sys_memberships"), false),
        (json!("org:"), false),
        (json!(""), false),
        (json!(null), false),
        (json!(1), false),
    ] {
        assert_eq!(check(json!({ "permission": permission })), expected, "{permission}");
    }
}

#[test]
fn without_a_membership_no_role_or_permission_is_granted() {
    for membership in [None, Some(json!({})), Some(json!({"role": null, "permissions": null}))] {
        let facts = Facts { membership, ..facts() };
        for params in [json!({"role": "org:admin"}), json!({"permission": "org:sys_memberships:read"})] {
            assert!(!check_authorization(&params, &facts), "{params}");
        }
        assert!(check_authorization(&json!({"feature": "reports"}), &facts));
    }
}

#[test]
fn an_empty_role_or_permission_of_the_membership_grants_nothing() {
    let facts =
        Facts { membership: Some(json!({"role": "", "permissions": ["", "org:", null, 5]})), ..facts() };
    for name in ["", "org:", "5", "null"] {
        assert!(!check_authorization(&json!({ "role": name }), &facts));
        assert!(!check_authorization(&json!({ "permission": name }), &facts));
    }
}

#[test]
fn a_permission_is_compared_with_its_prefix() {
    let membership = json!({"role": "admin", "permissions": ["reports:write", "org:org:reports:read"]});
    let facts = Facts { membership: Some(membership), ..facts() };
    for permission in ["reports:write", "org:reports:write", "reports:read", "org:org:reports:read"] {
        assert!(!check_authorization(&json!({ "permission": permission }), &facts), "{permission}");
    }
    assert!(check_authorization(&json!({"role": "org:admin"}), &facts), "a role may have its old name");
}

#[test]
fn a_feature_or_plan_is_read_from_the_token() {
    for (feature, expected) in [
        ("reports", true),
        ("o:reports", true),
        ("org:reports", true),
        ("organization:reports", true),
        ("u:reports", false),
        ("user:reports", false),
        ("export", true),
        ("u:export", true),
        ("user:export", true),
        ("org:export", false),
        ("both", true),
        ("o:both", true),
        ("u:both", true),
        ("odd", false),
        ("x:odd", false),
        ("ou:both", false),
        ("gold", false),
        ("report", false),
        ("", false),
        (":", false),
        ("o:", false),
        (":reports", false),
        ("o:a:b", false),
        ("a:b", false),
        ("o:reports:more", false),
    ] {
        assert_eq!(check(json!({ "feature": feature })), expected, "{feature}");
    }
    assert!(check(json!({"plan": "org:gold"})));
    assert!(check(json!({"plan": "free"})));
    assert!(!check(json!({"plan": "reports"})));
    for wrong in [json!(null), json!(1), json!(["reports"]), json!({})] {
        assert!(!check(json!({ "feature": wrong })));
        assert!(!check(json!({ "plan": wrong })));
    }
}

#[test]
fn a_missing_or_malformed_claim_grants_nothing() {
    for claims in [
        None,
        Some(json!({})),
        Some(json!({"fea": null})),
        Some(json!({"fea": ""})),
        Some(json!({"fea": ["o:reports"]})),
        Some(json!({"fea": "reports"})),
        Some(json!({"fea": "o:reports,"})),
        Some(json!({"fea": "o:reports,broken"})),
        Some(json!({"fea": "oo:reports"})),
        Some(json!({"fea": "org:reports"})),
        Some(json!({"fea": ":reports"})),
    ] {
        let facts = Facts { token_claims: claims, ..facts() };
        assert!(!check_authorization(&json!({"feature": "reports"}), &facts), "{:?}", facts.token_claims);
        assert!(!check_authorization(&json!({"feature": ""}), &facts));
    }
}

#[test]
fn every_condition_must_hold() {
    let holding = [
        ("role", json!("admin")),
        ("permission", json!("reports:write")),
        ("feature", json!("reports")),
        ("plan", json!("gold")),
        ("reverification", json!("strict")),
    ];
    let failing = [
        ("role", json!("member")),
        ("permission", json!("reports:read")),
        ("feature", json!("charts")),
        ("plan", json!("silver")),
        ("reverification", json!({"level": "first_factor", "afterMinutes": 1})),
    ];
    for asked in 1..32_u32 {
        let of =
            |table: &[(&str, Json); 5], index: usize| (table[index].0.to_owned(), table[index].1.clone());
        let indexes = (0..5).filter(|index| asked & 1 << index != 0);
        let mut params: serde_json::Map<String, Json> =
            indexes.clone().map(|index| of(&holding, index)).collect();
        assert!(check(params.clone().into()), "{params:?}");
        for index in indexes {
            params.extend([of(&failing, index)]);
            assert!(!check(params.clone().into()), "{params:?}");
            params.extend([of(&holding, index)]);
        }
    }
}

#[test]
fn params_without_a_condition_grant_nothing() {
    for params in
        [json!({}), json!(null), json!([]), json!("org:admin"), json!(true), json!(1), json!(["role"])]
    {
        assert!(!check(params.clone()), "{params}");
    }
}

#[test]
fn an_unknown_condition_grants_nothing() {
    for params in [
        json!({"foo": "org:admin"}),
        json!({"Role": "org:admin"}),
        json!({"roles": ["org:admin"]}),
        json!({"role": "org:admin", "seat": "paid"}),
        json!({"role": "org:admin", "any": [{"role": "org:admin"}]}),
    ] {
        assert!(!check(params.clone()), "{params}");
    }
    assert!(check(json!({"role": "org:admin", "seat": null})), "null is not a condition");
}

#[test]
fn without_a_user_nothing_is_granted() {
    let facts = Facts { has_user: false, ..facts() };
    for params in
        [json!({"role": "org:admin"}), json!({"feature": "reports"}), json!({"reverification": "lax"})]
    {
        assert!(!check_authorization(&params, &facts), "{params}");
    }
}

proptest! {
    /// More conditions never grant more.
    #[test]
    fn adding_a_condition_never_turns_false_into_true(
        name in "role|permission|feature|plan|reverification|other",
        value in prop_oneof![
            Just(json!("admin")), Just(json!("reports:write")), Just(json!("reports")), Just(json!("gold")),
            Just(json!("strict")), Just(json!(null)), Just(json!(1)), "[a-z:]{0,6}".prop_map(|text| json!(text)),
        ],
        base in prop_oneof![
            Just(json!({"role": "member"})), Just(json!({"plan": "silver"})), Just(json!({"reverification": "x"})),
            Just(json!({"permission": null})), Just(json!({"feature": "o:"})),
        ],
    ) {
        let mut more = base.as_object().unwrap().clone();
        if !more.contains_key(&name) {
            more.insert(name, value);
        }
        prop_assert!(!check(base) && !check(more.into()));
    }
}
