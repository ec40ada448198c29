//! The typed API for Rust callers. It performs the core's decisions and converts the answers to plain data.

mod calls;

mod clerk;

mod sign_in;

mod sign_up;

mod active_session;

mod user;

mod accept_invitation;

mod organization;

mod settings;

mod members;

mod domains;

mod invitations;

mod live_list;

mod live_rows;

mod bulk_invite;

mod resend;

mod refusal;

mod time_limit;

// The followers of the client.
mod change_stream;

pub(crate) mod followers;

mod background;

#[cfg(target_arch = "wasm32")]
mod other_tabs;

#[cfg(target_arch = "wasm32")]
mod page;

pub use accept_invitation::AcceptedInvitation;
pub use active_session::{ActiveOrganization, ActiveSession, GetToken, SetActive};
pub use bulk_invite::{BulkInvite, BulkInviteParams, BulkProgress, InviteOutcome, InviteStatus};
pub use change_stream::Changes;
pub use clerk::{Clerk, ClerkOptions};
pub use invitations::Invitations;
pub use live_list::{LiveList, LiveListControls, LiveRows};
pub use live_rows::{InvitationList, InvitationRow, LiveInvitations, LiveRow};
pub use organization::Organization;
pub use sign_in::{FirstFactor, SignIn, SignInAttempt, SignInStatus};
pub use sign_up::{SignUp, SignUpAttempt, SignUpParams, SignUpStatus};
pub use time_limit::within;
pub use user::{CheckAuthorization, Reverification};
