//! The outcome of each address when the server answers.

use super::*;

#[test]
#[allow(clippy::disallowed_methods, reason = "the test measures time")]
fn the_time_of_a_call_grows_with_the_number_of_addresses() {
    let run = |count: usize| {
        let started = std::time::Instant::now();
        let mut call = bulk(&guests(count), 10);
        let mut parts = 0;
        loop {
            call.progress();
            match call.next_action() {
                Action::Invite(addresses) => call.invited(&addresses),
                Action::Resolve => break,
                other => panic!("{other:?}"),
            }
            parts += 1;
        }
        assert_eq!((parts, call.progress()), (count / 10, None));
        started.elapsed()
    };
    run(8_000);
    let times = [8_000, 64_000].map(run);
    // Eight times as many: quadratic time would be 64 times as long.
    assert!(times[1] < times[0] * 24 + std::time::Duration::from_millis(100), "{times:?}");
}

#[test]
fn outcomes_are_in_the_order_of_the_input_and_duplicates_share_one() {
    let given = ["A@x.io", " ", "b@x.io", " a@X.io ", ""];
    let recipients: Vec<Recipient> =
        given.iter().map(|address| Recipient { address: address.to_string(), former: None }).collect();
    let mut call = bulk(&recipients, 10);
    let run = drive(&mut call, &[], |_| Answer::Invited);
    assert_eq!(run.parts, [["A@x.io", "b@x.io"]]);
    assert_eq!(statuses(&call), ["invited", "invalid", "invited", "invited", "invalid"]);
    let details: Vec<Detail> = call.outcomes().iter().map(|outcome| outcome.detail).collect();
    let (first, second) = (Detail::Invitation(0), Detail::Invitation(1));
    assert_eq!(details, [first, Detail::None, second, first, Detail::None]);
    assert_eq!(run.progress, [(2, 0), (5, 0)]);
}

#[test]
fn an_invitation_is_assigned_by_its_address_or_else_by_its_position() {
    let recipients =
        ["a@x.io", "b@x.io", "c@x.io"].map(|address| Recipient { address: address.to_owned(), former: None });
    let mut call = bulk(&recipients, 10);
    assert!(matches!(call.next_action(), Action::Invite(_)));
    call.invited(&["b@x.io".to_owned(), "a@x.io".to_owned(), "written differently".to_owned()]);
    let details: Vec<Detail> = call.outcomes().iter().map(|outcome| outcome.detail).collect();
    assert_eq!(details, [Detail::Invitation(1), Detail::Invitation(0), Detail::Invitation(2)]);
}

#[test]
fn an_answer_with_too_few_invitations_leaves_the_other_outcomes_unknown() {
    let mut call = bulk(&guests(3), 10);
    assert!(matches!(call.next_action(), Action::Invite(_)));
    call.invited(&["guest.0@x.io".to_owned()]);
    assert_eq!(statuses(&call), ["invited", "outcome_unknown", "outcome_unknown"]);
}

#[test]
fn addresses_that_the_server_names_are_left_out_and_the_rest_is_sent_again() {
    let mut call = bulk(&guests(12), 10);
    let run = drive(&mut call, &[], |addresses| match addresses.len() {
        10 => Answer::Refused(refusal(422, "form_param_format_invalid", &["guest.3@x.io", "GUEST.4@x.io"])),
        8 => Answer::Refused(refusal(400, "already_a_member_in_organization", &["guest.0@x.io"])),
        _ => Answer::Invited,
    });
    assert_eq!(sizes(&run), [10, 8, 7, 2]);
    let seen = statuses(&call);
    assert_eq!((seen[0], seen[3], seen[4]), ("already_member", "invalid", "invalid"));
    assert_eq!(seen.iter().filter(|status| **status == "invited").count(), 9);
    assert_eq!(call.outcomes()[3].detail, Detail::Error(0));
    assert_eq!(call.outcomes()[0].detail, Detail::Error(1));
}

#[test]
fn an_address_that_the_server_does_not_name_is_found_by_halving() {
    let mut call = bulk(&guests(25), 10);
    let run = drive(&mut call, &[], |addresses| {
        let is_in = addresses.iter().any(|address| address == "guest.6@x.io");
        if is_in { Answer::Refused(refusal(422, "odd", &[])) } else { Answer::Invited }
    });
    // 10 → 5 + 5 → 3 + 2 → 2 + 1 → 1 + 1, and the two other parts.
    assert_eq!(run.parts.len(), 11);
    for (at, status) in statuses(&call).iter().enumerate() {
        assert_eq!(*status, if at == 6 { "refused" } else { "invited" }, "{at}");
    }
}

