//! What JavaScript may call of the lazy module: the core's state machines for many invitations, walks over pages and live
//! lists.
//!
//! Plain method calls with plain values. Nothing here sends, waits or decides.

mod bulk_invite;
mod live_list;
mod page_walk;
mod resend;

pub use bulk_invite::{BulkAction, BulkInvite, InviteInParts, read_chunk_size, read_max_wait_ms};
pub use live_list::{FetchedPage, LiveList};
pub use page_walk::{PageWalk, invalid_page_param};
pub use resend::{InviteRefusal, Resend, ResendStep};
