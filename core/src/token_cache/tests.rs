use super::*;
use crate::jwt::token_of;
use proptest::prelude::*;
use serde_json::Value as Json;

/// 2023-11-14, in milliseconds.
const NOW: f64 = 1_700_000_000_000.0;
const MINUTE: f64 = 60_000.0;

fn personal() -> TokenKey {
    TokenKey::new("sess_1", None, None)
}

fn in_org(organization_id: &str) -> TokenKey {
    TokenKey::new("sess_1", None, Some(organization_id))
}

/// A token with a lifetime of a minute, issued at `issued_at` (milliseconds by the server's clock).
fn token(issued_at: f64) -> String {
    let seconds = (issued_at / 1000.0) as u64;
    token_of(&serde_json::json!({"iat": seconds, "exp": seconds + 60}).to_string())
}

fn request(cache: &mut TokenCache, key: &TokenKey, jwt: &str, now: f64) -> bool {
    let request = cache.start_request(key);
    cache.finish_request::<Json>(request, Some(jwt), now)
}

fn fresh<'a>(cache: &'a TokenCache, key: &TokenKey, now: f64) -> Option<&'a str> {
    cache.fresh_token(key, now).map(|token| token.jwt.as_str())
}

#[test]
fn a_requested_token_is_used_until_five_seconds_before_it_expires() {
    let mut cache = TokenCache::new();
    assert!(request(&mut cache, &personal(), &token(NOW), NOW));
    assert_eq!(fresh(&cache, &personal(), NOW), Some(token(NOW).as_str()));
    assert_eq!(fresh(&cache, &personal(), NOW + 54_999.0), Some(token(NOW).as_str()));
    assert_eq!(fresh(&cache, &personal(), NOW + 55_000.0), None);
    assert_eq!(cache.refresh_at(&personal()), Some(NOW + 55_000.0));
    assert_eq!(cache.refresh_at(&in_org("org_1")), None);
}

#[test]
fn a_requested_token_is_used_as_long_if_the_two_clocks_differ() {
    for server_clock in [NOW - 10.0 * MINUTE, NOW + 10.0 * MINUTE] {
        let mut cache = TokenCache::new();
        assert!(request(&mut cache, &personal(), &token(server_clock), NOW));
        assert!(fresh(&cache, &personal(), NOW + 54_999.0).is_some());
        assert!(fresh(&cache, &personal(), NOW + 55_000.0).is_none());
    }
}

#[test]
fn each_session_organization_and_template_has_its_own_token() {
    let keys = [
        personal(),
        in_org("org_1"),
        in_org("org_2"),
        TokenKey::new("sess_2", None, None),
        TokenKey::new("sess_1", Some("org_1"), None),
        TokenKey::new("sess_1", Some("hasura"), Some("org_1")),
    ];
    let mut cache = TokenCache::new();
    for (age, key) in keys.iter().enumerate() {
        assert_eq!(fresh(&cache, key, NOW), None, "{key:?}");
        assert!(request(&mut cache, key, &token(NOW - age as f64 * 1000.0), NOW));
    }
    for (age, key) in keys.iter().enumerate() {
        assert_eq!(fresh(&cache, key, NOW), Some(token(NOW - age as f64 * 1000.0).as_str()), "{key:?}");
    }
}

#[test]
fn empty_text_in_a_key_is_the_personal_account() {
    assert_eq!(TokenKey::new("sess_1", Some(""), Some("")), personal());
}