#[test]
fn a_limit_below_the_size_of_a_part_makes_all_parts_smaller() {
    let mut call = bulk(&guests(20), 16);
    let run = drive(&mut call, &[], |addresses| match addresses.len() {
        0..=4 => Answer::Invited,
        _ => Answer::Refused(refusal(400, "bulk_size_exceeded", &[])),
    });
    assert_eq!(sizes(&run), [16, 8, 4, 4, 4, 4, 4]);
}

#[test]
fn a_refusal_that_applies_to_every_address_ends_the_call() {
    let mut call = bulk(&guests(25), 10);
    let run = drive(&mut call, &[], |_| Answer::Refused(refusal(404, "resource_not_found", &[])));
    assert_eq!(sizes(&run), [10]);
    assert_eq!(statuses(&call), [vec!["refused"; 10], vec!["not_attempted"; 15]].concat());
}

#[test]
fn a_rate_limit_waits_for_retry_after() {
    let mut call = bulk(&guests(12), 10);
    let mut answers =
        [rate_limit(Some(40)), rate_limit(Some(0)), rate_limit(None), Answer::Invited].into_iter();
    let run = drive(&mut call, &[], |_| answers.next().unwrap_or(Answer::Invited));
    assert_eq!(run.waits, [40_000, 1000, 20_000]);
    assert_eq!(statuses(&call), ["invited"; 12]);
    assert_eq!(run.progress, [(0, 0), (0, 40_000), (0, 1000), (0, 20_000), (10, 0), (12, 0)]);
}

#[test]
fn a_wait_beyond_the_limit_ends_the_call() {
    let mut call = BulkInvite::new(&guests(12), ROLE, 10, 1000);
    let run = drive(&mut call, &[], |_| rate_limit(Some(40)));
    assert!(run.waits.is_empty());
    assert_eq!(statuses(&call), [vec!["rate_limited"; 10], vec!["not_attempted"; 2]].concat());
}

#[test]
fn a_server_that_is_unreachable_five_times_in_a_row_ends_the_call() {
    let mut call = bulk(&guests(12), 10);
    let run = drive(&mut call, &[], |_| Answer::Failed(NoAnswer::NotApplied));
    assert_eq!((sizes(&run), &run.waits[..]), (vec![10; 5], &[500, 1000, 2000, 4000][..]));
    assert_eq!(statuses(&call), ["not_attempted"; 12]);
    assert_eq!(call.outcomes()[0].detail, Detail::Error(4));
    assert_eq!(call.outcomes()[10].detail, Detail::None);
}

#[test]
fn addresses_of_an_unreachable_server_are_invited_when_the_call_continues() {
    let mut call = bulk(&guests(1), 10);
    drive(&mut call, &[], |_| Answer::Failed(NoAnswer::NotApplied));
    assert_eq!(statuses(&call), ["not_attempted"]);
    let former = Recipient { former: Some(call.outcomes()[0].status), ..guests(1).remove(0) };
    let mut call = bulk(&[former], 10);
    let run = drive(&mut call, &[], |_| Answer::Invited);
    assert!(run.pages.is_empty(), "no request was applied, so nothing has to be looked up");
    assert_eq!(statuses(&call), ["invited"]);
}

#[test]
fn a_part_whose_outcome_is_unknown_is_not_sent_again_and_the_others_are_sent() {
    let mut call = bulk(&guests(25), 10);
    let mut answers = [Answer::Invited, Answer::Failed(NoAnswer::Unknown), Answer::Invited].into_iter();
    let run = drive(&mut call, &[], |_| answers.next().unwrap());
    assert_eq!((sizes(&run), &run.waits[..]), (vec![10, 10, 5], &[500][..]));
    let expected = [vec!["invited"; 10], vec!["outcome_unknown"; 10], vec!["invited"; 5]].concat();
    assert_eq!(statuses(&call), expected);
}

#[test]
fn a_5xx_leaves_the_outcome_unknown_and_five_in_a_row_end_the_call() {
    let mut call = bulk(&guests(60), 10);
    let run = drive(&mut call, &[], |_| Answer::Refused(refusal(500, "internal_error", &[])));
    assert_eq!(sizes(&run), [10; 5]);
    assert_eq!(statuses(&call), [vec!["outcome_unknown"; 50], vec!["not_attempted"; 10]].concat());
}

#[test]
fn a_part_that_cannot_be_sent_rejects_the_call_if_it_is_the_first_and_else_ends_it() {
    let mut call = bulk(&guests(12), 10);
    assert!(drive(&mut call, &[], |_| Answer::Failed(NoAnswer::NotSent)).was_rejected);
    let mut call = bulk(&guests(25), 10);
    let mut answers = [Answer::Invited, Answer::Failed(NoAnswer::NotSent)].into_iter();
    let run = drive(&mut call, &[], |_| answers.next().unwrap());
    assert!(!run.was_rejected);
    assert_eq!(statuses(&call), [vec!["invited"; 10], vec!["not_attempted"; 15]].concat());
}
