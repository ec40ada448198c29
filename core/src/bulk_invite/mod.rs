//! Many invitations with one outcome each (`inviteMembersSettled`), many in parts (`inviteMembers`), and a new
//! invitation that replaces an old one (`resendInvitation`).

mod call;
mod failures;
mod invite_members;
mod recipients;
mod refusal;
mod resend;
mod status;
mod waits;

pub use call::{Action, BulkInvite, ListedInvitations, Progress};
pub use invite_members::{DEFAULT_CHUNK_SIZE, InviteInParts};
pub use recipients::{Detail, InviteOutcome, Recipient};
pub use refusal::{InviteError, InviteRefusal};
pub use resend::{Resend, ResendStep};
pub use status::{InviteStatus, NoAnswer};
pub use waits::DEFAULT_MAX_WAIT_MS;

#[cfg(test)]
mod tests;
