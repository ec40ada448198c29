//! The exports of the lazy module to JavaScript: the core's state machines for many invitations, walks over pages, live
//! lists, links of invitations and pasted addresses.
//!
//! Plain method calls with plain values. Nothing here sends a request, waits or decides.

mod accept_invitation;
mod addresses;
mod bulk_invite;
mod letters;
mod live_list;
mod page_walk;
mod resend;
mod values;

pub use accept_invitation::{AcceptAction, AcceptInvitation};
pub use addresses::parse_email_addresses;
pub use bulk_invite::{BulkAction, BulkInvite, InviteInParts, read_chunk_size, read_max_wait_ms};
pub use live_list::{FetchedPage, LiveList};
pub use page_walk::{PageWalk, invalid_page_param};
pub use resend::{InviteRefusal, Resend, ResendStep};
