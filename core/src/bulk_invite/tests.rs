mod interruptions;
mod outcomes;
mod random;

use super::*;
use crate::pages::PageToFetch;

const ROLE: &str = "org:member";

/// The server's answer to a part.
#[derive(Clone, Debug)]
enum Answer {
    Invited,
    Refused(InviteRefusal),
    Failed(NoAnswer),
}

fn refusal(status: u16, code: &str, addresses: &[&str]) -> InviteRefusal {
    let addresses = addresses.iter().map(|address| address.to_string()).collect();
    let error = InviteError { code: code.to_owned(), addresses, ..InviteError::default() };
    InviteRefusal { status, errors: vec![error], retry_after: None }
}

fn rate_limit(retry_after: Option<u32>) -> Answer {
    Answer::Refused(InviteRefusal { status: 429, errors: Vec::new(), retry_after })
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
fn drive(call: &mut BulkInvite, listed: &[Listed], mut answer: impl FnMut(&[String]) -> Answer) -> Run {
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
                call.listed(&listed_page(&rows.cloned().collect::<Vec<_>>(), listed.len() as u64));
            }
            Action::Wait { ms } => {
                run.waits.push(ms);
                call.waited();
            }
            Action::Join => panic!("no part is pending"),
            Action::Resolve => return run,
            Action::Reject => return Run { was_rejected: true, ..run },
        }
    }
    panic!("the call does not end");
}

/// [`drive`] for a caller that requests the next action at once. Returns the most parts that were pending at once.
fn drive_two(call: &mut BulkInvite, listed: &[Listed], mut answer: impl FnMut(&[String]) -> Answer) -> usize {
    let (mut under_way, mut most) = (Vec::new(), 0);
    for _ in 0..20_000 {
        call.progress();
        match call.next_action() {
            Action::Invite(addresses) => {
                let answer = answer(&addresses);
                under_way.push((addresses, answer));
                most = most.max(under_way.len());
            }
            Action::Join => {
                let (addresses, answer) = under_way.remove(0);
                match answer {
                    Answer::Invited => call.invited(&addresses),
                    Answer::Refused(refusal) => call.refused(&refusal),
                    Answer::Failed(failure) => call.failed(failure),
                }
            }
            Action::List(page) => {
                let rows = listed.iter().skip(page.offset() as usize).take(page.page_size as usize);
                call.listed(&listed_page(&rows.cloned().collect::<Vec<_>>(), listed.len() as u64));
            }
            Action::Wait { .. } => call.waited(),
            Action::Resolve | Action::Reject => {
                assert!(under_way.is_empty());
                return most;
            }
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

/// An invitation that a look-up finds: its id, address and role.
type Listed = [String; 3];

fn listed(id: &str, address: &str, role: &str) -> Listed {
    [id, address, role].map(str::to_owned)
}

fn listed_page(rows: &[Listed], total_count: u64) -> ListedInvitations {
    let column = |at: usize| rows.iter().map(|row| row[at].clone()).collect();
    ListedInvitations { ids: column(0), addresses: column(1), roles: column(2), total_count }
}
