//! Input from the server, the page, the caller or a paste is accepted or refused, and nothing panics. Each check runs
//! on 4,000 generated inputs. `fuzz/` calls the same checks without a limit.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests say bluntly what they expect"
)]

mod checks;

use proptest::prelude::*;

/// A check of one reader.
type Check = fn(&[u8]);

fn run(check: Check) {
    run_on(400, check);
}

fn run_on(most_bytes: usize, check: Check) {
    let config = ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() };
    proptest!(config, |(data in prop::collection::vec(any::<u8>(), 0..most_bytes))| check(&data));
}

#[test]
fn any_answer_is_a_resource_or_one_typed_failure() {
    run(checks::answers::check);
}

#[test]
fn a_call_ends_whatever_the_server_answers() {
    run(checks::calls::check);
}

#[test]
fn any_params_are_a_request_or_an_error_that_names_the_param() {
    run(checks::params::check);
}

#[test]
fn any_text_gives_valid_addresses_once_each() {
    // Each byte is up to a dozen characters.
    run_on(60, checks::addresses::check);
}

#[test]
fn no_text_adds_an_attribute_to_a_cookie() {
    run(checks::cookies::check);
}

#[test]
fn a_key_and_a_proxy_url_are_the_host_that_they_name() {
    run(checks::publishable_key::check);
}

#[test]
fn a_live_list_is_the_servers_after_any_events() {
    run(checks::live_list::check);
}

#[test]
fn everything_that_is_asked_for_must_hold_by_itself() {
    run(checks::authorization::check);
}

#[test]
fn no_url_that_may_be_navigated_to_has_another_scheme() {
    run_on(40, checks::navigation::check);
}

#[test]
fn a_walk_ends_and_brings_no_row_twice_whatever_is_listed() {
    run(checks::pages::check);
}

#[test]
fn many_invitations_end_and_nobody_is_invited_twice_whatever_is_answered() {
    run(checks::bulk_invite::check);
}
