//! The exports of the lazy module to JavaScript: the core's state machines for many invitations, walks over pages, live
//! lists, links of invitations and pasted addresses.
//!
//! Plain method calls with plain values. Nothing here sends a request, waits or decides.

mod accept_invitation;
mod addresses;
mod bulk_invite;
mod letters;
mod live_list;
mod machines;
mod page_walk;
mod resend;
mod values;

pub use accept_invitation::{AcceptAction, AcceptInvitation};
pub use addresses::parse_email_addresses;
pub use bulk_invite::{
    BulkAction, aborted, create_bulk_invite, create_invite_in_parts, failed, invited, listed, next_action,
    next_part, outcomes, read_chunk_size, read_max_wait_ms, refused, remaining, take_progress, wait_ended,
};
pub use live_list::{
    FetchedPage, change_failed, change_succeeded, changed_elsewhere, create_live_list, fetched,
    invite_started, load_failed, load_next_page, next_page, operation_started, pending_invitations, refresh,
    revoke_started, take_timer, timer_fired, view,
};
pub use machines::forget;
pub use page_walk::{PageWalk, invalid_page_param};
pub use resend::{ResendStep, create_resend, resend_step, step_succeeded};
