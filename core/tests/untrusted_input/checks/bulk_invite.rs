//! Bulk invitations with any addresses and any answers.

use std::collections::{BTreeSet, VecDeque};

use clerk_organization_core::addresses::address_key;
use clerk_organization_core::bulk_invite::{
    Action, BulkInvite, InviteError, InviteRefusal, InviteStatus, ListedInvitations, NoAnswer, Recipient,
};

use super::input::Input;

const ROLE: &str = "org:member";
const STATUSES: [&str; 5] = ["", "invited", "invalid", "outcome_unknown", "refused"];
const CODES: [&str; 7] = [
    "",
    "duplicate_record",
    "form_param_format_invalid",
    "form_param_duplicate",
    "bulk_size_exceeded",
    "not_allowed_access",
    "already_a_member_in_organization",
];

fn address(input: &mut Input<'_>) -> String {
    match input.below(6) {
        0 => input.text(),
        _ => {
            ["a@x.io", "A@x.io ", "b@x.io", "c@x.io", "d@x.io", "e@x.io", "f@x.io"][input.below(7)].to_owned()
        }
    }
}

fn refusal(input: &mut Input<'_>, sent: &[String]) -> InviteRefusal {
    let status = [400, 403, 404, 422, 429, 500, 502][input.below(7)];
    let error = |input: &mut Input<'_>| InviteError {
        code: CODES[input.below(CODES.len())].to_owned(),
        param_name: [None, Some("email_address"), Some("role")][input.below(3)].map(ToOwned::to_owned),
        addresses: (0..input.below(3)).filter_map(|_| sent.get(input.below(sent.len()))).cloned().collect(),
        message: if input.flag() { sent.join(", ") } else { input.text() },
    };
    let errors = (0..input.below(3)).map(|_| error(input)).collect();
    InviteRefusal { status, errors, retry_after: input.flag().then(|| u32::from(input.byte())) }
}

/// Reports an answer to a part. Adds the keys of its addresses if they were invited.
fn report(call: &mut BulkInvite, input: &mut Input<'_>, part: &[String], invited: &mut BTreeSet<String>) {
    match input.below(6) {
        0 => call.refused(&refusal(input, part)),
        1 => call.failed([NoAnswer::NotSent, NoAnswer::NotApplied, NoAnswer::Unknown][input.below(3)]),
        _ => {
            invited.extend(part.iter().map(|address| address_key(address)));
            call.invited(part);
        }
    }
}

pub(crate) fn check(data: &[u8]) {
    let mut input = Input::new(data);
    let recipients: Vec<Recipient> = (0..input.below(12))
        .map(|_| Recipient {
            address: address(&mut input),
            former: InviteStatus::parse(STATUSES[input.below(5)]),
        })
        .collect();
    let chunk_size = 1 + input.below(5);
    let mut call = BulkInvite::new(&recipients, ROLE, chunk_size as u32, 600_000);
    let mut invited = BTreeSet::new();
    // Whether the next action is requested before a part is answered.
    let overlaps = input.flag();
    let mut under_way: VecDeque<Vec<String>> = VecDeque::new();
    let mut waited = 0;
    for step in 0.. {
        assert!(step < 20_000, "the call does not end");
        call.progress();
        match call.next_action() {
            Action::Invite(part) => {
                assert!(!part.is_empty() && part.len() <= chunk_size, "{part:?}");
                let keys: BTreeSet<String> = part.iter().map(|address| address_key(address)).collect();
                assert_eq!(keys.len(), part.len(), "an address is in a part only once");
                assert!(keys.is_disjoint(&invited), "an address was invited twice: {part:?}");
                let pending: BTreeSet<String> =
                    under_way.iter().flatten().map(|address| address_key(address)).collect();
                assert!(keys.is_disjoint(&pending), "an address is in two pending parts: {part:?}");
                if overlaps {
                    under_way.push_back(part);
                    assert!(under_way.len() <= 2);
                } else {
                    report(&mut call, &mut input, &part, &mut invited);
                }
            }
            Action::Join => {
                let part = under_way.pop_front().expect("a part is pending");
                report(&mut call, &mut input, &part, &mut invited);
            }
            Action::List(page) => {
                assert!(page.initial_page > 0);
                let rows = input.below(4);
                let listed = ListedInvitations {
                    ids: (0..rows).map(|_| input.text()).collect(),
                    addresses: (0..rows).map(|_| address(&mut input)).collect(),
                    roles: (0..input.below(5)).map(|_| ROLE.to_owned()).collect(),
                    total_count: u64::from(input.byte()),
                };
                match input.below(6) {
                    0 => call.refused(&refusal(&mut input, &[])),
                    1 => call.failed(NoAnswer::NotApplied),
                    _ => call.listed(&listed),
                }
            }
            Action::Wait { ms } => {
                waited += ms;
                assert!(waited <= 600_000, "the call exceeds the limit of waits");
                if input.below(16) == 0 { call.aborted() } else { call.waited() }
            }
            Action::Resolve | Action::Reject => {
                assert!(under_way.is_empty());
                break;
            }
        }
    }
    let outcomes = call.outcomes();
    assert_eq!(outcomes.len(), recipients.len());
    for (recipient, outcome) in recipients.iter().zip(outcomes) {
        let is_invited = outcome.status == InviteStatus::Invited;
        let is_known = invited.contains(&address_key(&recipient.address));
        let was_invited = recipients.iter().any(|other| {
            other.former == Some(InviteStatus::Invited)
                && address_key(&other.address) == address_key(&recipient.address)
        });
        assert!(!is_invited || is_known || was_invited, "{recipient:?} is {outcome:?}");
        assert!(!is_known || is_invited, "{recipient:?} is {outcome:?}");
    }
}
