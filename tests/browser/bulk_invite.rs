//! Bulk invitations: sent in parts, with one outcome for each address.

use std::time::Duration;

use clerk_organization::{
    BulkInviteParams, Error, InviteMembersParams, InviteOutcome, InviteStatus, RuntimeErrorCode,
};

use crate::support::{api_test, member, next, page, post, refusal, requests, runtime, signed_in};

fn addresses(count: usize) -> Vec<String> {
    (0..count).map(|number| format!("guest{number}@example.com")).collect()
}

fn statuses(outcomes: &[InviteOutcome]) -> Vec<&'static str> {
    outcomes.iter().map(|outcome| outcome.status.as_str()).collect()
}

#[api_test]
async fn each_address_has_its_own_outcome() {
    let (_clerk, organization) = signed_in("admin").await;
    let mut given = addresses(12);
    given.insert(3, "no address".into());
    given.push("GUEST0@example.com".into());
    let params = BulkInviteParams::new(given.clone(), "org:member");
    let outcomes = organization.invite_members_settled(params).await.unwrap();
    assert!(outcomes.iter().map(|outcome| &outcome.email_address).eq(&given));
    let expected = [vec!["invited"; 3], vec!["invalid"], vec!["invited"; 10]].concat();
    assert_eq!(statuses(&outcomes), expected);
    let invitation = |at: usize| outcomes.get(at).unwrap().invitation.clone().unwrap();
    assert_eq!(invitation(4).email_address, "guest3@example.com");
    assert_eq!(invitation(0), invitation(13), "addresses that differ only in case share one invitation");
    assert_eq!(refusal(outcomes.get(3).unwrap().error.clone().unwrap()).1, "form_param_format_invalid");
}

#[api_test]
async fn progress_is_reported_for_each_part_and_finish_returns_the_outcomes_so_far() {
    let (_clerk, organization) = signed_in("admin").await;
    let params = BulkInviteParams::new(addresses(25), "org:member");
    let mut call = organization.invite_members_settled(params);
    let first = next(&mut call).await.unwrap();
    assert_eq!((first.done, first.total, first.waiting), (0, 25, Duration::ZERO));
    assert_eq!(next(&mut call).await.unwrap().done, 10);
    let outcomes = call.finish().unwrap();
    assert_eq!(statuses(&outcomes), [vec!["invited"; 10], vec!["not_attempted"; 15]].concat());

    // The second call invites the rest, and no address twice.
    let again = BulkInviteParams::again(outcomes, "org:member");
    let outcomes = organization.invite_members_settled(again).await.unwrap();
    assert_eq!(statuses(&outcomes), vec!["invited"; 25]);
    assert!(outcomes.iter().all(|outcome| outcome.invitation.is_some()));
    assert_eq!(requests("POST", "/bulk").await, vec![Some(200); 3]);
}

#[api_test]
async fn a_part_with_a_lost_answer_is_looked_up_and_a_rate_limit_delays_the_next_one() {
    let (_clerk, organization) = signed_in("admin").await;
    post(
        "faults",
        r#"[{ "path": "/bulk", "drop": true, "after": true },
        { "path": "/bulk", "status": 429, "headers": { "retry-after": "1" }, "times": 5 }]"#,
    )
    .await;
    let params = BulkInviteParams::new(addresses(13), "org:member");
    let outcomes = organization.invite_members_settled(params).await.unwrap();
    assert_eq!(statuses(&outcomes), vec!["invited"; 13]);
    let pending = organization.get_invitations(page(1, 500).status(["pending"])).await.unwrap().data;
    for address in addresses(13) {
        assert_eq!(pending.iter().filter(|row| row.email_address == address).count(), 1, "{address}");
    }
}

