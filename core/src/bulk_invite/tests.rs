use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;
use crate::pages::PageToFetch;

const ROLE: &str = "org:member";

/// How the server answers a part.
#[derive(Clone, Debug)]
enum Answer {
    Invited,
    Refused(Refusal),
    Failed(Failure),
}

fn refusal(status: u16, code: &str, addresses: &[&str]) -> Refusal {
    let addresses = addresses.iter().map(|address| address.to_string()).collect();
    let error = RefusalError { code: code.to_owned(), addresses, ..RefusalError::default() };
    Refusal { status, errors: vec![error], retry_after: None }
}

fn rate_limit(retry_after: Option<u32>) -> Answer {
    Answer::Refused(Refusal { status: 429, errors: Vec::new(), retry_after })
}

fn guests(count: usize) -> Vec<Recipient> {
    (0..count).map(|at| Recipient { address: format!("guest.{at}@x.io"), former: None }).collect()
}

fn bulk(recipients: &[Recipient], chunk_size: u32) -> BulkInvite {
    BulkInvite::new(recipients, ROLE, chunk_size, DEFAULT_MAX_WAIT_MS)
}

/// What a finished call did.
#[derive(Debug, Default)]
struct Run {
    parts: Vec<Vec<String>>,
    waits: Vec<u64>,
    progress: Vec<(usize, u64)>,
    was_rejected: bool,
    pages: Vec<PageToFetch>,
}

/// Drives a call. `listed` are the pending invitations that a look-up finds.
fn drive(
    call: &mut BulkInvite,
    listed: &[ListedInvitation],
    mut answer: impl FnMut(&[String]) -> Answer,
) -> Run {
    let mut run = Run::default();
    for _ in 0..20_000 {
        run.progress.extend(call.progress().map(|progress| (progress.done, progress.waiting_ms)));
        match call.next_action() {
            Action::Invite(addresses) => {
                match answer(&addresses) {
                    Answer::Invited => call.invited(&addresses),
                    Answer::Refused(refusal) => call.refused(&refusal),
                    Answer::Failed(failure) => call.failed(failure),
                }
                run.parts.push(addresses);
            }
            Action::List(page) => {
                run.pages.push(page);
                let rows = listed.iter().skip(page.offset() as usize).take(page.page_size as usize);
                call.listed(&rows.cloned().collect::<Vec<_>>(), listed.len() as u64);
            }
            Action::Wait { ms } => {
                run.waits.push(ms);
                call.waited();
            }
            Action::Resolve => return run,
            Action::Reject => return Run { was_rejected: true, ..run },
        }
    }
    panic!("the call does not end");
}

fn statuses(call: &BulkInvite) -> Vec<&'static str> {
    call.outcomes().iter().map(|outcome| outcome.status.as_str()).collect()
}

