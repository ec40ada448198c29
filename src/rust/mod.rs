//! What Rust callers may call, typed. It performs what the core decides and makes plain data of the answers.

mod clerk;

mod sign_in;

mod active_session;

mod organization;

mod invitations;

mod invitation_list;

mod live_list;

mod bulk_invite;

mod resend;

mod refusal;

mod time_limit;

// What follows the client.
mod changes;

pub(crate) mod followers;

mod background;

pub use active_session::{ActiveOrganization, ActiveSession, GetToken, SetActive};
pub use bulk_invite::{BulkInvite, BulkInviteParams, BulkProgress, InviteOutcome, InviteStatus};
pub use changes::Changes;
pub use clerk::{Clerk, ClerkOptions};
pub use invitation_list::{InvitationList, InvitationRow};
pub use invitations::Invitations;
pub use live_list::{LiveInvitations, LiveListControls};
pub use organization::Organization;
pub use sign_in::{FirstFactor, SignIn, SignInAttempt, SignInStatus};
pub use time_limit::within;
