//! Input from the server, the page, the caller or a paste is accepted or refused, and never causes a panic. Each check
//! runs on 4,000 generated inputs. `fuzz/` calls the same checks without a limit.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests say bluntly what they expect"
)]

mod checks;

use proptest::prelude::*;

/// The check of one module.
type Check = fn(&[u8]);

fn run(check: Check) {
    run_on(400, check);
}

fn run_on(most_bytes: usize, check: Check) {
    let config = ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() };
    proptest!(config, |(data in prop::collection::vec(any::<u8>(), 0..most_bytes))| check(&data));
}

#[test]
fn any_answer_is_a_resource_or_a_typed_failure() {
    run(checks::answers::check);
}

#[test]
fn a_call_ends_after_any_answers() {
    run(checks::calls::check);
}

#[test]
fn any_params_are_a_request_or_an_error_that_names_the_param() {
    run(checks::params::check);
}

#[test]
fn any_text_parses_to_unique_valid_addresses() {
    // Each byte becomes up to a dozen characters.
    run_on(60, checks::addresses::check);
}

#[test]
fn no_text_adds_an_attribute_to_a_cookie() {
    run(checks::cookies::check);
}

#[test]
fn any_key_and_any_proxy_url_are_a_valid_origin_or_refused() {
    run(checks::publishable_key::check);
}

#[test]
fn a_live_list_equals_the_servers_after_any_events() {
    run(checks::live_list::check);
}

#[test]
fn every_authorization_condition_must_hold_on_its_own() {
    run(checks::authorization::check);
}

#[test]
fn an_allowed_navigation_has_no_other_scheme() {
    run_on(40, checks::navigation::check);
}

#[test]
fn a_walk_ends_and_returns_no_row_twice_for_any_answers() {
    run(checks::pages::check);
}

#[test]
fn bulk_invitations_end_and_invite_no_address_twice_for_any_answers() {
    run(checks::bulk_invite::check);
}