#[api_test]
async fn a_time_limit_ends_the_call_with_the_outcomes_so_far() {
    let (_clerk, organization) = signed_in("admin").await;
    let faults = r#"[{ "path": "/bulk", "delayMs": 0 }, { "path": "/bulk", "delayMs": 20000, "times": 2 }]"#;
    post("faults", faults).await;
    let mut params = BulkInviteParams::new(addresses(35), "org:member");
    params.time_limit = Some(Duration::from_millis(2500));
    let outcomes = organization.invite_members_settled(params).await.unwrap();
    // The time limit interrupts two parts, whose outcome is unknown.
    let expected = [vec!["invited"; 10], vec!["outcome_unknown"; 20], vec!["not_attempted"; 5]].concat();
    assert_eq!(statuses(&outcomes), expected);
    let error = outcomes.get(10).unwrap().error.clone().unwrap();
    assert_eq!(runtime(error), RuntimeErrorCode::Timeout);
}

#[api_test]
async fn a_part_that_is_invited_before_an_earlier_one_counts_when_the_call_ends_meanwhile() {
    let (_clerk, organization) = signed_in("admin").await;
    let faults = r#"[{ "path": "/bulk", "delayMs": 0 }, { "path": "/bulk", "delayMs": 20000 }]"#;
    post("faults", faults).await;
    let mut params = BulkInviteParams::new(addresses(30), "org:member");
    params.time_limit = Some(Duration::from_millis(2500));
    let outcomes = organization.invite_members_settled(params).await.unwrap();
    // Which of two requests is delayed depends on which one arrives first: natively it is that of the earlier part.
    let known = |outcome: &&InviteOutcome| outcome.status == InviteStatus::Invited;
    assert_eq!(outcomes.iter().filter(known).count(), 20, "{:?}", statuses(&outcomes));
    for outcome in outcomes {
        match (outcome.status, outcome.invitation) {
            (InviteStatus::Invited, Some(made)) => assert_eq!(made.email_address, outcome.email_address),
            (InviteStatus::OutcomeUnknown, None) => {
                assert_eq!(runtime(outcome.error.unwrap()), RuntimeErrorCode::Timeout);
            }
            other => panic!("{other:?}"),
        }
    }
}

#[api_test]
async fn a_call_that_cannot_be_made_fails_as_a_whole() {
    let (clerk, organization) = signed_in("member").await;
    let params = || BulkInviteParams::new(addresses(12), "org:member");
    let outcomes = organization.invite_members_settled(params()).await.unwrap();
    assert!(outcomes.iter().all(|outcome| outcome.status != InviteStatus::Invited));
    assert_eq!(
        refusal(outcomes.first().unwrap().error.clone().unwrap()).1,
        "missing_organization_permission"
    );
    let no_role = BulkInviteParams::new(addresses(2), " ");
    let error = organization.invite_members_settled(no_role).await.unwrap_err();
    assert_eq!(runtime(error), RuntimeErrorCode::InvalidParams);
    // A call that is never polled sends nothing.
    let unused = organization.invite_members_settled(params()).finish().unwrap();
    assert_eq!(statuses(&unused), vec!["not_attempted"; 12]);
    drop(clerk);
}

#[api_test]
async fn when_a_part_fails_the_error_lists_the_remaining_addresses() {
    let (_clerk, organization) = signed_in("admin").await;
    let all = addresses(25);
    let params = |email_addresses: &[String]| InviteMembersParams {
        email_addresses: email_addresses.to_vec(),
        role: "org:member".into(),
    };
    let mut given = all.clone();
    given.insert(12, "no address".into());
    let Error::PartlyInvited(partly) = organization.invite_members(params(&given)).await.unwrap_err() else {
        panic!("another error")
    };
    assert_eq!(partly.invited.len(), 10);
    assert_eq!(partly.remaining, given.get(10..).unwrap());
    assert_eq!(refusal(partly.cause.clone()), (422, "form_param_format_invalid".into()));

    let invited = organization.invite_members(params(all.get(10..).unwrap())).await.unwrap();
    assert!(invited.iter().map(|invitation| &invitation.email_address).eq(all.get(10..).unwrap()));
    assert!(organization.invite_member(member("one.more@example.com")).await.is_ok());
}