fn sizes(run: &Run) -> Vec<usize> {
    run.parts.iter().map(Vec::len).collect()
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
fn an_invitation_belongs_to_the_address_that_it_names_and_else_to_the_one_in_its_place() {
    let recipients = ["a@x.io", "b@x.io", "c@x.io"]
        .map(|address| Recipient { address: address.to_owned(), former: None });
    let mut call = bulk(&recipients, 10);
    assert!(matches!(call.next_action(), Action::Invite(_)));
    call.invited(&["b@x.io".to_owned(), "a@x.io".to_owned(), "written differently".to_owned()]);
    let details: Vec<Detail> = call.outcomes().iter().map(|outcome| outcome.detail).collect();
    assert_eq!(details, [Detail::Invitation(1), Detail::Invitation(0), Detail::Invitation(2)]);
}

#[test]
fn an_answer_with_too_few_invitations_leaves_the_outcome_of_the_others_open() {
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
fn an_address_that_nobody_names_is_found_by_halving() {
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
fn a_refusal_that_meets_everyone_ends_the_call() {
    let mut call = bulk(&guests(25), 10);
    let run = drive(&mut call, &[], |_| Answer::Refused(refusal(404, "resource_not_found", &[])));
    assert_eq!(sizes(&run), [10]);
    assert_eq!(statuses(&call), [vec!["refused"; 10], vec!["not_attempted"; 15]].concat());
}

#[test]
fn a_rate_limit_is_waited_for_as_the_server_says() {
    let mut call = bulk(&guests(12), 10);
    let mut answers = [rate_limit(Some(40)), rate_limit(Some(0)), rate_limit(None), Answer::Invited].into_iter();
    let run = drive(&mut call, &[], |_| answers.next().unwrap_or(Answer::Invited));
    assert_eq!(run.waits, [40_000, 1000, 20_000]);
    assert_eq!(statuses(&call), ["invited"; 12]);
    assert_eq!(run.progress, [(0, 0), (0, 40_000), (0, 1000), (0, 20_000), (10, 0), (12, 0)]);
}

#[test]
fn a_longer_wait_than_is_allowed_ends_the_call() {
    let mut call = BulkInvite::new(&guests(12), ROLE, 10, 1000);
    let run = drive(&mut call, &[], |_| rate_limit(Some(40)));
    assert!(run.waits.is_empty());
    assert_eq!(statuses(&call), [vec!["rate_limited"; 10], vec!["not_attempted"; 2]].concat());
}

#[test]
fn a_server_that_is_unreachable_five_times_in_a_row_ends_the_call() {
    let mut call = bulk(&guests(12), 10);
    let run = drive(&mut call, &[], |_| Answer::Failed(Failure::NotApplied));
    assert_eq!((sizes(&run), &run.waits[..]), (vec![10; 5], &[500, 1000, 2000, 4000][..]));
    assert_eq!(statuses(&call), [vec!["refused"; 10], vec!["not_attempted"; 2]].concat());
    assert_eq!(call.outcomes()[0].detail, Detail::Error(4));
}

#[test]
fn a_part_whose_outcome_is_unknown_is_not_sent_again_and_the_others_are_sent() {
    let mut call = bulk(&guests(25), 10);
    let mut answers = [Answer::Invited, Answer::Failed(Failure::Unknown), Answer::Invited].into_iter();
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
fn a_call_that_cannot_be_made_rejects_and_one_that_no_longer_can_ends() {
    let mut call = bulk(&guests(12), 10);
    assert!(drive(&mut call, &[], |_| Answer::Failed(Failure::NotSent)).was_rejected);
    let mut call = bulk(&guests(25), 10);
    let mut answers = [Answer::Invited, Answer::Failed(Failure::NotSent)].into_iter();
    let run = drive(&mut call, &[], |_| answers.next().unwrap());
    assert!(!run.was_rejected);
    assert_eq!(
        statuses(&call),
        [vec!["invited"; 10], vec!["refused"; 10], vec!["not_attempted"; 5]].concat()
    );
}

fn resumed(formers: &[(&str, Option<InviteStatus>)]) -> Vec<Recipient> {
    let recipient = |(address, former): &(&str, _)| Recipient { address: address.to_string(), former: *former };
    formers.iter().map(recipient).collect()
}

fn listed(id: &str, address: &str, role: &str) -> ListedInvitation {
    ListedInvitation { id: id.to_owned(), address: address.to_owned(), role: role.to_owned() }
}

#[test]
fn going_on_keeps_what_is_final_and_looks_up_what_is_unknown_before_it_is_sent() {
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
    let there =
        [listed("1", "other-role@x.io", "org:admin"), listed("2", "There@x.io", ROLE), listed("3", "x@x.io", ROLE)];
    let run = drive(&mut call, &there, |_| Answer::Invited);
    assert_eq!(run.pages, [PageToFetch { initial_page: 1, page_size: 500 }]);
    assert_eq!(
        run.parts,
        [vec!["lost@x.io", "other-role@x.io"], vec!["refused@x.io", "new@x.io"]]
    );
    let seen: Vec<_> =
        call.outcomes().iter().map(|outcome| (outcome.status.as_str(), outcome.detail)).collect();
    assert_eq!(
        seen,
        [
            ("invited", Detail::Former(0)),
            ("already_member", Detail::Former(1)),
            ("invited", Detail::Invitation(3)),
            // It may be older than the earlier call.
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
            Action::List(_) => call.failed(Failure::NotApplied),
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
fn an_abort_tells_apart_what_was_sent_what_waited_and_what_was_not_begun() {
    // While a part is under way.
    let mut call = bulk(&guests(25), 10);
    assert!(matches!(call.next_action(), Action::Invite(_)));
    call.aborted();
    assert_eq!(call.next_action(), Action::Resolve);
    assert_eq!(statuses(&call), [vec!["outcome_unknown"; 10], vec!["not_attempted"; 15]].concat());

    // During a wait: the server refused the part, so it is certainly not applied.
    let mut call = bulk(&guests(12), 10);
    assert!(matches!(call.next_action(), Action::Invite(_)));
    call.refused(&Refusal { status: 429, errors: Vec::new(), retry_after: Some(300) });
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
fn the_answer_and_the_abort_may_come_in_either_order() {
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
fn events_that_nothing_waits_for_change_nothing() {
    let mut call = bulk(&guests(2), 10);
    call.invited(&["guest.0@x.io".to_owned()]);
    call.listed(&[listed("1", "guest.0@x.io", ROLE)], 1);
    call.waited();
    assert_eq!(call.next_action(), Action::Invite(vec!["guest.0@x.io".to_owned(), "guest.1@x.io".to_owned()]));
}

#[test]
fn statuses_are_read_as_they_are_written() {
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
fn options_that_are_no_counts_are_refused() {
    for size in [0.0, -1.0, 1.5, f64::NAN, f64::INFINITY] {
        assert_eq!(BulkInvite::read_chunk_size(size), None, "{size}");
    }
    assert_eq!(BulkInvite::read_chunk_size(50.0), Some(50));
    assert_eq!((BulkInvite::read_max_wait(-1.0), BulkInvite::read_max_wait(f64::NAN)), (None, None));
    assert_eq!(BulkInvite::read_max_wait(f64::INFINITY), Some(u64::MAX));
}

/// What a server does with a part: (applies it, answer). A failure that is certain applies nothing.
fn any_fault() -> impl Strategy<Value = Option<(bool, Answer)>> {
    prop_oneof![
        4 => Just(None),
        1 => Just(Some((false, Answer::Failed(Failure::NotApplied)))),
        1 => any::<bool>().prop_map(|applied| Some((applied, Answer::Failed(Failure::Unknown)))),
        1 => any::<bool>().prop_map(|applied| Some((applied, Answer::Refused(refusal(502, "", &[]))))),
        1 => Just(Some((false, rate_limit(Some(1))))),
        1 => Just(Some((false, rate_limit(Some(60))))),
        1 => Just(Some((false, Answer::Refused(refusal(422, "odd", &[]))))),
        1 => Just(Some((false, Answer::Refused(refusal(403, "no", &[]))))),
    ]
}

proptest! {
    #[test]
    fn whatever_the_server_does_no_address_is_invited_twice_and_no_outcome_is_false(
        count in 0usize..60,
        chunk_size in 1u32..15,
        faults in prop::collection::vec(any_fault(), 0..80),
        blocked in prop::collection::btree_set(0usize..60, 0..4),
    ) {
        let blocked: BTreeSet<String> = blocked.iter().map(|at| format!("guest.{at}@x.io")).collect();
        let mut pending: BTreeMap<String, usize> = BTreeMap::new();
        let mut faults = faults.into_iter();
        let mut recipients = guests(count);
        for _ in 0..100 {
            let mut call = bulk(&recipients, chunk_size);
            let there: Vec<ListedInvitation> =
                pending.keys().map(|address| listed(address, address, ROLE)).collect();
            drive(&mut call, &there, |addresses| {
                let (applies, answer) = match faults.next().flatten() {
                    Some(fault) => fault,
                    None => match addresses.iter().find(|address| blocked.contains(*address)) {
                        Some(address) => (false, Answer::Refused(refusal(422, "duplicate_record", &[address]))),
                        None => (true, Answer::Invited),
                    },
                };
                if applies {
                    addresses.iter().for_each(|address| *pending.entry(address.clone()).or_default() += 1);
                }
                answer
            });
            let outcomes = call.outcomes();
            prop_assert_eq!(outcomes.len(), count);
            for (recipient, outcome) in recipients.iter_mut().zip(outcomes) {
                let is_there = pending.contains_key(&recipient.address);
                match outcome.status {
                    InviteStatus::Invited => prop_assert!(is_there),
                    InviteStatus::AlreadyInvited => {
                        prop_assert!(is_there || blocked.contains(&recipient.address));
                    }
                    InviteStatus::OutcomeUnknown => {}
                    _ => prop_assert!(!is_there, "{:?} is {:?}", recipient, outcome),
                }
                recipient.former = Some(outcome.status);
            }
            if recipients.iter().all(|recipient| recipient.former.is_some_and(InviteStatus::is_final)) {
                break;
            }
        }
        prop_assert!(pending.values().all(|times| *times == 1), "{pending:?}");
        prop_assert!(recipients.iter().all(|recipient| recipient.former.is_some_and(InviteStatus::is_final)));
    }

    #[test]
    fn an_abort_at_any_moment_ends_the_call_and_claims_nothing_false(
        count in 1usize..40,
        chunk_size in 1u32..15,
        faults in prop::collection::vec(any_fault(), 0..20),
        steps in 0usize..30,
    ) {
        let mut call = bulk(&guests(count), chunk_size);
        let mut faults = faults.into_iter();
        let (mut applied, mut refused) = (BTreeSet::new(), 0);
        for _ in 0..steps {
            match call.next_action() {
                Action::Invite(addresses) => {
                    let (applies, answer) = faults.next().flatten().unwrap_or((true, Answer::Invited));
                    if applies {
                        applied.extend(addresses.clone());
                    }
                    refused += 1;
                    match answer {
                        Answer::Invited => call.invited(&addresses),
                        Answer::Refused(refusal) => call.refused(&refusal),
                        Answer::Failed(failure) => call.failed(failure),
                    }
                }
                Action::Wait { .. } => call.waited(),
                _ => break,
            }
        }
        let before = call.outcomes();
        call.aborted();
        if refused == 0 {
            prop_assert_eq!(call.next_action(), Action::Reject);
        } else {
            prop_assert_eq!(call.next_action(), Action::Resolve);
            for (at, (before, after)) in before.iter().zip(call.outcomes()).enumerate() {
                let is_there = applied.contains(&format!("guest.{at}@x.io"));
                prop_assert!(before.status == InviteStatus::NotAttempted || *before == after);
                prop_assert!(is_there || after.status != InviteStatus::Invited);
                prop_assert!(!is_there || after.status != InviteStatus::NotAttempted);
            }
        }
    }
}
