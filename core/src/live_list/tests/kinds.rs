//! Lists of other rows than invitations.

use super::*;

/// A loaded list: rows 14 to 10 of 14.
fn list(kind: Kind, statuses: Option<&str>) -> LiveList {
    let mut list = LiveList::new(kind, page(1), statuses.map(|status| vec![status.to_owned()]));
    let load = list.refresh();
    list.fetched(load, &ids(&[14, 13, 12, 11, 10]), 14);
    list
}

#[test]
fn a_removed_row_disappears_at_once_and_the_rows_are_fetched() {
    let mut list = list(Kind::Memberships, None);
    assert!(list.operation_started(1, "removeMember", Some("13")));
    assert_eq!(rows_of(&list), (vec![14, 12, 11, 10], 13));
    assert_eq!(list.take_timer(), None);
    list.succeeded(1, &[]);
    assert_eq!((rows_of(&list), list.take_timer()), ((vec![14, 12, 11, 10], 13), Some(SETTLE_MS)));
    let load = list.timer_fired().unwrap();
    list.fetched(load, &ids(&[14, 12, 11, 10, 9]), 13);
    assert_eq!((rows_of(&list), list.take_timer()), ((vec![14, 12, 11, 10, 9], 13), None));
}

#[test]
fn only_a_list_of_pending_invitations_counts_the_pending_invitations() {
    for (kind, statuses, count) in [
        (Kind::Invitations, Some("pending"), Some(14)),
        (Kind::Invitations, Some("revoked"), None),
        (Kind::Invitations, None, None),
        (Kind::MembershipRequests, Some("pending"), None),
        (Kind::UserInvitations, Some("pending"), None),
    ] {
        let mut list = list(kind, statuses);
        let load = list.refresh();
        let fetched = list.fetched(load, &ids(&[14, 13, 12, 11, 10]), 14);
        assert_eq!(fetched, Fetched::Complete { pending_count: count }, "{kind:?} {statuses:?}");
    }
}

#[test]
fn a_change_that_the_server_refuses_is_undone() {
    let mut list = list(Kind::Domains, None);
    let before = list.view();
    list.operation_started(1, "deleteDomain", Some("12"));
    assert_ne!(list.view(), before);
    list.failed(1, None);
    assert_eq!((list.view(), list.take_timer()), (before, Some(SETTLE_MS)));
}

#[test]
fn two_removals_of_one_row_remove_one_row() {
    let mut list = list(Kind::UserMemberships, None);
    list.operation_started(1, "leaveOrganization", Some("12"));
    list.operation_started(2, "deleteOrganization", Some("12"));
    assert_eq!(rows_of(&list), (vec![14, 13, 11, 10], 13));
    list.succeeded(1, &[]);
    list.failed(2, None);
    assert_eq!(rows_of(&list), (vec![14, 13, 11, 10], 13));
}

#[test]
fn an_answer_to_a_request_from_before_a_removal_does_not_bring_the_row_back() {
    let mut list = list(Kind::Memberships, None);
    let load = list.refresh();
    list.operation_started(1, "removeMember", Some("14"));
    list.fetched(load, &ids(&[14, 13, 12, 11, 10]), 14);
    assert_eq!(rows_of(&list).0, [13, 12, 11, 10]);
    list.succeeded(1, &[]);
    assert_eq!(rows_of(&list).0, [13, 12, 11, 10]);
    assert!(list.timer_fired().is_some());
}

#[test]
fn a_removed_row_of_another_page_leaves_the_count_unchanged_until_the_fetch() {
    let mut list = list(Kind::Memberships, None);
    for (number, row) in [(1, None), (2, Some("3"))] {
        assert!(list.operation_started(number, "removeMember", row));
        assert_eq!(rows_of(&list).1, 14);
        list.succeeded(number, &[]);
        assert_eq!(rows_of(&list), (vec![14, 13, 12, 11, 10], 14));
        assert!(list.timer_fired().is_some());
    }
}

#[test]
fn a_row_disappears_if_the_list_does_not_show_its_new_status() {
    for (kind, operation) in [
        (Kind::MembershipRequests, "acceptMembershipRequest"),
        (Kind::MembershipRequests, "rejectMembershipRequest"),
        (Kind::UserInvitations, "acceptUserInvitation"),
        (Kind::UserSuggestions, "acceptUserSuggestion"),
    ] {
        for (statuses, rows) in [(Some("pending"), vec![13, 12, 11, 10]), (None, vec![14, 13, 12, 11, 10])] {
            let mut list = list(kind, statuses);
            assert!(list.operation_started(1, operation, Some("14")));
            assert_eq!(rows_of(&list).0, rows, "{operation} {statuses:?}");
            list.succeeded(1, &[]);
            assert_eq!(list.take_timer(), Some(SETTLE_MS));
        }
    }
}

#[test]
fn an_operation_fetches_only_the_lists_that_it_concerns() {
    let kinds = [
        Kind::Invitations,
        Kind::Memberships,
        Kind::MembershipRequests,
        Kind::Domains,
        Kind::UserMemberships,
        Kind::UserInvitations,
        Kind::UserSuggestions,
    ];
    for (operation, concerned) in [
        ("addMember", &[Kind::Memberships, Kind::UserMemberships][..]),
        ("updateMember", &[Kind::Memberships, Kind::UserMemberships]),
        ("acceptMembershipRequest", &[Kind::Memberships, Kind::MembershipRequests]),
        ("createDomain", &[Kind::Domains]),
        ("updateEnrollmentMode", &[Kind::Invitations, Kind::Domains]),
        ("acceptInvitation", &[Kind::UserMemberships, Kind::UserInvitations]),
        ("getMemberships", &[]),
    ] {
        let concerns = |kind: &Kind| list(*kind, None).operation_started(1, operation, None);
        let found: Vec<Kind> = kinds.into_iter().filter(concerns).collect();
        assert_eq!(found, concerned, "{operation}");
    }
}
