//! Continuing an earlier result, aborts, and parsing of statuses and options.

use super::*;

fn resumed(formers: &[(&str, Option<InviteStatus>)]) -> Vec<Recipient> {
    let recipient =
        |(address, former): &(&str, _)| Recipient { address: address.to_string(), former: *former };
    formers.iter().map(recipient).collect()
}

#[test]
fn continuing_keeps_final_outcomes_and_looks_up_unknown_ones_before_sending() {
    let recipients = resumed(&[
        ("done@x.io", Some(InviteStatus::Invited)),
        ("member@x.io", Some(InviteStatus::AlreadyMember)),
        ("lost@x.io", Some(InviteStatus::OutcomeUnknown)),
        ("there@x.io", Some(InviteStatus::OutcomeUnknown)),
        ("other-role@x.io", Some(InviteStatus::OutcomeUnknown)),
        ("refused@x.io", Some(InviteStatus::Refused)),
        ("new@x.io", None),
    ]);
    let mut call = bulk(&recipients, 10);
    let there = [
        listed("1", "other-role@x.io", "org:admin"),
        listed("2", "There@x.io", ROLE),
        listed("3", "x@x.io", ROLE),
    ];
    let run = drive(&mut call, &there, |_| Answer::Invited);
    assert_eq!(run.pages, [PageToFetch { initial_page: 1, page_size: 500 }]);
    assert_eq!(run.parts, [vec!["lost@x.io", "other-role@x.io"], vec!["refused@x.io", "new@x.io"]]);
    let seen: Vec<_> =
        call.outcomes().iter().map(|outcome| (outcome.status.as_str(), outcome.detail)).collect();
    assert_eq!(
        seen,
        [
            ("invited", Detail::Former(0)),
            ("already_member", Detail::Former(1)),
            ("invited", Detail::Invitation(3)),
            // The invitation may be older than the earlier call.
            ("already_invited", Detail::Invitation(1)),
            ("invited", Detail::Invitation(4)),
            ("invited", Detail::Invitation(5)),
            ("invited", Detail::Invitation(6)),
        ]
    );
}

#[test]
fn a_look_up_that_fails_is_repeated_and_then_leaves_the_outcome_unknown_and_nothing_is_sent() {
    let recipients = resumed(&[("lost@x.io", Some(InviteStatus::OutcomeUnknown)), ("new@x.io", None)]);
    let mut call = bulk(&recipients, 10);
    let mut waits = Vec::new();
    loop {
        match call.next_action() {
            Action::List(_) => call.failed(NoAnswer::NotApplied),
            Action::Wait { ms } => {
                waits.push(ms);
                call.waited();
            }
            action => {
                assert_eq!(action, Action::Resolve);
                break;
            }
        }
    }
    assert_eq!(waits, [500, 1000, 2000, 4000]);
    assert_eq!(statuses(&call), ["outcome_unknown", "not_attempted"]);
}

#[test]
fn an_abort_before_anything_is_sent_rejects() {
    let mut call = bulk(&guests(3), 10);
    call.aborted();
    assert_eq!(call.next_action(), Action::Reject);
}

#[test]
fn an_abort_distinguishes_sent_waiting_and_unsent_addresses() {
    // While a part is pending.
    let mut call = bulk(&guests(25), 10);
    assert!(matches!(call.next_action(), Action::Invite(_)));
    call.aborted();
    assert_eq!(call.next_action(), Action::Resolve);
    assert_eq!(statuses(&call), [vec!["outcome_unknown"; 10], vec!["not_attempted"; 15]].concat());

    // During a wait: the server refused the part, so it was certainly not applied.
    let mut call = bulk(&guests(12), 10);
    assert!(matches!(call.next_action(), Action::Invite(_)));
    call.refused(&InviteRefusal { status: 429, errors: Vec::new(), retry_after: Some(300) });
    assert_eq!(call.next_action(), Action::Wait { ms: 300_000 });
    call.aborted();
    assert_eq!(statuses(&call), ["not_attempted"; 12]);
    assert_eq!(call.outcomes()[0].detail, Detail::Error(1));

    // Between two parts.
    let mut call = bulk(&guests(25), 10);
    let Action::Invite(addresses) = call.next_action() else { panic!("no part") };
    call.invited(&addresses);
    call.aborted();
    assert_eq!(call.next_action(), Action::Resolve);
    assert_eq!(statuses(&call), [vec!["invited"; 10], vec!["not_attempted"; 15]].concat());
}

#[test]
fn a_part_that_was_invited_before_an_earlier_one_counts_when_the_call_is_aborted() {
    let mut call = bulk(&guests(6), 2);
    let Action::Invite(first) = call.next_action() else { panic!("no part") };
    call.invited(&first);
    assert!(matches!(call.next_action(), Action::Invite(_)));
    let Action::Invite(third) = call.next_action() else { panic!("one part at a time") };
    call.abandoned();
    call.invited(&third);
    call.aborted();
    assert_eq!(call.next_action(), Action::Resolve);
    assert_eq!(statuses(&call), [["invited"; 2], ["outcome_unknown"; 2], ["invited"; 2]].concat());
    let details: Vec<_> = call.outcomes().iter().map(|outcome| outcome.detail).collect();
    assert_eq!(details[2..5], [Detail::Error(0), Detail::Error(0), Detail::Invitation(2)]);
}

#[test]
fn an_answer_and_an_abort_may_arrive_in_either_order() {
    let begin = || {
        let mut call = bulk(&guests(2), 10);
        let Action::Invite(addresses) = call.next_action() else { panic!("no part") };
        (call, addresses)
    };
    let (mut call, addresses) = begin();
    call.invited(&addresses);
    call.aborted();
    assert_eq!(statuses(&call), ["invited"; 2]);
    let (mut call, addresses) = begin();
    call.aborted();
    call.invited(&addresses);
    assert_eq!(statuses(&call), ["outcome_unknown"; 2]);
    assert_eq!(call.next_action(), Action::Resolve);
}

