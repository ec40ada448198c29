use super::*;

fn check_ages(reverification: Json, ages: Json) -> bool {
    let facts = Facts { factor_verification_age: Some(ages), ..facts() };
    check_authorization(&json!({ "reverification": reverification }), &facts)
}

#[test]
fn presets_ask_for_their_level_within_their_minutes() {
    for (preset, first, second, expected) in [
        ("strict", 9, -1, true),
        ("strict", 10, -1, false),
        ("strict", 99, 9, true),
        ("strict", 0, 10, false),
        ("strict", -1, 9, true),
        ("strict", -1, -1, false),
        ("moderate", 59, -1, true),
        ("moderate", 60, -1, false),
        ("moderate", 0, 60, false),
        ("lax", 1439, -1, true),
        ("lax", 1440, -1, false),
        ("lax", 0, 1440, false),
        ("strict_mfa", 9, 9, true),
        ("strict_mfa", 10, 9, false),
        ("strict_mfa", 9, 10, false),
        ("strict_mfa", 9, -1, true),
        ("strict_mfa", -1, 9, false),
        ("strict_mfa", -1, -1, false),
    ] {
        assert_eq!(check_ages(json!(preset), json!([first, second])), expected, "{preset} {first} {second}");
    }
}

#[test]
fn a_custom_level_is_accepted() {
    let level = |level: &str, minutes: f64| json!({"level": level, "afterMinutes": minutes});
    assert!(check_ages(level("first_factor", 10.0), json!([9, -1])));
    assert!(check_ages(level("first_factor", 0.5), json!([0, 99])));
    assert!(!check_ages(level("first_factor", 10.0), json!([10, 0])));
    assert!(!check_ages(level("first_factor", 10.0), json!([-1, 0])));
    assert!(check_ages(level("second_factor", 10.0), json!([99, 9.5])));
    assert!(check_ages(level("multi_factor", 10.0), json!([9, 9])));
    assert!(!check_ages(level("multi_factor", 10.0), json!([-1, 9])));
}

#[test]
fn a_malformed_reverification_is_never_fulfilled() {
    for reverification in [
        json!(null),
        json!(""),
        json!("Strict"),
        json!("none"),
        json!("strict "),
        json!(true),
        json!(10),
        json!([]),
        json!(["strict"]),
        json!({}),
        json!({"level": "first_factor"}),
        json!({"afterMinutes": 10}),
        json!({"level": "third_factor", "afterMinutes": 10}),
        json!({"level": "strict", "afterMinutes": 10}),
        json!({"level": null, "afterMinutes": 10}),
        json!({"level": "first_factor", "afterMinutes": 0}),
        json!({"level": "first_factor", "afterMinutes": -10}),
        json!({"level": "first_factor", "afterMinutes": "10"}),
        json!({"level": "first_factor", "afterMinutes": null}),
        json!({"type": "strict"}),
    ] {
        assert!(!check_ages(reverification.clone(), json!([0, 0])), "{reverification}");
        // Another condition that holds does not change that.
        assert!(!check(json!({"role": "org:admin", "reverification": reverification})), "{reverification}");
    }
}

#[test]
fn malformed_ages_fulfil_no_reverification() {
    for ages in [
        json!(null),
        json!([]),
        json!([0]),
        json!([0, 0, 0]),
        json!([0, null]),
        json!([null, 0]),
        json!(["0", "0"]),
        json!([-2, 0]),
        json!([0, -0.5]),
        json!({"0": 0, "1": 0}),
        json!("00"),
        json!(0),
    ] {
        assert!(!check_ages(json!("lax"), ages.clone()), "{ages}");
    }
    let facts = Facts { factor_verification_age: None, ..facts() };
    assert!(!check_authorization(&json!({"reverification": "lax"}), &facts));
}
