//! Servers with random answers.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;

/// A server's reaction to a part: (applies it, answer). A certain failure applies nothing.
fn any_fault() -> impl Strategy<Value = Option<(bool, Answer)>> {
    prop_oneof![
        4 => Just(None),
        1 => Just(Some((false, Answer::Failed(NoAnswer::NotApplied)))),
        1 => any::<bool>().prop_map(|applied| Some((applied, Answer::Failed(NoAnswer::Unknown)))),
        1 => any::<bool>().prop_map(|applied| Some((applied, Answer::Refused(refusal(502, "", &[]))))),
        1 => Just(Some((false, rate_limit(Some(1))))),
        1 => Just(Some((false, rate_limit(Some(60))))),
        1 => Just(Some((false, Answer::Refused(refusal(422, "odd", &[]))))),
        1 => Just(Some((false, Answer::Refused(refusal(403, "no", &[]))))),
    ]
}

proptest! {
    #[test]
    fn with_any_answers_no_address_is_invited_twice_and_every_outcome_is_true(
        count in 0usize..60,
        chunk_size in 1u32..15,
        faults in prop::collection::vec(any_fault(), 0..80),
        blocked in prop::collection::btree_set(0usize..60, 0..4),
        is_sequential in any::<bool>(),
    ) {
        let blocked: BTreeSet<String> = blocked.iter().map(|at| format!("guest.{at}@x.io")).collect();
        let mut pending: BTreeMap<String, usize> = BTreeMap::new();
        let mut faults = faults.into_iter();
        let mut recipients = guests(count);
        for _ in 0..100 {
            let mut call = bulk(&recipients, chunk_size);
            let there: Vec<Listed> =
                pending.keys().map(|address| listed(address, address, ROLE)).collect();
            let answer = |addresses: &[String]| {
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
            };
            if is_sequential {
                drive(&mut call, &there, answer);
            } else {
                prop_assert!(drive_two(&mut call, &there, answer) <= 2);
            }
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
    fn an_abort_at_any_moment_ends_the_call_with_true_outcomes(
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