#[test]
fn unexpected_events_change_nothing() {
    let mut call = bulk(&guests(2), 10);
    call.invited(&["guest.0@x.io".to_owned()]);
    call.listed(&listed_page(&[listed("1", "guest.0@x.io", ROLE)], 1));
    call.waited();
    assert_eq!(
        call.next_action(),
        Action::Invite(vec!["guest.0@x.io".to_owned(), "guest.1@x.io".to_owned()])
    );
}

#[test]
fn statuses_are_parsed_as_they_are_written() {
    for status in [
        InviteStatus::Invited,
        InviteStatus::AlreadyInvited,
        InviteStatus::AlreadyMember,
        InviteStatus::Invalid,
        InviteStatus::Refused,
        InviteStatus::RateLimited,
        InviteStatus::OutcomeUnknown,
        InviteStatus::NotAttempted,
    ] {
        assert_eq!(InviteStatus::parse(status.as_str()), Some(status));
    }
    assert_eq!(InviteStatus::parse("invitée"), None);
}

#[test]
fn options_that_are_not_counts_are_refused() {
    for size in [0.0, -1.0, 1.5, f64::NAN, f64::INFINITY] {
        assert_eq!(BulkInvite::read_chunk_size(size), None, "{size}");
    }
    assert_eq!(BulkInvite::read_chunk_size(50.0), Some(50));
    assert_eq!((BulkInvite::read_max_wait(-1.0), BulkInvite::read_max_wait(f64::NAN)), (None, None));
    assert_eq!(BulkInvite::read_max_wait(f64::INFINITY), Some(u64::MAX));
}

/// A call whose first part is invited, and the two parts that are pending then.
fn with_two_parts(count: usize) -> (BulkInvite, [Vec<String>; 2]) {
    let mut call = bulk(&guests(count), 10);
    let Action::Invite(first) = call.next_action() else { panic!("no part") };
    // The first part is sent alone, to see whether the server invites at all.
    assert_eq!(call.next_action(), Action::Join);
    call.invited(&first);
    let parts = [(); 2].map(|()| {
        let Action::Invite(addresses) = call.next_action() else { panic!("no part") };
        addresses
    });
    assert_eq!(call.next_action(), Action::Join);
    (call, parts)
}

#[test]
fn after_a_success_two_parts_are_pending() {
    let (mut call, [second, third]) = with_two_parts(35);
    call.invited(&second);
    assert_eq!(call.outcomes()[19].detail, Detail::Invitation(19));
    assert_eq!(call.outcomes()[20].status, InviteStatus::NotAttempted);
    let Action::Invite(fourth) = call.next_action() else { panic!("no part") };
    assert_eq!(call.next_action(), Action::Join);
    call.invited(&third);
    assert_eq!(call.outcomes()[20].detail, Detail::Invitation(20));
    assert_eq!(call.next_action(), Action::Join);
    call.invited(&fourth);
    assert_eq!(call.next_action(), Action::Resolve);
    assert_eq!(statuses(&call), ["invited"; 35]);
}

#[test]
fn after_a_rate_limit_of_two_pending_parts_both_are_sent_again_one_by_one() {
    let limited = |seconds| InviteRefusal { status: 429, errors: Vec::new(), retry_after: Some(seconds) };
    let (mut call, [second, third]) = with_two_parts(30);
    call.refused(&limited(30));
    assert_eq!(call.next_action(), Action::Join);
    call.refused(&limited(20));
    assert_eq!(call.next_action(), Action::Wait { ms: 30_000 });
    call.waited();
    for part in [third, second] {
        assert_eq!(call.next_action(), Action::Invite(part.clone()));
        assert_eq!(call.next_action(), Action::Join);
        call.invited(&part);
    }
    assert_eq!(call.next_action(), Action::Resolve);
    assert_eq!(statuses(&call), ["invited"; 30]);
}

#[test]
fn the_success_of_one_part_does_not_shorten_the_wait_of_the_other() {
    let (mut call, [second, third]) = with_two_parts(40);
    call.refused(&InviteRefusal { status: 429, errors: Vec::new(), retry_after: Some(30) });
    call.invited(&third);
    assert_eq!(call.next_action(), Action::Wait { ms: 30_000 });
    call.waited();
    assert_eq!(call.next_action(), Action::Invite(second));
}

#[test]
fn a_part_that_is_refused_after_the_call_has_ended_is_not_sent_again() {
    let (mut call, [_, third]) = with_two_parts(40);
    call.refused(&InviteRefusal { status: 403, errors: Vec::new(), retry_after: None });
    assert_eq!(call.next_action(), Action::Join);
    call.refused(&refusal(422, "duplicate_record", &[&third[0]]));
    assert_eq!(call.next_action(), Action::Resolve);
    let ended =
        [vec!["invited"; 10], vec!["refused"; 10], vec!["already_invited"], vec!["not_attempted"; 19]];
    assert_eq!(statuses(&call), ended.concat());
}

#[test]
fn after_an_abort_the_outcome_of_both_parts_is_unknown() {
    let (mut call, [second, _]) = with_two_parts(40);
    call.aborted();
    call.invited(&second);
    assert_eq!(call.next_action(), Action::Resolve);
    let ended = [vec!["invited"; 10], vec!["outcome_unknown"; 20], vec!["not_attempted"; 10]];
    assert_eq!(statuses(&call), ended.concat());
}