#[test]
fn a_token_without_an_expiry_is_not_cached() {
    let mut cache = TokenCache::new();
    for jwt in ["", "a.b", "e30.e30.c2ln", &token_of(r#"{"iat":1700000000}"#)] {
        assert!(!request(&mut cache, &personal(), jwt, NOW), "{jwt}");
        assert!(!cache.take_last_active::<Json>(&personal(), jwt, NOW), "{jwt}");
        assert!(fresh(&cache, &personal(), NOW).is_none());
    }
}

#[test]
fn a_failed_request_keeps_a_token_that_is_still_fresh() {
    let mut cache = TokenCache::new();
    request(&mut cache, &personal(), &token(NOW), NOW);
    let failed = cache.start_request(&personal());
    assert!(!cache.finish_request::<Json>(failed, None, NOW));
    assert!(fresh(&cache, &personal(), NOW).is_some());
}

#[test]
fn the_answer_to_an_earlier_request_does_not_count() {
    let (old, new) = (token(NOW), token(NOW + 1000.0));
    for earlier_answers_first in [true, false] {
        let mut cache = TokenCache::new();
        let earlier = cache.start_request(&personal());
        let later = cache.start_request(&personal());
        let mut answers = [(earlier, &old, false), (later, &new, true)];
        if !earlier_answers_first {
            answers.reverse();
        }
        for (request, jwt, is_kept) in answers {
            assert_eq!(cache.finish_request::<Json>(request, Some(jwt), NOW), is_kept);
        }
        assert_eq!(fresh(&cache, &personal(), NOW), Some(new.as_str()));
    }
}

#[test]
fn requests_for_other_keys_do_not_disturb_each_other() {
    let mut cache = TokenCache::new();
    let first = cache.start_request(&personal());
    let second = cache.start_request(&in_org("org_1"));
    assert!(cache.finish_request::<Json>(first, Some(&token(NOW)), NOW));
    assert!(cache.finish_request::<Json>(second, Some(&token(NOW)), NOW));
}

#[test]
fn an_answer_counts_once() {
    let mut cache = TokenCache::new();
    let request = cache.start_request(&personal());
    assert!(cache.finish_request::<Json>(request, Some(&token(NOW)), NOW));
    assert!(!cache.finish_request::<Json>(request, Some(&token(NOW)), NOW));
}

#[test]
fn an_answer_does_not_replace_a_newer_token_of_an_attached_client() {
    let mut cache = TokenCache::new();
    let slow = cache.start_request(&personal());
    assert!(cache.take_last_active::<Json>(&personal(), &token(NOW), NOW));
    assert!(!cache.finish_request::<Json>(slow, Some(&token(NOW - 20_000.0)), NOW));
    assert_eq!(fresh(&cache, &personal(), NOW), Some(token(NOW).as_str()));
    // Once the newer token has expired, the answer is cached.
    assert!(request(&mut cache, &personal(), &token(NOW - 20_000.0), NOW + MINUTE));
}

#[test]
fn a_token_of_an_attached_client_expires_by_the_local_clock() {
    let mut cache = TokenCache::new();
    assert!(cache.take_last_active::<Json>(&personal(), &token(NOW - 40_000.0), NOW));
    assert!(fresh(&cache, &personal(), NOW + 14_999.0).is_some());
    assert!(fresh(&cache, &personal(), NOW + 15_000.0).is_none());
}

#[test]
fn a_token_of_an_attached_client_expires_after_its_lifetime_if_the_local_clock_is_slow() {
    let mut cache = TokenCache::new();
    assert!(cache.take_last_active::<Json>(&personal(), &token(NOW + 10.0 * MINUTE), NOW));
    assert!(fresh(&cache, &personal(), NOW + 54_999.0).is_some());
    assert!(fresh(&cache, &personal(), NOW + 55_000.0).is_none());
}

#[test]
fn a_token_of_an_attached_client_replaces_an_expired_one() {
    let mut cache = TokenCache::new();
    request(&mut cache, &personal(), &token(NOW), NOW);
    let later = NOW + 2.0 * MINUTE;
    assert!(cache.take_last_active::<Json>(&personal(), &token(later), later));
    assert_eq!(fresh(&cache, &personal(), later), Some(token(later).as_str()));
}

#[test]
fn a_token_of_an_attached_client_replaces_one_that_was_issued_earlier() {
    let mut cache = TokenCache::new();
    request(&mut cache, &personal(), &token(NOW - 20_000.0), NOW);
    assert!(cache.take_last_active::<Json>(&personal(), &token(NOW), NOW));
    assert_eq!(fresh(&cache, &personal(), NOW), Some(token(NOW).as_str()));
}

#[test]
fn a_token_of_an_attached_client_does_not_replace_a_newer_or_equal_one() {
    for age in [0.0, 1000.0, 20_000.0] {
        let mut cache = TokenCache::new();
        request(&mut cache, &personal(), &token(NOW), NOW);
        assert!(!cache.take_last_active::<Json>(&personal(), &token(NOW - age), NOW), "{age}");
        assert_eq!(cache.refresh_at(&personal()), Some(NOW + 55_000.0));
    }
}

#[test]
fn the_same_token_is_not_used_again_after_it_expired() {
    // The local clock is ten minutes slow, by which the token would be valid for another minute.
    let jwt = token(NOW + 10.0 * MINUTE);
    let mut cache = TokenCache::new();
    request(&mut cache, &personal(), &jwt, NOW);
    assert!(!cache.take_last_active::<Json>(&personal(), &jwt, NOW + MINUTE));
    assert_eq!(fresh(&cache, &personal(), NOW + MINUTE), None);
}

#[test]
fn with_a_fast_clock_a_fresh_token_is_not_replaced_by_one_that_seems_expired() {
    let server_clock = NOW - 10.0 * MINUTE;
    let mut cache = TokenCache::new();
    request(&mut cache, &personal(), &token(server_clock), NOW);
    assert!(!cache.take_last_active::<Json>(&personal(), &token(server_clock + 10_000.0), NOW + 10_000.0));
    assert!(fresh(&cache, &personal(), NOW + 10_000.0).is_some());
}

#[test]
fn an_answer_after_the_session_was_removed_does_not_count() {
    let mut cache = TokenCache::new();
    let other = TokenKey::new("sess_2", None, None);
    request(&mut cache, &personal(), &token(NOW), NOW);
    request(&mut cache, &other, &token(NOW), NOW);
    let running = cache.start_request(&personal());
    let running_of_other = cache.start_request(&other);
    cache.remove_session("sess_1");
    assert!(fresh(&cache, &personal(), NOW).is_none());
    assert!(fresh(&cache, &other, NOW).is_some());
    assert!(!cache.finish_request::<Json>(running, Some(&token(NOW)), NOW));
    assert!(fresh(&cache, &personal(), NOW).is_none());
    assert_eq!(cache.expired_token(&personal()), None);
    assert!(cache.finish_request::<Json>(running_of_other, Some(&token(NOW)), NOW));
}

#[test]
fn an_answer_after_the_cache_was_cleared_does_not_count() {
    let mut cache = TokenCache::new();
    request(&mut cache, &personal(), &token(NOW), NOW);
    let running = cache.start_request(&in_org("org_1"));
    cache.clear();
    assert!(!cache.finish_request::<Json>(running, Some(&token(NOW)), NOW));
    assert!(fresh(&cache, &personal(), NOW).is_none() && fresh(&cache, &in_org("org_1"), NOW).is_none());
    // After the next sign-in, tokens are cached again.
    assert!(request(&mut cache, &personal(), &token(NOW), NOW));
}

#[test]
fn the_expired_token_is_the_last_one_of_the_organization_or_else_of_the_session() {
    let mut cache = TokenCache::new();
    assert_eq!(cache.expired_token(&in_org("org_1")), None);
    request(&mut cache, &TokenKey::new("sess_2", None, Some("org_1")), &token(NOW + 3000.0), NOW);
    request(&mut cache, &TokenKey::new("sess_1", Some("hasura"), Some("org_1")), &token(NOW + 2000.0), NOW);
    assert_eq!(cache.expired_token(&in_org("org_1")), None, "not of another session, not of a template");
    request(&mut cache, &in_org("org_2"), &token(NOW - 2000.0), NOW);
    request(&mut cache, &personal(), &token(NOW - 1000.0), NOW);
    assert_eq!(cache.expired_token(&in_org("org_1")), Some(token(NOW - 1000.0).as_str()));
    request(&mut cache, &in_org("org_1"), &token(NOW - 3000.0), NOW);
    assert_eq!(cache.expired_token(&in_org("org_1")), Some(token(NOW - 3000.0).as_str()));
    let of_template = TokenKey::new("sess_1", Some("hasura"), Some("org_2"));
    assert_eq!(cache.expired_token(&of_template), Some(token(NOW - 2000.0).as_str()));
}

proptest! {
    /// With answers in any order: a returned token was issued for its key, is not older than its lifetime by the local
    /// clock, and is never older than the one returned before it.
    #[test]
    fn a_fresh_token_is_never_followed_by_an_older_one(
        clock_ahead in -600_000.0..600_000.0_f64,
        steps in prop::collection::vec((0..4_u8, 0.0..30_000.0_f64, 0.0..70_000.0_f64), 1..40),
    ) {
        let key = in_org("org_1");
        let mut cache = TokenCache::new();
        let mut running = Vec::new();
        let mut now = NOW;
        for (step, passed, age) in steps {
            now += passed;
            let before = cache.fresh_token(&key, now).cloned();
            let jwt = token(now - clock_ahead - age);
            match step {
                0 => running.push(cache.start_request(&key)),
                1 => {
                    if !running.is_empty() {
                        cache.finish_request::<Json>(running.remove(0), Some(&jwt), now);
                    }
                }
                2 => {
                    if let Some(request) = running.pop() {
                        cache.finish_request::<Json>(request, Some(&jwt), now);
                    }
                }
                _ => {
                    cache.take_last_active::<Json>(&key, &jwt, now);
                }
            }
            if let Some(before) = before {
                let after = cache.fresh_token(&key, now).unwrap();
                prop_assert!(after.issued_at >= before.issued_at);
            }
            if let Some(token) = cache.fresh_token(&key, now) {
                prop_assert!(token.ends_at - now <= MINUTE);
            }
        }
    }
}
